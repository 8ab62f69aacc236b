//! Format strings: `format!("{}_{b}", …)`.

use crate::facts::{Text, Value};

/// The parts of a format string with the values put in.
pub(super) fn template(pattern: &str, given: &[(Option<Text>, Value)]) -> Value {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut next = 0;
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let double = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
        if double || rest[at..].starts_with('}') {
            literal.push_str(&rest[at..=at]);
            rest = &rest[at + if double { 2 } else { 1 }..];
            continue;
        }
        let end = rest[at..].find('}').map_or(rest.len(), |end| at + end);
        let (name, form) = rest[at + 1..end]
            .split_once(':')
            .unwrap_or((&rest[at + 1..end], ""));
        let name = name.trim();
        let value = if name.is_empty() {
            next += 1;
            given.get(next - 1).map(|(_, value)| value.clone())
        } else if let Ok(index) = name.parse::<usize>() {
            given.get(index).map(|(_, value)| value.clone())
        } else {
            let named = given
                .iter()
                .find(|(key, _)| key.as_deref() == Some(name))
                .map(|(_, value)| value.clone());
            named.or_else(|| Some(Value::Name(name.into())))
        };
        if !literal.is_empty() {
            parts.push(Value::Text(std::mem::take(&mut literal).into()));
        }
        // Another form than that of `Display` changes the text.
        let value = value.filter(|_| form.trim().is_empty());
        parts.push(value.unwrap_or(Value::Opaque));
        rest = rest.get(end + 1..).unwrap_or("");
    }
    literal.push_str(rest);
    if parts.is_empty() {
        return Value::Text(literal.into());
    }
    if !literal.is_empty() {
        parts.push(Value::Text(literal.into()));
    }
    Value::Template(parts)
}
