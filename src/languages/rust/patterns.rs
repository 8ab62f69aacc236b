//! Locals, and patterns that take values apart.

use crate::facts::{Argument, Value};
use crate::languages::rust::scanner::Scanner;
use crate::languages::rust::values::{member, position};
use crate::source::Span;
use syn::{Expr, Local, Pat};

impl Scanner {
    pub(super) fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else { return };
        self.expr(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.conditions += 1;
            self.effect(otherwise, true);
            self.conditions -= 1;
        }
        let value = self.converted(&local.pat, self.value(&init.expr));
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

    /// Returns `self.into()` as the conversion to the type that the pattern declares; any other value as it is.
    fn converted(&self, pattern: &Pat, value: Value) -> Value {
        let (Pat::Type(typed), Value::Call(call)) = (pattern, &value) else {
            return value;
        };
        match (&call.receiver, self.class_of(&typed.ty)) {
            (Some(receiver @ Value::Name(own)), Some(class))
                if own == "self" && call.name == "into" =>
            {
                let span = self.span(typed.colon_token.span);
                let argument = Argument::new(position(0), receiver.clone(), span);
                Value::call(Some(class), "from", vec![argument])
            }
            _ => value,
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
                    let value = Value::member(value.clone(), member(&field.member));
                    self.bind_pattern(&field.pat, value);
                }
            }
            Pat::Slice(list) => {
                for inner in &list.elems {
                    self.bind_pattern(inner, Value::each(value.clone()));
                }
            }
            _ => {}
        }
    }
}
