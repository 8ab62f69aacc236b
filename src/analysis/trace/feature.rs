//! The chain behind a feature.

use crate::analysis::trace::lines::{Lines, at};
use crate::audit::Context;
use crate::audit::features::{Basis, FeatureRow};
use crate::audit::surfaces::{Surface, SurfaceState};
use crate::report::text::counted;

/// Adds the lines of a feature.
pub(crate) fn of_feature(cx: &Context<'_>, feature: &FeatureRow, lines: &mut Lines) {
    let (kind, verdict) = (feature.kind.word(), feature.verdict.word());
    lines.add(0, format!("{kind} {}: {verdict}", feature.id));
    if let Some(reason) = &feature.exempt {
        lines.add(1, format!("exempt: {reason}"));
    }
    match feature.basis {
        Basis::Own => {}
        Basis::Proposed => proposals(feature, lines),
        Basis::Category => {
            let categories = feature.categories.join(", ");
            lines.add(1, format!("only its categories are known: {categories}"));
        }
    }
    lines.add(1, format!("listed at {}", at(cx, feature.span)));
    let surfaces = counted(feature.surfaces, "surface", "surfaces");
    lines.add(
        1,
        format!("{surfaces}, {} of them tracked", feature.surfaces_tracked),
    );
    lines.part(1, "surfaces", surface_lines(cx, feature));
    let calls = feature.calls.iter().map(|call| call_line(cx, *call));
    lines.part(
        1,
        &counted(feature.calls.len(), "call", "calls"),
        calls.collect(),
    );
    let events = feature.events.iter().map(|event| {
        let event = &cx.links.events[*event];
        format!("{}: {}", event.name, event.verdict.word())
    });
    lines.part(
        1,
        &counted(feature.events.len(), "event", "events"),
        events.collect(),
    );
    let metrics = cx
        .metrics
        .iter()
        .filter(|row| feature.metrics.contains(&row.definition));
    let metrics = metrics.map(|row| {
        let key = &cx.metric(row).key_path;
        format!(
            "{}: {} ({})",
            key.value,
            row.verdict.word(),
            at(cx, key.span)
        )
    });
    lines.part(
        1,
        &counted(feature.metrics.len(), "metric", "metrics"),
        metrics.collect(),
    );
}

/// Adds the state of an entry of the feature list, and what may measure it.
fn proposals(feature: &FeatureRow, lines: &mut Lines) {
    let Some(link) = &feature.link else {
        return;
    };
    let state = link.state.word();
    let p = link.p.unwrap_or_default();
    lines.add(
        1,
        format!("{state}, probability {p:.2}; decide with `tracklint map`"),
    );
    let proposals = link.proposals.iter();
    let proposals = proposals.map(|one| format!("{}: {}", one.title, one.reason));
    lines.part(1, "proposals", proposals.collect());
}

fn surface_lines(cx: &Context<'_>, feature: &FeatureRow) -> Vec<String> {
    let belongs = |category: &str| {
        feature
            .categories
            .contains(&cx.inputs.category_key(category))
    };
    let surfaces = cx.surfaces.surfaces.iter();
    let mut surfaces: Vec<&Surface> = surfaces
        .filter(|surface| surface.category.as_ref().is_some_and(|own| belongs(own)))
        .collect();
    // Untracked surfaces need work, so they come first.
    surfaces.sort_by_key(|surface| surface.tracked);
    let line = |surface: &Surface| {
        let state = match surface.state() {
            SurfaceState::Tracked => "tracked",
            SurfaceState::Untracked => "not tracked",
            SurfaceState::Unknown => "unknown",
        };
        let way = surface.evidence.way.as_ref();
        let way = way.filter(|way| way.depth > 0).map(|way| {
            let steps = way.steps.iter().map(|step| step.name.as_str());
            let steps: Vec<&str> = steps.collect();
            format!(", through {}", steps.join(", "))
        });
        let way = way.unwrap_or_default();
        format!("{state}: {} at {}{way}", surface.name, at(cx, surface.span))
    };
    surfaces.into_iter().map(line).collect()
}

fn call_line(cx: &Context<'_>, call: usize) -> String {
    let call = &cx.inputs.calls[call];
    let names: Vec<&str> = call.event.names.iter().map(|name| name.as_str()).collect();
    let names = match names.is_empty() {
        true => "a name that is not known".to_owned(),
        false => names.join(", "),
    };
    format!("{} sends {names}", at(cx, call.name_span))
}
