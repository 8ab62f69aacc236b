//! Expressions as values.

use crate::facts::{Argument, Key, Text, Value};
use crate::languages::javascript::literals::{cooked, plain, regex, sum, unquoted};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign, is_function};
use crate::languages::javascript::text_methods::FROM_ENTRIES;

/// Operands of one chain of `||` whose order counts.
const MOST_DEFAULTS: usize = 6;
/// Operands of one chain of `+` or `||` that are kept.
const MOST_OPERANDS: usize = 256;

impl<'s> Scanner<'s, '_> {
    /// The value of an expression.
    pub(crate) fn value(&self, id: Id) -> Value {
        self.value_at(id, 0)
    }

    pub(crate) fn value_of(&self, id: Option<Id>, depth: u8) -> Value {
        id.map_or(Value::Opaque, |id| self.value_at(id, depth))
    }

    pub(crate) fn value_at(&self, id: Id, depth: u8) -> Value {
        if !self.budget.affords(id, self.tree.node(id).start, depth) {
            return Value::Opaque;
        }
        let next = depth + 1;
        match self.kind(id) {
            Kind::String => cooked(unquoted(self.text(id))),
            Kind::Regex => regex(self.text(id)),
            Kind::Template => self.template(id, next),
            Kind::Number => Value::Number(self.text(id).into()),
            Kind::Unary => match self.text(id).strip_prefix('-').map(str::trim_start) {
                Some(number) if number.bytes().all(|digit| digit.is_ascii_digit()) => {
                    Value::Number(format!("-{number}").into())
                }
                _ => Value::Opaque,
            },
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Null => Value::Null,
            Kind::Identifier | Kind::This | Kind::ShorthandProperty => {
                Value::Name(self.text(id).into())
            }
            Kind::Parenthesized
            | Kind::Await
            | Kind::Typed
            | Kind::ExpressionStatement
            | Kind::Program => self.value_of(self.tree.first(id), next),
            Kind::Sequence => self.value_of(self.tree.children(id).last(), next),
            Kind::Member | Kind::Subscript => self.part(id, next),
            Kind::Ternary => {
                let parts = [Field::Consequence, Field::Alternative]
                    .into_iter()
                    .filter_map(|field| self.field(id, field));
                Value::Choice(parts.map(|part| self.value_at(part, next)).collect())
            }
            Kind::Binary => self.binary(id, next),
            Kind::Assignment => self.value_of(self.field(id, Field::Right), next),
            Kind::Array => Value::List(
                self.tree
                    .children(id)
                    .map(|child| self.value_at(child, next))
                    .collect(),
            ),
            Kind::Spread => Value::spread(self.value_of(self.tree.first(id), next)),
            Kind::Object => Value::Map(self.entries(id, next)),
            Kind::Call => self.call_value(id, next),
            Kind::New => self.construction(id, next),
            kind if is_function(kind) => {
                Value::Closure(self.returns_at(id, next), self.tree.node(id).start)
            }
            _ => Value::Opaque,
        }
    }

    /// `object.property`, `object[index]`.
    fn part(&self, id: Id, depth: u8) -> Value {
        let Some(object) = self.field(id, Field::Object) else {
            return Value::Opaque;
        };
        if let Some(property) = self.field(id, Field::Property) {
            let object = self.value_at(object, depth);
            Value::member(object, self.text(property))
        } else if let Some(index) = self.field(id, Field::Index) {
            let object = self.value_at(object, depth);
            Value::index(object, self.value_at(index, depth))
        } else {
            Value::Opaque
        }
    }

    /// `new Class(arguments)`.
    fn construction(&self, id: Id, depth: u8) -> Value {
        let class = self.field(id, Field::Constructor);
        let list = self.field(id, Field::Arguments);
        let first = list.and_then(|list| self.tree.first(list));
        match (class.map(|class| self.text(class)), first) {
            (Some("Set"), Some(first)) if self.kind(first) != Kind::String => {
                return self.value_at(first, depth);
            }
            (Some("Set"), None) => return Value::List(Vec::new()),
            (Some("Map"), Some(first)) => {
                return Value::call(Some(self.value_at(first, depth)), FROM_ENTRIES, Vec::new());
            }
            (Some("Map"), None) => return Value::Map(Vec::new()),
            _ => {}
        }
        Value::call(
            class.map(|class| self.value_at(class, depth)),
            "new",
            list.map_or(Vec::new(), |list| self.arguments_at(list, depth)),
        )
    }

    fn template(&self, id: Id, depth: u8) -> Value {
        let mut parts = Vec::new();
        // The text between substitutions is not in the tree of every grammar, so it is cut out by place.
        let node = self.tree.node(id);
        let mut from = node.start + 1;
        let text = |from: u32, to: u32| {
            self.input
                .text
                .get(from as usize..to as usize)
                .filter(|text| !text.is_empty())
        };
        for child in self
            .tree
            .children(id)
            .filter(|child| self.kind(*child) == Kind::Substitution)
        {
            let part = self.tree.node(child);
            parts.extend(text(from, part.start).map(cooked));
            parts.push(self.value_of(self.tree.first(child), depth));
            from = part.end;
        }
        parts.extend(text(from, node.end.saturating_sub(1)).map(cooked));
        Value::joined(parts)
    }

    fn binary(&self, id: Id, depth: u8) -> Value {
        let sign = self.tree.node(id).sign;
        match sign {
            Sign::And => self.value_of(self.field(id, Field::Right), depth),
            Sign::Or | Sign::Plus => {
                let operands = self
                    .operands(id, sign)
                    .into_iter()
                    .map(|part| self.value_at(part, depth))
                    .collect::<Vec<_>>();
                match sign {
                    Sign::Plus => sum(operands),
                    _ if operands.len() > MOST_DEFAULTS => Value::Choice(operands),
                    _ => {
                        let span = self.span(id);
                        let all = operands.into_iter();
                        all.reduce(|first, second| Value::or(first, second, span))
                            .unwrap_or(Value::Opaque)
                    }
                }
            }
            _ => Value::Opaque,
        }
    }

    /// The operands of a chain of one operator, which the grammar nests to the left.
    fn operands(&self, id: Id, sign: Sign) -> Vec<Id> {
        let mut found = Vec::new();
        let mut at = id;
        while found.len() < MOST_OPERANDS {
            let chained = self.kind(at) == Kind::Binary && self.tree.node(at).sign == sign;
            let (Some(left), Some(right), true) = (
                self.field(at, Field::Left),
                self.field(at, Field::Right),
                chained,
            ) else {
                found.push(at);
                break;
            };
            found.push(right);
            at = left;
        }
        found.reverse();
        found
    }

    /// Returns the arguments of a call.
    pub(crate) fn arguments(&self, list: Id) -> Vec<Argument> {
        self.arguments_at(list, 0)
    }

    pub(crate) fn arguments_at(&self, list: Id, depth: u8) -> Vec<Argument> {
        let one = |(index, child): (usize, Id)| {
            let span = self.span(child);
            match self.kind(child) {
                Kind::Spread => Argument::new(
                    Key::Spread,
                    self.value_of(self.tree.first(child), depth),
                    span,
                ),
                _ => Argument::new(
                    Key::Position(index as u16),
                    self.value_at(child, depth),
                    span,
                ),
            }
        };
        self.tree
            .children(list)
            .take(usize::from(u16::MAX))
            .enumerate()
            .map(one)
            .collect()
    }

    fn entries(&self, id: Id, depth: u8) -> Vec<(Value, Value)> {
        let mut entries = Vec::new();
        for child in self.tree.children(id) {
            match self.kind(child) {
                Kind::Pair => {
                    let (Some(key), Some(value)) = (
                        self.field(child, Field::Key),
                        self.field(child, Field::Value),
                    ) else {
                        continue;
                    };
                    let key = match self.literal_key(key) {
                        Some(key) => Value::Text(key.into()),
                        None => self.value_of(self.tree.first(key), depth),
                    };
                    entries.push((key, self.value_at(value, depth)));
                }
                Kind::ShorthandProperty => {
                    let name: Text = self.text(child).into();
                    entries.push((Value::Text(name.clone()), Value::Name(name)));
                }
                Kind::MethodDefinition => {
                    let Some(name) = self.field(child, Field::Name) else {
                        continue;
                    };
                    let mut returned = self.returns_at(child, depth);
                    // A getter is read like an entry.
                    let value = match (self.tree.node(child).sign, returned.len()) {
                        (Sign::Get, 1) => returned.remove(0),
                        (Sign::Get, _) => Value::Choice(returned),
                        _ => Value::Closure(returned, self.tree.node(child).start),
                    };
                    entries.push((Value::Text(self.text(name).into()), value));
                }
                Kind::Spread => {
                    let inner = self.value_of(self.tree.first(child), depth);
                    entries.push((Value::spread(inner), Value::Null));
                }
                _ => {}
            }
        }
        entries
    }

    /// A key that is written out; `['x']` is. A key with an escape counts as computed.
    pub(crate) fn literal_key(&self, id: Id) -> Option<&'s str> {
        match self.kind(id) {
            Kind::Identifier | Kind::Number | Kind::ShorthandProperty => Some(self.text(id)),
            Kind::String => plain(unquoted(self.text(id))),
            Kind::ComputedName => {
                let inner = self
                    .tree
                    .first(id)
                    .filter(|inner| self.kind(*inner) == Kind::String)?;
                plain(unquoted(self.text(inner)))
            }
            _ => None,
        }
    }

    /// Every value a function may return.
    pub(crate) fn returns(&self, function: Id) -> Vec<Value> {
        self.returns_at(function, 0)
    }

    pub(crate) fn returns_at(&self, function: Id, depth: u8) -> Vec<Value> {
        match self.field(function, Field::Body) {
            None => Vec::new(),
            Some(body) if self.kind(body) != Kind::Block => vec![self.value_at(body, depth)],
            Some(_) => {
                let one = |statement: Id| {
                    self.tree
                        .first(statement)
                        .map_or(Value::Null, |value| self.value_at(value, depth))
                };
                self.tree.returns(function).map(one).collect()
            }
        }
    }
}
