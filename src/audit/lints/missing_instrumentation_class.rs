//! A metric names a class that does not exist.

use crate::audit::context::Context;
use crate::audit::name_match::nearest;
use crate::audit::produced::{stem, tail};
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "missing-instrumentation-class",
    summary: "a metric names a class that does not exist",
    docs: r#"An active metric names an instrumentation class, and no file or class of the project has that name.

## Why

The metric cannot be computed, and loading it may raise.

## What to do

Correct the name, add the class, or mark the metric as removed.

## Bad

```yaml
instrumentation_class: CountOrderMetric # the class is CountOrdersMetric
```

## Good

```yaml
instrumentation_class: CountOrdersMetric
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for metric in cx.active_metrics() {
        let Some(class) = &metric.instrumentation_class else {
            continue;
        };
        // A class that only events feed may come from a framework outside the tree.
        if cx.produced.class_exists(&class.value) || !metric.events.is_empty() {
            continue;
        }
        let message = format!(
            "metric `{}` names class `{}`, which does not exist",
            metric.key_path.value, class.value
        );
        let finding = Finding::new(&LINT, class.span, class.value.as_str(), message)
            .help(help(cx, &class.value))
            .owner(metric.ownership.group_name());
        out.push(cx.downgrade_unless_tier_present(finding, &metric.ownership));
    }
}

/// Returns a class is named after its file, so a file whose name is like it is probably the one that is meant.
fn help(cx: &Context<'_>, class: &str) -> String {
    let files = &cx.inputs.metric_files.instrumentation;
    let stems = files
        .iter()
        .map(|id| stem(&cx.inputs.sources.file(*id).path));
    let wanted = snake(tail(class));
    match nearest(&wanted, stems) {
        Some(near) => format!("Did you mean the class in `{near}`?"),
        None => "Correct the name, add the class, or mark the metric as removed.".to_owned(),
    }
}

/// `CountOrdersMetric` as `count_orders_metric`.
fn snake(name: &str) -> String {
    let upper = |c: char| {
        if c.is_uppercase() {
            vec!['_', c]
        } else {
            vec![c]
        }
    };
    let text: String = name.chars().flat_map(upper).collect();
    text.trim_start_matches('_').to_lowercase()
}
