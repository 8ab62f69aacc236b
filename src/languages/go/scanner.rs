//! The state of the loop over the nodes of a file, which the other files add their methods to.

use crate::facts::{Binding, BindingKind, CallSite, FileFacts, FunctionId, ScopeId, Value};
use crate::languages::code_flow::CodeFlow;
use crate::languages::directive;
use crate::languages::flat_tree::Id;
use crate::languages::go::names::Stringer;
use crate::languages::go::syntax::{Field, Kind, Tree};
use crate::languages::language::Input;
use crate::languages::value_budget::ValueBudget;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Scope and function of some code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) scope: ScopeId,
    pub(super) function: Option<FunctionId>,
    /// The name that a method gives its object.
    pub(super) object: &'s str,
}

/// State of the loop over the nodes of a file.
pub(super) struct Scanner<'s, 'f> {
    pub(super) input: Input<'s>,
    pub(super) tree: &'s Tree,
    pub(super) facts: &'f mut FileFacts,
    /// The code around the current node.
    pub(super) flow: CodeFlow<Place<'s>>,
    /// Return statements by function.
    pub(super) returns: FxHashMap<Id, Vec<Id>>,
    /// Types of the file, with the nodes that declare them.
    pub(super) types: FxHashMap<&'s str, Id>,
    /// Scopes of the types that the file declares or adds methods to.
    pub(super) classes: FxHashMap<&'s str, ScopeId>,
    /// The texts of the values of a type, by its method that makes them.
    pub(super) stringers: FxHashMap<&'s str, Stringer>,
    /// Import paths by the name in the file.
    pub(super) packages: FxHashMap<String, &'s str>,
    /// Locals and parameters of functions.
    pub(super) locals: FxHashSet<(FunctionId, &'s str)>,
    /// Locals that a block declares again.
    pub(super) shadowing: FxHashSet<(FunctionId, &'s str)>,
    /// Types of locals and parameters.
    pub(super) typed: FxHashMap<(FunctionId, &'s str), &'s str>,
    /// Literals that a local may hold, with the fields that are set later.
    pub(super) literals: FxHashMap<(FunctionId, &'s str), Vec<Value>>,
    /// Function literals that are functions.
    pub(super) named: FxHashSet<Id>,
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
                object: "",
            }),
            returns: FxHashMap::default(),
            types: FxHashMap::default(),
            classes: FxHashMap::default(),
            stringers: FxHashMap::default(),
            packages: FxHashMap::default(),
            locals: FxHashSet::default(),
            shadowing: FxHashSet::default(),
            typed: FxHashMap::default(),
            literals: FxHashMap::default(),
            named: FxHashSet::default(),
            budget: ValueBudget::default(),
        };
        scanner.collect();
        scanner
    }

    /// Notes the statements that leave each function, and the types.
    fn collect(&mut self) {
        let mut around: Vec<(Id, Id)> = Vec::new();
        for id in 0..self.tree.count() {
            while around.pop_if(|(_, next)| *next <= id).is_some() {}
            let function = around.last().map(|(function, _)| *function);
            match (self.kind(id), function) {
                (Kind::Function | Kind::Method | Kind::Literal, _) => {
                    around.push((id, self.tree.node(id).next));
                }
                (Kind::Return, Some(function)) => {
                    self.returns.entry(function).or_default().push(id);
                }
                (Kind::TypeSpec, _) => {
                    if let Some(name) = self.field(id, Field::Name) {
                        self.types.insert(self.text(name), id);
                    }
                }
                _ => {}
            }
        }
        self.collect_stringers();
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
            Kind::TypeSpec => {
                self.type_spec(id);
                return self.tree.node(id).next;
            }
            Kind::ConstBlock => self.constants(id),
            Kind::Function | Kind::Method => self.function(id),
            Kind::Literal => self.literal(id),
            Kind::Call => self.call(id),
            Kind::Composite => self.composite_site(id),
            Kind::Var => self.variable(id),
            Kind::ShortVar | Kind::Assignment => self.assignment(id),
            Kind::Range => self.range(id),
            Kind::If => self.if_statement(id),
            Kind::Switch => self.switch(id),
            Kind::TypeSwitch => self.type_switch(id),
            Kind::Block => self.block(id),
            Kind::Case | Kind::TypeCase | Kind::DefaultCase | Kind::Communication => {
                self.within(id, self.flow.place, true, self.flow.repeated);
            }
            Kind::Parameters | Kind::Pointer | Kind::Slice | Kind::MapType => {
                return self.tree.node(id).next;
            }
            _ => {}
        }
        id + 1
    }

    /// Makes everything inside a node belong to `place`.
    pub(super) fn within(&mut self, id: Id, place: Place<'s>, conditional: bool, repeated: bool) {
        let next = self.tree.node(id).next;
        self.flow.enter(next, place, conditional, repeated);
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.tree.kind(id)
    }

    pub(super) fn field(&self, id: Id, field: Field) -> Option<Id> {
        self.tree.field(id, field)
    }

    /// Returns all parts of a node with a role.
    pub(super) fn fields(&self, id: Id, field: Field) -> Vec<Id> {
        let parts = self.tree.children(id);
        parts
            .filter(|part| self.tree.node(*part).field == field)
            .collect()
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
        Binding {
            name: name.into(),
            scope: self.flow.place.scope,
            function: self.flow.place.function,
            kind,
            value,
            span,
        }
    }

    /// Binds a name to a value behind a node.
    pub(super) fn bind_later(&mut self, id: Id, binding: Binding) {
        let next = self.tree.node(id).next;
        self.flow.bind_later(next, binding);
    }

    pub(super) fn push_call(&mut self, site: CallSite) {
        self.facts.calls.push(site);
    }
}
