//! Reviewdog's rdjson. Columns count bytes of UTF-8.

use crate::finding::{Numbered, Severity};
use crate::report::json::write_json;
use crate::report::model::{Report, message_with_help};
use crate::report::tool::HOME;
use crate::source::Encoding;
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
            range: Range {
                start: Position {
                    line: location.line,
                    column: location.column,
                },
                end: Position {
                    line: location.end_line,
                    column: location.end_column,
                },
            },
        },
        severity: word(finding.severity),
        code: Code {
            value: finding.lint.name,
            url: report.link(finding.lint),
        },
    }
}
