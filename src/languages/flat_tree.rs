//! A syntax tree in one flat list, for front ends that walk without recursion.
//!
//! The parser's tree is walked once, with a cursor. Each named node becomes a row in source order, with the position where its
//! subtree ends. Children are found without allocation, parents without a search, and nothing recurses however deep the source
//! is nested.

use crate::languages::parser;
use crate::source::{FileId, Span};
use tree_sitter::Language;

/// Index of a node in a [`FlatTree`].
pub(crate) type Id = u32;

/// The kinds of nodes of one grammar. Words and signs are kinds too; the last one among the tokens of a node is its sign.
pub(crate) trait NodeKind: Copy + PartialEq + 'static {
    /// A node without a meaning of its own.
    const OTHER: Self;
    /// A node that is left out with everything inside.
    const SKIP: Self;
    /// A comment.
    const COMMENT: Self;

    /// Returns the kind of a named node.
    fn node(name: &str) -> Self;
    /// Returns the kind of a word or sign.
    fn token(name: &str) -> Self;
    /// Returns true for a node whose inside says nothing.
    fn is_leaf(self) -> bool;
}

/// The roles that the nodes of one grammar have in their parents.
pub(crate) trait NodeField: Copy + PartialEq + 'static {
    /// No role.
    const NONE: Self;

    /// Returns the role with this name.
    fn field(name: &str) -> Self;
}

/// Defines the vocabulary of a grammar: the kinds of nodes, the words and signs, and the fields.
macro_rules! vocabulary {
    (
        nodes { $($node:ident = [$($node_name:literal),*]),* $(,)? }
        leaves [$($leaf:ident),*]
        tokens { $($token:ident = [$($token_name:literal),*]),* $(,)? }
        fields { $($field:ident = $field_name:literal),* $(,)? }
    ) => {
        /// Kind of a node, and of a word or sign.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind { Other, Skip, Comment, $($node,)* $($token,)* }

        impl crate::languages::flat_tree::NodeKind for Kind {
            const OTHER: Self = Kind::Other;
            const SKIP: Self = Kind::Skip;
            const COMMENT: Self = Kind::Comment;

            fn node(name: &str) -> Self {
                match name {
                    "comment" => Kind::Comment,
                    $($($node_name)|* => Kind::$node,)*
                    _ => Kind::Other,
                }
            }

            fn token(name: &str) -> Self {
                match name {
                    $($($token_name)|* => Kind::$token,)*
                    _ => Kind::Other,
                }
            }

            fn is_leaf(self) -> bool {
                matches!(self, $(Kind::$leaf)|*)
            }
        }

        /// Role of a node in its parent.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Field { None, $($field,)* }

        impl crate::languages::flat_tree::NodeField for Field {
            const NONE: Self = Field::None;

            fn field(name: &str) -> Self {
                match name {
                    $($field_name => Field::$field,)*
                    _ => Field::None,
                }
            }
        }
    };
}
pub(crate) use vocabulary;

/// One node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<K, F> {
    /// Kind of node.
    pub(crate) kind: K,
    /// Role in the parent.
    pub(crate) field: F,
    /// The last known word or sign among its own tokens.
    pub(crate) sign: K,
    /// Offset of its first byte.
    pub(crate) start: u32,
    /// Offset behind its last byte.
    pub(crate) end: u32,
    /// Parent; the root is its own parent.
    pub(crate) parent: Id,
    /// The first node behind its subtree.
    pub(crate) next: Id,
}

/// A grammar with the meaning of its numbers.
pub(crate) struct Grammar<K, F> {
    language: Language,
    kinds: Vec<K>,
    fields: Vec<F>,
}

impl<K: NodeKind, F: NodeField> Grammar<K, F> {
    /// Reads the names of a grammar.
    pub(crate) fn new(language: Language) -> Self {
        let kinds = (0..language.node_kind_count() as u16).map(|number| {
            let name = language.node_kind_for_id(number).unwrap_or("");
            match language.node_kind_is_named(number) {
                true => K::node(name),
                false => K::token(name),
            }
        });
        let fields = (0..=language.field_count() as u16)
            .map(|number| F::field(language.field_name_for_id(number).unwrap_or("")));
        Self {
            kinds: kinds.collect(),
            fields: fields.collect(),
            language,
        }
    }
}

