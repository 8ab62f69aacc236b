//! Assignments: what a name, a pattern or a field gets.

use crate::facts::{Argument, BindingKind, Key, Text, Value};
use crate::languages::javascript::objects::PROVIDE;
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign};
use crate::source::Span;

/// Nesting of a pattern that is taken apart.
const MOST_DEPTH: usize = 12;

impl Scanner<'_, '_> {
    /// Binds the names of a pattern to parts of a value.
    pub(crate) fn take_apart(&mut self, pattern: Id, value: Value, kind: BindingKind, span: Span) {
        self.take_apart_at(pattern, value, kind, span, 0);
    }

    fn take_apart_at(
        &mut self,
        pattern: Id,
        value: Value,
        kind: BindingKind,
        span: Span,
        depth: usize,
    ) {
        if depth > MOST_DEPTH {
            return;
        }
        let next = depth + 1;
        match self.kind(pattern) {
            Kind::Identifier | Kind::ShorthandPattern => {
                self.bind(self.text(pattern), value, kind, span)
            }
            Kind::AssignmentPattern => {
                let (Some(left), Some(right)) = (
                    self.field(pattern, Field::Left),
                    self.field(pattern, Field::Right),
                ) else {
                    return;
                };
                let default = self.value(right);
                self.take_apart_at(left, either(value, default), kind, span, next);
            }
            Kind::TypedParameter => {
                if let Some(inner) = self.field(pattern, Field::Pattern) {
                    self.take_apart_at(inner, value, kind, span, next);
                }
            }
            Kind::ObjectPattern => {
                let tree = self.tree;
                for child in tree.children(pattern) {
                    self.take_entry(child, &value, kind, span, next);
                }
            }
            Kind::ArrayPattern => {
                let tree = self.tree;
                for (index, child) in tree.children(pattern).enumerate() {
                    let element =
                        Value::index(value.clone(), Value::Text(index.to_string().into()));
                    self.take_apart_at(child, element, kind, span, next);
                }
            }
            _ => {}
        }
    }

    /// One entry of an object pattern.
    fn take_entry(
        &mut self,
        entry: Id,
        value: &Value,
        kind: BindingKind,
        span: Span,
        depth: usize,
    ) {
        let member = |key: &str| match value {
            Value::Opaque => Value::Opaque,
            value => Value::member(value.clone(), key),
        };
        match self.kind(entry) {
            Kind::ShorthandPattern => {
                self.bind(self.text(entry), member(self.text(entry)), kind, span)
            }
            Kind::AssignmentPattern => {
                let (Some(left), Some(right)) = (
                    self.field(entry, Field::Left),
                    self.field(entry, Field::Right),
                ) else {
                    return;
                };
                let default = self.value(right);
                self.bind(
                    self.text(left),
                    either(member(self.text(left)), default),
                    kind,
                    span,
                );
            }
            Kind::PairPattern => {
                let (Some(key), Some(inner)) = (
                    self.field(entry, Field::Key),
                    self.field(entry, Field::Value),
                ) else {
                    return;
                };
                let value = self.literal_key(key).map_or(Value::Opaque, member);
                self.take_apart_at(inner, value, kind, span, depth);
            }
            Kind::RestPattern => {
                if let Some(name) = self.tree.first(entry) {
                    self.bind(self.text(name), value.clone(), kind, span);
                }
            }
            _ => {}
        }
    }

    /// `a = …`, `this.a = …`, `a.dataset.b = …`, `({ a } = …)`.
    pub(crate) fn assignment(&mut self, id: Id) {
        let (Some(left), Some(right)) = (self.field(id, Field::Left), self.field(id, Field::Right))
        else {
            return;
        };
        let value = self.value(right);
        let span = self.span(id);
        let kind = if self.conditional || self.place.function.is_none() {
            BindingKind::Maybe
        } else {
            BindingKind::Assign
        };
        match self.kind(left) {
            Kind::Identifier => self.bind(self.text(left), value, kind, span),
            Kind::Member => self.member_assignment(id, left, value),
            Kind::ObjectPattern | Kind::ArrayPattern => self.take_apart(left, value, kind, span),
            _ => {}
        }
    }

    fn member_assignment(&mut self, id: Id, left: Id, value: Value) {
        let object = self
            .field(left, Field::Object)
            .map_or("", |object| self.text(object));
        let property = self
            .field(left, Field::Property)
            .map_or("", |property| self.text(property));
        let span = self.span(id);
        if object == "this" {
            self.bind_field(property, value, BindingKind::Maybe, span);
        } else if object.ends_with(".dataset") {
            let key = Key::Name(data_attribute(property));
            self.push_map("", vec![Argument::new(key, value, span)], id);
        } else if object == PROVIDE {
            self.push_map(
                PROVIDE,
                vec![Argument::new(Key::Name(property.into()), value, span)],
                id,
            );
        } else if object == "module" && property == "exports" {
            self.bind("default", value, BindingKind::Maybe, span);
        } else if matches!(object, "exports" | "module.exports") {
            self.bind(property, value, BindingKind::Maybe, span);
        }
    }

    /// `a += 'x'` puts parts together; `a ||= 'x'` gives a name that is otherwise something else.
    pub(crate) fn augmented(&mut self, id: Id) {
        let (Some(left), Some(right)) = (self.field(id, Field::Left), self.field(id, Field::Right))
        else {
            return;
        };
        if self.kind(left) != Kind::Identifier {
            return;
        }
        let name = self.text(left);
        let value = self.value(right);
        let before = Value::Name(name.into());
        let sure = !self.conditional && self.place.function.is_some();
        match self.tree.node(id).sign {
            Sign::Plus => {
                let kind = if sure {
                    BindingKind::Assign
                } else {
                    BindingKind::Maybe
                };
                self.bind(
                    name,
                    Value::Template(vec![before, value]),
                    kind,
                    self.span(id),
                );
            }
            Sign::Or => self.bind(name, value, BindingKind::Maybe, self.span(id)),
            _ => {}
        }
    }

    /// `for (const x of list)`.
    pub(crate) fn for_in(&mut self, id: Id) {
        if let (Some(left), Some(right)) =
            (self.field(id, Field::Left), self.field(id, Field::Right))
        {
            let value = Value::each(self.value(right));
            self.take_apart(left, value, BindingKind::Inside, self.span(id));
        }
        self.within(id, self.place, true);
    }
}

/// A value or its default.
fn either(value: Value, default: Value) -> Value {
    match value {
        Value::Opaque => Value::Choice(vec![Value::Opaque, default]),
        value => Value::Choice(vec![value, default]),
    }
}

/// The attribute behind a key of `dataset`: `trackAction` is `data-track-action`.
fn data_attribute(key: &str) -> Text {
    let mut name = String::from("data-");
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name.into()
}
