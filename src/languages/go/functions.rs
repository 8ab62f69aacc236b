//! Functions, methods and function literals.

use crate::facts::{
    Binding, BindingKind, Function, FunctionId, FunctionKind, Parameter, ParameterKind, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::go::names::{ANONYMOUS, FIELD, SELF};
use crate::languages::go::scanner::{Place, Scanner};
use crate::languages::go::syntax::{Field, Kind};

impl<'s> Scanner<'s, '_> {
    pub(super) fn function(&mut self, id: Id) {
        let Some(name_node) = self.field(id, Field::Name) else {
            return;
        };
        let name = self.text(name_node);
        let receiver = self.field(id, Field::Receiver);
        let receiver = receiver.and_then(|list| self.tree.first(list));
        let class = receiver
            .and_then(|one| self.field(one, Field::Type))
            .and_then(|class| self.own_type(class));
        let scope = class.and_then(|class| self.class_scope(class));
        let object = receiver
            .and_then(|one| self.field(one, Field::Name))
            .map_or("", |name| self.text(name));
        // A package can have several of them, and nothing calls one.
        if name == "init" && receiver.is_none() {
            self.push_function("init ", (id, name_node), scope.unwrap_or(0), None);
        } else {
            self.push_function(name, (id, name_node), scope.unwrap_or(0), None);
        }
        let number = self.facts.functions.len() as u32 - 1;
        if scope.is_some() {
            self.facts.functions[number as usize].kind = FunctionKind::Method;
        }
        let place = Place {
            scope: scope.unwrap_or(0),
            function: Some(number),
            object,
        };
        self.within(id, place, false, false);
        self.returned_later(id, number);
        self.declare_parameters(id, number);
        if !object.is_empty() && object != "_" && scope.is_some() {
            let own = Value::Name(SELF.into());
            self.locals.insert((number, object));
            self.bind(object, own, BindingKind::Assign, self.span(name_node));
        }
    }

    fn push_function(
        &mut self,
        name: &str,
        (id, name_node): (Id, Id),
        scope: u32,
        outer: Option<FunctionId>,
    ) {
        let parameters = self.parameters(id);
        let span = self.span(id);
        self.facts.functions.push(Function {
            public: name.starts_with(char::is_uppercase),
            name: name.into(),
            scope,
            outer,
            kind: FunctionKind::Free,
            parameters,
            returns: Vec::new(),
            name_span: self.span(name_node),
            span,
        });
    }

    /// Sets what a function returns. Its code must be the current one.
    fn returned_later(&mut self, id: Id, number: FunctionId) {
        let returns = self.returned(id);
        self.facts.functions[number as usize].returns = returns;
    }

    /// Notes parameters and named results as locals.
    fn declare_parameters(&mut self, id: Id, number: FunctionId) {
        for list in [Field::Parameters, Field::Result] {
            let Some(list) = self.field(id, list) else {
                continue;
            };
            if self.kind(list) != Kind::Parameters {
                continue;
            }
            for parameter in self.tree.children(list) {
                let class = self.field(parameter, Field::Type);
                let class = class.and_then(|class| self.own_type(class));
                for name in self.fields(parameter, Field::Name) {
                    let name = self.text(name);
                    self.locals.insert((number, name));
                    if let Some(class) = class {
                        self.typed.insert((number, name), class);
                    }
                }
            }
        }
    }

    /// Returns every value that a function may return. An empty text beside an error is no name.
    pub(super) fn returned(&self, id: Id) -> Vec<Value> {
        let Some(statements) = self.returns.get(&id) else {
            return vec![Value::Null];
        };
        let value = |statement: &Id| {
            let Some(list) = self.tree.first(*statement) else {
                return self.named_results(id);
            };
            let parts: Vec<Id> = self.tree.children(list).collect();
            let is_failure = parts.len() > 1
                && parts
                    .last()
                    .is_some_and(|last| !matches!(self.kind(*last), Kind::Nil | Kind::True));
            match &parts[..] {
                [one] => self.value(*one),
                many => {
                    let values = many.iter().map(|part| match self.value(*part) {
                        Value::Text(text) if text.is_empty() && is_failure => Value::Null,
                        value => value,
                    });
                    Value::List(values.collect())
                }
            }
        };
        statements.iter().map(value).collect()
    }

    /// Returns the named results, which a bare `return` returns.
    fn named_results(&self, id: Id) -> Value {
        let list = self.field(id, Field::Result);
        let list = list.filter(|list| self.kind(*list) == Kind::Parameters);
        let names = list
            .into_iter()
            .flat_map(|list| self.tree.children(list))
            .flat_map(|one| self.fields(one, Field::Name));
        let mut names: Vec<Value> = names
            .map(|name| Value::Name(self.text(name).into()))
            .collect();
        match names.len() {
            0 => Value::Null,
            1 => names.remove(0),
            _ => Value::List(names),
        }
    }

    /// Returns the parameters of a function.
    pub(super) fn parameters(&self, id: Id) -> Vec<Parameter> {
        let mut found = Vec::new();
        let list = self.field(id, Field::Parameters);
        for node in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let kind = match self.kind(node) {
                Kind::Parameter => ParameterKind::Positional,
                Kind::RestParameter => ParameterKind::Rest,
                _ => continue,
            };
            let class = self.field(node, Field::Type);
            let class = class.filter(|_| kind == ParameterKind::Positional);
            let parameter = Parameter {
                name: "".into(),
                kind,
                default: None,
                class: class.and_then(|class| self.class_of_type(class)),
            };
            let names = self.fields(node, Field::Name);
            if names.is_empty() {
                found.push(parameter.clone());
            }
            found.extend(names.into_iter().map(|name| Parameter {
                name: self.text(name).into(),
                ..parameter.clone()
            }));
        }
        found
    }

    /// A function literal that a name holds is a function under that name.
    pub(super) fn named_function(&mut self, target: Id, value: Id) -> bool {
        if self.kind(value) != Kind::Literal {
            return false;
        }
        let (name, is_field) = match self.kind(target) {
            Kind::Identifier => (self.text(target), false),
            Kind::Selector => {
                let object = self.field(target, Field::Operand);
                let object = object.and_then(|object| self.plain_name(object));
                match self.field(target, Field::Member) {
                    Some(field) if object.is_some_and(|name| self.is_object(name)) => {
                        (self.text(field), true)
                    }
                    _ => return false,
                }
            }
            _ => return false,
        };
        if name == "_" {
            return false;
        }
        let number = self.facts.functions.len() as u32;
        let span = self.span(value);
        let outer = self.flow.place.function;
        if is_field {
            let name = format!("{FIELD}{name}");
            self.bind(&name, Value::Function(number), BindingKind::Maybe, span);
        } else if outer.is_some() && self.owner(name).is_some() {
            self.bind(name, Value::Function(number), self.flow.assigned(), span);
        } else if outer.is_some() {
            self.facts.bindings.push(Binding {
                name: name.into(),
                scope: 0,
                function: None,
                kind: BindingKind::Maybe,
                value: Value::Function(number),
                span,
            });
        }
        // A variable of the package may hold another function later, so only a local name is the function's own.
        let own_name = match is_field {
            true => ANONYMOUS,
            false => name,
        };
        self.push_literal(value, target, own_name);
        true
    }

    fn push_literal(&mut self, id: Id, name_node: Id, name: &str) {
        let place = self.flow.place;
        self.named.insert(id);
        self.push_function(name, (id, name_node), place.scope, place.function);
        let number = self.facts.functions.len() as u32 - 1;
        let inside = Place {
            function: Some(number),
            ..place
        };
        self.within(id, inside, false, false);
        self.returned_later(id, number);
        self.declare_parameters(id, number);
    }

    /// A function literal without a name: its code belongs to the function around, if there is one.
    pub(super) fn literal(&mut self, id: Id) {
        let span = self.span(id);
        if self.named.contains(&id) {
            return;
        }
        let Some(around) = self.flow.place.function else {
            return self.push_literal(id, id, ANONYMOUS);
        };
        let parameters = self.parameters(id);
        for parameter in &parameters {
            let value = match &parameter.class {
                Some(class) => Value::InstanceOf(Box::new(class.clone())),
                None => Value::Opaque,
            };
            let is_named = !parameter.name.is_empty() && parameter.name != "_";
            if is_named {
                self.bind(&parameter.name, value, BindingKind::Inside, span);
            }
        }
        self.declare_parameters(id, around);
        self.within(id, self.flow.place, true, self.flow.repeated);
    }
}
