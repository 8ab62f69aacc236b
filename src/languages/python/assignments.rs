//! Assignments: what a name, a pattern, an attribute or an entry gets.

use crate::facts::{Binding, BindingKind, Text, Value};
use crate::languages::code_flow::assigned_member;
use crate::languages::flat_tree::Id;
use crate::languages::python::names::{FIELD, is_class_name};
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};
use crate::source::Span;

/// Nesting of a pattern that is taken apart.
const MOST_DEPTH: usize = 8;

impl Scanner<'_, '_> {
    /// Returns the name that an assignment to this expression binds: that of a local, or of a field of the object.
    pub(super) fn assigned_name(&self, target: Id) -> Option<Text> {
        match self.kind(target) {
            Kind::Identifier => Some(self.text(target).into()),
            Kind::Attribute => {
                let object = self.field(target, Field::Object)?;
                let is_own = matches!(self.text(object), "self" | "cls");
                let name = self.field(target, Field::Attribute).filter(|_| is_own)?;
                Some(format!("{FIELD}{}", self.text(name)).into())
            }
            _ => None,
        }
    }

    /// Binds a name. A field may be assigned in many methods, in any order.
    pub(super) fn bind_as(&mut self, name: &Text, value: Value, kind: BindingKind, span: Span) {
        let kind = match kind {
            BindingKind::Assign if name.starts_with(FIELD) => BindingKind::Maybe,
            kind => kind,
        };
        self.bind(name, value, kind, span);
    }

    /// `a = b = value`, `a: type = value`, `self.a = value`, `a[key] = value`, `a, b = values`.
    pub(super) fn assignment(&mut self, id: Id) {
        let Some(left) = self.field(id, Field::Left) else {
            return;
        };
        if self.is_record_field(id) {
            return;
        }
        let Some(mut right) = self.field(id, Field::Right) else {
            return self.declared(id, left);
        };
        while self.kind(right) == Kind::Assignment {
            match self.field(right, Field::Right) {
                Some(inner) => right = inner,
                None => return,
            }
        }
        if self.named_function(left, right) {
            return;
        }
        self.member_site(left, right, self.span(id));
        let value = match self.declared_value(id, right) {
            Some(declared) => declared,
            None => self.member_value(left, self.value(right)),
        };
        self.assign(left, value, self.flow.assigned(), self.span(id));
    }

    /// Notes code that an attribute of another object gets.
    fn member_site(&mut self, left: Id, right: Id, span: Span) {
        let (Some(object), Some(member)) = (
            self.field(left, Field::Object),
            self.field(left, Field::Attribute),
        ) else {
            return;
        };
        if self.kind(left) != Kind::Attribute || self.assigned_name(left).is_some() {
            return;
        }
        let place = (self.flow.place.scope, self.flow.place.function);
        let site = assigned_member(
            (self.value(object), self.text(member)),
            (self.value(right), self.span(right)),
            place,
            (self.span(member), span),
        );
        self.facts.calls.extend(site);
    }

    /// Binds the names of a pattern to parts of a value.
    pub(super) fn assign(&mut self, target: Id, value: Value, kind: BindingKind, span: Span) {
        self.assign_at(target, value, kind, span, 0);
    }

