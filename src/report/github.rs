//! Workflow commands that GitHub turns into annotations. Columns count characters.
//!
//! GitHub shows ten annotations of a kind for each step, the first ones. So the findings that fail the run come first, and the last
//! notice counts those that are left out.

use crate::finding::{Numbered, Severity};
use crate::report::model::{Report, count_in_words, message_with_help};
use crate::report::text::{lines, push_clean};
use crate::source::Encoding;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for numbered in shown(report) {
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
    match left_out(report) {
        Some(text) => writeln!(out, "::notice title=tracklint::{}", data(&text)),
        None => Ok(()),
    }
}

/// Annotations of a kind that GitHub shows for a step.
const MOST: usize = 10;

/// Returns the findings that GitHub shows, the worst first.
fn shown(report: &Report) -> Vec<&Numbered> {
    let counts = Severity::ALL.map(|severity| report.count(severity));
    let has_more = counts.iter().any(|count| *count > MOST);
    let of = |severity: Severity| {
        let findings = report.findings.iter();
        let findings = findings.filter(move |one| one.finding.severity == severity);
        // The last notice counts the findings that are left out.
        findings.take(MOST - usize::from(has_more && severity == Severity::Info))
    };
    Severity::ALL.into_iter().flat_map(of).collect()
}

/// Returns a sentence about the findings that GitHub does not show.
pub(crate) fn left_out(report: &Report) -> Option<String> {
    let shown = shown(report);
    if shown.len() == report.findings.len() {
        return None;
    }
    let more = Severity::ALL.map(|severity| {
        let shown = shown.iter().filter(|one| one.finding.severity == severity);
        (report.count(severity) - shown.count(), severity)
    });
    let more = more.into_iter().filter(|(count, _)| *count > 0);
    let more: Vec<String> = more
        .map(|(count, severity)| count_in_words(count, severity))
        .collect();
    let more = more.join(", ");
    Some(format!(
        "{more} left out, because GitHub shows {MOST} annotations of a kind; the log of `tracklint check` and the other formats have all"
    ))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
