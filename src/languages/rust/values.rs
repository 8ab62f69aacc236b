//! Expressions as values.

use crate::facts::{Argument, Key, Text, Value};
use crate::languages::rust::defs::is_variant;
use crate::languages::rust::endings::{diverges, leaves};
use crate::languages::rust::format::template;
use crate::languages::rust::handing_on::{hands_on, wraps};
use crate::languages::rust::macro_tokens::{Part, arguments};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::text_methods::RANGE;
use crate::languages::rust::value_memo::start_of;
use crate::languages::traits::LITERAL;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    BinOp, Expr, ExprBinary, ExprStruct, FieldValue, Lit, Macro, Member, Path, Stmt, Token, UnOp,
};

/// Nesting of a value that is followed; deeper parts are opaque.
const DEPTH: usize = 48;

impl Scanner {
    /// Returns the value of an expression.
    pub(crate) fn value(&self, expr: &Expr) -> Value {
        self.value_at(expr, DEPTH)
    }

    fn value_at(&self, expr: &Expr, depth: usize) -> Value {
        match start_of(expr) {
            Some(start) => self.memo.value(start, depth, || self.built(expr, depth)),
            None => self.built(expr, depth),
        }
    }

    fn built(&self, expr: &Expr, depth: usize) -> Value {
        let Some(depth) = self.deeper(depth) else {
            return Value::Opaque;
        };
        if let Some(inner) = transparent(expr) {
            return self.value_at(inner, depth);
        }
        match expr {
            Expr::Lit(literal) => self::literal(&literal.lit),
            Expr::Path(path) => {
                let path = self.path(&path.path);
                self.of_type_parameter(&path).unwrap_or(Value::Name(path))
            }
            Expr::Unary(unary) => match (&unary.op, self.value_at(&unary.expr, depth)) {
                (UnOp::Deref(_), inner) => inner,
                (UnOp::Neg(_), Value::Number(number)) => Value::Number(format!("-{number}").into()),
                _ => Value::Opaque,
            },
            Expr::Field(field) => {
                let base = self.value_at(&field.base, depth);
                Value::member(base, member(&field.member))
            }
            Expr::Index(index) => {
                let list = self.value_at(&index.expr, depth);
                match &*index.index {
                    Expr::Range(range) => self.range(list, range),
                    place => Value::index(list, self.value_at(place, depth)),
                }
            }
            Expr::Array(array) => self.list(&array.elems, depth),
            Expr::Tuple(tuple) => self.list(&tuple.elems, depth),
            Expr::Repeat(repeat) => Value::List(vec![self.value_at(&repeat.expr, depth)]),
            Expr::Binary(binary) if matches!(binary.op, BinOp::Add(_)) => self.sum(binary, depth),
            Expr::If(branches) => {
                let mut choices = Vec::new();
                if !leaves(&branches.then_branch.stmts) {
                    choices.push(self.block_value(&branches.then_branch.stmts, depth));
                }
                if let Some((_, other)) = &branches.else_branch
                    && !diverges(other)
                {
                    choices.push(self.value_at(other, depth));
                }
                choice(choices)
            }
            Expr::Match(matched) => {
                let arms = matched.arms.iter().filter(|arm| !diverges(&arm.body));
                choice(arms.map(|arm| self.value_at(&arm.body, depth)).collect())
            }
            Expr::Block(block) => self.block_value(&block.block.stmts, depth),
            Expr::Unsafe(block) => self.block_value(&block.block.stmts, depth),
            Expr::Async(block) => self.block_value(&block.block.stmts, depth),
            Expr::Closure(closure) => Value::Closure(vec![self.value_at(&closure.body, depth)], 0),
            Expr::Struct(literal) => self.struct_value(literal, depth),
            Expr::MethodCall(call) => self.method_value(call, depth),
            Expr::Call(call) => self.call_value(call, depth),
            Expr::Macro(call) => self.macro_value(&call.mac, depth),
            _ => Value::Opaque,
        }
    }

