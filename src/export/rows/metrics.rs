//! Metrics, with the events that they count.

use crate::audit::Context;
use crate::audit::metrics::MetricRow;
use crate::catalog::Field;
use crate::export::key_paths::key_paths;
use crate::export::material::{EventKeys, Material, portable};
use crate::export::readiness::{Checked, Readers, failures};
use crate::export::table::Value;
use crate::facts::Text;
use std::collections::BTreeSet;

fn value(field: &Option<Field<Text>>) -> Option<&str> {
    field.as_ref().map(|field| field.value.as_str())
}

/// Returns the rows of all metrics. Of two definitions with one key path, the one in use stays.
pub(crate) fn metrics(cx: &Context<'_>, material: &Material<'_>) -> Vec<Vec<Value>> {
    let readers = material.consumers.map(Readers::new);
    let mut rows: Vec<&MetricRow> = cx.metrics.iter().collect();
    rows.sort_by_key(|row| cx.metric(row).status.is_removed());
    let of_row = |row: &&MetricRow| {
        let metric = cx.metric(row);
        let paths = key_paths(metric).into_iter();
        let rows =
            paths.map(|(path, frame)| one(cx, row, (path, frame), readers.as_ref(), material));
        rows.collect::<Vec<_>>()
    };
    rows.iter().flat_map(of_row).collect()
}

fn one(
    cx: &Context<'_>,
    row: &MetricRow,
    (path, frame): (&Text, Option<&Text>),
    readers: Option<&Readers<'_>>,
    material: &Material<'_>,
) -> Vec<Value> {
    let metric = cx.metric(row);
    let owner = &metric.ownership;
    let sources = cx.inputs.sources;
    let checked = Checked::new(cx, row, path, material.flags);
    let failures = failures(&checked, readers);
    let frames: Vec<&str> = metric
        .time_frames
        .iter()
        .map(|frame| frame.value.as_str())
        .collect();
    let indicators = metric.performance_indicators.iter();
    let indicators: Vec<&str> = indicators.map(|field| field.value.as_str()).collect();
    let joined = |texts: Vec<&str>| (!texts.is_empty()).then(|| texts.join(","));
    vec![
        Value::from(path),
        row.verdict.word().into(),
        row.reasons
            .first()
            .map(|reason| reason.text.as_str())
            .into(),
        row.reasons.len().into(),
        value(&metric.data_source).into(),
        checked.data_category.as_deref().into(),
        metric.status.word().into(),
        frame
            .map(|frame| frame.to_string())
            .or_else(|| joined(frames))
            .into(),
        value(&metric.value_type).into(),
        value(&owner.milestone).into(),
        value(&owner.milestone_removed).into(),
        value(&metric.instrumentation_class).into(),
        joined(indicators).into(),
        value(&owner.group).into(),
        value(&owner.stage).into(),
        value(&owner.section).into(),
        checked.events_total.into(),
        checked.events_live.into(),
        checked.gated_by.is_some().into(),
        readers.map(|readers| readers.of(path).len()).into(),
        failures.is_empty().into(),
        failures.first().map(|failure| failure.sentence()).into(),
        portable(&sources.listed(metric.key_path.span.file)).into(),
        sources.lines(metric.key_path.span).0.into(),
    ]
}

/// Returns the rows of the events that metrics count.
pub(crate) fn metric_events(cx: &Context<'_>, keys: &EventKeys) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for row in &cx.metrics {
        let metric = cx.metric(row);
        for (path, _) in key_paths(metric) {
            let mut seen: BTreeSet<&Text> = BTreeSet::new();
            let names = row.events.iter().filter(|name| seen.insert(name));
            for (ordinal, name) in names.enumerate() {
                let event = cx.links.named(name);
                let verdict = event.map(|event| cx.links.events[event].verdict.word());
                let mut counted = metric.events.iter();
                let counted = counted.find(|counted| counted.name.value == *name);
                let mut filter = counted.into_iter().flat_map(|counted| &counted.filter);
                let label = filter.find(|(key, _)| key.value == "label");
                rows.push(vec![
                    Value::from(path),
                    ordinal.into(),
                    Value::from(name),
                    event.map(|event| keys.of(event)).into(),
                    verdict.into(),
                    label.map(|(_, value)| value.value.as_str()).into(),
                ]);
            }
        }
    }
    rows
}
