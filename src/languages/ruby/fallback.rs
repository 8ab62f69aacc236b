//! The simple reader for what is nested too deep for prism: calls with plain arguments, through tree-sitter, without recursion.

use crate::facts::{Argument, CallSite, Key, Problem, SiteKind, Value};
use crate::languages::parser;
use crate::languages::ruby::guard;
use crate::languages::ruby::scanner::Scanner;
use tree_sitter::Node;

/// Reads what it can and says why it was asked to.
pub(crate) fn scan(scanner: &mut Scanner<'_, '_>) {
    let start = scanner.map.span(scanner.file, 0, 0);
    let parse = || parser::parse(&tree_sitter_ruby::LANGUAGE.into(), scanner.code, &[]);
    let Some(parsed) = (!guard::aborts_grammar(scanner.code)).then(parse).flatten() else {
        scanner.facts.problems.push(Problem::unread(
            "Ruby that is nested too deep to parse; the file was not read",
            start,
        ));
        return;
    };
    let message = "code nested too deep to follow; only calls with plain arguments were read";
    scanner
        .facts
        .problems
        .push(Problem::partial(message, start));
    let calls = calls(scanner, parsed.root_node());
    scanner.facts.calls.extend(calls);
}

/// Every call with a name and arguments, in source order.
pub(crate) fn calls(scanner: &Scanner<'_, '_>, root: Node<'_>) -> Vec<CallSite> {
    let mut found = Vec::new();
    parser::walk(root, |node| {
        if node.kind() == "call" {
            found.extend(call(scanner, node));
        }
        true
    });
    found
}

fn call(scanner: &Scanner<'_, '_>, node: Node<'_>) -> Option<CallSite> {
    let method = node.child_by_field_name("method")?;
    let list = node.child_by_field_name("arguments")?;
    let span = |node: Node<'_>| {
        scanner
            .map
            .span(scanner.file, node.start_byte(), node.end_byte())
    };
    let mut cursor = list.walk();
    let mut position = 0u16;
    let mut arguments = Vec::new();
    for child in list
        .named_children(&mut cursor)
        .filter(|child| !child.is_extra())
    {
        let (key, given) = match (
            child.child_by_field_name("key"),
            child.child_by_field_name("value"),
        ) {
            (Some(key), Some(given)) => (
                Key::Name(
                    parser::text(scanner.code, key)
                        .trim_matches([':', '"', '\''])
                        .into(),
                ),
                given,
            ),
            _ => {
                position = position.saturating_add(1);
                (Key::Position(position - 1), child)
            }
        };
        arguments.push(Argument::new(key, value(scanner, given), span(child)));
    }
    Some(CallSite {
        kind: SiteKind::Call,
        receiver: node
            .child_by_field_name("receiver")
            .map(|receiver| value(scanner, receiver)),
        name: parser::text(scanner.code, method).into(),
        arguments,
        scope: scanner.scope,
        function: None,
        statement: false,
        name_span: span(method),
        span: span(node),
    })
}

fn value(scanner: &Scanner<'_, '_>, node: Node<'_>) -> Value {
    let text = parser::text(scanner.code, node);
    match node.kind() {
        "string" if node.named_child_count() == 1 => match node.named_child(0) {
            Some(content) if content.kind() == "string_content" => {
                Value::Text(parser::text(scanner.code, content).into())
            }
            _ => Value::Opaque,
        },
        "simple_symbol" => Value::Text(text.trim_start_matches(':').into()),
        "integer" | "float" => Value::Number(text.into()),
        "identifier" | "constant" | "self" | "instance_variable" | "scope_resolution" => {
            Value::Name(text.into())
        }
        _ => Value::Opaque,
    }
}
