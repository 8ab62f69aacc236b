//! A change took away the last call of an event.

use crate::audit::changes::Change;
use crate::audit::name_match::listed;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::calls::Grade;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "last-call-removed",
    summary: "a change removed the last call of an event",
    docs: r#"An event was sent before the change, is still defined, and nothing sends it any more. The finding names the metrics and features that go dark with it. Where calls with a computed name may still send it, the finding is an info. Only `check --base` and `check --diff` report it.

## Why

A chart that falls to zero looks like a product that nobody uses. Whoever removes a call rarely sees the chart.

## What to do

Put the call where the code went, or take the event and its metrics out of use in the same change.

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
    for lost in &change.lost {
        let (before, after) = (
            &change.before.links.events[lost.before],
            &change.after.links.events[lost.after],
        );
        let Some(span) = change.after.declared_at(after).into_iter().next() else {
            continue;
        };
        let fed = |path: &str| {
            let rows = change.before.metrics.iter();
            rows.filter(|row| change.before.metric(row).key_path.value == path)
                .any(|row| row.verdict != MetricVerdict::Orphaned)
        };
        let counting = change
            .after
            .metrics
            .iter()
            .filter(|row| after.metrics.contains(&row.definition));
        let hit: Vec<_> = counting
            .filter(|row| {
                matches!(
                    row.verdict,
                    MetricVerdict::Orphaned | MetricVerdict::Partial
                )
            })
            .map(|row| (row.verdict, change.after.metric(row)))
            .filter(|(_, metric)| fed(&metric.key_path.value))
            .collect();
        let dark = hit
            .iter()
            .filter(|(verdict, _)| *verdict == MetricVerdict::Orphaned);
        let dark = dark
            .map(|(_, metric)| metric.key_path.value.as_str())
            .collect();
        let features = lost
            .features
            .iter()
            .map(|index| change.row(*index).id.as_str())
            .collect();
        let message = format!(
            "nothing sends event `{}` any more{}",
            after.name,
            consequence(dark, features)
        );
        let mut places: Vec<String> = before
            .calls
            .iter()
            .map(|sent| change.place_before(change.before.inputs.calls[sent.call].span))
            .chain(
                before
                    .other_evidence
                    .iter()
                    .map(|span| change.place_before(*span)),
            )
            .collect();
        places.dedup();
        places.truncate(MOST_PLACES);
        let help = format!(
            "It was sent from {}. Put the call where the code went, or take the event and its metrics out of use too.",
            places.join(", ")
        );
        let mut finding = Finding::new(&LINT, span, after.name.as_str(), message)
            .help(help)
            .owner(change.after.owner(after));
        for (verdict, metric) in hit {
            let what = if verdict == MetricVerdict::Orphaned {
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
        out.push(change.noted(finding));
    }
    uncertain(change, out);
}

/// Events that only calls with a computed name may still send.
fn uncertain(change: &Change<'_>, out: &mut Vec<Finding>) {
    for (before, after) in &change.events {
        let (before, after) = (
            &change.before.links.events[*before],
            &change.after.links.events[*after],
        );
        if !before.has_exact_call()
            || before.verdict != EventVerdict::Live
            || after.verdict != EventVerdict::Maybe
        {
            continue;
        }
        let Some(span) = change.after.declared_at(after).into_iter().next() else {
            continue;
        };
        let message = format!(
            "only calls with a computed name may still send event `{}`",
            after.name
        );
        let sent = before.calls.iter().find(|sent| sent.grade == Grade::Exact);
        let place = sent
            .map(|sent| change.place_before(change.before.inputs.calls[sent.call].span))
            .unwrap_or_default();
        let finding =
            Finding::new(&LINT, span, after.name.as_str(), message).severity(Severity::Info);
        out.push(
            finding
                .help(format!("Its last certain call was at {place}."))
                .owner(change.after.owner(after)),
        );
    }
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
