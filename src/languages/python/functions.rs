//! Functions and their parameters.

use crate::facts::{
    BindingKind, Function, FunctionKind, Parameter, ParameterKind, ScopeKind, Text, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::python::names::{CONSTRUCTOR, FUNCTION_NAME};
use crate::languages::python::scanner::{Place, Scanner};
use crate::languages::python::syntax::{Field, Kind};

/// Effect of the decorators of a function.
struct Decorated {
    kind: FunctionKind,
    own_name: Text,
    /// True if the first parameter is the object or class.
    has_object: bool,
    /// True if a decorator of the project or a library gets the function.
    is_wrapped: bool,
}

impl<'s> Scanner<'s, '_> {
    pub(super) fn function(&mut self, id: Id) {
        let Some(name_node) = self.field(id, Field::Name) else {
            return;
        };
        let name = self.text(name_node);
        let decorators = self.decorators(id);
        let in_class = self.flow.place.function.is_none()
            && self.facts.scopes[self.flow.place.scope as usize].kind == ScopeKind::Class;
        let Decorated {
            kind,
            own_name,
            has_object,
            is_wrapped,
        } = self.decorated_as(name, &decorators, in_class);
        let number = self.facts.functions.len() as u32;
        let (mut parameters, object) = self.parameters(id, has_object);
        if self.reads_name(id, &parameters) {
            parameters.push(name_parameter());
        }
        let span = self.span(id);
        if self.flow.place.function.is_some() {
            let assigned = self.flow.assigned();
            self.bind(name, Value::Function(number), assigned, span);
        }
        let returns = self.returned(id);
        self.facts.functions.push(Function {
            public: !name.starts_with('_') || name.starts_with("__"),
            name: own_name,
            scope: self.flow.place.scope,
            outer: self.flow.place.function,
            kind,
            parameters,
            returns,
            name_span: self.span(name_node),
            span,
        });
        if is_wrapped {
            let nearest = decorators.last().copied();
            for decorator in decorators {
                self.decorated(decorator, number, nearest == Some(decorator));
            }
        }
        let place = Place {
            function: Some(number),
            ..self.flow.place
        };
        self.within(id, place, false, false);
        self.hand_over(id, number);
        if let Some(object) = object.filter(|name| !matches!(*name, "self" | "cls")) {
            let own = Value::Name("self".into());
            let start = self.span(name_node);
            self.bind(object, own, BindingKind::Assign, start);
        }
    }

    /// Returns the kind of a function with these decorators.
    fn decorated_as(&self, name: &str, decorators: &[Id], in_class: bool) -> Decorated {
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
        for decorator in decorators {
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
        Decorated {
            kind,
            own_name,
            has_object,
            is_wrapped,
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
        let values = statements.iter().map(value);
        match self.class_of_result(id) {
            Some(class) => values.map(|value| typed(value, &class)).collect(),
            None => values.collect(),
        }
    }

    /// Returns the class that a type declares for the results of a function. A function that returns one of its own has none.
    fn class_of_result(&self, id: Id) -> Option<Text> {
        let declared = self.field(id, Field::ReturnType)?;
        match self.class_of_type(declared)? {
            Value::Name(class) if !self.contains_function(id) => Some(class),
            _ => None,
        }
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

    pub(super) fn parameter_name(&self, node: Id) -> &'s str {
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
}

/// Returns a value with its declared class, unless the value shows what it is.
fn typed(value: Value, class: &Text) -> Value {
    match value {
        Value::Name(_) | Value::Member(..) | Value::Index(..) | Value::Call(_) => {
            Value::Typed(Box::new(value), class.clone())
        }
        value => value,
    }
}

/// Returns the parameter with the name of a function that is passed.
fn name_parameter() -> Parameter {
    Parameter {
        default: Some(Value::Opaque),
        ..Parameter::new(FUNCTION_NAME, ParameterKind::Keyword)
    }
}
