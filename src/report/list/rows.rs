//! The rows of the inventories, filled by the analysis and serialised unchanged.

use serde::Serialize;

/// A tracking call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// Path relative to the audited root.
    pub path: String,
    /// First line of the whole call, tag or map.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Column in characters.
    pub column: u32,
    /// Language of the file.
    pub language: String,
    /// `pack#rule`.
    pub rule: String,
    /// Tracking system of its events.
    pub system: String,
    /// The event.
    pub event: EventCell,
    /// Category, where the system has one.
    pub category: Option<String>,
    /// Label.
    pub label: Option<String>,
    /// Property.
    pub property: Option<String>,
    /// Names of its properties.
    pub properties: Vec<String>,
    /// Enclosing class and function.
    pub scope: String,
    /// Wrappers from the tracking call outward.
    pub via: Vec<ViaCell>,
}

/// The names that a call sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EventCell {
    /// `exact`, `pattern` or `open`.
    pub grade: String,
    /// Full names.
    pub names: Vec<String>,
    /// The glob. Several are joined by `|`.
    pub pattern: Option<String>,
    /// Notation of the name: `literal`, `constant`, `look-up`, `template`, `result`, `local`, `wrapper`, `property`, `implied`.
    pub written: String,
    /// Reason for a name that is not exact.
    pub reason: Option<String>,
}

/// A wrapper, constant or import between call and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ViaCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// The function, constant or import.
    pub name: String,
}

/// A line of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PlaceCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
}

/// A call of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EventCallCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// Grade of the name.
    pub grade: String,
}

/// An event, called or defined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// Name.
    pub name: String,
    /// Kind of its definition, or its system.
    pub kind: String,
    /// Verdict.
    pub verdict: String,
    /// Definitions.
    pub defined_in: Vec<PlaceCell>,
    /// Calls.
    pub calls: Vec<EventCallCell>,
    /// Key paths of the metrics that count it.
    pub metrics: Vec<String>,
    /// Feature categories.
    pub categories: Vec<String>,
    /// The group that owns it.
    pub group: Option<String>,
}

/// A metric definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MetricRow {
    /// Key path.
    pub key_path: String,
    /// File of the definition.
    pub path: String,
    /// Line of the key path.
    pub line: u32,
    /// Source of its data.
    pub data_source: Option<String>,
    /// Status.
    pub status: Option<String>,
    /// Time frames.
    pub time_frame: Vec<String>,
    /// Events it counts.
    pub events: Vec<String>,
    /// Verdict.
    pub verdict: String,
    /// Reasons for the verdict, one sentence each.
    pub reasons: Vec<String>,
    /// Feature categories.
    pub categories: Vec<String>,
    /// The group that owns it.
    pub group: Option<String>,
}

/// A feature or feature category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FeatureRow {
    /// Identifier.
    pub id: String,
    /// `category` or `feature`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Verdict.
    pub verdict: String,
    /// The categories it belongs to.
    pub categories: Vec<String>,
    /// Group.
    pub group: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Tiers of the product.
    pub tiers: Vec<String>,
    /// Number of its surfaces.
    pub surfaces: usize,
    /// Number of its tracked surfaces.
    pub surfaces_tracked: usize,
    /// Number of its calls.
    pub calls: usize,
    /// Events.
    pub events: Vec<String>,
    /// Metrics.
    pub metrics: Vec<String>,
    /// Evidence for the verdict.
    pub evidence: Vec<EvidenceCell>,
    /// Basis of the verdict: `own` links and code, its `name`, or only its `category`.
    pub basis: String,
}

/// Evidence for a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EvidenceCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// Text of the line.
    pub text: String,
}
