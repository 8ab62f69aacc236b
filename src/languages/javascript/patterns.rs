//! Assignments: what a name, a pattern or a field gets.

use crate::facts::{Argument, BindingKind, Key, Text, Value};
use crate::languages::javascript::objects::PROVIDE;
use crate::languages::javascript::properties::DEFAULTS;
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign};
use crate::languages::javascript::text_methods::ITERATE;
use crate::source::Span;

/// Beginning of the names of loop variables that are taken apart at once.
const ELEMENT: &str = "element@";

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
                self.take_apart_at(left, either(value, default, span), kind, span, next);
            }
            Kind::TypedParameter => {
                if let Some(inner) = self.field(pattern, Field::Pattern) {
                    self.take_apart_at(inner, value, kind, span, next);
                }
            }
            Kind::ObjectPattern | Kind::ArrayPattern
                if matches!(value, Value::Each(_) | Value::ElementOf(_)) =>
            {
                // The parts of one element belong together, so the element has a name.
                let name = format!("{ELEMENT}{}", self.tree.node(pattern).start);
                // The name begins before its parts, so that it is visible where they are read.
                let before = Span {
                    start: span.start.saturating_sub(1),
                    ..span
                };
                self.bind(&name, value, kind, before);
                self.take_apart_at(pattern, Value::Name(name.into()), kind, span, next);
            }
            Kind::ObjectPattern => {
                let tree = self.tree;
                for child in tree.children(pattern) {
                    self.take_entry(child, &value, kind, span, next);
                }
            }
            Kind::ArrayPattern => {
                for (index, child) in self.elements_of(pattern) {
                    let index = Value::Text(index.to_string().into());
                    let element = Value::index(value.clone(), index);
                    self.take_apart_at(child, element, kind, span, next);
                }
            }
            _ => {}
        }
    }

    /// Returns the elements of a pattern with their places. An element that is left out has no node.
    fn elements_of(&self, pattern: Id) -> Vec<(usize, Id)> {
        let mut from = self.tree.node(pattern).start;
        let mut index = 0;
        let placed = self.tree.children(pattern).map(|child| {
            let node = self.tree.node(child);
            let gap = self.input.text.get(from as usize..node.start as usize);
            index += gap.map_or(0, |gap| gap.matches(',').count());
            from = node.end;
            (index, child)
        });
        placed.collect()
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
                    either(member(self.text(left)), default, span),
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
                    let rest = self.rest_of(entry, value);
                    self.bind(self.text(name), rest, kind, span);
                }
            }
            _ => {}
        }
    }

    /// Returns the entries of a value that a pattern does not take by name.
    fn rest_of(&self, rest: Id, value: &Value) -> Value {
        if *value == Value::Opaque {
            return Value::Opaque;
        }
        let mut entries = vec![(Value::spread(value.clone()), Value::Null)];
        for child in self.tree.children(self.tree.parent(rest)) {
            let key = match self.kind(child) {
                Kind::ShorthandPattern => Some(self.text(child)),
                Kind::AssignmentPattern => {
                    self.field(child, Field::Left).map(|left| self.text(left))
                }
                Kind::PairPattern => self
                    .field(child, Field::Key)
                    .and_then(|key| self.literal_key(key)),
                _ => None,
            };
            entries.extend(key.map(|key| (Value::Text(key.into()), Value::Null)));
        }
        match entries.len() {
            1 => value.clone(),
            _ => Value::Map(entries),
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
            Kind::Subscript => {
                let (object, index) = (
                    self.field(left, Field::Object),
                    self.field(left, Field::Index),
                );
                if let (Some(object), Some(index)) = (object, index) {
                    self.add_entry(self.text(object), self.value(index), value, id);
                }
            }
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
        } else if property == DEFAULTS && self.place.function.is_none() {
            let name = format!("{object}.{property}");
            self.bind(&name, value, BindingKind::Maybe, span);
        } else if matches!(object, "exports" | "module.exports") {
            self.bind(property, value, BindingKind::Maybe, span);
        } else {
            self.add_entry(object, Value::Text(property.into()), value, id);
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
            let whole = self.value(right);
            // A pattern destructures each element of an iterated object as a pair.
            let is_apart = self.kind(left) == Kind::ArrayPattern;
            let whole = match is_apart && !matches!(whole, Value::Call(_)) {
                true => Value::call(Some(whole), ITERATE, Vec::new()),
                false => whole,
            };
            let value = Value::each(whole);
            self.take_apart(left, value, BindingKind::Inside, self.span(id));
        }
        self.within(id, self.place, true);
    }
}

/// Returns a value, or its default if it is not given.
fn either(value: Value, default: Value, span: Span) -> Value {
    match value {
        Value::Opaque => Value::Choice(vec![Value::Opaque, default]),
        value => Value::or(value, default, span),
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
