//! Grammars of the family.

use crate::languages::javascript::kinds::{Field, Kind, Sign};
use std::sync::OnceLock;
use tree_sitter::Language;

/// A grammar of the family with what its numbers mean.
pub(crate) struct Grammar {
    /// The grammar.
    pub(crate) language: Language,
    pub(super) kinds: Vec<Kind>,
    pub(super) signs: Vec<Sign>,
    pub(super) fields: Vec<Field>,
    /// Kinds that declare a type.
    pub(super) types: Vec<bool>,
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
