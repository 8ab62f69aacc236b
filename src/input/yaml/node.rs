//! The tree of a YAML document.

use crate::facts::Text;
use crate::source::Span;

/// The type of a scalar, by the way it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScalarKind {
    /// Quoted, a block, or plain text.
    Text,
    /// A plain number.
    Number,
    /// A plain true or false.
    Bool,
    /// No value, `~` or `null`.
    Null,
}

/// A YAML node with its span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The value.
    pub(crate) value: NodeValue,
    /// Span; for an alias, that of the alias.
    pub(crate) span: Span,
}

/// The value of a node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeValue {
    /// A scalar: its text, unquoted but otherwise as written (`15.10` stays `15.10`).
    Scalar(Text, ScalarKind),
    /// A list.
    List(Vec<Node>),
    /// A mapping in source order. A key that is given twice appears twice.
    Map(Vec<MapEntry>),
}

/// An entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapEntry {
    /// The key.
    pub(crate) key: Text,
    /// Span of the key.
    pub(crate) key_span: Span,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// Returns the text of a scalar that is not null.
    pub(crate) fn as_str(&self) -> Option<&Text> {
        match &self.value {
            NodeValue::Scalar(text, kind) if *kind != ScalarKind::Null => Some(text),
            _ => None,
        }
    }

    /// Returns true for null and blank texts.
    pub(crate) fn is_blank(&self) -> bool {
        match &self.value {
            NodeValue::Scalar(text, kind) => *kind == ScalarKind::Null || text.trim().is_empty(),
            _ => false,
        }
    }

    /// Returns the elements of a list; none for other nodes.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            NodeValue::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the entries of a mapping; none for other nodes.
    pub(crate) fn entries(&self) -> &[MapEntry] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the entry with this key; the last one if there are several.
    pub(crate) fn entry(&self, key: &str) -> Option<&MapEntry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// Returns the value of this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the texts of a list of scalars, or of one scalar, with their spans.
    pub(crate) fn strings(&self) -> Vec<(Text, Span)> {
        let nodes = match &self.value {
            NodeValue::List(items) => items.as_slice(),
            _ => std::slice::from_ref(self),
        };
        nodes
            .iter()
            .filter_map(|node| node.as_str().map(|text| (text.clone(), node.span)))
            .collect()
    }
}