    fn assign_at(&mut self, target: Id, value: Value, kind: BindingKind, span: Span, depth: usize) {
        if let Some(name) = self.assigned_name(target) {
            return self.bind_as(&name, value, kind, span);
        }
        match self.kind(target) {
            Kind::Subscript => self.entry(target, value, span),
            Kind::Tuple | Kind::List | Kind::PatternList | Kind::ExpressionList
                if depth < MOST_DEPTH =>
            {
                let parts: Vec<Id> = self.tree.children(target).collect();
                let is_rest = |part: &Id| self.kind(*part) == Kind::ListSplatPattern;
                let rest = parts.iter().position(is_rest).unwrap_or(parts.len());
                for (index, part) in parts.into_iter().enumerate() {
                    let element = match (&value, index < rest) {
                        (_, false) => Value::Opaque,
                        (Value::List(items), true)
                            if !items.iter().any(|item| matches!(item, Value::Spread(_))) =>
                        {
                            items.get(index).cloned().unwrap_or(Value::Opaque)
                        }
                        (value, true) => {
                            Value::index(value.clone(), Value::Number(index.to_string().into()))
                        }
                    };
                    self.assign_at(part, element, kind, span, depth + 1);
                }
            }
            Kind::AsTarget | Kind::Parenthesized | Kind::ListSplatPattern => {
                if let Some(inner) = self.tree.first(target) {
                    self.assign_at(inner, value, kind, span, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// `map[key] = value`
    fn entry(&mut self, target: Id, value: Value, span: Span) {
        let mut parts = self.tree.children(target);
        let (Some(map), Some(key)) = (parts.next(), parts.next()) else {
            return;
        };
        if let Some(name) = self.assigned_name(map) {
            let entry = Value::Map(vec![(self.value(key), value)]);
            self.bind_as(&name, entry, self.flow.appended(), span);
        }
    }

    /// `a += 'x'` puts parts together.
    pub(super) fn augmented(&mut self, id: Id) {
        let (Some(left), Some(right)) = (self.field(id, Field::Left), self.field(id, Field::Right))
        else {
            return;
        };
        let Some(name) = self.assigned_name(left) else {
            return;
        };
        let span = self.span(id);
        let value = self.value(right);
        let (kind, value) = match (self.tree.node(id).sign, value) {
            (Kind::Plus, list @ Value::List(_)) => (self.flow.appended(), Value::spread(list)),
            (Kind::Plus, text) => (self.flow.appended(), text),
            (Kind::Pipe, map) => {
                let spread = vec![(Value::spread(map), Value::Null)];
                (self.flow.appended(), Value::Map(spread))
            }
            _ => (BindingKind::Maybe, Value::Opaque),
        };
        self.bind_as(&name, value, kind, span);
    }

    /// `(name := value)`
    pub(super) fn named(&mut self, id: Id) {
        if let (Some(name), Some(value)) =
            (self.field(id, Field::Name), self.field(id, Field::Value))
        {
            let value = self.value(value);
            self.bind(self.text(name), value, self.flow.assigned(), self.span(id));
        }
    }

    /// `name: Type` declares a field or a local without a value.
    fn declared(&mut self, id: Id, left: Id) {
        let class = self.field(id, Field::Type);
        let class = class.and_then(|class| self.class_of_type(class));
        if let (Some(name), Some(class)) = (self.assigned_name(left), class) {
            let value = Value::InstanceOf(Box::new(class));
            self.bind_as(&name, value, BindingKind::Maybe, self.span(id));
        }
    }

    /// Returns an instance of the declared class of a name, if the value does not show its class.
    fn declared_value(&self, id: Id, right: Id) -> Option<Value> {
        let class = self.class_of_type(self.field(id, Field::Type)?)?;
        let is_open = match self.kind(right) {
            Kind::Subscript => true,
            Kind::Call => {
                let callee = self.callee(self.field(right, Field::Function)?);
                callee.is_none_or(|(_, _, name)| !self.is_class(name) && name != "cls")
            }
            _ => false,
        };
        is_open.then(|| Value::InstanceOf(Box::new(class)))
    }

    /// Returns the class that a type names, without the parts that only say that it may be missing.
    pub(super) fn class_of_type(&self, id: Id) -> Option<Value> {
        let mut at = id;
        for _ in 0..MOST_DEPTH {
            match self.kind(at) {
                Kind::Identifier if self.is_class(self.text(at)) => {
                    return Some(Value::Name(self.text(at).into()));
                }
                Kind::Attribute => {
                    let name = self.field(at, Field::Attribute)?;
                    return self.is_class(self.text(name)).then(|| self.value(at));
                }
                Kind::MemberType => return Some(self.dotted_value(self.text(at))),
                // A forward reference.
                Kind::String => {
                    let text = self.plain_text(at)?;
                    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
                    let last = text.rsplit('.').next()?;
                    let is_path = text.chars().all(is_name) && self.is_class(last);
                    return is_path.then(|| self.dotted_value(&text));
                }
                Kind::GenericType | Kind::Subscript => {
                    let mut parts = self.tree.children(at);
                    let (outer, inner) = (parts.next()?, parts.next()?);
                    let outer_name = self.text(outer).rsplit('.').next().unwrap_or_default();
                    at = match outer_name {
                        "Optional" | "Annotated" | "Final" => inner,
                        _ => outer,
                    };
                }
                Kind::UnionType | Kind::Binary => {
                    let mut parts = self.tree.children(at);
                    at = parts.find(|part| self.text(*part) != "None")?;
                }
                Kind::Type | Kind::Parenthesized | Kind::TypeParameter => {
                    at = self.tree.first(at)?;
                }
                _ => return None,
            }
        }
        None
    }

    /// Returns true for the name of a class that may be one of the project.
    fn is_class(&self, name: &str) -> bool {
        const OTHERS: &[&str] = &[
            "Any",
            "Callable",
            "Dict",
            "List",
            "Tuple",
            "Set",
            "Sequence",
            "Mapping",
            "Iterable",
            "Iterator",
            "Type",
            "Literal",
            "Union",
            "Awaitable",
            "Coroutine",
            "Generator",
            "ClassVar",
            "Self",
            "Path",
            "Decimal",
        ];
        is_class_name(name) && !OTHERS.contains(&name)
    }

    /// Binds a name to a value behind a node.
    pub(super) fn bind_later(&mut self, id: Id, binding: Binding) {
        let next = self.tree.node(id).next;
        self.flow.bind_later(next, binding);
    }
}
