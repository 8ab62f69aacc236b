//! A property is sent as a list or a map.

use crate::audit::Context;
use crate::calls::Call;
use crate::catalog::{EventDefinition, EventKind};
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub static LINT: Lint = Lint {
    name: "property-type",
    summary: "a property is sent as a list or a map",
    docs: r#"A call sends a list, a map or a truth value as a property of an event.

## Why

Properties are texts or numbers. Anything else raises, is dropped, or arrives as text nobody can group by.

## What to do

Send one text or number for each property.

## Bad

```ruby
track_internal_event('sort', additional_properties: { label: %w[a b] })
```

## Good

```ruby
track_internal_event('sort', additional_properties: { label: 'a' })
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let named =
        |call: &&Call| cx.inputs.catalog.events.iter().any(|event| typed(event) && call.event.names.contains(&event.name.value));
    for call in cx.inputs.calls.iter().filter(named) {
        for property in &call.properties {
            let Some(kind @ ("list" | "map" | "bool")) = property.kind else { continue };
            let event = call.event.names.iter().next().map_or("", |name| name.as_str());
            let message = format!("property `{}` is sent as a {kind}", property.name);
            let finding = Finding::new(&LINT, property.span, format!("{event}.{}", property.name), message);
            out.push(finding.help("Send a text or a number."));
        }
    }
}

/// Only the current form of events checks the types of its properties.
fn typed(event: &EventDefinition) -> bool {
    event.kind == EventKind::InternalEvent
}
