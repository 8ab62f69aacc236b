//! The explanation of a name as one JSON document: its events with each call and its steps, its metrics, its features.
//!
//! Columns count characters. Fields may be added, never renamed.

use crate::report::json::write_json;
use crate::report::list::rows::{CallRow, EventRow, FeatureRow, MetricRow};
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
