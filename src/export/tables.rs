//! The tables of the export. Every format, the definitions for warehouses and the manual are made from this list.

use crate::export::table::{Column, ColumnType, Table};
use ColumnType::{Bool, Double, Int, Text, Time};

/// Version of the tables. A new column does not change it.
pub(crate) const SCHEMA_VERSION: i64 = 1;

static RUNS: &[Column] = &[
    key("run_id", Text, "The run"),
    column("project", Text, "Name of the project"),
    column("ref", Text, "Revision as it was named"),
    column("commit_sha", Text, "Commit"),
    column("committed_at", Time, "Time of the commit"),
    column("tool_version", Text, "Version of tracklint"),
    column("schema_version", Int, "Version of these tables"),
    column("rules_digest", Text, "Hash of the rules"),
    column("config_digest", Text, "Hash of the configuration"),
    column("files_scanned", Int, "Source files that were searched"),
    column("files_partial", Int, "Files that were read in part"),
    column("files_skipped", Int, "Files that were not read"),
    column("is_complete", Bool, "True if everything was read"),
];

static EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key(
        "event_key",
        Text,
        "Hash of system, name, category and labels",
    ),
    column("event_name", Text, "Name"),
    column("system", Text, "Tracking system"),
    column("kind", Text, "Kind of its definition"),
    column("event_category", Text, "Category within the system"),
    column(
        "event_action",
        Text,
        "Action, where the system has categories",
    ),
    column("event_label", Text, "Label of its definition"),
    column("event_property", Text, "Further texts that tell it apart"),
    column("verdict", Text, "live, maybe, unused, undefined or removed"),
    column("status", Text, "Status of its definition"),
    column("is_defined", Bool, "True if something declares it"),
    column("feature_flag", Text, "Flag that gates it"),
    column(
        "flag_default",
        Bool,
        "Default of the flag, if the project states it",
    ),
    column("product_group", Text, "Group that owns it"),
    column("stage", Text, "Stage"),
    column("section", Text, "Section"),
    column("defined_path", Text, "File of its definition"),
    column("defined_line", Int, "Line of its definition"),
    column("calls_exact", Int, "Calls that send it"),
    column("calls_pattern", Int, "Calls that may send it"),
    column("metrics_total", Int, "Metrics that count it"),
];

static CALLS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("call_key", Text, "Hash of place and rule"),
    column("path", Text, "File"),
    column("start_line", Int, "First line"),
    column("end_line", Int, "Last line"),
    column("start_column", Int, "Column in bytes, from 1"),
    column("language", Text, "Language of the file"),
    column("rule", Text, "Rule that found it"),
    column("system", Text, "Tracking system"),
    column("grade", Text, "exact, pattern or open"),
    column("name_pattern", Text, "Glob of a name that is computed"),
    column("open_reason", Text, "Reason for a name that is not exact"),
    column("event_category", Text, "Category"),
    column("event_label", Text, "Label"),
    column("event_property", Text, "Property"),
    column("scope", Text, "Class and function around it"),
    column(
        "via_depth",
        Int,
        "Wrappers between it and the tracking call",
    ),
];

static CALL_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("call_key", Text, "The call"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event, if one of this name is known"),
    column("grade", Text, "exact or pattern"),
];

static CALL_PROPERTIES: &[Column] = &[
    key("run_id", Text, "The run"),
    key("call_key", Text, "The call"),
    key("property_name", Text, "Name"),
    column(
        "value_kind",
        Text,
        "constant, identifier, number, computed or user_text",
    ),
    column(
        "value_text",
        Text,
        "Constant values, or the code that computes it",
    ),
    column(
        "is_declared",
        Bool,
        "True if the definition of the event has it; null if it has no list",
    ),
    column(
        "is_sensitive",
        Bool,
        "True if its value may hold personal data",
    ),
    column("ordinal", Int, "Place in the list, from 0"),
];

static METRICS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("metrics_path", Text, "Key path"),
    column(
        "verdict",
        Text,
        "ok, partial, orphaned, removed or unverifiable",
    ),
    column("reason", Text, "First reason for the verdict"),
    column("reasons_total", Int, "Number of reasons"),
    column("data_source", Text, "Source of its data"),
    column("data_category", Text, "Classification in lower case"),
    column("status", Text, "Status"),
    column("time_frame", Text, "Time frame"),
    column("value_type", Text, "Type of the value"),
    column("milestone", Text, "Release that it came with"),
    column(
        "milestone_removed",
        Text,
        "Release that it was removed with",
    ),
    column("instrumentation_class", Text, "Class that computes it"),
    column("performance_indicators", Text, "Indicators that it feeds"),
    column("product_group", Text, "Group that owns it"),
    column("stage", Text, "Stage"),
    column("section", Text, "Section"),
    column("events_total", Int, "Events that it counts"),
    column("events_live", Int, "Events of these that are sent"),
    column(
        "is_gated_off",
        Bool,
        "True if a flag that is off by default gates each of its events",
    ),
    column(
        "readers_total",
        Int,
        "Places that read it; null without a file about consumers",
    ),
    column(
        "is_ready",
        Bool,
        "True if a customer may rely on it; see readiness",
    ),
    column("readiness", Text, "First reason why it is not ready"),
    column("defined_path", Text, "File of its definition"),
    column("defined_line", Int, "Line of its definition"),
];

static METRIC_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("metrics_path", Text, "The metric"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event, if one of this name is known"),
    column("event_verdict", Text, "Verdict of the event"),
    column("filter_label", Text, "Label that the event must have"),
];

static FEATURES: &[Column] = &[
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

static FEATURE_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("feature_kind", Text, "category or feature"),
    key("feature_id", Text, "Identifier"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event"),
    column("basis", Text, "own, proposed or category"),
];

static FEATURE_METRICS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("feature_kind", Text, "category or feature"),
    key("feature_id", Text, "Identifier"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("metrics_path", Text, "The metric"),
    column("basis", Text, "own, proposed or category"),
];

static SURFACES: &[Column] = &[
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

static COVERAGE: &[Column] = &[
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

static FINDINGS: &[Column] = &[
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

static CONSUMER_REFERENCES: &[Column] = &[
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

const fn column(name: &'static str, kind: ColumnType, comment: &'static str) -> Column {
    Column {
        name,
        kind,
        comment,
        is_key: false,
    }
}

const fn key(name: &'static str, kind: ColumnType, comment: &'static str) -> Column {
    Column {
        name,
        kind,
        comment,
        is_key: true,
    }
}
