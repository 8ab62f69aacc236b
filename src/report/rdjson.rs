//! Reviewdog's rdjson. Columns count bytes of UTF-8.

use crate::finding::{Finding, Numbered, Severity};
use crate::fix::Edit;
use crate::report::json::write_json;
use crate::report::model::{Report, message_with_help};
use crate::report::tool::HOME;
use crate::source::{Encoding, Span};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

/// A text that corrects the finding.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let worst = report
        .findings
        .iter()
        .map(|numbered| numbered.finding.severity)
        .min();
    let document = Document {
        source: Source {
            name: env!("CARGO_PKG_NAME"),
            url: HOME,
        },
        severity: word(worst.unwrap_or(Severity::Info)),
        diagnostics: report
            .findings
            .iter()
            .map(|numbered| diagnostic(report, numbered))
            .collect(),
    };
    write_json(&document, out)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}

fn diagnostic<'a>(report: &'a Report, numbered: &'a Numbered) -> Diagnostic<'a> {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Utf8);
    Diagnostic {
        message: message_with_help(finding),
        location: Location {
            path: location.path,
            range: range(report, finding.primary.span),
        },
        severity: word(finding.severity),
        code: Code {
            value: finding.lint.name,
            url: report.link(finding.lint),
        },
        suggestions: suggestion(report, finding).into_iter().collect(),
    }
}

fn range(report: &Report, span: Span) -> Range {
    let location = report.location(span, Encoding::Utf8);
    Range {
        start: Position {
            line: location.line,
            column: location.column,
        },
        end: Position {
            line: location.end_line,
            column: location.end_column,
        },
    }
}

/// Returns the fix of a finding as one suggestion, since a reader takes several ones as alternatives. A suggestion has no path, so a
/// fix in another file is none.
fn suggestion(report: &Report, finding: &Finding) -> Option<Suggestion> {
    let file = finding.primary.span.file;
    let source = report.sources.file(file);
    let mut edits: Vec<&Edit> = finding.edits.iter().collect();
    edits.sort();
    let (first, last) = (edits.first()?, edits.last()?);
    let fits = |edit: &&Edit| edit.span.file == file && source.fits(edit.span);
    if !edits.iter().all(fits) {
        return None;
    }
    let whole = first.span.to(last.span);
    let (mut text, mut at) = (String::new(), whole.start as usize);
    for edit in edits {
        text.push_str(source.text.get(at..edit.span.start as usize)?);
        text.push_str(&edit.replacement);
        at = edit.span.end as usize;
    }
    Some(Suggestion {
        range: range(report, whole),
        text,
    })
}
