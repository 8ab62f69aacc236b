//! Classes, modules, methods, accessors and mixins.

use super::Scanner;
use crate::facts::{
    Argument, CallValue, Function, FunctionKind, Key, Parameter, ParameterKind, Scope, ScopeKind, Super, SuperKind, Text, Value,
};
use tree_sitter::Node;

impl Scanner<'_, '_> {
    /// The full path of a name defined in the scope that is being read.
    pub(super) fn nested(&self, name: &str) -> Text {
        let outside = &self.facts.scopes[self.scope as usize].path;
        match name.strip_prefix("::") {
            Some(absolute) => absolute.into(),
            None if outside.is_empty() => name.into(),
            None => format!("{outside}::{name}").into(),
        }
    }

    pub(super) fn class(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let kind = if node.kind() == "class" { ScopeKind::Class } else { ScopeKind::Module };
        let path = self.nested(self.text(name));
        let superclass = node.child_by_field_name("superclass").and_then(|node| self.children(node).into_iter().next());
        let supers = superclass.map(|parent| Super {
            kind: SuperKind::Inherit,
            word: "<".into(),
            value: self.value(parent, 0),
            span: self.span(parent),
        });
        let scope = Scope { kind, path, parent: Some(self.scope), supers: supers.into_iter().collect(), span: self.span(node) };
        self.facts.scopes.push(scope);
        let id = self.facts.scopes.len() as u32 - 1;
        let before = (self.scope, self.function.take(), self.public, self.is_static, self.conditional);
        (self.scope, self.public, self.is_static, self.conditional) = (id, true, false, false);
        if let Some(body) = node.child_by_field_name("body") {
            self.statements(body);
        }
        (self.scope, self.function, self.public, self.is_static, self.conditional) = before;
    }

    pub(super) fn method(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let is_static = self.is_static || node.kind() == "singleton_method";
        let kind = match self.text(name) {
            "initialize" if !is_static => FunctionKind::Constructor,
            _ if is_static => FunctionKind::Static,
            _ => FunctionKind::Method,
        };
        let parameters = node.child_by_field_name("parameters").map(|list| self.parameters(list)).unwrap_or_default();
        let body = node.child_by_field_name("body");
        let function = Function {
            name: self.text(name).into(),
            scope: self.scope,
            outer: None,
            kind,
            public: self.public,
            parameters,
            returns: body.map(|body| self.returns(body)).unwrap_or_default(),
            name_span: self.span(name),
            span: self.span(node),
        };
        self.facts.functions.push(function);
        let id = self.facts.functions.len() as u32 - 1;
        let before = (self.function.replace(id), std::mem::take(&mut self.conditional));
        if let Some(body) = body {
            if body.kind() == "body_statement" { self.statements(body) } else { self.visit(body, true) }
        }
        (self.function, self.conditional) = before;
    }

    fn parameters(&self, list: Node<'_>) -> Vec<Parameter> {
        let read = |node: Node<'_>| {
            let name = node.child_by_field_name("name").map_or("", |name| self.text(name));
            let default = node.child_by_field_name("value").map(|value| self.value(value, 0));
            let (name, kind) = match node.kind() {
                "identifier" => (self.text(node), ParameterKind::Positional),
                "optional_parameter" => (name, ParameterKind::Positional),
                "keyword_parameter" => (name, ParameterKind::Keyword),
                "splat_parameter" => (name, ParameterKind::Rest),
                "hash_splat_parameter" => (name, ParameterKind::KeywordRest),
                "block_parameter" => (name, ParameterKind::Block),
                "destructured_parameter" => ("", ParameterKind::Positional),
                _ => return None,
            };
            Some(Parameter { name: name.into(), kind, default })
        };
        self.children(list).into_iter().filter_map(read).collect()
    }

    /// `alias a b`.
    pub(super) fn alias(&mut self, node: Node<'_>) {
        let (Some(name), Some(old)) = (node.child_by_field_name("name"), node.child_by_field_name("alias")) else { return };
        let old = Value::Name(self.text(old).trim_start_matches(':').into());
        self.accessor(self.text(name).trim_start_matches(':'), old, name);
    }

    fn accessor(&mut self, name: &str, value: Value, at: Node<'_>) {
        let kind = if self.is_static { FunctionKind::Static } else { FunctionKind::Accessor };
        self.facts.functions.push(Function {
            name: name.into(),
            scope: self.scope,
            outer: None,
            kind,
            public: self.public,
            parameters: Vec::new(),
            returns: vec![value],
            name_span: self.span(at),
            span: self.span(at),
        });
    }

    /// `include X`, `extend X` and their like in a class body.
    pub(super) fn mixin(&mut self, word: &str, arguments: &[Argument], at: Node<'_>) {
        let kind = match word {
            "include" | "prepend" | "helpers" | "helper" => SuperKind::Include,
            "extend" => SuperKind::Extend,
            _ => return,
        };
        if self.function.is_some() {
            return;
        }
        let span = self.span(at);
        for argument in arguments {
            match &argument.value {
                Value::Name(name) if name == "self" => self.is_static = true,
                Value::Name(name) if name.starts_with(|c: char| c.is_uppercase() || c == ':') => {
                    let parent = Super { kind, word: word.into(), value: argument.value.clone(), span };
                    self.facts.scopes[self.scope as usize].supers.push(parent);
                }
                _ => {}
            }
        }
    }

    /// Calls that declare something: accessors, delegation, aliases, visibility, appended elements.
    pub(super) fn special_call(&mut self, name: &str, receiver: Option<&Value>, arguments: &[Argument], node: Node<'_>) {
        match (name, receiver) {
            ("push" | "append" | "concat", Some(Value::Name(list))) if self.function.is_some() => {
                let list = list.clone();
                for argument in arguments.iter().filter(|argument| matches!(argument.key, Key::Position(_))) {
                    self.bind(&list, argument.value.clone(), crate::facts::BindingKind::Append, node);
                }
            }
            ("attr_reader" | "attr_accessor", None) => {
                for field in texts(arguments) {
                    self.accessor(&field, Value::Name(format!("@{field}").into()), node);
                }
            }
            ("delegate", None) => {
                let target = arguments.iter().find(|argument| argument.key == Key::Name("to".into()));
                if let Some(Value::Text(target)) = target.map(|argument| &argument.value) {
                    let target = Value::Name(target.trim_start_matches(':').into());
                    for method in texts(arguments) {
                        let call = CallValue { receiver: Some(target.clone()), name: method.clone(), arguments: Vec::new() };
                        self.accessor(&method, Value::Call(Box::new(call)), node);
                    }
                }
            }
            ("alias_method", None) => {
                if let [new, old] = texts(arguments).as_slice() {
                    self.accessor(new, Value::Name(old.clone()), node);
                }
            }
            ("private" | "protected" | "private_class_method" | "module_function", None) => {
                let names = texts(arguments);
                let scope = self.scope;
                let hidden = name != "module_function";
                for function in
                    self.facts.functions.iter_mut().filter(|function| function.scope == scope && names.contains(&function.name))
                {
                    if hidden { function.public = false } else { function.kind = FunctionKind::Static }
                }
            }
            _ => {}
        }
    }
}

fn texts(arguments: &[Argument]) -> Vec<Text> {
    let positional = arguments.iter().filter(|argument| matches!(argument.key, Key::Position(_)));
    positional.filter_map(|argument| if let Value::Text(text) = &argument.value { Some(text.clone()) } else { None }).collect()
}
