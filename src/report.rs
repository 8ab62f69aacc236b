//! Output: what a run found, and the list of formats it can be written in.
//!
//! Formats write what they are given: which findings are shown at all is decided before.

use crate::finding::{Finding, Numbered, sort_and_number};
use crate::source::SourceMap;

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
    /// Files that were not read, sorted by path.
    pub skipped: Vec<Skipped>,
    /// What a person should know about the run as a whole, one sentence each.
    pub notes: Vec<String>,
    /// What was counted.
    pub tally: Tally,
}

impl Report {
    /// A report of these findings, sorted and numbered here.
    pub fn new(sources: SourceMap, findings: Vec<Finding>) -> Self {
        let findings = sort_and_number(&sources, findings);
        Self { sources, findings, ..Self::default() }
    }
}
