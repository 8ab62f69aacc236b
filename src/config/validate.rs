//! Validates a configuration against the table of keys: unknown keys, missing keys and values of the wrong type.

use crate::config::error::SettingError;
use crate::config::near_miss::did_you_mean_or_list;
use crate::config::options::{KEYS, Key, Shape};
use crate::finding::Severity;
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::source::Span;

/// Refuses a document that the table does not allow. An empty document is allowed.
///
/// # Errors
/// The first error in the document.
pub(crate) fn check(root: &Node) -> Result<(), SettingError> {
    if is_null(root) {
        Ok(())
    } else {
        value(root, &Shape::Object(KEYS), "the configuration")
    }
}

/// Returns the severity with this name, or none for the word that turns it off.
pub(crate) fn level(word: &str, none: &str, span: Span) -> Result<Option<Severity>, SettingError> {
    if word == none {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| {
        let help = did_you_mean_or_list(word, &[none, "info", "warning", "error"]);
        SettingError::new(span, format!("`{word}` is not a severity")).help(help)
    })
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, NodeValue::Scalar(_, ScalarKind::Null))
}

fn value(node: &Node, shape: &Shape, name: &str) -> Result<(), SettingError> {
    let expected = match (shape, &node.value) {
        (Shape::Text | Shape::Path | Shape::Glob | Shape::Date, NodeValue::Scalar(word, kind)) => {
            return text(node.span, word, *kind, name);
        }
        (Shape::Text | Shape::Path | Shape::Glob | Shape::Date, _) => "a string",
        (Shape::Level(none), NodeValue::Scalar(word, _)) => {
            return level(word, none, node.span).map(drop);
        }
        (Shape::Level(_), _) => "a severity",
        (Shape::Flag, NodeValue::Scalar(word, ScalarKind::Bool))
            if matches!(word.as_str(), "true" | "false") =>
        {
            return Ok(());
        }
        (Shape::Flag, _) => "true or false",
        (Shape::Count, NodeValue::Scalar(digits, ScalarKind::Number))
            if digits.parse::<u32>().is_ok() =>
        {
            return Ok(());
        }
        (Shape::Count, _) => "a whole number",
        (Shape::OneOrMore(of), NodeValue::List(items)) if !items.is_empty() => {
            return each(items, of, name);
        }
        (Shape::OneOrMore(of), _) => return value(node, of, name),
        (Shape::List(of), NodeValue::List(items)) => return each(items, of, name),
        (Shape::List(_), _) => "a list",
        (Shape::Map(of), NodeValue::Map(entries)) => {
            let mut entries = entries.iter();
            return entries
                .try_for_each(|entry| value(&entry.value, of, &format!("`{}`", entry.key)));
        }
        (Shape::Object(keys), NodeValue::Map(_)) => return object(node, keys, name),
        (Shape::Map(_) | Shape::Object(_), _) => "a map of keys and values",
    };
    let message = format!("{name} must be {expected}");
    Err(SettingError::new(node.span, message))
}

fn text(span: Span, word: &str, kind: ScalarKind, name: &str) -> Result<(), SettingError> {
    if word.trim().is_empty() {
        return Err(SettingError::new(span, format!("{name} is empty")));
    }
    // YAML 1.2 reads words like `on` and `n` as texts.
    let is_text = match kind {
        ScalarKind::Text => true,
        ScalarKind::Bool => !matches!(word.to_ascii_lowercase().as_str(), "true" | "false"),
        ScalarKind::Number | ScalarKind::Null => false,
    };
    if is_text {
        return Ok(());
    }
    let message = format!("{name} must be a string");
    Err(SettingError::new(span, message).help(format!("put it in quotes: \"{word}\"")))
}

fn each(items: &[Node], of: &Shape, name: &str) -> Result<(), SettingError> {
    let name = format!("each entry of {name}");
    items.iter().try_for_each(|item| value(item, of, &name))
}

fn object(node: &Node, keys: &[Key], name: &str) -> Result<(), SettingError> {
    for entry in node.entries() {
        let Some(key) = keys.iter().find(|key| key.name == entry.key) else {
            let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let message = format!("unknown key `{}`", entry.key);
            let help = did_you_mean_or_list(&entry.key, &names);
            return Err(SettingError::new(entry.key_span, message).help(help));
        };
        // An optional key without a value counts as absent.
        if key.required || !is_null(&entry.value) {
            value(&entry.value, &key.shape, &format!("`{}`", key.name))?;
        }
    }
    for key in keys {
        if key.required && node.get(key.name).is_none() {
            let message = format!("{name} lacks the key `{}`", key.name);
            return Err(SettingError::new(node.span, message).help(key.docs));
        }
    }
    Ok(())
}
