//! The lints. Adding one is a file and a row of [`LINTS`].

pub mod duplicate_event;
pub mod duplicate_key_path;
pub mod dynamic_event_name;
pub mod event_without_metric;
pub mod incomplete_removal;
pub mod invalid_definition;
pub mod invalid_input;
pub mod legacy_tracking_api;
pub mod metric_of_removed_event;
pub mod metric_of_unknown_event;
pub mod missing_identifier;
pub mod missing_instrumentation_class;
pub mod nothing_found;
pub mod orphaned_metric;
pub mod property_type;
pub mod removed_event_called;
pub mod sensitive_property;
pub mod undeclared_property;
pub mod undefined_event;
pub mod uninstrumented_feature;
pub mod unknown_category;
pub mod unsatisfiable_filter;
pub mod unused_event;
pub mod unused_instrumentation_class;

use super::Context;
use crate::finding::{Finding, Lint};

/// A lint and what runs it.
pub struct Entry {
    /// What is known of it.
    pub lint: &'static Lint,
    /// Reports its findings.
    pub check: fn(&Context<'_>, &mut Vec<Finding>),
}

/// All lints, in the order a person should read about them.
pub const LINTS: &[Entry] = &[
    Entry { lint: &undefined_event::LINT, check: undefined_event::check },
    Entry { lint: &unused_event::LINT, check: unused_event::check },
    Entry { lint: &removed_event_called::LINT, check: removed_event_called::check },
    Entry { lint: &event_without_metric::LINT, check: event_without_metric::check },
    Entry { lint: &duplicate_event::LINT, check: duplicate_event::check },
    Entry { lint: &orphaned_metric::LINT, check: orphaned_metric::check },
    Entry { lint: &metric_of_unknown_event::LINT, check: metric_of_unknown_event::check },
    Entry { lint: &metric_of_removed_event::LINT, check: metric_of_removed_event::check },
    Entry { lint: &duplicate_key_path::LINT, check: duplicate_key_path::check },
    Entry { lint: &missing_instrumentation_class::LINT, check: missing_instrumentation_class::check },
    Entry { lint: &unused_instrumentation_class::LINT, check: unused_instrumentation_class::check },
    Entry { lint: &invalid_definition::LINT, check: invalid_definition::check },
    Entry { lint: &incomplete_removal::LINT, check: incomplete_removal::check },
    Entry { lint: &unknown_category::LINT, check: unknown_category::check },
    Entry { lint: &uninstrumented_feature::LINT, check: uninstrumented_feature::check },
    Entry { lint: &dynamic_event_name::LINT, check: dynamic_event_name::check },
    Entry { lint: &missing_identifier::LINT, check: missing_identifier::check },
    Entry { lint: &undeclared_property::LINT, check: undeclared_property::check },
    Entry { lint: &unsatisfiable_filter::LINT, check: unsatisfiable_filter::check },
    Entry { lint: &property_type::LINT, check: property_type::check },
    Entry { lint: &sensitive_property::LINT, check: sensitive_property::check },
    Entry { lint: &legacy_tracking_api::LINT, check: legacy_tracking_api::check },
    Entry { lint: &invalid_input::LINT, check: invalid_input::check },
    Entry { lint: &nothing_found::LINT, check: nothing_found::check },
];

/// The lint of this name.
pub fn named(name: &str) -> Option<&'static Lint> {
    LINTS.iter().map(|entry| entry.lint).find(|lint| lint.name == name)
}
