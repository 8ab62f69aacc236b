//! A change took away the last call of an event.

use crate::audit::changes::removed_place::removed_place;
use crate::audit::changes::{Change, LostEvent};
use crate::audit::event::Event;
use crate::audit::name_match::listed;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::calls::Grade;
use crate::catalog::MetricDefinition;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "last-call-removed",
    summary: "a change removed the last call of an event",
    docs: r#"An event was sent before the change, is still defined, and nothing sends it any more. The finding is at the place of the removed call, or at the definition if the file is gone. It names the metrics and features that lose their data. If calls with a computed name may still send the event, the finding is an info. Only `check --base` and `check --diff` report it.

## Why

A chart that falls to zero looks like a product that nobody uses. The author of the change rarely sees the chart.

## What to do

Move the call along with the code, or mark the event and its metrics as removed in the same change.

## Bad

```diff
-    track_internal_event('place_order', user: user)
```

## Good

```diff
-    track_internal_event('place_order', user: user)
 # config/events/place_order.yml
+status: removed
+milestone_removed: '18.2'
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Places of the removed calls that are named.
const MOST_PLACES: usize = 3;

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    out.extend(change.lost.iter().filter_map(|lost| unsent(change, lost)));
    out.extend(change.events.iter().filter_map(|(before, after)| {
        let links = (&change.before.links, &change.after.links);
        uncertain(change, &links.0.events[*before], &links.1.events[*after])
    }));
}

/// Returns the finding for an event that nothing sends any more.
fn unsent(change: &Change<'_>, lost: &LostEvent) -> Option<Finding> {
    let before = &change.before.links.events[lost.before];
    let after = &change.after.links.events[lost.after];
    let span = change.after.declared_at(after).into_iter().next()?;
    let hit = affected_metrics(change, after);
    let mut dark = Vec::new();
    for (metric, goes_dark) in &hit {
        if *goes_dark {
            dark.push(metric.key_path.value.as_str());
        }
    }
    let features = lost.features.iter().map(|index| &*change.row(*index).id);
    let message = format!(
        "nothing sends event `{}` any more{}",
        after.name,
        consequence(dark, features.collect())
    );
    let help = format!(
        "It was sent from {}. Move the call along with the code, or mark the event and its metrics as removed too.",
        former_places(change, before).join(", ")
    );
    let defined = change.after.declared_at(after);
    let mut finding = match removed_place(change, before) {
        Some(place) => Finding::new(&LINT, place, after.name.as_str(), message)
            .related(span, "the event is defined here"),
        None => Finding::new(&LINT, span, after.name.as_str(), message),
    };
    finding = finding
        .help(help)
        .covered_by(defined)
        .owner(change.after.owner(after));
    for (metric, goes_dark) in hit {
        let what = if goes_dark {
            "this metric goes dark"
        } else {
            "this metric loses a part"
        };
        finding = finding.related(metric.key_path.span, what);
    }
    for index in &lost.features {
        let row = change.row(*index);
        let what = format!("feature `{}` is less visible", row.id);
        finding = finding.related(row.evidence.first().copied().unwrap_or(row.span), what);
    }
    let finding = change.noted(finding);
    Some(change.after.downgrade_at_limit(finding, [after]))
}

/// Returns the metrics of the event that were fed before and are orphaned (`true`) or partial now.
fn affected_metrics<'c>(
    change: &'c Change<'_>,
    after: &Event,
) -> Vec<(&'c MetricDefinition, bool)> {
    let was_fed = |path: &str| {
        let mut rows = change.before.metrics.iter();
        rows.any(|row| {
            row.verdict != MetricVerdict::Orphaned
                && change.before.metric(row).key_path.value == path
        })
    };
    let mut affected = Vec::new();
    for row in &change.after.metrics {
        let dark = row.verdict == MetricVerdict::Orphaned;
        let metric = change.after.metric(row);
        if after.metrics.contains(&row.definition)
            && (dark || row.verdict == MetricVerdict::Partial)
            && was_fed(&metric.key_path.value)
        {
            affected.push((metric, dark));
        }
    }
    affected
}

/// Returns the positions from which the event was sent before the change.
fn former_places(change: &Change<'_>, before: &Event) -> Vec<String> {
    let calls = change.before.inputs.calls;
    let calls = || before.calls.iter().map(|sent| &calls[sent.call]);
    // A wrapper is still there. Its callers are gone.
    let has_own = calls().any(|call| !call.inside_wrapper);
    let sent = calls().filter(|call| !(has_own && call.inside_wrapper));
    let mut places: Vec<String> = sent
        .map(|call| call.span)
        .chain(before.other_evidence.iter().copied())
        .map(|span| change.place_before(span))
        .collect();
    places.dedup();
    places.truncate(MOST_PLACES);
    places
}

/// Returns the finding for an event that only calls with a computed name may still send.
fn uncertain(change: &Change<'_>, before: &Event, after: &Event) -> Option<Finding> {
    if !before.has_exact_call()
        || before.verdict != EventVerdict::Live
        || after.verdict != EventVerdict::Maybe
    {
        return None;
    }
    let span = change.after.declared_at(after).into_iter().next()?;
    let message = format!(
        "only calls with a computed name may still send event `{}`",
        after.name
    );
    let sent = before.calls.iter().find(|sent| sent.grade == Grade::Exact);
    let place = sent
        .map(|sent| change.place_before(change.before.inputs.calls[sent.call].span))
        .unwrap_or_default();
    let finding = match removed_place(change, before) {
        Some(removed) => Finding::new(&LINT, removed, after.name.as_str(), message)
            .related(span, "the event is defined here"),
        None => Finding::new(&LINT, span, after.name.as_str(), message),
    };
    let finding = finding
        .severity(Severity::Info)
        .help(format!("Its last certain call was at {place}."))
        .covered_by(change.after.declared_at(after));
    Some(finding.owner(change.after.owner(after)))
}

/// Returns the end of the sentence that names the affected metrics and features.
fn consequence(metrics: Vec<&str>, features: Vec<&str>) -> String {
    let part = |what: &str, names: Vec<&str>| {
        let plural = if names.len() == 1 { "" } else { "s" };
        (!names.is_empty()).then(|| format!("{what}{plural} {}", listed(names, 3)))
    };
    let single = metrics.len() + features.len() == 1;
    let parts: Vec<String> = [part("metric", metrics), part("feature", features)]
        .into_iter()
        .flatten()
        .collect();
    let verb = if single { "goes" } else { "go" };
    if parts.is_empty() {
        String::new()
    } else {
        format!("; {} {verb} dark", parts.join(" and "))
    }
}
