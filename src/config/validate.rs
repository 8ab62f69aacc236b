//! Holds what is written against the table of keys: unknown keys, wrong kinds of values, missing keys.

use crate::config::options::{KEYS, Key, Shape};
use crate::config::{Fault, build, near_miss};
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::source::Span;

/// Refuses a document that the table does not allow. An empty one is allowed.
///
/// # Errors
/// The first fault, by place.
pub(crate) fn check(root: &Node) -> Result<(), Fault> {
    if is_null(root) {
        Ok(())
    } else {
        fits(root, &Shape::Object(KEYS), "the configuration")
    }
}

/// Whether a node says nothing.
pub(crate) fn is_null(node: &Node) -> bool {
    matches!(node.value, NodeValue::Scalar(_, ScalarKind::Null))
}

fn fits(node: &Node, shape: &Shape, name: &str) -> Result<(), Fault> {
    let wrong = |expected: &str| Err(Fault::at(node.span, format!("{name} must be {expected}")));
    match (shape, &node.value) {
        (Shape::Text | Shape::Path | Shape::Glob | Shape::Date, NodeValue::Scalar(text, kind)) => {
            match kind {
                _ if text.trim().is_empty() => {
                    Err(Fault::at(node.span, format!("{name} is empty")))
                }
                // Words like `on` and `n` are texts to most readers, and nothing else is meant here.
                ScalarKind::Bool
                    if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") =>
                {
                    Ok(())
                }
                ScalarKind::Text => Ok(()),
                _ => Err(Fault::at(node.span, format!("{name} must be a text"))
                    .help(format!("put it in quotes: \"{text}\""))),
            }
        }
        (Shape::Text | Shape::Path | Shape::Glob | Shape::Date, _) => wrong("a text"),
        (Shape::Level(none), NodeValue::Scalar(word, _)) => {
            build::level(word, none, node.span).map(drop)
        }
        (Shape::Level(_), _) => wrong("a severity"),
        (Shape::Flag, NodeValue::Scalar(word, ScalarKind::Bool))
            if matches!(word.as_str(), "true" | "false") =>
        {
            Ok(())
        }
        (Shape::Flag, _) => wrong("true or false"),
        (Shape::Count, NodeValue::Scalar(digits, ScalarKind::Number))
            if digits.parse::<u32>().is_ok() =>
        {
            Ok(())
        }
        (Shape::Count, _) => wrong("a whole number"),
        (Shape::List(of), NodeValue::List(items)) => each(items, of, name),
        (Shape::List(_), _) => wrong("a list"),
        (Shape::OneOrMore(of), NodeValue::List(items)) if !items.is_empty() => {
            each(items, of, name)
        }
        (Shape::OneOrMore(of), _) => fits(node, of, name),
        (Shape::Map(of), NodeValue::Map(entries)) => entries
            .iter()
            .try_for_each(|entry| fits(&entry.value, of, &format!("`{}`", entry.key))),
        (Shape::Object(keys), NodeValue::Map(_)) => object(node, keys, name),
        (Shape::Map(_) | Shape::Object(_), _) => wrong("a map of keys and values"),
    }
}

fn each(items: &[Node], of: &Shape, name: &str) -> Result<(), Fault> {
    items
        .iter()
        .try_for_each(|item| fits(item, of, &format!("each entry of {name}")))
}

fn object(node: &Node, keys: &[Key], name: &str) -> Result<(), Fault> {
    for entry in node.entries() {
        let Some(key) = keys.iter().find(|key| key.name == entry.key) else {
            return Err(unknown(&entry.key, entry.key_span, keys));
        };
        // A key with nothing behind it is as good as none.
        if key.required || !is_null(&entry.value) {
            fits(&entry.value, &key.shape, &format!("`{}`", key.name))?;
        }
    }
    let missing = keys
        .iter()
        .find(|key| key.required && node.get(key.name).is_none());
    missing.map_or(Ok(()), |key| {
        Err(Fault::at(node.span, format!("{name} lacks the key `{}`", key.name)).help(key.docs))
    })
}

fn unknown(name: &str, span: Span, keys: &[Key]) -> Fault {
    let near = near_miss(name, keys.iter().map(|key| key.name))
        .map(|near| format!("did you mean `{near}`?"));
    let all = || {
        format!(
            "there are {}",
            keys.iter()
                .map(|key| key.name)
                .collect::<Vec<_>>()
                .join(", ")
        )
    };
    Fault::at(span, format!("unknown key `{name}`")).help(near.unwrap_or_else(all))
}
