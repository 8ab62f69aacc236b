//! Columns of the tables about features, coverage, findings and consumers.

use crate::export::table::ColumnType::{Bool, Double, Int, Text};
use crate::export::table::{Column, column, key};

pub(super) static FEATURES: &[Column] = &[
    key("run_id", Text, "The run"),
    key("feature_kind", Text, "category or feature"),
    key("feature_id", Text, "Identifier"),
    column("title", Text, "Title"),
    column(
        "verdict",
        Text,
        "instrumented, calls-only, definitions-only, uninstrumented, no-code, exempt or unknown",
    ),
    column("how", Text, "usage or state"),
    column("basis", Text, "own, proposed or category"),
    column("state", Text, "State of an entry of the feature list"),
    column("p", Double, "Probability that it is measured"),
    column("unclear", Bool, "True if a person should decide"),
    column("product_group", Text, "Group that owns it"),
    column("stage", Text, "Stage"),
    column("section", Text, "Section"),
    column("tiers", Text, "Tiers, separated by commas"),
    column("surfaces_total", Int, "Surfaces"),
    column("surfaces_tracked", Int, "Surfaces with a tracking call"),
    column("calls_total", Int, "Calls"),
];

pub(super) static FEATURE_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("feature_kind", Text, "category or feature"),
    key("feature_id", Text, "Identifier"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event"),
    column("basis", Text, "own, proposed or category"),
];

pub(super) static FEATURE_METRICS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("feature_kind", Text, "category or feature"),
    key("feature_id", Text, "Identifier"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("metrics_path", Text, "The metric"),
    column("basis", Text, "own, proposed or category"),
];

pub(super) static SURFACES: &[Column] = &[
    key("run_id", Text, "The run"),
    key("surface_key", Text, "Hash of kind, name and file"),
    column("feature_kind", Text, "category"),
    column("feature_id", Text, "The category that it belongs to"),
    column("surface_kind", Text, "Kind"),
    column("name", Text, "Class and method, or route"),
    column("path", Text, "File"),
    column("start_line", Int, "Line"),
    column("is_tracked", Bool, "True if a way leads to a tracking call"),
    column("state", Text, "tracked, untracked or unknown"),
    column("depth", Int, "Hops to the nearest tracking call"),
];

pub(super) static COVERAGE: &[Column] = &[
    key("run_id", Text, "The run"),
    key(
        "scope_kind",
        Text,
        "section, stage, group, category or tier",
    ),
    key("scope_id", Text, "Identifier"),
    column("title", Text, "Title"),
    column("features", Int, "Features"),
    column("instrumented", Int, "Instrumented features"),
    column("likely", Int, "Entries that are likely measured"),
    column("calls_only", Int, "Features with calls only"),
    column("definitions_only", Int, "Features with definitions only"),
    column("uninstrumented", Int, "Uninstrumented features"),
    column("no_code", Int, "Features without code"),
    column("exempt", Int, "Exempt features"),
    column(
        "unknown",
        Int,
        "Features of which only the category is known",
    ),
    column("surfaces_total", Int, "Surfaces"),
    column("surfaces_tracked", Int, "Tracked surfaces"),
    column("ratio", Double, "Share of instrumented features"),
];

pub(super) static FINDINGS: &[Column] = &[
    key("run_id", Text, "The run"),
    key(
        "fingerprint",
        Text,
        "Identity that does not change when lines move",
    ),
    column("lint", Text, "Lint"),
    column("severity", Text, "error, warning or info"),
    column(
        "subject_kind",
        Text,
        "event, metric or feature, if the subject is one",
    ),
    column("subject", Text, "What it is about"),
    column("message", Text, "Message"),
    column("help", Text, "Advice"),
    column("path", Text, "File"),
    column("start_line", Int, "Line"),
    column("owner", Text, "Group that owns it"),
    column("is_new", Bool, "True unless the baseline accepts it"),
];

pub(super) static CONSUMER_REFERENCES: &[Column] = &[
    key("run_id", Text, "The run"),
    key(
        "reference_key",
        Text,
        "Hash of project, place, rule and name",
    ),
    column("rule", Text, "Rule that found it"),
    column("project", Text, "Name of the analytics project"),
    column("path", Text, "File"),
    column("start_line", Int, "Line"),
    column(
        "reference_kind",
        Text,
        "metric, event_action, event_category, event_label or event_property",
    ),
    column("written", Text, "Name, or glob, as it is written"),
    column(
        "resolved_name",
        Text,
        "Name of the product; null if it is unknown",
    ),
    column("is_pattern", Bool, "True for a glob"),
    column(
        "verdict",
        Text,
        "live, partial, orphaned, removed, undefined or unverifiable",
    ),
    column("becomes_column", Text, "Column that the value becomes"),
    column("node", Text, "Model, macro or file that reads it"),
    column("downstream_total", Int, "Models that are built from it"),
    column("exposures_total", Int, "Exposures that are built from it"),
];
