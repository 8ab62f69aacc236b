//! The line of a snapshot. Fields may be added, never renamed.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the line.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// The figures and verdicts of one revision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Snapshot {
    /// Hash of project, commit, version and configuration.
    pub(crate) run_id: String,
    /// Name of the project.
    pub(crate) project: String,
    /// Revision as it was named.
    #[serde(rename = "ref")]
    pub(crate) reference: Option<String>,
    /// Commit.
    pub(crate) commit_sha: Option<String>,
    /// Time of the commit in UTC.
    pub(crate) committed_at: Option<String>,
    /// First line of the message of the commit.
    pub(crate) subject: Option<String>,
    /// Version of the program.
    pub(crate) tool_version: String,
    /// Version of this line.
    pub(crate) schema_version: u32,
    /// Hash of the rules.
    pub(crate) rules_digest: String,
    /// Hash of the configuration.
    pub(crate) config_digest: String,
    /// Number of source files.
    pub(crate) files_scanned: usize,
    /// Files that were read in part.
    pub(crate) files_partial: usize,
    /// Files that were not read.
    pub(crate) files_skipped: usize,
    /// True if everything was read.
    pub(crate) is_complete: bool,
    /// Number of calls.
    pub(crate) calls: usize,
    /// Number of events by verdict.
    pub(crate) events: BTreeMap<String, usize>,
    /// Number of metrics by verdict.
    pub(crate) metrics: BTreeMap<String, usize>,
    /// Number of surfaces by state.
    pub(crate) surfaces: BTreeMap<String, usize>,
    /// Sums by section, stage, group, category and tier.
    pub(crate) coverage: Vec<SnapshotCoverage>,
    /// Verdicts of features and categories.
    pub(crate) features: Vec<SnapshotFeature>,
}

/// The sums of one unit, with the columns of the table `coverage`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SnapshotCoverage {
    /// Kind of the unit.
    pub(crate) scope_kind: String,
    /// Identifier.
    pub(crate) scope_id: String,
    /// Title.
    pub(crate) title: String,
    /// Number of features.
    pub(crate) features: usize,
    /// Instrumented features.
    pub(crate) instrumented: usize,
    /// Likely instrumented features.
    pub(crate) likely: usize,
    /// Features with calls only.
    pub(crate) calls_only: usize,
    /// Features with definitions only.
    pub(crate) definitions_only: usize,
    /// Uninstrumented features.
    pub(crate) uninstrumented: usize,
    /// Features without code.
    pub(crate) no_code: usize,
    /// Exempt features.
    pub(crate) exempt: usize,
    /// Features about which only their category is known.
    pub(crate) unknown: usize,
    /// Surfaces.
    pub(crate) surfaces_total: usize,
    /// Tracked surfaces.
    pub(crate) surfaces_tracked: Option<usize>,
    /// Share of instrumented features.
    pub(crate) ratio: Option<f64>,
}

/// The verdict of one feature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SnapshotFeature {
    /// `category` or `feature`.
    pub(crate) kind: String,
    /// Identifier.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
    /// Group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    /// Verdict.
    pub(crate) verdict: String,
    /// State of an entry of the feature list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// Number of surfaces.
    pub(crate) surfaces_total: usize,
    /// Number of tracked surfaces.
    pub(crate) surfaces_tracked: usize,
}
