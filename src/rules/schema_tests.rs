//! The JSON Schema of rule packs says what the reader accepts.

use crate::rules::calls::{CallRule, ElementRule, Example};
use crate::rules::consumers::ConsumerRule;
use crate::rules::definitions::DefinitionRule;
use crate::rules::detect::Detect;
use crate::rules::lineage::{AgreementRule, LineageRule};
use crate::rules::project::ProjectRules;
use crate::rules::routes::RouteRule;
use crate::rules::slot::Slot;
use crate::rules::{EMBEDDED, RulePack, SCHEMA};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns the keys that the reader of a type lists in its message about an unknown key.
fn keys<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error =
        serde_json::from_value::<T>(json!({"no such key": 1})).expect_err("a key is unknown");
    let message = error.to_string();
    let (_, list) = message.split_once("expected ").expect("it lists the keys");
    list.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Returns the keys of the properties at a path of the schema.
fn properties(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let properties = schema.pointer(pointer).and_then(Value::as_object);
    properties.expect(pointer).keys().cloned().collect()
}

#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("it is JSON");
    let in_pack = |section: &str| format!("/properties/{section}/items/properties");
    assert_eq!(properties(&schema, "/properties"), keys::<RulePack>());
    assert_eq!(properties(&schema, &in_pack("calls")), keys::<CallRule>());
    assert_eq!(
        properties(&schema, &in_pack("elements")),
        keys::<ElementRule>()
    );
    assert_eq!(
        properties(&schema, &in_pack("definitions")),
        keys::<DefinitionRule>()
    );
    assert_eq!(properties(&schema, &in_pack("routes")), keys::<RouteRule>());
    assert_eq!(
        properties(&schema, &in_pack("consumers")),
        keys::<ConsumerRule>()
    );
    assert_eq!(
        properties(&schema, &in_pack("lineage")),
        keys::<LineageRule>()
    );
    assert_eq!(
        properties(&schema, &in_pack("agreements")),
        keys::<AgreementRule>()
    );
    assert_eq!(
        properties(&schema, "/properties/project/properties"),
        keys::<ProjectRules>()
    );
    assert_eq!(
        properties(&schema, "/properties/detect/properties"),
        keys::<Detect>()
    );
    assert_eq!(
        properties(&schema, "/$defs/slot/properties"),
        keys::<Slot>()
    );
    assert_eq!(
        properties(&schema, "/$defs/example/properties"),
        keys::<Example>()
    );
}

#[test]
fn every_embedded_pack_is_valid_and_a_misspelt_key_is_not() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for (path, _, pack) in EMBEDDED {
        let pack: Value = serde_json::from_str(pack).expect("it is JSON");
        let faults: Vec<String> = validator
            .iter_errors(&pack)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
    let misspelt = json!({"pack": "a", "calls": [{"id": "x", "on": "nothing", "metod": "y", "event": {"argument": 0}}]});
    assert!(!validator.is_valid(&misspelt));
}
