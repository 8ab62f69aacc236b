//! The shortest way from each surface to each tracking call.

use crate::calls::Grade;
use crate::facts::ScopeKind;
use crate::reach::graph::Graph;
use crate::reach::node::{Place, Reached, StepKind, Way, WayStep};
use crate::reach::parts::part;
use crate::reach::project::Project;
use crate::reach::start::{Material, Start};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::source::{FileId, Span};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Limit of hops to a place whose unknown calls matter for the surface.
const NEAR: u8 = 0;

/// Tracking calls of a file, by span.
type CallsOfFile = FxHashMap<FileId, Vec<(Span, usize)>>;

/// A node that the search has come to.
#[derive(Clone, Copy)]
struct Visit {
    hops: u8,
    /// The node before it, and the kind of step from there.
    from: Option<(u32, StepKind)>,
}

struct Search<'s> {
    graph: &'s Graph,
    view: &'s ProjectView<'s>,
    material: &'s Material<'s>,
    calls: &'s CallsOfFile,
    starts: &'s [Start<'s>],
}

/// Finds the ways from all surfaces.
pub(super) fn search(
    graph: &Graph,
    project: &Project<'_>,
    material: &Material<'_>,
    starts: &[Start<'_>],
) -> Vec<Reached> {
    let calls = calls_of_files(material);
    let one = |number: usize| {
        let view = project.view();
        let search = Search {
            graph,
            view: &view,
            material,
            calls: &calls,
            starts,
        };
        search.from(number as u32)
    };
    (0..starts.len())
        .into_par_iter()
        .with_min_len(8)
        .map(one)
        .collect()
}

/// Returns the calls that are sent where their code runs. Inside a wrapper, a caller supplies the name, and is a call itself.
fn calls_of_files(material: &Material<'_>) -> CallsOfFile {
    let mut found = CallsOfFile::default();
    for (number, call) in material.calls.iter().enumerate() {
        if call.inside_wrapper && call.event.grade() == Grade::Open {
            continue;
        }
        for span in std::iter::once(&call.span).chain(&call.said_at) {
            found.entry(span.file).or_default().push((*span, number));
        }
    }
    for calls in found.values_mut() {
        calls.sort_unstable();
        calls.dedup();
    }
    found
}

impl Search<'_> {
    fn from(&self, start: u32) -> Reached {
        let mut visits: FxHashMap<u32, Visit> = FxHashMap::default();
        let mut open: VecDeque<u32> = VecDeque::from([start]);
        visits.insert(
            start,
            Visit {
                hops: 0,
                from: None,
            },
        );
        let mut done: Vec<u32> = Vec::new();
        let mut is_done: FxHashSet<u32> = FxHashSet::default();
        while let Some(number) = open.pop_front() {
            if !is_done.insert(number) {
                continue;
            }
            done.push(number);
            let hops = visits[&number].hops;
            for (to, far, edge) in self.graph.steps(number, hops) {
                if visits.get(&to).is_some_and(|known| known.hops <= far) {
                    continue;
                }
                let from = Some((number, edge.kind));
                visits.insert(to, Visit { hops: far, from });
                match far == hops {
                    true => open.push_front(to),
                    false => open.push_back(to),
                }
            }
        }
        self.reached(&visits, &done)
    }

    fn reached(&self, visits: &FxHashMap<u32, Visit>, done: &[u32]) -> Reached {
        let mut ways: FxHashMap<usize, Way> = FxHashMap::default();
        let mut unknown = None;
        for number in done {
            let hops = visits[number].hops;
            for (call, span) in self.calls_at(*number) {
                let steps = self.steps(*number, visits, span);
                let way = Way {
                    call,
                    depth: usize::from(hops),
                    steps,
                };
                let is_longer =
                    |known: &Way| (way.depth, way.steps.len()) >= (known.depth, known.steps.len());
                if !ways.get(&call).is_some_and(is_longer) {
                    ways.insert(call, way);
                }
            }
            let edges = self.graph.edges(*number);
            let edges = edges.filter(|edges| hops == NEAR || edges.is_unknown_from_afar);
            unknown = unknown.or_else(|| edges.and_then(|edges| edges.unknown.clone()));
        }
        let mut ways: Vec<Way> = ways.into_values().collect();
        ways.sort_by_key(|way| (way.depth, way.steps.len(), way.call));
        Reached { ways, unknown }
    }

    /// Returns the calls in the code of a node, with the span at which each is sent.
    fn calls_at(&self, number: u32) -> Vec<(usize, Span)> {
        let node = self.graph.node(number);
        let (file, around) = match node.place {
            Place::Start(_) => {
                let macros = self.graph.edges(number).map(|edges| &edges.macros);
                let macros = macros.into_iter().flatten();
                let calls = macros.flat_map(|span| {
                    let of_file = self.calls.get(&span.file).into_iter().flatten();
                    of_file.filter(move |(own, _)| own == span)
                });
                return calls.map(|(span, call)| (*call, *span)).collect();
            }
            Place::Function(at) => {
                let span = self.view.function(at).span;
                (span.file, Some(vec![span]))
            }
            Place::Block(_, span) => (span.file, Some(vec![span])),
            Place::File(unit) => {
                let file = self.view.units[unit as usize].file;
                (file, part(self.view, unit, &node.class))
            }
        };
        let calls = self.calls.get(&file).into_iter().flatten();
        let is_inside = |call: Span| {
            let around = around.as_ref();
            around.is_none_or(|around| around.iter().any(|one| one.contains(call)))
        };
        let inside = calls.filter(|(span, _)| is_inside(*span));
        inside.map(|(span, call)| (*call, *span)).collect()
    }

    /// Returns the steps to a node, without the surface itself unless the way ends there.
    fn steps(&self, number: u32, visits: &FxHashMap<u32, Visit>, call: Span) -> Vec<WayStep> {
        let mut steps = Vec::new();
        let mut at = Some(number);
        while let Some(number) = at {
            let from = visits[&number].from;
            let kind = from.map_or(StepKind::Own, |(_, kind)| kind);
            let is_surface = matches!(kind, StepKind::Own);
            if !is_surface || steps.is_empty() {
                let (name, span) = self.named(number);
                steps.push(WayStep { kind, name, span });
            }
            at = from.map(|(before, _)| before);
        }
        steps.reverse();
        if let Some(last) = steps.last_mut() {
            last.span = call;
        }
        steps
    }

    /// Returns the name and the span of a node.
    fn named(&self, number: u32) -> (String, Span) {
        let node = self.graph.node(number);
        match node.place {
            Place::Start(start) => {
                let start = &self.starts[start as usize];
                (start.title(), start.span)
            }
            Place::Function(at) => {
                let function = self.view.function(at);
                let scope = self.view.scope(ItemId::new(at.unit, function.scope));
                let name = match (scope.kind, scope.path.is_empty()) {
                    (ScopeKind::File, _) | (_, true) => function.name.to_string(),
                    _ => format!("{}#{}", scope.path, function.name),
                };
                (name, function.name_span)
            }
            Place::Block(_, span) => (node.class.to_string(), span),
            Place::File(unit) => {
                let unit = &self.view.units[unit as usize];
                let path = self.material.sources.file(unit.file).path.to_string();
                (path, Span::new(unit.file, 0, 0))
            }
        }
    }
}
