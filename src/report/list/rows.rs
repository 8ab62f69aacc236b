//! The rows of the inventories: plain data, filled by the audit, serialised as they stand.

use serde::Serialize;

/// A tracking call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// Path relative to the audited root.
    pub path: String,
    /// First line of the whole call, tag or map.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// Its column in characters.
    pub column: u32,
    /// Language it is written in.
    pub language: String,
    /// `pack#rule`.
    pub rule: String,
    /// The system its names are looked up in.
    pub system: String,
    /// What it sends.
    pub event: EventCell,
    /// Category, where the system has one.
    pub category: Option<String>,
    /// Label.
    pub label: Option<String>,
    /// Property.
    pub property: Option<String>,
    /// Names of what is sent along.
    pub properties: Vec<String>,
    /// Class and function around it.
    pub scope: String,
    /// Steps from the tracking call proper outward.
    pub via: Vec<ViaCell>,
}

/// The name or names a call sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EventCell {
    /// `exact`, `pattern` or `open`.
    pub grade: String,
    /// Full names.
    pub names: Vec<String>,
    /// The glob; several are joined by `|`.
    pub pattern: Option<String>,
    /// How the name is written: `literal`, `constant`, `look-up`, `template`, `result`, `local`, `wrapper`, `property`, `implied`.
    pub written: String,
    /// Why it is not fully known.
    pub reason: Option<String>,
}

/// A wrapper, constant or import on the way.
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

/// A call as seen from its event.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EventCallCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// How sure the name is.
    pub grade: String,
}

/// An event, called or defined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// Its name.
    pub name: String,
    /// What kind of definition it has, or which system it is sent to.
    pub kind: String,
    /// Its verdict.
    pub verdict: String,
    /// Its definitions.
    pub defined_in: Vec<PlaceCell>,
    /// Its calls.
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
    /// Its key path.
    pub key_path: String,
    /// File of the definition.
    pub path: String,
    /// Line of the key path.
    pub line: u32,
    /// Where its numbers come from.
    pub data_source: Option<String>,
    /// Its status.
    pub status: Option<String>,
    /// Time frames.
    pub time_frame: Vec<String>,
    /// Events it counts.
    pub events: Vec<String>,
    /// Its verdict.
    pub verdict: String,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
    /// Feature categories.
    pub categories: Vec<String>,
    /// The group that owns it.
    pub group: Option<String>,
}

/// A feature or feature category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FeatureRow {
    /// Its identifier.
    pub id: String,
    /// `category` or `feature`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its verdict.
    pub verdict: String,
    /// The categories it belongs to.
    pub categories: Vec<String>,
    /// Group.
    pub group: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Tiers it is sold in.
    pub tiers: Vec<String>,
    /// Places where it meets a user.
    pub surfaces: usize,
    /// Those of them that are tracked.
    pub surfaces_tracked: usize,
    /// Calls that belong to it.
    pub calls: usize,
    /// Its events.
    pub events: Vec<String>,
    /// Its metrics.
    pub metrics: Vec<String>,
    /// Places that show the verdict.
    pub evidence: Vec<EvidenceCell>,
    /// What the verdict rests on: `own` links and code, things with its `name`, or only what its `category` has.
    pub basis: String,
}

/// A place that justifies a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EvidenceCell {
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// What is there.
    pub text: String,
}
