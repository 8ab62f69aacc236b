//! A consumer reads something whose definition is removed.

use crate::audit::consumers::ConsumerContext;
use crate::audit::consumers::judge::ReferenceVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "consumer-of-removed-metric",
    summary: "a consumer reads a metric or event whose definition is removed",
    docs: r#"A query, model or report reads a metric or event whose definition is removed. Only `consumers` reports it.

## Why

The product stopped sending the value. A comparison with the name matches nothing, so the column is empty or zero, and no query fails.

## What to do

Read the metric that replaced it, or remove the column and everything that is built from it.

## Bad

```sql
-- counts.network_policy_drops has `status: removed`.
MAX(CASE WHEN metrics_path = 'counts.network_policy_drops' THEN metric_value ELSE 0 END) AS drops
```

## Good

```sql
MAX(CASE WHEN metrics_path = 'counts.network_policy_forwards' THEN metric_value ELSE 0 END) AS forwards
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    for one in cx.judged() {
        if one.judgement.verdict != ReferenceVerdict::Removed {
            continue;
        }
        let name = &one.reference.name;
        let of = one.reference.of.word();
        let metric = one.judgement.metric.zip(cx.inventory);
        let metric = metric.map(|(number, inventory)| &inventory.metrics[number]);
        let since = metric.and_then(|metric| metric.milestone_removed.as_ref());
        let since = since
            .map(|release| format!(" in {release}"))
            .unwrap_or_default();
        let message = format!("{of} `{name}` was removed{since}, and is still read here");
        let change = metric.and_then(|metric| metric.removed_by.as_ref());
        let help = match change {
            Some(change) => format!("Read what replaced it, or remove the consumer; see {change}."),
            None => "Read what replaced it, or remove the consumer.".to_owned(),
        };
        let finding = Finding::new(&LINT, one.reference.span, name.as_str(), message).help(help);
        out.push(cx.with_reach(finding, &one));
    }
}
