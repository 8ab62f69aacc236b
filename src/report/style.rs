//! The terminal styles of the reports.

use crate::finding::Severity;

/// Styles for a terminal with or without colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    on: bool,
}

impl Style {
    /// Returns styles that leave text unchanged unless they are `on`.
    pub(crate) fn new(on: bool) -> Self {
        Self { on }
    }

    fn in_code(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Formats a heading.
    pub(crate) fn bold(self, text: &str) -> String {
        self.in_code("1", text)
    }

    /// Formats secondary text.
    pub(crate) fn dim(self, text: &str) -> String {
        self.in_code("2", text)
    }

    /// Formats text in the colour of a severity.
    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        self.in_code(code, text)
    }
}
