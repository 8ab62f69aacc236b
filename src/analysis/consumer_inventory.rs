//! The names of an analyzed product, as consumers of another project need them.

use crate::analysis::analyzed::Analysis;
use crate::audit::Context;
use crate::consumers::inventory::{Inventory, KnownEvent, KnownMetric};
use crate::facts::Text;

impl Analysis {
    /// Returns the events and metrics with their verdicts.
    pub(crate) fn known_names(&self) -> Inventory {
        self.with(|cx| Inventory {
            metrics: metrics(cx),
            events: events(cx),
            edition_missing: self.edition_missing,
            ..Inventory::default()
        })
    }
}

fn metrics(cx: &Context<'_>) -> Vec<KnownMetric> {
    let mut found = Vec::new();
    for row in &cx.metrics {
        let metric = cx.metric(row);
        let value = |field: &Option<crate::catalog::Field<Text>>| {
            field.as_ref().map(|field| field.value.clone())
        };
        let sources = cx.inputs.sources;
        let known = KnownMetric {
            name: metric.key_path.value.clone(),
            verdict: row.verdict.word().into(),
            reasons: row
                .reasons
                .iter()
                .map(|reason| reason.text.clone())
                .collect(),
            status: Some(metric.status.word().into()),
            data_source: value(&metric.data_source),
            data_category: value(&metric.data_category).map(|text| text.to_lowercase().into()),
            events: row.events.clone(),
            group: value(&metric.ownership.group),
            milestone_removed: value(&metric.ownership.milestone_removed),
            removed_by: value(&metric.ownership.removed_by),
            path: Some(sources.path(metric.key_path.span).to_owned()),
            line: sources.lines(metric.key_path.span).0,
            gated_by: None,
        };
        // A metric with several time frames has a key path for each.
        let paths = metric.key_paths.iter();
        let others = paths.filter(|(path, _)| *path != metric.key_path.value);
        let others = others.map(|(path, _)| KnownMetric {
            name: path.clone(),
            ..known.clone()
        });
        found.extend(others);
        found.push(known);
    }
    found
}

fn events(cx: &Context<'_>) -> Vec<KnownEvent> {
    let event = |event: &crate::audit::event::Event| {
        let category = cx.definitions(event).find_map(|one| one.category.as_ref());
        let labels = cx.definitions(event).flat_map(|one| &one.labels);
        KnownEvent {
            name: event.name.clone(),
            system: event.system.clone(),
            verdict: event.verdict.word().into(),
            category: category.map(|category| category.value.clone()),
            labels: labels.map(|label| label.value.clone()).collect(),
            group: cx.owner(event).map(Into::into),
        }
    };
    cx.links.events.iter().map(event).collect()
}
