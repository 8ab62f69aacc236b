//! A metric counts something unique that no call of its event passes.

use crate::audit::context::Context;
use crate::calls::Call;
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
        for (event, unique) in metric
            .events
            .iter()
            .filter_map(|event| Some((event, event.unique.as_ref()?)))
        {
            let wanted = unique.value.split('.').next().unwrap_or(&unique.value);
            let Some(found) = cx.event_named(&event.name.value) else {
                continue;
            };
            let calls: Vec<_> = cx.calls_of(found);
            // In the browser, and wherever the arguments are not all known, the identifier may be added behind the scenes.
            let may = |call: &&Call| !call.properties_known || passes(call, wanted);
            if calls.is_empty()
                || !found.other_evidence.is_empty()
                || found.external
                || calls.iter().any(may)
            {
                continue;
            }
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
            let places = calls.iter().take(3);
            out.push(places.fold(finding, |finding, call| {
                finding.related(call.span, "this call does not pass it")
            }));
        }
    }
}

/// Returns true if a call passes an identifier; a project implies its namespace.
fn passes(call: &Call, wanted: &str) -> bool {
    let named = |name: &str| call.properties.iter().any(|property| property.name == name);
    let own = match wanted {
        "label" => call.label.is_some(),
        "property" => call.property.is_some(),
        _ => false,
    };
    own || named(wanted) || (wanted == "namespace" && named("project"))
}
