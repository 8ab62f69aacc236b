//! A change made a feature less visible than it was.

use crate::audit::changes::removed_place::place_of_first;
use crate::audit::changes::{Change, is_worse};
use crate::audit::features::FeatureRow;
use crate::audit::verdicts::FeatureVerdict;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "coverage-dropped",
    summary: "a change made a feature less visible",
    docs: r#"The verdict of a feature is worse than before the change. If it still has calls or definitions, the finding is a warning; if it has neither, an error. `last-call-removed` reports the drops that it explains. Deleted code needs no instrumentation. Only `check --base` and `check --diff` report it.

## Why

Coverage is lost in small steps, and each looks harmless.

## What to do

Restore the call or the definition of the feature.

## Bad

```diff
 # config/events/place_order.yml
-product_categories: [checkout]
```

## Good

```diff
 # config/events/place_order.yml
 product_categories: [checkout]
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let told: BTreeSet<usize> = change
        .lost
        .iter()
        .flat_map(|lost| lost.features.iter().copied())
        .collect();
    for (before, index) in change.features().filter(|(_, index)| !told.contains(index)) {
        let after = change.row(index);
        if !is_worse(before.verdict, after.verdict) || lost_definition(change, before) {
            continue;
        }
        let severity = if after.verdict == FeatureVerdict::Uninstrumented {
            LINT.severity
        } else {
            Severity::Warning
        };
        let message = format!(
            "feature `{}` was {} and is {} now",
            after.id,
            before.verdict.word(),
            after.verdict.word()
        );
        let now = after.evidence.first().copied().unwrap_or(after.span);
        let finding = match place_of_first(change, what_measured(change, before)) {
            Some(place) => Finding::new(&LINT, place, after.id.as_str(), message)
                .related(now, "the feature is here"),
            None => Finding::new(&LINT, now, after.id.as_str(), message),
        };
        let finding = finding
            .severity(severity)
            .help(difference(before, after))
            .owner(after.group.clone());
        let finding = change.noted(finding);
        out.push(change.after.downgrade_at_any_limit(finding));
    }
}

/// Returns the places before the change that made a feature visible: calls, definitions and code.
fn what_measured(change: &Change<'_>, before: &FeatureRow) -> Vec<Span> {
    let inputs = change.before.inputs;
    let calls = before.calls.iter().map(|call| inputs.calls[*call].span);
    let events = before.events.iter();
    let events = events.flat_map(|event| {
        let event = &change.before.links.events[*event];
        change.before.declared_at(event)
    });
    let metrics = before.metrics.iter();
    let metrics = metrics.map(|metric| inputs.catalog.metrics[*metric].key_path.span);
    let places = calls.chain(events).chain(metrics);
    places.chain(before.evidence.iter().copied()).collect()
}

/// Returns true if the definition of one of a feature's events is gone, which is a finding of its own.
fn lost_definition(change: &Change<'_>, before: &FeatureRow) -> bool {
    let is_defined = |name: &Text| {
        let mut events = change.after.links.events.iter();
        events.any(|event| event.is_defined() && event.name == *name)
    };
    let events = before
        .events
        .iter()
        .map(|index| &change.before.links.events[*index]);
    let mut names = events
        .filter(|event| event.is_defined())
        .map(|event| &event.name);
    let counted = before.metrics.iter();
    let counted = counted.flat_map(|metric| &change.before.inputs.catalog.metrics[*metric].events);
    names.any(|name| !is_defined(name))
        || counted
            .map(|event| &event.name.value)
            .any(|name| !is_defined(name))
}

fn difference(before: &FeatureRow, after: &FeatureRow) -> String {
    let counts = |row: &FeatureRow| (row.calls.len(), row.events.len(), row.metrics.len());
    let ((calls, events, metrics), (calls_now, events_now, metrics_now)) =
        (counts(before), counts(after));
    format!(
        "Calls in its code: {calls} before, {calls_now} now; events: {events} before, {events_now} now; \
         metrics: {metrics} before, {metrics_now} now."
    )
}
