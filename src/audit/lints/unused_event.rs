//! An event is defined and nothing sends it.

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::verdicts::EventVerdict;
use crate::finding::{Finding, Lint, Severity};

/// Limit of each kind of related span.
const MOST_RELATED: usize = 3;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-event",
    summary: "an event is defined and nothing sends it",
    docs: r#"A definition declares an event that no call sends, neither by its full name nor by a computed name that can match it. A function that only sends the event, and that nothing calls, sends nothing. If calls of the same system have unknown names, the finding is an info with their number.

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
    let open = cx.open_calls();
    for event in cx.events_with(EventVerdict::Unused) {
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        // A rule that matches nothing may be the one that describes the calls.
        if cx.has_unmatched_rule(&event.system) {
            continue;
        }
        let message = match &event.dead_senders[..] {
            [] => format!("nothing sends event `{}`", event.name),
            _ => format!("no called function sends event `{}`", event.name),
        };
        let mut finding = Finding::new(&LINT, span, event.name.as_str(), message)
            .help(help(event))
            .owner(cx.owner(event));
        for function in event.dead_senders.iter().take(MOST_RELATED) {
            finding = finding.related(*function, "nothing calls this function");
        }
        for call in event.of_other_systems.iter().take(MOST_RELATED) {
            let call = &cx.inputs.calls[*call];
            let text = format!("this call sends the name to system `{}`", call.system);
            finding = finding.related(call.span, text);
        }
        for metric in event.metrics.iter().take(MOST_RELATED) {
            let metric = &cx.inputs.catalog.metrics[*metric];
            finding = finding.related(metric.key_path.span, "this metric counts it");
        }
        let definition = cx.definitions(event).next();
        let finding = cx.downgrade_without_calls(finding);
        let finding = cx.downgrade_at_limit(finding, [event]);
        let finding = cx.downgrade_beside_open_calls(finding, &event.system, &open);
        out.push(definition.map_or_else(
            || cx.downgrade_if_edition_missing(finding.clone()),
            |one| cx.downgrade_unless_tier_present(finding.clone(), &one.ownership),
        ));
    }
}

fn help(event: &Event) -> &'static str {
    match &event.dead_senders[..] {
        [] => "Send the event, or mark its definition as removed.",
        _ => "Call the function, or remove it and mark the definition as removed.",
    }
}
