//! Cheap checks of the text around a word, which decide whether a file is worth parsing for it.

/// Returns true if a word may be declared at the top level here.
pub(crate) fn may_define(text: &str, offset: usize, word: &str, _owner: &str) -> bool {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..offset];
    let after = text.get(offset + word.len()..).unwrap_or("");
    let is_declared = ["func", "type", "var", "const"]
        .iter()
        .any(|keyword| before.starts_with(keyword));
    // A line of a block of declarations, or a method of an interface.
    let is_first = before
        .trim_matches(|c: char| c.is_whitespace() || c == ',')
        .is_empty();
    let is_listed = before.ends_with(", ");
    is_declared || ((is_first || is_listed) && !after.trim_start().starts_with(":="))
}

/// Returns true if a word may be called here, or passed to something that calls it.
pub(crate) fn may_call(text: &str, offset: usize, word: &str) -> bool {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let after = text.get(offset + word.len()..).unwrap_or("");
    let is_call = after.starts_with(['(', '[', '{']);
    let is_declared = text[start..offset].starts_with("func ") && is_call && {
        let before = &text[start + 5..offset];
        before.is_empty() || (before.starts_with('(') && before.ends_with(") "))
    };
    let is_passed = after
        .trim_start_matches(' ')
        .starts_with([')', ',', '}', '\n', '\r']);
    !is_declared && (is_call || is_passed)
}

/// Returns true if a name may be an embedded type: alone on its line, or behind the path of its package.
pub(crate) fn may_inherit(text: &str, offset: usize) -> bool {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = text[start..offset].trim_start();
    before
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.*".contains(&byte))
}
