//! Errors of the configuration and the positions that they point at.

use crate::source::{Encoding, Position, SourceMap, Span};
use std::fmt;
use std::path::{Path, PathBuf};

/// An error of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError {
    /// The configuration file.
    pub(crate) file: PathBuf,
    /// Position in the file; none if the file could not be read.
    pub(crate) position: Option<Position>,
    /// Description of the error.
    pub(crate) message: String,
    /// Advice on how to correct it.
    pub(crate) help: Option<String>,
}

impl ConfigError {
    /// Builds an error that concerns a file as a whole.
    pub(crate) fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            position: None,
            message: message.into(),
            help: None,
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(position) = self.position {
            write!(f, ":{}:{}", position.line, position.column)?;
        }
        write!(f, ": {}", self.message)?;
        self.help
            .as_ref()
            .map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

impl std::error::Error for ConfigError {}

/// An error at a span, before its file and position are looked up.
#[derive(Debug)]
pub(crate) struct SettingError {
    span: Span,
    message: String,
    help: Option<String>,
}

impl SettingError {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
        }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Looks up the file and the position.
    pub(crate) fn locate(self, sources: &SourceMap, files: &[PathBuf]) -> ConfigError {
        let (start, _) = sources.positions(self.span, Encoding::Chars);
        let file = files.get(self.span.file.0 as usize);
        ConfigError {
            file: file.cloned().unwrap_or_default(),
            position: Some(start),
            message: self.message,
            help: self.help,
        }
    }
}
