//! Imports, exports, variables, functions, classes.

use super::Scanner;
use crate::facts::{
    BindingKind, Function, FunctionKind, Import, Imported, Parameter, ParameterKind, Scope, ScopeKind, Super, SuperKind, Text,
    Value,
};
use tree_sitter::Node;

impl Scanner<'_, '_> {
    fn source_of(&self, node: Node<'_>) -> Option<Text> {
        let source = node.child_by_field_name("source")?;
        match self.value(source, 0) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn push_import(&mut self, local: &str, module: &Text, imported: Imported, reexport: bool, at: Node<'_>) {
        let span = self.span(at);
        self.facts.imports.push(Import { local: local.into(), module: module.clone(), imported, reexport, span });
    }

    pub(super) fn import(&mut self, node: Node<'_>) {
        let Some(module) = self.source_of(node) else { return };
        let clauses = self.children(node).into_iter().filter(|child| child.kind() == "import_clause");
        let parts: Vec<Node<'_>> = clauses.flat_map(|clause| self.children(clause)).collect();
        for part in parts {
            match part.kind() {
                "identifier" => self.push_import(self.text(part), &module, Imported::Default, false, part),
                "namespace_import" => {
                    if let Some(name) = self.children(part).first() {
                        self.push_import(self.text(*name), &module, Imported::All, false, part);
                    }
                }
                "named_imports" => {
                    for specifier in self.children(part) {
                        let Some(name) = specifier.child_by_field_name("name") else { continue };
                        let local = specifier.child_by_field_name("alias").unwrap_or(name);
                        let imported = exported_name(self.text(name));
                        self.push_import(self.text(local), &module, imported, false, specifier);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn export(&mut self, node: Node<'_>) {
        let module = self.source_of(node);
        for child in self.children(node) {
            match (child.kind(), &module) {
                ("export_clause", module) => {
                    for specifier in self.children(child) {
                        let Some(name) = specifier.child_by_field_name("name") else { continue };
                        let outside = specifier.child_by_field_name("alias").unwrap_or(name);
                        match module {
                            Some(module) => {
                                self.push_import(self.text(outside), module, exported_name(self.text(name)), true, specifier)
                            }
                            None if self.text(outside) != self.text(name) => {
                                let value = Value::Name(self.text(name).into());
                                self.bind(self.text(outside), value, BindingKind::Assign, specifier);
                            }
                            None => {}
                        }
                    }
                }
                ("namespace_export", Some(module)) => {
                    if let Some(name) = self.children(child).first() {
                        self.push_import(self.text(*name), module, Imported::All, true, child);
                    }
                }
                ("string", _) => {}
                _ => {}
            }
        }
        if let Some(module) = &module
            && !self.children(node).iter().any(|child| matches!(child.kind(), "export_clause" | "namespace_export"))
        {
            self.push_import("*", module, Imported::All, true, node);
        }
        if let Some(declaration) = node.child_by_field_name("declaration") {
            let is_default = self.text(node).starts_with("export default");
            if is_default && let Some(name) = declaration.child_by_field_name("name") {
                let value = Value::Name(self.text(name).into());
                self.bind("default", value, BindingKind::Assign, node);
            }
            self.visit(declaration, true);
        }
        if let Some(value) = node.child_by_field_name("value") {
            self.default_export(value, node);
        }
    }

    fn default_export(&mut self, value: Node<'_>, node: Node<'_>) {
        let object = match value.kind() {
            "object" => Some(value),
            // `defineComponent({…})`, `Vue.extend({…})`.
            "call_expression" => value
                .child_by_field_name("arguments")
                .and_then(|list| self.children(list).into_iter().find(|child| child.kind() == "object")),
            _ => None,
        };
        match object {
            Some(object) if self.is_component(object) => self.component(object),
            Some(object) if value.kind() == "object" => self.object("default", object),
            _ if matches!(value.kind(), "arrow_function" | "function_expression") => self.function(value, value, Some("default")),
            _ => {
                let found = self.value(value, 0);
                self.bind("default", found, BindingKind::Assign, node);
                self.visit(value, false);
            }
        }
    }

    pub(super) fn declarator(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let Some(value) = node.child_by_field_name("value") else { return };
        let kind = if self.conditional && self.function.is_some() { BindingKind::Maybe } else { BindingKind::Assign };
        if name.kind() == "identifier" {
            match value.kind() {
                "arrow_function" | "function_expression" | "generator_function" if self.function.is_none() => {
                    self.function(value, name, Some(self.text(name)));
                    return;
                }
                "object" if self.function.is_none() && self.has_functions(value) => {
                    let map = self.value(value, 0);
                    self.bind(self.text(name), map, kind, node);
                    self.object(self.text(name), value);
                    return;
                }
                "class" => {
                    self.class_named(value, self.text(name));
                    return;
                }
                _ => {}
            }
        }
        let found = self.value(value, 0);
        if let Value::Call(call) = &found
            && call.name == "require"
            && let Some(Value::Text(module)) = call.arguments.first().map(|argument| &argument.value)
            && name.kind() == "identifier"
        {
            let module = module.clone();
            self.push_import(self.text(name), &module, Imported::All, false, node);
        }
        self.visit(value, false);
        self.take_apart(name, found, kind, node);
    }

    fn has_functions(&self, object: Node<'_>) -> bool {
        self.children(object).iter().any(|child| {
            child.kind() == "method_definition"
                || child
                    .child_by_field_name("value")
                    .is_some_and(|value| matches!(value.kind(), "arrow_function" | "function_expression"))
        })
    }

    /// An object literal under a name: its functions are members, its other entries are read as they are.
    pub(super) fn object(&mut self, name: &str, node: Node<'_>) {
        let before = self.enter(ScopeKind::Object, name.into(), Vec::new(), node);
        self.map_site(node, "");
        self.members(node, FunctionKind::Method);
        self.scope = before;
    }

    pub(super) fn enter(&mut self, kind: ScopeKind, path: Text, supers: Vec<Super>, node: Node<'_>) -> u32 {
        let scope = Scope { kind, path, parent: Some(self.scope), supers, span: self.span(node) };
        self.facts.scopes.push(scope);
        std::mem::replace(&mut self.scope, self.facts.scopes.len() as u32 - 1)
    }

    /// Functions among the entries of an object become functions of the scope; everything else is visited.
    pub(super) fn members(&mut self, object: Node<'_>, kind: FunctionKind) {
        for child in self.children(object) {
            match child.kind() {
                "method_definition" => self.method(child, kind),
                "pair" => {
                    let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value")) else {
                        continue;
                    };
                    let name = self.literal_key(key);
                    match (value.kind(), name) {
                        ("arrow_function" | "function_expression", Some(name)) => self.function_of_kind(value, key, &name, kind),
                        ("object", Some(name)) => {
                            let getter = self
                                .children(value)
                                .into_iter()
                                .find(|part| part.child_by_field_name("name").is_some_and(|part| self.text(part) == "get"));
                            match getter {
                                // `x: { get() {…}, set() {…} }` among computed properties.
                                Some(getter) if kind == FunctionKind::Accessor => self.function_of_kind(getter, key, &name, kind),
                                _ => {
                                    let prefix = format!("{name}-");
                                    self.map_site(value, &prefix);
                                    self.inside_object(value, &prefix);
                                }
                            }
                        }
                        _ => self.visit(value, false),
                    }
                }
                _ => self.visit(child, false),
            }
        }
    }

    fn method(&mut self, node: Node<'_>, kind: FunctionKind) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let head = self.text(node);
        let kind = match self.text(name) {
            "constructor" => FunctionKind::Constructor,
            _ if head.starts_with("get ") => FunctionKind::Accessor,
            _ if head.starts_with("static ") => FunctionKind::Static,
            _ => kind,
        };
        let text = self.literal_key(name).unwrap_or_default();
        self.function_of_kind(node, name, &text, kind);
    }

    /// A function with a name; `named` where the name is not its own.
    pub(super) fn function(&mut self, node: Node<'_>, at: Node<'_>, named: Option<&str>) {
        let own = node.child_by_field_name("name");
        let name = named.map(str::to_owned).or_else(|| own.map(|name| self.text(name).to_owned())).unwrap_or_default();
        if self.function.is_some() {
            self.closure(node, None);
            return;
        }
        self.function_of_kind(node, own.unwrap_or(at), &name, FunctionKind::Free);
    }

    pub(super) fn function_of_kind(&mut self, node: Node<'_>, at: Node<'_>, name: &str, kind: FunctionKind) {
        let list = node.child_by_field_name("parameters").or_else(|| node.child_by_field_name("parameter"));
        let nodes = match list {
            Some(list) if list.kind() == "formal_parameters" => self.children(list),
            Some(single) => vec![single],
            None => Vec::new(),
        };
        let parameters: Vec<Parameter> = nodes.iter().enumerate().map(|(index, node)| self.parameter(*node, index)).collect();
        let function = Function {
            name: name.into(),
            scope: self.scope,
            kind,
            public: true,
            parameters,
            returns: self.returns(node),
            name_span: self.span(at),
            span: self.span(node),
        };
        self.facts.functions.push(function);
        let id = self.facts.functions.len() as u32 - 1;
        let before = (self.function.replace(id), std::mem::take(&mut self.conditional));
        for (index, node) in nodes.into_iter().enumerate() {
            let pattern = match node.kind() {
                "assignment_pattern" => node.child_by_field_name("left").unwrap_or(node),
                "required_parameter" | "optional_parameter" => node.child_by_field_name("pattern").unwrap_or(node),
                _ => node,
            };
            if pattern.kind() != "identifier" {
                self.take_apart(pattern, Value::Name(format!("arg{index}").into()), BindingKind::Assign, node);
            }
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.visit(body, true);
        }
        (self.function, self.conditional) = before;
    }

    fn parameter(&self, node: Node<'_>, index: usize) -> Parameter {
        let (pattern, default) = match node.kind() {
            "assignment_pattern" => (node.child_by_field_name("left").unwrap_or(node), node.child_by_field_name("right")),
            "required_parameter" | "optional_parameter" => {
                (node.child_by_field_name("pattern").unwrap_or(node), node.child_by_field_name("value"))
            }
            _ => (node, None),
        };
        let kind = if pattern.kind() == "rest_pattern" { ParameterKind::Rest } else { ParameterKind::Positional };
        let name = match pattern.kind() {
            "identifier" => self.text(pattern).into(),
            "rest_pattern" => self.children(pattern).first().map_or("", |inner| self.text(*inner)).into(),
            _ => Text::from(format!("arg{index}")),
        };
        Parameter { name, kind, default: default.map(|value| self.value(value, 0)) }
    }

    pub(super) fn class(&mut self, node: Node<'_>) {
        let name = node.child_by_field_name("name").map_or("default", |name| self.text(name));
        self.class_named(node, name);
    }

    fn class_named(&mut self, node: Node<'_>, name: &str) {
        let heritage = self.children(node).into_iter().find(|child| child.kind() == "class_heritage");
        let parent = heritage.and_then(|heritage| self.children(heritage).into_iter().next());
        let supers = parent.map(|parent| Super {
            kind: SuperKind::Inherit,
            word: "extends".into(),
            value: self.value(parent, 0),
            span: self.span(parent),
        });
        let before = self.enter(ScopeKind::Class, name.into(), supers.into_iter().collect(), node);
        let outside = self.function.take();
        for child in node.child_by_field_name("body").map(|body| self.children(body)).unwrap_or_default() {
            match child.kind() {
                "method_definition" => self.method(child, FunctionKind::Method),
                "field_definition" | "public_field_definition" => {
                    let key = child.child_by_field_name("property").or_else(|| child.child_by_field_name("name"));
                    let (Some(key), Some(value)) = (key, child.child_by_field_name("value")) else { continue };
                    if matches!(value.kind(), "arrow_function" | "function_expression") {
                        self.function_of_kind(value, key, self.text(key), FunctionKind::Method);
                    } else {
                        let found = self.value(value, 0);
                        self.bind(self.text(key), found, BindingKind::Assign, child);
                        self.visit(value, false);
                    }
                }
                _ => self.visit(child, false),
            }
        }
        (self.scope, self.function) = (before, outside);
    }

    /// A TypeScript enum: its members as a map.
    pub(super) fn enumeration(&mut self, node: Node<'_>) {
        let (Some(name), Some(body)) = (node.child_by_field_name("name"), node.child_by_field_name("body")) else { return };
        let mut entries = Vec::new();
        for member in self.children(body) {
            let key = member.child_by_field_name("name").unwrap_or(member);
            let Some(key_text) = self.literal_key(key) else { continue };
            let value = member.child_by_field_name("value").map_or(Value::Opaque, |value| self.value(value, 0));
            entries.push((Value::Text(key_text.into()), value));
        }
        self.bind(self.text(name), Value::Map(entries), BindingKind::Assign, node);
    }
}

fn exported_name(name: &str) -> Imported {
    if name == "default" { Imported::Default } else { Imported::Named(name.into()) }
}
