//! Language-neutral facts of one file: what a front end sees, before any rule or name is applied.
//!
//! A front end knows its language and nothing else: no event, no vendor, no rule. What it cannot express it gives
//! as [`Value::Opaque`]; what it cannot read it gives as a [`Problem`], so nothing is lost silently.

mod binding;
mod directive;
mod implied;
mod relocate;
mod value;

pub(crate) use crate::facts::binding::{Binding, BindingKind};
pub(crate) use crate::facts::directive::{Directive, DirectiveKind};
pub(crate) use crate::facts::value::{
    ASSIGNED, Argument, COMPANION, CallValue, FunctionId, Key, OR, RECEIVED, STATE, ScopeId, Text,
    Value, YIELDED,
};

use crate::source::Span;

/// Everything a front end found in one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FileFacts {
    /// Classes, modules, components, objects. The first is the file.
    pub(crate) scopes: Vec<Scope>,
    /// Named functions and methods; closures belong to the function around them.
    pub(crate) functions: Vec<Function>,
    /// Methods that a later definition replaces for certain, in ascending order.
    pub(crate) replaced: Vec<FunctionId>,
    /// Calls, macros, elements and maps in source order.
    pub(crate) calls: Vec<CallSite>,
    /// Constants, locals, fields and object members in source order.
    pub(crate) bindings: Vec<Binding>,
    /// Imports and re-exports.
    pub(crate) imports: Vec<Import>,
    /// Components that a mixin registers, and that only the templates of other components show.
    pub(crate) offered: Vec<Text>,
    /// Classes that types declare for parameters, by function.
    pub(crate) declared: Vec<DeclaredClass>,
    /// Comments addressed to tracklint.
    pub(crate) directives: Vec<Directive>,
    /// Parts of the file that could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// Kind of a [`Scope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScopeKind {
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
pub(crate) struct Scope {
    /// Kind of scope.
    pub(crate) kind: ScopeKind,
    /// Full name with all enclosing scopes, joined as the language joins them (`A::B`); empty for the file.
    pub(crate) path: Text,
    /// The scope around it; none for the file.
    pub(crate) parent: Option<ScopeId>,
    /// Superclass, mixins, includes, in source order.
    pub(crate) supers: Vec<Super>,
    /// The whole definition.
    pub(crate) span: Span,
}

/// Relation of a scope to a superclass or mixin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SuperKind {
    /// Superclass.
    Inherit,
    /// Instance methods of the mixin become instance methods.
    Include,
    /// Instance methods of the mixin become methods of the class itself.
    Extend,
}

/// One superclass or mixin of a scope.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Super {
    /// Relation to the scope.
    pub(crate) kind: SuperKind,
    /// The word that was written (`include`, `helpers`, `<`, `mixins`).
    pub(crate) word: Text,
    /// Superclass or mixin: a name, or a call such as `Tracker.mixin({…})`.
    pub(crate) value: Value,
    /// Span of the name or call.
    pub(crate) span: Span,
}

/// Kind of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionKind {
    /// A function outside any class, or of a module that hands its functions to whatever takes it in.
    Free,
    /// An instance method.
    Method,
    /// A method of the class or module itself.
    Static,
    /// A method that is read like a field (getter, computed property).
    Accessor,
    /// Function that runs when the scope is instantiated. Properties of a component are its parameters.
    Constructor,
}

/// A named function or method.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Function {
    /// Name without the scope.
    pub(crate) name: Text,
    /// The scope it belongs to.
    pub(crate) scope: ScopeId,
    /// The function it is declared in: only that one sees it, and it sees what that one's names hold.
    pub(crate) outer: Option<FunctionId>,
    /// Kind of function.
    pub(crate) kind: FunctionKind,
    /// True if callers outside the scope may use it, as far as the language says.
    pub(crate) public: bool,
    /// Parameters in order.
    pub(crate) parameters: Vec<Parameter>,
    /// Every value it may return.
    pub(crate) returns: Vec<Value>,
    /// The name alone.
    pub(crate) name_span: Span,
    /// The whole definition.
    pub(crate) span: Span,
}

