//! A syntax tree made for reading: what the parser found, in one flat list.
//!
//! The parser's own tree is walked once, with a cursor. Every node that may say something becomes a row in source order, with
//! the place where its subtree ends, so children are found without allocation, parents without a search, and nothing recurses
//! however deep the source is nested. Types, comments and the insides of literals are left out.

use crate::languages::parser;
use crate::source::Span;
use std::sync::OnceLock;
use tree_sitter::Language;

/// Index of a node in a [`Tree`].
pub(crate) type Id = u32;

macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($variant:ident = [$($name:literal),*]),* $(,)? }) => {
        $(#[$doc])*
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $enum { Other, $($variant),* }

        impl $enum {
            fn of(name: &str) -> Self {
                match name {
                    $($($name)|* => $enum::$variant,)*
                    _ => $enum::Other,
                }
            }
        }
    };
}

names! {
    /// Kind of a node, the same for all grammars of the family.
    Kind {
        Skip = ["type_annotation", "type_arguments", "type_parameters", "interface_declaration", "type_alias_declaration",
            "accessibility_modifier", "override_modifier", "implements_clause", "function_signature", "jsx_text",
            "optional_chain", "asserts_annotation", "type_predicate_annotation", "hash_bang_line", "import_attribute",
            "html_character_reference", "jsx_closing_element", "empty_statement"],
        Comment = ["comment", "html_comment"],
        Program = ["program"],
        Import = ["import_statement"],
        ImportWord = ["import"],
        ImportClause = ["import_clause"],
        NamespaceImport = ["namespace_import"],
        NamedImports = ["named_imports"],
        Export = ["export_statement"],
        ExportClause = ["export_clause"],
        NamespaceExport = ["namespace_export"],
        Declarator = ["variable_declarator"],
        FunctionDeclaration = ["function_declaration", "generator_function_declaration"],
        Arrow = ["arrow_function"],
        FunctionExpression = ["function_expression", "function", "generator_function"],
        MethodDefinition = ["method_definition"],
        Class = ["class", "class_declaration", "abstract_class_declaration"],
        ClassBody = ["class_body"],
        ClassHeritage = ["class_heritage"],
        ExtendsClause = ["extends_clause"],
        FieldDefinition = ["field_definition", "public_field_definition"],
        Enum = ["enum_declaration"],
        Call = ["call_expression"],
        New = ["new_expression"],
        Arguments = ["arguments"],
        Member = ["member_expression"],
        Subscript = ["subscript_expression"],
        Object = ["object"],
        Pair = ["pair"],
        Spread = ["spread_element"],
        Array = ["array"],
        String = ["string"],
        Template = ["template_string"],
        Substitution = ["template_substitution"],
        Regex = ["regex"],
        Fragment = ["string_fragment", "escape_sequence"],
        Number = ["number"],
        True = ["true"],
        False = ["false"],
        Null = ["null", "undefined"],
        Identifier = ["identifier", "property_identifier", "private_property_identifier", "statement_identifier",
            "jsx_namespace_name", "nested_identifier"],
        This = ["this", "super"],
        ShorthandProperty = ["shorthand_property_identifier"],
        ShorthandPattern = ["shorthand_property_identifier_pattern"],
        ComputedName = ["computed_property_name"],
        Parenthesized = ["parenthesized_expression"],
        Await = ["await_expression"],
        Typed = ["as_expression", "non_null_expression", "satisfies_expression", "type_assertion"],
        Sequence = ["sequence_expression"],
        Binary = ["binary_expression"],
        Unary = ["unary_expression"],
        Ternary = ["ternary_expression"],
        Assignment = ["assignment_expression"],
        Augmented = ["augmented_assignment_expression"],
        AssignmentPattern = ["assignment_pattern", "object_assignment_pattern"],
        ObjectPattern = ["object_pattern"],
        PairPattern = ["pair_pattern"],
        ArrayPattern = ["array_pattern"],
        RestPattern = ["rest_pattern"],
        Parameters = ["formal_parameters"],
        TypedParameter = ["required_parameter", "optional_parameter"],
        ForIn = ["for_in_statement"],
        Branch = ["if_statement", "while_statement", "do_statement", "switch_statement", "try_statement", "for_statement"],
        Block = ["statement_block"],
        ExpressionStatement = ["expression_statement"],
        Return = ["return_statement"],
        JsxOpening = ["jsx_opening_element"],
        JsxSelfClosing = ["jsx_self_closing_element"],
        JsxElement = ["jsx_element"],
        JsxAttribute = ["jsx_attribute"],
        JsxExpression = ["jsx_expression"],
    }
}

