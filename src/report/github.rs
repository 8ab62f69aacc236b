//! Workflow commands that GitHub turns into annotations. Columns count characters.

use crate::finding::Severity;
use crate::report::model::{Report, message_with_help};
use crate::report::text::{lines, push_clean};
use crate::source::Encoding;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for numbered in &report.findings {
        let finding = &numbered.finding;
        let location = report.location(finding.primary.span, Encoding::Chars);
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let message = data(&lines(&message_with_help(finding)));
        // GitHub finds the file of a path unless it contains characters that a terminal would act on.
        let mut path = String::new();
        for c in location.path.chars() {
            match c {
                '\n' | '\t' => path.push(c),
                c => push_clean(&mut path, c),
            }
        }
        let (file, line, end_line) = (property(&path), location.line, location.end_line);
        write!(
            out,
            "::{command} file={file},line={line},endLine={end_line},"
        )?;
        if line == end_line {
            // GitHub refuses columns on an annotation of more than one line.
            write!(
                out,
                "col={},endColumn={},",
                location.column, location.end_column
            )?;
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