/// Kind of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    /// By position.
    Positional,
    /// By position or by name.
    Either,
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
pub(crate) struct Parameter {
    /// Name inside the function; empty if the parameter is a pattern, whose names are bindings.
    pub(crate) name: Text,
    /// Kind of parameter.
    pub(crate) kind: ParameterKind,
    /// The value it takes when the caller gives none.
    pub(crate) default: Option<Value>,
    /// Declared class of the value.
    pub(crate) class: Option<Value>,
}

impl Parameter {
    /// Returns a parameter without a default and a class.
    pub(crate) fn new(name: impl Into<Text>, kind: ParameterKind) -> Self {
        Self {
            name: name.into(),
            kind,
            default: None,
            class: None,
        }
    }
}

/// The class that a type declares for a parameter, or for a member of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeclaredClass {
    /// The function.
    pub(crate) function: FunctionId,
    /// Index of the parameter.
    pub(crate) parameter: u16,
    /// The member; empty for the parameter itself.
    pub(crate) member: Text,
    /// The class, as it is written.
    pub(crate) class: Text,
}

/// Kind of a [`CallSite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SiteKind {
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
pub(crate) struct CallSite {
    /// Kind of call site.
    pub(crate) kind: SiteKind,
    /// Expression before the dot.
    pub(crate) receiver: Option<Value>,
    /// Method, function, macro or tag. For a map the word that says what it is for, where there is one (`provide`: what is
    /// provided to others by name; `$options`: one option of a component), else empty.
    pub(crate) name: Text,
    /// Arguments, attributes or entries.
    pub(crate) arguments: Vec<Argument>,
    /// The scope whose code this is.
    pub(crate) scope: ScopeId,
    /// The named function around it; none in a class body, at file level and in a template.
    pub(crate) function: Option<FunctionId>,
    /// True if it is a statement or the result of the function, not a condition, argument or receiver.
    pub(crate) statement: bool,
    /// The name alone.
    pub(crate) name_span: Span,
    /// The whole call, tag or map.
    pub(crate) span: Span,
}

/// Part of a module that is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Imported {
    /// The default export.
    Default,
    /// One named export.
    Named(Text),
    /// The whole module under one name, or all names at once for a re-export.
    All,
}

/// An import, or a re-export under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name in this file (or the name it is re-exported as); `*` for `export * from`.
    pub(crate) local: Text,
    /// The module path as written.
    pub(crate) module: Text,
    /// Imported part.
    pub(crate) imported: Imported,
    /// True if the file only exports it again.
    pub(crate) reexport: bool,
    /// Span of the import.
    pub(crate) span: Span,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Description for people.
    pub(crate) message: String,
    /// Span of the problem.
    pub(crate) span: Span,
    /// True if the rest of the file was read.
    pub(crate) partial: bool,
}

impl Problem {
    /// Builds a problem of a file that was read otherwise.
    pub(crate) fn partial(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            partial: true,
        }
    }

    /// Builds a problem for which a file was not read.
    pub(crate) fn unread(message: impl Into<String>, span: Span) -> Self {
        Self {
            partial: false,
            ..Self::partial(message, span)
        }
    }
}

/// Returns the end of a message about the first of several places: empty, or ` (and 2 more places)`.
pub(crate) fn and_more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and 1 more place)".to_owned(),
        others => format!(" (and {others} more places)"),
    }
}

impl FileFacts {
    /// Facts of an empty file: only the file scope.
    pub(crate) fn new(span: Span) -> Self {
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
    pub(crate) fn shrink(&mut self) {
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
        // Inner functions are read before the list of their outer one is complete.
        self.declared.sort_by_key(|one| one.function);
        self.declared.shrink_to_fit();
        // Those of an inner class are found before those of the class around it.
        self.replaced.sort_unstable();
        self.imports.shrink_to_fit();
        self.offered.shrink_to_fit();
    }
}

impl CallSite {
    /// The value passed at a zero-based position.
    pub(crate) fn position(&self, index: u16) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| argument.key == Key::Position(index))
    }

    /// The value passed under a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| matches!(&argument.key, Key::Name(key) if key == name))
    }
}
