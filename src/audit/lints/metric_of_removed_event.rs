//! A metric counts an event that is marked as removed.

use crate::audit::context::Context;
use crate::audit::verdicts::EventVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "metric-of-removed-event",
    summary: "a metric counts an event that is marked as removed",
    docs: r#"An active metric names an event whose definition is marked as removed.

## Why

The metric will fall to zero, or already has.

## What to do

Mark the metric as removed too, or remove the event from it.

## Bad

```yaml
# print_receipt is removed
events:
  - name: print_receipt
```

## Good

```yaml
status: removed
events:
  - name: print_receipt
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for metric in cx.active_metrics() {
        for event in &metric.events {
            let Some(found) = cx.event_named(&event.name.value) else {
                continue;
            };
            if found.verdict == EventVerdict::Removed {
                let name = &event.name.value;
                let message = format!(
                    "metric `{}` counts event `{name}`, which is marked as removed",
                    metric.key_path.value
                );
                let finding = Finding::new(&LINT, event.name.span, name.as_str(), message)
                    .help("Mark the metric as removed too, or remove the event from it.")
                    .owner(metric.ownership.group_name());
                out.push(cx.with_removals(finding, found));
            }
        }
    }
}
