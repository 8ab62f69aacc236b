//! One line for each finding, `path:line:column: severity[lint] message. help`, for editors and `grep`.
//!
//! Columns count bytes of UTF-8, as Vim's `%c` does.

use crate::report::model::Report;
use crate::report::text::{message_in_line, one_line};
use crate::source::Encoding;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for numbered in &report.findings {
        writeln!(out, "{}", line(report, numbered))?;
    }
    Ok(())
}

/// Returns the line of a finding.
pub(crate) fn line(report: &Report, numbered: &crate::finding::Numbered) -> String {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Utf8);
    let path = one_line(location.path);
    let message = one_line(&message_in_line(&finding.message, finding.help.as_deref()));
    format!(
        "{path}:{}:{}: {}[{}] {message}",
        location.line, location.column, finding.severity, finding.lint.name
    )
}
