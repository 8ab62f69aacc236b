//! An event is defined and nothing sends it.

use crate::audit::context::Context;
use crate::audit::verdicts::EventVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-event",
    summary: "an event is defined and nothing sends it",
    docs: r#"A definition declares an event that no call sends, neither by its full name nor by a computed name that can match it.

## Why

The definition suggests that the event is measured. Metrics that count it stay at zero.

## What to do

Send the event, or mark the definition as removed. If another repository sends the event, list it under `external_events`. If code that tracklint cannot analyse sends it, add a comment `tracklint: uses NAME -- reason` there.

## Bad

```yaml
# config/events/view_cart.yml, and no call sends view_cart
action: view_cart
```

## Good

```yaml
action: view_cart
status: removed
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for event in cx.events_with(EventVerdict::Unused) {
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        // A rule that matches nothing may be the one that describes the calls.
        if cx.has_unmatched_rule(&event.system) {
            continue;
        }
        let mut finding = Finding::new(
            &LINT,
            span,
            event.name.as_str(),
            format!("nothing sends event `{}`", event.name),
        )
        .help("Send the event, or mark its definition as removed.")
        .owner(cx.owner(event));
        for metric in event.metrics.iter().take(3) {
            let metric = &cx.inputs.catalog.metrics[*metric];
            finding = finding.related(metric.key_path.span, "this metric counts it");
        }
        let definition = cx.definitions(event).next();
        let finding = cx.downgrade_without_calls(finding);
        let finding = cx.downgrade_at_limit(finding, [event]);
        out.push(definition.map_or_else(
            || cx.downgrade_if_edition_missing(finding.clone()),
            |one| cx.downgrade_unless_tier_present(finding.clone(), &one.ownership),
        ));
    }
}
