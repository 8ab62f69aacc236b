//! Escapes in literals, parts of texts, and templates that are filled.

use crate::facts::Value;
use crate::languages::go::names::STRING;

/// Longest text that is kept.
const MOST_LENGTH: usize = 1 << 16;

/// Returns the text of a literal with its escapes read.
pub(super) fn decoded(text: &str) -> Option<String> {
    if text.len() > MOST_LENGTH {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            result.push(letter);
            continue;
        }
        let digits = match rest.next()? {
            'n' => {
                result.push('\n');
                continue;
            }
            't' => {
                result.push('\t');
                continue;
            }
            'r' => {
                result.push('\r');
                continue;
            }
            sign @ ('\\' | '"' | '\'') => {
                result.push(sign);
                continue;
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        let code: String = rest.by_ref().take(digits).collect();
        let number = u32::from_str_radix(&code, 16).ok()?;
        // An escaped byte outside of ASCII is a part of a letter.
        let is_whole = digits > 2 || number < 0x80;
        result.push(char::from_u32(number).filter(|_| is_whole)?);
    }
    Some(result)
}

/// Returns the value of `Sprintf`. None if the template does not fit its arguments.
pub(super) fn filled(template: &str, arguments: Vec<Value>) -> Option<Value> {
    let mut parts = Vec::new();
    let mut arguments = arguments.into_iter();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        parts.push(Value::Text(rest[..at].into()));
        let behind = &rest[at + 1..];
        let verb = behind.chars().next()?;
        rest = &behind[verb.len_utf8()..];
        match verb {
            '%' => parts.push(Value::Text("%".into())),
            's' | 'v' => parts.push(as_text(arguments.next()?)),
            'd' => parts.push(match arguments.next()? {
                number @ Value::Number(_) => number,
                _ => Value::Opaque,
            }),
            't' => parts.push(match arguments.next()? {
                truth @ Value::Bool(_) => as_text(truth),
                _ => Value::Opaque,
            }),
            verb if verb.is_ascii_alphabetic() => {
                arguments.next()?;
                parts.push(Value::Opaque);
            }
            _ => {
                // A width or flag: the text is padded.
                let end = rest.find(|letter: char| letter.is_ascii_alphabetic())?;
                let is_plain = !rest[..end].contains(['*', '[', '%']) && verb != '*' && verb != '[';
                arguments.next().filter(|_| is_plain)?;
                rest = &rest[end + 1..];
                parts.push(Value::Opaque);
            }
        }
    }
    parts.push(Value::Text(rest.into()));
    arguments.next().is_none().then(|| Value::joined(parts))
}

/// Returns a value as part of a text. Its type may have a method that makes the text.
fn as_text(value: Value) -> Value {
    match value {
        Value::Bool(truth) => Value::Text(truth.to_string().into()),
        Value::Null => Value::Text("<nil>".into()),
        Value::Text(_) | Value::Number(_) | Value::Template(_) | Value::Opaque => value,
        value => Value::call(Some(value), STRING, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.into())
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(decoded(r#"a\tb\"\x41é"#).as_deref(), Some("a\tb\"Aé"));
        assert_eq!(decoded(r"\xff"), None);
        assert_eq!(decoded(r"\"), None);
    }

    #[test]
    fn templates_are_filled() {
        let number = Value::Number("3".into());
        let fill = |template: &str, values: Vec<Value>| filled(template, values);
        assert_eq!(fill("a_%s", vec![text("b")]), Some(text("a_b")));
        assert_eq!(
            fill("%d%%", vec![number]).map(|one| matches!(one, Value::Template(_))),
            Some(true)
        );
        assert_eq!(fill("%s", vec![]), None);
        assert_eq!(fill("a", vec![text("b")]), None);
        assert_eq!(
            fill("a_%5s_%q", vec![text("b"), text("c")]),
            Some(Value::Template(vec![
                text("a_"),
                Value::Opaque,
                text("_"),
                Value::Opaque
            ]))
        );
    }
}
