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
    findings: Vec<JsonFinding<'a>>,
    coverage: &'a [CoverageRow],
    skipped: Vec<JsonUnreadFile<'a>>,
    partial: Vec<JsonUnreadFile<'a>>,
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

/// A finding, also a line of the `json-lines` format.
#[derive(Serialize)]
pub(crate) struct JsonFinding<'a> {
    lint: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    subject: &'a str,
    owner: Option<&'a str>,
    fingerprint: &'a str,
    #[serde(flatten)]
    location: Location<'a>,
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
    location: Location<'a>,
    text: &'a str,
}

/// A file that was not read, or only in part.
#[derive(Serialize)]
pub(crate) struct JsonUnreadFile<'a> {
    path: &'a str,
    reason: &'a str,
}

/// Builds the JSON of files that were not read.
pub(crate) fn unread_files(files: &[UnreadFile]) -> Vec<JsonUnreadFile<'_>> {
    let mut json = Vec::new();
    for UnreadFile { path, reason } in files {
        json.push(JsonUnreadFile { path, reason });
    }
    json
}

fn location(report: &Report, span: Span) -> Location<'_> {
    let location = report.location(span, Encoding::Chars);
    Location {
        path: location.path,
        line: location.line,
        column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    }
}

/// Builds the JSON of a finding.
pub(crate) fn finding<'a>(report: &'a Report, numbered: &'a Numbered) -> JsonFinding<'a> {
    let finding = &numbered.finding;
    let related = |label: &'a crate::finding::Label| Related {
        location: location(report, label.span),
        text: &label.text,
    };
    JsonFinding {
        lint: finding.lint.name,
        severity: finding.severity.word(),
        message: &finding.message,
        help: finding.help.as_deref(),
        subject: &finding.subject,
        owner: finding.owner.as_deref(),
        fingerprint: &numbered.fingerprint,
        location: location(report, finding.primary.span),
        label: &finding.primary.text,
        related: finding.related.iter().map(related).collect(),
    }
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (tally, files) = (&report.tally, &report.input_summary);
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
            files_scanned: files.files,
            files_skipped: files.skipped.len(),
            files_partial: files.partial_files(),
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
            .map(|numbered| finding(report, numbered))
            .collect(),
        coverage: &report.coverage.coverage,
        skipped: unread_files(&files.skipped),
        partial: unread_files(&files.partial),
        notes: &report.notes,
    };
    write_json(&document, out)
}

/// Writes a value as indented JSON with a line break at its end.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
