//! Joins surfaces with the ways that lead from them to tracking calls.

use crate::audit::inputs::Inputs;
use crate::audit::surfaces::Surfaces;
use crate::audit::surfaces::hooks::FoundHook;
use crate::audit::surfaces::related::Subjects;
use crate::audit::surfaces::surface::{Evidence, Surface, SurfaceWay};
use crate::calls::Call;
use crate::facts::Text;
use crate::reach::{Around, Cover, Hook, Reached, Start, StepKind, Walked, Way, WayStep};
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

/// Returns the hooks as the walk takes them.
pub(crate) fn hooks<'a>(surfaces: &'a Surfaces, rules: &'a FeatureRules) -> Vec<Hook<'a>> {
    let hook = |hook: &'a FoundHook| Hook {
        rule: &rules.around[hook.rule],
        place: hook.place,
        name: &hook.name,
        span: hook.span,
    };
    surfaces.hooks.iter().map(hook).collect()
}

/// Adds the ways to the surfaces, in the same order, and decides which of them are tracked.
pub(crate) fn add_ways(surfaces: &mut Surfaces, walked: Walked, inputs: &Inputs<'_>) {
    let subjects = Subjects::new(inputs);
    surfaces.has_ways = true;
    let hooks = surfaces.hooks.iter().zip(&walked.hooks);
    let hooks: Vec<(&FoundHook, &Around)> = hooks.collect();
    let all = surfaces.surfaces.iter_mut().zip(walked.surfaces);
    for (number, (surface, reached)) in all.enumerate() {
        surface.evidence = evidence(surface, reached, inputs, &subjects);
        surface.tracked |= surface.evidence.way.is_some();
        if !surface.tracked {
            around(surface, number, &hooks, inputs);
            surface.tracked = surface.evidence.way.is_some();
        }
    }
}

/// Adds the ways through the hooks that run around a surface. Their events count, whatever they are about.
fn around(
    surface: &mut Surface,
    number: usize,
    hooks: &[(&FoundHook, &Around)],
    inputs: &Inputs<'_>,
) {
    let evidence = &mut surface.evidence;
    for (hook, around) in hooks {
        let cover = around.covers.get(number).copied().unwrap_or(Cover::No);
        let reached = &around.reached;
        match (cover, reached.ways.is_empty()) {
            (Cover::No, _) => {}
            (Cover::Certain, false) => {
                for way in &reached.ways {
                    let way = through(hook, way, &inputs.calls[way.call]);
                    evidence.events.extend(way.events.iter().cloned());
                    let is_longer = |known: &SurfaceWay| known.depth <= way.depth;
                    if !evidence.way.as_ref().is_some_and(is_longer) {
                        evidence.way = Some(way);
                    }
                }
            }
            (Cover::Maybe, false) => {
                let reason = format!("`{}` tracks, and may run around it", hook.name);
                evidence.unknown.get_or_insert((reason, hook.span));
            }
            (_, true) => {
                if let Some(unknown) = &reached.unknown {
                    evidence.unknown.get_or_insert(unknown.clone());
                }
            }
        }
    }
}

/// Returns the way through a hook.
fn through(hook: &FoundHook, way: &Way, call: &Call) -> SurfaceWay {
    let mut found = surface_way(way.clone(), call);
    let step = WayStep {
        kind: StepKind::Callback,
        name: hook.name.clone(),
        span: hook.span,
    };
    match found.steps.first_mut() {
        Some(first) if first.kind == StepKind::Own => first.kind = StepKind::Callback,
        _ => found.steps.insert(0, step),
    }
    found
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
