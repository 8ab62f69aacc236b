//! The YAML reader against another library, on all fixtures and on generated documents.

#![allow(clippy::unwrap_used)]

use crate::input::yaml::{self, Node, NodeValue};
use crate::source::FileId;
use proptest::prelude::*;
use serde_json::Value;

/// A node as the second reader would give it, with every scalar as text.
fn plain(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(text, _) => Value::String(text.to_string()),
        NodeValue::List(items) => items.iter().map(plain).collect(),
        NodeValue::Map(_) => node
            .entries()
            .iter()
            .map(|entry| (entry.key.to_string(), plain(&entry.value)))
            .collect(),
    }
}

/// The second reader's value with the same shape: keys and lists; scalars only where it keeps their text.
fn same_shape(own: &Value, other: &serde_yaml::Value) -> bool {
    match (own, other) {
        (Value::Object(own), serde_yaml::Value::Mapping(other)) => {
            own.len() == other.len()
                && own.iter().all(|(key, value)| {
                    other
                        .get(key.as_str())
                        .is_some_and(|other| same_shape(value, other))
                })
        }
        (Value::Array(own), serde_yaml::Value::Sequence(other)) => {
            own.len() == other.len()
                && own
                    .iter()
                    .zip(other)
                    .all(|(own, other)| same_shape(own, other))
        }
        (Value::String(own), serde_yaml::Value::String(other)) => own == other,
        (Value::String(own), serde_yaml::Value::Bool(other)) => {
            own.to_lowercase() == other.to_string()
        }
        (Value::String(own), serde_yaml::Value::Null) => {
            matches!(own.as_str(), "" | "~" | "null" | "Null" | "NULL")
        }
        (Value::String(own), serde_yaml::Value::Number(other)) => match own.parse::<f64>() {
            Ok(own) => other.as_f64() == Some(own),
            // Hexadecimal and its like.
            Err(_) => own.starts_with(['0', '+', '-', '.']),
        },
        _ => false,
    }
}

/// Returns the texts of all YAML files of the repository by path.
fn fixtures() -> Vec<(String, String)> {
    let folders = ["fixtures", "rules", "src"]
        .map(|folder| std::format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")));
    let files = folders
        .iter()
        .flat_map(|folder| ignore::Walk::new(folder).flatten());
    let files = files.filter(|entry| entry.path().extension().is_some_and(|own| own == "yml"));
    files
        .filter_map(|file| {
            Some((
                file.path().display().to_string(),
                std::fs::read_to_string(file.path()).ok()?,
            ))
        })
        .collect()
}

#[test]
fn the_yaml_reader_agrees_with_another_library() {
    let mut compared = 0;
    for (path, text) in fixtures() {
        let (documents, _) = yaml::read(FileId(0), &text);
        let ([own], Ok(mut other)) = (
            documents.as_slice(),
            serde_yaml::from_str::<serde_yaml::Value>(&text),
        ) else {
            continue;
        };
        // The second reader leaves merge keys as they are written until it is asked.
        other.apply_merge().unwrap();
        assert!(same_shape(&plain(own), &other), "{path}");
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// Texts that a writer of YAML must quote or that look like something else.
const TEXTS: &[&str] = &[
    "a",
    "",
    " a ",
    "é 漢 😀",
    "yes",
    "no",
    "~",
    "null",
    "12",
    "1.10",
    "0x1f",
    "1e3",
    "- a",
    "a: b",
    "#a",
    "a #b",
    "'",
    "\"",
    "\\",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "[a",
    "{a",
    "a\nb",
    "a\n",
    "\ta",
    "2022-05-05",
    "<<",
    "---",
    "...",
    "?",
    "-",
];

/// Values that a person could write down in YAML.
fn values() -> impl Strategy<Value = serde_yaml::Value> {
    let text = prop::sample::select(TEXTS);
    let leaf = prop_oneof![
        text.prop_map(serde_yaml::Value::from),
        any::<bool>().prop_map(serde_yaml::Value::from),
        any::<i32>().prop_map(serde_yaml::Value::from),
        Just(serde_yaml::Value::Null),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop::sample::select(vec!["a", "b c", "é", "yes", "1", "x: y", "#", "'q'"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_yaml::Value::from),
            prop::collection::btree_map(key, inner, 0..5).prop_map(|map| {
                serde_yaml::Value::Mapping(
                    map.into_iter()
                        .map(|(key, value)| (key.into(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn documents_of_another_library_are_read_unchanged(value in values()) {
        let text = serde_yaml::to_string(&value).unwrap();
        let (documents, problems) = yaml::read(FileId(0), &text);
        prop_assert!(problems.is_empty(), "{text}: {problems:?}");
        match documents.as_slice() {
            [own] => prop_assert!(same_shape(&plain(own), &value), "{text}: {:?}", plain(own)),
            other => prop_assert!(other.is_empty() && value.is_null(), "{text}: {} documents", other.len()),
        }
    }
}
