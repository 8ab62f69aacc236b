//! JavaScript and TypeScript, through tree-sitter.

mod components;
mod declarations;
mod values;

use super::tree;
use super::{Input, Language, directive};
use crate::facts::{
    Argument, Binding, BindingKind, CallSite, FileFacts, FunctionId, Key, Problem, ScopeId, SiteKind, Text, Value,
};
use crate::source::Span;
use tree_sitter::Node;

/// The rows of [`super::LANGUAGES`].
pub const JAVASCRIPT: Language = Language {
    name: "javascript",
    extensions: &["js", "mjs", "cjs", "jsx"],
    scan,
    defines,
    takes_over: |_, _| true,
    enclosing: |_, _| None,
};
/// TypeScript; declaration files hold no code and are left out.
pub const TYPESCRIPT: Language =
    Language { name: "typescript", extensions: &["ts", "tsx"], scan, defines, takes_over: |_, _| true, enclosing: |_, _| None };

/// Nesting that is followed. Deeper code is reported, not read.
const MOST_DEPTH: usize = 300;

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    if !input.path.ends_with(".d.ts") {
        scan_ranges(input, &[], is_typed(input.path), &mut facts, Place { scope: 0, function: None });
    }
    facts
}

fn is_typed(path: &str) -> bool {
    path.ends_with(".ts") || path.ends_with(".tsx")
}

/// Whose code it is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The scope.
    pub scope: ScopeId,
    /// The function.
    pub function: Option<FunctionId>,
}

