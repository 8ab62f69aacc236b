//! Classes, modules, methods, accessors and mixins.

use crate::facts::{
    Argument, BindingKind, Function, FunctionKind, Key, Parameter, Scope, ScopeKind, Super,
    SuperKind, Text, Value,
};
use crate::languages::ruby::scanner::Scanner;
use crate::source::Span;
use ruby_prism::{BlockNode, CallNode, ClassNode, DefNode, ModuleNode, Node};

/// Methods made from one literal list that are told apart.
const MOST_DEFINED: usize = 64;

impl Scanner<'_, '_> {
    /// The full path of a name defined in the scope that is being read.
    pub(crate) fn nested(&self, name: &str) -> Text {
        let outside = &self.facts.scopes[self.scope as usize].path;
        match name.strip_prefix("::") {
            Some(absolute) => absolute.into(),
            None if outside.is_empty() => name.into(),
            None => format!("{outside}::{name}").into(),
        }
    }

    pub(crate) fn class(&mut self, node: &ClassNode<'_>) {
        let supers = node.superclass().map(|parent| Super {
            kind: SuperKind::Inherit,
            word: "<".into(),
            value: self.value(&parent, 0),
            span: self.span_of(&parent),
        });
        let path = self.nested(self.text_of(&node.constant_path()));
        let (span, supers) = (self.span(&node.location()), supers.into_iter().collect());
        let scope = Scope {
            kind: ScopeKind::Class,
            path,
            parent: Some(self.scope),
            supers,
            span,
        };
        self.inside_scope(scope, node.body());
    }

    pub(crate) fn module(&mut self, node: &ModuleNode<'_>) {
        let path = self.nested(self.text_of(&node.constant_path()));
        let span = self.span(&node.location());
        let scope = Scope {
            kind: ScopeKind::Module,
            path,
            parent: Some(self.scope),
            supers: Vec::new(),
            span,
        };
        self.inside_scope(scope, node.body());
    }

    /// Reads the body of a class or module.
    pub(crate) fn inside_scope(&mut self, scope: Scope, body: Option<Node<'_>>) {
        self.facts.scopes.push(scope);
        let id = self.facts.scopes.len() as u32 - 1;
        let before = (
            self.scope,
            self.function.take(),
            self.public,
            self.defines,
            self.conditional,
            self.block_end.take(),
        );
        (self.scope, self.public, self.defines, self.conditional) =
            (id, true, FunctionKind::Method, false);
        self.body(body);
        (
            self.scope,
            self.function,
            self.public,
            self.defines,
            self.conditional,
            self.block_end,
        ) = before;
    }

    /// Reads the statements of a class, module or singleton class.
    pub(crate) fn body(&mut self, body: Option<Node<'_>>) {
        let from = self.facts.functions.len();
        if let Some(body) = &body {
            self.visit(body, true);
        }
        self.note_replaced(body.as_ref(), from);
    }

    pub(crate) fn method(&mut self, node: &DefNode<'_>) {
        let name = Text::from(self.text(&node.name_loc()));
        let kind = match (name.as_str(), self.defines) {
            _ if node.receiver().is_some() => FunctionKind::Static,
            ("initialize", FunctionKind::Method) => FunctionKind::Constructor,
            (_, kind) => kind,
        };
        let parameters = node
            .parameters()
            .map(|list| self.parameters(&list))
            .unwrap_or_default();
        let (name_span, span) = (self.span(&node.name_loc()), self.span(&node.location()));
        let id = self.function(name, kind, parameters, name_span, span);
        self.function_body(id, node.body());
    }

    fn function(
        &mut self,
        name: Text,
        kind: FunctionKind,
        parameters: Vec<Parameter>,
        name_span: Span,
        span: Span,
    ) -> u32 {
        let (scope, public) = (self.scope, self.public);
        self.facts.functions.push(Function {
            name,
            scope,
            outer: None,
            kind,
            public,
            parameters,
            returns: Vec::new(),
            name_span,
            span,
        });
        self.facts.functions.len() as u32 - 1
    }

    /// Reads what a function does and notes what it may return: its last value and each `return` in it.
    fn function_body(&mut self, id: u32, body: Option<Node<'_>>) {
        let before = (
            self.function.replace(id),
            std::mem::take(&mut self.conditional),
            std::mem::take(&mut self.repeated),
            self.block_end.take(),
        );
        if let Some(body) = body {
            self.facts.functions[id as usize].returns = match self.value(&body, 1) {
                Value::Choice(values) => values,
                value => vec![value],
            };
            self.visit(&body, true);
        }
        (
            self.function,
            self.conditional,
            self.repeated,
            self.block_end,
        ) = before;
    }

    /// `define_method(name) { |parameters| … }`: a method; where the name comes from a literal list, one for each element.
    pub(crate) fn defined_methods(&mut self, node: &CallNode<'_>, block: &BlockNode<'_>) -> bool {
        let Some(name) = node.arguments().and_then(|list| list.arguments().first()) else {
            return false;
        };
        if self.function.is_some() {
            return false;
        }
        let name_value = self.value(&name, 0);
        let parameters = block
            .parameters()
            .and_then(|node| node.as_block_parameters_node()?.parameters());
        let parameters = parameters
            .map(|list| self.parameters(&list))
            .unwrap_or_default();
        let (name_span, span) = (self.span_of(&name), self.span(&node.location()));
        let kind = self.defines;
        for (name, local) in self.names_of(&name_value) {
            let id = self.function(name, kind, parameters.clone(), name_span, span);
            if let Some((local, value)) = local {
                let outside = self.function.replace(id);
                self.bind(&local, Value::Text(value), BindingKind::Assign, name_span);
                self.function = outside;
            }
            self.function_body(id, block.body());
        }
        true
    }

