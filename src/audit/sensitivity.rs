//! Sensitive data that a value may contain, judged by the names in its expression.
//!
//! An expression is read from its end: `truncate(page.full_path)` is a path, `page.title.length` is not a title.

/// Returns the sensitive data that an expression carries, and the word that indicates it.
pub(crate) fn carried(expression: &str) -> Option<(&'static str, String)> {
    let holes = interpolations(expression);
    if holes.is_empty() {
        one(expression)
    } else {
        holes.into_iter().find_map(one)
    }
}

/// Returns true if the name of a form's field or of a property suggests sensitive data.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    judge(&name.replace(['-', '['], "_").replace(']', ""), true).map(|(what, _)| what)
}

/// Returns the sensitive data that the name of a property announces, unless its value is a truth value or a number.
pub(crate) fn by_name(name: &str, expression: &str) -> Option<(&'static str, String)> {
    let (what, word) = judge(name, false)?;
    let is_plain = expression.is_empty()
        || is_truth(expression)
        || last_name(expression).is_none()
        || expression.ends_with(['\'', '"', '`'])
        || ["length", "size", "count"]
            .iter()
            .any(|end| expression.trim_end_matches("()").ends_with(end));
    (["personal data", "a secret"].contains(&what) && !is_plain).then_some((what, word))
}

/// Returns true for an expression that is true or false: a negation or a comparison.
fn is_truth(expression: &str) -> bool {
    let compares = [
        " === ", " !== ", " == ", " != ", " > ", " < ", " >= ", " <= ",
    ];
    expression.starts_with('!') || compares.iter().any(|sign| expression.contains(sign))
}

fn one(expression: &str) -> Option<(&'static str, String)> {
    let expression = expression.trim();
    if is_truth(expression) {
        return None;
    }
    if let Some(whole) = whole_object(expression) {
        return Some(("a whole object", whole.to_owned()));
    }
    let (name, receiver) = subject(expression)?;
    if matches!(name, "params" | "request") {
        return Some(("whatever a request holds", name.to_owned()));
    }
    if name == "location" && matches!(receiver, "window" | "document" | "") {
        return Some(("an address", name.to_owned()));
    }
    judge(name, !receiver.is_empty()).or_else(|| person(name, receiver))
}

/// Returns a call that turns everything an object holds into one value.
fn whole_object(expression: &str) -> Option<&'static str> {
    let plain = expression.trim_end_matches("()");
    let endings = [
        "to_json",
        "as_json",
        "attributes",
        "inspect",
        "serializable_hash",
    ];
    let found = endings.into_iter().find(|ending| {
        plain
            .strip_suffix(ending)
            .is_some_and(|rest| rest.ends_with('.'))
    });
    found.or_else(|| {
        expression
            .starts_with("JSON.stringify(")
            .then_some("JSON.stringify")
    })
}

/// Methods whose result carries what their receiver or argument carries.
const SAME: [&str; 16] = [
    "to_s",
    "to_sym",
    "to_str",
    "toString",
    "strip",
    "trim",
    "downcase",
    "upcase",
    "toLowerCase",
    "truncate",
    "escape",
    "sanitize",
    "String",
    "encodeURIComponent",
    "presence",
    "first",
];

/// Returns the name that says what an expression is, and what it is taken from.
fn subject(expression: &str) -> Option<(&str, &str)> {
    let mut rest = expression.trim();
    for _ in 0..16 {
        rest = rest.trim_end_matches([',', ';', ' ', '\n']);
        if let Some(inner) = rest.strip_suffix(')') {
            let open = opening(inner, '(', ')')?;
            let (callee, arguments) = (inner[..open].trim(), inner[open + 1..].trim());
            let (name, receiver) = last_name(callee)?;
            // A store that is read by name holds what the name says.
            let key = arguments.trim_matches(['\'', '"', '`']);
            let is_key = key.len() + 2 == arguments.len() && key.chars().all(is_word);
            if is_key && ["getItem", "get", "fetch", "dig"].contains(&name) {
                return Some((key, receiver));
            }
            rest = match (
                SAME.contains(&name),
                arguments.is_empty() || !receiver.is_empty(),
            ) {
                (true, true) => receiver,
                (true, false) => first_argument(arguments),
                (false, _) if name.is_empty() => arguments,
                (false, _) => return Some((name, receiver)),
            };
        } else if let Some(inner) = rest.strip_suffix(']') {
            let open = opening(inner, '[', ']')?;
            let key = inner[open + 1..]
                .trim()
                .trim_matches(['\'', '"'])
                .trim_start_matches(':');
            if key.starts_with(char::is_alphabetic) && key.chars().all(is_word) {
                return Some((key, &inner[..open]));
            }
            rest = &inner[..open];
        } else {
            let (name, receiver) = last_name(rest)?;
            if !SAME.contains(&name) || receiver.is_empty() {
                return Some((name, receiver));
            }
            rest = receiver;
        }
    }
    None
}

