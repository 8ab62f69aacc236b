//! Inflections of words, with the default rules of the usual library.

use crate::languages::text_methods::TextArgument;
use crate::languages::text_methods::TextResult;
use crate::languages::text_methods::shared::{text, texts};
use regex::Regex;
use std::sync::LazyLock;

/// Rules for plurals. Later rules come first.
const PLURALS: &[(&str, &str)] = &[
    (r"(?i)$", "s"),
    (r"(?i)s$", "s"),
    (r"(?i)^(ax|test)is$", "${1}es"),
    (r"(?i)(octop|vir)us$", "${1}i"),
    (r"(?i)(octop|vir)i$", "${1}i"),
    (r"(?i)(alias|status)$", "${1}es"),
    (r"(?i)(bu)s$", "${1}ses"),
    (r"(?i)(buffal|tomat)o$", "${1}oes"),
    (r"(?i)([ti])um$", "${1}a"),
    (r"(?i)([ti])a$", "${1}a"),
    (r"(?i)sis$", "ses"),
    (r"(?i)(?:([^f])fe|([lr])f)$", "${1}${2}ves"),
    (r"(?i)(hive)$", "${1}s"),
    (r"(?i)([^aeiouy]|qu)y$", "${1}ies"),
    (r"(?i)(x|ch|ss|sh)$", "${1}es"),
    (r"(?i)(matr|vert|ind)(?:ix|ex)$", "${1}ices"),
    (r"(?i)^(m|l)ouse$", "${1}ice"),
    (r"(?i)^(m|l)ice$", "${1}ice"),
    (r"(?i)^(ox)$", "${1}en"),
    (r"(?i)^(oxen)$", "${1}"),
    (r"(?i)(quiz)$", "${1}zes"),
];

/// Rules for singulars. Later rules come first.
const SINGULARS: &[(&str, &str)] = &[
    (r"(?i)s$", ""),
    (r"(?i)(ss)$", "${1}"),
    (r"(?i)(n)ews$", "${1}ews"),
    (r"(?i)([ti])a$", "${1}um"),
    (
        r"(?i)((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$",
        "${1}sis",
    ),
    (r"(?i)(^analy)(sis|ses)$", "${1}sis"),
    (r"(?i)([^f])ves$", "${1}fe"),
    (r"(?i)(hive)s$", "${1}"),
    (r"(?i)(tive)s$", "${1}"),
    (r"(?i)([lr])ves$", "${1}f"),
    (r"(?i)([^aeiouy]|qu)ies$", "${1}y"),
    (r"(?i)(s)eries$", "${1}eries"),
    (r"(?i)(m)ovies$", "${1}ovie"),
    (r"(?i)(x|ch|ss|sh)es$", "${1}"),
    (r"(?i)^(m|l)ice$", "${1}ouse"),
    (r"(?i)(bus)(es)?$", "${1}"),
    (r"(?i)(o)es$", "${1}"),
    (r"(?i)(shoe)s$", "${1}"),
    (r"(?i)(cris|test)(is|es)$", "${1}is"),
    (r"(?i)^(a)x[ie]s$", "${1}xis"),
    (r"(?i)(octop|vir)(us|i)$", "${1}us"),
    (r"(?i)(alias|status)(es)?$", "${1}"),
    (r"(?i)^(ox)en", "${1}"),
    (r"(?i)(vert|ind)ices$", "${1}ex"),
    (r"(?i)(matr)ices$", "${1}ix"),
    (r"(?i)(quiz)zes$", "${1}"),
    (r"(?i)(database)s$", "${1}"),
];

/// Words with a plural of their own. A project may add more, so words that end in one are not inflected either.
const IRREGULAR: &[&str] = &[
    "person", "people", "man", "men", "child", "children", "sex", "sexes", "move", "moves",
    "zombie", "zombies",
];

/// Words without a plural.
const UNCOUNTABLE: &[&str] = &[
    "equipment",
    "information",
    "rice",
    "money",
    "species",
    "series",
    "fish",
    "sheep",
    "jeans",
    "police",
];

/// Rules, compiled.
type Rules = LazyLock<Vec<(Regex, &'static str)>>;

static TO_PLURAL: Rules = LazyLock::new(|| compiled(PLURALS));
static TO_SINGULAR: Rules = LazyLock::new(|| compiled(SINGULARS));

fn compiled(rules: &[(&'static str, &'static str)]) -> Vec<(Regex, &'static str)> {
    let rules = rules.iter().rev();
    rules
        .filter_map(|(pattern, with)| Some((Regex::new(pattern).ok()?, *with)))
        .collect()
}

/// Returns a word in the other number; none for words with a form of their own.
fn inflected(word: &str, rules: &[(Regex, &'static str)]) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    if !word.is_ascii() || IRREGULAR.iter().any(|own| lower.ends_with(own)) {
        return None;
    }
    let is_countable = |own: &&str| {
        lower.strip_suffix(*own).is_none_or(|before| {
            before.ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
        })
    };
    if word.is_empty() || !UNCOUNTABLE.iter().all(is_countable) {
        return Some(word.to_owned());
    }
    let rule = rules.iter().find(|(pattern, _)| pattern.is_match(word));
    Some(rule.map_or_else(
        || word.to_owned(),
        |(pattern, with)| pattern.replace(word, *with).into_owned(),
    ))
}

/// Returns the plural of a word.
pub(super) fn pluralize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(inflected(word, &TO_PLURAL)?)
}

/// Returns the singular of a word.
pub(super) fn singularize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(inflected(word, &TO_SINGULAR)?)
}

