//! The convention of names: style, prefix, and the order of verb and object.

use crate::audit::feature_links::words::split;
use std::collections::BTreeMap;

/// Verbs that names of methods and events begin with.
pub(crate) const VERBS: &[&str] = &[
    "accept",
    "activate",
    "add",
    "apply",
    "approve",
    "archive",
    "assign",
    "attach",
    "block",
    "bulk",
    "cancel",
    "change",
    "check",
    "clear",
    "click",
    "close",
    "confirm",
    "convert",
    "copy",
    "create",
    "deactivate",
    "delete",
    "deploy",
    "disable",
    "dismiss",
    "download",
    "edit",
    "enable",
    "execute",
    "export",
    "fetch",
    "import",
    "install",
    "invite",
    "join",
    "leave",
    "link",
    "list",
    "load",
    "lock",
    "mark",
    "merge",
    "move",
    "open",
    "pause",
    "place",
    "play",
    "preview",
    "print",
    "promote",
    "publish",
    "push",
    "reject",
    "remove",
    "rename",
    "reopen",
    "reorder",
    "request",
    "resend",
    "reset",
    "resolve",
    "restore",
    "resume",
    "retry",
    "revert",
    "revoke",
    "run",
    "save",
    "search",
    "select",
    "send",
    "set",
    "share",
    "show",
    "sort",
    "star",
    "start",
    "stop",
    "submit",
    "subscribe",
    "switch",
    "sync",
    "test",
    "toggle",
    "track",
    "transfer",
    "trigger",
    "unarchive",
    "unban",
    "unfollow",
    "unassign",
    "unblock",
    "unlink",
    "unlock",
    "unstar",
    "unsubscribe",
    "update",
    "upload",
    "use",
    "validate",
    "verify",
    "view",
    "visit",
];

/// The way in which words form a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    Snake,
    Kebab,
    Camel,
    Pascal,
    /// Each word with a capital letter.
    Words,
    /// The first word with a capital letter.
    Sentence,
}

/// Returns the words that most names of the category begin with, or the letter that most names begin with.
pub(crate) fn prefix(of_category: &[&str], known: &[&str]) -> Vec<String> {
    let first = |names: &[&str], most: usize| {
        let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for name in names {
            let words = split(name);
            if words.len() > most {
                *counts.entry(words[..most].to_vec()).or_default() += 1;
            }
        }
        let count = |(words, count): (Vec<String>, usize)| (count, words);
        counts.into_iter().map(count).max()
    };
    let is_verb = |words: &[String]| words.iter().any(|word| VERBS.contains(&word.as_str()));
    for most in [2, 1] {
        let found = first(of_category, most);
        let found = found.filter(|(count, words)| {
            *count >= 3 && *count * 5 >= of_category.len() * 3 && !is_verb(words)
        });
        if let Some((_, words)) = found {
            return words;
        }
    }
    let letters: Vec<&str> = known.to_vec();
    let letter = first(&letters, 1)
        .filter(|(count, words)| words[0].len() == 1 && *count >= 3 && *count * 2 >= known.len());
    letter.map(|(_, words)| words).unwrap_or_default()
}

pub(crate) fn style(known: &[&str]) -> Style {
    let mut counts: BTreeMap<Style, usize> = BTreeMap::new();
    for name in known {
        let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
        let has_upper = name.chars().any(|c| c.is_ascii_uppercase());
        let style = match name {
            name if name.contains(' ') => {
                let mut later = name.split(' ').skip(1);
                match later.any(|word| word.starts_with(|c: char| c.is_ascii_lowercase())) {
                    true => Style::Sentence,
                    false => Style::Words,
                }
            }
            name if name.contains('_') => Style::Snake,
            name if name.contains('-') => Style::Kebab,
            _ if upper => Style::Pascal,
            _ if has_upper => Style::Camel,
            _ => continue,
        };
        *counts.entry(style).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(style, count)| (*count, *style == Style::Snake));
    most.map_or(Style::Snake, |(style, _)| style)
}

