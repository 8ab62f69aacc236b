//! Language-neutral facts of one file: what a front end sees, before any rule or name is applied.
//!
//! A front end knows its language and nothing else: no event, no vendor, no rule. What it cannot express it gives
//! as [`Value::Opaque`]; what it cannot read it gives as a [`Problem`], so nothing is lost silently.

mod directive;
mod value;

pub use crate::facts::directive::{Directive, DirectiveKind};
pub use crate::facts::value::{Argument, CallValue, FunctionId, Key, Text, Value};

use crate::source::Span;

/// Index into [`FileFacts::scopes`]. Scope 0 is the file itself.
pub type ScopeId = u32;
/// Everything a front end found in one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileFacts {
    /// Classes, modules, components, objects. The first is the file.
    pub scopes: Vec<Scope>,
    /// Named functions and methods; closures belong to the function around them.
    pub functions: Vec<Function>,
    /// Calls, macros, elements and maps in source order.
    pub calls: Vec<CallSite>,
    /// Constants, locals, fields and object members in source order.
    pub bindings: Vec<Binding>,
    /// Imports and re-exports.
    pub imports: Vec<Import>,
    /// Comments addressed to tracklint.
    pub directives: Vec<Directive>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// What kind of thing a [`Scope`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file itself; always scope 0.
    File,
    /// A class or struct: it can be instantiated.
    Class,
    /// A module, namespace or trait: it can be mixed in.
    Module,
    /// A user-interface component (one per component file).
    Component,
    /// An object literal with functions, bound to a name.
    Object,
    /// A template: its bare calls are helper methods.
    Template,
}

/// A class, module, component, object or the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// Full name with all enclosing scopes, joined as the language joins them (`A::B`); empty for the file.
    pub path: Text,
    /// The scope around it; none for the file.
    pub parent: Option<ScopeId>,
    /// Superclass, mixins, includes, in source order.
    pub supers: Vec<Super>,
    /// The whole definition.
    pub span: Span,
}

/// How a scope takes over the members of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuperKind {
    /// Superclass.
    Inherit,
    /// Its instance methods become instance methods.
    Include,
    /// Its instance methods become methods of the class itself.
    Extend,
}

/// One superclass or mixin of a scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Super {
    /// How members are taken over.
    pub kind: SuperKind,
    /// The word that was written (`include`, `helpers`, `<`, `mixins`).
    pub word: Text,
    /// What is taken over: a name, or a call such as `Tracker.mixin({…})`.
    pub value: Value,
    /// Where it is written.
    pub span: Span,
}

/// What kind of function it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// A function outside any class, or of a module that hands its functions to whatever takes it in.
    Free,
    /// An instance method.
    Method,
    /// A method of the class or module itself.
    Static,
    /// A method that is read like a field (getter, computed property).
    Accessor,
    /// What runs when the scope is instantiated; a component's properties are its parameters.
    Constructor,
}

/// A named function or method.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its own name, without the scope.
    pub name: Text,
    /// The scope it belongs to.
    pub scope: ScopeId,
    /// The function it is declared in: only that one sees it, and it sees what that one's names hold.
    pub outer: Option<FunctionId>,
    /// What kind it is.
    pub kind: FunctionKind,
    /// Whether callers outside the scope may use it (as far as the language says).
    pub public: bool,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// Every value it may return.
    pub returns: Vec<Value>,
    /// The name alone.
    pub name_span: Span,
    /// The whole definition.
    pub span: Span,
}

/// How a parameter is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// By position.
    Positional,
    /// By name.
    Keyword,
    /// By whoever provides that name further out (dependency injection).
    Provided,
    /// Takes all further positional arguments.
    Rest,
    /// Takes all further named arguments.
    KeywordRest,
    /// A closure.
    Block,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name inside the function; empty when it is taken apart (see the bindings).
    pub name: Text,
    /// How it is filled.
    pub kind: ParameterKind,
    /// The value it takes when the caller gives none.
    pub default: Option<Value>,
}

