//! The program's own JSON: one document with everything. Fields may be added within a schema version, never renamed.
//!
//! Columns count characters.

use crate::finding::{Numbered, Severity};
use crate::report::coverage::model::CoverageRow;
use crate::report::input_summary::UnreadFile;
use crate::report::model::Report;
use crate::source::{Encoding, Span};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary,
    findings: Vec<Entry<'a>>,
    coverage: &'a [CoverageRow],
    skipped: &'a [UnreadFile],
    partial: &'a [UnreadFile],
    notes: &'a [String],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    findings: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    files_scanned: usize,
    files_skipped: usize,
    files_partial: usize,
    calls: usize,
    events: usize,
    metrics: usize,
    metrics_orphaned: usize,
    features: usize,
    features_instrumented: usize,
    coverage_ratio: Option<f64>,
}

/// One finding, also a line of the `json-lines` format.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    lint: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    subject: &'a str,
    owner: Option<&'a str>,
    fingerprint: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
    label: &'a str,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Location<'a>,
    text: &'a str,
}

fn location(report: &Report, span: Span) -> Location<'_> {
    let place = report.place(span, Encoding::Chars);
    Location {
        path: place.path,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    }
}

pub(crate) fn entry<'a>(report: &'a Report, numbered: &'a Numbered) -> Entry<'a> {
    let finding = &numbered.finding;
    let related = |label: &'a crate::finding::Label| Related {
        place: location(report, label.span),
        text: &label.text,
    };
    Entry {
        lint: finding.lint.name,
        severity: finding.severity.word(),
        message: &finding.message,
        help: finding.help.as_deref(),
        subject: &finding.subject,
        owner: finding.owner.as_deref(),
        fingerprint: &numbered.fingerprint,
        place: location(report, finding.primary.span),
        label: &finding.primary.text,
        related: finding.related.iter().map(related).collect(),
    }
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    let document = Document {
        schema_version: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        summary: Summary {
            findings: report.findings.len(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            files_scanned: report.reading.files,
            files_skipped: report.reading.skipped.len(),
            files_partial: report.reading.partial_files(),
            calls: tally.calls,
            events: tally.events,
            metrics: tally.metrics,
            metrics_orphaned: tally.metrics_orphaned,
            features: tally.features,
            features_instrumented: tally.features_instrumented,
            coverage_ratio: tally.coverage(),
        },
        findings: report
            .findings
            .iter()
            .map(|numbered| entry(report, numbered))
            .collect(),
        coverage: &report.coverage.coverage,
        skipped: &report.reading.skipped,
        partial: &report.reading.partial,
        notes: &report.notes,
    };
    write_json(&document, out)
}

/// Writes a value as JSON with a line break behind it.
///
/// # Errors
/// Those of `out`.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
