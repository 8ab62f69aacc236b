//! The state of the loop over a script's nodes, which the other files add their methods to.

use crate::facts::{
    Binding, BindingKind, FileFacts, FunctionId, FunctionKind, ScopeId, Text, Value,
};
use crate::languages::directive;
use crate::languages::javascript::grammar::Grammar;
use crate::languages::javascript::syntax::{Field, Id, Kind, Tree};
use crate::languages::javascript::text_methods::FROM_ENTRIES;
use crate::languages::language::Input;
use crate::languages::value_budget::ValueBudget;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which of the related grammars a script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// JavaScript, with or without markup.
    Plain,
    /// TypeScript.
    Typed,
    /// TypeScript with markup.
    TypedMarkup,
}

impl Dialect {
    pub(super) fn grammar(self) -> &'static Grammar {
        match self {
            Self::Plain => Grammar::plain(),
            Self::Typed => Grammar::typed(),
            Self::TypedMarkup => Grammar::typed_markup(),
        }
    }
}

/// Whose code it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The scope.
    pub(crate) scope: ScopeId,
    /// The function.
    pub(crate) function: Option<FunctionId>,
}

/// Meaning of a node to its parent, where that decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// Nothing special.
    #[default]
    Plain,
    /// An object of a component's options.
    Component,
    /// An object literal that is a scope of its own, under the name of what holds it.
    Scope,
    /// An object whose functions are methods of the scope around it.
    Members,
    /// An object whose functions are read like fields.
    Accessors,
    /// An object of functions around one member: `{ get() {…}, set(value) {…} }`, `{ handler() {…}, deep: true }`.
    Options,
    /// A function that has a name, or is a member.
    Named(FunctionKind),
}

/// State before a node, restored after it.
pub(super) struct Frame {
    pub(super) next: Id,
    pub(super) place: Place,
    pub(super) conditional: bool,
}

/// State of the loop over the nodes of a script.
pub(super) struct Scanner<'s, 'f> {
    pub(super) input: Input<'s>,
    pub(super) tree: &'s Tree,
    pub(super) facts: &'f mut FileFacts,
    pub(super) roles: Vec<Role>,
    pub(super) frames: Vec<Frame>,
    pub(super) place: Place,
    pub(super) conditional: bool,
    /// Names that hold lists and maps which are written out.
    pub(super) containers: FxHashSet<Text>,
    /// The places of the names of setters, once a state is read.
    pub(super) uses: Option<FxHashMap<&'s str, Vec<Id>>>,
    /// The parts of values built so far.
    pub(super) budget: ValueBudget,
}

impl<'s, 'f> Scanner<'s, 'f> {
    pub(super) fn new(
        input: Input<'s>,
        tree: &'s Tree,
        facts: &'f mut FileFacts,
        place: Place,
    ) -> Self {
        let roles = vec![Role::Plain; tree.count() as usize];
        Scanner {
            input,
            tree,
            facts,
            roles,
            frames: Vec::new(),
            place,
            conditional: false,
            containers: FxHashSet::default(),
            uses: None,
            budget: ValueBudget::default(),
        }
    }

    pub(super) fn run(&mut self) {
        let directives = directive::of_comments(self.input, &self.tree.comments);
        self.facts.directives.extend(directives);
        let mut at = 0;
        while at < self.tree.count() {
            while let Some(frame) = self.frames.pop_if(|frame| frame.next <= at) {
                (self.place, self.conditional) = (frame.place, frame.conditional);
            }
            at = self.visit(at);
        }
        self.default_properties();
        let problem = self.budget.problem(|id| self.span(id));
        self.facts.problems.extend(problem);
    }

    /// Reads one node; the answer is the node to go on with: the first inside, or the first behind.
    pub(super) fn visit(&mut self, id: Id) -> Id {
        match self.kind(id) {
            Kind::Import => self.import(id),
            Kind::Export => self.export(id),
            Kind::ExportClause | Kind::Enum => {
                if self.kind(id) == Kind::Enum {
                    self.enumeration(id);
                }
                return self.tree.node(id).next;
            }
            Kind::Declarator => self.declarator(id),
            Kind::FunctionDeclaration
            | Kind::Arrow
            | Kind::FunctionExpression
            | Kind::MethodDefinition => self.function(id),
            Kind::Class => self.class(id),
            Kind::FieldDefinition => self.class_field(id),
            Kind::Namespace => self.namespace(id),
            Kind::Call => self.call(id),
            Kind::New => self.new_object(id),
            Kind::Object => self.object(id),
            Kind::Pair => return self.pair(id),
            Kind::ShorthandProperty => self.shorthand(id),
            Kind::Assignment => self.assignment(id),
            Kind::Augmented => self.augmented(id),
            Kind::ForIn => self.for_in(id),
            Kind::If => {
                self.narrow_branches(id);
                self.within(id, self.place, true);
            }
            Kind::Branch | Kind::Ternary => self.within(id, self.place, true),
            Kind::JsxOpening | Kind::JsxSelfClosing => self.markup(id),
            _ => {}
        }
        id + 1
    }

    /// Everything inside a node belongs to `place`.
    pub(super) fn within(&mut self, id: Id, place: Place, conditional: bool) {
        let next = self.tree.node(id).next;
        self.frames.push(Frame {
            next,
            place: self.place,
            conditional: self.conditional,
        });
        (self.place, self.conditional) = (place, conditional);
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.tree.kind(id)
    }

    pub(super) fn field(&self, id: Id, field: Field) -> Option<Id> {
        self.tree.field(id, field)
    }

    pub(super) fn text(&self, id: Id) -> &'s str {
        let node = self.tree.node(id);
        self.input
            .text
            .get(node.start as usize..node.end as usize)
            .unwrap_or("")
    }

    pub(super) fn span(&self, id: Id) -> Span {
        self.tree.span(self.input.file, id)
    }

    pub(super) fn role(&self, id: Id) -> Role {
        self.roles[id as usize]
    }

    pub(super) fn set_role(&mut self, id: Id, role: Role) {
        self.roles[id as usize] = role;
    }

    pub(super) fn bind(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        let Place { scope, function } = self.place;
        let is_container = match &value {
            Value::Map(_) | Value::List(_) => true,
            Value::Call(call) => call.name == FROM_ENTRIES,
            _ => false,
        };
        if is_container && !kind.appends() {
            self.containers.insert(name.into());
        }
        self.facts.bindings.push(Binding {
            name: name.into(),
            scope,
            function,
            kind,
            value,
            span,
        });
    }
}
