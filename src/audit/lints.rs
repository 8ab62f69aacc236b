//! The lints. Adding one is a file and a row of [`LINTS`].

pub mod duplicate_event;
pub mod duplicate_key_path;
pub mod dynamic_event_name;
pub mod event_without_metric;
pub mod expired_ignore;
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
pub mod stale_baseline;
pub mod undeclared_property;
pub mod undefined_event;
pub mod undefined_option;
pub mod unexplained_suppression;
pub mod uninstrumented_feature;
pub mod unknown_category;
pub mod unknown_lint;
pub mod unsatisfiable_filter;
pub mod unused_event;
pub mod unused_hint;
pub mod unused_ignore;
pub mod unused_instrumentation_class;
pub mod unused_setting;
pub mod unused_suppression;

use crate::audit::Context;
use crate::audit::suppression::Told;
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
    Entry {
        lint: &undefined_event::LINT,
        check: undefined_event::check,
    },
    Entry {
        lint: &undefined_option::LINT,
        check: undefined_option::check,
    },
    Entry {
        lint: &unused_event::LINT,
        check: unused_event::check,
    },
    Entry {
        lint: &removed_event_called::LINT,
        check: removed_event_called::check,
    },
    Entry {
        lint: &event_without_metric::LINT,
        check: event_without_metric::check,
    },
    Entry {
        lint: &duplicate_event::LINT,
        check: duplicate_event::check,
    },
    Entry {
        lint: &orphaned_metric::LINT,
        check: orphaned_metric::check,
    },
    Entry {
        lint: &metric_of_unknown_event::LINT,
        check: metric_of_unknown_event::check,
    },
    Entry {
        lint: &metric_of_removed_event::LINT,
        check: metric_of_removed_event::check,
    },
    Entry {
        lint: &duplicate_key_path::LINT,
        check: duplicate_key_path::check,
    },
    Entry {
        lint: &missing_instrumentation_class::LINT,
        check: missing_instrumentation_class::check,
    },
    Entry {
        lint: &unused_instrumentation_class::LINT,
        check: unused_instrumentation_class::check,
    },
    Entry {
        lint: &invalid_definition::LINT,
        check: invalid_definition::check,
    },
    Entry {
        lint: &incomplete_removal::LINT,
        check: incomplete_removal::check,
    },
    Entry {
        lint: &unknown_category::LINT,
        check: unknown_category::check,
    },
    Entry {
        lint: &uninstrumented_feature::LINT,
        check: uninstrumented_feature::check,
    },
    Entry {
        lint: &dynamic_event_name::LINT,
        check: dynamic_event_name::check,
    },
    Entry {
        lint: &missing_identifier::LINT,
        check: missing_identifier::check,
    },
    Entry {
        lint: &undeclared_property::LINT,
        check: undeclared_property::check,
    },
    Entry {
        lint: &unsatisfiable_filter::LINT,
        check: unsatisfiable_filter::check,
    },
    Entry {
        lint: &property_type::LINT,
        check: property_type::check,
    },
    Entry {
        lint: &sensitive_property::LINT,
        check: sensitive_property::check,
    },
    Entry {
        lint: &legacy_tracking_api::LINT,
        check: legacy_tracking_api::check,
    },
    Entry {
        lint: &invalid_input::LINT,
        check: invalid_input::check,
    },
    Entry {
        lint: &nothing_found::LINT,
        check: nothing_found::check,
    },
];

/// A lint of what people told tracklint, and what runs it.
pub struct Afterwards {
    /// What is known of it.
    pub lint: &'static Lint,
    /// Reports its findings.
    pub check: fn(&Told<'_>, &mut Vec<Finding>),
}

/// The lints that look at suppressions, hints and settings, and at what came of them. They run after all others, in this
/// order: what ignores their findings is itself looked at last.
pub const AFTERWARDS: &[Afterwards] = &[
    Afterwards {
        lint: &unknown_lint::LINT,
        check: unknown_lint::check,
    },
    Afterwards {
        lint: &unexplained_suppression::LINT,
        check: unexplained_suppression::check,
    },
    Afterwards {
        lint: &unused_suppression::LINT,
        check: unused_suppression::check,
    },
    Afterwards {
        lint: &unused_hint::LINT,
        check: unused_hint::check,
    },
    Afterwards {
        lint: &expired_ignore::LINT,
        check: expired_ignore::check,
    },
    Afterwards {
        lint: &unused_setting::LINT,
        check: unused_setting::check,
    },
    Afterwards {
        lint: &unused_ignore::LINT,
        check: unused_ignore::check,
    },
];

/// The lint of this name.
pub fn named(name: &str) -> Option<&'static Lint> {
    KNOWN.iter().find(|lint| lint.name == name).copied()
}

/// What is known of each lint, without what runs it.
pub static KNOWN: [&Lint; LINTS.len() + AFTERWARDS.len() + 1] = {
    // The baseline is held against the findings when all of them are known.
    let mut all = [&stale_baseline::LINT; LINTS.len() + AFTERWARDS.len() + 1];
    let mut at = 0;
    while at < LINTS.len() + AFTERWARDS.len() {
        all[at] = if at < LINTS.len() {
            LINTS[at].lint
        } else {
            AFTERWARDS[at - LINTS.len()].lint
        };
        at += 1;
    }
    all
};
