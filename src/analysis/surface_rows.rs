//! Surfaces as rows of the inventory.

use crate::analysis::places::place;
use crate::audit::Context;
use crate::audit::surfaces::{Surface, SurfaceState, SurfaceWay};
use crate::reach::WayStep;
use crate::report::list::{SideEffectCell, SurfaceRow, WayCell};
use crate::source::SourceMap;

/// All surfaces.
pub(crate) fn surfaces(cx: &Context<'_>) -> Vec<SurfaceRow> {
    let surfaces = cx.surfaces.surfaces.iter();
    let mut rows: Vec<SurfaceRow> = surfaces.map(|one| surface(cx, one)).collect();
    rows.sort_by(|a, b| (&a.path, a.line, &a.id).cmp(&(&b.path, b.line, &b.id)));
    rows
}

fn surface(cx: &Context<'_>, surface: &Surface) -> SurfaceRow {
    let sources = cx.inputs.sources;
    let at = place(sources, surface.span);
    let state = surface.state();
    let evidence = &surface.evidence;
    let way = evidence.way.as_ref();
    let side_effects = evidence.side_effects.iter().map(|way| SideEffectCell {
        events: way.events.iter().map(ToString::to_string).collect(),
        depth: way.depth,
        way: steps(sources, way),
    });
    let reason = evidence.unknown.as_ref();
    let reason = reason.filter(|_| state == SurfaceState::Unknown);
    SurfaceRow {
        id: surface.name.clone(),
        kind: surface.kind.to_string(),
        path: at.path,
        line: at.line,
        feature: surface.category.clone(),
        state: state.word().to_owned(),
        depth: way.map(|way| way.depth),
        way: way.map(|way| steps(sources, way)).unwrap_or_default(),
        later: way.is_some_and(|way| way.is_later),
        events: evidence.events.iter().map(ToString::to_string).collect(),
        side_effects: side_effects.collect(),
        reason: reason.map(|(reason, span)| {
            let at = place(sources, *span);
            format!("{reason} ({}:{})", at.path, at.line)
        }),
    }
}

fn steps(sources: &SourceMap, way: &SurfaceWay) -> Vec<WayCell> {
    let cell = |step: &WayStep| {
        let at = place(sources, step.span);
        WayCell {
            path: at.path,
            line: at.line,
            name: step.name.clone(),
            kind: step.kind.word().to_owned(),
        }
    };
    way.steps.iter().map(cell).collect()
}
