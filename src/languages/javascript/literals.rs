//! Texts, numbers and regular expressions as the source writes them.

use crate::facts::Value;
use crate::languages::javascript::strings::decoded;

/// Returns the value of a chain of `+`. Numbers in front of the first text are added up, so such a chain is not followed.
pub(super) fn sum(operands: Vec<Value>) -> Value {
    let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Template(_));
    let first_text = operands.iter().position(is_text).unwrap_or(operands.len());
    let mut numbers = operands.iter().take(first_text.max(2));
    if first_text > 1 && numbers.any(|value| matches!(value, Value::Number(_) | Value::Bool(_))) {
        return Value::Opaque;
    }
    Value::joined(operands)
}

/// Returns the value of a regular expression.
pub(super) fn regex(text: &str) -> Value {
    let inner = text
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    inner.map_or(Value::Opaque, |(source, flags)| {
        Value::Regex(Box::new((source.into(), flags.into())))
    })
}

/// Returns the text of a literal with its escapes read.
pub(super) fn cooked(text: &str) -> Value {
    if !text.contains('\\') {
        return Value::Text(text.into());
    }
    decoded(text).map_or(Value::Opaque, |text| Value::Text(text.into()))
}

/// Returns a key without escapes.
pub(super) fn plain(text: &str) -> Option<&str> {
    (!text.contains('\\')).then_some(text)
}

/// A string literal without its quotes, with its escapes as written.
pub(crate) fn unquoted(text: &str) -> &str {
    let inner = text.get(1..).unwrap_or("");
    match text.as_bytes().first() {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            inner.strip_suffix(char::from(*quote)).unwrap_or(inner)
        }
        _ => text,
    }
}
