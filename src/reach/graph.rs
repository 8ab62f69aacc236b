//! Exploration: the edges near the surfaces, with the files that they need.

use crate::reach::frame::Parameters;
use crate::reach::methods::mounts;
use crate::reach::node::{Edge, Edges, Node, Place, StepKind, Type};
use crate::reach::project::Project;
use crate::reach::start::{Hook, Material, Start};
use crate::reach::walker::{Tables, Walker};
use crate::resolve::request::FileRequests;
use crate::rules::{any_depth_globs, merged};
use crate::source::{FileId, Span};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Limit of hops through code.
const MOST_HOPS: u8 = 3;

/// Limit of hops through the files of a page: its script or template, and five imports.
const MOST_FILES: u8 = 6;

/// Limit of callers. Behind a function with more, no code belongs to one of them.
const MOST_CALLERS: usize = 40;

/// Limit of rounds. Each one parses the files that the one before asked for.
const MOST_ROUNDS: usize = 24;

/// Limit of types of the parameters of one function.
const MOST_TYPES: usize = 24;

/// Number of nodes that one thread takes at a time.
const NODES_AT_ONCE: usize = 16;

/// A node with what is known of it.
struct Known {
    node: Node,
    edges: Option<Edges>,
    /// Targets of the edges.
    to: Vec<u32>,
    /// True if the edges were searched with requests for files.
    has_asked: bool,
    /// True if files were requested that may change the edges.
    is_open: bool,
    /// True if the edges must be searched again.
    is_stale: bool,
    /// Types of the parameters in all calls that lead here.
    parameters: Parameters,
}

/// The explored nodes. The first ones are the surfaces, in their order.
#[derive(Default)]
pub(super) struct Graph {
    known: Vec<Known>,
    index: FxHashMap<Node, u32>,
    /// The sites that lead to a place.
    callers: FxHashMap<Place, FxHashSet<Span>>,
    /// Number of nodes whose edges this round searched.
    expanded: usize,
}

