//! No consumer names a metric.

use crate::audit::consumers::ConsumerContext;
use crate::audit::name_match::fits;
use crate::finding::{Finding, Lint, Severity};
use crate::rules::consumers::Consumed;
use crate::source::Span;
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unread-metric",
    summary: "no consumer names a metric",
    docs: r#"No consumer of the project reads the metric by its name. The lint is off unless `tracklint.yml` sets its severity, or names it in `only`. Only `consumers` reports it.

## Why

A metric that nobody reads costs time in the product and in the warehouse. Many projects load all metrics without naming any, so the finding proves little.

## What to do

Ask the group that owns the metric. Remove it if nobody needs it.

## Bad

```yaml
# tracklint.yml; no query names counts.boards.
lints:
  unread-metric: info
```

## Good

```sql
WHERE metrics_path = 'counts.boards'
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Reports the metrics that are in use in the product and that nothing names.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    let is_on = cx.settings.lints.contains_key(LINT.name)
        || cx.settings.only.iter().any(|only| only.value == LINT.name);
    let (Some(inventory), Some(file), true) = (cx.inventory, cx.first_file(), is_on) else {
        return;
    };
    let names = |is_pattern: bool| {
        let all = cx.project.references.iter();
        let metrics = all.filter(|one| one.of == Consumed::Metric);
        metrics
            .filter(move |one| one.is_pattern == is_pattern)
            .map(|one| one.name.as_str())
    };
    let (read, globs): (BTreeSet<&str>, BTreeSet<&str>) =
        (names(false).collect(), names(true).collect());
    for (name, metric) in inventory.metrics_by_name() {
        let is_read = read.contains(name) || globs.iter().any(|glob| fits(glob, name));
        if metric.verdict == "removed" || is_read {
            continue;
        }
        let message = format!("no consumer names metric `{name}`");
        let place = metric
            .path
            .as_ref()
            .map(|path| format!("{path}:{}", metric.line));
        let help = place.map_or_else(String::new, |place| format!("It is defined at {place}. "));
        let finding = Finding::new(&LINT, Span::new(file, 0, 0), name, message)
            .help(format!("{help}Remove it if nobody needs it."))
            .owner(metric.group.as_ref().map(ToString::to_string));
        out.push(finding);
    }
}
