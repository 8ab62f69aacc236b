//! From what the audit found to the rows of the inventories and of the coverage tables.

use crate::analysis::places::{evidence, place};
use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::event_names;
use crate::audit::features::{Basis, FeatureKind, FeatureRow as Feature, LinkState};
use crate::audit::metrics::MetricRow as Found;
use crate::audit::verdicts::FeatureVerdict;
use crate::calls::{Call, Grade};
use crate::catalog::Field;
use crate::facts::Text;
use crate::input::inventory::Elsewhere;
use crate::report::coverage::{
    Coverage, CoverageKind, CoverageRow, EntrySums, UNNAMED, Uninstrumented,
};
use crate::report::list::{
    CallRow, ElsewhereCell, EventCallCell, EventCell, EventRow, MetricRow, PlaceCell, ViaCell,
};
use crate::source::{Encoding, SourceMap};
use std::collections::{BTreeMap, BTreeSet};

/// The word of the JSON contract for a grade.
pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Exact => "exact",
        Grade::Pattern => "pattern",
        Grade::Open => "open",
    }
}

/// One call.
pub(crate) fn call(sources: &SourceMap, call: &Call) -> CallRow {
    let (line, end_line) = sources.lines(call.span);
    let (start, _) = sources.positions(call.span, Encoding::Chars);
    let text = |text: &Option<crate::facts::Text>| text.as_ref().map(ToString::to_string);
    let via = call.via.iter().map(|step| ViaCell {
        path: sources.path(step.span).to_owned(),
        line: sources.lines(step.span).0,
        name: step.name.to_string(),
    });
    let patterns: Vec<&str> = call
        .event
        .patterns
        .iter()
        .map(|pattern| pattern.as_str())
        .collect();
    CallRow {
        path: sources.path(call.span).to_owned(),
        line,
        end_line,
        column: start.column.get(),
        language: call.language.to_owned(),
        rule: call.rule.to_string(),
        system: call.system.to_string(),
        event: EventCell {
            grade: grade(call.event.grade()).to_owned(),
            names: {
                let names: BTreeSet<&Text> = call
                    .event
                    .names
                    .iter()
                    .chain(&call.event.possible)
                    .collect();
                names.into_iter().map(ToString::to_string).collect()
            },
            pattern: (!patterns.is_empty()).then(|| patterns.join("|")),
            written: call.written.to_owned(),
            reason: call.event.unknown.as_ref().map(|(why, _)| why.clone()),
        },
        category: text(&call.category),
        label: text(&call.label),
        property: text(&call.property),
        properties: call
            .properties
            .iter()
            .map(|property| property.name.to_string())
            .collect(),
        scope: call.scope.clone(),
        via: via.collect(),
    }
}

fn text(field: Option<&Field<Text>>) -> Option<String> {
    field.map(|field| field.value.to_string())
}

/// All events.
pub(crate) fn events(cx: &Context<'_>) -> Vec<EventRow> {
    let mut rows: Vec<EventRow> = cx.links.events.iter().map(|one| event(cx, one)).collect();
    rows.sort_by(|a, b| (&a.name, &a.kind, &a.defined_in).cmp(&(&b.name, &b.kind, &b.defined_in)));
    rows
}

/// Returns true for a call inside of a wrapper through which other calls of the event lead.
fn passes_on(cx: &Context<'_>, event: &Event, call: &Call) -> bool {
    let around = call.inside_wrapper.then(|| cx.function_at(call.span));
    let mut others = event.calls.iter().map(|sent| &cx.inputs.calls[sent.call]);
    around.flatten().is_some_and(|around| {
        others.any(|other| other.via.iter().any(|step| around.contains(step.span)))
    })
}

