//! The inventory of a repository: what it sends, defines and reads, for the audits of others. Fields may be added within a version.

use crate::report::json::JsonTool;
use crate::report::write_json;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The document.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Inventory {
    /// Version of the document.
    pub(crate) tracklint_inventory: u64,
    /// The program.
    pub(crate) tool: JsonTool,
    /// Name of the repository in reports.
    pub(crate) repository: String,
    /// The revision.
    pub(crate) revision: Option<String>,
    /// Day of the inventory.
    pub(crate) date: String,
    /// True if no call has an unknown name and every file was read.
    pub(crate) complete: bool,
    /// Events that calls send, each name once.
    pub(crate) sends: Vec<SentEvent>,
    /// Globs of computed names.
    pub(crate) patterns: Vec<SentPattern>,
    /// Number of calls with an unknown name, by system.
    pub(crate) open: BTreeMap<String, usize>,
    /// Defined events.
    pub(crate) defines: Vec<DefinedEvent>,
    /// Events that metrics read.
    pub(crate) reads: Vec<ReadEvent>,
    /// True if an edition of the product is not in the tree, so that names may be missing.
    pub(crate) edition_missing: bool,
    /// All events with their verdicts, for the consumers of other repositories.
    pub(crate) events: Vec<ProductEvent>,
    /// All metrics with their verdicts, for the consumers of other repositories.
    pub(crate) metrics: Vec<ProductMetric>,
}

/// An event that a call sends.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct SentEvent {
    pub(crate) name: String,
    pub(crate) system: String,
    pub(crate) path: String,
    pub(crate) line: u32,
}

/// A computed name that a call sends.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct SentPattern {
    pub(crate) pattern: String,
    pub(crate) system: String,
    pub(crate) path: String,
    pub(crate) line: u32,
}

/// A defined event.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct DefinedEvent {
    pub(crate) name: String,
    pub(crate) system: String,
    pub(crate) removed: bool,
    pub(crate) path: String,
    pub(crate) line: u32,
}

/// An event that a metric reads.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct ReadEvent {
    pub(crate) name: String,
    pub(crate) metric: String,
    pub(crate) path: String,
    pub(crate) line: u32,
}

/// An event with its verdict.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct ProductEvent {
    pub(crate) name: String,
    pub(crate) system: String,
    pub(crate) verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) labels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
}

/// A metric with its verdict.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct ProductMetric {
    pub(crate) key_path: String,
    pub(crate) verdict: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) reasons: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data_source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data_category: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) events: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) milestone_removed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) removed_by: Option<String>,
    pub(crate) path: String,
    pub(crate) line: u32,
}

/// Writes an inventory.
pub(crate) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    write_json(inventory, out)
}
