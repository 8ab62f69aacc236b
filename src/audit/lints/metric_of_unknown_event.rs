//! A metric counts an event that nothing defines.

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::name_match::{did_you_mean, nearest};
use crate::finding::{Finding, Lint, Severity};
use crate::fix::{Edit, unambiguous_name};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "metric-of-unknown-event",
    summary: "a metric counts an event that nothing defines",
    docs: r#"An active metric names an event without a definition. All metrics that name one such event are one finding.

## Why

The name is misspelt, or the event was deleted and the metric was not. The metric counts nothing for that name.

## What to do

Correct the name, define the event, or remove it from the metric.

## Bad

```yaml
events:
  - name: plaec_order
```

## Good

```yaml
events:
  - name: place_order
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let events = cx.active_metrics().flat_map(|metric| &metric.events);
    let is_unknown = |name: &str| !cx.event_named(name).is_some_and(Event::is_defined);
    let unknown = events.filter(|event| is_unknown(event.name.value.as_str()));
    let known = cx.suggested_names(unknown.count());
    for metric in cx.active_metrics() {
        for event in &metric.events {
            let name = event.name.value.as_str();
            let inputs = &cx.inputs;
            if !is_unknown(name)
                || inputs.sends_elsewhere(name, None)
                || inputs.defines_elsewhere(name, None)
            {
                continue;
            }
            let key_path = &metric.key_path.value;
            let message = format!("metric `{key_path}` counts undefined event `{name}`");
            let near = nearest(name, known.iter().copied());
            let help = did_you_mean(near, "Define the event, or remove it from the metric.");
            let finding = Finding::new(&LINT, event.name.span, name, message)
                .help(help)
                .one_cause(format!("metric `{key_path}` counts it too"))
                .owner(metric.ownership.group_name());
            let edit = unambiguous_name(name, known.iter().copied())
                .and_then(|meant| Edit::of_word(cx.inputs.sources, event.name.span, name, meant));
            let finding = cx.downgrade_without_inventory(finding.edits(edit));
            out.push(if near.is_none() {
                cx.downgrade_unless_tier_present(finding, &metric.ownership)
            } else {
                finding
            });
        }
    }
}
