//! Methods of strings, slices and maps.

use crate::languages::text_methods::shared::{
    integers, list, lower, part, repeat, same, text, texts, trim, trim_end, trim_start, upper,
};
use crate::languages::text_methods::{
    InParts, ListMethod, Methods, TextArgument, TextMethod, TextResult, method,
};

/// The name of the operation `text[a..b]`.
pub(crate) const RANGE: &str = "[..]";

/// The methods of this language. A trait may give texts any other method.
pub(crate) const METHODS: Methods = Methods {
    texts: TEXTS,
    other_texts: None,
    lists: LISTS,
    maps: MAPS,
};

const TEXTS: &[TextMethod] = &[
    method("as_deref", same, InParts::Same),
    method("as_ref", same, InParts::Same),
    method("as_str", same, InParts::Same),
    method("borrow", same, InParts::Same),
    method("clone", same, InParts::Same),
    method("cloned", same, InParts::Same),
    method("copied", same, InParts::Same),
    method("into", same, InParts::Same),
    method("into_owned", same, InParts::Same),
    method("into_string", same, InParts::Same),
    method("to_owned", same, InParts::Same),
    method("to_string", same, InParts::Same),
    method("unwrap", same, InParts::Same),
    method("to_lowercase", lower, InParts::Each),
    method("to_ascii_lowercase", ascii_lower, InParts::Each),
    method("to_uppercase", upper, InParts::Each),
    method("to_ascii_uppercase", ascii_upper, InParts::Each),
    method("trim", trim, InParts::Ends),
    method("trim_start", trim_start, InParts::Start),
    method("trim_end", trim_end, InParts::End),
    method("trim_start_matches", trim_start_matches, InParts::Unknown),
    method("trim_end_matches", trim_end_matches, InParts::Unknown),
    method("strip_prefix", strip_prefix, InParts::Unknown),
    method("strip_suffix", strip_suffix, InParts::Unknown),
    method("replace", replace, InParts::EachCharacter),
    method("replacen", replacen, InParts::Unknown),
    method("repeat", repeat, InParts::Unknown),
    method("split", split, InParts::Unknown),
    method("split_whitespace", split_whitespace, InParts::Unknown),
    method("split_once", split_once, InParts::Unknown),
    method("rsplit_once", rsplit_once, InParts::Unknown),
    method(RANGE, range, InParts::Unknown),
];

const LISTS: &[(&str, ListMethod)] = &[
    ("iter", ListMethod::Same),
    ("into_iter", ListMethod::Same),
    ("to_vec", ListMethod::Same),
    ("to_owned", ListMethod::Same),
    ("as_slice", ListMethod::Same),
    ("clone", ListMethod::Same),
    ("cloned", ListMethod::Same),
    ("copied", ListMethod::Same),
    ("collect", ListMethod::Same),
    ("rev", ListMethod::Same),
    ("skip", ListMethod::Same),
    ("take", ListMethod::Same),
    ("step_by", ListMethod::Same),
    ("filter", ListMethod::Same),
    ("peekable", ListMethod::Same),
    ("cycle", ListMethod::Same),
    (RANGE, ListMethod::Same),
    ("chain", ListMethod::Concat),
    ("concat", ListMethod::Join { otherwise: "" }),
    ("join", ListMethod::Join { otherwise: "" }),
    ("first", ListMethod::First),
    ("last", ListMethod::Last),
    ("find", ListMethod::One),
    ("next", ListMethod::One),
    ("pop", ListMethod::One),
    ("min", ListMethod::One),
    ("max", ListMethod::One),
];

const MAPS: &[(&str, ListMethod)] = &[
    ("clone", ListMethod::Same),
    ("keys", ListMethod::Keys),
    ("values", ListMethod::Values),
];

fn ascii_lower(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.to_ascii_lowercase())
}

fn ascii_upper(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.to_ascii_uppercase())
}

fn trim_start_matches(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [part] = texts(arguments)?;
    text(value.trim_start_matches(part))
}

fn trim_end_matches(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [part] = texts(arguments)?;
    text(value.trim_end_matches(part))
}

fn strip_prefix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [part] = texts(arguments)?;
    value
        .strip_prefix(part)
        .map_or(Some(TextResult::Null), text)
}

fn strip_suffix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [part] = texts(arguments)?;
    value
        .strip_suffix(part)
        .map_or(Some(TextResult::Null), text)
}

fn replace(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = texts(arguments)?;
    text(value.replace(from, to))
}

fn replacen(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to, count] = texts(arguments)?;
    text(value.replacen(from, to, count.parse().ok()?))
}

fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    (!separator.is_empty()).then(|| list(value.split(separator)))?
}

fn split_whitespace(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    list(value.split_whitespace())
}

fn split_once(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    let found = value.split_once(separator);
    found.map_or(Some(TextResult::Null), |(before, behind)| {
        list([before, behind])
    })
}

fn rsplit_once(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    let found = value.rsplit_once(separator);
    found.map_or(Some(TextResult::Null), |(before, behind)| {
        list([before, behind])
    })
}

fn range(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = integers(arguments)?;
    let to = if to == -1 {
        i64::try_from(value.len()).ok()?
    } else {
        to
    };
    part(value, from, to)
}
