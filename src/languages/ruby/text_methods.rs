//! Methods of strings, symbols, arrays and hashes.

use crate::languages::ruby::inflections::{
    camelize, capitalized, classify, deconstantize, demodulize, foreign_key, humanize,
    parameterize, pluralize, singularize, tableize, titleize, underscore,
};
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
    method("to_s", same, InParts::Same),
    method("to_sym", same, InParts::Same),
    method("to_str", same, InParts::Same),
    method("intern", same, InParts::Same),
    method("id2name", same, InParts::Same),
    method("freeze", same, InParts::Same),
    method("dup", same, InParts::Same),
    method("clone", same, InParts::Same),
    method("itself", same, InParts::Same),
    method("html_safe", same, InParts::Same),
    method("name", same, InParts::Same),
    method("to_param", same, InParts::Same),
    method("presence", presence, InParts::Same),
    method("downcase", lower, InParts::Each),
    method("upcase", upper, InParts::Each),
    method("swapcase", swapcase, InParts::Each),
    method("capitalize", capitalize, InParts::Unknown),
    method("upcase_first", upcase_first, InParts::Start),
    method("downcase_first", downcase_first, InParts::Start),
    method("strip", trim, InParts::Ends),
    method("lstrip", trim_start, InParts::Start),
    method("rstrip", trim_end, InParts::End),
    method("squish", squish, InParts::Unknown),
    method("chomp", chomp, InParts::Unknown),
    method("chop", chop, InParts::End),
    method("chr", chr, InParts::Unknown),
    method("reverse", reverse, InParts::Unknown),
    method("delete_prefix", delete_prefix, InParts::Unknown),
    method("delete_suffix", delete_suffix, InParts::Unknown),
    method("delete", delete, InParts::Each),
    method("squeeze", squeeze, InParts::Unknown),
    method("tr", tr, InParts::Each),
    method("sub", sub, InParts::Unknown),
    method("gsub", gsub, InParts::EachCharacter),
    method("remove", remove, InParts::Unknown),
    method("+", concat_one, InParts::Unknown),
    method("concat", concat, InParts::Unknown),
    method("*", repeat, InParts::Unknown),
    method("ljust", ljust, InParts::Unknown),
    method("rjust", rjust, InParts::Unknown),
    method("truncate", truncate, InParts::Unknown),
    method("first", first, InParts::Unknown),
    method("last", last, InParts::Unknown),
    method("slice", slice, InParts::Unknown),
    method("[]", slice, InParts::Unknown),
    method("[..]", range, InParts::Unknown),
    method("split", split, InParts::Unknown),
    method("partition", partition, InParts::Unknown),
    method("rpartition", rpartition, InParts::Unknown),
    method("chars", chars, InParts::Unknown),
    method("underscore", underscore, InParts::Words),
    method("camelize", camelize, InParts::Unknown),
    method("camelcase", camelize, InParts::Unknown),
    method("dasherize", dasherize, InParts::Each),
    method("titleize", titleize, InParts::Unknown),
    method("titlecase", titleize, InParts::Unknown),
    method("humanize", humanize, InParts::Unknown),
    method("parameterize", parameterize, InParts::Unknown),
    method("demodulize", demodulize, InParts::Unknown),
    method("deconstantize", deconstantize, InParts::Unknown),
    method("tableize", tableize, InParts::Unknown),
    method("classify", classify, InParts::Unknown),
    method("foreign_key", foreign_key, InParts::Unknown),
    method("pluralize", pluralize, InParts::Unknown),
    method("singularize", singularize, InParts::Unknown),
];

/// Methods that strings have and whose result is not followed.
const OTHERS: &[&str] = &[
    "%",
    "<<",
    "=~",
    "==",
    "at",
    "b",
    "between?",
    "blank?",
    "bytes",
    "bytesize",
    "casecmp",
    "casecmp?",
    "center",
    "constantize",
    "count",
    "crypt",
    "each_char",
    "each_line",
    "each_byte",
    "empty?",
    "encode",
    "end_with?",
    "ends_with?",
    "eql?",
    "excluding",
    "exclude?",
    "force_encoding",
    "format",
    "from",
    "getbyte",
    "hash",
    "hex",
    "in?",
    "include?",
    "index",
    "indent",
    "insert",
    "inspect",
    "is_a?",
    "length",
    "lines",
    "ljust",
    "match",
    "match?",
    "mb_chars",
    "next",
    "next!",
    "nil?",
    "oct",
    "ord",
    "parameterize!",
    "prepend",
    "present?",
    "replace",
    "rindex",
    "safe_constantize",
    "scan",
    "scrub",
    "send",
    "public_send",
    "size",
    "start_with?",
    "starts_with?",
    "squish!",
    "strip_heredoc",
    "sub!",
    "gsub!",
    "succ",
    "sum",
    "tap",
    "then",
    "to",
    "to_c",
    "to_d",
    "to_date",
    "to_datetime",
    "to_f",
    "to_i",
    "to_json",
    "to_proc",
    "to_query",
    "to_r",
    "to_time",
    "tr_s",
    "truncate_bytes",
    "truncate_words",
    "try",
    "try!",
    "unicode_normalize",
    "unpack",
    "unpack1",
    "upto",
    "valid_encoding?",
    "without",
    "yield_self",
    "unparameterize",
    "inquiry",
    "as_json",
    "byteslice",
    "codepoints",
    "each_grapheme_cluster",
    "remove!",
    "upcase!",
    "downcase!",
    "capitalize!",
    "instance_of?",
    "kind_of?",
    "respond_to?",
    "dump",
    "undump",
    "unary",
    "!",
    "!=",
];

