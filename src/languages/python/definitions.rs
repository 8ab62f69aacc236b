//! Classes, functions and lambdas.

use crate::facts::{
    Argument, BindingKind, CallSite, Function, FunctionKind, Key, Parameter, ParameterKind, Scope,
    ScopeKind, SiteKind, Super, SuperKind, Text, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::python::assignments::FIELD;
use crate::languages::python::calls::FUNCTION_NAME;
use crate::languages::python::scanner::{Place, Scanner};
use crate::languages::python::syntax::{Field, Kind};
use crate::source::Span;

/// Method that runs when an instance is made.
pub(super) const CONSTRUCTOR: &str = "__init__";
/// Bases without members of the project.
const PLAIN_BASES: &[&str] = &["object", "ABC", "Generic", "Protocol"];

impl<'s> Scanner<'s, '_> {
    pub(super) fn class(&mut self, id: Id) {
        let Some(name) = self.field(id, Field::Name) else {
            return;
        };
        let name = self.text(name);
        let outer = &self.facts.scopes[self.place.scope as usize];
        let is_inner = outer.kind == ScopeKind::Class && self.place.function.is_none();
        let path: Text = match is_inner {
            true => format!("{}.{name}", outer.path).into(),
            false => name.into(),
        };
        let span = self.span(id);
        if is_inner || self.place.function.is_some() {
            self.bind(name, Value::Name(path.clone()), BindingKind::Assign, span);
        }
        self.class_decorators(id);
        let (supers, names) = self.supers(id);
        let has_members = self.is_enum(id, &names);
        if has_members {
            self.enums.insert(name);
        }
        self.facts.scopes.push(Scope {
            kind: ScopeKind::Class,
            path,
            parent: Some(self.place.scope),
            supers,
            span,
        });
        let scope = self.facts.scopes.len() as u32 - 1;
        let place = Place {
            scope,
            function: None,
        };
        self.within(id, place, false, false);
        if has_members {
            self.members(id);
        } else if self.is_record(id, &names) {
            self.record(id, &names);
        }
    }

    /// Returns the superclasses of a class, and the last parts of their names.
    fn supers(&self, id: Id) -> (Vec<Super>, Vec<&'s str>) {
        let (mut supers, mut names) = (Vec::new(), Vec::new());
        let list = self.field(id, Field::Superclasses);
        for base in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let base = match self.kind(base) {
                Kind::Subscript => self.field(base, Field::Value).unwrap_or(base),
                _ => base,
            };
            if !matches!(self.kind(base), Kind::Identifier | Kind::Attribute) {
                continue;
            }
            names.push(self.text(base).rsplit('.').next().unwrap_or_default());
            supers.push(Super {
                kind: SuperKind::Inherit,
                word: "class".into(),
                value: Value::Name(self.text(base).into()),
                span: self.span(base),
            });
        }
        // The first base is the nearest one; elsewhere the last one is.
        supers.reverse();
        (supers, names)
    }

    /// Notes the calls of decorators, which get a class here.
    fn class_decorators(&mut self, id: Id) {
        for decorator in self.decorators(id) {
            if let Some(call) = self.tree.first(decorator)
                && self.kind(call) == Kind::Call
                && let Some(callee) = self.field(call, Field::Function)
            {
                let arguments = self.arguments(self.field(call, Field::Arguments));
                self.push_site(callee, arguments, call);
            }
        }
    }

    /// Returns the decorators of a definition.
    pub(super) fn decorators(&self, id: Id) -> Vec<Id> {
        let parent = self.tree.parent(id);
        if self.kind(parent) != Kind::Decorated {
            return Vec::new();
        }
        let parts = self.tree.children(parent);
        parts
            .filter(|part| self.kind(*part) == Kind::Decorator)
            .collect()
    }

    /// Returns the name of a decorator, without its arguments.
    pub(super) fn decorator_name(&self, decorator: Id) -> &'s str {
        let inner = self.tree.first(decorator);
        let inner = inner.map(|inner| match self.kind(inner) {
            Kind::Call => self.field(inner, Field::Function).unwrap_or(inner),
            _ => inner,
        });
        inner.map_or("", |inner| self.text(inner))
    }

    pub(super) fn function(&mut self, id: Id) {
        let Some(name_node) = self.field(id, Field::Name) else {
            return;
        };
        let name = self.text(name_node);
        let decorators = self.decorators(id);
        let in_class = self.place.function.is_none()
            && self.facts.scopes[self.place.scope as usize].kind == ScopeKind::Class;
        let mut kind = match in_class {
            true if name == CONSTRUCTOR => FunctionKind::Constructor,
            true if matches!(name, "__new__" | "__init_subclass__" | "__class_getitem__") => {
                FunctionKind::Static
            }
            true => FunctionKind::Method,
            false => FunctionKind::Free,
        };
        let mut own_name: Text = name.into();
        let mut has_object = in_class;
        let mut is_wrapped = false;
        for decorator in &decorators {
            let written = self.decorator_name(*decorator);
            match written.rsplit('.').next().unwrap_or_default() {
                "staticmethod" => (kind, has_object) = (FunctionKind::Static, false),
                "classmethod" => kind = FunctionKind::Static,
                "property" | "cached_property" | "computed_field" if in_class => {
                    kind = FunctionKind::Accessor;
                }
                "setter" | "deleter" if in_class => own_name = format!("set {name}").into(),
                _ => is_wrapped = true,
            }
        }
        let number = self.facts.functions.len() as u32;
        let (mut parameters, object) = self.parameters(id, has_object);
        if self.reads_name(id, &parameters) {
            parameters.push(name_parameter());
        }
        let span = self.span(id);
        if self.place.function.is_some() {
            let assigned = self.assigned();
            self.bind(name, Value::Function(number), assigned, span);
        }
        let returns = self.returned(id);
        self.facts.functions.push(Function {
            public: !name.starts_with('_') || name.starts_with("__"),
            name: own_name,
            scope: self.place.scope,
            outer: self.place.function,
            kind,
            parameters,
            returns,
            name_span: self.span(name_node),
            span,
        });
        if is_wrapped {
            for decorator in decorators {
                self.decorated(decorator, number);
            }
        }
        let place = Place {
            function: Some(number),
            ..self.place
        };
        self.within(id, place, false, false);
        self.hand_over(id, number);
        if let Some(object) = object.filter(|name| !matches!(*name, "self" | "cls")) {
            let own = Value::Name("self".into());
            let start = self.span(name_node);
            self.bind(object, own, BindingKind::Assign, start);
        }
    }

    /// Gives the parameter of a function that the function around returns to that one: a decorator with arguments is called
    /// together with the function that it gets.
    fn hand_over(&mut self, id: Id, number: u32) {
        let inner = &self.facts.functions[number as usize];
        let Some(outer) = inner.outer else { return };
        let around = &self.facts.functions[outer as usize];
        let is_returned = |value: &Value| matches!(value, Value::Name(name) if *name == inner.name);
        let own = inner.parameters.iter();
        let own = own.filter(|parameter| parameter.name != FUNCTION_NAME);
        let is_decorator = own.count() == 1
            && inner.parameters[0].kind == ParameterKind::Either
            && around.returns.iter().any(is_returned)
            && around.outer.is_none()
            && self.contains_function(id);
        if is_decorator {
            let is_named = |parameter: &Parameter| parameter.name == FUNCTION_NAME;
            let parameters = &mut self.facts.functions[number as usize].parameters;
            let reads_name = parameters.iter().any(is_named);
            let handed = std::mem::take(parameters).into_iter().next();
            let handed = handed.map(|parameter| Parameter {
                kind: ParameterKind::Block,
                ..parameter
            });
            let around = &mut self.facts.functions[outer as usize];
            if reads_name && !around.parameters.iter().any(is_named) {
                around.parameters.push(name_parameter());
            }
            around.parameters.extend(handed);
        }
    }

    /// Returns true if a function reads the name of a function that it is passed.
    fn reads_name(&self, id: Id, parameters: &[Parameter]) -> bool {
        let text = self.text(id);
        text.contains(FUNCTION_NAME)
            && parameters
                .iter()
                .any(|one| text.contains(&format!("{}.{FUNCTION_NAME}", one.name)))
    }

    fn contains_function(&self, id: Id) -> bool {
        let inside = id + 1..self.tree.node(id).next;
        inside
            .into_iter()
            .any(|inner| matches!(self.kind(inner), Kind::Function | Kind::Lambda))
    }

    /// Returns every value that a function may return.
    fn returned(&self, id: Id) -> Vec<Value> {
        if self.generators.contains(&id) {
            return vec![Value::Opaque];
        }
        let Some(statements) = self.returns.get(&id) else {
            return self.raised(id);
        };
        let value = |statement: &Id| {
            let first = self.tree.first(*statement);
            first.map_or(Value::Null, |value| self.value(value))
        };
        statements.iter().map(value).collect()
    }

    /// Returns the value of a function without `return`: a call that raises, if nothing else is inside.
    fn raised(&self, id: Id) -> Vec<Value> {
        let body = self.field(id, Field::Body);
        let mut statements = body.into_iter().flat_map(|body| self.tree.children(body));
        let is_raise = |statement: Id| self.kind(statement) == Kind::Raise;
        let only_raises = statements.next_back().is_some_and(is_raise)
            && statements.all(|statement| {
                let inner = self.tree.first(statement);
                inner.is_some_and(|inner| self.kind(inner) == Kind::String)
            });
        match only_raises {
            true => vec![Value::call(None, "raise", Vec::new())],
            false => vec![Value::Null],
        }
    }

    /// Returns the parameters of a function, and the name of the object that it is a method of.
    pub(super) fn parameters(&self, id: Id, has_object: bool) -> (Vec<Parameter>, Option<&'s str>) {
        let list = self.field(id, Field::Parameters);
        let mut object = None;
        let mut found: Vec<Parameter> = Vec::new();
        let mut is_keyword = false;
        let nodes = list.into_iter().flat_map(|list| self.tree.children(list));
        for (index, node) in nodes.enumerate() {
            if index == 0 && has_object && self.kind(node) != Kind::ListSplatPattern {
                object = Some(self.parameter_name(node));
                continue;
            }
            match self.kind(node) {
                Kind::KeywordSeparator => is_keyword = true,
                Kind::PositionalSeparator => {
                    let before = found.iter_mut();
                    before.for_each(|parameter| parameter.kind = ParameterKind::Positional);
                }
                _ => {
                    let parameter = self.parameter(node, is_keyword);
                    is_keyword |= parameter.kind == ParameterKind::Rest;
                    found.push(parameter);
                }
            }
        }
        (found, object)
    }

    fn parameter_name(&self, node: Id) -> &'s str {
        match self.kind(node) {
            Kind::Identifier => self.text(node),
            Kind::DefaultParameter => self
                .field(node, Field::Name)
                .map_or("", |name| self.text(name)),
            _ => self
                .tree
                .first(node)
                .map_or("", |inner| self.parameter_name(inner)),
        }
    }

    fn parameter(&self, node: Id, is_keyword: bool) -> Parameter {
        let pattern = match self.kind(node) {
            Kind::TypedParameter => self.tree.first(node).unwrap_or(node),
            _ => node,
        };
        let kind = match self.kind(pattern) {
            Kind::ListSplatPattern => ParameterKind::Rest,
            Kind::DictSplatPattern => ParameterKind::KeywordRest,
            _ if is_keyword => ParameterKind::Keyword,
            _ => ParameterKind::Either,
        };
        let default = self.field(node, Field::Value);
        let class = self.field(node, Field::Type);
        Parameter {
            name: self.parameter_name(node).into(),
            kind,
            default: default.map(|value| self.value(value)),
            class: class.and_then(|class| self.class_of_type(class)),
        }
    }

    /// `lambda x: send(x)`: its code belongs to the function around, unless a name holds it.
    pub(super) fn lambda(&mut self, id: Id) {
        let list = self.field(id, Field::Parameters);
        let span = self.span(id);
        for node in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let name = self.parameter_name(node);
            let is_named = self
                .place
                .function
                .is_some_and(|at| self.facts.functions[at as usize].span == span);
            if !is_named {
                self.bind(name, Value::Opaque, BindingKind::Inside, span);
            }
        }
    }

    /// A lambda, or a function with some arguments, that a name holds: it is a function under that name.
    pub(super) fn named_function(&mut self, left: Id, right: Id) -> bool {
        let is_lambda = self.kind(right) == Kind::Lambda;
        let partial = self.partial_arguments(right);
        if !is_lambda && partial.is_none() {
            return false;
        }
        let Some(name) = self.assigned_name(left) else {
            return false;
        };
        let is_field = name.starts_with(FIELD);
        let in_class = self.facts.scopes[self.place.scope as usize].kind == ScopeKind::Class;
        let is_method = is_field || (in_class && self.place.function.is_none());
        let name: Text = name.trim_start_matches(FIELD).into();
        let (parameters, returns) = match is_lambda {
            true => {
                let body = self.field(right, Field::Body);
                let returned = body.map(|body| self.value(body));
                (
                    self.parameters(right, false).0,
                    returned.into_iter().collect(),
                )
            }
            false => (rest_parameters(), Vec::new()),
        };
        let number = self.facts.functions.len() as u32;
        let span = self.span(right);
        if self.place.function.is_some() && !is_field {
            self.bind(&name, Value::Function(number), self.assigned(), span);
        }
        self.facts.functions.push(Function {
            public: !name.starts_with('_'),
            name,
            scope: self.place.scope,
            outer: self.place.function.filter(|_| !is_field),
            kind: match is_method {
                true => FunctionKind::Method,
                false => FunctionKind::Free,
            },
            parameters,
            returns,
            name_span: self.span(left),
            span,
        });
        let place = Place {
            function: Some(number),
            ..self.place
        };
        if let Some((callee, mut arguments)) = partial {
            arguments.push(Argument::new(Key::Spread, Value::Name("args".into()), span));
            let names = Value::spread(Value::Name("kwargs".into()));
            let names = Value::Map(vec![(names, Value::Null)]);
            arguments.push(Argument::new(Key::Spread, names, span));
            self.partial_site(callee, arguments, place, span);
        }
        self.within(right, place, false, false);
        true
    }

    /// Notes the call of a function that gets some of its arguments in advance.
    fn partial_site(&mut self, callee: Id, arguments: Vec<Argument>, place: Place, span: Span) {
        let Some(called) = self.called(callee, 0) else {
            return;
        };
        self.push_call(CallSite {
            kind: SiteKind::Call,
            receiver: called.receiver,
            name: called.name,
            arguments,
            scope: place.scope,
            function: place.function,
            statement: true,
            name_span: self.span(called.at),
            span,
        });
    }

    /// `partial(function, …)` that no name holds. Returns true for any such call.
    pub(super) fn partial(&mut self, id: Id) -> bool {
        let Some((callee, arguments)) = self.partial_arguments(id) else {
            return false;
        };
        let span = self.span(id);
        let holder = self
            .place
            .function
            .map(|at| &self.facts.functions[at as usize]);
        if holder.is_none_or(|holder| holder.span != span) && !arguments.is_empty() {
            self.partial_site(callee, arguments, self.place, span);
        }
        true
    }

    /// Returns the function that `partial(…)` is given, and the other arguments.
    fn partial_arguments(&self, id: Id) -> Option<(Id, Vec<Argument>)> {
        let callee = self.field(id, Field::Function)?;
        let is_partial = matches!(self.text(callee), "partial" | "functools.partial");
        if self.kind(id) != Kind::Call || !is_partial {
            return None;
        }
        let list = self.field(id, Field::Arguments)?;
        let function = self.tree.first(list)?;
        self.callee(function)?;
        let mut arguments = self.arguments(Some(list));
        arguments.retain(|argument| argument.key != Key::Position(0));
        for argument in &mut arguments {
            if let Key::Position(number) = &mut argument.key {
                *number -= 1;
            }
        }
        Some((function, arguments))
    }

    /// Returns true if none of the bases of a class has members of the project.
    pub(super) fn is_plain(names: &[&str]) -> bool {
        names.iter().all(|name| PLAIN_BASES.contains(name))
    }
}

/// Returns the parameter with the name of a function that is passed.
fn name_parameter() -> Parameter {
    Parameter {
        name: FUNCTION_NAME.into(),
        kind: ParameterKind::Keyword,
        default: Some(Value::Opaque),
        class: None,
    }
}

/// Returns parameters that take everything.
fn rest_parameters() -> Vec<Parameter> {
    let parameter = |name: &str, kind| Parameter {
        name: name.into(),
        kind,
        default: None,
        class: None,
    };
    vec![
        parameter("args", ParameterKind::Rest),
        parameter("kwargs", ParameterKind::KeywordRest),
    ]
}
