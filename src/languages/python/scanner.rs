//! The state of the loop over the nodes of a file, which the other files add their methods to.

use crate::facts::{Binding, BindingKind, CallSite, FileFacts, FunctionId, ScopeId, Value};
use crate::languages::code_flow::CodeFlow;
use crate::languages::directive;
use crate::languages::flat_tree::Id;
use crate::languages::language::Input;
use crate::languages::python::syntax::{Field, Kind, Tree};
use crate::languages::value_budget::ValueBudget;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Scope and function of some code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) scope: ScopeId,
    pub(super) function: Option<FunctionId>,
}

/// State of the loop over the nodes of a file.
pub(super) struct Scanner<'s, 'f> {
    pub(super) input: Input<'s>,
    pub(super) tree: &'s Tree,
    pub(super) facts: &'f mut FileFacts,
    /// The code around the current node.
    pub(super) flow: CodeFlow<Place>,
    /// Return statements by function.
    pub(super) returns: FxHashMap<Id, Vec<Id>>,
    /// Functions that contain `yield`.
    pub(super) generators: FxHashSet<Id>,
    /// Dotted names that are imported as they are written.
    pub(super) dotted: FxHashSet<&'s str>,
    /// Classes of the file whose attributes are members of an enumeration.
    pub(super) enums: FxHashSet<&'s str>,
    /// Classes whose constructor follows from their fields.
    pub(super) records: FxHashSet<ScopeId>,
    /// The parts of values built so far.
    pub(super) budget: ValueBudget,
}

impl<'s, 'f> Scanner<'s, 'f> {
    pub(super) fn new(input: Input<'s>, tree: &'s Tree, facts: &'f mut FileFacts) -> Self {
        let mut scanner = Scanner {
            input,
            tree,
            facts,
            flow: CodeFlow::new(Place {
                scope: 0,
                function: None,
            }),
            returns: FxHashMap::default(),
            generators: FxHashSet::default(),
            dotted: FxHashSet::default(),
            enums: FxHashSet::default(),
            records: FxHashSet::default(),
            budget: ValueBudget::default(),
        };
        scanner.collect_returns();
        scanner
    }

    /// Notes the statements that leave each function.
    fn collect_returns(&mut self) {
        let mut around: Vec<(Id, Id)> = Vec::new();
        for id in 0..self.tree.count() {
            while around.pop_if(|(_, next)| *next <= id).is_some() {}
            let function = around.last().map(|(function, _)| *function);
            match (self.kind(id), function) {
                (Kind::Function | Kind::Lambda, _) => around.push((id, self.tree.node(id).next)),
                (Kind::Return, Some(function)) => {
                    self.returns.entry(function).or_default().push(id);
                }
                (Kind::Yield, Some(function)) => {
                    self.generators.insert(function);
                }
                _ => {}
            }
        }
    }

    pub(super) fn run(&mut self) {
        let directives = directive::of_comments(self.input, &self.tree.comments);
        self.facts.directives.extend(directives);
        let mut at = 0;
        while at < self.tree.count() {
            self.leave(at);
            at = self.visit(at);
        }
        self.leave(Id::MAX);
        let problem = self.budget.problem(|id| self.span(id));
        self.facts.problems.extend(problem);
    }

    fn leave(&mut self, at: Id) {
        self.flow.leave(at, &mut self.facts.bindings);
    }

    /// Reads one node. Returns the node to go on with: the first inside, or the first behind.
    fn visit(&mut self, id: Id) -> Id {
        match self.kind(id) {
            Kind::Import => {
                self.import(id);
                return self.tree.node(id).next;
            }
            Kind::ImportFrom => {
                self.import_from(id);
                return self.tree.node(id).next;
            }
            Kind::Class => self.class(id),
            Kind::Function => self.function(id),
            Kind::Lambda => self.lambda(id),
            Kind::Call => self.call(id),
            Kind::Dictionary => self.map_site(id),
            Kind::Assignment => self.assignment(id),
            Kind::Augmented => self.augmented(id),
            Kind::Named => self.named(id),
            Kind::For => self.for_loop(id),
            Kind::ListComprehension | Kind::DictComprehension => self.comprehension(id),
            Kind::While => self.within(id, self.flow.place, true, true),
            Kind::If => self.if_statement(id),
            Kind::Try => self.try_statement(id),
            Kind::Conditional => self.within(id, self.flow.place, true, self.flow.repeated),
            Kind::With => self.with_statement(id),
            Kind::Match => self.match_statement(id),
            // Calls inside of a type are notes for a framework.
            Kind::Type if !self.text(id).contains('(') => return self.tree.node(id).next,
            _ => {}
        }
        id + 1
    }

    /// Makes everything inside a node belong to `place`.
    pub(super) fn within(&mut self, id: Id, place: Place, conditional: bool, repeated: bool) {
        let next = self.tree.node(id).next;
        self.flow.enter(next, place, conditional, repeated);
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.tree.kind(id)
    }

    pub(super) fn field(&self, id: Id, field: Field) -> Option<Id> {
        self.tree.field(id, field)
    }

    pub(super) fn text(&self, id: Id) -> &'s str {
        let node = self.tree.node(id);
        let range = node.start as usize..node.end as usize;
        self.input.text.get(range).unwrap_or("")
    }

    pub(super) fn span(&self, id: Id) -> Span {
        self.tree.span(self.input.file, id)
    }

    pub(super) fn bind(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        let binding = self.binding(name, value, kind, span);
        self.facts.bindings.push(binding);
    }

    pub(super) fn binding(
        &self,
        name: &str,
        value: Value,
        kind: BindingKind,
        span: Span,
    ) -> Binding {
        let Place { scope, function } = self.flow.place;
        Binding {
            name: name.into(),
            scope,
            function,
            kind,
            value,
            span,
        }
    }

    pub(super) fn push_call(&mut self, site: CallSite) {
        self.facts.calls.push(site);
    }
}
