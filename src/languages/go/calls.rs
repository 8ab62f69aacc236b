//! Call sites, and calls as values.

use crate::facts::{Argument, BindingKind, CallSite, Key, SiteKind, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::go::literals::filled;
use crate::languages::go::names::FIELD;
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};
use crate::languages::go::text_methods::is_text_function;

/// Nodes looked at to see whether a call stands for its effect.
const MOST_STEPS: usize = 64;
/// Keys around a map that are kept in front of its own.
const MOST_OUTER_KEYS: usize = 4;

impl<'s> Scanner<'s, '_> {
    /// Returns the receiver of a called expression, the node of the function's name, and the name.
    pub(super) fn callee(&self, callee: Id) -> Option<(Option<Id>, Id, &'s str)> {
        let mut at = callee;
        for _ in 0..MOST_STEPS {
            match self.kind(at) {
                Kind::Identifier => return Some((None, at, self.text(at))),
                Kind::Selector => {
                    let name = self.field(at, Field::Member)?;
                    return Some((self.field(at, Field::Operand), name, self.text(name)));
                }
                // `Track[Event](…)`
                Kind::Index => at = self.field(at, Field::Operand)?,
                Kind::Instantiation => at = self.field(at, Field::Type)?,
                Kind::Parenthesized => at = self.tree.first(at)?,
                _ => return None,
            }
        }
        None
    }

    pub(super) fn call(&mut self, id: Id) {
        let Some(callee) = self.field(id, Field::Function) else {
            return;
        };
        let list = self.field(id, Field::Arguments);
        self.changes(id, list);
        let Some((receiver, at, name)) = self.callee(callee) else {
            return;
        };
        let site = CallSite {
            kind: SiteKind::Call,
            receiver: receiver.map(|receiver| self.value(receiver)),
            name: name.into(),
            arguments: self.arguments(list, 0),
            scope: self.flow.place.scope,
            function: self.flow.place.function,
            statement: self.is_effect(id),
            name_span: self.span(at),
            span: self.span(id),
        };
        self.push_call(site);
    }

    /// A function that gets a pointer to a local may change it.
    fn changes(&mut self, id: Id, list: Option<Id>) {
        let arguments: Vec<Id> = list
            .into_iter()
            .flat_map(|list| self.tree.children(list))
            .collect();
        for argument in arguments {
            let is_pointer = self.kind(argument) == Kind::Unary
                && self.tree.node(argument).sign == Kind::Ampersand;
            let name = self.tree.first(argument).filter(|_| is_pointer);
            let Some(name) = name.and_then(|name| self.plain_name(name)) else {
                continue;
            };
            let Some(owner) = self.owner(name) else {
                continue;
            };
            self.literals.remove(&(owner, name));
            let span = self.span(argument);
            let unknown = Value::Choice(vec![Value::Name(name.into()), Value::Opaque]);
            let mut binding = self.binding(name, unknown, BindingKind::Assign, span);
            binding.function = Some(owner);
            self.bind_later(id, binding);
        }
    }

    /// Notes a literal: a map with its entries, or a struct as a call that makes one.
    pub(super) fn composite_site(&mut self, id: Id) {
        let (Some(kind), Some(body)) = (self.field(id, Field::Type), self.field(id, Field::Body))
        else {
            return;
        };
        let span = self.span(id);
        let mut site = CallSite {
            kind: SiteKind::Map,
            receiver: None,
            name: Text::default(),
            arguments: Vec::new(),
            scope: self.flow.place.scope,
            function: self.flow.place.function,
            statement: false,
            name_span: span,
            span,
        };
        match self.value(id) {
            Value::Map(_) => {
                site.arguments = self.map_arguments(id, body);
                if site.arguments.is_empty() {
                    return;
                }
            }
            Value::Call(call) => {
                site.kind = SiteKind::Call;
                site.receiver = call.receiver.clone();
                site.name = call.name.clone();
                site.arguments = call.arguments.clone();
                site.name_span = self.span(kind);
                self.hold_functions(kind, &site.arguments);
            }
            _ => return,
        }
        self.push_call(site);
    }

    /// Binds the functions that a literal puts into fields: any object of the type may hold them.
    fn hold_functions(&mut self, kind: Id, arguments: &[Argument]) {
        let class = self.text(kind);
        let Some(scope) = self.classes.get(class).copied() else {
            return;
        };
        for argument in arguments {
            let (Key::Name(field), Value::Name(name)) = (&argument.key, &argument.value) else {
                continue;
            };
            if self.is_function_field(class, field) && !self.is_declared(name) {
                let name = format!("{FIELD}{field}");
                let kind = BindingKind::Maybe;
                let mut binding = self.binding(&name, argument.value.clone(), kind, argument.span);
                binding.scope = scope;
                self.facts.bindings.push(binding);
            }
        }
    }

    /// Returns true for a field with a function, of a struct of this file.
    fn is_function_field(&self, class: &str, field: &str) -> bool {
        let Some(spec) = self.types.get(class) else {
            return false;
        };
        (*spec..self.tree.node(*spec).next).any(|id| {
            let written = self.field(id, Field::Type);
            self.kind(id) == Kind::FieldDeclaration
                && written.is_some_and(|written| {
                    self.kind(written) == Kind::FunctionType
                        || self.underlying(self.text(written)) == Some(Kind::FunctionType)
                })
                && self
                    .fields(id, Field::Name)
                    .iter()
                    .any(|name| self.text(*name) == field)
        })
    }

    fn map_arguments(&self, id: Id, body: Id) -> Vec<Argument> {
        let mut prefix: Option<String> = None;
        let parts = self.tree.children(body);
        let argument = |part: Id| {
            let key = self.key_text(self.field(part, Field::Key)?)?;
            let value = self.field(part, Field::Value)?;
            let inner = self.tree.first(value).unwrap_or(value);
            if matches!(self.kind(inner), Kind::LiteralValue | Kind::Literal) {
                return None;
            }
            let prefix = prefix.get_or_insert_with(|| self.outer_keys(id));
            let key = Key::Name(format!("{prefix}{key}").into());
            Some(Argument::new(key, self.value(value), self.span(part)))
        };
        parts.filter_map(argument).collect()
    }

    /// Returns the keys of the maps directly around one, each followed by `-`.
    fn outer_keys(&self, id: Id) -> String {
        let mut keys = Vec::new();
        let mut at = id;
        while keys.len() < MOST_OUTER_KEYS {
            let pair = self.tree.parent(self.tree.parent(at));
            let outer = self.tree.parent(self.tree.parent(pair));
            if self.kind(pair) != Kind::KeyedElement || self.kind(outer) != Kind::Composite {
                break;
            }
            let key = self.field(pair, Field::Key);
            let Some(key) = key.and_then(|key| self.key_text(key)) else {
                break;
            };
            keys.push(key);
            at = outer;
        }
        keys.iter().rev().map(|key| format!("{key}-")).collect()
    }

    pub(super) fn arguments(&self, list: Option<Id>, depth: u8) -> Vec<Argument> {
        let children = list.into_iter().flat_map(|list| self.tree.children(list));
        let one = |(at, child): (usize, Id)| {
            let (key, value) = match self.kind(child) {
                Kind::Spread => (Key::Spread, self.value_of(self.tree.first(child), depth)),
                _ => (Key::Position(at as u16), self.value_at(child, depth)),
            };
            Argument::new(key, value, self.span(child))
        };
        let children = children.take(usize::from(u16::MAX)).enumerate();
        children.map(one).collect()
    }

    /// Returns the value of a call.
    pub(super) fn call_value(&self, id: Id, depth: u8) -> Value {
        let callee = self.field(id, Field::Function);
        let Some((receiver, _, name)) = callee.and_then(|callee| self.callee(callee)) else {
            return Value::Opaque;
        };
        let list = self.field(id, Field::Arguments);
        let known = match receiver {
            None => self.of_language(name, list, depth),
            Some(receiver) => self.of_library(self.text(receiver), name, list, depth),
        };
        known.unwrap_or_else(|| {
            let receiver = receiver.map(|receiver| self.value_at(receiver, depth));
            Value::call(receiver, name, self.arguments(list, depth))
        })
    }

    /// Returns the result of a function or conversion of the language.
    fn of_language(&self, name: &str, list: Option<Id>, depth: u8) -> Option<Value> {
        if self.flow.place.function.is_some() && self.is_declared(name) {
            return None;
        }
        let first = list.and_then(|list| self.tree.first(list));
        let value = || self.value_of(first, depth);
        match name {
            // The text of a number is a letter.
            "string" => Some(match value() {
                Value::Number(_) | Value::Null | Value::List(_) => Value::Opaque,
                value => value,
            }),
            "new" => first
                .and_then(|first| self.class_of_type(first))
                .map(|class| Value::call(Some(class), "{}", Vec::new())),
            "make" => match self.kind(first?) {
                Kind::MapType => Some(Value::Map(Vec::new())),
                Kind::Slice => Some(Value::List(Vec::new())),
                _ => None,
            },
            "append" => {
                let mut items = self.arguments(list, depth).into_iter();
                let mut all = vec![Value::spread(items.next()?.value)];
                all.extend(items.map(|item| match item.key {
                    Key::Spread => Value::spread(item.value),
                    _ => item.value,
                }));
                Some(Value::List(all))
            }
            "len" | "cap" | "min" | "max" | "copy" => Some(Value::Opaque),
            // A type of the file that is a text.
            name => {
                let spec = self.types.get(name)?;
                let kind = self.field(*spec, Field::Type)?;
                let is_text = self.text(kind) == "string" && !self.stringers.contains_key(name);
                is_text.then(value)
            }
        }
    }

    fn is_declared(&self, name: &str) -> bool {
        let around = std::iter::successors(self.flow.place.function, |at| {
            self.facts.functions[*at as usize].outer
        });
        let mut around = around;
        around.any(|function| self.locals.contains(&(function, name)))
    }

    /// Returns the result of a function of the standard library that is modelled.
    fn of_library(&self, package: &str, name: &str, list: Option<Id>, depth: u8) -> Option<Value> {
        if self.is_declared(package) {
            return None;
        }
        let mut arguments = self.arguments(list, depth);
        let is_spread = arguments.iter().any(|one| one.key == Key::Spread);
        match (self.package(package)?, name) {
            ("fmt", "Sprintf") if !is_spread && !arguments.is_empty() => {
                let values = arguments.split_off(1).into_iter().map(|one| one.value);
                let found = match &arguments[0].value {
                    Value::Text(template) => filled(template, values.collect()),
                    _ => None,
                };
                Some(found.unwrap_or(Value::Opaque))
            }
            ("fmt", _) => Some(Value::Opaque),
            ("strconv", "Itoa") => match arguments.first().map(|one| &one.value) {
                Some(number @ Value::Number(_)) => Some(number.clone()),
                _ => Some(Value::Opaque),
            },
            ("strings", name) if is_text_function(name) && !is_spread => {
                let mut values = arguments.into_iter();
                let text = values.next()?.value;
                let rest = values.enumerate().map(|(at, one)| Argument {
                    key: Key::Position(at as u16),
                    ..one
                });
                Some(Value::call(Some(text), name, rest.collect()))
            }
            ("strings" | "strconv", _) => Some(Value::Opaque),
            _ => None,
        }
    }

    /// Returns true if an expression is a statement or the result of a function. A result that says if a call failed is no use
    /// of the call.
    pub(super) fn is_effect(&self, id: Id) -> bool {
        let mut at = id;
        for _ in 0..MOST_STEPS {
            let parent = self.tree.parent(at);
            match self.kind(parent) {
                Kind::ExpressionStatement | Kind::Return | Kind::Go => return true,
                Kind::ShortVar | Kind::Assignment | Kind::Var => return true,
                Kind::ExpressionList | Kind::Parenthesized => at = parent,
                _ => return false,
            }
        }
        false
    }
}
