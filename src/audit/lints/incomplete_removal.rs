//! A removed definition does not say when or by whom it was removed.

use crate::audit::context::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "incomplete-removal",
    summary: "a removed definition does not say when or by whom it was removed",
    docs: r#"A definition is marked as removed but lacks the release or the link of the removal. If the project has a JSON Schema for such definitions that requires neither, the finding is an info.

## Why

Somebody who finds a gap in a chart later cannot find the reason.

## What to do

Add both fields.

## Bad

```yaml
status: removed
```

## Good

```yaml
status: removed
milestone_removed: '18.2'
removed_by_url: https://example.org/1
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let catalog = cx.inputs.catalog;
    let events = catalog
        .events
        .iter()
        .filter(|event| event.status.is_removed() && !event.is_in_code());
    let events = events.map(|event| (&event.name, event.status_span, &event.ownership, event.span));
    let metrics = catalog
        .metrics
        .iter()
        .filter(|metric| metric.status.is_removed());
    let metrics = metrics.map(|metric| {
        (
            &metric.key_path,
            metric.status_span,
            &metric.ownership,
            metric.span,
        )
    });
    for (name, status, ownership, whole) in events.chain(metrics) {
        let missing = match (&ownership.milestone_removed, &ownership.removed_by) {
            (None, None) => "a release and a link",
            (None, Some(_)) => "a release",
            (Some(_), None) => "a link",
            (Some(_), Some(_)) => continue,
        };
        let message = format!("`{}` is marked as removed without {missing}", name.value);
        let finding = Finding::new(
            &LINT,
            status.unwrap_or(name.span),
            name.value.as_str(),
            message,
        )
        .help("Add the release and the link of the change that removed it.")
        .owner(ownership.group_name());
        let lenient = catalog.lenient_removals.contains(&whole);
        out.push(if lenient {
            finding.severity(Severity::Info)
        } else {
            finding
        });
    }
}