    /// The names a value comes to, with the element a block's parameter has for each.
    fn names_of(&self, value: &Value) -> Vec<(Text, Option<(Text, Text)>)> {
        let parts = match value {
            Value::Text(text) => return vec![(text.clone(), None)],
            Value::Template(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let Some(local) = parts.iter().find_map(|part| {
            if let Value::Name(name) = part {
                Some(name.clone())
            } else {
                None
            }
        }) else {
            return Vec::new();
        };
        let bindings = self.facts.bindings.iter().rev();
        let mut bound =
            bindings.filter(|binding| binding.name == local && binding.kind == BindingKind::Inside);
        let Some(Value::Each(list)) = bound.next().map(|binding| &binding.value) else {
            return Vec::new();
        };
        let Some(Value::List(items)) = self.literal_list(list) else {
            return Vec::new();
        };
        let made = items.iter().take(MOST_DEFINED).filter_map(|item| {
            let Value::Text(item) = item else { return None };
            let mut name = String::new();
            for part in parts {
                match part {
                    Value::Text(text) => name.push_str(text),
                    Value::Name(other) if *other == local => name.push_str(item),
                    _ => return None,
                }
            }
            Some((Text::from(name), Some((local.clone(), item.clone()))))
        });
        made.collect()
    }

    /// A list that is written out here or in a constant of this file.
    fn literal_list<'v>(&'v self, value: &'v Value) -> Option<&'v Value> {
        match value {
            Value::List(_) => Some(value),
            Value::Name(name) => {
                let bound = self
                    .facts
                    .bindings
                    .iter()
                    .find(|binding| binding.name == *name && binding.function.is_none())?;
                matches!(bound.value, Value::List(_)).then_some(&bound.value)
            }
            _ => None,
        }
    }

    pub(super) fn accessor(&mut self, name: &str, value: Value, span: Span) {
        let kind = if self.defines == FunctionKind::Static {
            FunctionKind::Static
        } else {
            FunctionKind::Accessor
        };
        let id = self.function(name.into(), kind, Vec::new(), span, span);
        self.facts.functions[id as usize].returns.push(value);
    }

    /// `include X`, `extend X` and their like in a class body.
    pub(crate) fn mixin(&mut self, word: &str, arguments: &[Argument], span: Span) {
        let kind = match word {
            "include" | "prepend" | "helpers" | "helper" => SuperKind::Include,
            "extend" => SuperKind::Extend,
            _ => return,
        };
        if self.function.is_some() {
            return;
        }
        for argument in arguments {
            match &argument.value {
                Value::Name(name) if name == "self" => self.defines = FunctionKind::Free,
                Value::Name(name) if name.starts_with(|c: char| c.is_uppercase() || c == ':') => {
                    let parent = Super {
                        kind,
                        word: word.into(),
                        value: argument.value.clone(),
                        span,
                    };
                    self.facts.scopes[self.scope as usize].supers.push(parent);
                }
                _ => {}
            }
        }
    }

    /// A word alone that says how what follows is defined; says whether it was one.
    pub(crate) fn visibility(&mut self, node: &CallNode<'_>, name: &str) -> bool {
        let is_word = self.is_word(node);
        match name {
            "private" | "protected" | "private_class_method" if is_word => self.public = false,
            "public" if is_word => self.public = true,
            "module_function" if is_word => {
                self.public = true;
                if self.function.is_none() {
                    self.defines = FunctionKind::Free;
                }
            }
            _ => return false,
        }
        true
    }

    /// Calls that declare something: accessors, delegation, aliases, visibility, appended elements.
    pub(crate) fn declaration(
        &mut self,
        name: &str,
        node: &CallNode<'_>,
        receiver: Option<&Value>,
        arguments: &[Argument],
        span: Span,
    ) {
        match (name, receiver) {
            ("push" | "append" | "concat", Some(Value::Name(list))) if self.function.is_some() => {
                for argument in arguments
                    .iter()
                    .filter(|argument| matches!(argument.key, Key::Position(_)))
                {
                    self.bind(list, argument.value.clone(), self.appended(), span);
                }
            }
            (name, Some(_)) if name.ends_with('!') => self.changed_in_place(node, name, span),
            ("attr_reader" | "attr_accessor", None) => {
                for field in texts(arguments) {
                    self.accessor(&field, Value::Name(format!("@{field}").into()), span);
                }
            }
            ("delegate", None) => self.delegation(arguments, span),
            ("alias_method", None) => {
                if let [new, old] = texts(arguments).as_slice() {
                    self.accessor(new, Value::Name(old.clone()), span);
                    self.passes_on(None, old, span);
                }
            }
            (
                "private" | "protected" | "private_class_method" | "public" | "module_function",
                None,
            ) => {
                let names = texts(arguments);
                for function in &mut self.facts.functions {
                    if function.scope != self.scope || !names.contains(&function.name) {
                        continue;
                    }
                    match name {
                        "module_function" => function.kind = FunctionKind::Free,
                        name => function.public = name == "public",
                    }
                }
            }
            _ => {}
        }
    }
}

/// The texts passed by position, and those of lists passed by position (`private *%i[a b]`).
pub(super) fn texts(arguments: &[Argument]) -> Vec<Text> {
    let mut found = Vec::new();
    for argument in arguments
        .iter()
        .filter(|argument| !matches!(argument.key, Key::Name(_) | Key::Block))
    {
        match &argument.value {
            Value::Text(text) => found.push(text.clone()),
            Value::List(items) => {
                found.extend(items.iter().filter_map(|item| {
                    if let Value::Text(text) = item {
                        Some(text.clone())
                    } else {
                        None
                    }
                }));
            }
            _ => {}
        }
    }
    found
}
