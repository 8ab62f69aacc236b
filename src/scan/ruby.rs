//! Ruby, through tree-sitter.

mod declarations;
mod outline;
mod values;

use super::tree;
use super::{Input, Language, directive};
use crate::facts::{
    Argument, Binding, BindingKind, CallSite, FileFacts, FunctionId, Key, Problem, Scope, ScopeId, ScopeKind, SiteKind, Text,
    Value,
};
use crate::source::Span;
use tree_sitter::Node;

/// The row of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "ruby",
    extensions: &["rb", "rake"],
    scan,
    defines: outline::defines,
    takes_over: outline::takes_over,
    enclosing: outline::enclosing,
};

/// Nesting that is followed. Deeper code is reported, not read; real files stay under 60.
const MOST_DEPTH: usize = 250;

/// Methods that hand each element of their receiver to the block.
const ITERATORS: &[&str] = &[
    "each",
    "map",
    "each_with_index",
    "flat_map",
    "select",
    "reject",
    "each_with_object",
    "each_pair",
    "filter_map",
    "find",
    "to_h",
    "index_with",
    "each_key",
    "each_value",
    "collect",
    "detect",
    "find_each",
    "any?",
    "all?",
    "each_slice",
    "group_by",
    "sum",
    "to_set",
    "index_by",
];

/// Blocks whose content belongs to the class around them.
const TRANSPARENT: &[&str] =
    &["included", "prepended", "class_methods", "class_eval", "helpers", "with_options", "namespace", "resource", "resources"];

fn scan(input: Input<'_>) -> FileFacts {
    let file_span = Span::new(input.file, 0, input.text.len());
    let mut facts = FileFacts::new(file_span);
    scan_ranges(input, &[], &mut facts, 0);
    facts
}

/// Reads the Ruby in `ranges` of a file (all of it when there are none) into `facts`; code at the top belongs to `scope`.
pub fn scan_ranges(input: Input<'_>, ranges: &[std::ops::Range<usize>], facts: &mut FileFacts, scope: ScopeId) {
    let Some(tree) = tree::parse(&super::ruby_grammar::language(), input.text, ranges) else {
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem {
            message: "Ruby that takes too long to parse; the file was not read".into(),
            span,
            partial: false,
        });
        return;
    };
    let root = tree.root_node();
    facts.problems.extend(tree::syntax_problem(input.file, root, "Ruby"));
    let mut scanner = Scanner {
        input,
        facts,
        scope,
        function: None,
        public: true,
        is_static: false,
        conditional: false,
        depth: 0,
        too_deep: None,
    };
    scanner.statements(root);
    if let Some(span) = scanner.too_deep {
        let message = "code nested too deep to follow; calls inside may be missed".into();
        scanner.facts.problems.push(Problem { message, span, partial: true });
    }
}

/// What is read, where the reading stands, and what was found.
struct Scanner<'a, 'f> {
    input: Input<'a>,
    facts: &'f mut FileFacts,
    scope: ScopeId,
    function: Option<FunctionId>,
    public: bool,
    is_static: bool,
    conditional: bool,
    depth: usize,
    too_deep: Option<Span>,
}

