//! A syntax tree made for reading: what the parser found, in one flat list.
//!
//! The parser's own tree is walked once, with a cursor. Every node that may say something becomes a row in source order, with
//! the place where its subtree ends, so children are found without allocation, parents without a search, and nothing recurses
//! however deep the source is nested. Types, comments and the insides of literals are left out.

use crate::languages::javascript::grammar::Grammar;
pub(crate) use crate::languages::javascript::kinds::{Field, Kind, Sign};
use crate::languages::parser;
use crate::source::Span;

/// Index of a node in a [`Tree`].
pub(crate) type Id = u32;

/// One node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// Kind of node.
    pub(crate) kind: Kind,
    /// Role in the parent.
    pub(crate) field: Field,
    /// The last deciding word or sign among its own tokens.
    pub(crate) sign: Sign,
    /// Offset of its first byte.
    pub(crate) start: u32,
    /// Offset behind its last byte.
    pub(crate) end: u32,
    /// Parent; the root is its own parent.
    pub(crate) parent: Id,
    /// The first node behind its subtree.
    pub(crate) next: Id,
}

/// The nodes of one script in source order, the root first.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// Comments, by place.
    pub(crate) comments: Vec<(u32, u32)>,
    /// Declared interfaces and named types, by place.
    pub(crate) types: Vec<(u32, u32)>,
    /// Return statements: the function, and the statement. Sorted.
    returns: Vec<(Id, Id)>,
}

