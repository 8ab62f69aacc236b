//! Columns of the tables about the run, calls, events and metrics.

use crate::export::table::ColumnType::{Bool, Int, Text, Time};
use crate::export::table::{Column, column, key};

pub(super) static RUNS: &[Column] = &[
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

pub(super) static EVENTS: &[Column] = &[
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

pub(super) static CALLS: &[Column] = &[
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

pub(super) static CALL_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("call_key", Text, "The call"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event, if one of this name is known"),
    column("grade", Text, "exact or pattern"),
];

pub(super) static CALL_PROPERTIES: &[Column] = &[
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

pub(super) static METRICS: &[Column] = &[
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

pub(super) static METRIC_EVENTS: &[Column] = &[
    key("run_id", Text, "The run"),
    key("metrics_path", Text, "The metric"),
    key("ordinal", Int, "Place in the list, from 0"),
    column("event_name", Text, "Name"),
    column("event_key", Text, "The event, if one of this name is known"),
    column("event_verdict", Text, "Verdict of the event"),
    column("filter_label", Text, "Label that the event must have"),
];
