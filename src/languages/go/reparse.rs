//! A second way to parse files with syntax that the grammar does not know.

use crate::languages::go::syntax::{Tree, grammar};

/// Keywords that only types have.
const TYPE_WORDS: [&str; 5] = ["chan", "func", "interface", "map[", "struct"];

/// Parses a text; none if it takes too long. Where the grammar finds an error, `new` with a value, which Go has since version
/// 1.26, is read as a call of any function.
pub(super) fn parse(text: &str) -> Option<(tree_sitter::Tree, Tree)> {
    let parsed = Tree::parse(grammar(), text)?;
    if !parsed.0.root_node().has_error() {
        return Some(parsed);
    }
    let masked = without_new_of_values(text);
    let other = masked.and_then(|masked| Tree::parse(grammar(), &masked));
    let is_whole = |(tree, _): &(tree_sitter::Tree, Tree)| !tree.root_node().has_error();
    Some(other.filter(is_whole).unwrap_or(parsed))
}

/// Returns a text of the same length in which `new` has another name where its argument is no type, if there is such a place.
fn without_new_of_values(text: &str) -> Option<String> {
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, found) in text.match_indices("new(") {
        let is_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        if is_word || !is_value(argument(&text[at + found.len()..])) {
            continue;
        }
        masked.push_str(&text[rest..at]);
        masked.push_str("neu");
        rest = at + 3;
    }
    masked.push_str(&text[rest..]);
    (rest > 0).then_some(masked)
}

/// Returns the text up to the closing bracket.
fn argument(text: &str) -> &str {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' if depth == 1 => return &text[..at],
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// Returns true for an argument that can be no type.
fn is_value(argument: &str) -> bool {
    let is_of_types = |c: char| c.is_alphanumeric() || "_.*[], ".contains(c);
    let is_type = argument.chars().all(is_of_types) && !argument.starts_with(char::is_numeric);
    !is_type && !TYPE_WORDS.iter().any(|word| argument.contains(word))
}
