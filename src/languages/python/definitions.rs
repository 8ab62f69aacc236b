//! Classes and decorators.

use crate::facts::{BindingKind, Scope, ScopeKind, Super, SuperKind, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::scanner::{Place, Scanner};
use crate::languages::python::syntax::{Field, Kind};

/// Bases without members of the project.
const PLAIN_BASES: &[&str] = &["object", "ABC", "Generic", "Protocol"];

impl<'s> Scanner<'s, '_> {
    pub(super) fn class(&mut self, id: Id) {
        let Some(name) = self.field(id, Field::Name) else {
            return;
        };
        let name = self.text(name);
        let outer = &self.facts.scopes[self.flow.place.scope as usize];
        let is_inner = outer.kind == ScopeKind::Class && self.flow.place.function.is_none();
        let path: Text = match is_inner {
            true => format!("{}.{name}", outer.path).into(),
            false => name.into(),
        };
        let span = self.span(id);
        if is_inner || self.flow.place.function.is_some() {
            self.bind(name, Value::Name(path.clone()), BindingKind::Assign, span);
        }
        self.class_decorators(id);
        let (supers, names) = self.supers(id);
        let has_members = self.is_enum(id, &names);
        if has_members {
            self.enums.insert(name);
        }
        self.facts.scopes.push(Scope {
            kind: ScopeKind::Class,
            path,
            parent: Some(self.flow.place.scope),
            supers,
            span,
        });
        let scope = self.facts.scopes.len() as u32 - 1;
        let place = Place {
            scope,
            function: None,
        };
        self.within(id, place, false, false);
        if has_members {
            self.members(id);
        } else if self.is_record(id, &names) {
            self.record(id, &names);
        }
    }

    /// Returns the superclasses of a class, and the last parts of their names.
    fn supers(&self, id: Id) -> (Vec<Super>, Vec<&'s str>) {
        let (mut supers, mut names) = (Vec::new(), Vec::new());
        let list = self.field(id, Field::Superclasses);
        for base in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let base = match self.kind(base) {
                Kind::Subscript => self.field(base, Field::Value).unwrap_or(base),
                _ => base,
            };
            if !matches!(self.kind(base), Kind::Identifier | Kind::Attribute) {
                continue;
            }
            names.push(self.text(base).rsplit('.').next().unwrap_or_default());
            supers.push(Super {
                kind: SuperKind::Inherit,
                word: "class".into(),
                value: Value::Name(self.text(base).into()),
                span: self.span(base),
            });
        }
        // The first base is the nearest one; elsewhere the last one is.
        supers.reverse();
        (supers, names)
    }

    /// Notes the calls of decorators, which get a class here.
    fn class_decorators(&mut self, id: Id) {
        for decorator in self.decorators(id) {
            if let Some(call) = self.tree.first(decorator)
                && self.kind(call) == Kind::Call
                && let Some(callee) = self.field(call, Field::Function)
            {
                let arguments = self.arguments(self.field(call, Field::Arguments));
                self.push_site(callee, arguments, call);
            }
        }
    }

    /// Returns the decorators of a definition.
    pub(super) fn decorators(&self, id: Id) -> Vec<Id> {
        let parent = self.tree.parent(id);
        if self.kind(parent) != Kind::Decorated {
            return Vec::new();
        }
        let parts = self.tree.children(parent);
        parts
            .filter(|part| self.kind(*part) == Kind::Decorator)
            .collect()
    }

    /// Returns the name of a decorator, without its arguments.
    pub(super) fn decorator_name(&self, decorator: Id) -> &'s str {
        let inner = self.tree.first(decorator);
        let inner = inner.map(|inner| match self.kind(inner) {
            Kind::Call => self.field(inner, Field::Function).unwrap_or(inner),
            _ => inner,
        });
        inner.map_or("", |inner| self.text(inner))
    }

    /// Returns true if none of the bases of a class has members of the project.
    pub(super) fn is_plain(names: &[&str]) -> bool {
        names.iter().all(|name| PLAIN_BASES.contains(name))
    }
}