/// Returns `OrderPlaced` as `order_placed`.
pub(crate) fn underscored(word: &str) -> Option<String> {
    static BEFORE_WORD: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"([A-Z0-9]+)([A-Z][a-z])").ok());
    static BEHIND_LOWER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"([a-z0-9])([A-Z])").ok());
    if !word.is_ascii() {
        return None;
    }
    if !word.contains(|letter: char| letter.is_ascii_uppercase() || letter == '-')
        && !word.contains("::")
    {
        return Some(word.to_owned());
    }
    let word = word.replace("::", "/");
    let word = BEFORE_WORD.as_ref()?.replace_all(&word, "${1}_${2}");
    let word = BEHIND_LOWER.as_ref()?.replace_all(&word, "${1}_${2}");
    Some(word.replace('-', "_").to_ascii_lowercase())
}

pub(super) fn underscore(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(underscored(word)?)
}

/// Returns a word with a capital first letter, the others small.
pub(super) fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let rest = letters.map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(rest).collect()
}

/// Returns `order_placed` as `OrderPlaced`, or as `orderPlaced`.
pub(super) fn camelized(term: &str, lower_first: bool) -> Option<String> {
    if !term.is_ascii() {
        return None;
    }
    let is_word = |letter: &char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let mut result = String::with_capacity(term.len());
    let mut rest = term;
    if lower_first {
        let first = term
            .chars()
            .next()
            .filter(|first| first.is_ascii_alphanumeric());
        if let Some(first) = first {
            result.push(first.to_ascii_lowercase());
            rest = &term[1..];
        }
    } else {
        let length = term.chars().take_while(is_word).count();
        result.push_str(&capitalized(&term[..length]));
        rest = &term[length..];
    }
    while let Some(at) = rest.find(['_', '/']) {
        result.push_str(&rest[..at]);
        if rest[at..].starts_with('/') {
            result.push_str("::");
        }
        let behind = &rest[at + 1..];
        let length = behind
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .count();
        result.push_str(&capitalized(&behind[..length]));
        rest = &behind[length..];
    }
    result.push_str(rest);
    Some(result)
}

pub(super) fn camelize(term: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    if texts::<0>(arguments).is_some() {
        return text(camelized(term, false)?);
    }
    match texts::<1>(arguments)? {
        ["upper"] => text(camelized(term, false)?),
        ["lower"] => text(camelized(term, true)?),
        _ => None,
    }
}

/// Returns `order_id` as `Order`.
fn humanized(word: &str) -> Option<String> {
    if !word.is_ascii() {
        return None;
    }
    let word = word.replace('_', " ").to_ascii_lowercase();
    let word = word.trim_start();
    let word = word.strip_suffix(" id").unwrap_or(word);
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    Some(first.into_iter().chain(letters).collect())
}

pub(super) fn humanize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(humanized(word)?)
}

pub(super) fn titleize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let word = humanized(&underscored(word)?)?;
    let mut result = String::with_capacity(word.len());
    let mut before = ' ';
    for letter in word.chars() {
        // Brackets and quotes behind a word have their own rules.
        if matches!(letter, '\'' | '`' | '(' | ')') {
            return None;
        }
        let is_start = !before.is_ascii_alphanumeric() && before != '_';
        result.push(if is_start {
            letter.to_ascii_uppercase()
        } else {
            letter
        });
        before = letter;
    }
    text(result)
}

pub(super) fn parameterize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    let separator = match arguments {
        [] => "-",
        [TextArgument::Named(name, value)] if name == "separator" && value.len() == 1 => value,
        _ => return None,
    };
    if !word.is_ascii() {
        return None;
    }
    let mut result = String::with_capacity(word.len());
    let mut is_over = true;
    for letter in word.chars() {
        let is_kept = letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if is_kept && !separator.starts_with(letter) {
            result.push(letter.to_ascii_lowercase());
            is_over = false;
        } else if !is_over {
            result.push_str(separator);
            is_over = true;
        }
    }
    text(result.strip_suffix(separator).unwrap_or(&result))
}

pub(super) fn demodulize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(word.rsplit_once("::").map_or(word, |(_, last)| last))
}

pub(super) fn deconstantize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(word.rsplit_once("::").map_or("", |(path, _)| path))
}

pub(super) fn tableize(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    text(inflected(&underscored(word)?, &TO_PLURAL)?)
}

pub(super) fn classify(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let word = word.rsplit_once('.').map_or(word, |(_, last)| last);
    text(camelized(&inflected(word, &TO_SINGULAR)?, false)?)
}

pub(super) fn foreign_key(word: &str, arguments: &[TextArgument]) -> Option<TextResult> {
    texts::<0>(arguments)?;
    let word = word.rsplit_once("::").map_or(word, |(_, last)| last);
    text(format!("{}_id", underscored(word)?))
}
