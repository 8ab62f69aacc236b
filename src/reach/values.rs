//! Names and calls inside of values.

use crate::facts::{BindingKind, CallSite, CallValue, FunctionId, Key, Text, Value};

/// Visits the names in a value that may be methods without arguments. Calls have sites of their own.
pub(super) fn names(value: &Value, visit: &mut dyn FnMut(&Text)) {
    match value {
        Value::Name(name) => visit(name),
        Value::Template(values) | Value::Choice(values) | Value::List(values) => {
            values.iter().for_each(|value| names(value, visit));
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                names(key, visit);
                names(value, visit);
            }
        }
        Value::Index(base, key) => {
            names(base, visit);
            names(key, visit);
        }
        Value::Member(inner, _)
        | Value::Each(inner)
        | Value::ElementOf(inner)
        | Value::Spread(inner) => names(inner, visit),
        Value::Closure(values, _) => values.iter().for_each(|value| names(value, visit)),
        _ => {}
    }
}

/// Visits the outer calls in a value.
pub(super) fn calls(value: &Value, visit: &mut dyn FnMut(&CallValue)) {
    match value {
        Value::Call(call) => visit(call),
        Value::Choice(values) => values.iter().for_each(|value| calls(value, visit)),
        _ => {}
    }
}

/// Returns the texts of a value: a text, or a list of texts.
pub(super) fn texts(value: &Value) -> Option<Vec<&Text>> {
    match value {
        Value::Text(text) => Some(vec![text]),
        Value::List(items) => {
            let texts = items.iter().map(|item| match item {
                Value::Text(text) => Some(text),
                _ => None,
            });
            texts.collect()
        }
        _ => None,
    }
}

/// Returns the function that a decorator gets.
pub(super) fn decorated(site: &CallSite) -> Option<FunctionId> {
    site.arguments
        .iter()
        .find_map(|one| match (&one.key, &one.value) {
            (Key::Block | Key::Position(0), Value::Function(item)) => Some(*item),
            _ => None,
        })
}

/// Returns true if a binding gives a name a value.
pub(super) fn assigns(kind: BindingKind) -> bool {
    matches!(
        kind,
        BindingKind::Assign | BindingKind::Maybe | BindingKind::InBlock(_)
    )
}
