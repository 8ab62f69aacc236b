//! Output: what a run found, and the list of formats it can be written in.
//!
//! Formats write what they are given: which findings are shown at all is decided before.

pub mod coverage;
pub mod list;
pub mod table;
pub mod terminal;
pub mod text;

mod checkstyle;
mod code_quality;
mod concise;
mod dotenv;
mod github;
mod json;
mod json_lines;
mod junit;
mod markdown;
mod openmetrics;
mod rdjson;
mod sarif;

use crate::finding::{Finding, Lint, Numbered, Severity, order, sort_and_number};
use crate::source::{Encoding, SourceMap, Span};
use std::io::{self, Write};

/// One way of writing a report.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What its files are usually called behind the dot.
    pub extension: &'static str,
    /// Writes a report to its end.
    pub write: fn(&Report, &mut dyn Write) -> io::Result<()>,
}

/// All formats; the first is for people.
pub const FORMATS: &[Format] = &[
    Format { name: "terminal", extension: "txt", write: terminal::write },
    Format { name: "concise", extension: "txt", write: concise::write },
    Format { name: "json", extension: "json", write: json::write },
    Format { name: "json-lines", extension: "jsonl", write: json_lines::write },
    Format { name: "code-quality", extension: "json", write: code_quality::write },
    Format { name: "sarif", extension: "sarif", write: sarif::write },
    Format { name: "junit", extension: "xml", write: junit::write },
    Format { name: "checkstyle", extension: "xml", write: checkstyle::write },
    Format { name: "rdjson", extension: "json", write: rdjson::write },
    Format { name: "github", extension: "txt", write: github::write },
    Format { name: "markdown", extension: "md", write: markdown::write },
    Format { name: "openmetrics", extension: "txt", write: openmetrics::write },
    Format { name: "dotenv", extension: "env", write: dotenv::write },
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Home of the program, for formats that name their maker.
const URL: &str = "https://gitlab.com/tracklint/tracklint";

/// A file that was not read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path, relative to the audited root.
    pub path: String,
    /// Why, in a few words that are the same for every file with this reason (`too large`, `not valid UTF-8`).
    pub reason: String,
}

/// What was counted on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that were searched.
    pub files_scanned: usize,
    /// Tracking calls.
    pub calls: usize,
    /// Events, called or defined.
    pub events: usize,
    /// Metric definitions.
    pub metrics: usize,
    /// Metrics with the verdict `orphaned`.
    pub metrics_orphaned: usize,
    /// Features that can be instrumented: with code, and not exempt.
    pub features: usize,
    /// Those of them with the verdict `instrumented`.
    pub features_instrumented: usize,
}

impl Tally {
    /// Share of features that are instrumented; none when there are no features.
    pub fn coverage(&self) -> Option<f64> {
        (self.features > 0).then(|| self.features_instrumented as f64 / self.features as f64)
    }
}

/// Everything a format may write.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that spans point into.
    pub sources: SourceMap,
    /// The findings, sorted, each with its fingerprint.
    pub findings: Vec<Numbered>,
    /// The lints that ran, for formats that list them whether they found anything or not.
    pub lints: &'static [&'static Lint],
    /// Files that were not read, sorted by path.
    pub skipped: Vec<Skipped>,
    /// What a person should know about the run as a whole, one sentence each.
    pub notes: Vec<String>,
    /// What was counted.
    pub tally: Tally,
    /// Feature coverage, where it was asked for.
    pub coverage: Vec<coverage::CoverageRow>,
}

/// A span in one-based numbers.
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl Report {
    /// A report of these findings, sorted and numbered here.
    pub fn new(sources: SourceMap, findings: Vec<Finding>) -> Self {
        let findings = sort_and_number(&sources, findings);
        Self { sources, findings, ..Self::default() }
    }

    /// Adds findings of lints that are not in the report yet.
    pub fn add(&mut self, findings: Vec<Finding>) {
        self.findings.extend(sort_and_number(&self.sources, findings));
        self.findings.sort_by(|a, b| order(&self.sources, &a.finding, &b.finding));
    }

    /// Number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|numbered| numbered.finding.severity == severity).count()
    }

    fn place(&self, span: Span, encoding: Encoding) -> Place<'_> {
        let (start, end) = self.sources.positions(span, encoding);
        Place {
            path: self.sources.path(span),
            line: start.line.get(),
            column: start.column.get(),
            end_line: end.line.get(),
            end_column: end.column.get(),
        }
    }
}

/// Writes a value as JSON with a line break behind it.
///
/// # Errors
/// Those of `out`.
pub fn write_json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
