//! Output: what a run found, and the list of formats it can be written in.
//!
//! Formats write what they are given: which findings are shown at all is decided before.

pub mod coverage;
pub mod html;
pub mod input_summary;
pub mod list;
#[cfg(test)]
mod manual;
pub mod style;
pub mod table;
pub mod terminal;
pub mod text;
pub mod trace;

mod checkstyle;
mod cobertura;
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
use crate::report::input_summary::InputSummary;
use crate::source::{Encoding, SourceMap, Span};
use std::io::{self, Write};

pub use crate::report::input_summary::UnreadFile;

/// One way of writing a report.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What its files are usually called behind the dot.
    pub extension: &'static str,
    /// Writes a report to its end.
    pub write: fn(&Report, &mut dyn Write) -> io::Result<()>,
    /// What it has to leave out of a report because its readers take no more, as a sentence.
    pub left_out: fn(&Report) -> Option<String>,
}

/// For formats without limits.
fn nothing(_: &Report) -> Option<String> {
    None
}

/// All formats; the first is for people.
pub const FORMATS: &[Format] = &[
    Format {
        name: "terminal",
        extension: "txt",
        write: terminal::write,
        left_out: nothing,
    },
    Format {
        name: "concise",
        extension: "txt",
        write: concise::write,
        left_out: nothing,
    },
    Format {
        name: "json",
        extension: "json",
        write: json::write,
        left_out: nothing,
    },
    Format {
        name: "json-lines",
        extension: "jsonl",
        write: json_lines::write,
        left_out: nothing,
    },
    Format {
        name: "code-quality",
        extension: "json",
        write: code_quality::write,
        left_out: nothing,
    },
    Format {
        name: "sarif",
        extension: "sarif",
        write: sarif::write,
        left_out: sarif::left_out,
    },
    Format {
        name: "junit",
        extension: "xml",
        write: junit::write,
        left_out: nothing,
    },
    Format {
        name: "checkstyle",
        extension: "xml",
        write: checkstyle::write,
        left_out: nothing,
    },
    Format {
        name: "rdjson",
        extension: "json",
        write: rdjson::write,
        left_out: nothing,
    },
    Format {
        name: "github",
        extension: "txt",
        write: github::write,
        left_out: nothing,
    },
    Format {
        name: "markdown",
        extension: "md",
        write: markdown::write,
        left_out: nothing,
    },
    Format {
        name: "html",
        extension: "html",
        write: html::write,
        left_out: nothing,
    },
    Format {
        name: "cobertura",
        extension: "xml",
        write: cobertura::write,
        left_out: cobertura::left_out,
    },
    Format {
        name: "openmetrics",
        extension: "txt",
        write: openmetrics::write,
        left_out: nothing,
    },
    Format {
        name: "dotenv",
        extension: "env",
        write: dotenv::write,
        left_out: nothing,
    },
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Home of the program on the web, for formats that name their maker; the package says it.
const HOME: Option<&str> = {
    let home = env!("CARGO_PKG_REPOSITORY");
    if home.is_empty() { None } else { Some(home) }
};

/// What was counted on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
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
    /// What was read, and what was not.
    pub reading: InputSummary,
    /// What a person should know about the run as a whole, one sentence each.
    pub notes: Vec<String>,
    /// What was counted.
    pub tally: Tally,
    /// Feature coverage, and the features that nobody can see.
    pub coverage: coverage::Coverage,
    /// Where features meet users, by place.
    pub surfaces: Vec<Surface>,
    /// Where the manual pages of the lints are on the web, without a fragment; formats leave links out when there is none.
    pub docs: Option<String>,
}

/// A place where a feature meets a user: an action, a route, a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// Its name's place.
    pub span: Span,
    /// Its name.
    pub name: String,
    /// Whether a tracking call makes it visible.
    pub tracked: bool,
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
        Self {
            sources,
            findings,
            ..Self::default()
        }
    }

    /// Adds findings of lints that are not in the report yet.
    pub fn add(&mut self, findings: Vec<Finding>) {
        self.findings
            .extend(sort_and_number(&self.sources, findings));
        self.findings
            .sort_by(|a, b| order(&self.sources, &a.finding, &b.finding));
    }

    /// Number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|numbered| numbered.finding.severity == severity)
            .count()
    }

    /// The manual page of a lint on the web.
    fn link(&self, lint: &Lint) -> Option<String> {
        self.docs
            .as_ref()
            .map(|base| format!("{base}#{}", lint.name))
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

#[cfg(test)]
mod tests;
