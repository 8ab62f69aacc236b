//! Inventories of calls, events, metrics and features as text, as one JSON document, or as CSV.
//!
//! The rows are the JSON contract: fields may be added, never renamed.

pub(crate) mod filter;
pub(crate) mod rows;

pub(crate) use crate::report::list::rows::{
    CallRow, ElsewhereCell, EventCallCell, EventCell, EventRow, EvidenceCell, FeatureRow,
    MetricRow, PlaceCell, ProposalCell, ProposedEventCell, SideEffectCell, SurfaceRow, ViaCell,
    WayCell,
};

use crate::report::json::write_json;
use crate::report::table::{self, Align};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A row of an inventory.
pub(crate) trait Row: Serialize + Sized + 'static {
    /// Name of the inventory and key of its JSON document.
    const NAME: &'static str;
    /// Columns of the text table.
    const TABLE: &'static [(&'static str, Align, Cell<Self>)];
    /// Columns of the CSV file.
    const CSV: &'static [(&'static str, Cell<Self>)];
}

/// The text of a row in one column.
type Cell<R> = fn(&R) -> String;

/// The format of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ListFormat {
    /// An aligned table.
    Text,
    /// One JSON document.
    Json,
    /// Comma-separated values for a spreadsheet, with an apostrophe before each formula.
    Csv,
    /// Comma-separated values for a warehouse, with unchanged cells.
    CsvRaw,
}

/// Writes an inventory. `width` limits the text table to a terminal.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write<R: Row>(
    rows: &[R],
    format: ListFormat,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ListFormat::Text => {
            let columns: Vec<_> = R::TABLE.iter().map(|column| (column.0, column.1)).collect();
            let cells = |row| R::TABLE.iter().map(|(_, _, cell)| cell(row)).collect();
            let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
            table::write(out, &columns, &rows, width)
        }
        ListFormat::Json => write_json(&BTreeMap::from([(R::NAME, rows)]), out),
        ListFormat::Csv => write_csv(rows, escape_formula, out),
        ListFormat::CsvRaw => write_csv(rows, |cell| cell, out),
    }
}

fn write_csv<R: Row>(
    rows: &[R],
    escape: fn(String) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(R::CSV.iter().map(|(title, _)| title))?;
    for row in rows {
        writer.write_record(R::CSV.iter().map(|(_, cell)| escape(cell(row))))?;
    }
    writer.flush()
}

/// Puts an apostrophe before a cell that a spreadsheet would read as a formula.
pub(crate) fn escape_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(" ")
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

fn positions<'r, T: 'r>(cells: &'r [T], position: impl Fn(&'r T) -> (&'r String, u32)) -> String {
    joined(cells.iter().map(|cell| {
        let (path, line) = position(cell);
        format!("{path}:{line}")
    }))
}

fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl FeatureRow {
    /// Returns the state with its probability: `likely 0.82`, and `(unclear)` if a person should decide.
    pub(crate) fn state_words(&self) -> String {
        let Some(state) = &self.state else {
            return String::new();
        };
        let doubt = match self.unclear {
            Some(true) => " (unclear)",
            _ => "",
        };
        match self.p {
            Some(p) => format!("{state} {p:.2}{doubt}"),
            None => state.clone(),
        }
    }
}

impl Row for CallRow {
    const NAME: &'static str = "calls";
    const TABLE: &'static [(&'static str, Align, Cell<Self>)] = &[
        ("PLACE", Align::Path, |row| {
            format!("{}:{}", row.path, row.line)
        }),
        ("EVENT", Align::Path, |row| row.event.words()),
        ("GRADE", Align::Fixed, |row| row.event.grade.clone()),
        ("RULE", Align::Spare, |row| row.rule.clone()),
    ];
    const CSV: &'static [(&'static str, Cell<Self>)] = &[
        ("path", |row| row.path.clone()),
        ("line", |row| row.line.to_string()),
        ("end_line", |row| row.end_line.to_string()),
        ("column", |row| row.column.to_string()),
        ("language", |row| row.language.clone()),
        ("rule", |row| row.rule.clone()),
        ("system", |row| row.system.clone()),
        ("grade", |row| row.event.grade.clone()),
        ("names", |row| joined(&row.event.names)),
        ("pattern", |row| or_empty(&row.event.pattern)),
        ("category", |row| or_empty(&row.category)),
        ("label", |row| or_empty(&row.label)),
        ("property", |row| or_empty(&row.property)),
        ("properties", |row| joined(&row.properties)),
        ("scope", |row| row.scope.clone()),
        ("via", |row| {
            joined(
                row.via
                    .iter()
                    .map(|step| format!("{}@{}:{}", step.name, step.path, step.line)),
            )
        }),
    ];
}

/// Returns the number of calls without the lines inside of wrappers, which only pass the name on.
fn own_calls(row: &EventRow) -> usize {
    row.calls.iter().filter(|call| !call.inside_wrapper).count()
}

impl Row for EventRow {
    const NAME: &'static str = "events";
    const TABLE: &'static [(&'static str, Align, Cell<Self>)] = &[
        ("EVENT", Align::Path, |row| row.notation.clone()),
        ("VERDICT", Align::Fixed, |row| row.verdict.clone()),
        ("CALLS", Align::Right, |row| own_calls(row).to_string()),
        ("METRICS", Align::Right, |row| row.metrics.len().to_string()),
        ("GROUP", Align::Left, |row| or_empty(&row.group)),
        ("KIND", Align::Spare, |row| row.kind.clone()),
    ];
    const CSV: &'static [(&'static str, Cell<Self>)] = &[
        ("name", |row| row.name.clone()),
        ("kind", |row| row.kind.clone()),
        ("verdict", |row| row.verdict.clone()),
        ("defined_in", |row| {
            positions(&row.defined_in, |one| (&one.path, one.line))
        }),
        ("calls", |row| {
            positions(&row.calls, |one| (&one.path, one.line))
        }),
        ("metrics", |row| joined(&row.metrics)),
        ("categories", |row| joined(&row.categories)),
        ("group", |row| or_empty(&row.group)),
        ("handle", |row| or_empty(&row.handle)),
        ("system", |row| row.system.clone()),
    ];
}

