//! Texts with substitutions.

use crate::facts::Value;
use crate::languages::flat_tree::Id;
use crate::languages::python::literal::{self, as_text};
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Prefixes of literals that are no text.
const OTHERS: &[char] = &['b', 'B', 't', 'T'];

impl Scanner<'_, '_> {
    /// Returns the value of a literal.
    pub(super) fn string(&self, id: Id, depth: u8) -> Value {
        let text = self.text(id);
        let prefix = &text[..text.find(['"', '\'']).unwrap_or(0)];
        if prefix.contains(OTHERS) {
            return Value::Opaque;
        }
        let is_raw = prefix.contains(['r', 'R']);
        let is_template = prefix.contains(['f', 'F']);
        let mut parts = Vec::new();
        for child in self.tree.children(id) {
            match self.kind(child) {
                Kind::StringContent => {
                    parts.push(literal::cooked(self.text(child), is_raw, is_template));
                }
                Kind::Interpolation => parts.push(self.substitution(child, depth)),
                _ => {}
            }
        }
        Value::joined(parts)
    }

    /// Returns the value of `{expression}`. A conversion or format changes the text.
    fn substitution(&self, id: Id, depth: u8) -> Value {
        let inner = self.text(id).trim_end_matches('}').trim_end();
        let is_plain = self.field(id, Field::FormatSpecifier).is_none()
            && self.field(id, Field::TypeConversion).is_none()
            && !inner.ends_with('=');
        match self.field(id, Field::Expression).filter(|_| is_plain) {
            Some(expression) => as_text(self.value_at(expression, depth)),
            None => Value::Opaque,
        }
    }
}
