//! Results of string methods, as Ruby computes them.

use crate::languages::ruby::inflections::capitalized;
use crate::languages::text_methods::pattern::{GroupMark, compiled, filled, replaced};
use crate::languages::text_methods::shared::{filling, integers, list, part, text, texts};
use crate::languages::text_methods::{TextArgument, TextResult};

pub(super) fn presence(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    match value.trim().is_empty() {
        true => Some(TextResult::Null),
        false => text(value),
    }
}

pub(super) fn swapcase(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let swapped = |letter: char| match letter.is_ascii_uppercase() {
        true => letter.to_ascii_lowercase(),
        false => letter.to_ascii_uppercase(),
    };
    value
        .is_ascii()
        .then(|| text(value.chars().map(swapped).collect::<String>()))?
}

pub(super) fn capitalize(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    value.is_ascii().then(|| text(capitalized(value)))?
}

pub(super) fn upcase_first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let (first, rest) = value.split_at_checked(1.min(value.len()))?;
    text(first.to_ascii_uppercase() + rest)
}

pub(super) fn downcase_first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let (first, rest) = value.split_at_checked(1.min(value.len()))?;
    text(first.to_ascii_lowercase() + rest)
}

pub(super) fn squish(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    (value.is_ascii() && !value.contains('\x0b')).then(|| text(words.join(" ")))?
}

pub(super) fn chomp(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn chop(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let cut = value.strip_suffix("\r\n").unwrap_or_else(|| {
        let mut letters = value.chars();
        letters.next_back();
        letters.as_str()
    });
    text(cut)
}

pub(super) fn chr(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.chars().take(1).collect::<String>())
}

pub(super) fn reverse(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.chars().rev().collect::<String>())
}

pub(super) fn delete_prefix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [prefix] = texts(arguments)?;
    text(value.strip_prefix(prefix).unwrap_or(value))
}

pub(super) fn delete_suffix(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [suffix] = texts(arguments)?;
    text(value.strip_suffix(suffix).unwrap_or(value))
}

/// Returns the characters of a set such as `a-z_`, and true if it is a set of all others.
pub(super) fn character_set(set: &str) -> Option<(Vec<char>, bool)> {
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

pub(super) fn delete(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [set] = texts(arguments)?;
    let (set, is_inverted) = character_set(set)?;
    let kept = value
        .chars()
        .filter(|letter| set.contains(letter) == is_inverted);
    text(kept.collect::<String>())
}

pub(super) fn squeeze(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn tr(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn sub(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    substituted(value, arguments, false)
}

pub(super) fn gsub(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    substituted(value, arguments, true)
}

pub(super) fn substituted(
    value: &str,
    arguments: &[TextArgument],
    every: bool,
) -> Option<TextResult> {
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

pub(super) fn remove(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn concat_one(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [more] = texts(arguments)?;
    text(format!("{value}{more}"))
}

/// Returns the length and the filling text of `ljust` and `rjust`.
pub(super) fn justified(value: &str, arguments: &[TextArgument]) -> Option<String> {
    let (length, fill) = match arguments {
        [TextArgument::Text(length)] => (length, " "),
        [TextArgument::Text(length), TextArgument::Text(fill)] => (length, fill.as_str()),
        _ => return None,
    };
    filling(value, length.parse().ok()?, fill)
}

pub(super) fn ljust(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{value}{}", justified(value, arguments)?))
}

pub(super) fn rjust(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(format!("{}{value}", justified(value, arguments)?))
}

pub(super) fn truncate(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [length] = integers(arguments)?;
    match usize::try_from(length).ok()? {
        length if value.chars().count() <= length => text(value),
        length if length >= 3 => text(value.chars().take(length - 3).collect::<String>() + "..."),
        _ => None,
    }
}

/// Returns the number of letters that `first` and `last` take.
pub(super) fn taken(arguments: &[TextArgument]) -> Option<usize> {
    match arguments {
        [] => Some(1),
        arguments => usize::try_from(integers::<1>(arguments)?[0]).ok(),
    }
}

pub(super) fn first(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    text(value.chars().take(taken(arguments)?).collect::<String>())
}

pub(super) fn last(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let skipped = value.chars().count().saturating_sub(taken(arguments)?);
    text(value.chars().skip(skipped).collect::<String>())
}

pub(super) fn slice(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn range(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [from, to] = integers(arguments)?;
    let length = i64::try_from(value.len()).ok()?;
    let from_start = |place: i64| if place < 0 { place + length } else { place };
    match from_start(from) {
        from if from < 0 || from > length => Some(TextResult::Null),
        from => part(value, from, from_start(to) + 1),
    }
}

pub(super) fn split(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
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

pub(super) fn partition(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    match value.split_once(separator) {
        Some((before, behind)) => list([before, separator, behind]),
        None => list([value, "", ""]),
    }
}

pub(super) fn rpartition(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let [separator] = texts(arguments)?;
    match value.rsplit_once(separator) {
        Some((before, behind)) => list([before, separator, behind]),
        None => list(["", "", value]),
    }
}

pub(super) fn chars(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    Some(TextResult::List(value.chars().map(String::from).collect()))
}

pub(super) fn dasherize(value: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(value.replace('_', "-"))
}