names! {
    /// Words and signs that decide what the node around them is.
    Sign {
        Get = ["get"],
        Set = ["set"],
        Static = ["static"],
        Default = ["default"],
        Or = ["||", "??", "||=", "??="],
        And = ["&&"],
        Plus = ["+", "+="],
        Let = ["let", "var"],
    }
}

names! {
    /// The part a node plays in its parent.
    Field {
        Function = ["function"],
        Arguments = ["arguments"],
        Object = ["object"],
        Property = ["property"],
        Index = ["index"],
        Constructor = ["constructor"],
        Name = ["name"],
        Alias = ["alias"],
        Source = ["source"],
        Value = ["value"],
        Key = ["key"],
        Left = ["left"],
        Right = ["right"],
        Body = ["body"],
        Parameters = ["parameters"],
        Parameter = ["parameter"],
        Pattern = ["pattern"],
        Condition = ["condition"],
        Consequence = ["consequence"],
        Alternative = ["alternative"],
        Declaration = ["declaration"],
    }
}

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

/// A grammar of the family with what its numbers mean.
pub(crate) struct Grammar {
    /// The grammar.
    pub(crate) language: Language,
    kinds: Vec<Kind>,
    signs: Vec<Sign>,
    fields: Vec<Field>,
    /// Kinds that declare a type.
    types: Vec<bool>,
}

impl Grammar {
    fn new(language: Language) -> Self {
        let (mut kinds, mut signs, mut types) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..language.node_kind_count() as u16 {
            let name = language.node_kind_for_id(number).unwrap_or("");
            let named = language.node_kind_is_named(number);
            kinds.push(if named { Kind::of(name) } else { Kind::Skip });
            let is_type = matches!(name, "interface_declaration" | "type_alias_declaration");
            types.push(named && is_type);
            signs.push(if named { Sign::Other } else { Sign::of(name) });
        }
        let fields = (0..=language.field_count() as u16)
            .map(|number| Field::of(language.field_name_for_id(number).unwrap_or("")));
        let fields = fields.collect();
        Self {
            language,
            kinds,
            signs,
            fields,
            types,
        }
    }

    /// The grammar of plain scripts.
    pub(crate) fn plain() -> &'static Grammar {
        static PLAIN: OnceLock<Grammar> = OnceLock::new();
        PLAIN.get_or_init(|| Grammar::new(tree_sitter_javascript::LANGUAGE.into()))
    }

    /// The grammar of typed scripts.
    pub(crate) fn typed() -> &'static Grammar {
        static TYPED: OnceLock<Grammar> = OnceLock::new();
        TYPED.get_or_init(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()))
    }

    /// The grammar of typed scripts with markup.
    pub(crate) fn typed_markup() -> &'static Grammar {
        static MARKUP: OnceLock<Grammar> = OnceLock::new();
        MARKUP.get_or_init(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TSX.into()))
    }
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
                if grammar.types.get(number) == Some(&true) {
                    tree.types.push((start, end));
                }
                let sign = grammar.signs.get(number).copied().unwrap_or(Sign::Other);
                if let (true, Some(parent)) = (sign != Sign::Other, open.last()) {
                    tree.nodes[*parent as usize].sign = sign;
                }
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
        let parsed = parser::parse(&grammar.language, text, ranges)?;
        let flat = Tree::new(&parsed, grammar);
        Some((parsed, flat))
    }
}

/// Returns true if `return` inside belongs to a node of this kind.
pub(crate) fn is_function(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Arrow | Kind::FunctionExpression | Kind::FunctionDeclaration | Kind::MethodDefinition
    )
}
