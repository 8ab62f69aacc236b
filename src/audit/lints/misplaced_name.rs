//! The name of an event is in an attribute that does not take it.

use crate::audit::context::Context;
use crate::audit::name_match::listed;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "misplaced-name",
    summary: "an event name is in an attribute that does not take it",
    docs: r#"An element has the name of an event in an attribute that only says when an event is sent.

## Why

The tracking library ignores the attribute. The event is never sent, and nothing fails.

## What to do

Put the name into the attribute that takes it, and `true` into this one.

## Bad

```html
<a data-event-tracking-load="view_cart">Cart</a>
```

## Good

```html
<a data-event-tracking="view_cart" data-event-tracking-load="true">Cart</a>
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for call in cx.inputs.misplaced {
        let (Some(name), Some(attribute)) = (call.event.names.first(), &call.misplaced) else {
            continue;
        };
        let names = listed(call.event.names.iter().map(|name| name.as_str()), 3);
        let finding = Finding::new(
            &LINT,
            call.name_span,
            name.as_str(),
            format!("this attribute does not send {names}"),
        );
        out.push(finding.help(format!("Put the name into `{attribute}`.")));
    }
}