impl Tree {
    /// Flattens what the parser found.
    pub(crate) fn new(parsed: &tree_sitter::Tree, grammar: &Grammar) -> Self {
        let mut tree = Tree {
            nodes: Vec::new(),
            comments: Vec::new(),
            types: Vec::new(),
            returns: Vec::new(),
        };
        let mut cursor = parsed.walk();
        let mut open: Vec<Id> = Vec::new();
        let mut functions: Vec<Id> = Vec::new();
        loop {
            let node = cursor.node();
            let number = usize::from(node.kind_id());
            let kind = grammar.kinds.get(number).copied().unwrap_or(Kind::Other);
            let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
            if kind == Kind::Skip {
                tree.skip(grammar, number, (start, end), open.last().copied());
            } else if kind == Kind::Comment {
                tree.comments.push((start, end));
            } else {
                let id = tree.nodes.len() as Id;
                let field = cursor.field_id().map(|number| usize::from(number.get()));
                let field = field.and_then(|number| grammar.fields.get(number).copied());
                tree.nodes.push(Node {
                    kind,
                    field: field.unwrap_or(Field::Other),
                    sign: Sign::Other,
                    start,
                    end,
                    parent: open.last().copied().unwrap_or(id),
                    next: id + 1,
                });
                if let (Kind::Return, Some(function)) = (kind, functions.last()) {
                    tree.returns.push((*function, id));
                }
                if !matches!(kind, Kind::String | Kind::Regex) && cursor.goto_first_child() {
                    if is_function(kind) {
                        functions.push(id);
                    }
                    open.push(id);
                    continue;
                }
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    tree.returns.sort_unstable();
                    return tree;
                }
                if let Some(id) = open.pop() {
                    tree.nodes[id as usize].next = tree.nodes.len() as Id;
                    if functions.last() == Some(&id) {
                        functions.pop();
                    }
                }
            }
        }
    }

    /// Notes what a node without a row says.
    fn skip(&mut self, grammar: &Grammar, number: usize, place: (u32, u32), around: Option<Id>) {
        if grammar.types.get(number) == Some(&true) {
            self.types.push(place);
        }
        let sign = grammar.signs.get(number).copied().unwrap_or(Sign::Other);
        if let (true, Some(parent)) = (sign != Sign::Other, around) {
            self.nodes[parent as usize].sign = sign;
        }
    }

    /// Moves every place from a text that was put together to where its pieces come from.
    ///
    /// A piece is its start in the text that was parsed, its start in the file, and its length; sorted by the first.
    pub(crate) fn relocate(&mut self, pieces: &[(u32, u32, u32)]) {
        let there = |offset: u32| {
            let index = pieces
                .partition_point(|piece| piece.0 <= offset)
                .saturating_sub(1);
            pieces
                .get(index)
                .map_or(offset, |(start, original, length)| {
                    original + offset.saturating_sub(*start).min(*length)
                })
        };
        for node in &mut self.nodes {
            (node.start, node.end) = (there(node.start), there(node.end));
        }
        for comment in &mut self.comments {
            *comment = (there(comment.0), there(comment.1));
        }
    }

    /// Returns the number of nodes.
    pub(crate) fn count(&self) -> Id {
        self.nodes.len() as Id
    }

    /// A node.
    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    /// Returns the kind of a node.
    pub(crate) fn kind(&self, id: Id) -> Kind {
        self.nodes[id as usize].kind
    }

    /// The node around a node; the root's is the root.
    pub(crate) fn parent(&self, id: Id) -> Id {
        self.nodes[id as usize].parent
    }

    /// The direct parts of a node.
    pub(crate) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.nodes[id as usize].next;
        let mut at = id + 1;
        std::iter::from_fn(move || {
            let current = (at < end).then_some(at)?;
            at = self.nodes[current as usize].next;
            Some(current)
        })
    }

    /// The part of a node that plays this role.
    pub(crate) fn field(&self, id: Id, field: Field) -> Option<Id> {
        self.children(id)
            .find(|child| self.nodes[*child as usize].field == field)
    }

    /// The first part of a node.
    pub(crate) fn first(&self, id: Id) -> Option<Id> {
        self.children(id).next()
    }

    /// The return statements of a function, without those of functions inside it.
    pub(crate) fn returns(&self, function: Id) -> impl Iterator<Item = Id> + '_ {
        let from = self.returns.partition_point(|(owner, _)| *owner < function);
        self.returns[from..]
            .iter()
            .take_while(move |(owner, _)| *owner == function)
            .map(|(_, statement)| *statement)
    }

    /// The place of a node.
    pub(crate) fn span(&self, file: crate::source::FileId, id: Id) -> Span {
        let node = self.node(id);
        Span {
            file,
            start: node.start,
            end: node.end.max(node.start),
        }
    }

    /// Parses a text, or ranges of it; nothing when it takes too long.
    pub(crate) fn parse(
        grammar: &Grammar,
        text: &str,
        ranges: &[std::ops::Range<usize>],
    ) -> Option<(tree_sitter::Tree, Tree)> {
        let mut parsed = parser::parse(&grammar.language, text, ranges)?;
        if parsed.root_node().has_error()
            && let Some(masked) = without_ampersands(text)
            && let Some(other) = parser::parse(&grammar.language, &masked, ranges)
            && !other.root_node().has_error()
        {
            parsed = other;
        }
        let flat = Tree::new(&parsed, grammar);
        Some((parsed, flat))
    }
}

/// Returns a text of the same length without single `&`, if it has one. The grammar takes an `&` in the text and in the strings of
/// markup for a character reference, and fails. Elsewhere, `|` stands where `&` can.
fn without_ampersands(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_single = |at: usize| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        before != Some(b'&') && !matches!(bytes.get(at + 1), Some(b'&' | b'='))
    };
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, _) in text.match_indices('&').filter(|(at, _)| is_single(*at)) {
        masked.push_str(&text[rest..at]);
        masked.push('|');
        rest = at + 1;
    }
    masked.push_str(&text[rest..]);
    (rest > 0).then_some(masked)
}

/// Returns true if `return` inside belongs to a node of this kind.
pub(crate) fn is_function(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Arrow | Kind::FunctionExpression | Kind::FunctionDeclaration | Kind::MethodDefinition
    )
}
