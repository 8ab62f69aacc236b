//! Methods of strings, lists and dictionaries.

use crate::languages::text_methods::shared::{
    integers, list, lower, part, repeat, same, text, texts, trim, trim_end, trim_start, upper,
};
use crate::languages::text_methods::{
    InParts, ListMethod, Methods, TextArgument, TextMethod, TextResult, method,
};

/// The methods of this language.
pub(crate) const METHODS: Methods = Methods {
    texts: TEXTS,
    other_texts: None,
    lists: LISTS,
    maps: MAPS,
};

const TEXTS: &[TextMethod] = &[
    method("__str__", same, InParts::Same),
    method("lower", lower, InParts::Each),
    method("casefold", lower, InParts::Each),
    method("upper", upper, InParts::Each),
    method("capitalize", capitalize, InParts::Unknown),
    method("title", title, InParts::Unknown),
    method("strip", strip, InParts::Unknown),
    method("lstrip", strip_start, InParts::Unknown),
    method("rstrip", strip_end, InParts::Unknown),
    method("removeprefix", remove_prefix, InParts::Unknown),
    method("removesuffix", remove_suffix, InParts::Unknown),
    method("replace", replace, InParts::EachCharacter),
    method("split", split, InParts::Unknown),
    method("rsplit", split_all, InParts::Unknown),
    method("splitlines", split_lines, InParts::Unknown),
    method("partition", partition, InParts::Unknown),
    method("rpartition", partition_last, InParts::Unknown),
    method("zfill", fill_zeros, InParts::Unknown),
    method("format", format, InParts::Unknown),
    method("__mul__", repeat, InParts::Unknown),
    method("[]", index, InParts::Unknown),
];

const LISTS: &[(&str, ListMethod)] = &[
    ("copy", ListMethod::Same),
    ("pop", ListMethod::One),
    ("union", ListMethod::Concat),
    ("|", ListMethod::Concat),
    ("join", ListMethod::Join { otherwise: "" }),
];

const MAPS: &[(&str, ListMethod)] = &[
    ("copy", ListMethod::Same),
    ("keys", ListMethod::Keys),
    ("values", ListMethod::Values),
    ("|", ListMethod::Merge),
];

fn capitalize(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    if !value.is_ascii() {
        return None;
    }
    let (first, rest) = value.split_at(value.len().min(1));
    text(first.to_ascii_uppercase() + &rest.to_ascii_lowercase())
}

fn title(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    if !value.is_ascii() {
        return None;
    }
    let mut result = String::with_capacity(value.len());
    let mut before = ' ';
    for letter in value.chars() {
        result.push(match before.is_ascii_alphabetic() {
            true => letter.to_ascii_lowercase(),
            false => letter.to_ascii_uppercase(),
        });
        before = letter;
    }
    text(result)
}

/// Returns the letters that are stripped; none stands for white space.
fn stripped(arguments: &[TextArgument]) -> Option<Option<&str>> {
    match arguments {
        [] => Some(None),
        arguments => texts::<1>(arguments).map(|[letters]| Some(letters)),
    }
}

fn strip(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match stripped(arguments)? {
        None => trim(value, arguments),
        Some(letters) => text(value.trim_matches(|letter| letters.contains(letter))),
    }
}

fn strip_start(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match stripped(arguments)? {
        None => trim_start(value, arguments),
        Some(letters) => text(value.trim_start_matches(|letter| letters.contains(letter))),
    }
}

fn strip_end(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match stripped(arguments)? {
        None => trim_end(value, arguments),
        Some(letters) => text(value.trim_end_matches(|letter| letters.contains(letter))),
    }
}

fn remove_prefix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [prefix] = texts(arguments)?;
    text(value.strip_prefix(prefix).unwrap_or(value))
}

fn remove_suffix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [suffix] = texts(arguments)?;
    text(value.strip_suffix(suffix).unwrap_or(value))
}

fn replace(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = texts(arguments)?;
    (!from.is_empty()).then(|| text(value.replace(from, to)))?
}

fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match arguments {
        [] if value.is_ascii() => list(value.split_ascii_whitespace()),
        [TextArgument::Text(separator)] if !separator.is_empty() => {
            list(value.split(separator.as_str()))
        }
        [TextArgument::Text(separator), TextArgument::Text(count)] if !separator.is_empty() => {
            let count: usize = count.parse().ok()?;
            list(value.splitn(count + 1, separator.as_str()))
        }
        _ => None,
    }
}

fn split_all(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    match arguments {
        [TextArgument::Text(separator), TextArgument::Text(count)] if !separator.is_empty() => {
            let count: usize = count.parse().ok()?;
            let mut parts: Vec<&str> = value.rsplitn(count + 1, separator.as_str()).collect();
            parts.reverse();
            list(parts)
        }
        [_, _] => None,
        arguments => split(value, arguments),
    }
}

fn split_lines(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let is_plain = value.is_ascii() && !value.contains(|c: char| c.is_ascii_control() && c != '\n');
    is_plain.then(|| list(value.lines()))?
}

fn partition(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    if separator.is_empty() {
        return None;
    }
    match value.split_once(separator) {
        Some((before, after)) => list([before, separator, after]),
        None => list([value, "", ""]),
    }
}

fn partition_last(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    if separator.is_empty() {
        return None;
    }
    match value.rsplit_once(separator) {
        Some((before, after)) => list([before, separator, after]),
        None => list(["", "", value]),
    }
}

fn fill_zeros(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [length] = integers(arguments)?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= 100)?;
    let is_plain = value.is_ascii() && !value.starts_with(['+', '-']);
    is_plain.then(|| text(format!("{value:0>length$}")))?
}

/// Fills a template with the arguments.
fn format(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let mut result = String::with_capacity(value.len());
    let mut next = 0_usize;
    let mut rest = value;
    while let Some(at) = rest.find(['{', '}']) {
        result.push_str(&rest[..at]);
        let (sign, behind) = (&rest[at..=at], &rest[at + 1..]);
        if let Some(after) = behind.strip_prefix(sign) {
            result.push_str(sign);
            rest = after;
            continue;
        }
        let (field, after) = behind.split_once('}').filter(|_| sign == "{")?;
        let position = match field {
            "" => {
                next += 1;
                Some(next - 1)
            }
            field => field.parse().ok(),
        };
        let is_it = |(at, argument): &(usize, &TextArgument)| match argument {
            TextArgument::Named(name, _) => name == field,
            _ => position == Some(*at),
        };
        let (_, found) = arguments.iter().enumerate().find(is_it)?;
        match found {
            TextArgument::Text(filled) | TextArgument::Named(_, filled) => {
                result.push_str(filled);
            }
            TextArgument::Pattern(..) => return None,
        }
        rest = after;
    }
    result.push_str(rest);
    text(result)
}

fn index(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [at] = integers(arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let at = if at < 0 { at + length } else { at };
    (0..length).contains(&at).then(|| part(value, at, at + 1))?
}
