//! Imports, exports, variables, classes, enums.

use crate::facts::{
    BindingKind, FunctionId, FunctionKind, Import, Imported, ScopeKind, Super, SuperKind, Text,
    Value,
};
use crate::languages::javascript::scanner::{Role, Scanner};
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign, is_function};
use crate::source::Span;

impl<'s> Scanner<'s, '_> {
    fn source_of(&self, id: Id) -> Option<Text> {
        let source = self.field(id, Field::Source)?;
        Some(self.literal_key(source)?.into())
    }

    pub(crate) fn push_import(
        &mut self,
        local: &str,
        module: &Text,
        imported: Imported,
        reexport: bool,
        at: Id,
    ) {
        let span = self.span(at);
        self.facts.imports.push(Import {
            local: local.into(),
            module: module.clone(),
            imported,
            reexport,
            span,
        });
    }

    pub(crate) fn import(&mut self, id: Id) {
        let Some(module) = self.source_of(id) else {
            return;
        };
        let tree = self.tree;
        let clauses = tree
            .children(id)
            .filter(|child| self.kind(*child) == Kind::ImportClause);
        for part in clauses
            .flat_map(|clause| tree.children(clause))
            .collect::<Vec<_>>()
        {
            match self.kind(part) {
                Kind::Identifier => {
                    self.push_import(self.text(part), &module, Imported::Default, false, part)
                }
                Kind::NamespaceImport => {
                    if let Some(name) = tree.first(part) {
                        self.push_import(self.text(name), &module, Imported::All, false, part);
                    }
                }
                Kind::NamedImports => {
                    for specifier in tree.children(part) {
                        let Some(name) = self.field(specifier, Field::Name) else {
                            continue;
                        };
                        let local = self.field(specifier, Field::Alias).unwrap_or(name);
                        self.push_import(
                            self.text(local),
                            &module,
                            exported_name(self.text(name)),
                            false,
                            specifier,
                        );
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn export(&mut self, id: Id) {
        let module = self.source_of(id);
        let tree = self.tree;
        let mut named = false;
        for child in tree.children(id) {
            match (self.kind(child), &module) {
                (Kind::ExportClause, module) => {
                    named = true;
                    tree.children(child)
                        .for_each(|specifier| self.exported(specifier, module.as_ref()));
                }
                (Kind::NamespaceExport, Some(module)) => {
                    named = true;
                    if let Some(name) = tree.first(child) {
                        self.push_import(self.text(name), module, Imported::All, true, child);
                    }
                }
                _ => {}
            }
        }
        if let (Some(module), false) = (&module, named) {
            self.push_import("*", module, Imported::All, true, id);
        }
        if self.tree.node(id).sign != Sign::Default {
            return;
        }
        if let Some(value) = self
            .field(id, Field::Value)
            .or_else(|| self.field(id, Field::Declaration))
        {
            self.default_export(value, id);
        }
    }

    fn exported(&mut self, specifier: Id, module: Option<&Text>) {
        let Some(name) = self.field(specifier, Field::Name) else {
            return;
        };
        let outside = self.field(specifier, Field::Alias).unwrap_or(name);
        let (inner, outer) = (self.text(name), self.text(outside));
        match module {
            Some(module) => self.push_import(outer, module, exported_name(inner), true, specifier),
            None if inner != outer => {
                self.bind(
                    outer,
                    Value::Name(inner.into()),
                    BindingKind::Assign,
                    self.span(specifier),
                );
            }
            // A name that was imported and is exported again under the same name is passed on.
            None => {
                let again = self
                    .facts
                    .imports
                    .iter()
                    .find(|import| import.local == inner && !import.reexport)
                    .cloned();
                self.facts.imports.extend(again.map(|import| Import {
                    reexport: true,
                    ..import
                }));
            }
        }
    }

    fn default_export(&mut self, value: Id, id: Id) {
        let object = match self.kind(value) {
            Kind::Object => Some(value),
            // `defineComponent({…})`, `Vue.extend({…})`.
            Kind::Call => {
                let list = self.field(value, Field::Arguments);
                list.and_then(|list| {
                    self.tree
                        .children(list)
                        .find(|child| self.kind(*child) == Kind::Object)
                })
            }
            _ => None,
        };
        let is_named = matches!(self.kind(value), Kind::FunctionDeclaration | Kind::Class);
        let named = is_named.then(|| self.field(value, Field::Name)).flatten();
        match object {
            Some(object) if self.is_component(object) => self.set_role(object, Role::Component),
            Some(object) if object == value => {
                self.set_role(object, Role::Scope);
                let entries = self.value(value);
                self.bind("default", entries, BindingKind::Assign, self.span(id));
            }
            _ if named.is_some() => {
                let name = named.map_or("", |name| self.text(name));
                self.bind(
                    "default",
                    Value::Name(name.into()),
                    BindingKind::Assign,
                    self.span(id),
                );
            }
            _ if self.kind(value) == Kind::Class => {}
            _ if is_function(self.kind(value)) => {
                self.set_role(value, Role::Named(FunctionKind::Free))
            }
            _ => self.bind(
                "default",
                self.value(value),
                BindingKind::Assign,
                self.span(id),
            ),
        }
    }

    pub(crate) fn declarator(&mut self, id: Id) {
        let (Some(name), Some(value)) = (self.field(id, Field::Name), self.field(id, Field::Value))
        else {
            return;
        };
        let outside = self.place.function.is_none();
        if let Some(module) = self.loaded_module(value) {
            self.import_pattern(name, module);
            // The names are imports; a function that loads the module is a value too.
            if self.kind(value) != Kind::Arrow {
                return;
            }
        }
        if let Some(module) = self.lazy_module(value) {
            return self.push_import(self.text(name), &module, Imported::Default, false, name);
        }
        let (kind, span) = self.lifetime(id);
        if self.kind(name) == Kind::Identifier {
            let literal = self.literal(value);
            match self.kind(literal) {
                Kind::Class => return,
                Kind::Object if outside && literal == value && self.is_component(value) => {
                    self.set_role(value, Role::Component)
                }
                Kind::Object if outside && self.has_functions(literal) => {
                    self.set_role(literal, Role::Scope)
                }
                _ => {}
            }
            if let Some(function) = self.made_function(value) {
                self.set_role(function, Role::Named(self.kind_of_free()));
                return;
            }
        }
        if let Some((name, state)) = self.state(name, value) {
            return self.bind(self.text(name), state, kind, span);
        }
        let mut found = self.value(value);
        if self.kind(name) == Kind::Identifier {
            found = self.typed(found, name, self.tree.node(value).start);
        }
        self.take_apart(name, found, kind, span);
    }

    /// Returns the kind and span of the binding of a declared name. A constant in a block or closure has its value only there.
    pub(crate) fn lifetime(&self, id: Id) -> (BindingKind, Span) {
        let span = self.span(id);
        if !self.conditional || self.place.function.is_none() {
            return (BindingKind::Assign, span);
        }
        let declaration = self.tree.parent(id);
        let block = self.tree.parent(declaration);
        if self.kind(block) != Kind::Block || self.tree.node(declaration).sign == Sign::Let {
            return (BindingKind::Maybe, span);
        }
        (
            BindingKind::Inside,
            Span {
                end: self.tree.node(block).end,
                ..span
            },
        )
    }

    pub(crate) fn class(&mut self, id: Id) {
        let own = self.field(id, Field::Name).map(|name| self.text(name));
        let parent = self.tree.parent(id);
        let given = (self.kind(parent) == Kind::Declarator)
            .then(|| self.field(parent, Field::Name))
            .flatten();
        let name = given
            .map(|name| self.text(name))
            .or(own)
            .unwrap_or("default");
        let heritage = self
            .tree
            .children(id)
            .find(|child| self.kind(*child) == Kind::ClassHeritage);
        let base = heritage
            .and_then(|heritage| self.tree.first(heritage))
            .and_then(|base| match self.kind(base) {
                Kind::ExtendsClause => self.field(base, Field::Value),
                _ => Some(base),
            });
        let supers = base.map(|base| Super {
            kind: SuperKind::Inherit,
            word: "extends".into(),
            value: self.value(base),
            span: self.span(base),
        });
        self.open_scope(
            ScopeKind::Class,
            name.into(),
            supers.into_iter().collect(),
            id,
        );
        self.class_component(id);
    }

    /// `namespace Reporters { export function shown() {…} }`: an object with these members.
    pub(crate) fn namespace(&mut self, id: Id) {
        let name = self.field(id, Field::Name);
        if let Some(name) = name.filter(|name| self.kind(*name) == Kind::Identifier) {
            let name = self.text(name).into();
            self.open_scope(ScopeKind::Object, name, Vec::new(), id);
        }
    }

    pub(crate) fn class_field(&mut self, id: Id) {
        let value = self.field(id, Field::Value);
        if let Some(function) = value.and_then(|value| self.made_function(value)) {
            self.set_role(function, Role::Named(FunctionKind::Method));
            return;
        }
        let key = self
            .field(id, Field::Property)
            .or_else(|| self.field(id, Field::Name));
        let Some((node, key)) = key.and_then(|key| Some((key, self.literal_key(key)?))) else {
            return;
        };
        let end = value.map_or(self.tree.node(id).end, |value| self.tree.node(value).start);
        let found = self.value_of(value, 0);
        let is_given = found != Value::Opaque;
        let found = self.typed(found, node, end);
        if is_given || found != Value::Opaque {
            self.bind_field(key, found, BindingKind::Assign, self.span(id));
        }
    }

    /// Returns true if a value is a parameter of a function, or a member of one.
    fn is_of_parameter(&self, value: &Value, function: FunctionId) -> bool {
        match value {
            Value::Name(name) => {
                let parameters = &self.facts.functions[function as usize].parameters;
                parameters.iter().any(|parameter| parameter.name == *name)
            }
            Value::Member(owner, _) => self.is_of_parameter(owner, function),
            _ => false,
        }
    }

    /// A field belongs to the object, whichever function fills it.
    pub(crate) fn bind_field(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        let function = self.place.function.take();
        let value = match function.filter(|function| self.is_of_parameter(&value, *function)) {
            Some(function) => Value::Within(function, Box::new(value)),
            None => value,
        };
        self.bind(name, value, kind, span);
        self.place.function = function;
    }

    /// An enum: its members as a map.
    pub(crate) fn enumeration(&mut self, id: Id) {
        let (Some(name), Some(body)) = (self.field(id, Field::Name), self.field(id, Field::Body))
        else {
            return;
        };
        let member = |member: Id| {
            let key = self.literal_key(self.field(member, Field::Name).unwrap_or(member))?;
            let value = self
                .field(member, Field::Value)
                .map_or(Value::Opaque, |value| self.value(value));
            Some((Value::Text(key.into()), value))
        };
        let entries = self.tree.children(body).filter_map(member).collect();
        self.bind(
            self.text(name),
            Value::Map(entries),
            BindingKind::Assign,
            self.span(id),
        );
    }
}

pub(crate) fn exported_name(name: &str) -> Imported {
    if name == "default" {
        Imported::Default
    } else {
        Imported::Named(name.into())
    }
}
