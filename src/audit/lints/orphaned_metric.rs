//! Nothing feeds a metric, or only some of its events are sent.

use crate::audit::context::Context;
use crate::audit::verdicts::MetricVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "orphaned-metric",
    summary: "nothing feeds a metric, or only some of its events are sent",
    docs: r#"An active metric gets no data. Its events are unknown or never sent, its counter is not declared or never incremented, its class does not exist, or nothing produces its key. If only some of its events are dead, the finding is an info.

## Why

A chart that stays at zero looks like a feature that nobody uses.

## What to do

Send the events, correct their names, or mark the metric as removed.

## Bad

```yaml
key_path: counts.wishlist_print
events:
  - name: print_wishlist # never sent
```

## Good

```yaml
key_path: counts.wishlist_print
status: removed
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for row in &cx.metrics {
        let metric = cx.metric(row);
        let path = metric.key_path.value.as_str();
        // A reason that another lint reports at this metric needs no second finding.
        if row.reasons.iter().all(|reason| reason.has_finding) {
            continue;
        }
        let (severity, message) = match row.verdict {
            MetricVerdict::Orphaned => (LINT.severity, format!("nothing feeds metric `{path}`")),
            MetricVerdict::Partial => {
                let (dead, all) = (row.reasons.len(), row.events.len());
                (
                    Severity::Info,
                    format!("{dead} of {all} events of metric `{path}` are dead"),
                )
            }
            _ => continue,
        };
        let shown = row
            .reasons
            .iter()
            .take(4)
            .map(|reason| reason.text.as_str())
            .collect::<Vec<_>>()
            .join("; ");
        let more = if row.reasons.len() > 4 {
            format!("; and {} more", row.reasons.len() - 4)
        } else {
            String::new()
        };
        let finding = Finding::new(&LINT, metric.key_path.span, path, message)
            .severity(severity)
            .label(format!("{shown}{more}"))
            .help("Send the events, correct what the definition names, or mark the metric as removed.")
            .owner(metric.ownership.group_name());
        let events = row.events.iter().filter_map(|name| cx.event_named(name));
        let finding = cx.downgrade_at_limit(finding, events);
        out.push(cx.downgrade_if_edition_missing(cx.downgrade_without_calls(finding)));
    }
}
