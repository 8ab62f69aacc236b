//! Assignments: what a name, a field or an entry gets.

use crate::facts::{Argument, Binding, BindingKind, FunctionId, Key, Text, Value};
use crate::languages::code_flow::assigned_member;
use crate::languages::flat_tree::Id;
use crate::languages::go::names::{FIELD, SELF};
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};
use crate::source::Span;

/// Limit of the literals that one local may hold.
const MOST_LITERALS: usize = 16;

impl<'s> Scanner<'s, '_> {
    /// Notes a local of the function around.
    pub(super) fn declare(&mut self, name: &'s str) {
        if let Some(function) = self.flow.place.function {
            let is_new = self.locals.insert((function, name));
            if !is_new && self.flow.conditional {
                self.shadowing.insert((function, name));
            }
        }
    }

    /// Returns true if several blocks of the function around declare a local of this name. Which one a use means is not followed.
    fn is_ambiguous(&self, name: &'s str) -> bool {
        let function = self.flow.place.function;
        function.is_some_and(|function| self.shadowing.contains(&(function, name)))
    }

    /// Returns the function that a local belongs to: the one around, or one further out.
    pub(super) fn owner(&self, name: &'s str) -> Option<FunctionId> {
        let around = std::iter::successors(self.flow.place.function, |at| {
            self.facts.functions[*at as usize].outer
        });
        let mut owners = around.into_iter();
        owners.find(|function| self.locals.contains(&(*function, name)))
    }

    /// `var a, b = value, value`, `var a Type`.
    pub(super) fn variable(&mut self, id: Id) {
        let names = self.fields(id, Field::Name);
        for name in &names {
            self.declare(self.text(*name));
        }
        let span = self.span(id);
        match self.field(id, Field::Value) {
            Some(values) => self.assign_all(&names, values, span, true),
            None => {
                let kind = self.field(id, Field::Type);
                for name in names {
                    let value = self.zero(kind);
                    let name = self.text(name);
                    self.remember(name, &value);
                    self.bind(name, value, self.flow.assigned(), span);
                }
            }
        }
        if let (Some(function), Some(class)) = (
            self.flow.place.function,
            self.field(id, Field::Type)
                .and_then(|one| self.own_type(one)),
        ) {
            for name in self.fields(id, Field::Name) {
                self.typed.insert((function, self.text(name)), class);
            }
        }
    }

    /// Returns the value of a variable without one.
    fn zero(&self, kind: Option<Id>) -> Value {
        let Some(kind) = kind else {
            return Value::Opaque;
        };
        match self.kind(kind) {
            Kind::MapType => Value::Map(Vec::new()),
            Kind::Slice => Value::List(Vec::new()),
            Kind::TypeName if self.text(kind) == "string" => Value::Null,
            Kind::TypeName | Kind::Qualified | Kind::Generic => match self.class_of_type(kind) {
                Some(class) if self.is_struct(kind) => Value::call(Some(class), "{}", Vec::new()),
                Some(class) => Value::InstanceOf(Box::new(class)),
                None => Value::Opaque,
            },
            Kind::Pointer => self
                .class_of_type(kind)
                .map_or(Value::Opaque, |class| Value::InstanceOf(Box::new(class))),
            _ => Value::Opaque,
        }
    }

    /// `a := value`, `a, b = f()`, `a += 'x'`.
    pub(super) fn assignment(&mut self, id: Id) {
        let (Some(left), Some(right)) = (self.field(id, Field::Left), self.field(id, Field::Right))
        else {
            return;
        };
        let targets: Vec<Id> = self.tree.children(left).collect();
        let is_new = self.kind(id) == Kind::ShortVar;
        if is_new {
            for target in &targets {
                if let Some(name) = self.plain_name(*target) {
                    self.declare(name);
                }
            }
        }
        let span = self.span(id);
        match (is_new, self.tree.node(id).sign) {
            (true, _) | (_, Kind::Assign) => self.assign_all(&targets, right, span, is_new),
            (_, sign) => {
                let (Some(target), Some(value)) = (targets.first(), self.tree.first(right)) else {
                    return;
                };
                let value = self.value(value);
                if let Some(name) = self.plain_name(*target) {
                    let is_text = sign == Kind::Plus && !matches!(value, Value::Number(_));
                    match is_text {
                        true => self.bind(name, value, self.flow.appended(), span),
                        false => self.bind(name, Value::Opaque, BindingKind::Maybe, span),
                    }
                }
            }
        }
    }

    fn assign_all(&mut self, targets: &[Id], values: Id, span: Span, is_new: bool) {
        let values: Vec<Id> = match self.kind(values) {
            Kind::ExpressionList => self.tree.children(values).collect(),
            _ => vec![values],
        };
        for (at, target) in targets.iter().enumerate() {
            let value = match (values.get(at), &values[..]) {
                (Some(value), many) if many.len() == targets.len() => {
                    if self.named_function(*target, *value) {
                        continue;
                    }
                    self.member_site(*target, *value, span);
                    self.value(*value)
                }
                (_, [one]) => self.result(*one, at),
                _ => Value::Opaque,
            };
            self.assign(*target, value, span, is_new);
        }
    }

    /// Notes code that a field of another object gets.
    fn member_site(&mut self, target: Id, value: Id, span: Span) {
        let (Some(object), Some(member)) = (
            self.field(target, Field::Operand),
            self.field(target, Field::Member),
        ) else {
            return;
        };
        let is_own = self
            .plain_name(object)
            .is_some_and(|name| self.is_object(name));
        if self.kind(target) != Kind::Selector || is_own {
            return;
        }
        let place = (self.flow.place.scope, self.flow.place.function);
        let site = assigned_member(
            (self.value(object), self.text(member)),
            (self.value(value), self.span(value)),
            place,
            (self.span(member), span),
        );
        self.facts.calls.extend(site);
    }

    /// Returns one of several results of an expression.
    fn result(&self, id: Id, at: usize) -> Value {
        match self.kind(id) {
            Kind::Call => {
                let number = Value::Number(at.to_string().into());
                Value::index(self.value(id), number)
            }
            // The second result says if there is a first one.
            _ if at == 0 => self.value(id),
            _ => Value::Opaque,
        }
    }

    fn assign(&mut self, target: Id, value: Value, span: Span, is_new: bool) {
        match self.kind(target) {
            Kind::Identifier => {
                let name = self.text(target);
                if name == "_" {
                    return;
                }
                if !is_new && self.flow.place.function.is_some() && self.owner(name).is_none() {
                    return self.assign_global(name, value, span);
                }
                self.remember(name, &value);
                self.bind(name, value, self.flow.assigned(), span);
                if is_new && self.is_ambiguous(name) {
                    self.bind(name, Value::Opaque, BindingKind::Maybe, span);
                }
            }
            Kind::Selector => self.assign_field(target, value, span),
            Kind::Index => self.entry(target, value, span),
            Kind::Parenthesized => {
                if let Some(inner) = self.tree.first(target) {
                    self.assign(inner, value, span, is_new);
                }
            }
            _ => {}
        }
    }

    /// A function assigns a variable of the package, which may happen at any time.
    fn assign_global(&mut self, name: &str, value: Value, span: Span) {
        let Some(function) = self.flow.place.function else {
            return;
        };
        self.facts.bindings.push(Binding {
            name: name.into(),
            scope: 0,
            function: None,
            kind: BindingKind::Maybe,
            value: Value::Within(function, Box::new(value)),
            span,
        });
    }

    /// Notes the literal that a local holds.
    fn remember(&mut self, name: &'s str, value: &Value) {
        let Some(function) = self.flow.place.function else {
            return;
        };
        let is_literal = matches!(value, Value::Call(call) if call.name == "{}");
        let key = (function, name);
        match (is_literal, self.flow.conditional) {
            (true, false) => drop(self.literals.insert(key, vec![value.clone()])),
            (true, true) => self.literals.entry(key).or_default().push(value.clone()),
            (false, _) => drop(self.literals.remove(&key)),
        }
    }

    /// `object.field = value`
    fn assign_field(&mut self, target: Id, value: Value, span: Span) {
        let (Some(object), Some(field)) = (
            self.field(target, Field::Operand),
            self.field(target, Field::Member),
        ) else {
            return;
        };
        let field = self.text(field);
        let Some(name) = self.plain_name(object) else {
            return;
        };
        if self.is_object(name) {
            let name: Text = format!("{FIELD}{field}").into();
            return self.bind(&name, value, BindingKind::Maybe, span);
        }
        if self.packages.contains_key(name) && self.owner(name).is_none() {
            return;
        }
        let Some(owner) = self.owner(name) else {
            let unknown = Value::Choice(vec![Value::Name(name.into()), Value::Opaque]);
            return self.assign_global(name, unknown, span);
        };
        if let Some(literals) = self.literals.remove(&(owner, name)) {
            return self.set_in_literals(owner, name, literals, (field, value), span);
        }
        if let Some(class) = self.typed.get(&(owner, name)).copied()
            && let Some(scope) = self.class_scope(class)
        {
            let mut binding =
                self.binding(&format!("{FIELD}{field}"), value, BindingKind::Maybe, span);
            binding.scope = scope;
            return self.facts.bindings.push(binding);
        }
        self.change(name, span);
    }

    /// Binds a name to its value or any other one, because its fields change.
    pub(super) fn change(&mut self, name: &str, span: Span) {
        let unknown = Value::Choice(vec![Value::Name(name.into()), Value::Opaque]);
        self.bind(name, unknown, BindingKind::Assign, span);
    }

    /// Binds a local to its literal with another value of a field.
    fn set_in_literals(
        &mut self,
        owner: FunctionId,
        name: &'s str,
        before: Vec<Value>,
        (field, value): (&str, Value),
        span: Span,
    ) {
        let set = |literal: &Value| {
            let Value::Call(call) = literal else {
                return Value::Opaque;
            };
            // The fields of other arguments are not known by name.
            let is_named = |one: &Argument| matches!(one.key, Key::Name(_));
            if !call.arguments.iter().all(is_named) {
                return Value::Opaque;
            }
            let key = Key::Name(field.into());
            let mut arguments = call.arguments.clone();
            arguments.retain(|one| one.key != key);
            arguments.push(Argument::new(key, value.clone(), span));
            Value::call(call.receiver.clone(), "{}", arguments)
        };
        let changed: Vec<Value> = before.iter().map(set).collect();
        let mut after = changed;
        if self.flow.conditional || self.flow.place.function != Some(owner) {
            after.extend(before);
        }
        if after.len() > MOST_LITERALS {
            return self.change(name, span);
        }
        let bound = match &after[..] {
            [one] => one.clone(),
            many => Value::Choice(many.to_vec()),
        };
        self.literals.insert((owner, name), after);
        let mut binding = self.binding(name, bound, BindingKind::Assign, span);
        binding.function = Some(owner);
        self.facts.bindings.push(binding);
    }

    /// `map[key] = value`
    fn entry(&mut self, target: Id, value: Value, span: Span) {
        let (Some(map), Some(key)) = (
            self.field(target, Field::Operand),
            self.field(target, Field::Index),
        ) else {
            return;
        };
        let name: Option<Text> = match self.kind(map) {
            Kind::Identifier => Some(self.text(map).into()),
            Kind::Selector => {
                let object = self.field(map, Field::Operand);
                let object = object.and_then(|object| self.plain_name(object));
                let field = self.field(map, Field::Member);
                field
                    .filter(|_| object.is_some_and(|name| self.is_object(name)))
                    .map(|field| format!("{FIELD}{}", self.text(field)).into())
            }
            _ => None,
        };
        if let Some(name) = name {
            let entry = Value::Map(vec![(self.value(key), value)]);
            self.bind(&name, entry, self.flow.appended(), span);
        }
    }

    /// Returns true for the name of the object that the method around is called on.
    pub(super) fn is_object(&self, name: &str) -> bool {
        name == SELF || (!self.flow.place.object.is_empty() && name == self.flow.place.object)
    }

    /// Returns the text of a name.
    pub(super) fn plain_name(&self, id: Id) -> Option<&'s str> {
        let is_name = self.kind(id) == Kind::Identifier && self.text(id) != "_";
        is_name.then(|| self.text(id))
    }
}