/// The named nodes of one text in source order, the root first.
pub(crate) struct FlatTree<K, F> {
    nodes: Vec<Node<K, F>>,
    /// Comments, by position.
    pub(crate) comments: Vec<(u32, u32)>,
}

impl<K: NodeKind, F: NodeField> FlatTree<K, F> {
    /// Parses a text; none if it takes too long.
    pub(crate) fn parse(
        grammar: &Grammar<K, F>,
        text: &str,
    ) -> Option<(tree_sitter::Tree, FlatTree<K, F>)> {
        let parsed = parser::parse(&grammar.language, text, &[])?;
        let flat = Self::new(&parsed, grammar);
        Some((parsed, flat))
    }

    fn new(parsed: &tree_sitter::Tree, grammar: &Grammar<K, F>) -> Self {
        let mut tree = FlatTree {
            nodes: Vec::new(),
            comments: Vec::new(),
        };
        let mut cursor = parsed.walk();
        let mut open: Vec<Id> = Vec::new();
        loop {
            let node = cursor.node();
            let number = usize::from(node.kind_id());
            let kind = grammar.kinds.get(number).copied().unwrap_or(K::OTHER);
            let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
            if !node.is_named() {
                if let (true, Some(parent)) = (kind != K::OTHER, open.last()) {
                    tree.nodes[*parent as usize].sign = kind;
                }
            } else if kind == K::COMMENT {
                tree.comments.push((start, end));
            } else if kind != K::SKIP {
                let id = tree.nodes.len() as Id;
                let field = cursor.field_id().map(|number| usize::from(number.get()));
                let field = field.and_then(|number| grammar.fields.get(number).copied());
                tree.nodes.push(Node {
                    kind,
                    field: field.unwrap_or(F::NONE),
                    sign: K::OTHER,
                    start,
                    end,
                    parent: open.last().copied().unwrap_or(id),
                    next: id + 1,
                });
                if !kind.is_leaf() && cursor.goto_first_child() {
                    open.push(id);
                    continue;
                }
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return tree;
                }
                if let Some(id) = open.pop() {
                    tree.nodes[id as usize].next = tree.nodes.len() as Id;
                }
            }
        }
    }

    /// Returns the number of nodes.
    pub(crate) fn count(&self) -> Id {
        self.nodes.len() as Id
    }

    /// Returns a node.
    pub(crate) fn node(&self, id: Id) -> &Node<K, F> {
        &self.nodes[id as usize]
    }

    /// Returns the kind of a node.
    pub(crate) fn kind(&self, id: Id) -> K {
        self.nodes[id as usize].kind
    }

    /// Returns the node around a node; the root for the root.
    pub(crate) fn parent(&self, id: Id) -> Id {
        self.nodes[id as usize].parent
    }

    /// Returns the direct parts of a node.
    pub(crate) fn children(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> + use<K, F> {
        let end = self.nodes[id as usize].next;
        let mut found = Vec::new();
        let mut at = id + 1;
        while at < end {
            found.push(at);
            at = self.nodes[at as usize].next;
        }
        found.into_iter()
    }

    /// Returns the part of a node with a role.
    pub(crate) fn field(&self, id: Id, field: F) -> Option<Id> {
        let end = self.nodes[id as usize].next;
        let mut at = id + 1;
        while at < end {
            let node = &self.nodes[at as usize];
            if node.field == field {
                return Some(at);
            }
            at = node.next;
        }
        None
    }

    /// Returns the first part of a node.
    pub(crate) fn first(&self, id: Id) -> Option<Id> {
        (id + 1 < self.nodes[id as usize].next).then_some(id + 1)
    }

    /// Returns the span of a node.
    pub(crate) fn span(&self, file: FileId, id: Id) -> Span {
        let node = self.node(id);
        Span {
            file,
            start: node.start,
            end: node.end.max(node.start),
        }
    }
}
