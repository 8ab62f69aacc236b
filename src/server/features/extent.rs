//! Extents of YAML nodes. The parser gives a mapping or list only the span of its beginning.

use crate::input::yaml::{Node, NodeValue};
use crate::source::Span;

/// Returns the span of a node with everything in it, joined with the span of its definition.
pub(crate) fn extent(definition: Span, node: &Node) -> Span {
    if definition.file != node.span.file {
        return definition;
    }
    let end = end(node).max(definition.end);
    Span {
        start: definition.start.min(node.span.start),
        end,
        ..definition
    }
}

/// Returns the end of the last scalar in a node.
pub(crate) fn end(node: &Node) -> u32 {
    let last = match &node.value {
        NodeValue::Map(entries) => entries
            .last()
            .map(|entry| end(&entry.value).max(entry.key_span.end)),
        NodeValue::List(items) => items.last().map(end),
        NodeValue::Scalar(..) => None,
    };
    last.unwrap_or(node.span.end).max(node.span.end)
}