/// Returns true unless more names end with a verb in the past than begin with one.
pub(crate) fn is_verb_first(known: &[&str]) -> bool {
    let (mut first, mut last) = (0, 0);
    for name in known {
        let words = split(name);
        // A single letter in front is a prefix.
        let begin = words.iter().find(|word| word.len() > 1);
        let is_verb = |word: &String| VERBS.iter().any(|verb| verb == word || past(verb) == *word);
        first += usize::from(words.len() > 1 && begin.is_some_and(is_verb));
        let end = words.last();
        last += usize::from(words.len() > 1 && end.is_some_and(|word| is_past(word)));
    }
    first >= last
}

/// Returns true if names that begin with a verb have it in the past.
pub(crate) fn is_past_first(known: &[&str]) -> bool {
    let (mut present, mut gone) = (0, 0);
    for name in known {
        let words = split(name);
        let Some(first) = words.iter().find(|word| word.len() > 1) else {
            continue;
        };
        present += usize::from(VERBS.contains(&first.as_str()));
        gone += usize::from(VERBS.iter().any(|verb| past(verb) == *first));
    }
    gone > present
}

fn is_past(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed")
        || matches!(word, "set" | "reset" | "sent" | "built" | "run")
}

pub(crate) fn past(verb: &str) -> String {
    match verb {
        "set" | "reset" => verb.to_owned(),
        "run" => "run".to_owned(),
        "send" => "sent".to_owned(),
        "stop" | "star" | "submit" | "unstar" => format!("{verb}{}ed", &verb[verb.len() - 1..]),
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ if verb.ends_with('y') && verb != "play" && verb != "deploy" => {
            format!("{}ied", &verb[..verb.len() - 1])
        }
        _ => format!("{verb}ed"),
    }
}

pub(crate) fn singular(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies").filter(|_| word.len() > 4) {
        return format!("{start}y");
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let plurals = [
        ("ches", 2),
        ("shes", 2),
        ("xes", 2),
        ("sses", 2),
        ("tuses", 2),
        ("nuses", 2),
        ("ruses", 2),
    ];
    for (plural, length) in plurals {
        if word.ends_with(plural) {
            return word[..word.len() - length].to_owned();
        }
    }
    let start = word.strip_suffix('s').filter(|_| word.len() > 3 && !kept);
    start.unwrap_or(word).to_owned()
}

pub(crate) fn joined(words: &[String], style: Style) -> String {
    let title = |word: &String| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    match style {
        Style::Snake => words.join("_"),
        Style::Kebab => words.join("-"),
        Style::Words => {
            let words: Vec<String> = words.iter().map(title).collect();
            words.join(" ")
        }
        Style::Sentence => {
            let rest = words.iter().skip(1).cloned();
            let words: Vec<String> = words.iter().take(1).map(title).chain(rest).collect();
            words.join(" ")
        }
        Style::Pascal => words.iter().map(title).collect(),
        Style::Camel => {
            let rest = words.iter().skip(1).map(title);
            words.iter().take(1).cloned().chain(rest).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_form_that_most_names_have() {
        let words = ["place".to_owned(), "order".to_owned()];
        for (known, expected) in [
            (vec!["add_item", "open_cart"], "place_order"),
            (vec!["add-item"], "place-order"),
            (vec!["addItem", "openCart"], "placeOrder"),
            (vec!["AddItem"], "PlaceOrder"),
            (vec!["Add Item"], "Place Order"),
            (vec!["Added an item"], "Place order"),
            (vec![], "place_order"),
        ] {
            assert_eq!(joined(&words, style(&known)), expected);
        }
    }

    #[test]
    fn the_order_of_verb_and_object_is_that_of_most_names() {
        assert!(is_verb_first(&[
            "create_issue",
            "i_close_issue",
            "issue_closed"
        ]));
        assert!(!is_verb_first(&[
            "g_issue_created",
            "issue_closed",
            "close_issue"
        ]));
        assert_eq!(past("apply"), "applied");
        assert_eq!(past("stop"), "stopped");
    }

    #[test]
    fn names_share_the_prefix_of_their_category() {
        let category = ["g_shop_cart_opened", "g_shop_cart_closed", "g_shop_sent"];
        assert_eq!(prefix(&category, &[]), ["g", "shop"]);
        assert_eq!(prefix(&[], &["g_a_b", "g_c_d", "g_e", "i_f"]), ["g"]);
        assert!(prefix(&["create_a", "create_b", "create_c"], &[]).is_empty());
    }
}
