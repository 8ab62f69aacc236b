//! Workflow commands that GitHub turns into annotations. Columns count characters.

use crate::finding::Severity;
use crate::report::model::Report;
use crate::report::text::{lines, push_clean};
use crate::source::Encoding;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for numbered in &report.findings {
        let finding = &numbered.finding;
        let place = report.place(finding.primary.span, Encoding::Chars);
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let help = finding
            .help
            .as_ref()
            .map(|help| format!("\n{help}"))
            .unwrap_or_default();
        let message = data(&lines(&format!("{}{help}", finding.message)));
        // A path that would steer the terminal of a log is shown and not found; any other comes back as it is.
        let mut path = String::new();
        for c in place.path.chars() {
            if matches!(c, '\n' | '\t') {
                path.push(c)
            } else {
                push_clean(&mut path, c)
            }
        }
        let (file, line, end_line) = (property(&path), place.line, place.end_line);
        write!(
            out,
            "::{command} file={file},line={line},endLine={end_line},"
        )?;
        if line == end_line {
            // GitHub refuses columns on an annotation of more than one line.
            write!(out, "col={},endColumn={},", place.column, place.end_column)?;
        }
        writeln!(
            out,
            "title={}::{message}",
            property(&format!("tracklint {}", finding.lint.name))
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
