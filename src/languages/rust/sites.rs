//! Call sites: method calls, calls of paths, struct literals.

use crate::facts::{Argument, CallSite, Key, SiteKind, Text, Value};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::{member, position, split};
use crate::source::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Token};

/// Calls that only wrap a value.
const NO_CALL: [&str; 4] = ["Some", "Ok", "Err", "Box::new"];
/// Methods that give a closure each element of what they are called on.
const EACH: [&str; 9] = [
    "for_each",
    "map",
    "filter_map",
    "flat_map",
    "filter",
    "inspect",
    "any",
    "all",
    "try_for_each",
];

impl Scanner {
    pub(super) fn method_call(&mut self, call: &syn::ExprMethodCall, start: Span, statement: bool) {
        let name = Text::from(call.method.to_string());
        let receiver = self.value(&call.receiver);
        self.each_argument(
            &call.args,
            EACH.contains(&name.as_str()).then_some(&receiver),
        );
        let name_span = self.span(call.method.span());
        let span = self.closed(start, call.paren_token.span.close());
        self.changed(&name, &receiver, &call.args, span);
        self.lent(&call.args, span);
        let arguments = self.arguments(&call.args);
        self.site(
            SiteKind::Call,
            Some(receiver),
            name,
            arguments,
            name_span,
            span,
            statement,
        );
    }

    pub(super) fn path_call(&mut self, call: &syn::ExprCall, statement: bool) {
        let Expr::Path(function) = &*call.func else {
            return;
        };
        self.each_argument(&call.args, None);
        let path = self.path(&function.path);
        let Some(last) = function.path.segments.last() else {
            return;
        };
        if NO_CALL.contains(&path.as_str()) {
            return;
        }
        let (receiver, name) = split(&path);
        let name_span = self.span(last.ident.span());
        let start = function
            .path
            .segments
            .first()
            .map_or(name_span, |first| self.span(first.ident.span()));
        let span = self.closed(start, call.paren_token.span.close());
        self.lent(&call.args, span);
        let mut arguments = self.arguments(&call.args);
        arguments.extend(self.type_arguments(&function.path));
        let receiver = self.receiver_of(receiver);
        self.site(
            SiteKind::Call,
            receiver,
            name,
            arguments,
            name_span,
            span,
            statement,
        );
    }

    pub(super) fn struct_literal(&mut self, literal: &syn::ExprStruct, statement: bool) {
        for field in &literal.fields {
            self.expr(&field.expr);
        }
        if let Some(rest) = &literal.rest {
            self.expr(rest);
        }
        let path = self.path(&literal.path);
        let name_span = literal.path.segments.last().map_or_else(
            || self.span(literal.path.span()),
            |last| self.span(last.ident.span()),
        );
        let mut entries = Vec::new();
        for field in &literal.fields {
            let (name, value) = (member(&field.member), self.value(&field.expr));
            let span = Span {
                end: self.end_of(&field.expr),
                ..self.span(field.member.span())
            };
            entries.push(Argument::new(Key::Name(name), value, span));
        }
        if let Some(rest) = &literal.rest {
            entries.push(Argument::new(
                Key::Spread,
                self.value(rest),
                self.expr_span(rest),
            ));
        }
        let start = literal
            .path
            .segments
            .first()
            .map_or(name_span, |first| self.span(first.ident.span()));
        let span = self.closed(start, literal.brace_token.span.close());
        self.site(
            SiteKind::Map,
            Some(Value::Name(path)),
            Text::default(),
            entries,
            name_span,
            span,
            statement,
        );
    }

    pub(super) fn each_argument(
        &mut self,
        list: &Punctuated<Expr, Token![,]>,
        each: Option<&Value>,
    ) {
        for argument in list {
            match argument {
                Expr::Closure(closure) => self.closure(closure, each),
                _ => self.expr(argument),
            }
        }
    }

    pub(super) fn arguments(&self, list: &Punctuated<Expr, Token![,]>) -> Vec<Argument> {
        let argument = |(index, expr): (usize, &Expr)| {
            Argument::new(position(index), self.value(expr), self.expr_span(expr))
        };
        list.iter().enumerate().map(argument).collect()
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a call site, each known only by its caller"
    )]
    pub(crate) fn site(
        &mut self,
        kind: SiteKind,
        receiver: Option<Value>,
        name: Text,
        arguments: Vec<Argument>,
        name_span: Span,
        span: Span,
        statement: bool,
    ) {
        let (scope, function) = (self.scope, self.function);
        self.facts.calls.push(CallSite {
            kind,
            receiver,
            name,
            arguments,
            scope,
            function,
            statement,
            name_span,
            span,
        });
    }
}
