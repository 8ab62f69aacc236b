//! The program's own JSON: one document with everything. Fields may be added within a schema version, never renamed.
//!
//! Columns count characters.

use crate::finding::{Numbered, Severity};
use crate::fix::Edit;
use crate::report::coverage::model::CoverageRow;
use crate::report::input_summary::UnreadFile;
use crate::report::model::Report;
use crate::source::{Encoding, Span};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: JsonTool,
    /// Folder of the project in its repository; the paths of the document begin with it.
    path_prefix: &'a str,
    base: Option<Base<'a>>,
    summary: Summary,
    findings: Vec<JsonFinding<'a>>,
    coverage: &'a [CoverageRow],
    skipped: Vec<JsonUnreadFile<'a>>,
    partial: Vec<JsonUnreadFile<'a>>,
    notes: &'a [String],
}

/// The other side of a change.
#[derive(Serialize)]
struct Base<'a> {
    name: &'a str,
    features: usize,
    features_instrumented: usize,
    coverage_ratio: Option<f64>,
    /// Findings that the change removed.
    findings_fixed: usize,
    /// Findings of the whole project after the change.
    findings_total: usize,
}

/// The program that wrote a document.
#[derive(Debug, Serialize)]
pub(crate) struct JsonTool {
    name: &'static str,
    version: &'static str,
}

impl Default for JsonTool {
    fn default() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
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
    edits: Vec<JsonEdit<'a>>,
}

/// A replacement of text. All edits of a finding belong together.
#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    location: Location<'a>,
    replacement: &'a str,
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
    /// Kind of the reason, one of a fixed list of words.
    kind: &'static str,
}

/// Builds the JSON of files that were not read.
pub(crate) fn unread_files(files: &[UnreadFile]) -> Vec<JsonUnreadFile<'_>> {
    let mut json = Vec::new();
    for file in files {
        json.push(JsonUnreadFile {
            path: &file.path,
            reason: &file.reason,
            kind: file.kind().word(),
        });
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
    let edit = |edit: &'a Edit| JsonEdit {
        location: location(report, edit.span),
        replacement: &edit.replacement,
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
        edits: finding.edits.iter().map(edit).collect(),
    }
}

fn base(report: &Report) -> Option<Base<'_>> {
    let name = report.base.as_deref()?;
    let tally = report.before.as_ref().map(|before| before.tally.clone());
    let tally = tally.unwrap_or_default();
    Some(Base {
        name,
        features: tally.features,
        features_instrumented: tally.features_instrumented,
        coverage_ratio: tally.coverage(),
        findings_fixed: report.fixed.len(),
        findings_total: report.all().len(),
    })
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (tally, files) = (&report.tally, &report.input_summary);
    let document = Document {
        schema_version: 1,
        tool: JsonTool::default(),
        path_prefix: &report.path_prefix,
        base: base(report),
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
    serde_json::to_writer_pretty(Inert::new(out), value)?;
    writeln!(out)
}

/// A writer of JSON that escapes every second `#` of a row. `##[…]` and `##vso[…]` are commands to a pipeline, wherever they
/// occur in its log.
pub(crate) struct Inert<'o> {
    out: &'o mut dyn Write,
    was_number: bool,
}

impl<'o> Inert<'o> {
    /// Returns a writer to `out`.
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            was_number: false,
        }
    }
}

impl Write for Inert<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for at in memchr::memchr_iter(b'#', bytes) {
            if at > from {
                self.was_number = false;
            }
            if self.was_number {
                self.out.write_all(&bytes[from..at])?;
                self.out.write_all(b"\\u0023")?;
                from = at + 1;
                self.was_number = false;
            } else {
                self.out.write_all(&bytes[from..=at])?;
                from = at + 1;
                self.was_number = true;
            }
        }
        if from < bytes.len() {
            self.out.write_all(&bytes[from..])?;
            self.was_number = false;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_number_signs_is_broken_wherever_it_is_cut() {
        for (parts, expected) in [
            (&["##[x"][..], "#\\u0023[x"),
            (&["a#", "#vso[x", "#"], "a#\\u0023vso[x#"),
            (&["###", "#"], "#\\u0023#\\u0023"),
            (&["# #", "a", "#"], "# #a#"),
        ] {
            let mut out = Vec::new();
            let mut inert = Inert::new(&mut out);
            for part in parts {
                inert.write_all(part.as_bytes()).expect("memory is written");
            }
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}
