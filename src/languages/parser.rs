//! Helpers that all tree-sitter front ends share: spans, texts, walks and error nodes.

use crate::facts::{Problem, and_more};
use crate::source::{FileId, Span};
pub(crate) use bounded_tree_sitter::{parse, parse_markup};
use tree_sitter::Node;

/// The span of a node.
pub(crate) fn span(file: FileId, node: Node<'_>) -> Span {
    Span::new(file, node.start_byte(), node.end_byte())
}

/// The text of a node.
pub(crate) fn text<'a>(source: &'a str, node: Node<'_>) -> &'a str {
    source.get(node.byte_range()).unwrap_or("")
}

/// Returns the span of the last character of a span.
pub(crate) fn last_character(source: &str, span: Span) -> Span {
    let before = (span.end as usize).saturating_sub(1);
    Span {
        start: (source.floor_char_boundary(before) as u32).max(span.start),
        ..span
    }
}

/// Visits every node under `root`, parents before children, without recursion. `enter` says whether to go into the node.
pub(crate) fn walk<'tree>(root: Node<'tree>, mut enter: impl FnMut(Node<'tree>) -> bool) {
    let mut cursor = root.walk();
    loop {
        if enter(cursor.node()) && cursor.goto_first_child() {
            continue;
        }
        loop {
            if cursor.node() == root {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// The problem to report when a tree has errors: the first error node, and how many there are.
pub(crate) fn syntax_problem(file: FileId, root: Node<'_>, language: &str) -> Option<Problem> {
    if !root.has_error() {
        return None;
    }
    let mut first: Option<Span> = None;
    let mut count = 0usize;
    walk(root, |node| {
        if node.is_error() || node.is_missing() {
            count += 1;
            first.get_or_insert(span(file, node));
        }
        node.has_error()
    });
    let at = first?;
    let others = and_more(count - 1);
    Some(Problem::partial(
        format!("not valid {language} here{others}; calls inside may be missed"),
        at,
    ))
}
