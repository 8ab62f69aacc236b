//! The simple reader for files the full one refuses: calls with plain arguments, and string constants. No functions, no scopes.

use crate::facts::{
    Argument, Binding, BindingKind, CallSite, FileFacts, Key, Problem, SiteKind, Text, Value,
};
use crate::languages::language::Input;
use crate::languages::parser;
use crate::languages::rust::defs::is_test_text;
use crate::source::Span;
use tree_sitter::Node;

/// Reads what it can and adds the problem that led here.
pub(crate) fn scan(input: Input<'_>, facts: &mut FileFacts, reason: &str, at: Span) {
    let Some(parsed) = parser::parse(&tree_sitter_rust::LANGUAGE.into(), input.text, &[]) else {
        facts.problems.push(Problem::unread(
            format!("{reason}, and the simple reader gave up too; nothing of this file was read"),
            at,
        ));
        return;
    };
    facts.problems.push(Problem::partial(
        format!("{reason}; only calls with plain arguments were read"),
        at,
    ));
    let mut test_attribute = false;
    // A node's parent is found by a walk from the root, so what stands as a statement is noted on the way down.
    let mut statement = None;
    parser::walk(parsed.root_node(), |node| {
        match node.kind() {
            "attribute_item" => {
                test_attribute |= is_test_text(parser::text(input.text, node));
                return false;
            }
            "line_comment" | "block_comment" => return false,
            kind if kind.ends_with("_item") && std::mem::take(&mut test_attribute) => return false,
            "expression_statement" => statement = node.named_child(0).map(|child| child.id()),
            "macro_definition" | "use_declaration" => return false,
            "call_expression" => {
                facts
                    .calls
                    .extend(call(input, node, statement == Some(node.id())))
            }
            "macro_invocation" => {
                facts
                    .calls
                    .extend(macro_call(input, node, statement == Some(node.id())))
            }
            "const_item" | "static_item" => facts.bindings.extend(constant(input, node)),
            _ => {}
        }
        true
    });
}

fn call(input: Input<'_>, node: Node<'_>, statement: bool) -> Option<CallSite> {
    let mut function = node.child_by_field_name("function")?;
    if function.kind() == "generic_function" {
        function = function.child_by_field_name("function")?;
    }
    let (receiver, name) = match function.kind() {
        "identifier" => (None, function),
        "scoped_identifier" => (
            function
                .child_by_field_name("path")
                .map(|path| Value::Name(parser::text(input.text, path).into())),
            function.child_by_field_name("name")?,
        ),
        "field_expression" => (
            Some(value(input, function.child_by_field_name("value")?)),
            function.child_by_field_name("field")?,
        ),
        _ => return None,
    };
    let list = node.child_by_field_name("arguments")?;
    let mut cursor = list.walk();
    let arguments = list
        .named_children(&mut cursor)
        .filter(|child| !child.is_extra());
    let arguments = arguments
        .enumerate()
        .map(|(index, child)| argument(input, index, child))
        .collect();
    let (name_span, span) = (
        parser::span(input.file, name),
        parser::span(input.file, node),
    );
    let name = Text::from(parser::text(input.text, name));
    Some(CallSite {
        kind: SiteKind::Call,
        receiver,
        name,
        arguments,
        scope: 0,
        function: None,
        statement,
        name_span,
        span,
    })
}

fn macro_call(input: Input<'_>, node: Node<'_>, statement: bool) -> Option<CallSite> {
    let name = node.child_by_field_name("macro")?;
    let mut cursor = node.walk();
    let tokens = node
        .children(&mut cursor)
        .find(|child| child.kind() == "token_tree")?;
    let mut arguments = Vec::new();
    let mut parts: Vec<Node<'_>> = Vec::new();
    let mut cursor = tokens.walk();
    for child in tokens.children(&mut cursor).skip(1) {
        if matches!(child.kind(), "," | ")" | "]" | "}") {
            if let [only] = parts[..] {
                arguments.push(argument(input, arguments.len(), only));
            } else if let Some(first) = parts.first() {
                let span = parser::span(input.file, *first);
                arguments.push(Argument::new(
                    position(arguments.len()),
                    Value::Opaque,
                    span,
                ));
            }
            parts.clear();
        } else {
            parts.push(child);
        }
    }
    let (name_span, span) = (
        parser::span(input.file, name),
        parser::span(input.file, node),
    );
    let name = Text::from(parser::text(input.text, name));
    let kind = SiteKind::Macro;
    Some(CallSite {
        kind,
        receiver: None,
        name,
        arguments,
        scope: 0,
        function: None,
        statement,
        name_span,
        span,
    })
}

fn constant(input: Input<'_>, node: Node<'_>) -> Option<Binding> {
    let name = node.child_by_field_name("name")?;
    let found = value(input, node.child_by_field_name("value")?);
    let span = parser::span(input.file, node);
    let name = Text::from(parser::text(input.text, name));
    let known = matches!(found, Value::Text(_) | Value::Name(_));
    known.then_some(Binding {
        name,
        scope: 0,
        function: None,
        kind: BindingKind::Assign,
        value: found,
        span,
    })
}

fn position(index: usize) -> Key {
    Key::Position(u16::try_from(index).unwrap_or(u16::MAX))
}

fn argument(input: Input<'_>, index: usize, node: Node<'_>) -> Argument {
    Argument::new(
        position(index),
        value(input, node),
        parser::span(input.file, node),
    )
}

fn value(input: Input<'_>, node: Node<'_>) -> Value {
    let text = parser::text(input.text, node);
    match node.kind() {
        "string_literal" | "raw_string_literal" => syn::parse_str::<syn::LitStr>(text)
            .map_or(Value::Opaque, |literal| Value::Text(literal.value().into())),
        "integer_literal" | "float_literal" => Value::Number(text.into()),
        "boolean_literal" => Value::Bool(text == "true"),
        "identifier" | "self" | "scoped_identifier" => Value::Name(text.into()),
        "reference_expression" => {
            node.child_by_field_name("value")
                .map_or(Value::Opaque, |inner| match inner.kind() {
                    "reference_expression" => Value::Opaque,
                    _ => value(input, inner),
                })
        }
        _ => Value::Opaque,
    }
}
