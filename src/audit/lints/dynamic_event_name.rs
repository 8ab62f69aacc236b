//! The name of an event is computed and cannot be read from source.

use crate::audit::Context;
use crate::calls::Grade;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub static LINT: Lint = Lint {
    name: "dynamic-event-name",
    summary: "the name of an event is computed and cannot be read from source",
    docs: r#"A call computes the name it sends, and not all of the names can be told from source. Where a part of the name is known and no definition fits it, the finding is a warning.

## Why

Neither people nor programs can find who sends an event; a misspelt name is never noticed.

## What to do

Send full names, from a list or a table. Or name the events in a comment: `tracklint: uses NAME -- reason`.

## Bad

```ruby
track_event("order_#{params[:kind]}")
```

## Good

```ruby
EVENTS = { 'a' => 'order_a' }.freeze
track_event(EVENTS.fetch(kind))
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for (number, call) in cx.inputs.calls.iter().enumerate().filter(|(_, call)| !call.inside_wrapper) {
        let subject = call.event.patterns.iter().next().map_or("?", |glob| glob.as_str());
        let (severity, message) = match call.event.grade() {
            Grade::Exact => continue,
            // A comment names the events of this place.
            _ if cx.hints(call.name_span).next().is_some() => continue,
            Grade::Pattern if !cx.links.reached[number] && cx.known_names().next().is_some() => {
                (Severity::Warning, format!("no defined event fits the computed name `{subject}`"))
            }
            Grade::Pattern => (LINT.severity, format!("the event's name is computed: `{subject}`")),
            Grade::Open => (LINT.severity, "the event's name cannot be read from source".to_owned()),
        };
        let mut finding = Finding::new(&LINT, call.name_span, subject, message).severity(severity);
        if let Some((why, span)) = &call.event.unknown {
            finding = finding.related(*span, why.clone());
        }
        out.push(finding.help("Send full names, or name the events in a comment `tracklint: uses NAME -- reason`."));
    }
}
