//! Macros: their tokens as arguments, and the calls inside.

use crate::facts::{Argument, Key, SiteKind, Value};
use crate::languages::rust::macro_tokens::{Part, arguments};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::{position, split};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Expr, Macro, MacroDelimiter};

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
        let mut path: Vec<proc_macro2::Ident> = Vec::new();
        let mut behind_dot = false;
        for token in tokens {
            match token {
                TokenTree::Ident(word) => path.push(word),
                TokenTree::Punct(sign) if sign.as_char() == ':' => {}
                TokenTree::Group(group) => {
                    if group.delimiter() == Delimiter::Parenthesis
                        && let Some((first, last)) = path.first().zip(path.last())
                    {
                        let written: Vec<_> = path.iter().map(ToString::to_string).collect();
                        let (mut receiver, name) = split(&written.join("::"));
                        if behind_dot {
                            receiver = Some(Value::Opaque);
                        }
                        let (start, name_span) = (self.span(first.span()), self.span(last.span()));
                        let parsed = |part: &Part| syn::parse2::<Expr>(part.tokens.clone()).ok();
                        let mut list = Vec::new();
                        for (index, part) in arguments(group.stream()).iter().enumerate() {
                            let value =
                                parsed(part).map_or(Value::Opaque, |expr| self.value(&expr));
                            list.push(Argument::new(
                                position(index),
                                value,
                                self.span(group.span()),
                            ));
                        }
                        let span = self.closed(start, group.span_close());
                        self.site(SiteKind::Call, receiver, name, list, name_span, span, false);
                    }
                    self.tokens(group.stream());
                    (path, behind_dot) = (Vec::new(), false);
                }
                TokenTree::Punct(sign) => (path, behind_dot) = (Vec::new(), sign.as_char() == '.'),
                TokenTree::Literal(_) => (path, behind_dot) = (Vec::new(), false),
            }
        }
    }
}
