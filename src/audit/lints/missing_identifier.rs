//! A metric counts something unique that no call of its event passes.

use crate::audit::context::Context;
use crate::audit::zero;
use crate::catalog::{MetricDefinition, MetricEvent};
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "missing-identifier",
    summary: "a metric counts or sums a value that no call of its event passes",
    docs: r#"A metric counts unique users, projects or other values of an event, or sums up a property. No call of the event passes that value.

## Why

The metric stays at zero although the event is sent.

## What to do

Pass the value, or count the event without `unique` or `operator`.

## Bad

```ruby
# unique: user.id
track_internal_event('cancel_order')
```

## Good

```ruby
track_internal_event('cancel_order', user: user)
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for metric in cx.active_metrics() {
        for event in &metric.events {
            let unique = zero::missing_identifier(&cx.inputs, &cx.links, event);
            if let Some((wanted, field)) = unique.zip(event.unique.as_ref()) {
                let what = format!("counts `{}`, and no call passes it", field.value);
                out.push(finding(cx, metric, event, (wanted, field.span), &what));
            }
            let summand = zero::missing_summand(&cx.inputs, &cx.links, event);
            if let Some((wanted, field)) = summand.zip(event.operator.as_ref()) {
                let what = format!("is `{}`, and no call passes `{wanted}`", field.value);
                out.push(finding(cx, metric, event, (wanted, field.span), &what));
            }
        }
    }
}

fn finding(
    cx: &Context<'_>,
    metric: &MetricDefinition,
    event: &MetricEvent,
    (wanted, span): (&str, Span),
    what: &str,
) -> Finding {
    let key_path = metric.key_path.value.as_str();
    let help = format!("Pass `{wanted}` with event `{}`.", event.name.value);
    let finding = Finding::new(&LINT, span, key_path, format!("metric `{key_path}` {what}"))
        .help(help)
        .owner(metric.ownership.group_name());
    let calls = zero::all_calls(&cx.inputs, &cx.links, event);
    let calls = calls.into_iter().flat_map(|(_, calls)| calls);
    calls.take(3).fold(finding, |finding, call| {
        finding.related(call.span, "this call does not pass it")
    })
}
