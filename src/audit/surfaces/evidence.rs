//! Joins surfaces with the ways that lead from them to tracking calls.

use crate::audit::inputs::Inputs;
use crate::audit::surfaces::Surfaces;
use crate::audit::surfaces::related::Subjects;
use crate::audit::surfaces::surface::{Evidence, Surface, SurfaceWay};
use crate::calls::Call;
use crate::facts::Text;
use crate::reach::{Reached, Start, StepKind, Way, WayStep};
use crate::rules::features::FeatureRules;
use std::collections::BTreeSet;

/// Returns the surfaces as the walk takes them.
pub(crate) fn starts<'a>(surfaces: &'a Surfaces, rules: &'a FeatureRules) -> Vec<Start<'a>> {
    let start = |surface: &'a Surface| Start {
        rule: &rules.surfaces[surface.rule],
        name: &surface.name,
        class: &surface.class,
        method: &surface.method,
        span: surface.span,
        body: surface.body,
    };
    surfaces.surfaces.iter().map(start).collect()
}

/// Adds the ways to the surfaces, in the same order, and decides which of them are tracked.
pub(crate) fn add_ways(surfaces: &mut Surfaces, reached: Vec<Reached>, inputs: &Inputs<'_>) {
    let subjects = Subjects::new(inputs);
    surfaces.has_ways = true;
    for (surface, reached) in surfaces.surfaces.iter_mut().zip(reached) {
        surface.evidence = evidence(surface, reached, inputs, &subjects);
        surface.tracked |= surface.evidence.way.is_some();
    }
}

fn evidence(
    surface: &Surface,
    reached: Reached,
    inputs: &Inputs<'_>,
    subjects: &Subjects,
) -> Evidence {
    let mut found = Evidence {
        unknown: reached.unknown,
        ..Evidence::default()
    };
    let subject = subjects.of_surface(surface, inputs);
    let mut ways = own_ways(surface, inputs);
    let own_calls: Vec<usize> = ways.iter().map(|way| way.call).collect();
    let others = reached.ways.into_iter();
    ways.extend(others.filter(|way| !own_calls.contains(&way.call)));
    let mut best: Option<(f64, SurfaceWay)> = None;
    for way in ways {
        let call = &inputs.calls[way.call];
        let relation = match way.depth {
            0 => 1.0,
            _ => subjects.relation(&subject, call, &way, inputs),
        };
        let way = surface_way(way, call);
        if relation == 0.0 {
            found.side_effects.push(way);
            continue;
        }
        found.events.extend(way.events.iter().cloned());
        // The ways are sorted by length. A longer one is better evidence only if its event is much nearer to the subject.
        let is_better = best
            .as_ref()
            .is_none_or(|(known, _)| relation > known * 2.0);
        if is_better {
            best = Some((relation, way));
        }
    }
    found.way = best.map(|(_, way)| way);
    found
}

/// Returns the calls in the code of a surface.
fn own_ways(surface: &Surface, inputs: &Inputs<'_>) -> Vec<Way> {
    let file = surface.span.file;
    let from = inputs.calls.partition_point(|call| call.span.file < file);
    let calls = inputs.calls.iter().enumerate().skip(from);
    let calls = calls.take_while(|(_, call)| call.span.file == file);
    let inside = calls.filter(|(_, call)| surface.extent.contains(call.span));
    let way = |(number, call): (usize, &Call)| Way {
        call: number,
        depth: 0,
        steps: vec![WayStep {
            kind: StepKind::Own,
            name: surface.name.clone(),
            span: call.span,
        }],
    };
    inside.map(way).collect()
}

fn surface_way(way: Way, call: &Call) -> SurfaceWay {
    SurfaceWay {
        depth: way.depth,
        is_later: way.is_later(),
        events: events(call),
        steps: way.steps,
    }
}

/// Returns the names that a call may send; patterns where no name is known.
fn events(call: &Call) -> BTreeSet<Text> {
    let event = &call.event;
    let names: BTreeSet<Text> = event.names.iter().chain(&event.possible).cloned().collect();
    match names.is_empty() {
        true => event.patterns.clone(),
        false => names,
    }
}