impl<'a> Scanner<'a, '_> {
    fn text(&self, node: Node<'_>) -> &'a str {
        tree::text(self.input.text, node)
    }

    fn span(&self, node: Node<'_>) -> Span {
        tree::span(self.input.file, node)
    }

    fn children<'t>(&self, node: Node<'t>) -> Vec<Node<'t>> {
        node.named_children(&mut node.walk()).collect()
    }

    /// The statements of a body, each for its effect.
    fn statements(&mut self, node: Node<'_>) {
        for child in self.children(node) {
            self.visit(child, true);
        }
    }

    /// Reads `node` under a condition.
    fn maybe(&mut self, node: Node<'_>, statement: bool) {
        let before = std::mem::replace(&mut self.conditional, true);
        self.visit(node, statement);
        self.conditional = before;
    }

    /// Reads a node and what is in it. `statement`: it stands for its effect or as a result.
    fn visit(&mut self, node: Node<'_>, statement: bool) {
        if self.depth >= MOST_DEPTH {
            self.too_deep.get_or_insert(tree::span(self.input.file, node));
            return;
        }
        self.depth += 1;
        self.visit_inner(node, statement);
        self.depth -= 1;
    }

    fn visit_inner(&mut self, node: Node<'_>, statement: bool) {
        match node.kind() {
            "comment" => {
                let found = directive::read(self.input.file, self.text(node), node.start_byte());
                self.facts.directives.extend(found);
            }
            "class" | "module" => self.class(node),
            "singleton_class" => {
                let before = (std::mem::replace(&mut self.is_static, true), std::mem::replace(&mut self.public, true));
                if let Some(body) = node.child_by_field_name("body") {
                    self.statements(body);
                }
                (self.is_static, self.public) = before;
            }
            "method" | "singleton_method" => self.method(node),
            "alias" => self.alias(node),
            "call" | "super" => self.call(node, statement),
            "identifier" if statement => self.bare_word(node),
            "assignment" => self.assignment(node),
            "operator_assignment" => self.operator_assignment(node),
            "hash" => {
                self.map_site(node, "");
                self.inside_hash(node, "");
            }
            "if" | "unless" | "while" | "until" | "elsif" => {
                if let Some(condition) = node.child_by_field_name("condition") {
                    self.visit(condition, false);
                }
                for field in ["consequence", "body", "alternative"] {
                    if let Some(part) = node.child_by_field_name(field) {
                        self.maybe(part, statement);
                    }
                }
            }
            "if_modifier" | "unless_modifier" | "while_modifier" | "until_modifier" => {
                if let Some(condition) = node.child_by_field_name("condition") {
                    self.visit(condition, false);
                    self.guard(node, condition);
                }
                if let Some(body) = node.child_by_field_name("body") {
                    self.maybe(body, statement);
                }
            }
            "conditional" => {
                for (field, effect) in [("condition", false), ("consequence", statement), ("alternative", statement)] {
                    if let Some(part) = node.child_by_field_name(field) {
                        self.maybe(part, effect);
                    }
                }
            }
            "case" | "case_match" => {
                for child in self.children(node) {
                    let is_clause = matches!(child.kind(), "when" | "else" | "in_clause");
                    self.maybe(child, statement && is_clause);
                }
            }
            "when" | "in_clause" => {
                for child in self.children(node) {
                    self.visit(child, child.kind() == "then" && statement);
                }
            }
            "binary" => {
                let operator = node.child_by_field_name("operator").map_or("", |operator| self.text(operator));
                let right = matches!(operator, "&&" | "||" | "and" | "or");
                if operator == "<<" {
                    self.append(node);
                }
                for (field, effect) in [("left", false), ("right", right && statement)] {
                    if let Some(part) = node.child_by_field_name(field) {
                        if right { self.maybe(part, effect) } else { self.visit(part, effect) }
                    }
                }
            }
            "begin"
            | "then"
            | "else"
            | "do"
            | "ensure"
            | "body_statement"
            | "block_body"
            | "parenthesized_statements"
            | "program"
            | "begin_block" => {
                for child in self.children(node) {
                    self.visit(child, statement);
                }
            }
            "rescue" => {
                for child in self.children(node) {
                    self.maybe(child, child.kind() == "then" && statement);
                }
            }
            "return" | "next" | "break" => {
                for list in self.children(node) {
                    for child in self.children(list) {
                        self.visit(child, true);
                    }
                }
            }
            "lambda" | "block" | "do_block" => self.block(node, None, statement),
            "string_content" | "simple_symbol" | "constant" | "integer" => {}
            _ => {
                for child in self.children(node) {
                    self.visit(child, false);
                }
            }
        }
    }

    /// A block or lambda: its parameters are locals of the function around it.
    fn block(&mut self, node: Node<'_>, each: Option<&Value>, _statement: bool) {
        if let Some(parameters) = node.child_by_field_name("parameters") {
            for (index, parameter) in self.children(parameters).into_iter().enumerate() {
                let names: Vec<Node<'_>> =
                    if parameter.kind() == "destructured_parameter" { self.children(parameter) } else { vec![parameter] };
                for name in names {
                    let named = name.child_by_field_name("name").unwrap_or(name);
                    let value = match each {
                        Some(value) if index == 0 => Value::Each(Box::new(value.clone())),
                        _ => Value::Opaque,
                    };
                    self.bind(self.text(named), value, BindingKind::Inside, node);
                }
            }
        }
        let body = match node.kind() {
            "lambda" => node.child_by_field_name("body").and_then(|block| block.child_by_field_name("body")),
            _ => node.child_by_field_name("body"),
        };
        if let Some(body) = body {
            let before = self.conditional;
            self.conditional |= self.function.is_some();
            self.statements(body);
            self.conditional = before;
        }
    }

    fn bind(&mut self, name: &str, value: Value, kind: BindingKind, at: Node<'_>) {
        let binding = Binding { name: name.into(), scope: self.scope, function: self.function, kind, value, span: self.span(at) };
        self.facts.bindings.push(binding);
    }

    fn call(&mut self, node: Node<'_>, statement: bool) {
        let method = node.child_by_field_name("method");
        let receiver = node.child_by_field_name("receiver");
        let name = method.map_or(if node.kind() == "super" { "super" } else { "call" }, |method| self.text(method));
        if let Some(receiver) = receiver {
            self.visit(receiver, false);
        }
        let receiver_value = receiver.map(|receiver| self.value(receiver, 0));
        let arguments = node.child_by_field_name("arguments");
        let block = node.child_by_field_name("block");
        let mut found = arguments.map(|list| self.arguments(list)).unwrap_or_default();
        if block.is_some() {
            found.push(Argument { key: Key::Block, value: Value::Opaque, span: self.span(node) });
        }
        let name_span = method.map_or(self.span(node), |method| self.span(method));
        // A block's body is its own code; the call ends with its arguments.
        let end = block.map_or(node.end_byte(), |_| arguments.map_or(name_span.end as usize, |list| list.end_byte()));
        let span = Span::new(self.input.file, node.start_byte(), end.max(name_span.end as usize));
        if let Some(method) = method {
            self.mixin(name, &found, method);
            self.special_call(name, receiver_value.as_ref(), &found, node);
        }
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: receiver_value.clone(),
            name: name.into(),
            arguments: found,
            scope: self.scope,
            function: self.function,
            statement,
            name_span,
            span,
        });
        if let Some(list) = arguments {
            self.inside_arguments(list, name);
        }
        if let Some(block) = block {
            if self.function.is_none() && receiver.is_none() && TRANSPARENT.contains(&name) {
                let was = self.is_static;
                self.is_static |= name == "class_methods";
                let public = std::mem::replace(&mut self.public, true);
                self.block(block, None, true);
                (self.is_static, self.public) = (was, public);
            } else {
                let each = receiver_value.filter(|_| ITERATORS.contains(&name));
                self.block(block, each.as_ref(), true);
            }
        }
    }

    /// Reads what stands inside arguments: calls, hashes, definitions (`private def x`).
    fn inside_arguments(&mut self, list: Node<'_>, name: &str) {
        let hidden = matches!(name, "private" | "protected" | "private_class_method");
        for child in self.children(list) {
            match child.kind() {
                "pair" => self.pair(child, ""),
                "method" | "singleton_method" => {
                    let before = std::mem::replace(&mut self.public, !hidden);
                    self.visit(child, false);
                    self.public = before;
                }
                "block_argument" | "splat_argument" | "hash_splat_argument" => {
                    for inner in self.children(child) {
                        self.visit(inner, false);
                    }
                }
                _ => self.visit(child, false),
            }
        }
    }

    /// One entry of a hash or of named arguments; `prefix` are the keys around it, each followed by `-`.
    fn pair(&mut self, node: Node<'_>, prefix: &str) {
        let Some(value) = node.child_by_field_name("value") else { return };
        if value.kind() != "hash" {
            self.visit(value, false);
            return;
        }
        let key = node.child_by_field_name("key").and_then(|key| self.literal_key(key));
        let prefix = key.map_or(String::new(), |key| format!("{prefix}{key}-"));
        self.map_site(value, &prefix);
        self.inside_hash(value, &prefix);
    }

    fn inside_hash(&mut self, node: Node<'_>, prefix: &str) {
        for child in self.children(node) {
            match child.kind() {
                "pair" => self.pair(child, prefix),
                _ => self.visit(child, false),
            }
        }
    }

    /// Notes a hash literal with its own entries.
    fn map_site(&mut self, node: Node<'_>, prefix: &str) {
        let mut arguments = Vec::new();
        for child in self.children(node) {
            let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value")) else {
                continue;
            };
            if value.kind() == "hash" {
                continue;
            }
            if let Some(key) = self.literal_key(key) {
                let value = self.value(value, 0);
                arguments.push(Argument { key: Key::Name(format!("{prefix}{key}").into()), value, span: self.span(child) });
            }
        }
        self.push_map(arguments, node);
    }

    fn push_map(&mut self, arguments: Vec<Argument>, node: Node<'_>) {
        if arguments.is_empty() {
            return;
        }
        let span = self.span(node);
        self.facts.calls.push(CallSite {
            kind: SiteKind::Map,
            receiver: None,
            name: Text::default(),
            arguments,
            scope: self.scope,
            function: self.function,
            statement: false,
            name_span: span,
            span,
        });
    }

    /// A word alone as a statement: a method without arguments, unless it is a local.
    fn bare_word(&mut self, node: Node<'_>) {
        let name = self.text(node);
        if matches!(name, "private" | "protected" | "public" | "module_function" | "private_class_method") {
            self.public = name != "private" && name != "protected";
            self.is_static |= name == "module_function" && self.function.is_none();
            return;
        }
        let own = self.function;
        let is_local = self.facts.bindings.iter().any(|binding| binding.name == name && binding.function == own)
            || own.is_some_and(|id| self.facts.functions[id as usize].parameters.iter().any(|parameter| parameter.name == name));
        if is_local {
            return;
        }
        let span = self.span(node);
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: None,
            name: name.into(),
            arguments: Vec::new(),
            scope: self.scope,
            function: own,
            statement: true,
            name_span: span,
            span,
        });
    }

    fn assignment(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { return };
        self.visit(right, false);
        let kind = if self.conditional { BindingKind::Maybe } else { BindingKind::Assign };
        match left.kind() {
            "identifier" | "constant" | "instance_variable" | "class_variable" | "global_variable" => {
                if self.class_new(left, right) {
                    return;
                }
                let value = self.value(right, 0);
                let outside = std::mem::take(&mut self.function);
                // Constants belong to their class even when a function sets them.
                self.function = if left.kind() == "constant" { None } else { outside };
                self.bind(self.text(left), value, kind, node);
                self.function = outside;
            }
            "element_reference" => {
                let key = self.children(left).into_iter().nth(1).and_then(|key| self.literal_key(key));
                if let Some(key) = key {
                    let value = self.value(right, 0);
                    let argument = Argument { key: Key::Name(key.into()), value, span: self.span(node) };
                    self.push_map(vec![argument], node);
                }
            }
            "left_assignment_list" => {
                let values: Vec<Value> = match right.kind() {
                    "right_assignment_list" | "array" => {
                        self.children(right).into_iter().map(|item| self.value(item, 0)).collect()
                    }
                    _ => Vec::new(),
                };
                let whole = self.value(right, 0);
                for (index, target) in self.children(left).into_iter().enumerate() {
                    let element = Value::Index(Box::new(whole.clone()), Box::new(Value::Text(index.to_string().into())));
                    let value = values.get(index).cloned().unwrap_or(element);
                    if matches!(target.kind(), "identifier" | "instance_variable") {
                        self.bind(self.text(target), value, kind, node);
                    }
                }
            }
            _ => {}
        }
    }

    /// `Name = Class.new(Base)` is a class.
    fn class_new(&mut self, left: Node<'_>, right: Node<'_>) -> bool {
        if left.kind() != "constant" || right.kind() != "call" {
            return false;
        }
        let Value::Call(call) = self.value(right, 0) else { return false };
        let is_class = call.name == "new"
            && matches!(&call.receiver, Some(Value::Name(name)) if matches!(name.as_str(), "Class" | "Module" | "Struct"));
        if is_class {
            let path = self.nested(self.text(left));
            let mut supers = Vec::new();
            if let Some(base) = call.arguments.first().filter(|argument| matches!(argument.value, Value::Name(_))) {
                supers.push(crate::facts::Super {
                    kind: crate::facts::SuperKind::Inherit,
                    word: "<".into(),
                    value: base.value.clone(),
                    span: base.span,
                });
            }
            self.facts.scopes.push(Scope {
                kind: ScopeKind::Class,
                path,
                parent: Some(self.scope),
                supers,
                span: self.span(right),
            });
        }
        is_class
    }

    fn operator_assignment(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { return };
        self.visit(right, false);
        let operator = node.child_by_field_name("operator").map_or("", |operator| self.text(operator));
        let value = self.value(right, 0);
        let name = self.text(left);
        match operator {
            "||=" | "&&=" => self.bind(name, value, BindingKind::Maybe, node),
            "+=" => {
                let whole = Value::Template(vec![Value::Name(name.into()), value]);
                let kind = if self.conditional { BindingKind::Maybe } else { BindingKind::Assign };
                self.bind(name, whole, kind, node);
            }
            _ => self.bind(name, Value::Opaque, BindingKind::Maybe, node),
        }
    }

    fn append(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { return };
        if matches!(left.kind(), "identifier" | "instance_variable") {
            let value = self.value(right, 0);
            self.bind(self.text(left), value, BindingKind::Append, node);
        }
    }

    /// `return unless LIST.include?(x)`, `raise … unless x.in?(LIST)`: behind it `x` is one of the list.
    fn guard(&mut self, node: Node<'_>, condition: Node<'_>) {
        let leaves = node.child_by_field_name("body").is_some_and(|body| {
            let word = self.text(body);
            ["return", "next", "raise", "break"].iter().any(|leave| word.starts_with(leave))
        });
        let Value::Call(call) = self.value(condition, 0) else { return };
        if !leaves || node.kind() != "unless_modifier" {
            return;
        }
        let argument = call.arguments.first().map(|argument| argument.value.clone());
        let (list, subject) = match call.name.as_str() {
            "include?" => (call.receiver, argument),
            "in?" => (argument, call.receiver),
            _ => return,
        };
        if let (Some(list), Some(Value::Name(subject))) = (list, subject) {
            self.bind(&subject, list, BindingKind::Narrow, node);
        }
    }
}