/// One event.
pub(crate) fn event(cx: &Context<'_>, event: &Event) -> EventRow {
    let sources = cx.inputs.sources;
    let mut defined_in: Vec<PlaceCell> = cx
        .declared_at(event)
        .into_iter()
        .map(|span| place(sources, span))
        .collect();
    defined_in.sort();
    let calls = event.calls.iter().map(|sent| {
        let call = &cx.inputs.calls[sent.call];
        let at = place(sources, call.span);
        EventCallCell {
            path: at.path,
            line: at.line,
            grade: grade(sent.grade).to_owned(),
            inside_wrapper: passes_on(cx, event, call),
        }
    });
    let mut calls: Vec<EventCallCell> = calls.collect();
    calls.sort();
    let mut categories: Vec<String> = cx
        .definitions(event)
        .flat_map(|definition| &definition.ownership.categories)
        .map(|category| category.value.to_string())
        .collect();
    categories.sort();
    categories.dedup();
    let metrics = event.metrics.iter().map(|metric| {
        cx.inputs.catalog.metrics[*metric]
            .key_path
            .value
            .to_string()
    });
    let handle = cx
        .definitions(event)
        .find_map(|definition| definition.handle.as_ref());
    EventRow {
        name: event.name.to_string(),
        handle: handle.map(|handle| handle.value.to_string()),
        system: event.system.to_string(),
        kind: event.kind.name.to_string(),
        verdict: event.verdict.word().to_owned(),
        defined_in,
        calls,
        metrics: metrics.collect(),
        categories,
        group: cx.owner(event),
        notation: event_names::notation(&cx.inputs, event),
        description: text(
            cx.definitions(event)
                .find_map(|one| one.description.as_ref()),
        ),
        milestone: text(
            cx.definitions(event)
                .find_map(|one| one.ownership.milestone.as_ref()),
        ),
        elsewhere: elsewhere(cx, event),
    }
}

/// Returns the places of an event in other repositories.
pub(crate) fn elsewhere(cx: &Context<'_>, event: &Event) -> Vec<ElsewhereCell> {
    if !event.kind.is_by_name() {
        return Vec::new();
    }
    let (inventories, name) = (cx.inputs.elsewhere(), event.name.as_str());
    let cell = |role: &'static str| {
        move |place: &Elsewhere| ElsewhereCell {
            repository: place.repository.to_string(),
            role: role.to_owned(),
            path: place.path.clone(),
            line: place.line,
        }
    };
    let sent = inventories.senders(name, Some(&event.system));
    let defined = inventories.definers(name, Some(&event.system));
    let read = inventories.readers(name);
    let places = sent.map(cell("sent")).chain(defined.map(cell("defined")));
    places.chain(read.map(cell("read"))).collect()
}

/// All metrics.
pub(crate) fn metrics(cx: &Context<'_>) -> Vec<MetricRow> {
    let mut rows: Vec<MetricRow> = cx.metrics.iter().map(|row| metric(cx, row)).collect();
    rows.sort_by(|a, b| (&a.key_path, &a.path).cmp(&(&b.key_path, &b.path)));
    rows
}

/// One metric.
pub(crate) fn metric(cx: &Context<'_>, row: &Found) -> MetricRow {
    let sources = cx.inputs.sources;
    let metric = cx.metric(row);
    let at = place(sources, metric.key_path.span);
    MetricRow {
        key_path: metric.key_path.value.to_string(),
        path: at.path,
        line: at.line,
        data_source: metric
            .data_source
            .as_ref()
            .map(|source| source.value.to_string()),
        status: Some(metric.status.word().to_owned()),
        time_frame: metric
            .time_frames
            .iter()
            .map(|frame| frame.value.to_string())
            .collect(),
        events: row.events.iter().map(ToString::to_string).collect(),
        verdict: row.verdict.word().to_owned(),
        reasons: row
            .reasons
            .iter()
            .map(|reason| reason.text.clone())
            .collect(),
        categories: metric
            .ownership
            .categories
            .iter()
            .map(|category| category.value.to_string())
            .collect(),
        group: metric.ownership.group_name(),
        description: text(metric.description.as_ref()),
        milestone: text(metric.ownership.milestone.as_ref()),
    }
}

