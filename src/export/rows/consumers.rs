//! Places of an analytics project that read names.

use crate::audit::Context;
use crate::audit::metrics::MetricRow;
use crate::consumers::exchange::{ConsumersFile, ReferenceCell};
use crate::export::key_paths::key_paths;
use crate::export::table::Value;
use crate::finding::digest;
use std::collections::BTreeMap;

/// Returns the rows of a file about consumers. Without a verdict in the file, the metrics of this run give it.
pub(crate) fn references(cx: &Context<'_>, file: Option<&ConsumersFile>) -> Vec<Vec<Value>> {
    let Some(file) = file else {
        return Vec::new();
    };
    let metric = |row: &MetricRow| {
        let word = match row.verdict.word() {
            "ok" => "live",
            word => word,
        };
        let paths = key_paths(cx.metric(row)).into_iter();
        paths
            .map(|(path, _)| (path.to_string(), word))
            .collect::<Vec<_>>()
    };
    let metrics: BTreeMap<String, &'static str> = cx.metrics.iter().flat_map(metric).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let rows = file.references.iter().map(|one| {
        let place = format!("{}\n{}\n{}\n{}", file.project, one.path, one.rule, one.name);
        let number = seen.entry(place.clone()).or_default();
        *number += 1;
        let own = metrics
            .get(&one.name)
            .copied()
            .filter(|_| one.of == "metric");
        let verdict = one.verdict.as_deref().or(own).unwrap_or("unverifiable");
        let is_known = !one.is_pattern && verdict != "undefined";
        let name = one
            .meant
            .clone()
            .or_else(|| is_known.then(|| one.name.clone()));
        let reach = file.reach([one]);
        vec![
            digest(&format!("{place}\n{number}")).into(),
            one.rule.as_str().into(),
            file.project.as_str().into(),
            one.path.as_str().into(),
            one.line.into(),
            kind(one).into(),
            one.name.as_str().into(),
            name.into(),
            one.is_pattern.into(),
            verdict.into(),
            one.becomes.as_deref().into(),
            one.node.as_str().into(),
            reach.models.len().into(),
            reach.exposures.len().into(),
        ]
    });
    rows.collect()
}

fn kind(one: &ReferenceCell) -> &'static str {
    match one.of.as_str() {
        "metric" => "metric",
        "category" => "event_category",
        "label" => "event_label",
        "property" => "event_property",
        _ => "event_action",
    }
}
