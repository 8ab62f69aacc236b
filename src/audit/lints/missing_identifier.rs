//! A metric counts something unique that no call of its event passes.

use crate::audit::context::Context;
use crate::audit::zero;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "missing-identifier",
    summary: "a metric counts a unique value that no call of its event passes",
    docs: r#"A metric counts unique users, projects or other values of an event, and no call of the event passes that value.

## Why

The metric stays at zero although the event is sent.

## What to do

Pass the identifier, or count the event without `unique`.

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
            let (Some(wanted), Some(unique)) = (
                zero::missing_identifier(&cx.inputs, &cx.links, event),
                &event.unique,
            ) else {
                continue;
            };
            let message = format!(
                "metric `{}` counts `{}`, and no call passes it",
                metric.key_path.value, unique.value
            );
            let finding = Finding::new(&LINT, unique.span, metric.key_path.value.as_str(), message)
                .help(format!(
                    "Pass `{wanted}` with event `{}`.",
                    event.name.value
                ))
                .owner(metric.ownership.group_name());
            let calls = zero::all_calls(&cx.inputs, &cx.links, event);
            let calls = calls.into_iter().flat_map(|(_, calls)| calls);
            out.push(calls.take(3).fold(finding, |finding, call| {
                finding.related(call.span, "this call does not pass it")
            }));
        }
    }
}
