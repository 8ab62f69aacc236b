//! The state that the search for edges shares.

use crate::facts::{Key, ParameterKind, Text};
use crate::languages::traits::Traits;
use crate::reach::frame::Frame;
use crate::reach::methods::{Mounts, lookup};
use crate::reach::node::{Edge, Edges, Node, Place, StepKind, Type};
use crate::reach::project::Project;
use crate::reach::start::{Hook, Start};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::rules::features::WayRules;
use crate::source::{FileId, Span};
use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// Tables that do not change during a round.
pub(super) struct Tables<'t> {
    /// The surfaces.
    pub(super) starts: &'t [Start<'t>],
    /// The hooks, which are starts too.
    pub(super) hooks: &'t [Hook<'t>],
    /// The rules of ways.
    pub(super) rules: &'t WayRules,
    /// Methods that call the method named by their first argument.
    pub(super) dispatch: &'t [Text],
    /// Classes whose helpers a class can call.
    pub(super) mounts: &'t Mounts,
    /// Spans of tracking calls, by file.
    pub(super) tracking: &'t FxHashMap<FileId, FxHashSet<Span>>,
    /// Parsed files by file.
    pub(super) units: &'t FxHashMap<FileId, u32>,
    /// Files through which no way leads.
    pub(super) shared: &'t GlobSet,
}

/// A question for types whose answer is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// The results of a method for an object of a class.
    Result(ItemId, Text),
    /// A field of an object of a class.
    Field(Text, Text),
    /// A local: the file, the function, and whether types of its parameters are known, with class and name.
    Local((u32, Option<ItemId>, bool), Text, Text),
}

/// A search for edges on one thread.
pub(super) struct Walker<'w> {
    pub(super) project: &'w Project<'w>,
    pub(super) view: &'w ProjectView<'w>,
    pub(super) tables: &'w Tables<'w>,
    pub(super) rules: &'w WayRules,
    /// Evaluates names in languages whose names belong to files.
    pub(super) evaluator: Evaluator<'w>,
    /// Types that were found before.
    pub(super) answers: RefCell<FxHashMap<Question, Vec<Type>>>,
}

impl<'w> Walker<'w> {
    pub(super) fn new(
        project: &'w Project<'w>,
        view: &'w ProjectView<'w>,
        tables: &'w Tables<'w>,
    ) -> Self {
        Self {
            project,
            view,
            tables,
            rules: tables.rules,
            evaluator: Evaluator::new(view),
            answers: RefCell::default(),
        }
    }

    /// Returns the functions that a name means for an object of a class, or for the class itself.
    pub(super) fn lookup(&self, class: &str, name: &str, is_static: bool) -> Vec<ItemId> {
        lookup(self.view, self.tables.mounts, class, name, is_static)
    }

    /// Returns the traits of the language of a piece of code.
    pub(super) fn traits(&self, frame: &Frame) -> &'static Traits {
        &self.view.units[frame.unit as usize].language.traits
    }

    /// Returns true if a function has a tracking call.
    pub(super) fn tracks(&self, at: ItemId) -> bool {
        let span = self.view.function(at).span;
        let spans = self.tables.tracking.get(&span.file);
        spans.is_some_and(|spans| spans.iter().any(|call| span.contains(*call)))
    }

    /// Returns true if a site is a tracking call.
    pub(super) fn is_tracking(&self, unit: u32, span: Span) -> bool {
        let file = self.view.units[unit as usize].file;
        let spans = self.tables.tracking.get(&file);
        spans.is_some_and(|spans| spans.contains(&span))
    }
}

/// Types of the arguments of a call: the index of the parameter, and a type.
pub(super) type Passed = Vec<(u16, Type)>;

/// Edges under construction.
pub(super) struct Found<'w> {
    pub(super) edges: Edges,
    view: &'w ProjectView<'w>,
    /// Indexes of the edges by target, and by whether they are free.
    seen: FxHashMap<(Node, bool), usize>,
    /// Keys and types of the arguments of the call that is followed.
    passing: Vec<(Key, Vec<Type>)>,
}

impl<'w> Found<'w> {
    pub(super) fn new(view: &'w ProjectView<'w>) -> Self {
        Self {
            edges: Edges::default(),
            view,
            seen: FxHashMap::default(),
            passing: Vec::new(),
        }
    }

    /// Adds edges while a call passes arguments of these types.
    pub(super) fn passing(&mut self, types: Vec<(Key, Vec<Type>)>, add: impl FnOnce(&mut Self)) {
        self.passing = types;
        add(self);
        self.passing.clear();
    }

    /// Adds edges to functions of an object of a class.
    pub(super) fn functions(
        &mut self,
        functions: &[ItemId],
        class: &Text,
        kind: StepKind,
        site: Span,
        is_free: bool,
    ) {
        for at in functions {
            let to = Node {
                place: Place::Function(*at),
                class: class.clone(),
            };
            let edge = Edge::new(to, kind, site);
            self.add(Edge {
                is_free: is_free || edge.is_free,
                passed: self.passed(*at),
                ..edge
            });
        }
    }

    /// Returns the types of the parameters of a function in the call that is followed.
    fn passed(&self, at: ItemId) -> Passed {
        let mut found = Passed::new();
        let mut position = 0;
        for (index, parameter) in (0..).zip(&self.view.function(at).parameters) {
            let key = match parameter.kind {
                ParameterKind::Positional => {
                    position += 1;
                    Key::Position(position - 1)
                }
                ParameterKind::Keyword => Key::Name(parameter.name.clone()),
                _ => continue,
            };
            let passed = self.passing.iter().find(|(passed, _)| *passed == key);
            match passed {
                Some((_, types)) => found.extend(types.iter().map(|one| (index, one.clone()))),
                None => found.push((index, Type::Other)),
            }
        }
        found
    }

    /// Adds an edge. A second one to the same target only adds the types of its arguments.
    pub(super) fn add(&mut self, edge: Edge) {
        let key = (edge.to.clone(), edge.is_free);
        let next = self.edges.edges.len();
        let known = *self.seen.entry(key).or_insert(next);
        match self.edges.edges.get_mut(known) {
            Some(known) => known.passed.extend(edge.passed),
            None => self.edges.edges.push(edge),
        }
    }

    /// Notes a place that cannot be followed.
    pub(super) fn unknown(&mut self, reason: String, site: Span) {
        self.edges.unknown.get_or_insert((reason, site));
    }

    /// Notes a place that cannot be followed and that matters at any distance: one of the possible targets tracks.
    pub(super) fn unknown_from_afar(&mut self, reason: String, site: Span) {
        if !self.edges.is_unknown_from_afar {
            self.edges.unknown = Some((reason, site));
        }
        self.edges.is_unknown_from_afar = true;
    }
}
