//! The schema accepts the same files as the reader, and the manual has every key.

use super::parse;
use crate::config::schema::schema;
use crate::config::{Settings, options};
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::source::FileId;
use serde_json::{Value, json};
use std::path::Path;

/// The tree as JSON: what a reader of YAML 1.2 would make of it.
fn to_json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(_, ScalarKind::Null) => Value::Null,
        NodeValue::Scalar(text, ScalarKind::Number) => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text.as_str()))
        }
        NodeValue::Scalar(text, ScalarKind::Bool) if text == "true" || text == "false" => {
            json!(text == "true")
        }
        NodeValue::Scalar(text, _) => json!(text.as_str()),
        NodeValue::List(items) => items.iter().map(to_json).collect(),
        NodeValue::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.to_string(), to_json(&entry.value)))
            .collect(),
    }
}

/// Configurations that are valid for both the schema and the reader, or for neither.
const SETTINGS: &[&str] = &[
    "",
    "exclude:\n",
    "exclude: [a, \"b/**\"]",
    "exclude: a",
    "exclude: [1]",
    "exclude: [\"\"]",
    "exclude: {a: b}",
    "packs: []",
    "packs: [gitlab]",
    "extends: []",
    "lints: {unused-event: off}",
    "lints: {unused-event: \"off\"}",
    "lints: {unused-event: never}",
    "lints: {unused-event: }",
    "lints: {unusd-event: off}",
    "fail_on: never",
    "fail_on: off",
    "only: [unused-event]",
    "only: [nothing]",
    "overrides: [{path: a, lints: {unused-event: info}}]",
    "overrides: [{path: [a, b], lints: {unused-event: info}}]",
    "overrides: [{path: [], lints: {unused-event: info}}]",
    "overrides: [{path: a}]",
    "ignore: [{lint: unused-event, reason: x}]",
    "ignore: [{lint: [unused-event, dynamic-event-name], path: a, reason: x, until: 2027-01-31}]",
    "ignore: [{lint: unused-event, reason: x, until: soon}]",
    "ignore: [{lint: unused-event, reason: 1}]",
    "ignore: [{lint: unused-event}]",
    "ignore: [{lint: unused-event, reason: x, unti: 2027-01-31}]",
    "max_new: 0",
    "max_new: -1",
    "max_new: 1.5",
    "max_new: \"1\"",
    "threads: 0",
    "threads: 8",
    "strict: true",
    "strict: yes",
    "baseline: b.json",
    "aliases: {categories: {a: b}, groups: {c: d}}",
    "aliases: {categories: {a: 1}}",
    "aliases: {category: {a: b}}",
    "external_events: {sent: [a_*], defined: [b]}",
    "external_events: {sent: a}",
    "overlay: {a: {events: [b], metrics: [c.d], paths: [app], exempt: because}}",
    "overlay: {a: {exempt: \"\"}}",
    "overlay: {a: b}",
    "unknown: 1",
    "- a",
];

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let lints = ["unused-event", "dynamic-event-name"];
    let schema = schema(&lints);
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in SETTINGS {
        let read = parse(text).and_then(|settings| {
            settings
                .check_lints(&lints)
                .map_err(|error| error.to_string())
        });
        let (documents, _) = yaml::read(FileId(0), text);
        let document = documents.first().map_or(Value::Null, to_json);
        assert_eq!(
            validator.is_valid(&document),
            read.is_ok(),
            "{text:?}: {read:?}"
        );
    }
}

#[test]
fn every_key_is_in_the_manual_and_the_examples_there_are_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    for key in [
        options::KEYS,
        options::IGNORE,
        options::OVERRIDE,
        options::OVERLAY,
        options::ALIASES,
        options::EXTERNAL,
    ]
    .concat()
    {
        assert!(
            page.contains(&format!("`{}`", key.name)),
            "{} is not in the manual",
            key.name
        );
    }
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "base.yml",
        "tracking-rules.yml",
        "features.yml",
        "stages.yml",
    ] {
        std::fs::write(folder.path().join(file), "").unwrap();
    }
    let file = folder.path().join("tracklint.yml");
    let lints = crate::audit::registry::lints();
    let names: Vec<&str> = lints.iter().map(|lint| lint.name).collect();
    let mut examples = page
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .peekable();
    assert!(examples.peek().is_some());
    for example in examples.filter(|example| !example.starts_with("# not a configuration")) {
        std::fs::write(&file, example).unwrap();
        Settings::read(folder.path(), &file)
            .unwrap()
            .check_lints(&names)
            .unwrap();
    }
}
