//! Features, with what measures them, and surfaces.

use crate::audit::Context;
use crate::audit::features::{FeatureKind, FeatureRow};
use crate::export::key_paths::key_paths;
use crate::export::material::{EventKeys, portable};
use crate::export::table::Value;
use crate::facts::Text;
use crate::finding::digest;
use std::collections::{BTreeMap, BTreeSet};

fn key(feature: &FeatureRow) -> [Value; 2] {
    [feature.kind.word().into(), Value::from(&feature.id)]
}

/// Returns the rows of all features.
pub(crate) fn features(cx: &Context<'_>) -> Vec<Vec<Value>> {
    let text = |text: &Option<Text>| Value::from(text.as_deref());
    let rows = cx.features.iter().map(|feature| {
        let link = feature.link.as_ref();
        let tiers: Vec<&str> = feature.tiers.iter().map(Text::as_str).collect();
        let p = link.and_then(|link| link.p);
        let mut row = key(feature).to_vec();
        row.extend([
            Value::from(&feature.title),
            feature.verdict.word().into(),
            feature.how.map(|how| how.word()).into(),
            feature.basis.word().into(),
            link.map(|link| link.state.word()).into(),
            p.map(|p| (p * 1000.0).round() / 1000.0).into(),
            link.map(|link| link.unclear).into(),
            text(&feature.group),
            text(&feature.stage),
            text(&feature.section),
            (!tiers.is_empty()).then(|| tiers.join(",")).into(),
            feature.surfaces.into(),
            feature.surfaces_tracked.into(),
            feature.calls.len().into(),
        ]);
        row
    });
    rows.collect()
}

/// Returns the rows of the events that measure features.
pub(crate) fn feature_events(cx: &Context<'_>, keys: &EventKeys) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for feature in &cx.features {
        let events: BTreeSet<usize> = feature.events.iter().copied().collect();
        for (ordinal, event) in events.into_iter().enumerate() {
            let mut row = key(feature).to_vec();
            row.extend([
                ordinal.into(),
                Value::from(&cx.links.events[event].name),
                keys.of(event).into(),
                feature.basis.word().into(),
            ]);
            rows.push(row);
        }
    }
    rows
}

/// Returns the rows of the metrics that measure features.
pub(crate) fn feature_metrics(cx: &Context<'_>) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for feature in &cx.features {
        let metrics = feature.metrics.iter();
        let paths: BTreeSet<&Text> = metrics
            .flat_map(|metric| key_paths(&cx.inputs.catalog.metrics[*metric]))
            .map(|(path, _)| path)
            .collect();
        for (ordinal, path) in paths.into_iter().enumerate() {
            let mut row = key(feature).to_vec();
            row.extend([
                ordinal.into(),
                Value::from(path),
                feature.basis.word().into(),
            ]);
            rows.push(row);
        }
    }
    rows
}

/// Returns the rows of all surfaces.
pub(crate) fn surfaces(cx: &Context<'_>) -> Vec<Vec<Value>> {
    let sources = cx.inputs.sources;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let categories = cx
        .features
        .iter()
        .filter(|one| one.kind == FeatureKind::Category);
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for category in categories {
        let names = category.categories.iter();
        ids.extend(names.map(|name| (name.as_str(), category.id.as_str())));
    }
    let rows = cx.surfaces.surfaces.iter().map(|surface| {
        let path = sources.listed(surface.span.file);
        let path = portable(&path);
        let place = format!("{}\n{}\n{path}", surface.kind, surface.name);
        let number = seen.entry(place.clone()).or_default();
        *number += 1;
        let category = surface.category.as_ref().map(|category| {
            let normal = cx.inputs.category_key(category);
            ids.get(normal.as_str())
                .map_or(category.as_str(), |id| id)
                .to_owned()
        });
        let depth = surface.evidence.way.as_ref().map(|way| way.depth);
        vec![
            digest(&format!("{place}\n{number}")).into(),
            category.as_ref().map(|_| "category").into(),
            category.into(),
            Value::from(&surface.kind),
            surface.name.as_str().into(),
            path.into(),
            sources.lines(surface.span).0.into(),
            surface.tracked.into(),
            surface.state().word().into(),
            depth.into(),
        ]
    });
    rows.collect()
}
