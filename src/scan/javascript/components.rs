//! Components written as an object of options.

use super::Scanner;
use crate::facts::{
    BindingKind, Function, FunctionKind, Import, Imported, Parameter, ParameterKind, ScopeKind, Super, SuperKind, Text, Value,
};
use tree_sitter::Node;

/// Options by which an object shows that it is a component.
const TELLING: &[&str] =
    &["props", "data", "computed", "methods", "mixins", "components", "template", "watch", "setup", "inject", "render"];

impl Scanner<'_, '_> {
    /// Whether an exported object describes a component.
    pub(super) fn is_component(&self, object: Node<'_>) -> bool {
        let keys = self
            .children(object)
            .into_iter()
            .filter_map(|child| child.child_by_field_name("key").or_else(|| child.child_by_field_name("name")));
        let telling = keys.filter(|key| TELLING.contains(&self.text(*key))).count();
        telling >= if self.input.path.ends_with(".vue") { 0 } else { 2 }
    }

    /// The options of a component.
    pub(super) fn component(&mut self, object: Node<'_>) {
        let name = component_name(self.input.path);
        let outside = self.function.take();
        let before = self.enter(ScopeKind::Component, name, Vec::new(), object);
        for child in self.children(object) {
            let key = child.child_by_field_name("key").or_else(|| child.child_by_field_name("name"));
            if child.kind() == "shorthand_property_identifier" {
                let name = self.text(child);
                self.bind(&format!("$options.{name}"), Value::Name(name.into()), BindingKind::Assign, child);
                continue;
            }
            let Some(key) = key.and_then(|key| self.literal_key(key)) else {
                self.visit(child, false);
                continue;
            };
            let value = child.child_by_field_name("value");
            match (key.as_str(), value) {
                ("mixins" | "extends", Some(value)) => self.mixins(value),
                ("components", Some(value)) => self.registered(value),
                ("props", Some(value)) => self.properties(value, child),
                ("computed", Some(value)) => self.members(value, FunctionKind::Accessor),
                ("methods" | "watch", Some(value)) if value.kind() == "object" => self.members(value, FunctionKind::Method),
                ("data", _) => self.data(child),
                (key, Some(value)) if !matches!(value.kind(), "arrow_function" | "function_expression") => {
                    let found = self.value(value, 0);
                    self.bind(&format!("$options.{key}"), found, BindingKind::Assign, child);
                    if value.kind() == "object" {
                        self.members(value, FunctionKind::Method);
                    } else {
                        self.visit(value, false);
                    }
                }
                (key, Some(value)) => self.function_of_kind(value, child, key, FunctionKind::Method),
                (key, None) if child.kind() == "method_definition" => {
                    self.function_of_kind(child, child, key, FunctionKind::Method)
                }
                _ => self.visit(child, false),
            }
        }
        (self.scope, self.function) = (before, outside);
    }

    fn mixins(&mut self, value: Node<'_>) {
        let items = if value.kind() == "array" { self.children(value) } else { vec![value] };
        for item in items {
            let parent =
                Super { kind: SuperKind::Include, word: "mixins".into(), value: self.value(item, 0), span: self.span(item) };
            self.facts.scopes[self.scope as usize].supers.push(parent);
            self.visit(item, false);
        }
    }

    /// Components that are loaded when needed are imports too.
    fn registered(&mut self, value: Node<'_>) {
        for pair in self.children(value) {
            let (Some(key), Some(loader)) = (pair.child_by_field_name("key"), pair.child_by_field_name("value")) else {
                continue;
            };
            let Some(name) = self.literal_key(key) else { continue };
            let text = self.text(loader);
            if let Some(at) = text.find("import(") {
                let module = text[at + 7..].trim_start().trim_start_matches(['\'', '"']);
                // A comment for the bundler may stand in front of the path.
                let module = module.rsplit_once("*/").map_or(module, |(_, rest)| rest.trim().trim_start_matches(['\'', '"']));
                let module: Text = module.split(['\'', '"']).next().unwrap_or("").into();
                let span = self.span(pair);
                self.facts.imports.push(Import {
                    local: name.into(),
                    module,
                    imported: Imported::Default,
                    reexport: false,
                    span,
                });
            } else if loader.kind() == "identifier" && self.text(loader) != name {
                let other = self.facts.imports.iter().find(|import| import.local == self.text(loader)).cloned();
                self.facts.imports.extend(other.map(|import| Import { local: name.into(), ..import }));
            }
        }
    }

    /// Properties are what the component is made from: the parameters of its constructor.
    pub(super) fn properties(&mut self, value: Node<'_>, at: Node<'_>) {
        let mut parameters = Vec::new();
        for item in self.children(value) {
            let (name, default) = match item.kind() {
                "string" => (self.literal_key(item), None),
                "pair" => {
                    let options = item.child_by_field_name("value").map(|options| self.value(options, 0));
                    let default = match options {
                        Some(Value::Map(entries)) => {
                            entries.into_iter().find(|(key, _)| *key == Value::Text("default".into())).map(|(_, value)| value)
                        }
                        _ => None,
                    };
                    let default = match default {
                        Some(Value::Closure(mut values)) if values.len() == 1 => Some(values.remove(0)),
                        other => other,
                    };
                    (item.child_by_field_name("key").and_then(|key| self.literal_key(key)), default)
                }
                _ => (None, None),
            };
            if let Some(name) = name {
                parameters.push(Parameter { name: name.into(), kind: ParameterKind::Keyword, default });
            }
        }
        let span = self.span(at);
        self.facts.functions.push(Function {
            name: "constructor".into(),
            scope: self.scope,
            kind: FunctionKind::Constructor,
            public: true,
            parameters,
            returns: Vec::new(),
            name_span: span,
            span,
        });
    }

    /// What `data()` returns: fields of the component.
    fn data(&mut self, node: Node<'_>) {
        let function = node.child_by_field_name("value").unwrap_or(node);
        let values = if function.kind() == "object" { vec![self.value(function, 0)] } else { self.returns(function) };
        for value in values {
            if let Value::Map(entries) = value {
                for (key, value) in entries {
                    if let Value::Text(key) = key {
                        self.bind(&key, value, BindingKind::Assign, node);
                    }
                }
            }
        }
        if function.kind() != "object" {
            self.function_of_kind(function, node, "data", FunctionKind::Method);
        }
    }
}

/// `report_section.vue` is the component `ReportSection`; an `index` file is named by its folder.
pub fn component_name(path: &str) -> Text {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let stem = if stem == "index" { path.rsplit('/').nth(1).unwrap_or(stem) } else { stem };
    let words = stem.split(['_', '-']).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<String>().into()
}
