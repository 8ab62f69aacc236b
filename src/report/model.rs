//! The report: what a run found, as every format reads it.

use crate::finding::{Finding, Lint, Numbered, Severity, order, sort_and_number};
use crate::report::coverage::model::Coverage;
use crate::report::input_summary::InputSummary;
use crate::source::{Encoding, SourceMap, Span};

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
    pub coverage: Coverage,
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
pub(crate) struct Place<'a> {
    pub(crate) path: &'a str,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
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
    pub(crate) fn link(&self, lint: &Lint) -> Option<String> {
        self.docs
            .as_ref()
            .map(|base| format!("{base}#{}", lint.name))
    }

    pub(crate) fn place(&self, span: Span, encoding: Encoding) -> Place<'_> {
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
