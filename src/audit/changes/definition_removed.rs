//! A change took away a definition that is still used.

use crate::audit::changes::{Change, renamed};
use crate::audit::event::Event;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Grade};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "definition-removed",
    summary: "a change removed a definition that is still used",
    docs: r#"The definition of an event is gone while calls still send it, or the definition of a metric is gone while the event it counts is still sent. For metrics, and for definitions that are only documentation, the finding is a warning. Only `check --base` and `check --diff` report it.

## Why

The calls raise, are dropped, or fill a counter that no metric reads. Nobody can look up the meaning of older figures.

## What to do

Keep the definition, or remove the calls in the same change. Mark an unused definition as removed instead of deleting it.

## Bad

```diff
-# config/events/place_order.yml
-action: place_order
 # app/services/orders/create_service.rb
     track_internal_event('place_order', user: user)
```

## Good

```diff
 # app/services/orders/create_service.rb
-    track_internal_event('place_order', user: user)
 # config/events/place_order.yml
+status: removed
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Other calls that a finding points at.
const MOST_RELATED: usize = 20;

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    events(change, out);
    metrics(change, out);
}

fn events(change: &Change<'_>, out: &mut Vec<Finding>) {
    // A name that moved to another kind of definition is still defined.
    let defined = |name: &Text| {
        let mut events = change.after.links.events.iter();
        events.any(|event| event.is_defined() && event.name == *name)
    };
    let mut reported: BTreeSet<&Text> = BTreeSet::new();
    for event in &change.before.links.events {
        if event.is_defined()
            && event.verdict != EventVerdict::Removed
            && !event.external
            && !defined(&event.name)
            && reported.insert(&event.name)
        {
            out.extend(still_sent(change, event));
        }
    }
}

/// Returns the finding for an event whose definition is gone, if calls still send it.
fn still_sent(change: &Change<'_>, event: &Event) -> Option<Finding> {
    let remaining = remaining_calls(change, event);
    let (first, others) = remaining.split_first()?;
    let declared = change.before.declared_at(event);
    let was = declared.first().map(|span| change.place_before(*span));
    let severity = if change.before.is_named(event) {
        LINT.severity
    } else {
        Severity::Warning
    };
    let new = renamed(change, event);
    let (message, help) = match new {
        Some(new) => (
            format!(
                "event `{}` was renamed to `{}`, and this call sends the old name",
                event.name, new.name
            ),
            format!("Send `{}`, or keep the old definition.", new.name),
        ),
        None => (
            format!(
                "event `{}` is sent here, and its definition was removed",
                event.name
            ),
            format!(
                "Bring back {}, or remove the calls too.",
                was.unwrap_or_default()
            ),
        ),
    };
    let mut finding = Finding::new(&LINT, first.name_span, event.name.as_str(), message)
        .severity(severity)
        .help(help)
        .owner(change.before.owner(event));
    for span in new
        .into_iter()
        .flat_map(|new| change.after.declared_at(new))
    {
        finding = finding.related(span, "the new name");
    }
    for call in others.iter().take(MOST_RELATED) {
        let what = if call.span == first.span {
            "by this call"
        } else {
            "also sent here"
        };
        finding = finding.related(call.name_span, what);
    }
    for metric in &change.after.inputs.catalog.metrics {
        let events = metric.events.iter();
        for counted in events.filter(|counted| counted.name.value == event.name) {
            if !metric.status.is_removed() {
                finding = finding
                    .related(counted.name.span, "counted here")
                    .related(metric.key_path.span, "by this metric");
            }
        }
    }
    Some(finding)
}

/// Returns the calls after the change that send the event for certain.
fn remaining_calls<'c>(change: &'c Change<'_>, event: &Event) -> Vec<&'c Call> {
    let sent_by = |call: usize| change.before.inputs.calls[call].system.clone();
    let mut systems: BTreeSet<Text> = event.calls.iter().map(|sent| sent_by(sent.call)).collect();
    systems.extend(
        change
            .before
            .definitions(event)
            .map(|definition| definition.system.clone()),
    );
    let sends = |call: &&Call| {
        call.event.grade() == Grade::Exact
            && !call.inside_wrapper
            && call.event.names.contains(&event.name)
            && systems.contains(&call.system)
    };
    let mut found: Vec<&Call> = change.after.inputs.calls.iter().filter(sends).collect();
    // Several rules may see the same call, each with a place of its own for the name.
    found.sort_by_key(|call| {
        (
            call.name_span.file,
            call.span.start,
            call.name_span.end - call.name_span.start,
        )
    });
    found.dedup_by_key(|call| call.name_span);
    found
}

fn metrics(change: &Change<'_>, out: &mut Vec<Finding>) {
    let metrics = change.after.inputs.catalog.metrics.iter();
    let now: BTreeSet<&Text> = metrics
        .flat_map(|metric| metric.key_paths.iter().map(|(path, _)| path))
        .collect();
    for row in &change.before.metrics {
        let metric = change.before.metric(row);
        let kept = || {
            metric.key_paths.iter().any(|(path, _)| now.contains(path))
                || now.contains(&metric.key_path.value)
        };
        if metric.status.is_removed()
            || kept()
            || crate::audit::changes::metric_changed::successor(change, metric).is_some()
        {
            continue;
        }
        let events = row
            .events
            .iter()
            .filter_map(|name| change.after.links.named(name));
        let sent = events
            .map(|index| &change.after.links.events[index])
            .filter(|event| event.verdict.is_alive());
        for event in sent.filter(|event| event.is_defined()) {
            let Some(span) = change.after.declared_at(event).into_iter().next() else {
                continue;
            };
            let path = &metric.key_path.value;
            let message = format!(
                "event `{}` is still sent, and metric `{path}` that counted it was deleted",
                event.name
            );
            let was = change.place_before(metric.key_path.span);
            let finding = Finding::new(&LINT, span, path.as_str(), message)
                .severity(Severity::Warning)
                .help(format!(
                    "Bring back {was} and mark it as removed, or remove the event too."
                ))
                .owner(metric.ownership.group_name());
            out.push(finding);
            break;
        }
    }
}