/// Reads the script in `ranges` of a file (all of it when there are none) into `facts`.
pub fn scan_ranges(input: Input<'_>, ranges: &[std::ops::Range<usize>], typed: bool, facts: &mut FileFacts, place: Place) {
    let language = match (typed, input.path.ends_with(".tsx")) {
        (true, true) => tree_sitter_typescript::LANGUAGE_TSX.into(),
        (true, false) => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        (false, _) => tree_sitter_javascript::LANGUAGE.into(),
    };
    let Some(tree) = tree::parse(&language, input.text, ranges) else {
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem {
            message: "script that takes too long to parse; it was not read".into(),
            span,
            partial: false,
        });
        return;
    };
    let root = tree.root_node();
    facts.problems.extend(tree::syntax_problem(input.file, root, "script"));
    let mut scanner =
        Scanner { input, facts, scope: place.scope, function: place.function, conditional: false, depth: 0, too_deep: None };
    scanner.children_of(root, true);
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

    fn children_of(&mut self, node: Node<'_>, statement: bool) {
        for child in self.children(node) {
            self.visit(child, statement);
        }
    }

    fn visit(&mut self, node: Node<'_>, statement: bool) {
        if self.depth >= MOST_DEPTH {
            self.too_deep.get_or_insert(tree::span(self.input.file, node));
            return;
        }
        self.depth += 1;
        self.visit_inner(node, statement);
        self.depth -= 1;
    }

    fn maybe(&mut self, node: Node<'_>, statement: bool) {
        let before = std::mem::replace(&mut self.conditional, true);
        self.visit(node, statement);
        self.conditional = before;
    }

    fn visit_inner(&mut self, node: Node<'_>, statement: bool) {
        match node.kind() {
            "comment" | "html_comment" => {
                let found = directive::read(self.input.file, self.text(node), node.start_byte());
                self.facts.directives.extend(found);
            }
            "import_statement" => self.import(node),
            "export_statement" => self.export(node),
            "variable_declarator" => self.declarator(node),
            "function_declaration" | "generator_function_declaration" => self.function(node, node, None),
            "class_declaration" | "class" => self.class(node),
            "enum_declaration" => self.enumeration(node),
            "call_expression" => self.call(node, statement),
            "new_expression" => self.new_object(node, statement),
            "object" => {
                self.map_site(node, "");
                self.inside_object(node, "");
            }
            "arrow_function" | "function_expression" | "function" | "generator_function" => self.closure(node, None),
            "assignment_expression" => self.assignment(node),
            "for_in_statement" => self.for_in(node),
            "if_statement" | "while_statement" | "do_statement" | "switch_statement" | "try_statement" | "for_statement" => {
                for child in self.children(node) {
                    let is_condition = child.kind() == "parenthesized_expression";
                    if is_condition { self.visit(child, false) } else { self.maybe(child, true) }
                }
            }
            "ternary_expression" => {
                for (field, effect) in [("condition", false), ("consequence", statement), ("alternative", statement)] {
                    if let Some(part) = node.child_by_field_name(field) {
                        self.maybe(part, effect);
                    }
                }
            }
            "binary_expression" => {
                let operator = node.child_by_field_name("operator").map_or("", |operator| self.text(operator));
                let right = matches!(operator, "&&" | "||" | "??") && statement;
                for (field, effect) in [("left", false), ("right", right)] {
                    if let Some(part) = node.child_by_field_name(field) {
                        self.visit(part, effect);
                    }
                }
            }
            "jsx_opening_element" | "jsx_self_closing_element" => self.jsx(node),
            "expression_statement"
            | "return_statement"
            | "await_expression"
            | "program"
            | "statement_block"
            | "lexical_declaration"
            | "variable_declaration"
            | "else_clause"
            | "switch_body"
            | "switch_case"
            | "switch_default"
            | "catch_clause"
            | "finally_clause"
            | "labeled_statement"
            | "ambient_declaration" => {
                let effect = !matches!(node.kind(), "await_expression") || statement;
                self.children_of(node, effect);
            }
            "parenthesized_expression" => self.children_of(node, statement),
            _ => self.children_of(node, false),
        }
    }

    fn bind(&mut self, name: &str, value: Value, kind: BindingKind, at: Node<'_>) {
        let binding = Binding { name: name.into(), scope: self.scope, function: self.function, kind, value, span: self.span(at) };
        self.facts.bindings.push(binding);
    }

    fn call(&mut self, node: Node<'_>, statement: bool) {
        let Some(callee) = node.child_by_field_name("function") else { return };
        let (receiver, name) = match callee.kind() {
            "member_expression" => {
                (callee.child_by_field_name("object"), callee.child_by_field_name("property").unwrap_or(callee))
            }
            _ => (None, callee),
        };
        if let Some(receiver) = receiver {
            self.visit(receiver, false);
        } else if callee.kind() != "identifier" {
            self.visit(callee, false);
        }
        let arguments = node.child_by_field_name("arguments").filter(|list| list.kind() == "arguments");
        let found = arguments.map(|list| self.arguments(list, 0)).unwrap_or_default();
        let receiver_value = receiver.map(|receiver| self.value(receiver, 0));
        let name_text =
            if matches!(name.kind(), "identifier" | "property_identifier" | "private_property_identifier" | "super" | "import") {
                self.text(name)
            } else {
                ""
            };
        if matches!(name_text, "push" | "unshift")
            && let Some(Value::Name(list)) = &receiver_value
        {
            for argument in found.iter().filter(|argument| matches!(argument.key, Key::Position(_))) {
                self.bind(list, argument.value.clone(), BindingKind::Append, node);
            }
        }
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: receiver_value.clone(),
            name: name_text.into(),
            arguments: found,
            scope: self.scope,
            function: self.function,
            statement,
            name_span: self.span(name),
            span: self.span(node),
        });
        let each = receiver_value
            .filter(|_| matches!(name_text, "forEach" | "map" | "filter" | "find" | "some" | "every" | "flatMap" | "reduce"));
        for child in arguments.map(|list| self.children(list)).unwrap_or_default() {
            match child.kind() {
                "arrow_function" | "function_expression" | "function" => self.closure(child, each.as_ref()),
                _ => self.visit(child, false),
            }
        }
    }

    fn new_object(&mut self, node: Node<'_>, statement: bool) {
        let Some(class) = node.child_by_field_name("constructor") else { return };
        let arguments = node.child_by_field_name("arguments");
        let objects = arguments.map(|list| self.children(list)).unwrap_or_default();
        if self.text(class) == "Vue" && objects.first().is_some_and(|object| object.kind() == "object") {
            self.component(objects[0]);
            return;
        }
        let found = arguments.map(|list| self.arguments(list, 0)).unwrap_or_default();
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: Some(self.value(class, 0)),
            name: "new".into(),
            arguments: found,
            scope: self.scope,
            function: self.function,
            statement,
            name_span: self.span(class),
            span: self.span(node),
        });
        for child in objects {
            self.visit(child, false);
        }
    }

    /// A function without a name of its own: its code belongs to the function around it.
    fn closure(&mut self, node: Node<'_>, each: Option<&Value>) {
        let list = node.child_by_field_name("parameters").or_else(|| node.child_by_field_name("parameter"));
        let parameters = match list {
            Some(list) if list.kind() == "formal_parameters" => self.children(list),
            Some(single) => vec![single],
            None => Vec::new(),
        };
        for (index, parameter) in parameters.into_iter().enumerate() {
            let value = match each {
                Some(value) if index == 0 => Value::Each(Box::new(value.clone())),
                _ => Value::Opaque,
            };
            self.take_apart(parameter, value, BindingKind::Inside, node);
        }
        if let Some(body) = node.child_by_field_name("body") {
            let before = std::mem::replace(&mut self.conditional, true);
            self.visit(body, true);
            self.conditional = before;
        }
    }

    /// Binds a pattern to a value.
    fn take_apart(&mut self, pattern: Node<'_>, value: Value, kind: BindingKind, at: Node<'_>) {
        match pattern.kind() {
            "identifier" | "shorthand_property_identifier_pattern" => self.bind(self.text(pattern), value, kind, at),
            "assignment_pattern" | "object_assignment_pattern" => {
                let (Some(left), Some(right)) = (pattern.child_by_field_name("left"), pattern.child_by_field_name("right"))
                else {
                    return;
                };
                let value = match left.kind() {
                    "shorthand_property_identifier_pattern" => Value::Member(Box::new(value), self.text(left).into()),
                    _ => value,
                };
                let default = self.value(right, 0);
                self.take_apart(left, Value::Choice(vec![value, default]), kind, at);
            }
            "object_pattern" => {
                for child in self.children(pattern) {
                    match child.kind() {
                        "shorthand_property_identifier_pattern" => {
                            let member = Value::Member(Box::new(value.clone()), self.text(child).into());
                            self.take_apart(child, member, kind, at);
                        }
                        "pair_pattern" => {
                            let (Some(key), Some(inner)) = (child.child_by_field_name("key"), child.child_by_field_name("value"))
                            else {
                                continue;
                            };
                            let member = match self.literal_key(key) {
                                Some(key) => Value::Member(Box::new(value.clone()), key.into()),
                                None => Value::Opaque,
                            };
                            self.take_apart(inner, member, kind, at);
                        }
                        "object_assignment_pattern" => self.take_apart(child, value.clone(), kind, at),
                        _ => {}
                    }
                }
            }
            "array_pattern" => {
                for (index, child) in self.children(pattern).into_iter().enumerate() {
                    let element = Value::Index(Box::new(value.clone()), Box::new(Value::Text(index.to_string().into())));
                    self.take_apart(child, element, kind, at);
                }
            }
            "required_parameter" | "optional_parameter" => {
                if let Some(inner) = pattern.child_by_field_name("pattern") {
                    self.take_apart(inner, value, kind, at);
                }
            }
            _ => {}
        }
    }

    fn assignment(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { return };
        self.visit(right, false);
        let value = self.value(right, 0);
        let kind = if self.conditional || self.function.is_none() { BindingKind::Maybe } else { BindingKind::Assign };
        match left.kind() {
            "identifier" => self.bind(self.text(left), value, kind, node),
            "member_expression" => {
                let object = left.child_by_field_name("object").map_or("", |object| self.text(object));
                let property = left.child_by_field_name("property").map_or("", |property| self.text(property));
                if object == "this" {
                    // A field belongs to the object, whichever function fills it.
                    let function = self.function.take();
                    self.bind(property, value, BindingKind::Maybe, node);
                    self.function = function;
                } else if object.ends_with(".dataset") {
                    let key = format!("data-{}", crate::resolve::callers::kebab(property));
                    self.push_map(vec![Argument { key: Key::Name(key.into()), value, span: self.span(node) }], node);
                }
            }
            "object_pattern" | "array_pattern" => self.take_apart(left, value, kind, node),
            _ => {}
        }
    }

    fn for_in(&mut self, node: Node<'_>) {
        if let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) {
            let value = Value::Each(Box::new(self.value(right, 0)));
            self.visit(right, false);
            self.take_apart(left, value, BindingKind::Inside, node);
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.maybe(body, true);
        }
    }

    /// Notes an object literal with its own entries; `prefix` are the keys around it, each followed by `-`.
    fn map_site(&mut self, node: Node<'_>, prefix: &str) {
        let mut arguments = Vec::new();
        for child in self.children(node) {
            let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value")) else {
                continue;
            };
            if child.kind() != "pair" || matches!(value.kind(), "object" | "arrow_function" | "function_expression") {
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

    fn inside_object(&mut self, node: Node<'_>, prefix: &str) {
        for child in self.children(node) {
            match child.kind() {
                "pair" => {
                    let Some(value) = child.child_by_field_name("value") else { continue };
                    if value.kind() == "object" {
                        let key = child.child_by_field_name("key").and_then(|key| self.literal_key(key));
                        let prefix = key.map_or(String::new(), |key| format!("{prefix}{key}-"));
                        self.map_site(value, &prefix);
                        self.inside_object(value, &prefix);
                    } else {
                        self.visit(value, false);
                    }
                }
                "method_definition" => {
                    if let Some(body) = child.child_by_field_name("body") {
                        self.maybe(body, true);
                    }
                }
                _ => self.visit(child, false),
            }
        }
    }

    /// A tag of JSX with its attributes.
    fn jsx(&mut self, node: Node<'_>) {
        let name = node.child_by_field_name("name");
        let mut arguments = Vec::new();
        for child in self.children(node).into_iter().filter(|child| child.kind() == "jsx_attribute") {
            let parts = self.children(child);
            let Some(key) = parts.first() else { continue };
            let value = match parts.get(1) {
                Some(value) if value.kind() == "jsx_expression" => {
                    self.children(*value).first().map_or(Value::Opaque, |inner| self.value(*inner, 0))
                }
                Some(value) => self.value(*value, 0),
                None => Value::Bool(true),
            };
            arguments.push(Argument { key: Key::Name(self.text(*key).into()), value, span: self.span(child) });
        }
        self.facts.calls.push(CallSite {
            kind: SiteKind::Element,
            receiver: None,
            name: name.map_or("", |name| self.text(name)).into(),
            arguments,
            scope: self.scope,
            function: self.function,
            statement: false,
            name_span: name.map_or(self.span(node), |name| self.span(name)),
            span: self.span(node),
        });
        self.children_of(node, false);
    }
}

/// Whether a word looks defined here: behind a declaring keyword, or in front of `=`, `(` or `:`.
fn defines(text: &str, offset: usize, word: &str) -> bool {
    let before = text[..offset].trim_end();
    let after = text.get(offset + word.len()..).unwrap_or("").trim_start();
    ["function", "class", "const", "let", "var", "enum", "get", "async", "static", "export"]
        .iter()
        .any(|keyword| before.ends_with(keyword))
        || (after.starts_with('=') && !after.starts_with("=="))
        || after.starts_with('(')
        || after.starts_with(':')
}

/// Reads one expression (or handler) at its own place: its calls go into `facts`, its value is returned.
pub fn expression(input: Input<'_>, range: std::ops::Range<usize>, facts: &mut FileFacts, place: Place) -> Value {
    let Some(text) = input.text.get(range.clone()).filter(|text| !text.trim().is_empty()) else { return Value::Null };
    // An object at the start of a statement would be a block, so it is read in parentheses: a copy of the text up to its end,
    // blanked before it, in which the byte before the object becomes the parenthesis.
    let bracket = text.trim_start().starts_with('{') && range.start > 0;
    let copy = bracket.then(|| {
        let mut copy = " ".repeat(range.start).into_bytes();
        copy.extend_from_slice(text.as_bytes());
        copy[range.start - 1] = b'(';
        copy.push(b')');
        String::from_utf8(copy).unwrap_or_default()
    });
    let local = Input { text: copy.as_deref().unwrap_or(input.text), ..input };
    let ranges = if bracket { Vec::new() } else { vec![range] };
    let Some(tree) = tree::parse(&tree_sitter_javascript::LANGUAGE.into(), local.text, &ranges) else { return Value::Opaque };
    let mut scanner = Scanner {
        input: local,
        facts,
        scope: place.scope,
        function: place.function,
        conditional: false,
        depth: 0,
        too_deep: None,
    };
    let root = tree.root_node();
    scanner.children_of(root, true);
    let children = scanner.children(root);
    match children.as_slice() {
        [only] => scanner.value(*only, 0),
        _ => Value::Opaque,
    }
}
