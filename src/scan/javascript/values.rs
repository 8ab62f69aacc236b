//! JavaScript expressions as values.

use super::Scanner;
use crate::facts::{Argument, CallValue, Key, Value};
use tree_sitter::Node;

/// Nesting of a value that is kept; what lies deeper is [`Value::Opaque`].
const MOST_VALUE_DEPTH: usize = 40;

impl<'a> Scanner<'a, '_> {
    /// The value of an expression.
    pub(super) fn value(&self, node: Node<'_>, depth: usize) -> Value {
        if depth > MOST_VALUE_DEPTH {
            return Value::Opaque;
        }
        let next = depth + 1;
        match node.kind() {
            "string" => Value::Text(unquoted(self.text(node)).into()),
            "template_string" => self.template(node, next),
            "number" => Value::Number(self.text(node).into()),
            "true" | "false" => Value::Bool(node.kind() == "true"),
            "null" | "undefined" => Value::Null,
            "identifier" | "this" | "shorthand_property_identifier" | "super" => Value::Name(self.text(node).into()),
            "parenthesized_expression"
            | "await_expression"
            | "as_expression"
            | "non_null_expression"
            | "satisfies_expression"
            | "expression_statement"
            | "program"
            | "type_assertion" => {
                let first = self.children(node).into_iter().find(|child| child.kind() != "comment");
                first.map_or(Value::Opaque, |inner| self.value(inner, next))
            }
            "member_expression" => {
                let (Some(object), Some(property)) = (node.child_by_field_name("object"), node.child_by_field_name("property"))
                else {
                    return Value::Opaque;
                };
                Value::Member(Box::new(self.value(object, next)), self.text(property).into())
            }
            "subscript_expression" => {
                let (Some(object), Some(index)) = (node.child_by_field_name("object"), node.child_by_field_name("index")) else {
                    return Value::Opaque;
                };
                Value::Index(Box::new(self.value(object, next)), Box::new(self.value(index, next)))
            }
            "ternary_expression" => {
                let parts = ["consequence", "alternative"].iter().filter_map(|field| node.child_by_field_name(field));
                Value::Choice(parts.map(|part| self.value(part, next)).collect())
            }
            "binary_expression" => self.binary(node, next),
            "assignment_expression" => node.child_by_field_name("right").map_or(Value::Opaque, |right| self.value(right, next)),
            "array" => Value::List(
                self.children(node)
                    .into_iter()
                    .filter(|child| child.kind() != "comment")
                    .map(|child| self.value(child, next))
                    .collect(),
            ),
            "spread_element" => {
                self.children(node).first().map_or(Value::Opaque, |inner| Value::Spread(Box::new(self.value(*inner, next))))
            }
            "object" => Value::Map(self.entries(node, next)),
            "call_expression" => self.call_value(node, next),
            "new_expression" => {
                let class = node.child_by_field_name("constructor").map(|class| self.value(class, next));
                let arguments = node.child_by_field_name("arguments").map(|list| self.arguments(list, next)).unwrap_or_default();
                Value::Call(Box::new(CallValue { receiver: class, name: "new".into(), arguments }))
            }
            "arrow_function" | "function_expression" | "function" => Value::Closure(self.returns(node)),
            _ => Value::Opaque,
        }
    }

    fn template(&self, node: Node<'_>, depth: usize) -> Value {
        let mut parts = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "template_substitution" => {
                    parts.push(self.children(child).first().map_or(Value::Opaque, |inner| self.value(*inner, depth)))
                }
                _ => parts.push(Value::Text(self.text(child).into())),
            }
        }
        match parts.as_slice() {
            [] => Value::Text("".into()),
            [Value::Text(text)] => Value::Text(text.clone()),
            _ => Value::Template(parts),
        }
    }

    fn binary(&self, node: Node<'_>, depth: usize) -> Value {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return Value::Opaque;
        };
        match node.child_by_field_name("operator").map_or("", |operator| self.text(operator)) {
            "||" | "??" => Value::Choice(vec![self.value(left, depth), self.value(right, depth)]),
            "&&" => self.value(right, depth),
            "+" => Value::Template(vec![self.value(left, depth), self.value(right, depth)]),
            _ => Value::Opaque,
        }
    }

    fn call_value(&self, node: Node<'_>, depth: usize) -> Value {
        let Some(callee) = node.child_by_field_name("function") else { return Value::Opaque };
        let list = node.child_by_field_name("arguments").filter(|list| list.kind() == "arguments");
        let arguments = list.map(|list| self.arguments(list, depth)).unwrap_or_default();
        if matches!(self.text(callee), "Object.freeze" | "Object.seal" | "markRaw" | "ref" | "reactive") {
            return arguments.into_iter().next().map_or(Value::Opaque, |argument| argument.value);
        }
        let (receiver, name) = match callee.kind() {
            "member_expression" => (callee.child_by_field_name("object"), callee.child_by_field_name("property")),
            "identifier" => (None, Some(callee)),
            _ => return Value::Opaque,
        };
        let Some(name) = name else { return Value::Opaque };
        let receiver = receiver.map(|receiver| self.value(receiver, depth));
        Value::Call(Box::new(CallValue { receiver, name: self.text(name).into(), arguments }))
    }

    pub(super) fn arguments(&self, list: Node<'_>, depth: usize) -> Vec<Argument> {
        let children = self.children(list).into_iter().filter(|child| child.kind() != "comment");
        let found = children.enumerate().map(|(index, child)| {
            let span = self.span(child);
            match child.kind() {
                "spread_element" => {
                    let inner = self.children(child).first().map_or(Value::Opaque, |inner| self.value(*inner, depth));
                    Argument { key: Key::Spread, value: inner, span }
                }
                _ => Argument { key: Key::Position(index as u16), value: self.value(child, depth), span },
            }
        });
        found.collect()
    }

    fn entries(&self, node: Node<'_>, depth: usize) -> Vec<(Value, Value)> {
        let mut entries = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "pair" => {
                    let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value")) else {
                        continue;
                    };
                    let key = match self.literal_key(key) {
                        Some(key) => Value::Text(key.into()),
                        None => self.children(key).first().map_or(Value::Opaque, |inner| self.value(*inner, depth)),
                    };
                    entries.push((key, self.value(value, depth)));
                }
                "shorthand_property_identifier" => {
                    let name = self.text(child);
                    entries.push((Value::Text(name.into()), Value::Name(name.into())));
                }
                "method_definition" => {
                    if let Some(name) = child.child_by_field_name("name") {
                        entries.push((Value::Text(self.text(name).into()), Value::Closure(self.returns(child))));
                    }
                }
                "spread_element" => {
                    let inner = self.children(child).first().map_or(Value::Opaque, |inner| self.value(*inner, depth));
                    entries.push((Value::Spread(Box::new(inner)), Value::Null));
                }
                _ => {}
            }
        }
        entries
    }

    /// A key that is written out.
    pub(super) fn literal_key(&self, node: Node<'_>) -> Option<String> {
        match node.kind() {
            "property_identifier" | "private_property_identifier" | "identifier" | "number" => Some(self.text(node).to_owned()),
            "string" => Some(unquoted(self.text(node)).to_owned()),
            _ => None,
        }
    }

    /// Every value a function may return.
    pub(super) fn returns(&self, function: Node<'_>) -> Vec<Value> {
        let Some(body) = function.child_by_field_name("body") else { return Vec::new() };
        if body.kind() != "statement_block" {
            return vec![self.value(body, 1)];
        }
        let mut values = Vec::new();
        super::tree::walk(body, |node| {
            if node.kind() == "return_statement" {
                values.push(self.children(node).first().map_or(Value::Null, |inner| self.value(*inner, 1)));
            }
            !matches!(
                node.kind(),
                "arrow_function" | "function_expression" | "function_declaration" | "method_definition" | "class_declaration"
            )
        });
        values
    }
}

/// A string literal without its quotes. Escapes stay as written: no event name has one.
fn unquoted(text: &str) -> &str {
    let inner = text.get(1..).unwrap_or("");
    match text.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => inner.strip_suffix(quote).unwrap_or(inner),
        _ => text,
    }
}
