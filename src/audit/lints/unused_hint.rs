//! A comment names events that nothing defines, or that are read from source anyway.

use crate::audit::name_match::{did_you_mean, nearest};
use crate::audit::suppression::Suppressions;
use crate::calls::{Call, Grade};
use crate::facts::DirectiveKind;
use crate::finding::{Finding, Lint, Severity};
use rustc_hash::FxHashSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-hint",
    summary: "a comment names events that nothing defines, or that are read from source anyway",
    docs: r#"A comment `tracklint: uses …` names an event that nothing defines and no other code sends, or is at calls whose names are all known without it.

## Why

A hint is evidence that its events are sent. An outdated hint hides an unused event.

## What to do

Correct the name, or remove the hint.

## Bad

```ruby
track('place_order') # tracklint: uses place_order -- from the queue
```

## Good

```ruby
track(queue.pop) # tracklint: uses place_order -- from the queue
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let cx = suppressions.cx;
    let named: FxHashSet<&str> = cx.links.events.iter().map(|event| &*event.name).collect();
    let known = |name: &str| named.contains(name) || cx.inputs.defines_elsewhere(name, None);
    let hints = || {
        cx.directives()
            .filter(|one| one.kind == DirectiveKind::Uses)
    };
    let similar = cx.suggested_names(hints().map(|hint| hint.names.len()).sum());
    let mut calls: Vec<&Call> = cx.inputs.calls.iter().collect();
    calls.sort_by_key(|call| call.name_span);
    let nothing_known = cx.known_names().next().is_none();
    for hint in hints() {
        let governs = hint.governs;
        let start = |call: &&Call| (call.name_span.file, call.name_span.start);
        let from = calls.partition_point(|call| start(call) < (governs.file, governs.start));
        let here = calls[from..].iter();
        let mut calls = here
            .take_while(|call| start(call) <= (governs.file, governs.end))
            .peekable();
        let resolved =
            calls.peek().is_some() && calls.all(|call| call.event.grade() == Grade::Exact);
        for (name, span) in &hint.names {
            let (message, help) = if resolved {
                (
                    "this hint is not needed: all event names are known".to_owned(),
                    "Remove it.".to_owned(),
                )
            } else if !nothing_known && !known(name) {
                let help = did_you_mean(
                    nearest(name, similar.iter().copied()),
                    "Correct the name, or remove it.",
                );
                (format!("event `{name}` is not defined"), help)
            } else {
                continue;
            };
            out.push(Finding::new(&LINT, *span, name.as_str(), message).help(help));
        }
    }
}
