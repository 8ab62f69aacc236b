//! Features as rows of the inventory.

use crate::analysis::places::evidence;
use crate::audit::Context;
use crate::audit::event_names;
use crate::audit::features::{FeatureRow as Feature, Proposal};
use crate::report::list::{FeatureRow, ProposalCell, ProposedEventCell};

/// All features.
pub(crate) fn features(cx: &Context<'_>) -> Vec<FeatureRow> {
    let mut rows: Vec<FeatureRow> = cx.features.iter().map(|feature| row(cx, feature)).collect();
    rows.sort_by(|a, b| (&a.kind, &a.id).cmp(&(&b.kind, &b.id)));
    rows
}

fn row(cx: &Context<'_>, feature: &Feature) -> FeatureRow {
    let text = |text: &Option<crate::facts::Text>| text.as_ref().map(ToString::to_string);
    let link = feature.link.as_ref();
    let listed = feature
        .index
        .map(|index| &cx.inputs.catalog.features[index]);
    let mut events: Vec<String> = feature
        .events
        .iter()
        .map(|event| cx.links.events[*event].name.to_string())
        .collect();
    events.dedup();
    let metrics = feature.metrics.iter().map(|metric| {
        cx.inputs.catalog.metrics[*metric]
            .key_path
            .value
            .to_string()
    });
    FeatureRow {
        id: feature.id.to_string(),
        kind: feature.kind.word().to_owned(),
        title: feature.title.to_string(),
        verdict: feature.verdict.word().to_owned(),
        how: feature.how.map(|how| how.word().to_owned()),
        basis: feature.basis.word().to_owned(),
        categories: feature.categories.clone(),
        group: text(&feature.group),
        stage: text(&feature.stage),
        section: text(&feature.section),
        tiers: feature.tiers.iter().map(ToString::to_string).collect(),
        surfaces: feature.surfaces,
        surfaces_tracked: feature.surfaces_tracked,
        calls: feature.calls.len(),
        events,
        metrics: metrics.collect(),
        evidence: evidence(cx, feature),
        index: feature.index,
        state: link.map(|link| link.state.word().to_owned()),
        p: link.and_then(|link| link.p).map(rounded),
        unclear: link.map(|link| link.unclear),
        high: link.map(|link| link.high),
        adjacent_to: link.and_then(|link| text(&link.adjacent_to)),
        proposals: link.map(|link| {
            let proposals = link.proposals.iter();
            proposals.map(|one| proposal(cx, one)).collect()
        }),
        description: listed
            .and_then(|one| one.description.as_ref())
            .map(|text| text.value.to_string()),
        link: listed
            .and_then(|one| one.link.as_ref())
            .map(|text| text.value.to_string()),
    }
}

/// Returns a probability with three digits, so that all machines write the same bytes.
fn rounded(p: f64) -> f64 {
    (p * 1000.0).round() / 1000.0
}

/// One thing that may measure a feature.
pub(crate) fn proposal(cx: &Context<'_>, proposal: &Proposal) -> ProposalCell {
    let events = proposal.events.iter().map(|index| {
        let event = &cx.links.events[*index];
        let first = cx.definitions(event).next().filter(|_| !cx.is_named(event));
        let category = first.and_then(|one| one.category.as_ref());
        let label = first.and_then(|one| one.labels.first());
        ProposedEventCell {
            system: event.system.to_string(),
            name: event.name.to_string(),
            category: category.map(|text| text.value.to_string()),
            label: label.map(|text| text.value.to_string()),
            notation: event_names::notation(&cx.inputs, event),
        }
    });
    let metrics = proposal.metrics.iter().map(|index| {
        let metric = &cx.inputs.catalog.metrics[*index];
        metric.key_path.value.to_string()
    });
    ProposalCell {
        metrics: metrics.collect(),
        events: events.collect(),
        live: proposal.live,
        reason: proposal.reason.clone(),
    }
}
