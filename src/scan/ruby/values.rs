//! Ruby expressions as values.

use super::{ITERATORS, Scanner};
use crate::facts::{Argument, CallValue, Key, Text, Value};
use tree_sitter::Node;

/// Nesting of a value that is kept; what lies deeper is [`Value::Opaque`].
const MOST_VALUE_DEPTH: usize = 40;

/// Methods that give back what they are called on, as far as names go.
const SAME: &[&str] = &[
    "freeze",
    "to_s",
    "to_sym",
    "dup",
    "presence",
    "html_safe",
    "itself",
    "with_indifferent_access",
    "to_a",
    "compact",
    "flatten",
    "uniq",
    "strip",
    "deep_symbolize_keys",
    "symbolize_keys",
    "stringify_keys",
    "deep_dup",
    "clone",
    "compact_blank",
    "to_h",
    "squish",
];

impl<'a> Scanner<'a, '_> {
    /// The value of an expression.
    pub(super) fn value(&self, node: Node<'_>, depth: usize) -> Value {
        if depth > MOST_VALUE_DEPTH {
            return Value::Opaque;
        }
        let next = depth + 1;
        match node.kind() {
            "string" | "delimited_symbol" | "bare_string" | "bare_symbol" | "heredoc_body" | "subshell" => self.parts(node, next),
            "string_content" | "heredoc_content" => Value::Text(self.text(node).into()),
            "simple_symbol" => Value::Text(self.text(node).trim_start_matches(':').into()),
            "hash_key_symbol" => Value::Text(self.text(node).into()),
            "character" => Value::Text(self.text(node).trim_start_matches('?').into()),
            "chained_string" => Value::Template(self.values(node, next)),
            "heredoc_beginning" => self.heredoc(node, next),
            "integer" | "float" => Value::Number(self.text(node).into()),
            "true" | "false" => Value::Bool(node.kind() == "true"),
            "nil" => Value::Null,
            "self" | "identifier" | "constant" | "instance_variable" | "class_variable" | "global_variable"
            | "scope_resolution" => Value::Name(self.text(node).into()),
            "array" | "string_array" | "symbol_array" | "right_assignment_list" => Value::List(self.values(node, next)),
            "splat_argument" | "hash_splat_argument" => {
                self.children(node).first().map_or(Value::Opaque, |inner| Value::Spread(Box::new(self.value(*inner, next))))
            }
            "hash" => Value::Map(self.entries(node, next)),
            "parenthesized_statements"
            | "begin"
            | "then"
            | "else"
            | "body_statement"
            | "block_body"
            | "interpolation"
            | "program" => self.body(node, next),
            "conditional" => self.choice(node, &["consequence", "alternative"], false, next),
            "if" | "elsif" | "unless" => {
                self.choice(node, &["consequence", "alternative"], node.child_by_field_name("alternative").is_none(), next)
            }
            "if_modifier" | "unless_modifier" => self.choice(node, &["body"], true, next),
            "case" | "case_match" => self.cases(node, next),
            "rescue_modifier" => self.choice(node, &["body", "handler"], false, next),
            "binary" => self.binary(node, next),
            "unary" => Value::Opaque,
            "element_reference" => self.element(node, next),
            "assignment" | "operator_assignment" => node.child_by_field_name("right").map_or(Value::Opaque, |right| {
                let right = self.value(right, next);
                match node.child_by_field_name("left") {
                    Some(left) if node.kind() == "operator_assignment" => Value::Choice(vec![self.value(left, next), right]),
                    _ => right,
                }
            }),
            "call" => self.call_value(node, next),
            "lambda" | "block" | "do_block" => {
                let body = if node.kind() == "lambda" {
                    node.child_by_field_name("body").and_then(|block| block.child_by_field_name("body"))
                } else {
                    node.child_by_field_name("body")
                };
                Value::Closure(body.map(|body| vec![self.body(body, next)]).unwrap_or_default())
            }
            "argument_list" => self.children(node).first().map_or(Value::Null, |first| self.value(*first, next)),
            _ => Value::Opaque,
        }
    }

    fn values(&self, node: Node<'_>, depth: usize) -> Vec<Value> {
        let children = self.children(node);
        children.into_iter().filter(|child| child.kind() != "comment").map(|child| self.value(child, depth)).collect()
    }

    /// A string with its interpolations.
    fn parts(&self, node: Node<'_>, depth: usize) -> Value {
        let mut parts = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "interpolation" => parts.push(self.body(child, depth)),
                "heredoc_end" => {}
                "escape_sequence" => parts.push(Value::Text(self.text(child).into())),
                _ => parts.push(Value::Text(self.text(child).into())),
            }
        }
        match parts.as_slice() {
            [] => Value::Text(Text::default()),
            [Value::Text(text)] => Value::Text(text.clone()),
            _ => Value::Template(parts),
        }
    }

    /// The text of a heredoc stands further down; it is the next body behind the beginning.
    fn heredoc(&self, node: Node<'_>, depth: usize) -> Value {
        let mut at = Some(node);
        while let Some(current) = at {
            let mut sibling = current.next_named_sibling();
            while let Some(next) = sibling {
                if next.kind() == "heredoc_body" {
                    return self.parts(next, depth);
                }
                sibling = next.next_named_sibling();
            }
            at = current.parent();
        }
        Value::Opaque
    }

    /// The value of a body: its last statement, and whatever a `rescue` beside it gives.
    fn body(&self, node: Node<'_>, depth: usize) -> Value {
        let children: Vec<Node<'_>> = self
            .children(node)
            .into_iter()
            .filter(|child| !matches!(child.kind(), "comment" | "empty_statement" | "heredoc_body"))
            .collect();
        let mut values = Vec::new();
        if let Some(last) = children.iter().rev().find(|child| !matches!(child.kind(), "rescue" | "ensure" | "else")) {
            values.push(self.value(*last, depth));
        }
        for rescue in children.iter().filter(|child| child.kind() == "rescue") {
            if let Some(body) = rescue.child_by_field_name("body") {
                values.push(self.body(body, depth));
            }
        }
        match values.len() {
            0 => Value::Null,
            1 => values.remove(0),
            _ => Value::Choice(values),
        }
    }

    fn choice(&self, node: Node<'_>, fields: &[&str], or_nothing: bool, depth: usize) -> Value {
        let mut values = Vec::new();
        for field in fields {
            if let Some(part) = node.child_by_field_name(field) {
                match self.value(part, depth) {
                    Value::Choice(more) => values.extend(more),
                    value => values.push(value),
                }
            }
        }
        if or_nothing {
            values.push(Value::Null);
        }
        Value::Choice(values)
    }

    fn cases(&self, node: Node<'_>, depth: usize) -> Value {
        let mut values = Vec::new();
        let mut has_else = false;
        for clause in self.children(node) {
            match clause.kind() {
                "when" | "in_clause" => {
                    values.push(clause.child_by_field_name("body").map_or(Value::Null, |body| self.body(body, depth)))
                }
                "else" => {
                    has_else = true;
                    values.push(self.body(clause, depth));
                }
                _ => {}
            }
        }
        if !has_else {
            values.push(Value::Null);
        }
        Value::Choice(values)
    }

    fn binary(&self, node: Node<'_>, depth: usize) -> Value {
        let operator = node.child_by_field_name("operator").map_or("", |operator| self.text(operator));
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return Value::Opaque;
        };
        match operator {
            "||" | "or" => Value::Choice(vec![self.value(left, depth), self.value(right, depth)]),
            "&&" | "and" => self.value(right, depth),
            "+" | "<<" => match (self.value(left, depth), self.value(right, depth)) {
                (Value::List(mut first), Value::List(second)) => {
                    first.extend(second);
                    Value::List(first)
                }
                (first @ Value::Name(_), second @ Value::List(_)) | (first @ Value::List(_), second) => {
                    Value::List(vec![Value::Spread(Box::new(first)), Value::Spread(Box::new(second))])
                }
                (first, second) => Value::Template(vec![first, second]),
            },
            _ => Value::Opaque,
        }
    }

    fn element(&self, node: Node<'_>, depth: usize) -> Value {
        let children = self.children(node);
        let (Some(object), Some(key)) = (children.first(), children.get(1)) else { return Value::Opaque };
        Value::Index(Box::new(self.value(*object, depth)), Box::new(self.value(*key, depth)))
    }

    fn call_value(&self, node: Node<'_>, depth: usize) -> Value {
        let Some(method) = node.child_by_field_name("method") else { return Value::Opaque };
        let name = self.text(method);
        let receiver = node.child_by_field_name("receiver").map(|receiver| self.value(receiver, depth));
        let list = node.child_by_field_name("arguments");
        let block = node.child_by_field_name("block");
        let arguments = list.map(|list| self.arguments_at(list, depth)).unwrap_or_default();
        match (receiver, name) {
            (Some(receiver), _) if SAME.contains(&name) && arguments.is_empty() && block.is_none() => receiver,
            (Some(receiver), "dig" | "fetch") if !arguments.is_empty() => {
                let keys = if name == "fetch" { &arguments[..1] } else { &arguments[..] };
                let found = keys.iter().fold(receiver, |value, key| Value::Index(Box::new(value), Box::new(key.value.clone())));
                match arguments.get(1).filter(|_| name == "fetch") {
                    Some(default) => Value::Choice(vec![found, default.value.clone()]),
                    None => found,
                }
            }
            (Some(Value::Name(class)), "new")
                if matches!(class.as_str(), "HashWithIndifferentAccess" | "Set" | "ActiveSupport::HashWithIndifferentAccess") =>
            {
                arguments.into_iter().next().map_or(Value::List(Vec::new()), |argument| argument.value)
            }
            (None, "Array" | "strong_memoize" | "Set" | "String" | "raw") if block.is_none() && !arguments.is_empty() => {
                arguments[0].value.clone()
            }
            (None, _) if block.is_some() && name.starts_with("strong_memoize") => {
                block.map_or(Value::Opaque, |block| match self.value(block, depth) {
                    Value::Closure(mut values) if values.len() == 1 => values.remove(0),
                    _ => Value::Opaque,
                })
            }
            (Some(receiver), "tap" | "then_yield" | "sort" | "sort_by" | "select" | "reject" | "filter") => receiver,
            (Some(receiver), _) if block.is_some() && matches!(name, "map" | "flat_map" | "filter_map") => {
                self.mapped(receiver, block, depth)
            }
            (receiver, _) => {
                let name: Text = name.into();
                Value::Call(Box::new(CallValue { receiver, name, arguments }))
            }
        }
    }

    /// `list.map { … }` over literals is not unrolled; its elements are what the block gives.
    fn mapped(&self, receiver: Value, block: Option<Node<'_>>, depth: usize) -> Value {
        let body = block.map_or(Value::Opaque, |block| self.value(block, depth));
        let _ = (receiver, ITERATORS);
        match body {
            Value::Closure(values) => Value::List(values),
            _ => Value::Opaque,
        }
    }

    pub(super) fn arguments(&self, list: Node<'_>) -> Vec<Argument> {
        self.arguments_at(list, 0)
    }

    fn arguments_at(&self, list: Node<'_>, depth: usize) -> Vec<Argument> {
        let mut position = 0u16;
        let mut found = Vec::new();
        for child in self.children(list) {
            let span = self.span(child);
            let (key, value) = match child.kind() {
                "comment" | "heredoc_body" => continue,
                "pair" => {
                    let Some(key) = child.child_by_field_name("key") else { continue };
                    // `name:` alone passes the local of that name.
                    let value = match child.child_by_field_name("value") {
                        Some(value) => self.value(value, depth),
                        None => Value::Name(self.text(key).trim_end_matches(':').into()),
                    };
                    match self.literal_key(key) {
                        Some(name) => (Key::Name(name.into()), value),
                        None => (Key::Spread, Value::Map(vec![(self.value(key, depth), value)])),
                    }
                }
                "splat_argument" | "hash_splat_argument" => {
                    (Key::Spread, self.children(child).first().map_or(Value::Opaque, |inner| self.value(*inner, depth)))
                }
                "block_argument" => (Key::Block, Value::Opaque),
                _ => {
                    position += 1;
                    (Key::Position(position - 1), self.value(child, depth))
                }
            };
            found.push(Argument { key, value, span });
        }
        found
    }

    fn entries(&self, node: Node<'_>, depth: usize) -> Vec<(Value, Value)> {
        let mut entries = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "pair" => {
                    let Some(key) = child.child_by_field_name("key") else { continue };
                    let value = match child.child_by_field_name("value") {
                        Some(value) => self.value(value, depth),
                        None => Value::Name(self.text(key).trim_end_matches(':').into()),
                    };
                    let key = self.literal_key(key).map_or_else(|| self.value(key, depth), |key| Value::Text(key.into()));
                    entries.push((key, value));
                }
                "hash_splat_argument" => {
                    let inner = self.children(child).first().map_or(Value::Opaque, |inner| self.value(*inner, depth));
                    entries.push((Value::Spread(Box::new(inner)), Value::Null));
                }
                _ => {}
            }
        }
        entries
    }

    /// A key that is written out: `x:`, `'x' =>`, `:x =>`.
    pub(super) fn literal_key(&self, node: Node<'_>) -> Option<String> {
        match node.kind() {
            "hash_key_symbol" => Some(self.text(node).to_owned()),
            "string" | "simple_symbol" | "delimited_symbol" => match self.value(node, MOST_VALUE_DEPTH) {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Every value a function's body may return: the last statement's branches and each `return`.
    pub(super) fn returns(&self, body: Node<'_>) -> Vec<Value> {
        let mut values = match self.value_of_body(body) {
            Value::Choice(values) => values,
            value => vec![value],
        };
        super::tree::walk(body, |node| {
            if node.kind() == "return" {
                let list = self.children(node).into_iter().next();
                values.push(list.map_or(Value::Null, |list| self.value(list, 1)));
            }
            !matches!(node.kind(), "method" | "singleton_method" | "class" | "module")
        });
        values.dedup();
        values
    }

    fn value_of_body(&self, body: Node<'_>) -> Value {
        if body.kind() == "body_statement" { self.body(body, 1) } else { self.value(body, 1) }
    }
}
