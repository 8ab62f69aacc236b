//! A name is read from an object that does not have it, so another name is sent.

use crate::audit::context::Context;
use crate::audit::name_match::listed;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "undefined-option",
    summary: "a name is read from an object that does not have it",
    docs: r#"A tracking call takes its name from a member that an object does not have. All members of the object are known.

## Why

The name is empty at run time. The tracking library drops the call, or sends the event under its default name.

## What to do

Correct the member, or add it to the object.

## Bad

```js
const ACTIONS = { OPEN: 'open_cart' };
this.track(ACTIONS.OPEN_CART);
```

## Good

```js
const ACTIONS = { OPEN: 'open_cart' };
this.track(ACTIONS.OPEN);
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for call in cx.inputs.calls {
        let Some((message, span)) = &call.event.missing else {
            continue;
        };
        if !seen.insert((call.name_span, message)) {
            continue;
        }
        let subject = call.event.names.first().map_or("?", |name| name.as_str());
        let mut finding = Finding::new(&LINT, call.name_span, subject, message.clone());
        if !call.event.names.is_empty() {
            let sent = listed(call.event.names.iter().map(|name| name.as_str()), 3);
            finding = finding.label(format!("this sends {sent}"));
        }
        if *span != call.name_span {
            finding = finding.related(*span, "read here");
        }
        out.push(finding.help("Correct the member, or add it to the object."));
    }
}
