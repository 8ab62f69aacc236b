//! The state that the search for edges shares.

use crate::facts::Text;
use crate::languages::traits::Traits;
use crate::reach::frame::Frame;
use crate::reach::methods::{Mounts, lookup};
use crate::reach::node::{Edge, Edges, Node, Place, StepKind};
use crate::reach::project::Project;
use crate::reach::start::Start;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::rules::features::WayRules;
use crate::source::{FileId, Span};
use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// A possible type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    /// A class or module itself.
    Class(Text),
    /// An object of a class.
    Instance(Text),
    /// A class that is named at run time, or an object of one.
    Dynamic,
}

impl Type {
    /// Returns the type of the current object.
    pub(super) fn of_self(frame: &Frame) -> Self {
        match frame.is_static {
            true => Type::Class(frame.class.clone()),
            false => Type::Instance(frame.class.clone()),
        }
    }
}

/// Tables that do not change during a round.
pub(super) struct Tables<'t> {
    /// The surfaces.
    pub(super) starts: &'t [Start<'t>],
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

/// A search for edges on one thread.
pub(super) struct Walker<'w> {
    pub(super) project: &'w Project<'w>,
    pub(super) view: &'w ProjectView<'w>,
    pub(super) tables: &'w Tables<'w>,
    pub(super) rules: &'w WayRules,
    /// Types of the results of methods.
    pub(super) returned: RefCell<FxHashMap<(ItemId, Text), Vec<Type>>>,
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
            returned: RefCell::default(),
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

/// Edges under construction.
#[derive(Default)]
pub(super) struct Found {
    pub(super) edges: Edges,
    seen: FxHashSet<(Node, bool)>,
}

impl Found {
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
                ..edge
            });
        }
    }

    /// Adds an edge, unless there is one already.
    pub(super) fn add(&mut self, edge: Edge) {
        if self.seen.insert((edge.to.clone(), edge.is_free)) {
            self.edges.edges.push(edge);
        }
    }

    /// Notes a place that cannot be followed.
    pub(super) fn unknown(&mut self, reason: String, site: Span) {
        self.edges.unknown.get_or_insert((reason, site));
    }
}
