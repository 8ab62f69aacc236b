//! Comparing names: globs, and the nearest name for help texts.

use crate::facts::Text;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Returns true if a text matches a glob in which `*` matches any text.
pub(crate) fn fits(glob: &str, text: &str) -> bool {
    let Some((first, others)) = glob.split_once('*') else {
        return glob == text;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let (between, last) = others.rsplit_once('*').unwrap_or(("", others));
    for part in between.split('*') {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Returns the entries of a map whose names match a glob. Those that do not begin like the glob are not compared.
pub(crate) fn fitting<'m, V>(
    by_name: &'m BTreeMap<Text, V>,
    glob: &'m str,
) -> impl Iterator<Item = (&'m Text, &'m V)> {
    let prefix = glob.split('*').next().unwrap_or_default();
    let from = by_name.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
    let alike = from.take_while(move |(name, _)| name.starts_with(prefix));
    alike.filter(move |(name, _)| fits(glob, name))
}

/// Number of characters of a glob that are given.
pub(crate) fn literal_length(glob: &str) -> usize {
    glob.chars().filter(|c| *c != '*').count()
}

/// Returns the known name that a misspelt one probably means: few letters differ, and no word became another word. `export_csv`
/// and `export_pdf` are near each other in letters, and nobody means the one by the other.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let limit = (name.chars().count() / 5).clamp(1, 3);
    let length = name.chars().count();
    known
        .into_iter()
        .filter(|other| *other != name && other.chars().count().abs_diff(length) <= limit)
        .filter(|other| {
            crate::fix::may_be_within(name, other, limit) && words_are_near(name, other)
        })
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, other)| other)
}

/// Returns true if names of as many words differ by at most a third of the letters of any word.
fn words_are_near(name: &str, other: &str) -> bool {
    let words = |text: &'_ str| {
        text.split(|c: char| !c.is_alphanumeric())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (words, others) = (words(name), words(other));
    words.len() != others.len()
        || words.iter().zip(&others).all(|(word, other)| {
            let longest = word.chars().count().max(other.chars().count());
            strsim::damerau_levenshtein(word, other) * 3 <= longest
        })
}

/// Returns true if a name occurs in a text with nothing of a longer name around it.
pub(crate) fn is_word_of(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_part_of_word)
            && !text[at + name.len()..].starts_with(is_part_of_word)
    })
}

/// Returns true for a character of names and of their interpolated parts.
pub(crate) fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '#' | '$' | '{' | '}')
}

/// Returns a category as it is compared: lower case, spaces and hyphens as underscores.
pub(crate) fn category(name: &str) -> String {
    // Most are written so already, and there are thousands.
    if name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    {
        return name.to_owned();
    }
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// Returns a class or file name without what conventions change: `HTTPCountMetric` and `http_count_metric` are alike.
pub(crate) fn squashed(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    squash(name, &mut result);
    result
}

/// Returns the same into a text that is used again and again, whatever was in it.
pub(crate) fn squash(name: &str, result: &mut String) {
    result.clear();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            result.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            result.extend(c.to_lowercase());
        }
    }
}

/// `a`, `b` and `c`, each quoted, at most `most` of them.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>, most: usize) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > most {
        return format!(
            "{} and {} more",
            names[..most].join(", "),
            names.len() - most
        );
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Returns a help text that asks for the nearest name, or gives other advice.
pub(crate) fn did_you_mean(near: Option<&str>, otherwise: &str) -> String {
    match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_fit_at_both_ends() {
        assert!(
            fits("a_*_c", "a_b_c")
                && fits("a*", "a")
                && fits("*", "")
                && fits("a_*_b_*", "a_x_b_y_b_z")
        );
        assert!(
            !fits("a_*_c", "a_c")
                && !fits("a*", "ba")
                && !fits("ab", "abc")
                && !fits("ab*ba", "aba")
        );
    }

    #[test]
    fn entries_of_a_map_fit_a_glob() {
        let names = ["a", "ab", "ab_c", "abc", "b_c"];
        let map: BTreeMap<Text, usize> = names
            .iter()
            .map(|name| Text::from(*name))
            .zip(0..)
            .collect();
        let fitting = |glob: &str| fitting(&map, glob).map(|(_, n)| *n).collect::<Vec<usize>>();
        assert_eq!(fitting("ab*"), [1, 2, 3]);
        assert_eq!(fitting("*_c"), [2, 4]);
        assert_eq!(fitting("ab*c"), [2, 3]);
        assert_eq!(fitting("ab"), [1]);
        assert_eq!(fitting("c*"), [0; 0]);
    }

    #[test]
    fn nearest_is_near_and_never_the_name_itself() {
        assert_eq!(
            nearest("plaec_order", ["place_order", "order"]),
            Some("place_order")
        );
        assert_eq!(
            nearest("place_order", ["place_order", "cancel_order"]),
            None
        );
        assert_eq!(nearest("export_order_csv", ["export_order_pdf"]), None);
        assert_eq!(nearest("placeorder", ["place_order"]), Some("place_order"));
    }

    #[test]
    fn lists_are_cut() {
        assert_eq!(listed(["a", "b", "c"], 3), "`a`, `b` and `c`");
        assert_eq!(listed(["a", "b", "c"], 1), "`a` and 2 more");
        assert_eq!(squashed("HTTPCountMetric"), squashed("http_count_metric"));
        assert_eq!(squashed("É_x-Ω9"), "éxω9");
    }
}
