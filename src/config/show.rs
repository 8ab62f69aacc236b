//! Prints the effective settings as YAML, each with its origin.

use crate::config::options::KEYS;
use crate::config::settings::Settings;
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use std::fmt::Write;

/// A setting of the command line, which overrides or extends the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CliOverride {
    /// The key of the configuration.
    pub(crate) key: &'static str,
    /// The values, as written in YAML.
    pub(crate) values: Vec<String>,
    /// True if it adds to the values of the configuration instead of replacing them.
    pub(crate) adds: bool,
}

/// Minimum column of comments.
const COMMENT: usize = 40;

/// Returns the effective settings as YAML, with the origin of each value in a comment.
pub(crate) fn show(settings: &Settings, given: &[CliOverride]) -> String {
    let mut out = String::new();
    for key in KEYS.iter().filter(|key| key.name != "extends") {
        let given = given.iter().find(|given| given.key == key.name);
        let written = settings
            .written
            .as_ref()
            .and_then(|root| root.get(key.name))
            .filter(|node| !node.is_blank());
        let written = written.filter(|_| given.is_none_or(|given| given.adds));
        if let Some(node) = written {
            value(settings, key.name, node, 0, &mut out);
        }
        if let Some(given) = given {
            let origin = format!("--{}", key.name.replace('_', "-"));
            let list = matches!(key.shape, crate::config::options::Shape::List(_));
            if list && written.is_none() {
                line(&format!("{}:", key.name), "", &mut out);
            }
            for text in &given.values {
                line(
                    &if list {
                        format!("  - {text}")
                    } else {
                        format!("{}: {text}", key.name)
                    },
                    &origin,
                    &mut out,
                );
            }
        }
        if let Some(default) = key.default.filter(|_| written.is_none() && given.is_none()) {
            line(&format!("{}: {default}", key.name), "default", &mut out);
        }
    }
    out
}

fn value(settings: &Settings, name: &str, node: &Node, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match &node.value {
        NodeValue::Scalar(text, kind) => line(
            &format!("{indent}{name}: {}", written(text, *kind)),
            &origin(settings, node),
            out,
        ),
        NodeValue::List(items) if items.is_empty() => {
            line(&format!("{indent}{name}: []"), &origin(settings, node), out)
        }
        NodeValue::Map(entries) if entries.is_empty() => line(
            &format!("{indent}{name}: {{}}"),
            &origin(settings, node),
            out,
        ),
        NodeValue::List(items) => {
            line(&format!("{indent}{name}:"), "", out);
            for item in items {
                element(settings, item, depth + 1, out);
            }
        }
        NodeValue::Map(entries) => {
            line(&format!("{indent}{name}:"), "", out);
            for entry in entries {
                value(settings, &scalar(&entry.key), &entry.value, depth + 1, out);
            }
        }
    }
}

/// Prints an entry of a list.
fn element(settings: &Settings, node: &Node, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    if let NodeValue::Scalar(text, kind) = &node.value {
        line(
            &format!("{indent}- {}", written(text, *kind)),
            &origin(settings, node),
            out,
        );
        return;
    }
    // The dash replaces the indentation of the first key.
    let start = out.len();
    for entry in node.entries() {
        value(settings, &scalar(&entry.key), &entry.value, depth + 1, out);
    }
    if out.len() > start {
        out.replace_range(start..start + indent.len() + 2, &format!("{indent}- "));
    }
}

fn origin(settings: &Settings, node: &Node) -> String {
    format!(
        "{}:{}",
        settings.sources.path(node.span),
        settings.sources.lines(node.span).0
    )
}

fn line(text: &str, origin: &str, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = if origin.is_empty() {
        writeln!(out, "{text}")
    } else {
        writeln!(out, "{text:<COMMENT$} # {}", origin.escape_default())
    };
}

/// Returns a text as a YAML scalar.
pub(crate) fn scalar(text: &str) -> String {
    const RESERVED: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let safe =
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(plain);
    let reserved = RESERVED.contains(&text.to_ascii_lowercase().as_str());
    if safe && !reserved {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// Returns a scalar in the form of its kind.
fn written(text: &str, kind: ScalarKind) -> String {
    if kind == ScalarKind::Text {
        scalar(text)
    } else {
        text.to_owned()
    }
}