impl Row for MetricRow {
    const NAME: &'static str = "metrics";
    const TABLE: &'static [(&'static str, Align, Cell<Self>)] = &[
        ("METRIC", Align::Path, |row| row.key_path.clone()),
        ("VERDICT", Align::Fixed, |row| row.verdict.clone()),
        ("EVENTS", Align::Right, |row| row.events.len().to_string()),
        ("GROUP", Align::Left, |row| or_empty(&row.group)),
        ("SOURCE", Align::Spare, |row| or_empty(&row.data_source)),
        ("STATUS", Align::Spare, |row| or_empty(&row.status)),
    ];
    const CSV: &'static [(&'static str, Cell<Self>)] = &[
        ("key_path", |row| row.key_path.clone()),
        ("path", |row| row.path.clone()),
        ("line", |row| row.line.to_string()),
        ("data_source", |row| or_empty(&row.data_source)),
        ("status", |row| or_empty(&row.status)),
        ("time_frame", |row| joined(&row.time_frame)),
        ("events", |row| joined(&row.events)),
        ("verdict", |row| row.verdict.clone()),
        ("reasons", |row| row.reasons.join("; ")),
        ("categories", |row| joined(&row.categories)),
        ("group", |row| or_empty(&row.group)),
    ];
}

impl Row for FeatureRow {
    const NAME: &'static str = "features";
    const TABLE: &'static [(&'static str, Align, Cell<Self>)] = &[
        ("FEATURE", Align::Path, |row| row.id.clone()),
        ("VERDICT", Align::Fixed, |row| row.verdict.clone()),
        ("SURFACES", Align::Right, |row| {
            format!("{}/{}", row.surfaces_tracked, row.surfaces)
        }),
        ("GROUP", Align::Left, |row| or_empty(&row.group)),
        ("STATE", Align::Spare, |row| row.state_words()),
        ("CALLS", Align::SpareRight, |row| row.calls.to_string()),
        ("HOW", Align::Spare, |row| or_empty(&row.how)),
        ("BY", Align::Spare, |row| row.basis.clone()),
        ("KIND", Align::Spare, |row| row.kind.clone()),
    ];
    const CSV: &'static [(&'static str, Cell<Self>)] = &[
        ("id", |row| row.id.clone()),
        ("kind", |row| row.kind.clone()),
        ("title", |row| row.title.clone()),
        ("verdict", |row| row.verdict.clone()),
        ("categories", |row| joined(&row.categories)),
        ("group", |row| or_empty(&row.group)),
        ("stage", |row| or_empty(&row.stage)),
        ("section", |row| or_empty(&row.section)),
        ("tiers", |row| joined(&row.tiers)),
        ("surfaces", |row| row.surfaces.to_string()),
        ("surfaces_tracked", |row| row.surfaces_tracked.to_string()),
        ("calls", |row| row.calls.to_string()),
        ("events", |row| joined(&row.events)),
        ("metrics", |row| joined(&row.metrics)),
        ("evidence", |row| {
            positions(&row.evidence, |one| (&one.path, one.line))
        }),
        ("basis", |row| row.basis.clone()),
        ("how", |row| or_empty(&row.how)),
        ("index", |row| number(row.index)),
        ("state", |row| or_empty(&row.state)),
        ("p", |row| number(row.p)),
        ("unclear", |row| number(row.unclear)),
        ("high", |row| number(row.high)),
        ("adjacent_to", |row| or_empty(&row.adjacent_to)),
    ];
}

fn way(steps: &[WayCell]) -> String {
    joined(
        steps
            .iter()
            .map(|step| format!("{}@{}:{}", step.name, step.path, step.line)),
    )
}

impl Row for SurfaceRow {
    const NAME: &'static str = "surfaces";
    const TABLE: &'static [(&'static str, Align, Cell<Self>)] = &[
        ("SURFACE", Align::Path, |row| row.id.clone()),
        ("STATE", Align::Fixed, |row| row.state.clone()),
        ("PLACE", Align::Path, |row| {
            format!("{}:{}", row.path, row.line)
        }),
        ("EVENTS OR REASON", Align::Spare, |row| match &row.reason {
            Some(reason) => reason.clone(),
            None => joined(&row.events),
        }),
        ("DEPTH", Align::SpareRight, |row| {
            row.depth.map(|depth| depth.to_string()).unwrap_or_default()
        }),
        ("KIND", Align::Spare, |row| row.kind.clone()),
    ];
    const CSV: &'static [(&'static str, Cell<Self>)] = &[
        ("id", |row| row.id.clone()),
        ("kind", |row| row.kind.clone()),
        ("path", |row| row.path.clone()),
        ("line", |row| row.line.to_string()),
        ("feature", |row| or_empty(&row.feature)),
        ("state", |row| row.state.clone()),
        ("depth", |row| {
            row.depth.map(|depth| depth.to_string()).unwrap_or_default()
        }),
        ("later", |row| row.later.to_string()),
        ("events", |row| joined(&row.events)),
        ("way", |row| way(&row.way)),
        ("side_effects", |row| {
            joined(row.side_effects.iter().flat_map(|one| &one.events))
        }),
        ("reason", |row| or_empty(&row.reason)),
    ];
}
