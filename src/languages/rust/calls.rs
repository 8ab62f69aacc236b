//! Code: calls, macros, struct literals, locals. Left-leaning chains are walked in a loop, everything else by recursion that
//! the guard has bounded.

use crate::facts::{Argument, BindingKind, CallSite, Key, SiteKind, Text, Value};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::{member, position, split};
use crate::source::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, Expr, ExprClosure, Local, Macro, Pat, Stmt, Token};

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

impl<'ast> Visit<'ast> for Scanner {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        let statement = std::mem::take(&mut self.statement);
        self.chain(expr, statement);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.block(block, false);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.macro_site(call, false);
    }
}

impl Scanner {
    /// Reads an expression that is no statement.
    pub(crate) fn expr(&mut self, expr: &Expr) {
        self.statement = false;
        self.visit_expr(expr);
    }

    fn effect(&mut self, expr: &Expr, statement: bool) {
        self.statement = statement;
        self.visit_expr(expr);
    }

    /// From the innermost expression of a chain (`a().b()?.c()`, `a + b + c`) outward.
    fn chain(&mut self, expr: &Expr, statement: bool) {
        let mut spine = Vec::new();
        let mut leaf = expr;
        // Whether the call at hand still stands for the whole chain's effect.
        let mut effect = statement;
        loop {
            let (inner, passes) = match leaf {
                Expr::Try(inner) => (&inner.expr, true),
                Expr::Await(inner) => (&inner.base, true),
                Expr::MethodCall(call) => (&call.receiver, false),
                Expr::Field(field) => (&field.base, false),
                Expr::Index(index) => (&index.expr, false),
                Expr::Cast(cast) => (&cast.expr, false),
                Expr::Binary(binary) => (&binary.left, false),
                Expr::Call(call) if !matches!(&*call.func, Expr::Path(_)) => (&call.func, false),
                _ => break,
            };
            spine.push((leaf, effect));
            effect &= passes;
            leaf = inner;
        }
        let start = self.start(leaf);
        self.leaf(leaf, effect);
        for (outer, effect) in spine.into_iter().rev() {
            match outer {
                Expr::MethodCall(call) => self.method_call(call, start, effect),
                Expr::Index(index) => self.expr(&index.index),
                Expr::Binary(binary) => self.expr(&binary.right),
                Expr::Call(call) => {
                    self.each_argument(&call.args, None);
                    if let Expr::Paren(inner) = &*call.func
                        && let Expr::Field(field) = &*inner.expr
                    {
                        let name_span = self.span(field.member.span());
                        let span = Span {
                            end: self.span(call.paren_token.span.close()).end,
                            ..start
                        };
                        let receiver = Some(self.value(&field.base));
                        let arguments = self.arguments(&call.args);
                        self.site(
                            SiteKind::Call,
                            receiver,
                            member(&field.member),
                            arguments,
                            name_span,
                            span,
                            effect,
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn leaf(&mut self, expr: &Expr, statement: bool) {
        match expr {
            Expr::Call(call) => self.path_call(call, statement),
            Expr::Macro(call) => self.macro_site(&call.mac, statement),
            Expr::Struct(literal) => self.struct_literal(literal, statement),
            Expr::Paren(inner) => self.effect(&inner.expr, statement),
            Expr::Group(inner) => self.effect(&inner.expr, statement),
            Expr::Return(inner) => {
                let Some(inner) = &inner.expr else { return };
                if let (Some(id), 0) = (self.function, self.closures) {
                    let value = self.value(inner);
                    self.facts.functions[id as usize].returns.push(value);
                }
                self.effect(inner, true);
            }
            Expr::If(branches) => {
                self.expr(&branches.cond);
                self.conditions += 1;
                self.block(&branches.then_branch, statement);
                if let Some((_, other)) = &branches.else_branch {
                    self.effect(other, statement);
                }
                self.conditions -= 1;
            }
            Expr::Match(matched) => {
                self.expr(&matched.expr);
                self.variant_texts(&matched.arms);
                let value = self.value(&matched.expr);
                self.conditions += 1;
                for arm in &matched.arms {
                    self.bind_pattern(&arm.pat, value.clone());
                    if let Pat::Guard(guarded) = &arm.pat {
                        self.expr(&guarded.guard);
                    }
                    self.effect(&arm.body, statement);
                }
                self.conditions -= 1;
            }
            Expr::Let(condition) => {
                self.expr(&condition.expr);
                let value = self.value(&condition.expr);
                self.bind_pattern(&condition.pat, value);
            }
            Expr::ForLoop(each) => {
                self.expr(&each.expr);
                let value = Value::Each(Box::new(self.value(&each.expr)));
                self.conditions += 1;
                self.bind_pattern(&each.pat, value);
                self.block(&each.body, true);
                self.conditions -= 1;
            }
            Expr::While(repeated) => {
                self.conditions += 1;
                self.expr(&repeated.cond);
                self.block(&repeated.body, true);
                self.conditions -= 1;
            }
            Expr::Loop(repeated) => {
                self.conditions += 1;
                self.block(&repeated.body, true);
                self.conditions -= 1;
            }
            Expr::Block(inner) => self.block(&inner.block, statement),
            Expr::Unsafe(inner) => self.block(&inner.block, statement),
            Expr::TryBlock(inner) => self.block(&inner.block, statement),
            Expr::Async(inner) => {
                self.closures += 1;
                self.block(&inner.block, true);
                self.closures -= 1;
            }
            Expr::Closure(closure) => self.closure(closure, None),
            Expr::Assign(assign) => {
                self.expr(&assign.left);
                self.expr(&assign.right);
                let value = self.value(&assign.right);
                let span = Span {
                    end: self.end_of(&assign.right),
                    ..self.start(&assign.left)
                };
                match &*assign.left {
                    Expr::Path(path) => {
                        let kind = if self.conditions > 0 {
                            BindingKind::Maybe
                        } else {
                            BindingKind::Assign
                        };
                        self.bind(self.path(&path.path), kind, value, span);
                    }
                    Expr::Field(field) if matches!(&*field.base, Expr::Path(base) if base.path.is_ident("self")) =>
                    {
                        self.field(member(&field.member), value, span);
                    }
                    _ => {}
                }
            }
            _ => syn::visit::visit_expr(self, expr),
        }
    }

    /// A field of the type around the code; which object's is not told apart.
    fn field(&mut self, name: Text, value: Value, span: Span) {
        let function = self.function.take();
        self.bind(name, BindingKind::Maybe, value, span);
        self.function = function;
    }

    /// Reads a block; `result` says whether its last expression stands for its effect or the function's result.
    pub(crate) fn block(&mut self, block: &Block, result: bool) {
        for statement in &block.stmts {
            match statement {
                Stmt::Local(local) => self.local(local),
                Stmt::Item(item) => self.item(item),
                Stmt::Expr(expr, end) => self.effect(expr, end.is_some() || result),
                Stmt::Macro(call) => self.macro_site(&call.mac, true),
            }
        }
    }

    /// What a function's body ends with.
    pub(crate) fn tail(&self, body: &Block) -> Option<Value> {
        match body.stmts.last()? {
            Stmt::Expr(Expr::Return(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _)
            | Stmt::Expr(_, Some(_)) => None,
            Stmt::Expr(last, None) => Some(self.value(last)),
            Stmt::Macro(last) if last.semi_token.is_none() => {
                let mac = Expr::Macro(syn::ExprMacro {
                    attrs: Vec::new(),
                    mac: last.mac.clone(),
                });
                Some(self.value(&mac))
            }
            _ => None,
        }
    }

    fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else { return };
        self.expr(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.conditions += 1;
            self.effect(otherwise, true);
            self.conditions -= 1;
        }
        let value = self.value(&init.expr);
        match (&local.pat, &*init.expr) {
            (Pat::Tuple(names), Expr::Tuple(values)) if names.elems.len() == values.elems.len() => {
                for (name, value) in names.elems.iter().zip(&values.elems) {
                    let value = self.value(value);
                    self.bind_pattern(name, value);
                }
            }
            (pattern, _) => {
                let pattern = if let Pat::Type(typed) = pattern {
                    &*typed.pat
                } else {
                    pattern
                };
                if let Pat::Ident(name) = pattern {
                    let start = self.span(name.ident.span());
                    let end = self.span(local.semi_token.span).start;
                    self.bind_local(name.ident.to_string().into(), value, Span { end, ..start });
                } else {
                    self.bind_pattern(pattern, value);
                }
            }
        }
    }

    /// Binds the names of a pattern that takes `value` apart.
    pub(crate) fn bind_pattern(&mut self, pattern: &Pat, value: Value) {
        match pattern {
            Pat::Ident(name) => {
                let span = self.span(name.ident.span());
                self.bind_local(name.ident.to_string().into(), value, span);
            }
            Pat::Type(inner) => self.bind_pattern(&inner.pat, value),
            Pat::Reference(inner) => self.bind_pattern(&inner.pat, value),
            Pat::Paren(inner) => self.bind_pattern(&inner.pat, value),
            Pat::Guard(inner) => self.bind_pattern(&inner.pat, value),
            Pat::Or(cases) => cases
                .cases
                .iter()
                .for_each(|case| self.bind_pattern(case, value.clone())),
            Pat::Tuple(tuple) => {
                for (index, inner) in tuple.elems.iter().enumerate() {
                    let place = Box::new(Value::Number(index.to_string().into()));
                    self.bind_pattern(inner, Value::Index(Box::new(value.clone()), place));
                }
            }
            Pat::TupleStruct(inner) => {
                let path = self.path(&inner.path);
                let same = matches!(path.as_str(), "Some" | "Ok") && inner.elems.len() == 1;
                for element in &inner.elems {
                    self.bind_pattern(element, if same { value.clone() } else { Value::Opaque });
                }
            }
            Pat::Struct(inner) => {
                for field in &inner.fields {
                    let value = Value::Member(Box::new(value.clone()), member(&field.member));
                    self.bind_pattern(&field.pat, value);
                }
            }
            Pat::Slice(list) => {
                for inner in &list.elems {
                    self.bind_pattern(inner, Value::Each(Box::new(value.clone())));
                }
            }
            _ => {}
        }
    }

    fn closure(&mut self, closure: &ExprClosure, each: Option<&Value>) {
        self.closures += 1;
        for input in &closure.inputs {
            let value = each.map_or(Value::Opaque, |list| Value::Each(Box::new(list.clone())));
            self.conditions += 1;
            self.bind_pattern(input, value);
            self.conditions -= 1;
        }
        self.effect(&closure.body, true);
        self.closures -= 1;
    }

    fn method_call(&mut self, call: &syn::ExprMethodCall, start: Span, statement: bool) {
        let name = Text::from(call.method.to_string());
        let receiver = self.value(&call.receiver);
        self.each_argument(
            &call.args,
            EACH.contains(&name.as_str()).then_some(&receiver),
        );
        let name_span = self.span(call.method.span());
        let span = Span {
            end: self.span(call.paren_token.span.close()).end,
            ..start
        };
        if let (true, "push" | "push_back", Value::Name(list), Some(added)) =
            (statement, &*name, &receiver, call.args.first())
        {
            let added = self.value(added);
            self.bind(list.clone(), BindingKind::Append, added, span);
        }
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

    fn path_call(&mut self, call: &syn::ExprCall, statement: bool) {
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
        let span = Span {
            end: self.span(call.paren_token.span.close()).end,
            ..start
        };
        let arguments = self.arguments(&call.args);
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

    fn struct_literal(&mut self, literal: &syn::ExprStruct, statement: bool) {
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
        let own = self.self_type.as_ref().is_some_and(|own| *own == path);
        let mut entries = Vec::new();
        for field in &literal.fields {
            let (name, value) = (member(&field.member), self.value(&field.expr));
            let span = Span {
                end: self.end_of(&field.expr),
                ..self.span(field.member.span())
            };
            if own {
                self.field(name.clone(), value.clone(), span);
            }
            entries.push(Argument {
                key: Key::Name(name),
                value,
                span,
            });
        }
        if let Some(rest) = &literal.rest {
            entries.push(Argument {
                key: Key::Spread,
                value: self.value(rest),
                span: self.expr_span(rest),
            });
        }
        let start = literal
            .path
            .segments
            .first()
            .map_or(name_span, |first| self.span(first.ident.span()));
        let span = Span {
            end: self.span(literal.brace_token.span.close()).end,
            ..start
        };
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

    fn each_argument(&mut self, list: &Punctuated<Expr, Token![,]>, each: Option<&Value>) {
        for argument in list {
            match argument {
                Expr::Closure(closure) => self.closure(closure, each),
                _ => self.expr(argument),
            }
        }
    }

    fn arguments(&self, list: &Punctuated<Expr, Token![,]>) -> Vec<Argument> {
        let argument = |(index, expr): (usize, &Expr)| Argument {
            key: position(index),
            value: self.value(expr),
            span: self.expr_span(expr),
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
