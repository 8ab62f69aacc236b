//! Methods of strings, arrays and objects.

use crate::languages::text_methods::pattern::{GroupMark, compiled, filled, replaced};
use crate::languages::text_methods::shared::{
    concat, filling, integers, list, lower, part, repeat, same, text, texts, trim, trim_end,
    trim_start, upper,
};
use crate::languages::text_methods::{
    InParts, ListMethod, Methods, TextArgument, TextMethod, TextResult, method,
};

/// The methods of this language.
pub(crate) const METHODS: Methods = Methods {
    texts: TEXTS,
    other_texts: Some(OTHERS),
    lists: LISTS,
    maps: MAPS,
};

const TEXTS: &[TextMethod] = &[
    method("toString", same, InParts::Same),
    method("valueOf", same, InParts::Same),
    method("toLowerCase", lower, InParts::Each),
    method("toUpperCase", upper, InParts::Each),
    method("trim", trim, InParts::Ends),
    method("trimStart", trim_start, InParts::Start),
    method("trimLeft", trim_start, InParts::Start),
    method("trimEnd", trim_end, InParts::End),
    method("trimRight", trim_end, InParts::End),
    method("concat", concat, InParts::Unknown),
    method("repeat", repeat, InParts::Unknown),
    method("padStart", pad_start, InParts::Unknown),
    method("padEnd", pad_end, InParts::Unknown),
    method("slice", slice, InParts::Unknown),
    method("substring", substring, InParts::Unknown),
    method("substr", substr, InParts::Unknown),
    method("charAt", char_at, InParts::Unknown),
    method("at", at, InParts::Unknown),
    method("[]", index, InParts::Unknown),
    method("split", split, InParts::Unknown),
    method("replace", replace, InParts::EachMatch),
    method("replaceAll", replace_all, InParts::EachCharacter),
];

/// Methods that strings have and whose result is not followed.
const OTHERS: &[&str] = &[
    "anchor",
    "charCodeAt",
    "codePointAt",
    "endsWith",
    "includes",
    "indexOf",
    "isWellFormed",
    "lastIndexOf",
    "link",
    "localeCompare",
    "match",
    "matchAll",
    "normalize",
    "search",
    "startsWith",
    "toLocaleLowerCase",
    "toLocaleString",
    "toLocaleUpperCase",
    "toWellFormed",
    "hasOwnProperty",
];

/// Name of the method that a loop calls on the object it iterates over.
pub(crate) const ITERATE: &str = "[Symbol.iterator]";
/// Name of the function that makes a map of pairs.
pub(crate) const FROM_ENTRIES: &str = "fromEntries";

const LISTS: &[(&str, ListMethod)] = &[
    ("slice", ListMethod::Same),
    ("filter", ListMethod::Same),
    ("reverse", ListMethod::Same),
    ("sort", ListMethod::Same),
    ("toReversed", ListMethod::Same),
    ("toSorted", ListMethod::Same),
    ("flat", ListMethod::Same),
    ("values", ListMethod::Same),
    (ITERATE, ListMethod::Same),
    (FROM_ENTRIES, ListMethod::FromEntries),
    ("concat", ListMethod::Concat),
    ("find", ListMethod::One),
    ("findLast", ListMethod::One),
    ("pop", ListMethod::One),
    ("shift", ListMethod::One),
    ("join", ListMethod::Join { otherwise: "," }),
];

const MAPS: &[(&str, ListMethod)] = &[
    ("keys", ListMethod::Keys),
    ("values", ListMethod::Values),
    ("valueOf", ListMethod::Same),
    ("entries", ListMethod::Entries),
    ("get", ListMethod::Entry),
    (ITERATE, ListMethod::Entries),
    (FROM_ENTRIES, ListMethod::FromEntries),
];

/// Returns the filling text of `padStart` and `padEnd`.
fn padding(value: &str, arguments: &[TextArgument]) -> Option<String> {
    let (length, fill) = match arguments {
        [TextArgument::Text(length)] => (length, " "),
        [TextArgument::Text(length), TextArgument::Text(fill)] => (length, fill.as_str()),
        _ => return None,
    };
    filling(value, length.parse().ok()?, fill)
}

fn pad_start(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{}{value}", padding(value, arguments)?))
}

fn pad_end(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{value}{}", padding(value, arguments)?))
}

/// Returns the two places that a method is called with; without the second one the end.
fn places(value: &str, arguments: &[TextArgument]) -> Option<(i64, i64)> {
    let length = i64::try_from(value.len()).ok()?;
    match arguments.len() {
        0 => Some((0, length)),
        1 => integers::<1>(arguments).map(|[from]| (from, length)),
        _ => integers::<2>(arguments).map(|[from, to]| (from, to)),
    }
}

fn slice(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let (from, to) = places(value, arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let from_start = |place: i64| if place < 0 { place + length } else { place };
    part(value, from_start(from), from_start(to))
}

fn substring(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let (from, to) = places(value, arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let (from, to) = (from.clamp(0, length), to.clamp(0, length));
    part(value, from.min(to), from.max(to))
}

fn substr(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let (from, count) = places(value, arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let from = if from < 0 {
        (from + length).max(0)
    } else {
        from
    };
    part(value, from, from.saturating_add(count.max(0)))
}

fn char_at(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [at] = integers(arguments)?;
    if at < 0 {
        return text("");
    }
    part(value, at, at.saturating_add(1))
}

fn at(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [at] = integers(arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let at = if at < 0 { at + length } else { at };
    match (0..length).contains(&at) {
        true => part(value, at, at + 1),
        false => Some(TextResult::Null),
    }
}

fn index(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [place] = integers(arguments)?;
    match place < 0 {
        true => Some(TextResult::Null),
        false => at(value, arguments),
    }
}

fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match texts::<1>(arguments)? {
        [""] if value.is_ascii() => {
            Some(TextResult::List(value.chars().map(String::from).collect()))
        }
        [""] => None,
        [separator] => list(value.split(separator)),
    }
}

fn replace(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match arguments {
        [TextArgument::Text(part), TextArgument::Text(with)] => {
            (!with.contains('$')).then(|| text(value.replacen(part.as_str(), with, 1)))?
        }
        [
            TextArgument::Pattern(source, flags),
            TextArgument::Text(with),
        ] => by_pattern(value, source, flags, with),
        _ => None,
    }
}

fn replace_all(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match arguments {
        [TextArgument::Text(part), TextArgument::Text(with)] => {
            (!with.contains('$')).then(|| text(value.replace(part.as_str(), with)))?
        }
        // Without the flag it is an error.
        [
            TextArgument::Pattern(source, flags),
            TextArgument::Text(with),
        ] if flags.contains('g') => by_pattern(value, source, flags, with),
        _ => None,
    }
}

fn by_pattern(value: &str, source: &str, flags: &str, with: &str) -> Option<TextResult> {
    // Here `\A` is the letter.
    if source.contains("\\A") || source.contains("\\z") {
        return None;
    }
    filled(with, GroupMark::Dollar, None)?;
    let regex = compiled(source, flags, value)?;
    text(replaced(
        &regex,
        value,
        with,
        GroupMark::Dollar,
        flags.contains('g'),
    )?)
}
