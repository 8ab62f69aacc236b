//! The table of lints. Adding a lint is one file and one row.

use crate::audit::changes::{
    Change, breaks_consumer, coverage_dropped, definition_removed, last_call_removed,
    metric_changed, surface_went_dark, uncounted_new_event, untracked_new_surface,
};
use crate::audit::consumers::{
    ConsumerContext, comments, consumer_of_orphaned_metric, consumer_of_removed_metric,
    consumer_of_unknown_name, consumers_disagree, duplicate_consumer, opt_out_metric_in_use,
    unread_metric,
};
use crate::audit::context::Context;
use crate::audit::lints::{
    duplicate_event, duplicate_key_path, dynamic_event_name, event_without_metric, expired_ignore,
    incomplete_removal, invalid_definition, invalid_input, legacy_tracking_api,
    metric_of_removed_event, metric_of_unknown_event, misplaced_name, missing_identifier,
    missing_instrumentation_class, nothing_found, orphaned_metric, property_type,
    removed_event_called, sensitive_property, stale_baseline, undeclared_property, undefined_event,
    undefined_option, unexplained_suppression, uninstrumented_feature, unknown_category,
    unknown_lint, unmatched_rule, unsatisfiable_filter, unused_event, unused_hint, unused_ignore,
    unused_instrumentation_class, unused_setting, unused_suppression,
};
use crate::audit::owners::Owners;
use crate::audit::suppression::{SettingsUsage, Suppressions};
use crate::config::Settings;
use crate::finding::{Finding, Lint};
use rayon::prelude::*;
use std::sync::LazyLock;

/// A lint and the check that runs it.
pub(crate) struct Row {
    /// The lint's name, manual page and severity.
    pub(crate) lint: &'static Lint,
    /// The function that reports its findings.
    pub(crate) check: Check,
}

/// The input of a lint.
pub(crate) enum Check {
    /// One state of the project.
    State(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Comments, configuration, and the findings they suppressed. These lints run after those of the state, in the order of the table.
    Suppression(fn(&Suppressions<'_>, &mut Vec<Finding>)),
    /// The consumers of an analytics project.
    Consumers(fn(&ConsumerContext<'_>, &mut Vec<Finding>)),
    /// The baseline, which only the command line compares with the findings.
    Baseline,
    /// The project before and after a change.
    Change {
        /// The function that reports the findings. Their spans are those of the project after the change.
        check: fn(&Change<'_>, &mut Vec<Finding>),
        /// State lints that would report the same again at a span of the finding.
        supersedes: &'static [&'static Lint],
    },
}

/// All lints, in the order of the manual.
pub(crate) static TABLE: &[Row] = &[
    state(&undefined_event::LINT, undefined_event::check),
    state(&undefined_option::LINT, undefined_option::check),
    state(&misplaced_name::LINT, misplaced_name::check),
    state(&unused_event::LINT, unused_event::check),
    state(&removed_event_called::LINT, removed_event_called::check),
    state(&event_without_metric::LINT, event_without_metric::check),
    state(&duplicate_event::LINT, duplicate_event::check),
    state(&orphaned_metric::LINT, orphaned_metric::check),
    state(
        &metric_of_unknown_event::LINT,
        metric_of_unknown_event::check,
    ),
    state(
        &metric_of_removed_event::LINT,
        metric_of_removed_event::check,
    ),
    state(&duplicate_key_path::LINT, duplicate_key_path::check),
    state(
        &missing_instrumentation_class::LINT,
        missing_instrumentation_class::check,
    ),
    state(
        &unused_instrumentation_class::LINT,
        unused_instrumentation_class::check,
    ),
    state(&invalid_definition::LINT, invalid_definition::check),
    state(&incomplete_removal::LINT, incomplete_removal::check),
    state(&unknown_category::LINT, unknown_category::check),
    state(&uninstrumented_feature::LINT, uninstrumented_feature::check),
    state(&dynamic_event_name::LINT, dynamic_event_name::check),
    state(&missing_identifier::LINT, missing_identifier::check),
    state(&undeclared_property::LINT, undeclared_property::check),
    state(&unsatisfiable_filter::LINT, unsatisfiable_filter::check),
    state(&property_type::LINT, property_type::check),
    state(&sensitive_property::LINT, sensitive_property::check),
    state(&legacy_tracking_api::LINT, legacy_tracking_api::check),
    state(&invalid_input::LINT, invalid_input::check),
    state(&nothing_found::LINT, nothing_found::check),
    suppression(&unknown_lint::LINT, unknown_lint::check),
    state(&unmatched_rule::LINT, unmatched_rule::check),
    suppression(
        &unexplained_suppression::LINT,
        unexplained_suppression::check,
    ),
    suppression(&unused_suppression::LINT, unused_suppression::check),
    suppression(&unused_hint::LINT, unused_hint::check),
    suppression(&expired_ignore::LINT, expired_ignore::check),
    suppression(&unused_setting::LINT, unused_setting::check),
    suppression(&unused_ignore::LINT, unused_ignore::check),
    Row {
        lint: &stale_baseline::LINT,
        check: Check::Baseline,
    },
    change(
        &last_call_removed::LINT,
        last_call_removed::check,
        &[
            &unused_event::LINT,
            &orphaned_metric::LINT,
            &uninstrumented_feature::LINT,
        ],
    ),
    change(
        &definition_removed::LINT,
        definition_removed::check,
        &[
            &undefined_event::LINT,
            &metric_of_unknown_event::LINT,
            &orphaned_metric::LINT,
            &event_without_metric::LINT,
            &unused_event::LINT,
        ],
    ),
    change(
        &uncounted_new_event::LINT,
        uncounted_new_event::check,
        &[&event_without_metric::LINT],
    ),
    change(&metric_changed::LINT, metric_changed::check, &[]),
    change(
        &untracked_new_surface::LINT,
        untracked_new_surface::check,
        &[&uninstrumented_feature::LINT],
    ),
    change(
        &surface_went_dark::LINT,
        surface_went_dark::check,
        &[&uninstrumented_feature::LINT],
    ),
    change(
        &coverage_dropped::LINT,
        coverage_dropped::check,
        &[&uninstrumented_feature::LINT],
    ),
    change(&breaks_consumer::LINT, breaks_consumer::check, &[]),
    consumers(
        &consumer_of_removed_metric::LINT,
        consumer_of_removed_metric::check,
    ),
    consumers(
        &consumer_of_unknown_name::LINT,
        consumer_of_unknown_name::check,
    ),
    consumers(
        &consumer_of_orphaned_metric::LINT,
        consumer_of_orphaned_metric::check,
    ),
    consumers(&duplicate_consumer::LINT, duplicate_consumer::check),
    consumers(&consumers_disagree::LINT, consumers_disagree::check),
    consumers(&opt_out_metric_in_use::LINT, opt_out_metric_in_use::check),
    consumers(&unread_metric::LINT, unread_metric::check),
];

const fn state(lint: &'static Lint, check: fn(&Context<'_>, &mut Vec<Finding>)) -> Row {
    Row {
        lint,
        check: Check::State(check),
    }
}

const fn suppression(lint: &'static Lint, check: fn(&Suppressions<'_>, &mut Vec<Finding>)) -> Row {
    Row {
        lint,
        check: Check::Suppression(check),
    }
}

const fn consumers(lint: &'static Lint, check: fn(&ConsumerContext<'_>, &mut Vec<Finding>)) -> Row {
    Row {
        lint,
        check: Check::Consumers(check),
    }
}

const fn change(
    lint: &'static Lint,
    check: fn(&Change<'_>, &mut Vec<Finding>),
    supersedes: &'static [&'static Lint],
) -> Row {
    Row {
        lint,
        check: Check::Change { check, supersedes },
    }
}

/// Returns all lints, in the order of the manual.
pub(crate) fn lints() -> &'static [&'static Lint] {
    static LINTS: LazyLock<Vec<&'static Lint>> =
        LazyLock::new(|| TABLE.iter().map(|row| row.lint).collect());
    &LINTS
}

/// Returns the names of all lints.
pub(crate) fn lint_names() -> Vec<&'static str> {
    TABLE.iter().map(|row| row.lint.name).collect()
}

