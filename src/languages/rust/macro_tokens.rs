//! The tokens of macros and attributes, cut into arguments.

use crate::facts::Text;
use proc_macro2::{TokenStream, TokenTree};

/// One argument of a macro.
pub(crate) struct Part {
    /// Name before `=`, `:` or `=>`.
    pub(crate) key: Option<Text>,
    /// The argument itself.
    pub(crate) tokens: TokenStream,
}

/// The tokens of a macro, cut at its commas.
pub(crate) fn arguments(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut current: Vec<TokenTree> = Vec::new();
    for token in tokens {
        if matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ',') {
            parts.push(part(std::mem::take(&mut current)));
        } else {
            current.push(token);
        }
    }
    if !current.is_empty() {
        parts.push(part(current));
    }
    parts
}

/// Takes `name =`, `name:`, `"name":` or `name =>` off an argument.
fn part(tokens: Vec<TokenTree>) -> Part {
    let sign = |index: usize| match tokens.get(index) {
        Some(TokenTree::Punct(sign)) => sign.as_char(),
        _ => ' ',
    };
    let key = match tokens.first() {
        Some(TokenTree::Ident(name)) => Some(Text::from(name.to_string())),
        Some(TokenTree::Literal(_)) => {
            match syn::parse2::<syn::LitStr>(tokens[..1].iter().cloned().collect()) {
                Ok(text) => Some(text.value().into()),
                Err(_) => None,
            }
        }
        _ => None,
    };
    let behind = match (sign(1), sign(2)) {
        ('=', '>') => 3,
        ('=', '=') | (':', ':') => 0,
        ('=' | ':', _) => 2,
        _ => 0,
    };
    if key.is_none() || behind == 0 || tokens.len() <= behind {
        return Part {
            key: None,
            tokens: tokens.into_iter().collect(),
        };
    }
    Part {
        key,
        tokens: tokens.into_iter().skip(behind).collect(),
    }
}