/// Sums by every unit, and the backlog.
pub(crate) fn coverage(cx: &Context<'_>) -> Coverage {
    let mut rows = Vec::new();
    for kind in CoverageKind::ALL {
        let of_features = matches!(kind, CoverageKind::Feature | CoverageKind::Tier);
        let expected = if of_features {
            FeatureKind::Feature
        } else {
            FeatureKind::Category
        };
        let mut sums: BTreeMap<String, CoverageRow> = BTreeMap::new();
        for feature in cx
            .features
            .iter()
            .filter(|feature| feature.kind == expected)
        {
            for (id, title) in units(kind, feature) {
                let row = sums
                    .entry(id.clone())
                    .or_insert_with(|| CoverageRow::new(kind, id, title));
                if matches!(kind, CoverageKind::Category | CoverageKind::Feature) {
                    row.group = feature.group.as_ref().map(ToString::to_string);
                }
                let count = match feature.verdict {
                    FeatureVerdict::Unknown => &mut row.category_only,
                    FeatureVerdict::Instrumented if feature.basis == Basis::Proposed => {
                        &mut row.likely
                    }
                    FeatureVerdict::Instrumented => &mut row.instrumented,
                    FeatureVerdict::CallsOnly => &mut row.calls_only,
                    FeatureVerdict::DefinitionsOnly => &mut row.definitions_only,
                    FeatureVerdict::Uninstrumented => &mut row.uninstrumented,
                    FeatureVerdict::NoCode => &mut row.no_code,
                    FeatureVerdict::Exempt => &mut row.exempt,
                };
                *count += 1;
                row.surfaces += feature.surfaces;
                row.add_tracked(cx.surfaces.has_ways.then_some(feature.surfaces_tracked));
            }
        }
        rows.extend(sums.into_values().map(CoverageRow::summed));
    }
    let blind = cx
        .features
        .iter()
        .filter(|feature| feature.verdict == FeatureVerdict::Uninstrumented);
    let uninstrumented = blind.map(|feature| Uninstrumented {
        kind: feature.kind.word().to_owned(),
        id: feature.id.to_string(),
        title: feature.title.to_string(),
        group: feature.group.as_ref().map(ToString::to_string),
        places: evidence(cx, feature),
    });
    Coverage {
        entries: entries(cx),
        coverage: rows,
        uninstrumented: uninstrumented.collect(),
        ..Coverage::default()
    }
}

/// The entries of the feature list by state, if links were asked for.
fn entries(cx: &Context<'_>) -> Option<EntrySums> {
    let rows = cx.features.iter();
    let rows = rows.filter(|row| row.kind == FeatureKind::Feature);
    let mut sums = EntrySums::default();
    for row in rows {
        let state = row.link.as_ref().map(|link| link.state);
        let count = match state {
            _ if row.verdict == FeatureVerdict::Exempt => &mut sums.left_out,
            Some(LinkState::Confirmed) => &mut sums.confirmed,
            Some(LinkState::Likely) => &mut sums.likely,
            Some(LinkState::Adjacent) => &mut sums.adjacent,
            Some(LinkState::Unmeasured) => &mut sums.unmeasured,
            Some(LinkState::NotAFeature) => &mut sums.left_out,
            None => &mut sums.unknown,
        };
        *count += 1;
        sums.entries += 1;
        sums.unclear += usize::from(row.link.as_ref().is_some_and(|link| link.unclear));
    }
    let asked = cx.inputs.settings.link_features && sums.entries > 0;
    asked.then_some(sums)
}

fn units(kind: CoverageKind, feature: &Feature) -> Vec<(String, String)> {
    let same = |name: &str| (name.to_owned(), name.to_owned());
    let one = |unit: &Option<crate::facts::Text>| {
        vec![same(unit.as_ref().map_or(UNNAMED, |unit| unit.as_str()))]
    };
    match kind {
        CoverageKind::Category | CoverageKind::Feature => {
            vec![(feature.id.to_string(), feature.title.to_string())]
        }
        CoverageKind::Group => one(&feature.group),
        CoverageKind::Stage => one(&feature.stage),
        CoverageKind::Section => one(&feature.section),
        CoverageKind::Tier if feature.tiers.is_empty() => vec![same(UNNAMED)],
        CoverageKind::Tier => feature.tiers.iter().map(|tier| same(tier)).collect(),
    }
}
