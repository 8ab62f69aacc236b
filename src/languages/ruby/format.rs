//! Format strings: `format('%s_%{b}', …)` and `'%s' % …`.

use crate::facts::{Argument, Key, Value};

/// Returns the text that `format` makes of its arguments.
pub(super) fn formatted(arguments: &[Argument]) -> Option<Value> {
    let Value::Text(pattern) = &arguments.first()?.value else {
        return None;
    };
    let named = arguments
        .iter()
        .any(|argument| matches!(argument.key, Key::Name(_)));
    let rest = arguments[1..].iter();
    if named {
        let entries = rest.filter_map(|argument| match &argument.key {
            Key::Name(name) => Some((Value::Text(name.clone()), argument.value.clone())),
            _ => None,
        });
        return Some(format_text(pattern, vec![Value::Map(entries.collect())]));
    }
    Some(format_text(
        pattern,
        rest.map(|argument| argument.value.clone()).collect(),
    ))
}

/// A format string with `%s`, `%d`, `%{name}` and `%<name>s`; any other directive is an unknown part.
pub(super) fn format_text(pattern: &str, values: Vec<Value>) -> Value {
    let named = |name: &str| match values.first() {
        Some(Value::Map(entries)) => entries
            .iter()
            .find(|(key, _)| matches!(key, Value::Text(key) if key == name))
            .map(|(_, value)| value.clone()),
        _ => None,
    };
    let mut parts = Vec::new();
    let mut next = 0;
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        parts.push(Value::Text(rest[..at].into()));
        let directive = &rest[at + 1..];
        let (value, length) = if directive.starts_with('%') {
            (Value::Text("%".into()), 1)
        } else if let Some(end) = directive
            .strip_prefix('{')
            .and_then(|inner| inner.find('}'))
        {
            (
                named(&directive[1..end + 1]).unwrap_or(Value::Opaque),
                end + 2,
            )
        } else if let Some(end) = directive
            .strip_prefix('<')
            .and_then(|inner| inner.find('>'))
        {
            (
                named(&directive[1..end + 1]).unwrap_or(Value::Opaque),
                (end + 3).min(directive.len()),
            )
        } else {
            let known = directive.starts_with(['s', 'd']);
            next += 1;
            let length = directive
                .find(|letter: char| letter.is_ascii_alphabetic())
                .map_or(directive.len(), |end| end + 1);
            (
                values
                    .get(next - 1)
                    .filter(|_| known)
                    .cloned()
                    .unwrap_or(Value::Opaque),
                length,
            )
        };
        parts.push(value);
        rest = directive.get(length..).unwrap_or("");
    }
    parts.push(Value::Text(rest.into()));
    Value::joined(
        parts
            .into_iter()
            .filter(|part| !matches!(part, Value::Text(text) if text.is_empty())),
    )
}
