//! The inventories: calls, events, metrics and features as text, as one JSON document, or as CSV.
//!
//! The rows are the JSON contract: fields may be added, never renamed.

pub(crate) mod rows;

pub use crate::report::list::rows::{
    CallRow, EventCallCell, EventCell, EventRow, EvidenceCell, FeatureRow, MetricRow, PlaceCell,
    ViaCell,
};

use crate::report::json::write_json;
use crate::report::table::{self, Align};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

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
    /// Comma-separated values for a spreadsheet: what it would take for a formula begins with an apostrophe.
    Csv,
    /// Comma-separated values for a warehouse: cells as they are.
    CsvRaw,
}

/// Writes an inventory. `width` narrows the text table, for a terminal.
///
/// # Errors
/// Those of `out`.
pub fn write<R: Row>(
    rows: &[R],
    format: ListFormat,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ListFormat::Text => {
            let cells: Vec<Vec<String>> = rows.iter().map(Row::table).collect();
            table::write(out, R::TABLE, &cells, width)
        }
        ListFormat::Json => write_json(&BTreeMap::from([(R::NAME, rows)]), out),
        ListFormat::Csv | ListFormat::CsvRaw => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(R::CSV)?;
            for row in rows {
                let cells = row.csv();
                match format {
                    ListFormat::CsvRaw => writer.write_record(&cells)?,
                    _ => writer.write_record(cells.iter().map(|cell| neutral(cell)))?,
                }
            }
            writer.flush()
        }
    }
}

/// A spreadsheet takes a cell that begins like this for a formula; an apostrophe makes it text.
fn neutral(cell: &str) -> String {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

impl EventCell {
    fn words(&self) -> String {
        let words = joined(self.names.iter().chain(&self.pattern));
        if words.is_empty() {
            "?".to_owned()
        } else {
            words
        }
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
    const TABLE: &'static [(&'static str, Align)] = &[
        ("PLACE", Align::Path),
        ("EVENT", Align::Path),
        ("GRADE", Align::Left),
        ("RULE", Align::Path),
    ];
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
        vec![
            format!("{}:{}", self.path, self.line),
            self.event.words(),
            self.event.grade.clone(),
            self.rule.clone(),
        ]
    }

    fn csv(&self) -> Vec<String> {
        let via = self
            .via
            .iter()
            .map(|step| format!("{}@{}:{}", step.name, step.path, step.line));
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
    const CSV: &'static [&'static str] = &[
        "name",
        "kind",
        "verdict",
        "defined_in",
        "calls",
        "metrics",
        "categories",
        "group",
    ];

    fn table(&self) -> Vec<String> {
        let (calls, metrics) = (self.calls.len().to_string(), self.metrics.len().to_string());
        vec![
            self.name.clone(),
            self.verdict.clone(),
            self.kind.clone(),
            calls,
            metrics,
            or_empty(&self.group),
        ]
    }

    fn csv(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.kind.clone(),
            self.verdict.clone(),
            joined(&self.defined_in),
            joined(
                self.calls
                    .iter()
                    .map(|call| format!("{}:{}", call.path, call.line)),
            ),
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
        vec![
            self.key_path.clone(),
            self.verdict.clone(),
            source,
            status,
            events,
            or_empty(&self.group),
        ]
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
        ("BY", Align::Left),
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
        "basis",
    ];

    fn table(&self) -> Vec<String> {
        let surfaces = format!("{}/{}", self.surfaces_tracked, self.surfaces);
        let (id, kind, verdict) = (self.id.clone(), self.kind.clone(), self.verdict.clone());
        vec![
            id,
            kind,
            verdict,
            self.basis.clone(),
            surfaces,
            self.calls.to_string(),
            or_empty(&self.group),
        ]
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
            joined(
                self.evidence
                    .iter()
                    .map(|place| format!("{}:{}", place.path, place.line)),
            ),
            self.basis.clone(),
        ]
    }
}
