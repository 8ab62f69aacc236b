//! Values of arguments.

use crate::finding::Severity;
use crate::report::{FORMATS, Format};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// A number, or none for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount(pub(crate) Option<usize>);

/// Parses the address of a web page. Other schemes could run something.
pub(crate) fn web_address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if is_web {
        Ok(text.trim_end_matches('#').to_owned())
    } else {
        Err("write an address with https://".to_owned())
    }
}

/// Parses a number or `all`.
pub(crate) fn amount(text: &str) -> Result<Amount, String> {
    if text == "all" {
        return Ok(Amount(None));
    }
    text.parse()
        .map(|number| Amount(Some(number)))
        .map_err(|_| "write a number or `all`".to_owned())
}

/// Parses the address of a line of code.
pub(crate) fn code_address(text: &str) -> Result<String, String> {
    if !text.contains("{path}") {
        return Err("write an address with {path}, and {line} for the line".to_owned());
    }
    web_address(text)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl FailOn {
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        }
    }
}

/// Returns the parser of the name of a format.
pub(crate) fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
    names.try_map(|name| crate::report::format(&name).ok_or("no such format"))
}
