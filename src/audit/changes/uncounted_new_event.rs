//! A change brought an event that no metric counts.

use crate::audit::changes::{Change, renamed};
use crate::audit::event::Event;
use crate::audit::verdicts::EventVerdict;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "uncounted-new-event",
    summary: "a change defines an event that no metric counts",
    docs: r#"The change defines an event that no active metric or aggregate names. Only `check --base` and `check --diff` report it.

## Why

The author of a new event knows its purpose. A year later nobody does.

## What to do

Add a metric in the same change. If only the warehouse needs the event, turn the lint off or suppress the finding with a reason.

## Bad

```diff
+# config/events/view_cart.yml
+action: view_cart
```

## Good

```diff
+# config/events/view_cart.yml
+action: view_cart
+# config/metrics/counts_all/count_total_view_cart.yml
+events:
+  - name: view_cart
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let before = &change.before.links.events;
    let known: BTreeSet<&Text> = before
        .iter()
        .filter(|event| event.is_defined())
        .map(|event| &event.name)
        .collect();
    let cx = change.after;
    let is_new =
        cx.links.events.iter().filter(|event| {
            event.is_defined() && cx.is_named(event) && !known.contains(&event.name)
        });
    // A new name for an old event is reported at the calls that send the old one.
    let gone = before.iter().filter(|event| {
        let is_it = |now: &&Event| now.is_defined() && now.name == event.name;
        event.is_defined() && cx.links.events.iter().find(is_it).is_none()
    });
    let renamed: BTreeSet<&Text> = gone
        .filter_map(|event| renamed(change, event))
        .map(|event| &event.name)
        .collect();
    let is_new = is_new.filter(|event| !renamed.contains(&event.name));
    for event in is_new.filter(|event| event.verdict != EventVerdict::Removed) {
        let counted = event
            .metrics
            .iter()
            .any(|metric| !cx.inputs.catalog.metrics[*metric].status.is_removed());
        if counted || !event.aggregates.is_empty() {
            continue;
        }
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        let message = format!("event `{}` is new, and no metric counts it", event.name);
        let finding =
            Finding::new(&LINT, span, event.name.as_str(), message).owner(cx.owner(event));
        out.push(change.noted(finding.help("Add a metric for it in the same change.")));
    }
}