const LISTS: &[(&str, ListMethod)] = &[
    ("freeze", ListMethod::Same),
    ("dup", ListMethod::Same),
    ("clone", ListMethod::Same),
    ("deep_dup", ListMethod::Same),
    ("itself", ListMethod::Same),
    ("presence", ListMethod::Same),
    ("to_a", ListMethod::Same),
    ("to_ary", ListMethod::Same),
    ("to_set", ListMethod::Same),
    ("entries", ListMethod::Same),
    ("lazy", ListMethod::Same),
    ("each", ListMethod::Same),
    ("each_entry", ListMethod::Same),
    ("compact", ListMethod::Same),
    ("compact_blank", ListMethod::Same),
    ("flatten", ListMethod::Same),
    ("uniq", ListMethod::Same),
    ("sort", ListMethod::Same),
    ("sort_by", ListMethod::Same),
    ("reverse", ListMethod::Same),
    ("rotate", ListMethod::Same),
    ("shuffle", ListMethod::Same),
    ("[]", ListMethod::Same),
    ("[..]", ListMethod::Same),
    ("select", ListMethod::Same),
    ("filter", ListMethod::Same),
    ("reject", ListMethod::Same),
    ("grep", ListMethod::Same),
    ("grep_v", ListMethod::Same),
    ("take", ListMethod::Same),
    ("take_while", ListMethod::Same),
    ("drop", ListMethod::Same),
    ("drop_while", ListMethod::Same),
    ("without", ListMethod::Same),
    ("excluding", ListMethod::Same),
    ("tap", ListMethod::Same),
    ("intersection", ListMethod::Same),
    ("difference", ListMethod::Same),
    ("push", ListMethod::Concat),
    ("append", ListMethod::Concat),
    ("concat", ListMethod::Concat),
    ("union", ListMethod::Concat),
    ("including", ListMethod::Concat),
    ("unshift", ListMethod::Concat),
    ("prepend", ListMethod::Concat),
    ("first", ListMethod::First),
    ("last", ListMethod::Last),
    ("sample", ListMethod::One),
    ("find", ListMethod::One),
    ("detect", ListMethod::One),
    ("min", ListMethod::One),
    ("max", ListMethod::One),
    ("min_by", ListMethod::One),
    ("max_by", ListMethod::One),
    ("pop", ListMethod::One),
    ("shift", ListMethod::One),
    ("second", ListMethod::One),
    ("third", ListMethod::One),
    ("join", ListMethod::Join { otherwise: "" }),
];

const MAPS: &[(&str, ListMethod)] = &[
    ("freeze", ListMethod::Same),
    ("dup", ListMethod::Same),
    ("clone", ListMethod::Same),
    ("deep_dup", ListMethod::Same),
    ("itself", ListMethod::Same),
    ("presence", ListMethod::Same),
    ("to_h", ListMethod::Same),
    ("to_hash", ListMethod::Same),
    ("to_a", ListMethod::Same),
    ("each", ListMethod::Same),
    ("each_pair", ListMethod::Same),
    ("with_indifferent_access", ListMethod::Same),
    ("symbolize_keys", ListMethod::Same),
    ("deep_symbolize_keys", ListMethod::Same),
    ("stringify_keys", ListMethod::Same),
    ("deep_stringify_keys", ListMethod::Same),
    ("compact", ListMethod::Same),
    ("compact_blank", ListMethod::Same),
    ("select", ListMethod::Same),
    ("filter", ListMethod::Same),
    ("reject", ListMethod::Same),
    ("slice", ListMethod::Same),
    ("except", ListMethod::Same),
    ("without", ListMethod::Same),
    ("sort", ListMethod::Same),
    ("sort_by", ListMethod::Same),
    ("tap", ListMethod::Same),
    ("merge", ListMethod::Merge),
    ("update", ListMethod::Merge),
    ("deep_merge", ListMethod::Merge),
    ("reverse_merge", ListMethod::Defaults),
    ("with_defaults", ListMethod::Defaults),
    ("keys", ListMethod::Keys),
    ("each_key", ListMethod::Keys),
    ("values", ListMethod::Values),
    ("each_value", ListMethod::Values),
    ("values_at", ListMethod::Values),
    ("fetch_values", ListMethod::Values),
];

