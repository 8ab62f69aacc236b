//! A call sends an event that nothing defines.

use crate::audit::Context;
use crate::audit::names::nearest;
use crate::audit::verdicts::EventVerdict;
use crate::calls::Call;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub static LINT: Lint = Lint {
    name: "undefined-event",
    summary: "a call sends an event that nothing defines",
    docs: r#"A tracking call sends an event by a full name, and no definition of its system has that name.

## Why

Depending on the system the call raises in development, is dropped without a word, or fills a counter that no metric reads.

## What to do

Correct the name, or add the definition. If another repository defines the event, list it under `external_events`. Names that are only partly known are never reported; for systems whose definitions are documentation only, this is an info.

## Bad

```ruby
track_internal_event('plaec_order', user: user)
```

## Good

```ruby
track_internal_event('place_order', user: user)
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for event in cx.links.events.iter().filter(|event| event.verdict == EventVerdict::Undefined) {
        let near = nearest(&event.name, cx.known_names());
        let calls: Vec<&Call> = event.calls.iter().map(|sent| &cx.inputs.calls[sent.call]).collect();
        for call in &calls {
            // The caller of a function that spells the name out is not the place to correct it.
            if call.via.iter().any(|step| calls.iter().any(|other| other.span == step.span)) {
                continue;
            }
            let severity = if cx.is_named(event) { LINT.severity } else { Severity::Info };
            let message = format!("event `{}` is sent here and defined nowhere", event.name);
            let help = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Add a definition, or remove the call.".to_owned(),
            };
            let finding = Finding::new(&LINT, call.name_span, event.name.as_str(), message).severity(severity).help(help);
            out.push(if cx.is_named(event) && near.is_none() { cx.lowered(finding) } else { finding });
        }
    }
}
