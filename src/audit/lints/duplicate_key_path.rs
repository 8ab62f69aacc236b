//! Two metrics have the same key path.

use crate::audit::context::Context;
use crate::catalog::MetricDefinition;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "duplicate-key-path",
    summary: "two metrics have the same key path",
    docs: r#"Two metric definitions have the same key path, after lists of time frames are expanded.

## Why

One overwrites the other in the report.

## What to do

Give one of them another key path, or delete it.

## Bad

```yaml
# two files
key_path: counts.view_cart
```

## Good

```yaml
# one file
key_path: counts.view_cart
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, &MetricDefinition> = BTreeMap::new();
    for metric in &cx.inputs.catalog.metrics {
        for path in metric.key_paths.iter().map(|(path, _)| path.as_str()) {
            let Some(first) = seen.get(path) else {
                seen.insert(path, metric);
                continue;
            };
            // A time frame that is listed twice is a fault of the definition itself.
            if std::ptr::eq(*first, metric) {
                continue;
            }
            let finding = Finding::new(
                &LINT,
                metric.key_path.span,
                path,
                format!("another metric already has key path `{path}`"),
            )
            .help("Give one of the metrics another key path, or delete it.")
            .related(first.key_path.span, "the other metric")
            .owner(metric.ownership.group_name());
            out.push(finding);
        }
    }
}
