//! Macros: their tokens as arguments, and the calls inside.

use crate::facts::{Argument, Key, SiteKind, Value};
use crate::languages::rust::macro_tokens::{Part, arguments};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::{position, split};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::{Block, Expr, Macro, MacroDelimiter};

/// Macros whose tokens are code for somebody else.
const QUOTING: [&str; 5] = [
    "quote",
    "quote_spanned",
    "parse_quote",
    "stringify",
    "macro_rules",
];

impl Scanner {
    /// Reads a macro as a call with the tokens between its commas as arguments.
    pub(crate) fn macro_site(&mut self, call: &Macro, statement: bool) {
        let path = self.path(&call.path);
        let (receiver, name) = split(&path);
        if QUOTING.contains(&name.as_str()) {
            return;
        }
        let is_written = matches!(&*name, "write" | "writeln");
        let mut list = Vec::new();
        for (index, part) in arguments(call.tokens.clone()).into_iter().enumerate() {
            let mut tokens = part.tokens.clone().into_iter();
            let Some(first) = tokens.next() else { continue };
            let end = tokens.last().map_or(first.span(), |last| last.span());
            let span = self.span(first.span()).to(self.span(end));
            let value = match syn::parse2::<Expr>(part.tokens.clone()) {
                Ok(expr) => {
                    self.expr(&expr);
                    self.value(&expr)
                }
                Err(_) => {
                    self.tokens(part.tokens);
                    Value::Opaque
                }
            };
            list.push(Argument::new(
                part.key.map_or_else(|| position(index), Key::Name),
                value,
                span,
            ));
        }
        let close = match &call.delimiter {
            MacroDelimiter::Paren(paren) => paren.span.close(),
            MacroDelimiter::Brace(brace) => brace.span.close(),
            MacroDelimiter::Bracket(bracket) => bracket.span.close(),
        };
        let Some((first, last)) = call.path.segments.first().zip(call.path.segments.last()) else {
            return;
        };
        let (start, name_span) = (self.span(first.ident.span()), self.span(last.ident.span()));
        let span = self.closed(start, close);
        if let (true, Some(Value::Name(target))) = (is_written, list.first().map(|one| &one.value))
        {
            self.made_unknown(target.clone(), span);
        }
        self.site(
            SiteKind::Macro,
            receiver,
            name,
            list,
            name_span,
            span,
            statement,
        );
    }

    /// Looks for calls in tokens that are no expression, as in `select! { x = f() => g() }`.
    pub(super) fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<Ident> = Vec::new();
        // The tokens of the path, up to the sign of a macro.
        let mut written: Vec<TokenTree> = Vec::new();
        let mut behind_dot = false;
        for token in tokens {
            match token {
                TokenTree::Ident(word) => {
                    if !continues_path(&written) {
                        (path, written) = (Vec::new(), Vec::new());
                        behind_dot = false;
                    }
                    written.push(word.clone().into());
                    path.push(word);
                }
                TokenTree::Punct(sign)
                    if matches!(sign.as_char(), ':' | '!') && !path.is_empty() =>
                {
                    written.push(sign.into());
                }
                TokenTree::Group(group) => {
                    written.push(group.clone().into());
                    let inner = std::mem::take(&mut written).into_iter().collect();
                    if let Ok(call) = syn::parse2::<Macro>(inner) {
                        self.macro_site(&call, false);
                        (path, behind_dot) = (Vec::new(), false);
                        continue;
                    }
                    if group.delimiter() == Delimiter::Parenthesis {
                        self.call_in_tokens(&path, &group, behind_dot);
                    }
                    self.group(group);
                    (path, behind_dot) = (Vec::new(), false);
                }
                TokenTree::Punct(sign) => {
                    (path, written) = (Vec::new(), Vec::new());
                    behind_dot = sign.as_char() == '.';
                }
                TokenTree::Literal(_) => {
                    (path, written) = (Vec::new(), Vec::new());
                    behind_dot = false;
                }
            }
        }
    }

    /// Reads a group of tokens: statements, or tokens that are none.
    fn group(&mut self, group: Group) {
        if group.delimiter() == Delimiter::Brace
            && let Ok(block) = syn::parse2::<Block>(TokenTree::Group(group.clone()).into())
        {
            self.inner_block(&block, true);
            return;
        }
        self.tokens(group.stream());
    }

    /// Adds the call of a path with arguments that is written among tokens.
    fn call_in_tokens(&mut self, path: &[Ident], group: &Group, behind_dot: bool) {
        let Some((first, last)) = path.first().zip(path.last()) else {
            return;
        };
        let written: Vec<_> = path.iter().map(ToString::to_string).collect();
        let (mut receiver, name) = split(&written.join("::"));
        if behind_dot {
            receiver = Some(Value::Opaque);
        }
        let (start, name_span) = (self.span(first.span()), self.span(last.span()));
        let span = self.span(group.span());
        let parts = arguments(group.stream()).into_iter().enumerate();
        let argument = |(index, part): (usize, Part)| {
            let value = syn::parse2::<Expr>(part.tokens);
            let value = value.map_or(Value::Opaque, |expr| self.value(&expr));
            Argument::new(position(index), value, span)
        };
        let list = parts.map(argument).collect();
        let whole = self.closed(start, group.span_close());
        self.site(
            SiteKind::Call,
            receiver,
            name,
            list,
            name_span,
            whole,
            false,
        );
    }
}

/// Returns true if a word behind these tokens belongs to their path: behind `::`, not behind the `:` of a type or field.
fn continues_path(written: &[TokenTree]) -> bool {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':');
    match written {
        [.., first, second] => is_colon(first) && is_colon(second),
        _ => written.is_empty(),
    }
}
