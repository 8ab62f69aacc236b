//! Regular expressions of other languages, as far as they mean the same in this one.

use regex::{Captures, Regex, RegexBuilder};

/// Escapes that mean the same everywhere on ASCII text.
const ESCAPES: &str = "dDwWsSbBnrtfv./-+*?()[]{}^$|\\_ :,;@#%&=!~'\"<>";

/// Longest expression that is used.
const MOST_LENGTH: usize = 200;

/// Returns the compiled expression; none if it may mean something else on this text than it does there.
pub(crate) fn compiled(source: &str, flags: &str, text: &str) -> Option<Regex> {
    let is_plain = text.is_ascii() && !text.contains(['\n', '\r']);
    if !is_plain || !source.is_ascii() || source.len() > MOST_LENGTH || !is_common(source) {
        return None;
    }
    if flags.chars().any(|flag| !matches!(flag, 'g' | 'i' | 'u')) {
        return None;
    }
    RegexBuilder::new(source)
        .case_insensitive(flags.contains('i'))
        .size_limit(1 << 18)
        .build()
        .ok()
}

/// Returns true if an expression consists of constructs with one meaning.
fn is_common(source: &str) -> bool {
    let mut letters = source.chars().peekable();
    let mut in_class = false;
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match letter {
            '\\' => {
                let Some(escaped) = letters.next() else {
                    return false;
                };
                let is_anchor = matches!(escaped, 'A' | 'z') && !in_class;
                // In a class `\b` is a backspace, and `\B` nothing.
                let is_known =
                    ESCAPES.contains(escaped) && !(in_class && matches!(escaped, 'b' | 'B'));
                if !is_known && !is_anchor {
                    return false;
                }
                before = 'x';
                continue;
            }
            '[' if in_class => return false,
            '[' => in_class = true,
            ']' if in_class => in_class = false,
            '&' | '~' | '-' if in_class && next == Some(letter) => return false,
            '(' if !in_class && next == Some('?') => {
                letters.next();
                if letters.next() != Some(':') {
                    return false;
                }
            }
            // `a++` does not go back, where it is known at all.
            '+' if !in_class && matches!(before, '*' | '+' | '?' | '}') => return false,
            '#' => return false,
            _ => {}
        }
        before = letter;
    }
    !in_class
}

/// Marks of a group in a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupMark {
    /// `\1`.
    Backslash,
    /// `$1`, and `$&` for the whole match.
    Dollar,
}

/// Returns a text with the first or every match replaced; none if the replacement is not understood.
pub(crate) fn replaced(
    regex: &Regex,
    text: &str,
    with: &str,
    mark: GroupMark,
    every: bool,
) -> Option<String> {
    let limit = usize::from(!every);
    if regex.captures(text).is_none() {
        return Some(text.to_owned());
    }
    filled(with, mark, None)?;
    let result = regex.replacen(text, limit, |found: &Captures<'_>| {
        filled(with, mark, Some(found)).unwrap_or_default()
    });
    Some(result.into_owned())
}

/// Returns the replacement of one match; without a match only checks that the replacement is understood.
pub(crate) fn filled(with: &str, mark: GroupMark, found: Option<&Captures<'_>>) -> Option<String> {
    let sign = match mark {
        GroupMark::Backslash => '\\',
        GroupMark::Dollar => '$',
    };
    let mut result = String::new();
    let mut letters = with.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != sign {
            result.push(letter);
            continue;
        }
        let next = letters.next()?;
        let group = match (next, mark) {
            ('&', _) | ('0', GroupMark::Backslash) => 0,
            ('1'..='9', _) if !letters.peek().is_some_and(char::is_ascii_digit) => {
                next.to_digit(10)? as usize
            }
            (next, _) if next == sign => {
                result.push(sign);
                continue;
            }
            _ => return None,
        };
        if let Some(found) = found {
            // A group that does not exist means different things.
            if group >= found.len() {
                return None;
            }
            result.push_str(found.get(group).map_or("", |part| part.as_str()));
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_constructs_with_one_meaning_are_compiled() {
        for source in ["-", "[^a-z0-9]+", r"\s+", "^a|b$", "(?:x)y*?", r"\A\w+\z"] {
            assert!(compiled(source, "", "a-b").is_some(), "{source}");
        }
        for source in [
            r"\h",
            "a++",
            "[a&&b]",
            "[[:alpha:]]",
            "(?<=a)b",
            "(?i)a",
            r"(a)\1",
            "[\\b]",
        ] {
            assert!(compiled(source, "", "a-b").is_none(), "{source}");
        }
        assert!(compiled("-", "m", "a").is_none() && compiled("-", "", "ä").is_none());
    }

    #[test]
    fn groups_are_filled_in() {
        let regex = Regex::new("([a-z])-([a-z])").expect("a regular expression");
        let ruby = replaced(&regex, "a-b c-d", r"\2_\1", GroupMark::Backslash, false);
        let js = replaced(&regex, "a-b c-d", "$2$&$$", GroupMark::Dollar, true);
        assert_eq!(ruby.as_deref(), Some("b_a c-d"));
        assert_eq!(js.as_deref(), Some("ba-b$ dc-d$"));
        assert_eq!(
            replaced(&regex, "a-b", r"\k<x>", GroupMark::Backslash, true),
            None
        );
    }
}
