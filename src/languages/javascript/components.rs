//! Components written as an object of options.

use crate::facts::{
    Argument, BindingKind, Function, FunctionKind, Import, Key, Parameter, ParameterKind,
    ScopeKind, Super, SuperKind, Text, Value,
};
use crate::languages::javascript::objects::{OPTION, PROVIDE};
use crate::languages::javascript::scanner::{Role, Scanner};
use crate::languages::javascript::syntax::{Field, Id, Kind, is_function};

/// Options by which an object shows that it is a component.
const TELLING: &[&str] = &[
    "props",
    "data",
    "computed",
    "methods",
    "mixins",
    "components",
    "template",
    "watch",
    "setup",
    "inject",
    "render",
    "provide",
    "emits",
    "directives",
    "extends",
];

impl Scanner<'_, '_> {
    /// Returns true if an object describes a component.
    pub(crate) fn is_component(&self, object: Id) -> bool {
        let holder = self.kind(self.tree.parent(object));
        let exported = holder != Kind::Declarator;
        let needed = if exported && self.input.path.ends_with(".vue") {
            0
        } else {
            2
        };
        let name = |child: Id| match self.kind(child) {
            Kind::ShorthandProperty => Some(child),
            _ => self
                .field(child, Field::Key)
                .or_else(|| self.field(child, Field::Name)),
        };
        let names = self.tree.children(object).filter_map(name);
        let telling = names.map(|name| self.text(name));
        let telling: Vec<&str> = telling.filter(|name| TELLING.contains(name)).collect();
        // A file that exports methods alone is there to be mixed into components.
        let is_mixin = holder == Kind::Export && telling.contains(&"methods");
        is_mixin || telling.len() >= needed
    }

    /// The object of a component's options.
    pub(crate) fn component(&mut self, id: Id) {
        let holder = self.tree.parent(id);
        // One that is kept under a name of its own is there to be mixed into others.
        match (self.kind(holder), self.name_of(holder)) {
            (Kind::Declarator, Some(name)) => {
                self.open_scope(ScopeKind::Object, name.into(), Vec::new(), id)
            }
            _ => self.open_scope(
                ScopeKind::Component,
                component_name(self.input.path),
                Vec::new(),
                id,
            ),
        }
        let tree = self.tree;
        for child in tree
            .children(id)
            .filter(|child| tree.kind(*child) == Kind::MethodDefinition)
        {
            if self
                .field(child, Field::Name)
                .is_some_and(|name| self.text(name) == "data")
            {
                self.data(child);
            }
        }
    }

    /// One option of a component that is not a method; the answer is where to go on.
    pub(crate) fn component_option(&mut self, id: Id, value: Id) -> Id {
        let Some(key) = self
            .field(id, Field::Key)
            .and_then(|key| self.literal_key(key))
        else {
            return id + 1;
        };
        let is_object = self.kind(value) == Kind::Object;
        match key {
            "mixins" | "extends" => self.mixins(value),
            "components" => {
                self.registered(value);
                return self.tree.node(id).next;
            }
            "props" => {
                self.properties(value, id);
                return self.tree.node(id).next;
            }
            "inject" => self.injected(value, id),
            PROVIDE => {}
            "computed" if is_object => self.set_role(value, Role::Accessors),
            "methods" | "watch" if is_object => self.set_role(value, Role::Members),
            "data" => {
                self.data(value);
                if is_function(self.kind(value)) {
                    self.set_role(value, Role::Named(FunctionKind::Method));
                }
            }
            _ if is_function(self.kind(value)) => {
                self.set_role(value, Role::Named(FunctionKind::Method))
            }
            key => {
                let found = self.value(value);
                self.bind(
                    &format!("$options.{key}"),
                    found.clone(),
                    BindingKind::Assign,
                    self.span(id),
                );
                if is_object {
                    self.set_role(value, Role::Members);
                } else if matches!(found, Value::Text(_) | Value::Name(_) | Value::Member(..)) {
                    let argument = Argument::new(Key::Name(key.into()), found, self.span(id));
                    self.push_map(OPTION, vec![argument], id);
                }
            }
        }
        id + 1
    }

    fn mixins(&mut self, value: Id) {
        let items: Vec<Id> = if self.kind(value) == Kind::Array {
            self.tree.children(value).collect()
        } else {
            vec![value]
        };
        for item in items {
            let parent = Super {
                kind: SuperKind::Include,
                word: "mixins".into(),
                value: self.value(item),
                span: self.span(item),
            };
            self.facts.scopes[self.place.scope as usize]
                .supers
                .push(parent);
        }
    }

    /// Components under another name, and those that are loaded when they are needed, are imports too.
    fn registered(&mut self, value: Id) {
        let tree = self.tree;
        if self.is_mixin(tree.parent(tree.parent(value))) {
            self.offer(value);
        }
        for pair in tree
            .children(value)
            .filter(|child| tree.kind(*child) == Kind::Pair)
        {
            let (Some(key), Some(loader)) =
                (self.field(pair, Field::Key), self.field(pair, Field::Value))
            else {
                continue;
            };
            let Some(name) = self.literal_key(key) else {
                continue;
            };
            if let Some(module) = self.loaded_module(loader) {
                self.push_import(name, &module, crate::facts::Imported::Default, false, pair);
            } else if self.kind(loader) == Kind::Identifier && self.text(loader) != name {
                let other = self
                    .facts
                    .imports
                    .iter()
                    .find(|import| import.local == self.text(loader))
                    .cloned();
                self.facts.imports.extend(other.map(|import| Import {
                    local: name.into(),
                    ..import
                }));
            }
        }
    }