/// What kind of place a [`CallSite`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteKind {
    /// A function or method call.
    Call,
    /// A macro with its tokens read as arguments.
    Macro,
    /// A tag with attributes: HTML, component, HAML. The name is the tag's.
    Element,
    /// A map or object literal. Keys carry the keys of the maps directly around it, joined by `-`.
    Map,
}

/// A place that may be a tracking call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSite {
    /// What it is.
    pub kind: SiteKind,
    /// What stands before the dot.
    pub receiver: Option<Value>,
    /// Method, function, macro or tag. For a map the word that says what it is for, where there is one (`provide`: what is
    /// provided to others by name; `$options`: one option of a component), else empty.
    pub name: Text,
    /// Arguments, attributes or entries.
    pub arguments: Vec<Argument>,
    /// The scope whose code this is.
    pub scope: ScopeId,
    /// The named function around it; none in a class body, at file level and in a template.
    pub function: Option<FunctionId>,
    /// Whether it stands for its effect or as the function's result: not a condition, argument or receiver of something else.
    pub statement: bool,
    /// The name alone.
    pub name_span: Span,
    /// The whole call, tag or map.
    pub span: Span,
}

/// What a [`Binding`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingKind {
    /// The name has this value from here on.
    Assign,
    /// The name may have this value from here on (inside a condition or loop, `||=`).
    Maybe,
    /// The name's list has this element too (`<<`, `push`).
    Append,
    /// The name has this value inside the span (a block's parameter), whatever it has outside.
    Inside,
    /// From here on the name is one of the elements of this list (a guard that leaves otherwise).
    Narrow,
    /// Inside the span the name is one of the elements of this list (a condition that holds there).
    NarrowInside,
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The name: a constant or local without its scope; a field as the language writes it (`@x`); a component's option as
    /// `$options.key`; what a module exports by default as `default`.
    pub name: Text,
    /// The scope that holds it.
    pub scope: ScopeId,
    /// The function whose local it is, or that assigns the field.
    pub function: Option<FunctionId>,
    /// What it says.
    pub kind: BindingKind,
    /// The value.
    pub value: Value,
    /// The name and its value.
    pub span: Span,
}

/// What is imported from another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// The default export.
    Default,
    /// One named export.
    Named(Text),
    /// The whole module under one name, or all names at once for a re-export.
    All,
}

/// An import, or a re-export under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The name in this file (or the name it is re-exported as); `*` for `export * from`.
    pub local: Text,
    /// The module path as written.
    pub module: Text,
    /// What is taken from it.
    pub imported: Imported,
    /// Whether it is only passed on.
    pub reexport: bool,
    /// Where it is written.
    pub span: Span,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, for a person.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Whether the rest of the file was read all the same.
    pub partial: bool,
}

/// What is said behind a place of which there are others: nothing, or ` (and 2 more places)`.
pub fn and_more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and 1 more place)".to_owned(),
        others => format!(" (and {others} more places)"),
    }
}

impl FileFacts {
    /// Facts of an empty file: only the file scope.
    pub fn new(span: Span) -> Self {
        let file = Scope {
            kind: ScopeKind::File,
            path: Text::default(),
            parent: None,
            supers: Vec::new(),
            span,
        };
        Self {
            scopes: vec![file],
            ..Self::default()
        }
    }

    /// Gives back the room that the lists were grown by: thousands of files' facts are kept at a time.
    pub fn shrink(&mut self) {
        self.scopes.shrink_to_fit();
        self.functions.shrink_to_fit();
        self.functions.iter_mut().for_each(|function| {
            function.parameters.shrink_to_fit();
            function.returns.shrink_to_fit();
        });
        self.calls.shrink_to_fit();
        self.calls
            .iter_mut()
            .for_each(|site| site.arguments.shrink_to_fit());
        self.bindings.shrink_to_fit();
        self.imports.shrink_to_fit();
    }
}

impl CallSite {
    /// The value passed at a zero-based position.
    pub fn position(&self, index: u16) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| argument.key == Key::Position(index))
    }

    /// The value passed under a name.
    pub fn named(&self, name: &str) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| matches!(&argument.key, Key::Name(key) if key == name))
    }
}
