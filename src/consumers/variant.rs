//! Names that are paths into a column with a document.

use crate::consumers::alias;
use crate::consumers::lexer::{Token, TokenKind};
use crate::consumers::reference::Found;
use crate::rules::consumers::{Variant, VariantForm};
use globset::GlobSet;

/// A rule for paths that is ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    columns: GlobSet,
    forms: Vec<VariantForm>,
}

impl Paths {
    /// Returns the rule with its compiled columns.
    pub(crate) fn new(rule: &Variant) -> Self {
        Self {
            columns: crate::rules::any_depth_globs(&rule.columns.0),
            forms: rule.forms.0.clone(),
        }
    }

    fn allows(&self, form: VariantForm) -> bool {
        self.forms.is_empty() || self.forms.contains(&form)
    }

    /// Adds the names in these tokens.
    pub(crate) fn find(&self, tokens: &[Token<'_>], out: &mut Vec<Found>) {
        for (at, token) in tokens.iter().enumerate() {
            let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
            if is_name && self.columns.is_match(token.text.to_lowercase()) {
                out.extend(self.path(tokens, at + 1));
            }
        }
    }

    /// Returns the path that begins at an index; none if a part of it is computed.
    fn path(&self, tokens: &[Token<'_>], from: usize) -> Option<Found> {
        let mut parts: Vec<&Token<'_>> = Vec::new();
        let mut at = from;
        let is = |at: usize, symbol: &str| tokens.get(at).is_some_and(|token| token.is(symbol));
        let text = |at: usize| {
            let token = tokens.get(at)?;
            (token.kind == TokenKind::Text).then_some(token)
        };
        let word = |at: usize| {
            let token = tokens.get(at)?;
            matches!(token.kind, TokenKind::Word | TokenKind::Quoted).then_some(token)
        };
        let mut has_colon = false;
        loop {
            if is(at, "[") && is(at + 2, "]") && (has_colon || self.allows(VariantForm::Bracket)) {
                // A number is a place in a list, where the path of the name ends.
                let Some(part) = text(at + 1) else { break };
                parts.push(part);
                at += 3;
            } else if is(at, ":") && parts.is_empty() && self.allows(VariantForm::Colon) {
                has_colon = true;
                parts.push(word(at + 1).filter(|token| !token.in_template)?);
                at += 2;
            } else if is(at, ".") && has_colon {
                parts.push(word(at + 1)?);
                at += 2;
            } else if (is(at, "->") || is(at, "->>")) && self.allows(VariantForm::Arrow) {
                let Some(part) = text(at + 1) else { break };
                parts.push(part);
                at += 2;
            } else {
                break;
            }
        }
        let (first, last) = (parts.first()?, parts.last()?);
        let is_unknown = |part: &&Token<'_>| part.is_computed || part.text.trim().is_empty();
        if parts.iter().any(is_unknown) {
            return None;
        }
        let names: Vec<&str> = parts.iter().map(|part| &*part.text).collect();
        Some(Found {
            name: names.join(".").into(),
            is_pattern: false,
            range: first.range.start..last.range.end,
            becomes: alias::behind(tokens, at),
        })
    }
}
