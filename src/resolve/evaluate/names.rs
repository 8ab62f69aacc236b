//! Names that abstract values mean.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::deferred::texts_of;
use crate::resolve::evaluate::substitute::settled;
use crate::source::{FileId, Span};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The names that alternatives mean: full names, globs, and the reason for unknown parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Full names.
    pub(crate) names: BTreeSet<Text>,
    /// Globs.
    pub(crate) patterns: BTreeSet<Text>,
    /// Names of which some may be sent, and nobody knows which.
    pub(crate) possible: BTreeSet<Text>,
    /// The first reason found.
    pub(crate) unknown: Option<(String, Span)>,
    /// A member that does not exist.
    pub(crate) missing: Option<(String, Span)>,
    /// True if the value may be null.
    pub(crate) null: bool,
}

impl Names {
    /// Returns the number of names and globs.
    pub(crate) fn len(&self) -> usize {
        self.names.len() + self.patterns.len() + self.possible.len()
    }

    /// Adds the names of more alternatives.
    pub(crate) fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.patterns.extend(other.patterns);
        self.possible.extend(other.possible);
        self.unknown = self.unknown.take().or(other.unknown);
        self.missing = self.missing.take().or(other.missing);
        self.null |= other.null;
    }
}

/// Returns the names of alternatives.
pub(crate) fn names(values: &[AbstractValue]) -> Names {
    let mut found = Names::default();
    for value in values {
        match value {
            // An empty text beside others is what is left where there is no name.
            AbstractValue::Text(text) if text.is_empty() && values.len() > 1 => found.null = true,
            AbstractValue::Text(text) => {
                found.names.insert(text.clone());
            }
            AbstractValue::Null | AbstractValue::Bool(_) => found.null = true,
            AbstractValue::Missing(reason) => {
                found.null = true;
                found.missing.get_or_insert_with(|| (**reason).clone());
            }
            AbstractValue::Variant(variant) => found.add(names(&variant.texts)),
            AbstractValue::Class(key) => {
                found.names.insert(key.clone());
            }
            AbstractValue::List(items) => {
                let inner = names(items);
                found.names.extend(inner.names);
                found.patterns.extend(inner.patterns);
                found.unknown = found.unknown.or(inner.unknown);
            }
            AbstractValue::Parts(parts) => {
                found.patterns.insert(glob(parts));
                found.unknown = found.unknown.or_else(|| parts.iter().find_map(reason));
            }
            AbstractValue::Deferred(_) => {
                let mut inner = names(&settled(value, &nobody_supplies()));
                inner.unknown = inner.unknown.filter(|(why, _)| !why.is_empty());
                found.add(inner);
            }
            // No name is a closure, so this value is sent only if a condition is not understood.
            AbstractValue::Closure(_) if values.len() > 1 => {}
            AbstractValue::AnyOf(any) => {
                if !any.0.iter().all(AbstractValue::is_text) {
                    found.patterns.insert("*".into());
                }
                found.possible.extend(texts_of(&any.0).cloned());
                found.unknown = found.unknown.or_else(|| reason(value));
            }
            other => {
                found.patterns.insert("*".into());
                found.unknown = found.unknown.or_else(|| reason(other));
            }
        }
    }
    found
}

/// Returns an unknown value without a reason.
fn nobody_supplies() -> AbstractValue {
    AbstractValue::Unknown(Rc::new((String::new(), Span::new(FileId(0), 0, 0))))
}

fn reason(value: &AbstractValue) -> Option<(String, Span)> {
    match value {
        AbstractValue::Unknown(reason) => Some((**reason).clone()),
        AbstractValue::AnyOf(any) => Some((*any.1).clone()),
        AbstractValue::Parts(parts) => parts.iter().find_map(reason),
        _ => None,
    }
}

fn glob(parts: &[AbstractValue]) -> Text {
    let mut text = String::new();
    for part in parts {
        match part {
            AbstractValue::Text(literal) => text.push_str(literal),
            _ if text.ends_with('*') => {}
            _ => text.push('*'),
        }
    }
    text.into()
}