    /// Returns true if the options of a component are there to be mixed into others: a script exports them, and they show nothing.
    fn is_mixin(&self, object: Id) -> bool {
        let shows = |child: Id| {
            let key = self.field(child, Field::Key);
            let name = key.or_else(|| self.field(child, Field::Name));
            name.is_some_and(|name| {
                matches!(self.text(name), "render" | "template" | "setup" | "el")
            })
        };
        self.kind(self.tree.parent(object)) == Kind::Export
            && !self.input.path.ends_with(".vue")
            && !self.tree.children(object).any(shows)
    }

    /// Notes the components that a mixin registers.
    fn offer(&mut self, value: Id) {
        for child in self.tree.children(value) {
            let name = match self.kind(child) {
                Kind::ShorthandProperty => Some(self.text(child)),
                _ => self
                    .field(child, Field::Key)
                    .and_then(|key| self.literal_key(key)),
            };
            self.facts.offered.extend(name.map(Text::from));
        }
    }

    /// Properties are what the component is made from: the parameters of its constructor.
    pub(crate) fn properties(&mut self, value: Id, at: Id) {
        let tree = self.tree;
        let mut parameters = Vec::new();
        for item in tree.children(value) {
            let (name, default) = match self.kind(item) {
                Kind::String => (self.literal_key(item), None),
                Kind::Pair => {
                    let key = self
                        .field(item, Field::Key)
                        .and_then(|key| self.literal_key(key));
                    (
                        key,
                        self.field(item, Field::Value)
                            .and_then(|options| self.property_default(options)),
                    )
                }
                _ => (None, None),
            };
            parameters.extend(name.map(|name| Parameter {
                default,
                ..Parameter::new(name, ParameterKind::Keyword)
            }));
        }
        self.add_parameters(parameters, at);
    }

    /// Adds injected names as parameters: `inject: ['a']`, `inject: { a: { from: 'b', default: … } }`.
    fn injected(&mut self, value: Id, at: Id) {
        let tree = self.tree;
        let mut parameters = Vec::new();
        for item in tree.children(value) {
            let (name, default) = match self.kind(item) {
                Kind::String => (self.literal_key(item), None),
                Kind::Pair => {
                    let Some(own) = self
                        .field(item, Field::Key)
                        .and_then(|key| self.literal_key(key))
                    else {
                        continue;
                    };
                    let Some(options) = self.field(item, Field::Value) else {
                        continue;
                    };
                    let from = match self.kind(options) {
                        Kind::String => self.literal_key(options),
                        _ => self
                            .entry(options, "from")
                            .and_then(|from| self.literal_key(from)),
                    };
                    if let Some(from) = from.filter(|from| *from != own) {
                        self.bind_field(
                            own,
                            Value::Name(from.into()),
                            BindingKind::Assign,
                            self.span(item),
                        );
                    }
                    (Some(from.unwrap_or(own)), self.property_default(options))
                }
                _ => (None, None),
            };
            parameters.extend(name.map(|name| Parameter {
                default,
                ..Parameter::new(name, ParameterKind::Provided)
            }));
        }
        self.add_parameters(parameters, at);
    }

    /// The value of an entry of an object.
    pub(crate) fn entry(&self, object: Id, key: &str) -> Option<Id> {
        let is = |child: &Id| {
            self.field(*child, Field::Key)
                .and_then(|key| self.literal_key(key))
                == Some(key)
        };
        self.tree
            .children(object)
            .find(is)
            .and_then(|pair| self.field(pair, Field::Value))
    }

    /// The default among the options of a property; a function that makes it stands for what it returns.
    fn property_default(&self, options: Id) -> Option<Value> {
        let entry = self.tree.children(options).find(|entry| {
            let key = self
                .field(*entry, Field::Key)
                .or_else(|| self.field(*entry, Field::Name));
            key.is_some_and(|key| self.text(key) == "default")
        })?;
        let value = if self.kind(entry) == Kind::MethodDefinition {
            Some(entry)
        } else {
            self.field(entry, Field::Value)
        }?;
        if !is_function(self.kind(value)) {
            return Some(self.value(value));
        }
        let mut returned = self.returns(value);
        Some(if returned.len() == 1 {
            returned.remove(0)
        } else {
            Value::Choice(returned)
        })
    }

    /// Adds parameters to the constructor of the component.
    pub(crate) fn add_parameters(&mut self, parameters: Vec<Parameter>, at: Id) {
        let span = self.span(at);
        let scope = self.place.scope;
        let own = |function: &&mut Function| {
            function.scope == scope && function.kind == FunctionKind::Constructor
        };
        if let Some(constructor) = self.facts.functions.iter_mut().rev().find(own) {
            constructor.parameters.extend(parameters);
            return;
        }
        let constructor = Function::implied_constructor("constructor", scope, parameters, span);
        self.facts.functions.push(constructor);
    }

    /// Reads the result of `data()`: fields of the component.
    fn data(&mut self, function: Id) {
        let values = if self.kind(function) == Kind::Object {
            vec![self.value(function)]
        } else {
            self.returns(function)
        };
        for value in values {
            let Value::Map(entries) = value else { continue };
            for (key, value) in entries {
                if let Value::Text(key) = key {
                    self.bind(&key, value, BindingKind::Assign, self.span(function));
                }
            }
        }
    }
}

/// `report_section.vue` is the component `ReportSection`; an `index` file is named by its folder.
pub(crate) fn component_name(path: &str) -> Text {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let stem = if stem == "index" {
        path.rsplit('/').nth(1).unwrap_or(stem)
    } else {
        stem
    };
    let words = stem.split(['_', '-']).map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect::<String>().into()
}
