//! A metric filters for a value that no call sends.

use crate::audit::context::Context;
use crate::audit::name_match::fits;
use crate::calls::Call;
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
        for event in metric
            .events
            .iter()
            .filter(|event| !event.filter.is_empty())
        {
            let Some(found) = cx.event_named(&event.name.value) else {
                continue;
            };
            if found.calls.is_empty() || !found.other_evidence.is_empty() || found.external {
                continue;
            }
            for (property, value) in &event.filter {
                let calls = || found.calls.iter().map(|sent| &cx.inputs.calls[sent.call]);
                if calls().any(|call| may_send(call, &property.value, &value.value)) {
                    continue;
                }
                let message = format!(
                    "no call of event `{}` sends `{}: {}`",
                    event.name.value, property.value, value.value
                );
                let finding =
                    Finding::new(&LINT, value.span, metric.key_path.value.as_str(), message)
                        .help("Correct the value, or send it.")
                        .owner(metric.ownership.group_name());
                out.push(calls().take(3).fold(finding, |finding, call| {
                    finding.related(call.span, "this call does not")
                }));
            }
        }
    }
}

/// Returns true if a call can send this value; what is not known can be anything.
fn may_send(call: &Call, property: &str, value: &str) -> bool {
    let own = match property {
        "label" => call.label.as_ref(),
        "property" => call.property.as_ref(),
        _ => None,
    };
    let listed = call.properties.iter().find(|one| one.name == property);
    match (own, listed) {
        (_, Some(listed)) => listed
            .values
            .as_ref()
            .is_none_or(|values| values.iter().any(|glob| fits(glob, value))),
        (Some(glob), None) => fits(glob, value),
        (None, None) => !call.properties_known,
    }
}
