//! Literals, parts of texts, and templates that are filled.

use crate::facts::{Argument, Key, Value};

/// Longest text that is kept.
const MOST_LENGTH: usize = 1 << 16;

/// Returns a value as part of a text.
pub(super) fn as_text(value: Value) -> Value {
    match value {
        Value::Bool(true) => Value::Text("True".into()),
        Value::Bool(false) => Value::Text("False".into()),
        Value::Null => Value::Text("None".into()),
        value => value,
    }
}

/// Returns the text of a literal with its escapes read.
pub(super) fn cooked(text: &str, is_raw: bool, is_template: bool) -> Value {
    if text.len() > MOST_LENGTH {
        return Value::Opaque;
    }
    let text = match is_template {
        true => text.replace("{{", "{").replace("}}", "}"),
        false => text.to_owned(),
    };
    if is_raw || !text.contains('\\') {
        return Value::Text(text.into());
    }
    decoded(&text).map_or(Value::Opaque, |text| Value::Text(text.into()))
}

/// Reads escapes; none for one that is not read.
fn decoded(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            result.push(letter);
            continue;
        }
        match letters.next()? {
            '\n' => {}
            'n' => result.push('\n'),
            't' => result.push('\t'),
            'r' => result.push('\r'),
            mark @ ('\\' | '\'' | '"') => result.push(mark),
            kind @ ('x' | 'u' | 'U') => {
                let length = match kind {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits: String = letters.by_ref().take(length).collect();
                let number = u32::from_str_radix(&digits, 16).ok();
                result.push(char::from_u32(number.filter(|_| digits.len() == length)?)?);
            }
            _ => return None,
        }
    }
    Some(result)
}

/// Returns the value of `text % right`.
pub(super) fn percent(text: &str, right: Value) -> Value {
    let mut values = match &right {
        Value::List(items) => items.iter(),
        _ => std::slice::from_ref(&right).iter(),
    };
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        parts.push(Value::Text(rest[..at].into()));
        let behind = &rest[at + 1..];
        let (part, length) = match behind.as_bytes().first() {
            Some(b'%') => (Value::Text("%".into()), 1),
            Some(b's' | b'd' | b'i') => match values.next() {
                Some(value) => (as_text(value.clone()), 1),
                None => return Value::Opaque,
            },
            Some(b'(') => match entry(behind, &right) {
                Some(found) => found,
                None => return Value::Opaque,
            },
            _ => return Value::Opaque,
        };
        parts.push(part);
        rest = &behind[length..];
    }
    parts.push(Value::Text(rest.into()));
    Value::joined(parts)
}

/// Returns the value of `(name)s`, and its length.
fn entry(behind: &str, right: &Value) -> Option<(Value, usize)> {
    let end = behind.find(')')?;
    let is_text = matches!(behind.as_bytes().get(end + 1), Some(b's' | b'd' | b'i'));
    let name = &behind[1..end];
    let value = match right {
        Value::Map(entries) => {
            let is_it = |key: &Value| matches!(key, Value::Text(key) if key == name);
            entries.iter().rfind(|(key, _)| is_it(key))?.1.clone()
        }
        Value::List(_) => return None,
        other => Value::index(other.clone(), Value::Text(name.into())),
    };
    is_text.then_some((as_text(value), end + 2))
}

/// Returns the value of `text.format(…)`.
pub(super) fn format(text: &str, arguments: &[Argument]) -> Value {
    let mut parts = Vec::new();
    let mut next = 0_u16;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        parts.push(Value::Text(rest[..at].into()));
        let (sign, behind) = (&rest[at..=at], &rest[at + 1..]);
        if let Some(after) = behind.strip_prefix(sign) {
            parts.push(Value::Text(sign.into()));
            rest = after;
            continue;
        }
        let Some((field, after)) = behind.split_once('}').filter(|_| sign == "{") else {
            return Value::Opaque;
        };
        let key = match field {
            "" => {
                next += 1;
                Key::Position(next - 1)
            }
            number if number.bytes().all(|digit| digit.is_ascii_digit()) => {
                number.parse().map_or(Key::Block, Key::Position)
            }
            name => Key::Name(name.into()),
        };
        let found = arguments.iter().find(|argument| argument.key == key);
        let Some(found) = found.filter(|_| key != Key::Block) else {
            return Value::Opaque;
        };
        parts.push(as_text(found.value.clone()));
        rest = after;
    }
    parts.push(Value::Text(rest.into()));
    Value::joined(parts)
}
