//! Cheap checks of the text around a word, which decide whether a file is worth parsing for it.

/// Limit of the bytes between the head of a class and one of its bases.
const MOST_HEAD: usize = 600;

/// Returns true if a word may be defined here: after `def` or `class`, in an import, or before `=` or `:`.
pub(crate) fn may_define(text: &str, offset: usize, word: &str, _owner: &str) -> bool {
    let before = text[..offset].trim_end();
    let after = text.get(offset + word.len()..).unwrap_or("").trim_start();
    ["def", "class", "import", "as", ",", "("]
        .iter()
        .any(|keyword| before.ends_with(keyword))
        || (after.starts_with('=') && !after.starts_with("=="))
        || after.starts_with(':')
        || after.starts_with(',')
}

/// Returns true if a word may be called here, or passed to something that calls it.
pub(crate) fn may_call(text: &str, offset: usize, word: &str) -> bool {
    let before = text[..offset].trim_end();
    let after = text.get(offset + word.len()..).unwrap_or("").trim_start();
    let is_defined = ["def", "class"].iter().any(|word| before.ends_with(word));
    // The rest of a dotted path, which may be passed to something that calls it.
    let path = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let is_passed = path.trim_end().ends_with(['(', '=', ':', ',', '@']);
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    !is_defined
        && (after.starts_with(['(', '[', '\\'])
            || after.starts_with(")(")
            || line.starts_with('@')
            || is_passed
            || after.starts_with("as "))
}

/// Returns true if a name may be the base of a class.
pub(crate) fn may_inherit(text: &str, offset: usize) -> bool {
    let from = text.floor_char_boundary(offset.saturating_sub(MOST_HEAD));
    let before = &text[from..offset];
    before
        .rfind("class ")
        .or_else(|| before.rfind("class\t"))
        .is_some_and(|at| !before[at..].contains("):"))
}
