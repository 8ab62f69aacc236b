//! Call sites, and calls as values.

use crate::facts::{Argument, BindingKind, CallSite, FunctionId, Key, SiteKind, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::maps::named_entry;
use crate::languages::python::names::{FUNCTION_NAME, NEW, SUPER, is_class_name};
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Nodes looked at to see whether a call stands for its effect.
const MOST_STEPS: usize = 64;
/// A call with its parts, ready to become a site or a value.
pub(super) struct Called {
    pub(super) receiver: Option<Value>,
    pub(super) name: Text,
    /// The node of the name.
    pub(super) at: Id,
}

impl<'s> Scanner<'s, '_> {
    /// Returns the receiver of a called expression, the node of the function's name, and the name.
    pub(super) fn callee(&self, callee: Id) -> Option<(Option<Id>, Id, &'s str)> {
        match self.kind(callee) {
            Kind::Identifier => Some((None, callee, self.text(callee))),
            Kind::Attribute => {
                let name = self.field(callee, Field::Attribute)?;
                Some((self.field(callee, Field::Object), name, self.text(name)))
            }
            // `Client[Event](…)`
            Kind::Subscript => self.callee(self.field(callee, Field::Value)?),
            Kind::Parenthesized => self.callee(self.tree.first(callee)?),
            _ => None,
        }
    }

    /// Returns the parts of a call. A class is called to make an instance, and a class has a capital letter.
    pub(super) fn called(&self, callee: Id, depth: u8) -> Option<Called> {
        let (receiver, at, name) = self.callee(callee)?;
        let is_class = is_class_name(name) || (receiver.is_none() && name == "cls");
        if is_class {
            let owner = receiver.map(|owner| self.value_at(owner, depth));
            let class = match owner {
                Some(owner) if !self.dotted.contains(self.text(callee)) => {
                    Value::member(owner, name)
                }
                Some(_) => Value::Name(self.text(callee).into()),
                None => Value::Name(name.into()),
            };
            let name = NEW.into();
            let receiver = Some(class);
            return Some(Called { receiver, name, at });
        }
        if let Some(receiver) = receiver
            && self.is_super(receiver)
        {
            return Some(self.of_superclass(name, at));
        }
        Some(Called {
            receiver: receiver.map(|receiver| self.value_at(receiver, depth)),
            name: name.into(),
            at,
        })
    }

    /// Returns true for `super()`.
    fn is_super(&self, id: Id) -> bool {
        let callee = self.field(id, Field::Function);
        self.kind(id) == Kind::Call && callee.is_some_and(|callee| self.text(callee) == SUPER)
    }

    /// Returns the parts of `super().name(…)`. Another method than the one around is one of the object.
    fn of_superclass(&self, name: &str, at: Id) -> Called {
        let around = self.flow.place.function;
        let is_same = around.is_some_and(|at| self.facts.functions[at as usize].name == name);
        match is_same {
            true => Called {
                receiver: None,
                name: SUPER.into(),
                at,
            },
            false => Called {
                receiver: Some(Value::Name("self".into())),
                name: name.into(),
                at,
            },
        }
    }

    pub(super) fn call(&mut self, id: Id) {
        let Some(callee) = self.field(id, Field::Function) else {
            return;
        };
        // A decorator is called with the function behind it.
        let is_decorator = self.kind(self.tree.parent(id)) == Kind::Decorator;
        if is_decorator || self.is_super(id) || self.partial(id) {
            return;
        }
        let list = self.field(id, Field::Arguments);
        let mut arguments = self.arguments(list);
        let mut callee = callee;
        // `decorate(…)(function)`
        if self.kind(callee) == Kind::Call
            && let Some(inner) = self.field(callee, Field::Function)
        {
            let outer = self.arguments(self.field(callee, Field::Arguments));
            arguments.retain(|argument| argument.key == Key::Position(0));
            arguments.iter_mut().for_each(|one| one.key = Key::Block);
            arguments.splice(0..0, outer);
            callee = inner;
        }
        self.appends(callee, &arguments, id);
        self.push_site(callee, arguments, id);
    }

    /// Notes a call of `callee`.
    pub(super) fn push_site(&mut self, callee: Id, arguments: Vec<Argument>, id: Id) {
        let called = self.called(callee, 0).unwrap_or(Called {
            receiver: None,
            name: Text::default(),
            at: callee,
        });
        self.push_call(CallSite {
            kind: SiteKind::Call,
            receiver: called.receiver,
            name: called.name,
            arguments,
            scope: self.flow.place.scope,
            function: self.flow.place.function,
            statement: self.is_effect(id),
            name_span: self.span(called.at),
            span: self.span(id),
        });
    }

    /// Returns the call of a decorator with the function that it is given. Only the nearest one is given the function itself and
    /// thus its name, because any decorator may return another function.
    pub(super) fn decorated(&mut self, decorator: Id, function: FunctionId, is_nearest: bool) {
        let Some(inner) = self.tree.first(decorator) else {
            return;
        };
        let value = Value::Function(function);
        let span = self.span(inner);
        let (callee, arguments) = match self.kind(inner) {
            Kind::Call => {
                let Some(callee) = self.field(inner, Field::Function) else {
                    return;
                };
                let mut arguments = self.arguments(self.field(inner, Field::Arguments));
                arguments.push(Argument::new(Key::Block, value, span));
                (callee, arguments)
            }
            _ => (inner, vec![Argument::new(Key::Position(0), value, span)]),
        };
        let name = match is_nearest {
            true => Value::Text(self.facts.functions[function as usize].name.clone()),
            false => Value::Opaque,
        };
        let mut arguments = arguments;
        let key = Key::Name(FUNCTION_NAME.into());
        arguments.push(Argument::new(key, name, span));
        self.push_site(callee, arguments, inner);
    }

    /// Binds what a call adds to a list or map.
    fn appends(&mut self, callee: Id, arguments: &[Argument], id: Id) {
        let Some((Some(receiver), _, method)) = self.callee(callee) else {
            return;
        };
        let Some(name) = self.assigned_name(receiver) else {
            return;
        };
        let position = |number| {
            let mut found = arguments.iter();
            let found = found.find(|argument| argument.key == Key::Position(number));
            found.map(|argument| argument.value.clone())
        };
        let value = match (method, position(0)) {
            ("append" | "add", Some(value)) => value,
            ("insert", Some(_)) => match position(1) {
                Some(value) => value,
                None => return,
            },
            ("extend", Some(value)) => Value::spread(value),
            ("update", first) => {
                let mut entries: Vec<(Value, Value)> = Vec::new();
                entries.extend(first.map(|value| (Value::spread(value), Value::Null)));
                entries.extend(arguments.iter().filter_map(named_entry));
                Value::Map(entries)
            }
            ("setdefault", Some(key)) => {
                Value::Map(vec![(key, position(1).unwrap_or(Value::Null))])
            }
            _ => return,
        };
        let kind = match (method, self.flow.appended()) {
            ("setdefault", BindingKind::Append) => BindingKind::AppendMaybe,
            (_, kind) => kind,
        };
        self.bind_as(&name, value, kind, self.span(id));
    }

    /// Returns the arguments of a call.
    pub(super) fn arguments(&self, list: Option<Id>) -> Vec<Argument> {
        self.arguments_at(list, 0)
    }

    pub(super) fn arguments_at(&self, list: Option<Id>, depth: u8) -> Vec<Argument> {
        let Some(list) = list else { return Vec::new() };
        // `any(x for x in list)`
        if self.kind(list) == Kind::ListComprehension {
            let value = self.value_at(list, depth);
            return vec![Argument::new(Key::Position(0), value, self.span(list))];
        }
        let mut position = 0;
        let one = |child: Id| {
            let first = || self.tree.first(child);
            let (key, value) = match self.kind(child) {
                Kind::KeywordArgument => {
                    let name = self.field(child, Field::Name)?;
                    let value = self.value_of(self.field(child, Field::Value), depth);
                    (Key::Name(self.text(name).into()), value)
                }
                Kind::ListSplat => (Key::Spread, self.value_of(first(), depth)),
                // Only its names count, and no positions.
                Kind::DictSplat => {
                    let map = Value::spread(self.value_of(first(), depth));
                    (Key::Spread, Value::Map(vec![(map, Value::Null)]))
                }
                _ => {
                    position += 1;
                    (Key::Position(position - 1), self.value_at(child, depth))
                }
            };
            Some(Argument::new(key, value, self.span(child)))
        };
        let children = self.tree.children(list).take(usize::from(u16::MAX));
        children.filter_map(one).collect()
    }

    /// Returns the value of a call.
    pub(super) fn call_value(&self, id: Id, depth: u8) -> Value {
        let Some(callee) = self.field(id, Field::Function) else {
            return Value::Opaque;
        };
        let list = self.field(id, Field::Arguments);
        let Some((receiver, _, name)) = self.callee(callee) else {
            return Value::Opaque;
        };
        let arguments = self.arguments_at(list, depth);
        if let Some(known) = self.function_of_language(receiver, name, &arguments, depth) {
            return known;
        }
        match self.called(callee, depth) {
            Some(called) => Value::call(called.receiver, called.name, arguments),
            None => Value::Opaque,
        }
    }

    /// Returns true if an expression is a statement or the result of a function.
    pub(super) fn is_effect(&self, id: Id) -> bool {
        let mut at = id;
        for _ in 0..MOST_STEPS {
            let parent = self.tree.parent(at);
            match self.kind(parent) {
                Kind::ExpressionStatement | Kind::Return | Kind::Decorator => return true,
                Kind::Lambda => return self.tree.node(at).field == Field::Body,
                Kind::Await | Kind::Parenthesized => at = parent,
                Kind::Conditional => at = parent,
                Kind::Boolean if self.tree.node(at).field == Field::Right => at = parent,
                _ => return false,
            }
        }
        false
    }
}