    /// Returns `value[a..b]`.
    fn range(&self, list: Value, range: &syn::ExprRange) -> Value {
        let place = |expr: Option<&Expr>, otherwise: i64| match expr {
            None => Some(otherwise),
            Some(Expr::Lit(literal)) => match &literal.lit {
                Lit::Int(number) => number.base10_parse().ok(),
                _ => None,
            },
            Some(_) => None,
        };
        let from = place(range.start.as_deref(), 0);
        let to = place(range.end.as_deref(), -1).map(|to| match range.limits {
            syn::RangeLimits::Closed(_) => to + 1,
            syn::RangeLimits::HalfOpen(_) => to,
        });
        let argument = |(index, at): (usize, Option<i64>)| {
            let value = at.map_or(Value::Opaque, |at| Value::Number(at.to_string().into()));
            Argument::new(
                position(index),
                value,
                self.expr_span(&Expr::Range(range.clone())),
            )
        };
        let arguments = [from, to].into_iter().enumerate().map(argument);
        Value::call(Some(list), RANGE, arguments.collect())
    }

    fn list(&self, elements: &Punctuated<Expr, Token![,]>, depth: usize) -> Value {
        let values = elements.iter().map(|element| self.value_at(element, depth));
        Value::List(values.collect())
    }

    /// Returns the value of `a + b`. Only strings make a name; a sum of numbers is opaque.
    fn sum(&self, binary: &ExprBinary, depth: usize) -> Value {
        let mut parts = Vec::new();
        for side in [&binary.left, &binary.right] {
            match self.value_at(side, depth) {
                Value::Template(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        let is_text = parts.iter().any(|part| matches!(part, Value::Text(_)));
        if is_text {
            Value::Template(parts)
        } else {
            Value::Opaque
        }
    }

    fn struct_value(&self, literal: &ExprStruct, depth: usize) -> Value {
        let path = self.path(&literal.path);
        if is_variant(&path) {
            return Value::Name(path);
        }
        let entry = |field: &FieldValue| {
            let value = self.value_at(&field.expr, depth);
            let span = self.span(field.member.span());
            Argument::new(Key::Name(member(&field.member)), value, span)
        };
        let mut entries: Vec<Argument> = literal.fields.iter().map(entry).collect();
        if let Some(rest) = &literal.rest {
            let value = self.value_at(rest, depth);
            entries.push(Argument::new(Key::Spread, value, self.expr_span(rest)));
        }
        Value::call(Some(Value::Name(path)), LITERAL, entries)
    }

    fn method_value(&self, call: &syn::ExprMethodCall, depth: usize) -> Value {
        let name = Text::from(call.method.to_string());
        let receiver = self.value_at(&call.receiver, depth);
        let itself = matches!(&receiver, Value::Name(name) if name == "self");
        if !itself && hands_on(&name) {
            return receiver;
        }
        match (name.as_str(), call.args.first()) {
            ("unwrap_or" | "or", Some(other)) => {
                return choice(vec![receiver, self.value_at(other, depth)]);
            }
            ("unwrap_or_else" | "or_else", Some(Expr::Closure(other))) => {
                return choice(vec![receiver, self.value_at(&other.body, depth)]);
            }
            ("get" | "nth", Some(place)) => {
                return Value::index(receiver, self.value_at(place, depth));
            }
            _ => {}
        }
        let arguments = self.value_arguments(&call.args, depth);
        Value::call(Some(receiver), name, arguments)
    }

    fn call_value(&self, call: &syn::ExprCall, depth: usize) -> Value {
        let Expr::Path(function) = &*call.func else {
            return Value::Opaque;
        };
        let path = self.path(&function.path);
        if let (1, Some(first)) = (call.args.len(), call.args.first())
            && wraps(&path)
        {
            return self.value_at(first, depth);
        }
        let (receiver, name) = split(&path);
        let mut list = self.value_arguments(&call.args, depth);
        list.extend(self.type_arguments(&function.path));
        Value::call(self.receiver_of(receiver), name, list)
    }

    fn value_arguments<'e>(
        &self,
        list: impl IntoIterator<Item = &'e Expr>,
        depth: usize,
    ) -> Vec<Argument> {
        let argument = |(index, expr): (usize, &Expr)| {
            let value = self.value_at(expr, depth);
            Argument::new(position(index), value, self.expr_span(expr))
        };
        list.into_iter().enumerate().map(argument).collect()
    }

    /// Returns the last value of a block, opaque if there is none.
    fn block_value(&self, statements: &[Stmt], depth: usize) -> Value {
        match statements.last() {
            Some(Stmt::Expr(last, None)) => self.value_at(last, depth),
            Some(Stmt::Macro(last)) if last.semi_token.is_none() => {
                self.macro_value(&last.mac, depth)
            }
            _ => Value::Opaque,
        }
    }

    /// Returns the depth that is left inside; none if the value is cut here.
    fn deeper(&self, depth: usize) -> Option<usize> {
        let left = depth.checked_sub(1);
        self.memo.reach(left.unwrap_or(0));
        left
    }

    fn macro_value(&self, call: &Macro, depth: usize) -> Value {
        let Some(depth) = self.deeper(depth) else {
            return Value::Opaque;
        };
        let name = call
            .path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default();
        let parts = arguments(call.tokens.clone());
        let value = |part: &Part| {
            syn::parse2::<Expr>(part.tokens.clone())
                .map_or(Value::Opaque, |expr| self.value_at(&expr, depth))
        };
        match name.as_str() {
            "format" | "format_args" => self.formatted_at(&parts, depth),
            "concat" => Value::Template(parts.iter().map(value).collect()),
            "vec" => Value::List(parts.iter().map(value).collect()),
            _ => Value::Opaque,
        }
    }

    /// Returns the text of a format string with its arguments.
    pub(crate) fn formatted(&self, parts: &[Part]) -> Value {
        self.formatted_at(parts, DEPTH)
    }

    fn formatted_at(&self, parts: &[Part], depth: usize) -> Value {
        let value = |part: &Part| {
            syn::parse2::<Expr>(part.tokens.clone())
                .map_or(Value::Opaque, |expr| self.value_at(&expr, depth))
        };
        let Some((Value::Text(pattern), rest)) = parts
            .split_first()
            .map(|(first, rest)| (value(first), rest))
        else {
            return Value::Opaque;
        };
        let given: Vec<_> = rest
            .iter()
            .map(|part| (part.key.clone(), value(part)))
            .collect();
        template(&pattern, &given)
    }

    /// A path as written, without generic arguments; `Self` is the type around it.
    pub(crate) fn path(&self, path: &Path) -> Text {
        let mut written = String::new();
        for (index, segment) in path.segments.iter().enumerate() {
            if index > 0 {
                written.push_str("::");
            }
            match &self.self_type {
                Some(name) if index == 0 && segment.ident == "Self" => written.push_str(name),
                _ => written.push_str(&segment.ident.to_string()),
            }
        }
        written.into()
    }
}

/// Returns the inner expression of one that has the same value.
fn transparent(expr: &Expr) -> Option<&Expr> {
    Some(match expr {
        Expr::Paren(inner) => &inner.expr,
        Expr::Group(inner) => &inner.expr,
        Expr::Reference(inner) => &inner.expr,
        Expr::Try(inner) => &inner.expr,
        Expr::Await(inner) => &inner.base,
        Expr::Cast(inner) => &inner.expr,
        _ => return None,
    })
}

/// A literal.
pub(crate) fn literal(literal: &Lit) -> Value {
    match literal {
        Lit::Str(text) => Value::Text(text.value().into()),
        Lit::Char(text) => Value::Text(text.value().to_string().into()),
        Lit::Int(number) => Value::Number(number.base10_digits().into()),
        Lit::Float(number) => Value::Number(number.base10_digits().into()),
        Lit::Bool(truth) => Value::Bool(truth.value),
        _ => Value::Opaque,
    }
}

/// One of several values; opaque ones stay, as they say that not all is known.
fn choice(values: Vec<Value>) -> Value {
    let mut flat: Vec<Value> = Vec::new();
    for value in values {
        let inner = if let Value::Choice(inner) = value {
            inner
        } else {
            vec![value]
        };
        for value in inner {
            if !flat.contains(&value) {
                flat.push(value);
            }
        }
    }
    if flat.len() == 1 {
        flat.remove(0)
    } else {
        Value::Choice(flat)
    }
}

/// Splits a path at its last `::`.
pub(crate) fn split(path: &str) -> (Option<Value>, Text) {
    match path.rsplit_once("::") {
        Some((receiver, name)) => (Some(Value::Name(receiver.into())), name.into()),
        None => (None, path.into()),
    }
}

/// A field's name.
pub(crate) fn member(member: &Member) -> Text {
    match member {
        Member::Named(name) => name.to_string().into(),
        Member::Unnamed(index) => index.index.to_string().into(),
    }
}

/// A position as a key.
pub(crate) fn position(index: usize) -> Key {
    Key::Position(u16::try_from(index).unwrap_or(u16::MAX))
}
