//! A call sends a property that the event does not declare.

use crate::audit::context::Context;
use crate::audit::name_match::{did_you_mean, nearest};
use crate::calls::Grade;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "undeclared-property",
    summary: "a call sends a property that the event does not declare",
    docs: r#"A call passes a property that none of the definitions of its event declares. Events are checked whose definitions declare properties. Where the rule pack says so, a definition without properties declares none. Only calls with a single full name are checked. A property other than label, property and value is an error.

## Why

The property is dropped or raises, or analysts find undocumented values.

## What to do

Declare the property, or do not send it.

## Bad

```ruby
# declares label
track_internal_event('view_cart', additional_properties: { lable: 'x' })
```

## Good

```ruby
track_internal_event('view_cart', additional_properties: { label: 'x' })
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let events = cx.links.events.iter();
    for event in events.filter(|event| event.kind.strict_properties && event.is_defined()) {
        let declared: BTreeSet<&str> = cx
            .definitions(event)
            .flat_map(|definition| definition.properties.iter().chain(&definition.identifiers))
            .map(|field| field.value.as_str())
            .collect();
        if !cx
            .definitions(event)
            .all(|definition| definition.properties_declared)
        {
            continue;
        }
        for sent in event.calls.iter().filter(|sent| sent.grade == Grade::Exact) {
            let call = &cx.inputs.calls[sent.call];
            let identifiers = ["user", "project", "namespace"];
            let extra = call
                .properties
                .iter()
                .filter(|one| !declared.contains(one.name.as_str()));
            for property in extra.filter(|one| {
                call.event.names.len() == 1 && !identifiers.contains(&one.name.as_str())
            }) {
                let message = format!(
                    "event `{}` does not declare the property `{}`",
                    event.name, property.name
                );
                let help = did_you_mean(
                    nearest(&property.name, declared.iter().copied()),
                    "Declare it in the definition, or do not send it.",
                );
                let subject = format!("{}.{}", event.name, property.name);
                // A property of one's own that is not declared is refused; the three that every event may have are taken.
                let usual = ["label", "property", "value"].contains(&property.name.as_str());
                let severity = if usual {
                    LINT.severity
                } else {
                    Severity::Error
                };
                let finding =
                    Finding::new(&LINT, property.span, subject, message).severity(severity);
                out.push(finding.help(help).owner(cx.owner(event)));
            }
        }
    }
}
