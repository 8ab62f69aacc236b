//! The explanation of a name as one JSON document: its events with each call and its steps, its metrics, its features.
//!
//! Columns count characters. Fields may be added, never renamed.

use crate::consumers::exchange::{ConsumersFile, ReferenceCell};
use crate::report::json::write_json;
use crate::report::list::rows::{CallRow, EventRow, FeatureRow, MetricRow};
use crate::report::text::counted;
use serde::Serialize;
use std::io::{self, Write};

/// The format of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TraceFormat {
    /// Indented lines.
    Text,
    /// One JSON document.
    Json,
}

/// Everything with one name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Trace {
    /// The name.
    pub(crate) name: String,
    /// Events of this name.
    pub(crate) events: Vec<TracedEvent>,
    /// Metrics of this name.
    pub(crate) metrics: Vec<MetricRow>,
    /// Features of this name.
    pub(crate) features: Vec<FeatureRow>,
    /// Places of other projects that read the name. Empty without `--consumers`.
    pub(crate) readers: Vec<ReaderRow>,
}

/// A place that reads the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ReaderRow {
    /// A word for the type of the consumer.
    pub(crate) kind: String,
    /// Path in the analytics project.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// The column that the value becomes.
    pub(crate) becomes: Option<String>,
    /// Models that are built from it.
    pub(crate) models: Vec<String>,
    /// Exposures that are built from it, each with its type: `pump gainsight`.
    pub(crate) exposures: Vec<String>,
}

/// Most models on a line.
const MOST_MODELS: usize = 12;

/// Returns the places that read a name, as the file about consumers has them.
pub(crate) fn readers(file: &ConsumersFile, name: &str) -> Vec<ReaderRow> {
    let references = file.references.iter();
    let reading = references.filter(|one| one.name == name && !one.is_pattern);
    let row = |one: &ReferenceCell| {
        let reach = file.reach([one]);
        let exposures = reach.exposures.iter();
        ReaderRow {
            kind: one.kind.clone(),
            path: one.path.clone(),
            line: one.line,
            becomes: one.becomes.clone(),
            exposures: exposures
                .map(|one| format!("{} {}", one.kind, one.name))
                .collect(),
            models: reach.models,
        }
    };
    reading.map(row).collect()
}

/// Returns the lines about the places that read a name; empty if there are none.
pub(crate) fn readers_text(readers: &[ReaderRow]) -> String {
    let mut text = String::new();
    for one in readers {
        text.push_str(&format!(
            "\n  read by {} {}:{}",
            one.kind, one.path, one.line
        ));
        if let Some(column) = &one.becomes {
            text.push_str(&format!("\n    becomes column {column}"));
        }
        if !one.models.is_empty() {
            let more = match one.models.len().saturating_sub(MOST_MODELS) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let models = &one.models[..one.models.len().min(MOST_MODELS)];
            let count = counted(one.models.len(), "model", "models");
            text.push_str(&format!("\n    {count}: {}{more}", models.join(", ")));
        }
        for exposure in &one.exposures {
            text.push_str(&format!("\n    reaches {exposure}"));
        }
    }
    text
}

/// An event, with the way from each call to the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TracedEvent {
    /// The event.
    #[serde(flatten)]
    pub(crate) event: EventRow,
    /// Calls.
    pub(crate) sent: Vec<TracedCall>,
}

/// A call, and the way from it to the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TracedCall {
    /// The call.
    #[serde(flatten)]
    pub(crate) call: CallRow,
    /// The steps from the call to the name, and on to the tracking call proper.
    pub(crate) steps: Vec<StepRow>,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct StepRow {
    /// `constant`, `import`, `accessor`, `property`, `wrapper` or `call`.
    pub(crate) kind: String,
    /// Name of the constant, function or import.
    pub(crate) name: String,
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// Column.
    pub(crate) column: u32,
    /// The line of source, shortened.
    pub(crate) excerpt: String,
}

/// Writes a trace as JSON.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write(trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    write_json(trace, out)
}
