//! The column that an expression becomes: `… AS column`.

use crate::consumers::lexer::{Token, TokenKind};
use crate::facts::Text;

/// Returns the alias of the `CASE` that a condition is in; none if it is in no such expression.
pub(crate) fn of_case(tokens: &[Token<'_>], condition: usize) -> Option<Text> {
    let mut depth = 0usize;
    let mut at = condition + 1;
    // The condition has no `THEN` unless it is in a branch.
    loop {
        let token = tokens.get(at)?;
        if token.is_word("case") {
            depth += 1;
        } else if token.is_word("end") {
            match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return behind(tokens, at + 1),
            }
        } else if depth == 0 && ends_query(token) {
            return None;
        }
        at += 1;
    }
}

/// Returns true for a word that cannot be inside of an expression.
fn ends_query(token: &Token<'_>) -> bool {
    let words = [
        "select", "from", "where", "group", "order", "union", "join", "having", "qualify",
    ];
    !token.in_template && (token.is(";") || words.iter().any(|word| token.is_word(word)))
}

/// Returns the alias behind an expression that ends before an index. Closing brackets, casts and divisions by a number may follow.
pub(crate) fn behind(tokens: &[Token<'_>], from: usize) -> Option<Text> {
    let mut at = from;
    loop {
        let token = tokens.get(at)?;
        if token.is(")") || token.is("]") || token.is("}}") {
            at += 1;
        } else if token.is("::") {
            at += 2;
            if tokens.get(at).is_some_and(|token| token.is("(")) {
                let close = tokens[at..].iter().position(|token| token.is(")"))?;
                at += close + 1;
            }
        } else if token.is_word("as") {
            let alias = tokens.get(at + 1)?;
            let is_name = matches!(alias.kind, TokenKind::Word | TokenKind::Quoted);
            let is_cast = tokens.get(at + 2).is_some_and(|token| token.is(")"));
            if is_name && !is_cast {
                return Some(alias.text.to_lowercase().into());
            }
            at += 2;
        } else {
            return None;
        }
    }
}
