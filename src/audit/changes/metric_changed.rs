//! A change gave a metric another meaning under way: key path, time frame, type or source.

use crate::audit::changes::Change;
use crate::catalog::{Field, MetricDefinition};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::input::yaml::{MapEntry, Node, NodeValue};
use crate::source::Span;
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "metric-changed",
    summary: "a change gave a released metric another key path, time frame, type or source",
    docs: r#"The change gives an existing metric another key path, time frame or value type. Another data source is a warning, because a migration to a newer source is common. Only `check --base` and `check --diff` report it.

## Why

Charts and exports find a metric by its key path and compare its figures over the years. A changed key path ends one series and begins another. A changed time frame or type silently makes figures incomparable.

## What to do

Keep the metric unchanged and add a new one. Mark the old one as removed when nobody reads it any more.

## Bad

```diff
 key_path: counts.count_total_view_cart
-time_frame: 28d
+time_frame: 7d
```

## Good

```diff
+# config/metrics/counts_7d/count_total_view_cart_weekly.yml
+key_path: counts.count_total_view_cart_weekly
+time_frame: 7d
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// A key path with its time frame, and the definition it comes from.
type Expanded<'a> = BTreeMap<&'a Text, (Option<&'a Text>, &'a MetricDefinition)>;

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let now = expanded(&change.after.inputs.catalog.metrics);
    let before = change.before.inputs.catalog.metrics.iter();
    for metric in before.filter(|metric| !metric.status.is_removed()) {
        for (path, frame) in expanded_of(metric) {
            if let Some((frame_now, other)) = now.get(path)
                && !other.status.is_removed()
                && frame != *frame_now
            {
                let (old, new) = (word(frame), word(*frame_now));
                let place = frame_place(other);
                out.push(changed(
                    other,
                    path,
                    "time frame",
                    old,
                    new,
                    place,
                    LINT.severity,
                ));
            }
        }
        let mut paths = metric.key_paths.iter();
        match paths.find_map(|(path, _)| now.get(path)) {
            Some((_, other)) if other.status.is_removed() => {}
            Some((_, other)) => out.extend(changed_fields(metric, other)),
            None => out.extend(successor(change, metric).map(|new| renamed(metric, new))),
        }
    }
}

/// Returns a finding for each of type and source that has another value now.
fn changed_fields<'a>(
    before: &'a MetricDefinition,
    now: &'a MetricDefinition,
) -> impl Iterator<Item = Finding> {
    let value_type = (&before.value_type, &now.value_type);
    let source = (&before.data_source, &now.data_source);
    let rows = [
        ("type", value_type, LINT.severity),
        ("data source", source, Severity::Warning),
    ];
    rows.into_iter().filter_map(|(what, (old, new), severity)| {
        let old = &old.as_ref()?.value;
        let new = new.as_ref();
        let value = new.map(|field| &field.value);
        let place = new.map_or(now.key_path.span, |field| field.span);
        let path = &now.key_path.value;
        (value != Some(old)).then(|| changed(now, path, what, old, word(value), place, severity))
    })
}

fn renamed(before: &MetricDefinition, now: &MetricDefinition) -> Finding {
    let (old, new) = (&before.key_path.value, &now.key_path.value);
    let message = format!("the key path of metric `{old}` was changed to `{new}`");
    let finding = Finding::new(&LINT, now.key_path.span, old.as_str(), message);
    finding.help(ADVICE).owner(now.ownership.group_name())
}

const ADVICE: &str = "Restore the old value, and add a new metric beside it.";

fn changed(
    now: &MetricDefinition,
    path: &str,
    what: &str,
    old: &str,
    new: &str,
    place: Span,
    severity: Severity,
) -> Finding {
    let message = format!("the {what} of metric `{path}` was changed from `{old}` to `{new}`");
    let finding = Finding::new(&LINT, place, format!("{path} {what}"), message).severity(severity);
    finding.help(ADVICE).owner(now.ownership.group_name())
}

fn word(text: Option<&Text>) -> &str {
    text.map_or("nothing", Text::as_str)
}

fn frame_place(metric: &MetricDefinition) -> Span {
    metric
        .time_frames
        .first()
        .map_or(metric.key_path.span, |frame| frame.span)
}

/// Returns each key path a metric yields, with its time frame.
fn expanded_of(metric: &MetricDefinition) -> impl Iterator<Item = (&Text, Option<&Text>)> {
    let only = || {
        metric
            .time_frames
            .first()
            .map(|frame| &frame.value)
            .filter(|_| metric.time_frames.len() == 1)
    };
    metric
        .key_paths
        .iter()
        .map(move |(path, frame)| (path, frame.as_ref().or_else(only)))
}

fn expanded(metrics: &[MetricDefinition]) -> Expanded<'_> {
    let mut found = Expanded::new();
    for metric in metrics {
        for (path, frame) in expanded_of(metric) {
            found.entry(path).or_insert((frame, metric));
        }
    }
    found
}

/// Returns the metric that took the place of one whose key path is gone: new, and in the same file or otherwise the same.
pub(crate) fn successor<'c>(
    change: &'c Change<'_>,
    gone: &MetricDefinition,
) -> Option<&'c MetricDefinition> {
    let before = &change.before.inputs.catalog.metrics;
    let (old, new) = (change.before.inputs.sources, change.after.inputs.sources);
    let is_new = |metric: &&MetricDefinition| {
        before
            .iter()
            .all(|other| other.key_path.value != metric.key_path.value)
    };
    let candidates = || {
        let metrics = change.after.inputs.catalog.metrics.iter();
        metrics.filter(|metric| is_new(metric) && !metric.status.is_removed())
    };
    let same_file =
        candidates().find(|metric| new.path(metric.key_path.span) == old.path(gone.key_path.span));
    same_file.or_else(|| {
        candidates()
            .find(|metric| measures(metric) == measures(gone) && alike(&metric.node, &gone.node))
    })
}

/// Returns source, class, time frames and events of a metric.
fn measures(metric: &MetricDefinition) -> Vec<&str> {
    fn value(field: &Option<Field<Text>>) -> &str {
        field.as_ref().map_or("", |field| field.value.as_str())
    }
    let frames = metric.time_frames.iter().map(|frame| frame.value.as_str());
    let events = metric
        .events
        .iter()
        .flat_map(|event| [event.name.value.as_str(), value(&event.unique)]);
    [
        value(&metric.data_source),
        value(&metric.instrumentation_class),
    ]
    .into_iter()
    .chain(frames)
    .chain(events)
    .collect()
}

/// Returns true if at least three quarters of what two records say is the same.
fn alike(a: &Node, b: &Node) -> bool {
    let same = a.entries().iter().filter(|entry| {
        b.get(&entry.key)
            .is_some_and(|other| says_the_same(&entry.value, other))
    });
    let total = a.entries().len().max(b.entries().len());
    total > 0 && same.count() * 4 >= total * 3
}

fn says_the_same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (NodeValue::Scalar(a, _), NodeValue::Scalar(b, _)) => a == b,
        (NodeValue::List(a), NodeValue::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| says_the_same(a, b))
        }
        (NodeValue::Map(a), NodeValue::Map(b)) => {
            let same = |(a, b): (&MapEntry, &MapEntry)| {
                a.key == b.key && says_the_same(&a.value, &b.value)
            };
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        _ => false,
    }
}
