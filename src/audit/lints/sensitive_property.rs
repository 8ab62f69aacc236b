//! A property may carry personal data, user text or an address.

use crate::audit::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub static LINT: Lint = Lint {
    name: "sensitive-property",
    summary: "a property may carry personal data, user text or an address",
    docs: r#"The value of a property ends in a word that stands for an address, for text that users write, or for a secret: `url`, `path`, `email`, `title`, `token` and the like. Literal values are never reported.

## Why

What is collected stays collected. Names of private projects, error messages and addresses leave the installation.

## What to do

Send a constant that says what kind it is, or a number. If it is harmless, say why: `tracklint: ignore[sensitive-property] -- reason`.

## Bad

```ruby
Gitlab::Tracking.event('wiki', 'edit', label: page.title)
```

## Good

```ruby
Gitlab::Tracking.event('wiki', 'edit', label: 'sidebar_page')
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for call in cx.inputs.calls.iter().filter(|call| !call.inside_wrapper) {
        for property in call.properties.iter().filter(|property| property.values.is_none()) {
            let Some(word) = last_word(cx.inputs.sources.slice(property.span)) else { continue };
            let Some((_, what)) = WORDS.iter().find(|(sensitive, _)| *sensitive == word) else { continue };
            let event = call.event.names.iter().next().map_or("", |name| name.as_str());
            let message = format!("property `{}` may carry {what} (`{word}`)", property.name);
            let finding = Finding::new(&LINT, property.span, format!("{event}.{}", property.name), message);
            out.push(finding.help("Send a constant that says what kind it is, or suppress this with a reason."));
        }
    }
}

/// Last words of a value's name, and what such a value carries.
const WORDS: &[(&str, &str)] = &[
    ("url", "an address"),
    ("href", "an address"),
    ("path", "an address"),
    ("pathname", "an address"),
    ("referer", "an address"),
    ("title", "text that users write"),
    ("description", "text that users write"),
    ("body", "text that users write"),
    ("message", "text that users write"),
    ("messages", "text that users write"),
    ("query", "text that users write"),
    ("search", "text that users write"),
    ("email", "personal data"),
    ("username", "personal data"),
    ("phone", "personal data"),
    ("ip", "personal data"),
    ("token", "a secret"),
    ("password", "a secret"),
    ("secret", "a secret"),
    ("params", "whatever a request holds"),
];

/// The last word of the last name in an expression: `path` for `key: @project.full_path`.
fn last_word(expression: &str) -> Option<&str> {
    let expression = expression.trim().trim_end_matches(['(', ')', '"', '\'', '}', ']']);
    let start = expression.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let name = &expression[start..];
    let camel = name.rfind(|c: char| c.is_uppercase()).filter(|_| name.contains(char::is_lowercase));
    let name = name.rsplit('_').next().unwrap_or(name);
    match camel.and_then(|at| name.get(at..)) {
        // `pageUrl` ends in `Url`; the table holds lower case.
        Some("Url") => Some("url"),
        Some("Path") => Some("path"),
        Some("Title") => Some("title"),
        Some("Message") => Some("message"),
        _ => (!name.is_empty()).then_some(name),
    }
}
