//! A consumer that customers see reads a metric that a customer may refuse.

use crate::audit::consumers::ConsumerContext;
use crate::audit::consumers::judge::ReferenceVerdict;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "opt-out-metric-in-use",
    summary: "a consumer that customers see reads a metric that a customer may refuse",
    docs: r#"A rule marks a consumer, or the models that leave the project, with `customer-facing: true`. The consumer reads a metric whose data category is `optional`. Only `consumers` reports it, and only if the names of the product have categories: those of a folder have, those of `list metrics` have not.

## Why

A customer can switch optional data off. The value is then missing, and a score for this customer silently becomes zero.

## What to do

Read an operational metric, treat a missing value as unknown, or change the category of the metric after a privacy review.

## Bad

```sql
-- counts.boards has `data_category: optional`, and the model is sent to customer success.
CASE WHEN metrics_path = 'counts.boards' THEN metric_value ELSE 0 END AS boards
```

## Good

```sql
CASE WHEN metrics_path = 'counts.boards' THEN metric_value END AS boards
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports the first place of each metric in a file.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    let Some(inventory) = cx.inventory else {
        return;
    };
    let mut seen = BTreeSet::new();
    for one in cx.judged() {
        let metric = one
            .judgement
            .metric
            .map(|number| &inventory.metrics[number]);
        let Some(metric) = metric.filter(|_| one.judgement.verdict != ReferenceVerdict::Removed)
        else {
            continue;
        };
        let is_optional = metric.data_category.as_deref() == Some("optional");
        let faces = || one.reader.rule.customer_facing || cx.downstream(one.node).customer_facing;
        let name = &one.reference.name;
        if !is_optional || !seen.insert((one.reference.span.file, name)) || !faces() {
            continue;
        }
        let message =
            format!("customers may refuse metric `{name}`, and they see what is built from it");
        let finding = Finding::new(&LINT, one.reference.span, name.as_str(), message)
            .help("Treat a missing value as unknown, or read an operational metric.");
        out.push(cx.with_reach(finding, &one));
    }
}
