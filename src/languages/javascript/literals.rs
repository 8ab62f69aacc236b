//! Texts, numbers and regular expressions as the source writes them.

use crate::facts::{Text, Value};

/// Parts put together, with texts that touch joined.
pub(super) fn joined(parts: Vec<Value>) -> Value {
    let mut kept: Vec<Value> = Vec::with_capacity(parts.len());
    let mut run = String::new();
    let literal = |run: &mut String, kept: &mut Vec<Value>| {
        if !run.is_empty() {
            kept.push(Value::Text(std::mem::take(run).into()));
        }
    };
    let flat = parts.into_iter().flat_map(|part| match part {
        Value::Template(inner) => inner,
        part => vec![part],
    });
    for part in flat {
        match part {
            Value::Text(text) => run.push_str(&text),
            part => {
                literal(&mut run, &mut kept);
                kept.push(part);
            }
        }
    }
    literal(&mut run, &mut kept);
    match kept.len() {
        0 => Value::Text(Text::default()),
        1 if matches!(kept[0], Value::Text(_)) => kept.remove(0),
        _ => Value::Template(kept),
    }
}

/// Returns the value of a chain of `+`. Numbers in front of the first text are added up, so such a chain is not followed.
pub(super) fn sum(operands: Vec<Value>) -> Value {
    let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Template(_));
    let first_text = operands.iter().position(is_text).unwrap_or(operands.len());
    let mut numbers = operands.iter().take(first_text.max(2));
    if first_text > 1 && numbers.any(|value| matches!(value, Value::Number(_) | Value::Bool(_))) {
        return Value::Opaque;
    }
    joined(operands)
}

/// Returns the value of a regular expression.
pub(super) fn regex(text: &str) -> Value {
    let inner = text
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    inner.map_or(Value::Opaque, |(source, flags)| {
        Value::Regex(source.into(), flags.into())
    })
}

/// Returns the text of a literal with its escapes read.
pub(super) fn cooked(text: &str) -> Value {
    if !text.contains('\\') {
        return Value::Text(text.into());
    }
    unescaped(text).map_or(Value::Opaque, |text| Value::Text(text.into()))
}

fn unescaped(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            result.push(letter);
            continue;
        }
        let code = match letters.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\x08',
            'f' => '\x0c',
            'v' => '\x0b',
            '\n' => continue,
            'x' => hexadecimal(letters.by_ref().take(2))?,
            'u' if letters.as_str().starts_with('{') => {
                letters.next();
                hexadecimal(letters.by_ref().take_while(|letter| *letter != '}'))?
            }
            'u' => hexadecimal(letters.by_ref().take(4))?,
            '0'..='9' | '\r' => return None,
            other => other,
        };
        result.push(code);
    }
    Some(result)
}

fn hexadecimal(digits: impl Iterator<Item = char>) -> Option<char> {
    let digits: String = digits.collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
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
