//! A consumer reads a metric or event that nothing feeds.

use crate::audit::consumers::ConsumerContext;
use crate::audit::consumers::judge::ReferenceVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "consumer-of-orphaned-metric",
    summary: "a consumer reads a metric or event that nothing feeds",
    docs: r#"A query, model or report reads a metric that nothing feeds, or an event that nothing sends. A metric of which some events are never sent is reported too. If a part of the product is missing, the finding is an info. Only `consumers` reports it.

## Why

The definition exists, so everything looks right. The value stays at zero, or is too small.

## What to do

Instrument the feature again, or remove the consumer. `tracklint trace NAME` in the product shows the reason.

## Bad

```sql
-- Nothing sends the event of counts.view_cart any more.
WHERE metrics_path = 'counts.view_cart'
```

## Good

```sql
WHERE metrics_path = 'counts.place_order'
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    let missing = cx.inventory.and_then(|inventory| inventory.missing_names());
    for one in cx.judged() {
        let (name, of) = (&one.reference.name, one.reference.of.word());
        let metric = one.judgement.metric.zip(cx.inventory);
        let metric = metric.map(|(number, inventory)| &inventory.metrics[number]);
        let reason = metric.and_then(|metric| metric.reasons.first());
        let reason = reason
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        let message = match one.judgement.verdict {
            ReferenceVerdict::Orphaned if of == "event" => {
                format!("event `{name}` is read here, and nothing sends it")
            }
            ReferenceVerdict::Orphaned => {
                format!("{of} `{name}` is read here, and nothing feeds it{reason}")
            }
            ReferenceVerdict::Partial => {
                format!("{of} `{name}` is read here, and a part of it is never sent{reason}")
            }
            _ => continue,
        };
        let mut finding = Finding::new(&LINT, one.reference.span, name.as_str(), message)
            .help(format!("Run `tracklint trace {name}` in the product."));
        if let Some(help) = missing {
            finding = finding.severity(Severity::Info).help(help);
        }
        out.push(cx.with_reach(finding, &one));
    }
}