/// Runs the lints of one state. The findings have the order of the table.
pub(crate) fn check_state(cx: &Context<'_>) -> Vec<Finding> {
    let findings = TABLE.par_iter().flat_map_iter(|row| {
        let mut findings = Vec::new();
        if let Check::State(check) = row.check {
            check(cx, &mut findings);
        }
        findings
    });
    let mut findings: Vec<Finding> = findings.collect();
    let owners = Owners::new(cx);
    for finding in findings.iter_mut().filter(|one| one.owner.is_none()) {
        finding.owner = owners.of(finding.primary.span);
    }
    findings
}

/// Runs the lints of consumers, and applies the configured severities.
pub(crate) fn check_consumers(cx: &ConsumerContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in TABLE {
        if let Check::Consumers(check) = row.check {
            check(cx, &mut findings);
        }
    }
    let problems = cx.project.problems.iter();
    findings.extend(problems.map(|(span, message)| {
        Finding::new(
            &invalid_input::LINT,
            *span,
            cx.sources.path(*span),
            message.as_str(),
        )
    }));
    let of_consumers = |name: &str| {
        let mut rows = TABLE
            .iter()
            .filter(|row| matches!(row.check, Check::Consumers(_)));
        rows.any(|row| row.lint.name == name)
    };
    let findings = comments::suppressed(cx, findings, lints(), &of_consumers);
    let configured = |mut finding: Finding| {
        let path = cx.sources.path(finding.primary.span);
        finding.severity = cx
            .settings
            .severity(finding.lint.name, path, finding.severity)?;
        Some(finding)
    };
    findings.into_iter().filter_map(configured).collect()
}

/// Runs the lints of a change. Each finding comes with the state lints that it supersedes.
pub(crate) fn check_change(change: &Change<'_>) -> Vec<(Finding, &'static [&'static Lint])> {
    let mut all = Vec::new();
    for row in TABLE {
        if let Check::Change { check, supersedes } = row.check {
            let mut findings = Vec::new();
            check(change, &mut findings);
            let findings = findings.into_iter();
            let findings = findings.map(|finding| breaks_consumer::with_readers(change, finding));
            all.extend(findings.map(|finding| (finding, supersedes)));
        }
    }
    all
}

/// Removes suppressed findings, adds those of the suppression lints, and applies the configured severities.
///
/// Suppressions come before severities: one for a lint that is turned off is not unused.
pub(crate) fn suppress(
    cx: &Context<'_>,
    settings: &Settings,
    settings_usage: &SettingsUsage,
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let others = TABLE
        .iter()
        .filter(|row| matches!(row.check, Check::Change { .. } | Check::Consumers(_)));
    let others = others.map(|row| row.lint.name).collect();
    let mut suppressions = Suppressions::new(cx, settings, settings_usage, lints(), others);
    let mut kept = suppressions.keep(findings);
    for row in TABLE {
        if let Check::Suppression(check) = row.check {
            let mut findings = Vec::new();
            check(&suppressions, &mut findings);
            kept.extend(
                findings
                    .into_iter()
                    .filter(|finding| !suppressions.is_ignored(finding)),
            );
        }
    }
    kept.into_iter()
        .filter_map(|finding| suppressions.apply_severity(finding))
        .collect()
}
