//! The few terminal styles the reports use; without colour they are nothing.

use crate::finding::Severity;

/// Styles for a terminal that understands them, or for one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    on: bool,
}

impl Style {
    /// Styles that are `on` or leave text alone.
    pub fn new(on: bool) -> Self {
        Self { on }
    }

    fn in_code(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// For headings.
    pub fn bold(self, text: &str) -> String {
        self.in_code("1", text)
    }

    /// For what may be overlooked.
    pub fn dim(self, text: &str) -> String {
        self.in_code("2", text)
    }

    /// In the colour of a severity.
    pub fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        self.in_code(code, text)
    }
}
