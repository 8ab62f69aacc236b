//! Expressions as values.

use crate::facts::{Argument, Key, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::go::literals::decoded;
use crate::languages::go::names::SELF;
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};
use crate::languages::value_budget::MOST_DEPTH;

/// Operands of one chain of operators that are kept.
const MOST_OPERANDS: usize = 256;

impl<'s> Scanner<'s, '_> {
    /// Returns the value of an expression.
    pub(super) fn value(&self, id: Id) -> Value {
        self.value_at(id, 0)
    }

    pub(super) fn value_of(&self, id: Option<Id>, depth: u8) -> Value {
        id.map_or(Value::Opaque, |id| self.value_at(id, depth))
    }

    pub(super) fn value_at(&self, id: Id, depth: u8) -> Value {
        if !self.budget.affords(id, self.tree.node(id).start, depth) {
            return Value::Opaque;
        }
        let next = depth + 1;
        match self.kind(id) {
            Kind::String | Kind::RawString => self.string(id),
            Kind::Number | Kind::Float => Value::Number(self.text(id).into()),
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Nil => Value::Null,
            Kind::Identifier | Kind::TypeName => match self.text(id) {
                "_" => Value::Opaque,
                name if self.is_object(name) => Value::Name(SELF.into()),
                name => Value::Name(name.into()),
            },
            Kind::Parenthesized | Kind::Element | Kind::ExpressionList => {
                self.value_of(self.tree.first(id), next)
            }
            Kind::Assertion => self.value_of(self.field(id, Field::Operand), next),
            Kind::Selector => {
                match (
                    self.field(id, Field::Operand),
                    self.field(id, Field::Member),
                ) {
                    (Some(object), Some(name)) => {
                        Value::member(self.value_at(object, next), self.text(name))
                    }
                    _ => Value::Opaque,
                }
            }
            Kind::Index => {
                let base = self.value_of(self.field(id, Field::Operand), next);
                Value::index(base, self.value_of(self.field(id, Field::Index), next))
            }
            Kind::Unary => self.unary(id, next),
            Kind::Binary => match self.tree.node(id).sign {
                Kind::Plus => {
                    let operands = self.operands(id).into_iter();
                    sum(operands.map(|part| self.value_at(part, next)).collect())
                }
                _ => Value::Opaque,
            },
            Kind::Composite => self.composite(id, next),
            Kind::Call => self.call_value(id, next),
            // Calls of a function literal inside a value have no results that are modelled.
            Kind::Literal => Value::Closure(Vec::new(), self.tree.node(id).start),
            _ => Value::Opaque,
        }
    }

    fn string(&self, id: Id) -> Value {
        let text = self.text(id);
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
        match self.kind(id) {
            Kind::RawString => Value::Text(inner.replace('\r', "").into()),
            _ => decoded(inner).map_or(Value::Opaque, |text| Value::Text(text.into())),
        }
    }

    /// A pointer is the value that it points to.
    fn unary(&self, id: Id, depth: u8) -> Value {
        let operand = self.tree.first(id);
        match self.tree.node(id).sign {
            Kind::Ampersand | Kind::Star => self.value_of(operand, depth),
            Kind::Minus => match self.value_of(operand, depth) {
                Value::Number(number) => Value::Number(format!("-{number}").into()),
                _ => Value::Opaque,
            },
            _ => Value::Opaque,
        }
    }

    /// Returns the operands of a chain of `+`, which the grammar nests to the left.
    fn operands(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut at = id;
        loop {
            let is_chained = self.kind(at) == Kind::Binary && self.tree.node(at).sign == Kind::Plus;
            let (left, right) = (self.field(at, Field::Left), self.field(at, Field::Right));
            let (true, Some(left), Some(right)) =
                (is_chained && found.len() < MOST_OPERANDS, left, right)
            else {
                found.push(at);
                break;
            };
            found.push(right);
            at = left;
        }
        found.reverse();
        found
    }

    /// `Type{…}`, `[]string{…}`, `map[string]string{…}`.
    fn composite(&self, id: Id, depth: u8) -> Value {
        let (Some(kind), Some(body)) = (self.field(id, Field::Type), self.field(id, Field::Body))
        else {
            return Value::Opaque;
        };
        self.filled(kind, body, depth)
    }

    /// Returns the value of a literal of a type.
    fn filled(&self, kind: Id, body: Id, depth: u8) -> Value {
        match self.kind(kind) {
            Kind::MapType => {
                let value_kind = self.field(kind, Field::Value);
                Value::Map(self.entries(body, value_kind, depth))
            }
            Kind::Slice => {
                let element = self.field(kind, Field::Element);
                let mut parts = self.tree.children(body);
                if parts.any(|part| self.kind(part) == Kind::KeyedElement) {
                    return Value::Map(self.entries(body, element, depth));
                }
                let parts = self.tree.children(body);
                Value::List(
                    parts
                        .map(|part| self.element(part, element, depth))
                        .collect(),
                )
            }
            _ => self.struct_literal(kind, body, depth),
        }
    }

    fn struct_literal(&self, kind: Id, body: Id, depth: u8) -> Value {
        let named = self.underlying(self.text(kind));
        match named {
            // A type of the file that is a map or list.
            Some(Kind::MapType | Kind::Slice) => {
                let spec = self.types.get(self.text(kind));
                let inner = spec.and_then(|spec| self.field(*spec, Field::Type));
                match inner {
                    Some(inner) if inner != kind => self.filled(inner, body, depth),
                    _ => Value::Opaque,
                }
            }
            _ => {
                let mut parts = self.tree.children(body);
                let has_texts = parts.any(|part| {
                    let key = self.field(part, Field::Key);
                    let key = key.and_then(|key| self.tree.first(key));
                    key.is_some_and(|key| self.kind(key) == Kind::String)
                });
                match has_texts {
                    // A type of another package that is a map.
                    true => Value::Map(self.entries(body, None, depth)),
                    false => {
                        let class = self.class_of_type(kind);
                        Value::call(class, "{}", self.literal_arguments(body, depth))
                    }
                }
            }
        }
    }

    /// Returns the fields that a literal sets.
    pub(super) fn literal_arguments(&self, body: Id, depth: u8) -> Vec<Argument> {
        let parts = self.tree.children(body).take(usize::from(u16::MAX));
        let argument = |(at, part): (usize, Id)| {
            let (key, value) = match self.kind(part) {
                Kind::KeyedElement => {
                    let name = self.text(self.field(part, Field::Key)?);
                    let value = self.field(part, Field::Value)?;
                    (Key::Name(name.into()), self.element(value, None, depth))
                }
                _ => (Key::Position(at as u16), self.element(part, None, depth)),
            };
            Some(Argument::new(key, value, self.span(part)))
        };
        parts.enumerate().filter_map(argument).collect()
    }

    /// Returns the value of one element, whose type the literal around may state.
    fn element(&self, id: Id, kind: Option<Id>, depth: u8) -> Value {
        if depth > MOST_DEPTH {
            return Value::Opaque;
        }
        let Some(inner) = self.tree.first(id) else {
            return self.value_at(id, depth);
        };
        let inner = match self.kind(id) {
            Kind::Element => inner,
            _ => id,
        };
        match (self.kind(inner), kind) {
            (Kind::LiteralValue, Some(kind)) => {
                let kind = match self.kind(kind) {
                    Kind::Pointer => self.tree.first(kind).unwrap_or(kind),
                    _ => kind,
                };
                self.filled(kind, inner, depth + 1)
            }
            (Kind::LiteralValue, None) => Value::Opaque,
            _ => self.value_at(inner, depth + 1),
        }
    }

    fn entries(&self, body: Id, kind: Option<Id>, depth: u8) -> Vec<(Value, Value)> {
        let entry = |part: Id| {
            let key = self.field(part, Field::Key)?;
            let value = self.field(part, Field::Value)?;
            let key = self.element(key, None, depth);
            Some((key, self.element(value, kind, depth)))
        };
        self.tree.children(body).filter_map(entry).collect()
    }

    /// Returns the text of a literal key or a name.
    pub(super) fn key_text(&self, id: Id) -> Option<Text> {
        match self.element(id, None, 0) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Returns the value of a chain of `+`. Numbers are added up.
fn sum(operands: Vec<Value>) -> Value {
    let is_number = |value: &Value| matches!(value, Value::Number(_) | Value::Bool(_));
    match operands.iter().any(is_number) {
        true => Value::Opaque,
        false => Value::joined(operands),
    }
}
