//! A removed definition does not say when or by whom it was removed.

use crate::audit::context::Context;
use crate::catalog::Field;
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
    let events = events.map(|event| {
        let Field { value, span } = &event.name;
        let at = event.status_span.unwrap_or(*span);
        (value, at, &event.ownership, event.span, &event.rule)
    });
    let metrics = catalog
        .metrics
        .iter()
        .filter(|metric| metric.status.is_removed());
    let metrics = metrics.map(|metric| {
        let Field { value, span } = &metric.key_path;
        let at = metric.status_span.unwrap_or(*span);
        (value, at, &metric.ownership, metric.span, &metric.rule)
    });
    for (name, at, ownership, whole, rule) in events.chain(metrics) {
        // A rule without these fields describes no history of its definitions.
        let described = catalog.removal_fields.get(rule).copied();
        let [release, link] = described.unwrap_or([true, true]);
        let has_release = ownership.milestone_removed.is_some() || !release;
        let has_link = ownership.removed_by.is_some() || !link;
        let (missing, help) = match (has_release, has_link) {
            (false, false) => (
                "a release and a link",
                "Add the release and the link of the change that removed it.",
            ),
            (false, true) => ("a release", "Add the release that removed it."),
            (true, false) => ("a link", "Add the link of the change that removed it."),
            (true, true) => continue,
        };
        let message = format!("`{name}` is marked as removed without {missing}");
        let finding = Finding::new(&LINT, at, name.as_str(), message)
            .help(help)
            .owner(ownership.group_name());
        let lenient = catalog.lenient_removals.contains(&whole);
        out.push(if lenient {
            finding.severity(Severity::Info)
        } else {
            finding
        });
    }
}
