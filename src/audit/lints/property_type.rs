//! A property is sent as something it cannot hold.

use crate::audit::context::Context;
use crate::calls::Call;
use crate::catalog::EventDefinition;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "property-type",
    summary: "a property has a value of the wrong type",
    docs: r#"A call sends a list, a map or a boolean as a property of an event, a string as its `value`, or a number as its `label` or `property`. Only literals are checked. For structured events, only lists and maps are checked.

## Why

Properties are strings or numbers. Any other value raises, is dropped, or arrives as a string that nobody can group by.

## What to do

Send one string or number for each property.

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
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let named = |call: &Call| {
        cx.inputs
            .catalog
            .events
            .iter()
            .any(|event| typed(event) && call.event.names.contains(&event.name.value))
    };
    for call in cx.inputs.calls {
        let typed = named(call);
        for property in &call.properties {
            let free = ["label", "property", "value"].contains(&property.name.as_str());
            let kind = property.kind.filter(|kind| matches!(*kind, "list" | "map"));
            let kind = kind.or_else(|| written_kind(cx.written(property)));
            let (said, wanted) = match kind {
                Some(kind @ ("list" | "map" | "truth value"))
                    if typed || (free && kind != "truth value") =>
                {
                    (kind, "a text or a number")
                }
                Some("text") if typed && property.name == "value" => ("text", "a number"),
                Some("number") if typed && free && property.name != "value" => ("number", "a text"),
                _ => continue,
            };
            let event = call.event.names.first().map_or("", |name| name.as_str());
            let message = format!("property `{}` is sent as a {said}", property.name);
            let finding = Finding::new(
                &LINT,
                property.span,
                format!("{event}.{}", property.name),
                message,
            );
            out.push(finding.help(format!("Send {wanted}.")));
        }
    }
}

/// Returns the type of a literal.
fn written_kind(text: &str) -> Option<&'static str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    match quote {
        Some(quote)
            if text.len() > 1
                && text.rfind(quote) == Some(text.len() - 1)
                && text.matches(quote).count() == 2 =>
        {
            Some("text")
        }
        _ if matches!(text, "true" | "false") => Some("truth value"),
        _ if text.parse::<f64>().is_ok()
            && text.starts_with(|c: char| c.is_ascii_digit() || c == '-') =>
        {
            Some("number")
        }
        _ => None,
    }
}

/// Returns true if the kind of the event checks the types of its properties.
fn typed(event: &EventDefinition) -> bool {
    event.kind.strict_properties
}
