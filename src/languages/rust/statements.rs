//! Statements and expressions, read for their effect. Left-leaning chains are walked in a loop, everything else by recursion that
//! the guard has bounded.

use crate::facts::{BindingKind, SiteKind, Text, Value};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::member;
use crate::source::Span;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, Expr, ExprAssign, ExprClosure, Macro, Pat, Stmt};

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

    pub(super) fn effect(&mut self, expr: &Expr, statement: bool) {
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
                Expr::Binary(binary) => {
                    self.expr(&binary.right);
                    self.added(binary, start);
                }
                Expr::Call(call) => {
                    self.each_argument(&call.args, None);
                    if let Expr::Paren(inner) = &*call.func
                        && let Expr::Field(field) = &*inner.expr
                    {
                        let name_span = self.span(field.member.span());
                        let span = self.closed(start, call.paren_token.span.close());
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
            Expr::Block(inner) => self.inner_block(&inner.block, statement),
            Expr::Unsafe(inner) => self.inner_block(&inner.block, statement),
            Expr::TryBlock(inner) => self.inner_block(&inner.block, statement),
            Expr::Async(inner) => {
                self.closures += 1;
                self.inner_block(&inner.block, true);
                self.closures -= 1;
            }
            Expr::Closure(closure) => self.closure(closure, None),
            Expr::Assign(assign) => self.assignment(assign),
            _ => self.control(expr, statement),
        }
    }

    /// Reads conditions and loops.
    fn control(&mut self, expr: &Expr, statement: bool) {
        match expr {
            Expr::If(branches) => {
                self.conditions += 1;
                let end = self.end_of_block(&branches.then_branch);
                self.in_block(end, |this| {
                    this.conditions -= 1;
                    this.expr(&branches.cond);
                    this.conditions += 1;
                    this.block(&branches.then_branch, statement);
                });
                if let Some((_, other)) = &branches.else_branch {
                    self.effect(other, statement);
                }
                self.conditions -= 1;
            }
            Expr::Match(matched) => {
                self.expr(&matched.expr);
                self.variant_texts(&matched.expr, &matched.arms);
                let value = self.value(&matched.expr);
                self.conditions += 1;
                for arm in &matched.arms {
                    let end = self.end_of(&arm.body);
                    self.in_block(end, |this| {
                        this.bind_pattern(&arm.pat, value.clone());
                        if let Pat::Guard(guarded) = &arm.pat {
                            this.expr(&guarded.guard);
                        }
                        this.effect(&arm.body, statement);
                    });
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
                let value = Value::each(self.value(&each.expr));
                self.repeated(&each.body, |this| this.bind_pattern(&each.pat, value));
            }
            Expr::While(repeated) => {
                self.repeated(&repeated.body, |this| this.expr(&repeated.cond))
            }
            Expr::Loop(repeated) => self.repeated(&repeated.body, |_| {}),
            _ => syn::visit::visit_expr(self, expr),
        }
    }

    /// Reads the body of a loop behind what binds its names.
    fn repeated(&mut self, body: &Block, head: impl FnOnce(&mut Self)) {
        (self.conditions, self.loops) = (self.conditions + 1, self.loops + 1);
        let end = self.end_of_block(body);
        self.in_block(end, |this| {
            head(this);
            this.block(body, true);
        });
        (self.conditions, self.loops) = (self.conditions - 1, self.loops - 1);
    }

    fn assignment(&mut self, assign: &ExprAssign) {
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

    /// A field of the type around the code; which object's is not told apart.
    pub(super) fn field(&mut self, name: Text, value: Value, span: Span) {
        let function = self.function.take();
        self.bind(name, BindingKind::Maybe, value, span);
        self.function = function;
    }

    /// Reads a block inside of a function, whose locals end with it.
    pub(super) fn inner_block(&mut self, block: &Block, result: bool) {
        let end = self.end_of_block(block);
        self.in_block(end, |this| this.block(block, result));
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

    /// Returns the last value of a function's body.
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

    pub(super) fn closure(&mut self, closure: &ExprClosure, each: Option<&Value>) {
        self.closures += 1;
        let end = self.end_of(&closure.body);
        self.in_block(end, |this| {
            for input in &closure.inputs {
                let value = each.map_or(Value::Opaque, |list| Value::each(list.clone()));
                this.bind_pattern(input, value);
            }
            this.effect(&closure.body, true);
        });
        self.closures -= 1;
    }
}
