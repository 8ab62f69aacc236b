//! The tables of the export. Every format, the definitions for warehouses and the manual are made from this list.

mod instrumentation;
mod results;

use crate::export::table::Table;
use crate::export::tables::instrumentation::{
    CALL_EVENTS, CALL_PROPERTIES, CALLS, EVENTS, METRIC_EVENTS, METRICS, RUNS,
};
use crate::export::tables::results::{
    CONSUMER_REFERENCES, COVERAGE, FEATURE_EVENTS, FEATURE_METRICS, FEATURES, FINDINGS, SURFACES,
};

/// Version of the tables. A new column does not change it.
pub(crate) const SCHEMA_VERSION: i64 = 1;

/// All tables, in the order in which they refer to each other.
pub(crate) static TABLES: &[Table] = &[
    Table {
        name: "runs",
        comment: "One row for the run.",
        columns: RUNS,
    },
    Table {
        name: "events",
        comment: "Events that are sent or defined.",
        columns: EVENTS,
    },
    Table {
        name: "calls",
        comment: "Tracking calls.",
        columns: CALLS,
    },
    Table {
        name: "call_events",
        comment: "Names that calls send.",
        columns: CALL_EVENTS,
    },
    Table {
        name: "call_properties",
        comment: "Properties that calls send along.",
        columns: CALL_PROPERTIES,
    },
    Table {
        name: "metrics",
        comment: "Metrics that are defined.",
        columns: METRICS,
    },
    Table {
        name: "metric_events",
        comment: "Events that metrics count.",
        columns: METRIC_EVENTS,
    },
    Table {
        name: "features",
        comment: "Categories and entries of the feature list.",
        columns: FEATURES,
    },
    Table {
        name: "feature_events",
        comment: "Events that measure features.",
        columns: FEATURE_EVENTS,
    },
    Table {
        name: "feature_metrics",
        comment: "Metrics that measure features.",
        columns: FEATURE_METRICS,
    },
    Table {
        name: "surfaces",
        comment: "Places where features meet their users.",
        columns: SURFACES,
    },
    Table {
        name: "coverage",
        comment: "Sums of features by category, group, stage, section and tier.",
        columns: COVERAGE,
    },
    Table {
        name: "findings",
        comment: "Findings of the lints.",
        columns: FINDINGS,
    },
    Table {
        name: "consumer_references",
        comment: "Places of an analytics project that read names.",
        columns: CONSUMER_REFERENCES,
    },
];
