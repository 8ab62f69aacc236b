//! Functions of texts and lists. The front end writes those of the package `strings` as methods of their first argument.

use crate::languages::go::names::STRING;
use crate::languages::text_methods::shared::{
    integers, list, lower, repeat, same, text, texts, trim, upper,
};
use crate::languages::text_methods::{
    InParts, ListMethod, Methods, TextArgument, TextMethod, TextResult, method,
};

/// The methods of this language.
pub(crate) const METHODS: Methods = Methods {
    texts: TEXTS,
    other_texts: None,
    lists: &[("Join", ListMethod::Join { otherwise: "" })],
    maps: &[],
};

const TEXTS: &[TextMethod] = &[
    method(STRING, own_text, InParts::Same),
    method("ToLower", lower, InParts::Each),
    method("ToUpper", upper, InParts::Each),
    method("TrimSpace", trim, InParts::Unknown),
    method("TrimPrefix", trim_prefix, InParts::Unknown),
    method("TrimSuffix", trim_suffix, InParts::Unknown),
    method("Replace", replace, InParts::Unknown),
    method("ReplaceAll", replace_all, InParts::EachCharacter),
    method("Repeat", repeat, InParts::Unknown),
    method("Split", split, InParts::Unknown),
];

/// Names of the functions above that belong to the package `strings`.
pub(super) fn is_text_function(name: &str) -> bool {
    name == "Join" || TEXTS.iter().any(|one| one.name == name && name != STRING)
}

/// Returns a text itself. The type of a number may make any text of it.
fn own_text(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let is_number = value.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    (!is_number).then(|| same(value, arguments))?
}

fn trim_prefix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [prefix] = texts(arguments)?;
    text(value.strip_prefix(prefix).unwrap_or(value))
}

fn trim_suffix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [suffix] = texts(arguments)?;
    text(value.strip_suffix(suffix).unwrap_or(value))
}

fn replace_all(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = texts(arguments)?;
    (!from.is_empty()).then(|| text(value.replace(from, to)))?
}

fn replace(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to, _] = texts(arguments)?;
    let [count] = integers(&arguments[2..])?;
    if from.is_empty() {
        return None;
    }
    match usize::try_from(count) {
        Ok(count) => text(value.replacen(from, to, count)),
        Err(_) => text(value.replace(from, to)),
    }
}

fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    (!separator.is_empty()).then(|| list(value.split(separator)))?
}