/// `a, b` without what follows the first comma outside brackets.
fn first_argument(arguments: &str) -> &str {
    let mut depth = 0u32;
    let end = arguments.find(|c| {
        depth = match c {
            '(' | '[' | '{' => depth + 1,
            ')' | ']' | '}' => depth.saturating_sub(1),
            _ => depth,
        };
        c == ',' && depth == 0
    });
    &arguments[..end.unwrap_or(arguments.len())]
}

/// Returns the position of the bracket that is closed behind `inner`.
fn opening(inner: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 1;
    inner.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == close) - i32::from(c == open);
        (depth == 0).then_some(at)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the identifier an expression ends with and what stands before its dot; nothing for a question (`title.blank?`).
fn last_name(expression: &str) -> Option<(&str, &str)> {
    let end = expression.trim_end();
    if end.ends_with('?') {
        return None;
    }
    let end = end.trim_end_matches('!');
    let start = end.rfind(|c| !is_word(c)).map_or(0, |at| {
        at + end[at..].chars().next().map_or(1, char::len_utf8)
    });
    let before = end[..start].trim_end();
    let receiver = before
        .strip_suffix('.')
        .map_or("", |receiver| receiver.trim_end_matches(['?', '&']));
    let mut parts = receiver.rsplit(|c: char| {
        !(is_word(c)
            || matches!(
                c,
                '.' | '(' | ')' | '[' | ']' | ':' | '\'' | '"' | '&' | '?'
            ))
    });
    Some((&end[start..], parts.next().unwrap_or(receiver)))
}

/// Returns the code inside the holes of a text: `#{…}` and `${…}`.
fn interpolations(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("#{").or_else(|| rest.find("${")) {
        let inner = &rest[at + 2..];
        let end = inner.find('}').unwrap_or(inner.len());
        found.push(&inner[..end]);
        rest = &inner[end..];
    }
    found
}

/// Returns the words of a name: `fullPath` and `full_path` are `full`, `path`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && lower) {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if c != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Last words of names, and what such a value carries.
const WORDS: &[(&str, &[&str])] = &[
    (
        "an address",
        &[
            "url", "uri", "href", "path", "pathname", "referer", "referrer",
        ],
    ),
    (
        "text that users write",
        &[
            "title",
            "description",
            "body",
            "message",
            "messages",
            "query",
            "search",
            "term",
        ],
    ),
    (
        "personal data",
        &[
            "email",
            "username",
            "phone",
            "ip",
            "address",
            "birthday",
            "birthdate",
            "birth",
            "latitude",
            "longitude",
            "iban",
            "surname",
            "nickname",
            "postcode",
            "zipcode",
        ],
    ),
    ("a secret", &["token", "password", "secret"]),
];

fn judge(name: &str, taken_from: bool) -> Option<(&'static str, String)> {
    let words = words(name);
    let last = words.last()?;
    if let Some((what, _)) = WORDS
        .iter()
        .find(|(_, known)| known.contains(&last.as_str()))
    {
        return Some((what, last.clone()));
    }
    let before = words.len().checked_sub(2).map(|at| words[at].as_str());
    if last == "key"
        && matches!(
            before,
            Some("api" | "access" | "private" | "ssh" | "secret")
        )
    {
        return Some(("a secret", last.clone()));
    }
    if last == "number" && matches!(before, Some("phone" | "card" | "account" | "mobile")) {
        return Some(("personal data", last.clone()));
    }
    (matches!(last.as_str(), "id" | "iid") && (before.is_some() || taken_from))
        .then(|| ("the id of a record", last.clone()))
}

/// Returns a name is personal or written by users where it belongs to something they name.
fn person(name: &str, receiver: &str) -> Option<(&'static str, String)> {
    const NAMED: [&str; 14] = [
        "user",
        "author",
        "member",
        "project",
        "group",
        "namespace",
        "file",
        "branch",
        "repository",
        "full",
        "display",
        "first",
        "last",
        "customer",
    ];
    let mut words = words(name);
    if words.pop().as_deref() != Some("name") {
        return None;
    }
    let owner = words
        .pop()
        .or_else(|| self::words(last_name(receiver)?.0).pop())?;
    NAMED
        .contains(&owner.as_str())
        .then(|| ("text that users write", "name".to_owned()))
}

#[cfg(test)]
mod tests;
