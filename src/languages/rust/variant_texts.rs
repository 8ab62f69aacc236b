//! The texts that a `match` gives the variants of an enum.

use crate::facts::{Text, Value};
use crate::languages::rust::defs;
use crate::languages::rust::scanner::{METHOD_ONLY, Scanner, VariantText};
use crate::languages::rust::values::split;
use crate::source::Span;
use syn::{Arm, Expr, Pat};

/// Functions that make the text of a value.
const CONVERSIONS: [&str; 8] = [
    "as_str",
    "as_ref",
    "fmt",
    "to_string",
    "from",
    "into",
    "deref",
    "serialize",
];

/// An arm of a `match`, for one variant.
struct ArmText {
    owner: Text,
    variant: Text,
    payload: Vec<Text>,
    value: Value,
    span: Span,
    /// True if a condition decides if the arm counts.
    is_guarded: bool,
}

impl Scanner {
    /// Notes which texts a `match` of an object, or of what is converted, gives the variants of an enum.
    pub(crate) fn variant_texts(&mut self, matched: &Expr, arms: &[Arm]) {
        let name = self
            .function
            .map(|id| self.facts.functions[id as usize].name.clone());
        let converts = |name: &Text| CONVERSIONS.contains(&name.as_str());
        let is_own = matches!(self.value(matched), Value::Name(name) if name == "self");
        let rank = match name.as_ref().is_some_and(converts) {
            true => 0,
            false if is_own => 3,
            false => return,
        };
        let mut found: Vec<ArmText> = Vec::new();
        // The texts of arms for all other variants.
        let mut others: Vec<(Value, Span)> = Vec::new();
        for arm in arms {
            let (pattern, is_guarded) = match &arm.pat {
                Pat::Guard(inner) => (&*inner.pat, true),
                pattern => (pattern, false),
            };
            let written = self.written(&arm.body);
            let (value, span) = written.unwrap_or_else(|| {
                let value = self.constant_of_arm(&arm.body);
                (value, self.expr_span(&arm.body))
            });
            if matches!(pattern, Pat::Wild(_) | Pat::Ident(_)) {
                others.push((value, span));
                continue;
            }
            let payload = defs::payload(pattern);
            for path in defs::variants(pattern) {
                let (Some(Value::Name(owner)), variant) = split(&self.path(path)) else {
                    continue;
                };
                found.push(ArmText {
                    owner,
                    variant,
                    payload: payload.clone(),
                    value: value.clone(),
                    span,
                    is_guarded,
                });
            }
        }
        self.add_texts(found, &others, rank);
    }

    fn add_texts(&mut self, found: Vec<ArmText>, others: &[(Value, Span)], rank: u8) {
        let is_certain = |one: &ArmText| {
            let mut alike = found.iter();
            alike.any(|other| other.variant == one.variant && !other.is_guarded)
        };
        let mut texts = Vec::new();
        for one in &found {
            let is_text = matches!(one.value, Value::Text(_) | Value::Template(_));
            let text = |value: &Value, span: Span, rank: u8| VariantText {
                owner: one.owner.clone(),
                variant: one.variant.clone(),
                value: value.clone(),
                payload: one.payload.clone(),
                function: self.function,
                rank,
                span,
            };
            texts.push(text(
                &one.value,
                one.span,
                if is_text { rank } else { METHOD_ONLY },
            ));
            if !is_certain(one) {
                let others = others.iter();
                texts.extend(others.map(|(value, span)| text(value, *span, rank)));
            }
        }
        if let Some(first) = found.first() {
            texts.extend(others.iter().map(|(value, span)| VariantText {
                owner: first.owner.clone(),
                variant: "_".into(),
                value: value.clone(),
                payload: Vec::new(),
                function: self.function,
                rank: METHOD_ONLY,
                span: *span,
            }));
        }
        self.variants.extend(texts);
    }

    /// Returns the constant or variant that an arm names; opaque for any other value, since the names of the function mean nothing
    /// outside of it.
    fn constant_of_arm(&self, body: &Expr) -> Value {
        let is_constant = |path: &Text| {
            let last = path.rsplit("::").next().unwrap_or_default();
            last.starts_with(|first: char| first.is_ascii_uppercase())
        };
        match self.value(body) {
            Value::Name(path) if is_constant(&path) => Value::Name(path),
            _ => Value::Opaque,
        }
    }
}
