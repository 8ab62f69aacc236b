//! Methods that mean the same in several languages.

use crate::languages::text_methods::{TextArgument, TextResult};

/// Longest result that is kept.
const MOST_LENGTH: usize = 1 << 12;

/// Returns the arguments if all are texts by position.
pub(crate) fn texts<const N: usize>(arguments: &[TextArgument]) -> Option<[&str; N]> {
    let text = |argument: &'_ TextArgument| matches!(argument, TextArgument::Text(_));
    if arguments.len() != N || !arguments.iter().all(text) {
        return None;
    }
    let mut found = [""; N];
    for (slot, argument) in found.iter_mut().zip(arguments) {
        if let TextArgument::Text(text) = argument {
            *slot = text;
        }
    }
    Some(found)
}

/// Returns the arguments if all are integers by position.
pub(crate) fn integers<const N: usize>(arguments: &[TextArgument]) -> Option<[i64; N]> {
    let mut found = [0; N];
    for (slot, text) in found.iter_mut().zip(texts::<N>(arguments)?) {
        *slot = text.parse().ok()?;
    }
    Some(found)
}

/// Returns a text as the result of a method.
pub(crate) fn text(result: impl Into<String>) -> Option<TextResult> {
    let result = result.into();
    (result.len() <= MOST_LENGTH).then_some(TextResult::Text(result))
}

/// Returns the texts of a list as the result of a method.
pub(crate) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> Option<TextResult> {
    Some(TextResult::List(
        items.into_iter().map(str::to_owned).collect(),
    ))
}

/// Returns the text itself.
pub(crate) fn same(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value)
}

/// Returns a text in lower case. Only ASCII letters have one lower case in every language.
pub(crate) fn lower(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    value.is_ascii().then(|| text(value.to_ascii_lowercase()))?
}

/// Returns a text in upper case. Only ASCII letters have one upper case in every language.
pub(crate) fn upper(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    value.is_ascii().then(|| text(value.to_ascii_uppercase()))?
}

/// Returns a text without white space around it.
pub(crate) fn trim(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(plain(value)?.trim())
}

/// Returns a text without white space in front.
pub(crate) fn trim_start(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(plain(value)?.trim_start())
}

/// Returns a text without white space at the end.
pub(crate) fn trim_end(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(plain(value)?.trim_end())
}

/// Returns a text whose white space is the same in all languages.
fn plain(value: &str) -> Option<&str> {
    let is_plain = |letter: char| letter.is_ascii() && letter != '\0' || letter.is_alphanumeric();
    value.chars().all(is_plain).then_some(value)
}

/// Returns a text with all arguments behind it.
pub(crate) fn concat(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let mut result = value.to_owned();
    for argument in arguments {
        match argument {
            TextArgument::Text(more) => result.push_str(more),
            _ => return None,
        }
    }
    text(result)
}

/// Returns a text several times.
pub(crate) fn repeat(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [count] = integers(arguments)?;
    let count = usize::try_from(count).ok()?;
    (count.checked_mul(value.len())? <= MOST_LENGTH).then(|| text(value.repeat(count)))?
}

/// Returns the part of an ASCII text between two places.
pub(crate) fn part(value: &str, from: i64, to: i64) -> Option<TextResult> {
    if !value.is_ascii() {
        return None;
    }
    let place = |place: i64| usize::try_from(place.max(0)).map(|place| place.min(value.len()));
    let (from, to) = (place(from).ok()?, place(to).ok()?);
    text(value.get(from..to).unwrap_or(""))
}

/// Returns a text of at least `length` letters, with `fill` repeated in the rest.
pub(crate) fn filling(value: &str, length: i64, fill: &str) -> Option<String> {
    let length = usize::try_from(length).ok()?;
    if length > MOST_LENGTH || !value.is_ascii() {
        return None;
    }
    let missing = length.saturating_sub(value.len());
    Some(fill.chars().cycle().take(missing).collect())
}
