//! JSON with comments and commas behind last entries, as compilers read it.

use serde_json::Value as Json;

/// Reads a document; none if it cannot be read.
pub(crate) fn document(text: &str) -> Option<Json> {
    let text = text.trim_start_matches('\u{feff}');
    let read = serde_json::from_str(text);
    read.or_else(|_| serde_json::from_str(&plain(text))).ok()
}

/// Returns a document without comments and without commas in front of closing brackets.
fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => {
                let end = string_end(rest);
                kept.push_str(&rest[..end]);
                end
            }
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            ']' | '}' => {
                let before = kept.trim_end();
                if let Some(before) = before.strip_suffix(',') {
                    kept.truncate(before.len());
                }
                kept.push(first);
                1
            }
            other => {
                kept.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    kept
}

/// Returns the length of the string literal at the start of a text.
fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