impl Graph {
    /// Explores the surroundings of surfaces, and parses the files that this needs.
    pub(super) fn explore(
        project: &mut Project<'_>,
        material: &Material<'_>,
        starts: &[Start<'_>],
        hooks: &[Hook<'_>],
    ) -> Self {
        let mut graph = Self::default();
        for (number, start) in (0..).zip(starts) {
            graph.add(Node {
                place: Place::Start(number),
                class: start.class.into(),
            });
        }
        let shared = any_depth_globs(&material.rules.ways.shared);
        let dispatch = merged(material.packs).dispatch;
        let tracking = tracking(material);
        for _ in 0..MOST_ROUNDS {
            let mounts = mounts(project, material.rules);
            let units = project.units();
            let tables = Tables {
                starts,
                hooks,
                rules: &material.rules.ways,
                dispatch: &dispatch,
                mounts: &mounts,
                tracking: &tracking,
                units: &units,
                shared: &shared,
            };
            graph.expanded = 0;
            let requests = graph.round(project, &tables);
            if !requests.is_empty() && project.follow(requests) {
                graph.reopen();
            } else if graph.expanded == 0 || !graph.has_stale() {
                break;
            }
        }
        graph
    }

    fn add(&mut self, node: Node) -> u32 {
        let next = self.known.len() as u32;
        let number = *self.index.entry(node.clone()).or_insert(next);
        if number == next {
            self.known.push(Known {
                node,
                edges: None,
                to: Vec::new(),
                has_asked: false,
                is_open: false,
                is_stale: true,
                parameters: Parameters::default(),
            });
        }
        number
    }

    /// Returns true if types of parameters were found after the edges of their function.
    fn has_stale(&self) -> bool {
        let mut known = self.known.iter();
        known.any(|known| known.is_stale && known.edges.is_some())
    }

    /// Forgets edges that the files of the last round may change.
    fn reopen(&mut self) {
        for known in self.known.iter_mut().filter(|known| known.is_open) {
            (known.is_stale, known.is_open) = (true, false);
        }
    }

    /// Finds the edges of all nodes within the limits. Returns the requests that were not made before.
    fn round(&mut self, project: &Project<'_>, tables: &Tables<'_>) -> FileRequests {
        let mut requests = FileRequests::new();
        let mut hops: FxHashMap<u32, u8> = FxHashMap::default();
        let starts = tables.starts.len() as u32;
        let mut levels: Vec<Vec<u32>> = vec![Vec::new(); usize::from(MOST_FILES) + 1];
        levels[0] = (0..starts).collect();
        hops.extend((0..starts).map(|number| (number, 0)));
        for level in 0..=MOST_FILES {
            while !levels[usize::from(level)].is_empty() {
                let mut batch = std::mem::take(&mut levels[usize::from(level)]);
                batch.retain(|number| hops[number] == level);
                batch.sort_unstable();
                batch.dedup();
                self.expand(&batch, level, project, tables, &mut requests);
                for number in batch {
                    for (to, far) in self.targets(number, level) {
                        let known = hops.entry(to).or_insert(u8::MAX);
                        let is_stale = self.known[to as usize].is_stale;
                        if far < *known || (far == *known && is_stale) {
                            *known = far;
                            levels[usize::from(far)].push(to);
                        }
                    }
                }
            }
        }
        requests
    }

    /// Returns the nodes that edges lead to, with their hops from the surface.
    pub(super) fn targets(&self, number: u32, hops: u8) -> impl Iterator<Item = (u32, u8)> {
        self.steps(number, hops).map(|(to, far, _)| (to, far))
    }

    /// Returns the edges from a node that stay within the limits, with their targets and the hops to them.
    pub(super) fn steps(&self, number: u32, hops: u8) -> impl Iterator<Item = (u32, u8, &Edge)> {
        let known = &self.known[number as usize];
        let edges = known.edges.iter().flat_map(|edges| &edges.edges);
        let steps = known.to.iter().zip(edges);
        steps.filter_map(move |(to, edge)| {
            let far = hops + edge.hops();
            let is_near = far <= most(edge.kind) && !self.is_common(edge.to.place);
            is_near.then_some((*to, far, edge))
        })
    }

    /// Returns true if too many sites lead to a place.
    fn is_common(&self, place: Place) -> bool {
        let callers = self.callers.get(&place);
        callers.is_some_and(|callers| callers.len() > MOST_CALLERS)
    }

    pub(super) fn node(&self, number: u32) -> &Node {
        &self.known[number as usize].node
    }

    pub(super) fn edges(&self, number: u32) -> Option<&Edges> {
        self.known[number as usize].edges.as_ref()
    }

    /// Adds the types of arguments to the parameters that they lead to.
    fn pass(&mut self, number: u32) {
        let known = &self.known[number as usize];
        let edges = known.edges.iter().flat_map(|edges| &edges.edges);
        let passed = known.to.iter().zip(edges);
        let passed: Vec<(u32, Vec<(u16, Type)>)> = passed
            .filter(|(_, edge)| !edge.passed.is_empty())
            .map(|(to, edge)| (*to, edge.passed.clone()))
            .collect();
        for (to, passed) in passed {
            let target = &mut self.known[to as usize];
            let is_full = target.parameters.len() >= MOST_TYPES;
            let mut new = passed;
            new.retain(|one| !target.parameters.contains(one));
            if is_full || new.is_empty() {
                continue;
            }
            // An unknown type changes only what is known of new objects.
            let has_new = |(index, _): &(u16, Type)| {
                let mut known = target.parameters.iter();
                known.any(|(own, one)| own == index && matches!(one, Type::New(_)))
            };
            let changes = |one: &(u16, Type)| one.1 != Type::Other || has_new(one);
            target.is_stale |= new.iter().any(changes);
            Arc::make_mut(&mut target.parameters).extend(new);
        }
    }

    /// Notes the sites that lead to the targets of edges.
    fn count_callers(&mut self, number: u32, edges: &Edges, tables: &Tables<'_>) {
        let place = self.known[number as usize].node.place;
        for edge in &edges.edges {
            // A macro runs a callback for each surface.
            let caller = match (edge.kind, place) {
                (StepKind::Callback, Place::Start(start)) => tables.starts[start as usize].span,
                _ => edge.site,
            };
            let callers = self.callers.entry(edge.to.place).or_default();
            callers.insert(caller);
        }
    }

    /// Finds the edges of nodes that have none yet.
    fn expand(
        &mut self,
        batch: &[u32],
        level: u8,
        project: &Project<'_>,
        tables: &Tables<'_>,
        requests: &mut FileRequests,
    ) {
        let of_node = |number: &u32| {
            let known = &self.known[*number as usize];
            // Files that the last hop leads to are known if they have calls.
            let most = match known.node.place {
                Place::File(_) => MOST_FILES,
                _ => MOST_HOPS,
            };
            let asks = level + 1 < most;
            let is_done = !known.is_stale && (known.has_asked || !asks);
            (!is_done).then_some((*number, asks))
        };
        let open: Vec<(u32, bool)> = batch.iter().filter_map(of_node).collect();
        self.expanded += open.len();
        let search = |(number, asks): &(u32, bool)| {
            let view = project.view();
            let walker = Walker::new(project, &view, tables);
            let known = &self.known[*number as usize];
            let node = &known.node;
            let edges = match asks {
                true => walker.edges(node, &known.parameters),
                false => view.without_requests(|| walker.edges(node, &known.parameters)),
            };
            let mut new = view.take_requests();
            new.retain(|request| project.is_new(request));
            (*number, *asks, edges, new)
        };
        let found: Vec<_> = open
            .par_iter()
            .with_max_len(NODES_AT_ONCE)
            .map(search)
            .collect();
        for (number, asks, edges, new) in found {
            let to: Vec<u32> = edges
                .edges
                .iter()
                .map(|edge| self.add(edge.to.clone()))
                .collect();
            self.count_callers(number, &edges, tables);
            let known = &mut self.known[number as usize];
            known.is_open = !new.is_empty();
            known.is_stale = false;
            known.has_asked = asks;
            (known.edges, known.to) = (Some(edges), to);
            self.pass(number);
            requests.extend(new);
        }
    }
}

/// Returns the limit of hops behind a step of this kind.
fn most(kind: StepKind) -> u8 {
    match kind {
        StepKind::Page | StepKind::Import | StepKind::Render | StepKind::Helper => MOST_FILES,
        _ => MOST_HOPS,
    }
}

/// Returns the spans of tracking calls by file.
fn tracking(material: &Material<'_>) -> FxHashMap<FileId, FxHashSet<Span>> {
    let mut found: FxHashMap<FileId, FxHashSet<Span>> = FxHashMap::default();
    for call in material.calls {
        found.entry(call.span.file).or_default().insert(call.span);
    }
    found
}
