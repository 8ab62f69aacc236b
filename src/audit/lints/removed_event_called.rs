//! A call sends an event whose definition is marked as removed.

use crate::audit::context::Context;
use crate::audit::verdicts::EventVerdict;
use crate::calls::Grade;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "removed-event-called",
    summary: "a call sends an event whose definition is marked as removed",
    docs: r#"An event is marked as removed (by its status or its folder), and a call still sends it.

## Why

The call has no effect, or the event is still needed and its definition is wrong.

## What to do

Remove the call, or restore the definition.

## Bad

```ruby
track_internal_event('print_receipt') # status: removed
```

## Good

```ruby
# the call is deleted together with the definition's status
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for event in cx.events_with(EventVerdict::Removed) {
        for sent in event.calls.iter().filter(|sent| sent.grade == Grade::Exact) {
            let call = &cx.inputs.calls[sent.call];
            let message = format!("event `{}` is marked as removed but still sent", event.name);
            let severity = if cx.is_named(event) {
                LINT.severity
            } else {
                Severity::Info
            };
            let finding = Finding::new(&LINT, call.name_span, event.name.as_str(), message)
                .severity(severity)
                .help("Remove the call, or restore the definition.")
                .owner(cx.owner(event));
            out.push(cx.with_removals(finding, event));
        }
    }
}