fn presence(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    match value.trim().is_empty() {
        true => Some(TextResult::Null),
        false => text(value),
    }
}

fn swapcase(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let swapped = |letter: char| match letter.is_ascii_uppercase() {
        true => letter.to_ascii_lowercase(),
        false => letter.to_ascii_uppercase(),
    };
    value
        .is_ascii()
        .then(|| text(value.chars().map(swapped).collect::<String>()))?
}

fn capitalize(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    value.is_ascii().then(|| text(capitalized(value)))?
}

fn upcase_first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let (first, rest) = value.split_at_checked(1.min(value.len()))?;
    text(first.to_ascii_uppercase() + rest)
}

fn downcase_first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let (first, rest) = value.split_at_checked(1.min(value.len()))?;
    text(first.to_ascii_lowercase() + rest)
}

fn squish(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    (value.is_ascii() && !value.contains('\x0b')).then(|| text(words.join(" ")))?
}

fn chomp(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    if arguments.is_empty() {
        let cut = value
            .strip_suffix("\r\n")
            .or_else(|| value.strip_suffix(['\n', '\r']));
        return text(cut.unwrap_or(value));
    }
    let [ending] = texts(arguments)?;
    // Some endings stand for every kind of line end.
    (!ending.is_empty() && ending != "\n")
        .then(|| text(value.strip_suffix(ending).unwrap_or(value)))?
}

fn chop(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let cut = value.strip_suffix("\r\n").unwrap_or_else(|| {
        let mut letters = value.chars();
        letters.next_back();
        letters.as_str()
    });
    text(cut)
}

fn chr(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.chars().take(1).collect::<String>())
}

fn reverse(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.chars().rev().collect::<String>())
}

fn delete_prefix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [prefix] = texts(arguments)?;
    text(value.strip_prefix(prefix).unwrap_or(value))
}

fn delete_suffix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [suffix] = texts(arguments)?;
    text(value.strip_suffix(suffix).unwrap_or(value))
}

/// Returns the characters of a set such as `a-z_`, and true if it is a set of all others.
fn character_set(set: &str) -> Option<(Vec<char>, bool)> {
    if set.contains('\\') || !set.is_ascii() {
        return None;
    }
    let (set, is_inverted) = match set.strip_prefix('^') {
        Some(rest) if !rest.is_empty() => (rest, true),
        _ => (set, false),
    };
    let letters: Vec<char> = set.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = letters.get(at) {
        match letters.get(at + 2) {
            Some(last) if letters[at + 1] == '-' => {
                if first > last {
                    return None;
                }
                found.extend(*first..=*last);
                at += 3;
            }
            _ => {
                found.push(*first);
                at += 1;
            }
        }
    }
    Some((found, is_inverted))
}

fn delete(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [set] = texts(arguments)?;
    let (set, is_inverted) = character_set(set)?;
    let kept = value
        .chars()
        .filter(|letter| set.contains(letter) == is_inverted);
    text(kept.collect::<String>())
}

fn squeeze(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let set = match arguments {
        [] => None,
        arguments => Some(character_set(texts::<1>(arguments)?[0])?),
    };
    let is_in = |letter: char| {
        set.as_ref()
            .is_none_or(|(set, is_inverted)| set.contains(&letter) != *is_inverted)
    };
    let mut result = String::with_capacity(value.len());
    for letter in value.chars() {
        if !(result.ends_with(letter) && is_in(letter)) {
            result.push(letter);
        }
    }
    text(result)
}

fn tr(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = texts(arguments)?;
    let ((from, is_inverted), (to, _)) = (character_set(from)?, character_set(to)?);
    if to.is_empty() {
        return delete(value, &arguments[..1]);
    }
    if arguments[1] == TextArgument::Text("^".into()) || to.is_empty() {
        return None;
    }
    let other = *to.last()?;
    let replaced = |letter: char| {
        let place = from.iter().position(|known| *known == letter);
        match (place, is_inverted) {
            (None, false) | (Some(_), true) => letter,
            (None, true) => other,
            (Some(place), false) => to.get(place).copied().unwrap_or(other),
        }
    };
    text(value.chars().map(replaced).collect::<String>())
}

fn sub(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    substituted(value, arguments, false)
}

fn gsub(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    substituted(value, arguments, true)
}

