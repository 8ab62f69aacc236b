//! Functions: those with a name, and closures, whose code belongs to the function around them.

use crate::facts::{
    Argument, BindingKind, Function, FunctionKind, Key, Parameter, ParameterKind, RECEIVED,
    ScopeKind, Text, Value,
};
use crate::languages::javascript::calls::WRAPPING;
use crate::languages::javascript::scanner::{Place, Role, Scanner};
use crate::languages::javascript::sites::path;
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign, is_function};
use crate::languages::javascript::{CONTEXT_CALLS, LISTENING};

/// The part of a context that hands its value to a function.
const CONSUMER: &str = ".Consumer";

/// Beginnings of methods that only their class may use.
const HIDDEN: &[&str] = &["private ", "protected ", "#"];

impl<'s> Scanner<'s, '_> {
    pub(crate) fn function(&mut self, id: Id) {
        let parent = self.tree.parent(id);
        match (self.role(id), self.kind(id)) {
            (Role::Named(kind), _) => self.named(id, kind),
            (_, Kind::MethodDefinition) => match (self.kind(parent), self.role(parent)) {
                (Kind::ClassBody, _) | (_, Role::Members | Role::Scope | Role::Component) => {
                    self.named(id, FunctionKind::Method)
                }
                (_, Role::Accessors) => self.named(id, FunctionKind::Accessor),
                (_, Role::Options) => self.option(id),
                _ => self.unnamed(id),
            },
            (_, Kind::FunctionDeclaration) => self.named(id, self.kind_of_free()),
            _ => self.unnamed(id),
        }
    }

    /// Returns the kind of a function without an object: one of a namespace is a member of it.
    pub(crate) fn kind_of_free(&self) -> FunctionKind {
        let scope = &self.facts.scopes[self.place.scope as usize];
        match (scope.kind, self.place.function) {
            (ScopeKind::Object, None) => FunctionKind::Method,
            _ => FunctionKind::Free,
        }
    }

    /// A function of `{ get() {…}, set(value) {…} }` or `{ handler() {…} }`: it goes by the name of the member.
    fn option(&mut self, id: Id) {
        let object = self.tree.parent(id);
        let Some(name) = self.name_of(self.tree.parent(object)) else {
            return self.closure(id);
        };
        let own = self
            .field(id, Field::Name)
            .map_or("", |name| self.text(name));
        let accessors = self.role(self.tree.parent(self.tree.parent(object))) == Role::Accessors;
        match own {
            "get" if accessors => self.function_under(id, name.into(), FunctionKind::Accessor),
            "handler" if !accessors => self.function_under(id, name.into(), FunctionKind::Method),
            own => self.function_under(id, format!("{own} {name}").into(), FunctionKind::Method),
        }
    }

    /// The name a node gives to what it holds: a key, a variable, a field, an export.
    pub(crate) fn name_of(&self, holder: Id) -> Option<&'s str> {
        match self.kind(holder) {
            Kind::Pair => self
                .field(holder, Field::Key)
                .and_then(|key| self.literal_key(key)),
            Kind::Declarator => self.field(holder, Field::Name).map(|name| self.text(name)),
            Kind::FieldDefinition => {
                let name = self
                    .field(holder, Field::Property)
                    .or_else(|| self.field(holder, Field::Name));
                name.and_then(|name| self.literal_key(name))
            }
            Kind::Export => Some("default"),
            // What is handed to a call that makes the value of something goes by that thing's name.
            Kind::Arguments | Kind::Call | Kind::Parenthesized | Kind::Typed => {
                self.name_of_outer(holder)
            }
            _ => None,
        }
    }

    fn name_of_outer(&self, holder: Id) -> Option<&'s str> {
        let mut at = holder;
        for _ in 0..4 {
            if !matches!(
                self.kind(at),
                Kind::Arguments | Kind::Call | Kind::Parenthesized | Kind::Typed
            ) {
                return self.name_of(at);
            }
            at = self.tree.parent(at);
        }
        None
    }

    fn named(&mut self, id: Id, kind: FunctionKind) {
        let own = self.field(id, Field::Name);
        let parent = self.tree.parent(id);
        let outside = || self.name_of(parent);
        let name = match own {
            Some(own) if self.kind(id) == Kind::MethodDefinition => {
                self.literal_key(own).unwrap_or("")
            }
            Some(own) if self.kind(id) == Kind::FunctionDeclaration => self.text(own),
            _ => outside()
                .or_else(|| own.map(|own| self.text(own)))
                .unwrap_or("default"),
        };
        let in_class = self.kind(parent) == Kind::ClassBody;
        let kind = match (self.kind(id), self.tree.node(id).sign) {
            (Kind::MethodDefinition, _) if in_class && name == "constructor" => {
                FunctionKind::Constructor
            }
            (Kind::MethodDefinition, Sign::Get) => FunctionKind::Accessor,
            (Kind::MethodDefinition, Sign::Set) => {
                return self.function_under(id, format!("set {name}").into(), kind);
            }
            (Kind::MethodDefinition, Sign::Static) => FunctionKind::Static,
            _ if self.kind(parent) == Kind::FieldDefinition
                && self.tree.node(parent).sign == Sign::Static =>
            {
                FunctionKind::Static
            }
            _ => kind,
        };
        // A function inside a function is a local of it.
        if kind == FunctionKind::Free && self.place.function.is_some() {
            let (lifetime, span) = match self.kind(parent) {
                Kind::Declarator => self.lifetime(parent),
                _ => (BindingKind::Assign, self.span(id)),
            };
            let number = self.facts.functions.len() as u32;
            self.bind(name, Value::Function(number), lifetime, span);
        }
        self.function_under(id, name.into(), kind);
    }

    /// A function without a name of its own: one that the function around hands out, or a closure.
    fn unnamed(&mut self, id: Id) {
        match self.handed_out(id) {
            Some(name) => self.function_under(id, name, FunctionKind::Free),
            None => self.closure(id),
        }
    }

    /// Notes a function; what is inside belongs to it.
    fn function_under(&mut self, id: Id, name: Text, kind: FunctionKind) {
        let parent = self.tree.parent(id);
        let name_node = self.field(id, Field::Name).or_else(|| {
            [Field::Key, Field::Name, Field::Property]
                .into_iter()
                .find_map(|field| self.field(parent, field))
                .filter(|node| *node < id)
        });
        let nodes = self.parameter_nodes(id);
        let number = self.facts.functions.len() as u32;
        let function = Function {
            name,
            scope: self.place.scope,
            outer: self.place.function,
            kind,
            public: !HIDDEN.iter().any(|mark| self.text(id).starts_with(mark)),
            parameters: nodes
                .iter()
                .enumerate()
                .map(|(index, node)| self.parameter(*node, index))
                .collect(),
            returns: self.typed_results(id, self.returns(id)),
            name_span: self.span(name_node.unwrap_or(id)),
            span: self.span(id),
        };
        self.facts.functions.push(function);
        self.constructed(number);
        for (index, node) in nodes.iter().enumerate() {
            if self.kind(*node) == Kind::TypedParameter {
                let pattern = self.pattern_of(*node).0;
                self.declare(*node, pattern, (number, index as u16));
            }
        }
        self.within(
            id,
            Place {
                function: Some(number),
                ..self.place
            },
            false,
        );
        for (index, node) in nodes.into_iter().enumerate() {
            let pattern = self.pattern_of(node).0;
            if matches!(self.kind(pattern), Kind::ObjectPattern | Kind::ArrayPattern) {
                let whole = Value::Name(format!("arg{index}").into());
                self.take_apart(pattern, whole, BindingKind::Assign, self.span(node));
            }
        }
    }

    fn parameter_nodes(&self, id: Id) -> Vec<Id> {
        match self.field(id, Field::Parameters) {
            Some(list) => self.tree.children(list).collect(),
            None => self.field(id, Field::Parameter).into_iter().collect(),
        }
    }

    /// The pattern of a parameter, and its default.
    fn pattern_of(&self, node: Id) -> (Id, Option<Id>) {
        match self.kind(node) {
            Kind::AssignmentPattern => (
                self.field(node, Field::Left).unwrap_or(node),
                self.field(node, Field::Right),
            ),
            Kind::TypedParameter => (
                self.field(node, Field::Pattern).unwrap_or(node),
                self.field(node, Field::Value),
            ),
            _ => (node, None),
        }
    }

    fn parameter(&self, node: Id, index: usize) -> Parameter {
        let (pattern, default) = self.pattern_of(node);
        let rest = self.kind(pattern) == Kind::RestPattern;
        let name = match self.kind(pattern) {
            Kind::Identifier => self.text(pattern).into(),
            Kind::RestPattern => self
                .tree
                .first(pattern)
                .map_or("", |inner| self.text(inner))
                .into(),
            _ => Text::from(format!("arg{index}")),
        };
        let kind = if rest {
            ParameterKind::Rest
        } else {
            ParameterKind::Positional
        };
        Parameter {
            default: default.map(|value| self.value(value)),
            ..Parameter::new(name, kind)
        }
    }

    /// A function without a name of its own: its code belongs to the function around it.
    fn closure(&mut self, id: Id) {
        let span = self.span(id);
        for (index, node) in self.parameter_nodes(id).into_iter().enumerate() {
            let each = if index == 0 {
                self.handed_over(id)
            } else {
                None
            };
            let pattern = self.pattern_of(node).0;
            self.take_apart(
                pattern,
                each.unwrap_or(Value::Opaque),
                BindingKind::Inside,
                span,
            );
        }
        self.within(id, self.place, true);
    }

    /// The function a value is: itself, or what a call such as `debounce(function () {…}, 100)` wraps.
    pub(crate) fn made_function(&self, value: Id) -> Option<Id> {
        if is_function(self.kind(value)) {
            return Some(value);
        }
        let callee = self
            .field(value, Field::Function)
            .filter(|_| self.kind(value) == Kind::Call)?;
        let name = self.field(callee, Field::Property).unwrap_or(callee);
        if !WRAPPING.contains(&self.text(name)) {
            return None;
        }
        let first = self.tree.first(self.field(value, Field::Arguments)?)?;
        is_function(self.kind(first)).then_some(first)
    }

    /// Returns what the function inside of `<Context.Consumer>{value => …}</Context.Consumer>` gets.
    fn consumed(&self, expression: Id) -> Option<Value> {
        let element = self.tree.parent(expression);
        let opening = self.tree.first(element)?;
        let name = self.field(opening, Field::Name)?;
        let (context, _) = self.text(name).rsplit_once(CONSUMER)?;
        let argument = Argument::new(Key::Position(0), path(context), self.span(name));
        Some(Value::call(None, CONTEXT_CALLS[0], vec![argument]))
    }

    /// Returns the message that the listener of a key receives: `bus.on(KEY, message => …)`.
    fn message(&self, id: Id, list: Id) -> Option<Value> {
        let mut arguments = self.tree.children(list);
        let key = arguments.next()?;
        if arguments.next() != Some(id) {
            return None;
        }
        let callee = self.field(self.tree.parent(list), Field::Function)?;
        let (bus, _, name) = self.callee(callee)?;
        let (bus, name) = (bus?, LISTENING.contains(&name));
        let argument = Argument::new(Key::Position(0), self.value(key), self.span(key));
        name.then(|| Value::call(Some(self.value(bus)), RECEIVED, vec![argument]))
    }

    /// Returns the value of a closure's first parameter, if the function that receives the closure determines it: an element
    /// of a list, or a loaded module.
    fn handed_over(&mut self, id: Id) -> Option<Value> {
        let list = self.tree.parent(id);
        if self.kind(list) == Kind::JsxExpression {
            return self.consumed(list);
        }
        if self.kind(list) != Kind::Arguments {
            return None;
        }
        if self.tree.first(list) != Some(id) {
            return self.message(id, list);
        }
        let callee = self
            .field(self.tree.parent(list), Field::Function)
            .filter(|callee| self.kind(*callee) == Kind::Member)?;
        let object = self.field(callee, Field::Object)?;
        match self.text(self.field(callee, Field::Property)?) {
            "forEach" | "map" | "filter" | "find" | "some" | "every" | "flatMap" => {
                Some(Value::each_value(self.value(object)))
            }
            "then" => {
                let module = self.loaded_module(object)?;
                let parameters = self.parameter_nodes(id);
                self.import_pattern(self.pattern_of(*parameters.first()?).0, module);
                None
            }
            _ => None,
        }
    }
}
