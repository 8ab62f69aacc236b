//! The inventories: calls, events, metrics and features as text, as one JSON document, or as CSV.
//!
//! The rows are the JSON contract: fields may be added, never renamed.

use super::table::{self, Align};
use super::write_json;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

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
    /// What the verdict rests on.
    pub evidence: Vec<EvidenceCell>,
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

/// An inventory that can be written.
pub trait Row: Serialize {
    /// Name of the inventory and key of its JSON document.
    const NAME: &'static str;
    /// Columns of the text table.
    const TABLE: &'static [(&'static str, Align)];
    /// Columns of the CSV file.
    const CSV: &'static [&'static str];
    /// Cells of the text table.
    fn table(&self) -> Vec<String>;
    /// Cells of the CSV file.
    fn csv(&self) -> Vec<String>;
}

/// How an inventory is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// An aligned table.
    Text,
    /// One JSON document.
    Json,
    /// Comma-separated values.
    Csv,
}

/// Writes an inventory. `width` narrows the text table, for a terminal.
///
/// # Errors
/// Those of `out`.
pub fn write<R: Row>(rows: &[R], format: ListFormat, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ListFormat::Text => {
            let cells: Vec<Vec<String>> = rows.iter().map(Row::table).collect();
            table::write(out, R::TABLE, &cells, width)
        }
        ListFormat::Json => write_json(&BTreeMap::from([(R::NAME, rows)]), out),
        ListFormat::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(R::CSV)?;
            for row in rows {
                writer.write_record(row.csv().iter().map(|cell| neutral(cell)))?;
            }
            writer.flush()
        }
    }
}

/// A spreadsheet takes a cell that begins like this for a formula; an apostrophe makes it text.
fn neutral(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

impl EventCell {
    fn words(&self) -> String {
        let words = joined(self.names.iter().chain(&self.pattern));
        if words.is_empty() { "?".to_owned() } else { words }
    }
}

impl std::fmt::Display for PlaceCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

impl Row for CallRow {
    const NAME: &'static str = "calls";
    const TABLE: &'static [(&'static str, Align)] =
        &[("PLACE", Align::Path), ("EVENT", Align::Path), ("GRADE", Align::Left), ("RULE", Align::Path)];
    const CSV: &'static [&'static str] = &[
        "path",
        "line",
        "end_line",
        "column",
        "language",
        "rule",
        "system",
        "grade",
        "names",
        "pattern",
        "category",
        "label",
        "property",
        "properties",
        "scope",
        "via",
    ];

    fn table(&self) -> Vec<String> {
        vec![format!("{}:{}", self.path, self.line), self.event.words(), self.event.grade.clone(), self.rule.clone()]
    }

    fn csv(&self) -> Vec<String> {
        let via = self.via.iter().map(|step| format!("{}@{}:{}", step.name, step.path, step.line));
        vec![
            self.path.clone(),
            self.line.to_string(),
            self.end_line.to_string(),
            self.column.to_string(),
            self.language.clone(),
            self.rule.clone(),
            self.system.clone(),
            self.event.grade.clone(),
            joined(&self.event.names),
            or_empty(&self.event.pattern),
            or_empty(&self.category),
            or_empty(&self.label),
            or_empty(&self.property),
            joined(&self.properties),
            self.scope.clone(),
            joined(via),
        ]
    }
}

impl Row for EventRow {
    const NAME: &'static str = "events";
    const TABLE: &'static [(&'static str, Align)] = &[
        ("EVENT", Align::Path),
        ("VERDICT", Align::Left),
        ("KIND", Align::Left),
        ("CALLS", Align::Right),
        ("METRICS", Align::Right),
        ("GROUP", Align::Left),
    ];
    const CSV: &'static [&'static str] = &["name", "kind", "verdict", "defined_in", "calls", "metrics", "categories", "group"];

    fn table(&self) -> Vec<String> {
        let (calls, metrics) = (self.calls.len().to_string(), self.metrics.len().to_string());
        vec![self.name.clone(), self.verdict.clone(), self.kind.clone(), calls, metrics, or_empty(&self.group)]
    }

    fn csv(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.kind.clone(),
            self.verdict.clone(),
            joined(&self.defined_in),
            joined(self.calls.iter().map(|call| format!("{}:{}", call.path, call.line))),
            joined(&self.metrics),
            joined(&self.categories),
            or_empty(&self.group),
        ]
    }
}

impl Row for MetricRow {
    const NAME: &'static str = "metrics";
    const TABLE: &'static [(&'static str, Align)] = &[
        ("METRIC", Align::Path),
        ("VERDICT", Align::Left),
        ("SOURCE", Align::Left),
        ("STATUS", Align::Left),
        ("EVENTS", Align::Right),
        ("GROUP", Align::Left),
    ];
    const CSV: &'static [&'static str] = &[
        "key_path",
        "path",
        "line",
        "data_source",
        "status",
        "time_frame",
        "events",
        "verdict",
        "reasons",
        "categories",
        "group",
    ];

    fn table(&self) -> Vec<String> {
        let (source, status) = (or_empty(&self.data_source), or_empty(&self.status));
        let events = self.events.len().to_string();
        vec![self.key_path.clone(), self.verdict.clone(), source, status, events, or_empty(&self.group)]
    }

    fn csv(&self) -> Vec<String> {
        vec![
            self.key_path.clone(),
            self.path.clone(),
            self.line.to_string(),
            or_empty(&self.data_source),
            or_empty(&self.status),
            joined(&self.time_frame),
            joined(&self.events),
            self.verdict.clone(),
            self.reasons.join("; "),
            joined(&self.categories),
            or_empty(&self.group),
        ]
    }
}

impl Row for FeatureRow {
    const NAME: &'static str = "features";
    const TABLE: &'static [(&'static str, Align)] = &[
        ("FEATURE", Align::Path),
        ("KIND", Align::Left),
        ("VERDICT", Align::Left),
        ("SURFACES", Align::Right),
        ("CALLS", Align::Right),
        ("GROUP", Align::Left),
    ];
    const CSV: &'static [&'static str] = &[
        "id",
        "kind",
        "title",
        "verdict",
        "categories",
        "group",
        "stage",
        "section",
        "tiers",
        "surfaces",
        "surfaces_tracked",
        "calls",
        "events",
        "metrics",
        "evidence",
    ];

    fn table(&self) -> Vec<String> {
        let surfaces = format!("{}/{}", self.surfaces_tracked, self.surfaces);
        let (id, kind, verdict) = (self.id.clone(), self.kind.clone(), self.verdict.clone());
        vec![id, kind, verdict, surfaces, self.calls.to_string(), or_empty(&self.group)]
    }

    fn csv(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.kind.clone(),
            self.title.clone(),
            self.verdict.clone(),
            joined(&self.categories),
            or_empty(&self.group),
            or_empty(&self.stage),
            or_empty(&self.section),
            joined(&self.tiers),
            self.surfaces.to_string(),
            self.surfaces_tracked.to_string(),
            self.calls.to_string(),
            joined(&self.events),
            joined(&self.metrics),
            joined(self.evidence.iter().map(|place| format!("{}:{}", place.path, place.line))),
        ]
    }
}
