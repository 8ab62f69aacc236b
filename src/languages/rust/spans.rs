//! Spans of expressions. `syn` joins all tokens of an expression to find its span, which is quadratic on nested calls and
//! recurses on chains. The outermost tokens are enough.

use crate::languages::rust::scanner::Scanner;
use crate::source::Span;
use syn::spanned::Spanned;
use syn::{Block, Expr};

impl Scanner {
    /// Returns the start of an expression, without joining its tokens where possible.
    pub(crate) fn start(&self, expr: &Expr) -> Span {
        let mut expr = expr;
        loop {
            expr = match expr {
                Expr::MethodCall(inner) => &inner.receiver,
                Expr::Field(inner) => &inner.base,
                Expr::Index(inner) => &inner.expr,
                Expr::Try(inner) => &inner.expr,
                Expr::Await(inner) => &inner.base,
                Expr::Cast(inner) => &inner.expr,
                Expr::Binary(inner) => &inner.left,
                Expr::Assign(inner) => &inner.left,
                Expr::Call(inner) => &inner.func,
                Expr::Path(path) => {
                    let first = path.path.segments.first();
                    return first.map_or_else(
                        || self.span(path.span()),
                        |first| self.span(first.ident.span()),
                    );
                }
                Expr::Lit(literal) => return self.span(literal.lit.span()),
                Expr::Reference(inner) => return self.span(inner.and_token.span),
                Expr::Paren(inner) => return self.span(inner.paren_token.span.open()),
                Expr::Array(inner) => return self.span(inner.bracket_token.span.open()),
                Expr::Tuple(inner) => return self.span(inner.paren_token.span.open()),
                Expr::Block(inner) => return self.span(inner.block.brace_token.span.open()),
                Expr::If(inner) => return self.span(inner.if_token.span),
                Expr::Match(inner) => return self.span(inner.match_token.span),
                Expr::Struct(inner) => {
                    let first = inner.path.segments.first();
                    return first.map_or_else(
                        || self.span(inner.path.span()),
                        |first| self.span(first.ident.span()),
                    );
                }
                other => return self.span(other.span()),
            };
        }
    }

    pub(crate) fn end_of(&self, expr: &Expr) -> u32 {
        let mut expr = expr;
        loop {
            expr = match expr {
                Expr::MethodCall(inner) => return self.span(inner.paren_token.span.close()).end,
                Expr::Call(inner) => return self.span(inner.paren_token.span.close()).end,
                Expr::Struct(inner) => return self.span(inner.brace_token.span.close()).end,
                Expr::Paren(inner) => return self.span(inner.paren_token.span.close()).end,
                Expr::Array(inner) => return self.span(inner.bracket_token.span.close()).end,
                Expr::Tuple(inner) => return self.span(inner.paren_token.span.close()).end,
                Expr::Block(inner) => return self.span(inner.block.brace_token.span.close()).end,
                Expr::Match(inner) => return self.span(inner.brace_token.span.close()).end,
                Expr::Index(inner) => return self.span(inner.bracket_token.span.close()).end,
                Expr::Try(inner) => return self.span(inner.question_token.span).end,
                Expr::Await(inner) => return self.span(inner.await_token.span).end,
                Expr::Field(inner) => return self.span(inner.member.span()).end,
                Expr::Lit(inner) => return self.span(inner.lit.span()).end,
                Expr::Reference(inner) => &inner.expr,
                Expr::Unary(inner) => &inner.expr,
                Expr::Binary(inner) => &inner.right,
                Expr::Assign(inner) => &inner.right,
                Expr::Closure(inner) => &inner.body,
                Expr::If(inner) => match &inner.else_branch {
                    Some((_, other)) => other,
                    None => return self.span(inner.then_branch.brace_token.span.close()).end,
                },
                other => return self.span(other.span()).end,
            };
        }
    }

    pub(super) fn end_of_block(&self, block: &Block) -> u32 {
        self.span(block.brace_token.span.close()).end
    }

    /// Returns the span from a start to a closing token.
    pub(super) fn closed(&self, start: Span, close: proc_macro2::Span) -> Span {
        Span {
            end: self.span(close).end,
            ..start
        }
    }

    /// The span of an expression.
    pub(crate) fn expr_span(&self, expr: &Expr) -> Span {
        let start = self.start(expr);
        Span {
            end: self.end_of(expr).max(start.end),
            ..start
        }
    }
}
