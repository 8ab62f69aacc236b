//! Cheap checks of the text around a word.

use crate::languages::Language;
use crate::resolve::request::word_index::is_word_byte;
use memchr::memmem::Finder;

/// Limit of the bytes read of a quoted path, on each side of a name.
const MOST_PATH: usize = 1_000;

/// Limit of the bytes read of a map before a name. A longer map may contain the name.
const MOST_MAP: usize = 10_000;

/// Limit of the bytes between a partial and the word that renders it.
const MOST_RENDER: usize = 80;

/// Name under which components provide values to inner components.
const PROVIDE: &str = "provide";

/// Returns the byte offsets of a whole word.
pub(crate) fn occurrences<'t>(
    text: &'t str,
    finder: &'t Finder<'t>,
) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    finder
        .find_iter(bytes)
        .filter(move |start| is_whole(bytes, *start, finder.needle().len()))
}

fn is_whole(text: &[u8], start: usize, length: usize) -> bool {
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| is_word_byte(*byte));
    !part(start.checked_sub(1).and_then(|at| text.get(at))) && !part(text.get(start + length))
}

/// Returns the byte offsets at which a word may be a call.
pub(crate) fn calls<'t>(
    text: &'t str,
    name: &'t str,
    language: &'t Language,
) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name)
        .filter(move |start| is_whole(bytes, *start, name.len()))
        .filter(move |start| (language.may_call)(text, *start, name))
}

/// Returns true if a function is called on a value, so that only the value's class tells which function it is. A constant and
/// the current object are not such values.
pub(crate) fn is_called_on_value(text: &str, name: &str, language: &Language) -> bool {
    calls(text, name, language).any(|offset| {
        let before = text[..offset].trim_end();
        let Some(before) = before.strip_suffix('.') else {
            return false;
        };
        let before = before.trim_end_matches(['&', '?', '!']).trim_end();
        let written = |c: char| c.is_alphanumeric() || c == '_';
        let receiver = &before[before.trim_end_matches(written).len()..];
        !receiver.starts_with(char::is_uppercase) && !language.traits.is_self(receiver)
    })
}

/// Returns the quoted text around an offset, with its start.
pub(crate) fn quoted(text: &str, offset: usize) -> Option<(usize, &str)> {
    let is_end = |byte: &u8| matches!(byte, b'\'' | b'"' | b'`' | b'\n');
    let from = offset.saturating_sub(MOST_PATH);
    let start = from + text.as_bytes()[from..offset].iter().rposition(is_end)? + 1;
    let end = offset
        + text.as_bytes()[offset..]
            .iter()
            .take(MOST_PATH)
            .position(is_end)?;
    Some((start, text.get(start..end)?))
}

/// Limit of the bytes between the word that begins an import and one of its names.
const MOST_IMPORT: usize = 4_000;

/// Returns true if a word is in an import without quotes, which begins with one of these words at the start of a line.
pub(crate) fn in_import(text: &str, offset: usize, words: &[&str]) -> bool {
    if words.is_empty() {
        return false;
    }
    let from = text.floor_char_boundary(offset.saturating_sub(MOST_IMPORT));
    let before = &text[from..offset];
    // Names in brackets may be on lines of their own.
    let start = match before.rfind(['(', ')']) {
        Some(bracket) if before[bracket..].starts_with('(') => bracket,
        _ => before.len(),
    };
    let line = before[..start].rsplit('\n').next().unwrap_or_default();
    let mut parts = line.split_whitespace();
    parts.next().is_some_and(|first| words.contains(&first))
}

/// Returns true if a word can be one of the last two parts of a path other than an import path.
pub(crate) fn in_path(text: &str, offset: usize, word: &str) -> bool {
    let behind = &text[offset + word.len()..];
    if !text[..offset].ends_with('/') && !behind.starts_with('/') {
        return false;
    }
    let ends = |byte: u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'\'' | b'"' | b'`' | b'?' | b'#' | b'$')
    };
    let rest = behind
        .bytes()
        .take(MOST_PATH)
        .take_while(|byte| !ends(*byte));
    if rest.filter(|byte| *byte == b'/').nth(1).is_some() {
        return false;
    }
    let is_import = |(start, _): (usize, &str)| {
        let before = text[..start - 1].trim_end();
        ["from", "import", "import(", "require("]
            .iter()
            .any(|word| before.ends_with(word))
    };
    !quoted(text, offset).is_some_and(is_import)
}

