//! A call uses an outdated way of tracking.

use crate::audit::context::Context;
use crate::calls::{Call, StepKind};
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "legacy-tracking-api",
    summary: "a call uses a deprecated tracking API",
    docs: r#"A call uses a tracking API that its rule marks as deprecated, in a project that already has the replacement.

## Why

Deprecated calls feed only a part of the metrics, and stop working when their system is removed.

## What to do

Use the replacement that the rule names.

## Bad

```ruby
Tracking.event('orders', 'place_order')
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
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let calls = cx.inputs.calls.iter();
    let direct = calls.filter(|call| call.via.iter().all(|step| step.kind != StepKind::Wrapper));
    let outdated: Vec<(&Call, &str)> = direct
        .filter_map(|call| Some((call, call.deprecated.as_deref()?)))
        .collect();
    let present = present(cx, outdated.iter().map(|(_, instead)| *instead).collect());
    for (call, instead) in outdated
        .into_iter()
        .filter(|(_, instead)| present.contains(instead))
    {
        let name = call.event.names.iter().next();
        let subject = name.unwrap_or(&call.rule).as_str();
        let finding = Finding::new(
            &LINT,
            call.name_span,
            subject,
            "this tracking API is deprecated",
        );
        out.push(finding.help(format!("Use `{instead}`.")));
    }
}

/// Returns the replacements that occur in the code. An older project cannot act on the finding.
fn present<'n>(cx: &Context<'_>, names: BTreeSet<&'n str>) -> BTreeSet<&'n str> {
    let names: Vec<&str> = names.into_iter().collect();
    let mut present = BTreeSet::new();
    for (file, name) in cx.inputs.words.places(&names) {
        if !present.contains(names[name]) && cx.inputs.sources.file(file).text.contains(names[name])
        {
            present.insert(names[name]);
        }
    }
    present
}
