//! Constants, with the numbers that a block of them counts.

use crate::facts::{BindingKind, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::go::names::Stringer;
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};

impl<'s> Scanner<'s, '_> {
    /// `const ( A Type = iota; B )`: a line without a value repeats the expression above.
    pub(super) fn constants(&mut self, id: Id) {
        let (mut kind, mut values): (Option<Id>, Vec<Id>) = (None, Vec::new());
        let specs = self.tree.children(id).enumerate();
        for (number, spec) in specs {
            let written = self.field(spec, Field::Value);
            if let Some(written) = written {
                kind = self.field(spec, Field::Type);
                values = self.tree.children(written).collect();
            }
            let span = self.span(spec);
            for (at, name) in self.fields(spec, Field::Name).into_iter().enumerate() {
                let name = self.text(name);
                let value = values.get(at).copied();
                let value = value.map_or(Value::Opaque, |value| self.counted(value, number));
                let value = match kind {
                    Some(kind) => self.as_type(self.text(kind), name, value),
                    None => value,
                };
                if name != "_" {
                    self.declare(name);
                    self.bind(name, value, BindingKind::Assign, span);
                }
            }
        }
    }

    /// Returns the value of a constant at its place in the block.
    fn counted(&self, id: Id, number: usize) -> Value {
        match self.kind(id) {
            Kind::Iota => Value::Number(number.to_string().into()),
            Kind::Parenthesized => match self.tree.first(id) {
                Some(inner) => self.counted(inner, number),
                None => Value::Opaque,
            },
            // `Type(iota)`
            Kind::Call => {
                let list = self.field(id, Field::Arguments);
                let argument = list.and_then(|list| self.tree.first(list));
                match (argument, self.field(id, Field::Function)) {
                    (Some(argument), Some(function)) if self.is_counted(argument) => {
                        let value = self.counted(argument, number);
                        self.as_type(self.text(function), "", value)
                    }
                    _ => self.value(id),
                }
            }
            Kind::Binary if self.tree.node(id).sign == Kind::Plus && self.is_counted(id) => {
                let parts = (self.field(id, Field::Left), self.field(id, Field::Right));
                let number_of = |part: Option<Id>| match self.counted(part?, number) {
                    Value::Number(text) => text.parse::<usize>().ok(),
                    _ => None,
                };
                match (number_of(parts.0), number_of(parts.1)) {
                    (Some(left), Some(right)) => {
                        let sum = left.checked_add(right);
                        sum.map_or(Value::Opaque, |sum| Value::Number(sum.to_string().into()))
                    }
                    _ => Value::Opaque,
                }
            }
            _ if self.is_counted(id) => Value::Opaque,
            _ => self.value(id),
        }
    }

    fn is_counted(&self, id: Id) -> bool {
        (id..self.tree.node(id).next).any(|part| self.kind(part) == Kind::Iota)
    }

    /// Returns the value of a constant of a type: the text that the type makes of it, if it has a method for that.
    fn as_type(&self, kind: &str, name: &str, value: Value) -> Value {
        match self.stringers.get(kind) {
            Some(Stringer::Own) | None => value,
            Some(Stringer::Table(texts)) => {
                let number = match &value {
                    Value::Number(number) => number.clone(),
                    _ => Text::default(),
                };
                let found = texts
                    .iter()
                    .find(|(key, _)| *key == name || (!number.is_empty() && *key == number));
                found.map_or(Value::Opaque, |(_, text)| Value::Text(text.clone()))
            }
            Some(Stringer::Unknown) => Value::Opaque,
        }
    }
}
