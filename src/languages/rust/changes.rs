//! Methods that change the local they are called on.

use crate::facts::{BindingKind, Text, Value};
use crate::languages::rust::scanner::{Declared, Scanner};
use crate::source::Span;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprBinary, Token};

/// Methods that add an end to a text, or an element to a list.
const ADDING: [&str; 3] = ["push", "push_back", "push_str"];

/// Methods that change a text or a list in another way.
const CHANGING: [&str; 19] = [
    "append",
    "clear",
    "drain",
    "extend",
    "extend_from_slice",
    "insert",
    "insert_str",
    "make_ascii_lowercase",
    "make_ascii_uppercase",
    "pop",
    "push_front",
    "remove",
    "replace_range",
    "retain",
    "split_off",
    "swap",
    "swap_remove",
    "truncate",
    "write_str",
];

impl Scanner {
    /// Binds what a method makes of the local that it is called on.
    pub(super) fn changed(
        &mut self,
        method: &str,
        receiver: &Value,
        arguments: &Punctuated<Expr, Token![,]>,
        span: Span,
    ) {
        let Value::Name(local) = receiver else { return };
        match (ADDING.contains(&method), arguments.first()) {
            (true, Some(added)) => {
                let kind = self.kind_of_append(local);
                let added = self.value(added);
                self.bind(local.clone(), kind, added, span);
            }
            _ if CHANGING.contains(&method) => self.made_unknown(local.clone(), span),
            _ => {}
        }
    }

    /// Binds what `local += value` makes of a text.
    pub(super) fn added(&mut self, sum: &ExprBinary, start: Span) {
        let (BinOp::AddAssign(_), Value::Name(local)) = (&sum.op, self.value(&sum.left)) else {
            return;
        };
        if self.declared_as(&local).is_data {
            let span = Span {
                end: self.end_of(&sum.right),
                ..start
            };
            let (kind, added) = (self.kind_of_append(&local), self.value(&sum.right));
            self.bind(local, kind, added, span);
        }
    }

    /// Makes the locals unknown that a call may change through `&mut`.
    pub(super) fn lent(&mut self, arguments: &Punctuated<Expr, Token![,]>, span: Span) {
        for argument in arguments {
            if let Expr::Reference(lent) = argument
                && lent.mutability.is_some()
                && let Value::Name(local) = self.value(&lent.expr)
            {
                self.made_unknown(local, span);
            }
        }
    }

    /// Makes a local unknown from here on, if it holds a text or a list. Other objects are known by their class.
    pub(super) fn made_unknown(&mut self, local: Text, span: Span) {
        if self.declared_as(&local).is_data {
            self.bind(local, BindingKind::Maybe, Value::Opaque, span);
        }
    }

    /// Returns the effect of adding to a local: a loop or condition counts only if the local is declared outside of it.
    fn kind_of_append(&self, local: &Text) -> BindingKind {
        let declared = self.declared_as(local);
        match (
            self.loops > declared.loops,
            self.conditions > declared.conditions,
        ) {
            (true, _) => BindingKind::AppendOften,
            (_, true) => BindingKind::AppendMaybe,
            _ => BindingKind::Append,
        }
    }

    fn declared_as(&self, local: &Text) -> Declared {
        self.declared.get(local).copied().unwrap_or_default()
    }
}