fn substituted(value: &str, arguments: &[TextArgument], every: bool) -> Option<TextResult> {
    match arguments {
        [TextArgument::Text(pattern), TextArgument::Text(with)] if !pattern.is_empty() => {
            // A replacement may refer to groups, of which a text has none.
            if with.contains('\\') {
                return None;
            }
            text(match every {
                true => value.replace(pattern.as_str(), with),
                false => value.replacen(pattern.as_str(), with, 1),
            })
        }
        [
            TextArgument::Pattern(source, flags),
            TextArgument::Text(with),
        ] => {
            filled(with, GroupMark::Backslash, None)?;
            let regex = compiled(source, flags, value)?;
            text(replaced(&regex, value, with, GroupMark::Backslash, every)?)
        }
        _ => None,
    }
}

fn remove(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let mut result = value.to_owned();
    for argument in arguments {
        result = match argument {
            TextArgument::Text(part) if !part.is_empty() => result.replace(part.as_str(), ""),
            TextArgument::Pattern(source, flags) => compiled(source, flags, &result)?
                .replace_all(&result, "")
                .into_owned(),
            _ => return None,
        };
    }
    text(result)
}

fn concat_one(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [more] = texts(arguments)?;
    text(format!("{value}{more}"))
}

/// Returns the length and the filling text of `ljust` and `rjust`.
fn justified(value: &str, arguments: &[TextArgument]) -> Option<String> {
    let (length, fill) = match arguments {
        [TextArgument::Text(length)] => (length, " "),
        [TextArgument::Text(length), TextArgument::Text(fill)] => (length, fill.as_str()),
        _ => return None,
    };
    filling(value, length.parse().ok()?, fill)
}

fn ljust(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{value}{}", justified(value, arguments)?))
}

fn rjust(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{}{value}", justified(value, arguments)?))
}

fn truncate(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [length] = integers(arguments)?;
    match usize::try_from(length).ok()? {
        length if value.chars().count() <= length => text(value),
        length if length >= 3 => text(value.chars().take(length - 3).collect::<String>() + "..."),
        _ => None,
    }
}

/// Returns the number of letters that `first` and `last` take.
fn taken(arguments: &[TextArgument]) -> Option<usize> {
    match arguments {
        [] => Some(1),
        arguments => usize::try_from(integers::<1>(arguments)?[0]).ok(),
    }
}

fn first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(value.chars().take(taken(arguments)?).collect::<String>())
}

fn last(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let skipped = value.chars().count().saturating_sub(taken(arguments)?);
    text(value.chars().skip(skipped).collect::<String>())
}

fn slice(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let length = i64::try_from(value.len()).ok()?;
    let from_start = |place: i64| if place < 0 { place + length } else { place };
    if let Some([at, count]) = integers(arguments) {
        let at = from_start(at);
        return match at < 0 || at > length || count < 0 {
            true => Some(TextResult::Null),
            false => part(value, at, at + count),
        };
    }
    match arguments {
        [TextArgument::Text(key)] => match key.parse::<i64>().map(from_start) {
            Ok(at) if at < 0 || at >= length => Some(TextResult::Null),
            Ok(at) => part(value, at, at + 1),
            Err(_) if value.contains(key.as_str()) => text(key.as_str()),
            Err(_) => Some(TextResult::Null),
        },
        [TextArgument::Pattern(source, flags)] => {
            let found = compiled(source, flags, value)?
                .find(value)
                .map(|found| found.as_str());
            found.map_or(Some(TextResult::Null), text)
        }
        [
            TextArgument::Pattern(source, flags),
            TextArgument::Text(group),
        ] => {
            let found = compiled(source, flags, value)?.captures(value);
            let group = group.parse::<usize>().ok()?;
            let part = found.as_ref().and_then(|found| found.get(group));
            part.map_or(Some(TextResult::Null), |part| text(part.as_str()))
        }
        _ => None,
    }
}

fn range(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = integers(arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let from_start = |place: i64| if place < 0 { place + length } else { place };
    match from_start(from) {
        from if from < 0 || from > length => Some(TextResult::Null),
        from => part(value, from, from_start(to) + 1),
    }
}

fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let mut parts: Vec<&str> = match arguments {
        [] => value.split_ascii_whitespace().collect(),
        [TextArgument::Text(separator)] if separator == " " => {
            value.split_ascii_whitespace().collect()
        }
        [TextArgument::Text(separator)] if !separator.is_empty() => {
            value.split(separator.as_str()).collect()
        }
        _ => return None,
    };
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    list(parts)
}

fn partition(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    match value.split_once(separator) {
        Some((before, behind)) => list([before, separator, behind]),
        None => list([value, "", ""]),
    }
}

fn rpartition(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    match value.rsplit_once(separator) {
        Some((before, behind)) => list([before, separator, behind]),
        None => list(["", "", value]),
    }
}

fn chars(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    Some(TextResult::List(value.chars().map(String::from).collect()))
}

fn dasherize(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.replace('_', "-"))
}
