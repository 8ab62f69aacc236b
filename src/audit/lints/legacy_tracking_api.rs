//! A call uses an outdated way of tracking.

use crate::audit::Context;
use crate::calls::StepKind;
use crate::finding::{Finding, Lint, Severity};
use crate::source::SourceMap;
use std::collections::BTreeMap;

/// The lint.
pub static LINT: Lint = Lint {
    name: "legacy-tracking-api",
    summary: "a call uses an outdated way of tracking",
    docs: r#"A call uses a tracking API that its rule marks as outdated, in a project that already has the one to use instead.

## Why

Outdated calls feed only a part of what the current one feeds, and go away with their system.

## What to do

Use what the rule names instead.

## Bad

```ruby
Gitlab::Tracking.event('orders', 'place_order')
```

## Good

```ruby
track_internal_event('place_order', user: user)
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let mut present: BTreeMap<&str, bool> = BTreeMap::new();
    for call in cx.inputs.calls.iter().filter(|call| call.via.iter().all(|step| step.kind != StepKind::Wrapper)) {
        let Some(instead) = &call.deprecated else { continue };
        if !*present.entry(instead).or_insert_with(|| has(cx.inputs.sources, instead)) {
            continue;
        }
        let subject = call.event.names.iter().next().unwrap_or(&call.rule).as_str();
        let finding = Finding::new(&LINT, call.name_span, subject, "this way of tracking is outdated");
        out.push(finding.help(format!("Use `{instead}`.")));
    }
}

/// Whether the project has the better way: a project from before its time can do nothing about the finding.
fn has(sources: &SourceMap, instead: &str) -> bool {
    sources.iter().any(|(_, file)| memchr::memmem::find(file.text.as_bytes(), instead.as_bytes()).is_some())
}
