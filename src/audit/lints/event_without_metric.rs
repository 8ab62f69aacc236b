//! An event is sent and no metric or aggregate counts it.

use crate::audit::context::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "event-without-metric",
    summary: "an event is sent and no metric or aggregate counts it",
    docs: r#"An event is defined and sent, but no active metric or aggregate names it. A project without any metrics has no such findings.

## Why

The data may still reach a warehouse, but no report of the project shows it. If all metrics of the event were removed, the event was probably forgotten.

## What to do

Add a metric, or remove the event. If only the warehouse needs the event, suppress the finding.

## Bad

```yaml
# view_cart is sent; no metric lists it
```

## Good

```yaml
# config/metrics/counts_28d/count_total_view_cart.yml
events:
  - name: view_cart
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let catalog = cx.inputs.catalog;
    if catalog.metrics.is_empty() && catalog.aggregates.is_empty() {
        return;
    }
    let active = |metric: &&usize| !cx.inputs.catalog.metrics[**metric].status.is_removed();
    let events = cx.links.events.iter();
    for event in events.filter(|event| event.verdict.is_alive() && cx.is_named(event)) {
        if event.metrics.iter().any(|metric| active(&metric)) || !event.aggregates.is_empty() {
            continue;
        }
        // The project that defines an external event has its metrics. A route is counted by the metrics of its target.
        if cx
            .definitions(event)
            .any(|definition| definition.is_external || definition.target.is_some())
        {
            continue;
        }
        if cx.inputs.elsewhere().readers(&event.name).next().is_some() {
            continue;
        }
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        let removed = !event.metrics.is_empty();
        // A computed name or a file of a family does not show that the event is ever sent.
        let sent = match event.has_exact_call() || event.external {
            true => "is sent",
            false => "may be sent",
        };
        let uncounted = match removed {
            true => "but all its metrics were removed",
            false => "and no metric counts it",
        };
        let message = format!("event `{}` {sent}, {uncounted}", event.name);
        let severity = if removed {
            Severity::Warning
        } else {
            LINT.severity
        };
        let finding = Finding::new(&LINT, span, event.name.as_str(), message)
            .severity(severity)
            .owner(cx.owner(event));
        out.push(
            cx.downgrade_if_edition_missing(finding.help("Add a metric, or remove the event.")),
        );
    }
}
