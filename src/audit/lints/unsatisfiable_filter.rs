//! A metric filters for a value that no call sends.

use crate::audit::context::Context;
use crate::audit::zero;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unsatisfiable-filter",
    summary: "a metric filters for a value that no call sends",
    docs: r#"A metric counts an event only if a property has a certain value. All calls send other values, or omit the property.

## Why

The metric stays at zero.

## What to do

Correct the value, or send it.

## Bad

```yaml
filter:
  label: crypto # the calls send card and invoice
```

## Good

```yaml
filter:
  label: card
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for metric in cx.active_metrics() {
        for event in &metric.events {
            for (property, value) in zero::unsent_values(&cx.inputs, &cx.links, event) {
                let calls = zero::all_calls(&cx.inputs, &cx.links, event);
                let calls = calls.into_iter().flat_map(|(_, calls)| calls);
                let message = format!(
                    "no call of event `{}` sends `{}: {}`",
                    event.name.value, property.value, value.value
                );
                let finding =
                    Finding::new(&LINT, value.span, metric.key_path.value.as_str(), message)
                        .help("Correct the value, or send it.")
                        .owner(metric.ownership.group_name());
                out.push(calls.take(3).fold(finding, |finding, call| {
                    finding.related(call.span, "this call does not")
                }));
            }
        }
    }
}
