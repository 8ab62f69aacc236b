//! Properties of single calls and values.

use crate::facts::{Argument, CallSite, Key, Value};
use crate::resolve::evaluate::abstract_value::AbstractValue;

/// Returns true for null or the empty text.
pub(crate) fn is_no_name(value: &AbstractValue) -> bool {
    matches!(value, AbstractValue::Null)
        || matches!(value, AbstractValue::Text(text) if text.is_empty())
}

/// Returns true for an expression that depends on parameters.
pub(crate) fn is_deferred(value: &AbstractValue) -> bool {
    matches!(value, AbstractValue::Deferred(_))
}

/// Returns true if a call only passes on its caller's arguments.
pub(crate) fn is_handed_over(site: &CallSite) -> bool {
    matches!(
        &site.arguments[..],
        [Argument {
            key: Key::Spread,
            value: Value::Opaque,
            ..
        }]
    )
}