/// Returns true if a word is the first argument of a call that sends something under it.
pub(crate) fn is_sent(text: &str, offset: usize, language: &Language) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_$.'\"`".contains(c);
    let before = text[..offset].trim_end_matches(is_part).trim_end();
    let Some(called) = before.strip_suffix('(') else {
        return false;
    };
    let mut names = language.traits.emitting_calls.iter();
    names.any(|name| called.trim_end().ends_with(name))
}

/// Returns true if a word is the last part of a quoted path of a partial, behind a word that renders it.
pub(crate) fn is_rendered(text: &str, offset: usize, path: &str) -> bool {
    let Some((start, written)) = quoted(text, offset) else {
        return false;
    };
    let is_it = written == path || path.rsplit('/').next() == Some(written);
    let from = text.floor_char_boundary(start.saturating_sub(MOST_RENDER));
    let before = &text[from..start];
    let words = ["render", "partial", "layout"];
    is_it && words.iter().any(|word| before.contains(word))
}

/// Returns true if a name is provided: in a map or function called `provide`, as the first argument of such a call, or as a
/// member of it.
pub(crate) fn in_provided(text: &str, offset: usize) -> bool {
    let before = text[..offset].trim_end_matches(['\'', '"', '`']).trim_end();
    if before
        .strip_suffix(['(', '[', '.'])
        .is_some_and(|before| before.trim_end().ends_with(PROVIDE))
    {
        return true;
    }
    let (far, near) = text.as_bytes()[..offset].split_at(offset.saturating_sub(MOST_MAP));
    let mut closed = 0_usize;
    for (at, byte) in near.iter().enumerate().rev() {
        match byte {
            b'}' => closed += 1,
            b'{' if closed > 0 => closed -= 1,
            b'{' if is_headed(&near[..at]) => return true,
            _ => {}
        }
    }
    memchr::memmem::find(far, PROVIDE.as_bytes()).is_some()
}

/// Returns true if the text before a bracket names its content `provide`: `provide: `, `const provide = `, `provide() `.
fn is_headed(before: &[u8]) -> bool {
    let head = before
        .rsplit(|byte| matches!(byte, b'{' | b'}' | b',' | b';' | b'\n'))
        .next()
        .unwrap_or_default();
    memchr::memmem::find_iter(head, PROVIDE).any(|at| is_whole(head, at, PROVIDE.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_each(texts: &[&str], word: &str, is_there: impl Fn(&str, usize) -> bool) -> Vec<bool> {
        let finder = Finder::new(word);
        texts
            .iter()
            .map(|text| occurrences(text, &finder).any(|at| is_there(text, at)))
            .collect()
    }

    #[test]
    fn a_name_is_provided_inside_the_map_or_behind_the_word() {
        let provided = [
            "new Vue({ provide: { a, cart: 1 } })",
            "export default { provide() {\n return { inner: { deep: 1 }, 'cart': this.x }; } }",
            "const provide = { cart };",
            "app.provide( 'cart', 1)",
            "provide: () => ({ cart })",
            "provide.cart = 1;",
            "provide['cart'] = 1;",
        ];
        let others = [
            "provide: { a: 1 }, props: { cart: 1 }",
            "// they provide it\nuse(cart)",
            "provided = { cart }",
            "x = { cart }",
        ];
        assert_eq!(in_each(&provided, "cart", in_provided), [true; 7]);
        assert_eq!(in_each(&others, "cart", in_provided), [false; 4]);
        let far = format!("provide: {{ {} cart }}", "a: {}, ".repeat(MOST_MAP));
        assert!(
            in_each(&[&far], "cart", in_provided)[0],
            "a map that is too long to look at may be the one"
        );
    }

    #[test]
    fn a_part_stands_at_the_end_of_a_path_that_is_no_imports() {
        let asked = [
            "post('/cart/add')",
            "post(`${base}/cart/${name}?x=a/b/c`)",
            "const BASE = '/api/cart'",
            "join(base, 'cart/')",
            "const from = '/cart/add'",
        ];
        let others = [
            "import x from '~/cart/add'",
            "import(\n'./cart')",
            "require(\"../cart\")",
            "// https://host/cart/main/licence",
            "'cart'",
            "'/carts/add'",
        ];
        let there = |text: &str, at: usize| in_path(text, at, "cart");
        assert_eq!(in_each(&asked, "cart", there), [true; 5]);
        assert_eq!(in_each(&others, "cart", there), [false; 6]);
    }
}
