//! The explanation of a name as one JSON document: its events with each call and its steps, its metrics, its features.
//!
//! Columns count characters. Fields may be added, never renamed.

use crate::report::json::write_json;
use crate::report::list::rows::{CallRow, EventRow, FeatureRow, MetricRow};
use serde::Serialize;
use std::io::{self, Write};

/// The format of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TraceFormat {
    /// Indented lines.
    Text,
    /// One JSON document.
    Json,
}

/// Everything with one name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The name.
    pub name: String,
    /// Events of this name.
    pub events: Vec<TracedEvent>,
    /// Metrics of this name.
    pub metrics: Vec<MetricRow>,
    /// Features of this name.
    pub features: Vec<FeatureRow>,
}

/// An event, with the way from each call to the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TracedEvent {
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
    /// Calls.
    pub sent: Vec<TracedCall>,
}

/// A call, and the way from it to the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TracedCall {
    /// The call.
    #[serde(flatten)]
    pub call: CallRow,
    /// The steps from the call to the name, and on to the tracking call proper.
    pub steps: Vec<StepRow>,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepRow {
    /// `constant`, `import`, `accessor`, `property`, `wrapper` or `call`.
    pub kind: String,
    /// Name of the constant, function or import.
    pub name: String,
    /// Path.
    pub path: String,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// The line of source, shortened.
    pub excerpt: String,
}

/// Writes a trace as JSON.
///
/// # Errors
/// I/O errors of `out`.
pub fn write(trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    write_json(trace, out)
}
