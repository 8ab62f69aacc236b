//! The JSON Schema of the configuration, generated from the table of keys.

use crate::config::options::{KEYS, Key, Shape};
use serde_json::{Map, Value, json};

/// Builds the schema (draft 2020-12) of `tracklint.yml`, with the names of all lints.
pub(crate) fn schema(lints: &[&str]) -> Value {
    let Value::Object(body) = object(KEYS, lints) else {
        return Value::Null;
    };
    let mut all = Map::new();
    all.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    all.insert("title".into(), json!("tracklint.yml"));
    all.insert("description".into(), json!("Configuration of tracklint."));
    all.extend(body);
    // An empty file is a valid configuration.
    all.insert("type".into(), json!(["object", "null"]));
    Value::Object(all)
}

fn object(keys: &[Key], lints: &[&str]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut value = shape(&key.shape, key.name, lints);
        // An optional key without a value counts as absent.
        if !key.required {
            value = json!({ "anyOf": [value, { "type": "null" }] });
        }
        value["description"] = json!(key.docs);
        if let Some(default) = key.default {
            value["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        }
        properties.insert(key.name.into(), value);
    }
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn shape(shape_: &Shape, key: &str, lints: &[&str]) -> Value {
    let inner = |of: &Shape| shape(of, key, lints);
    match shape_ {
        Shape::Text if matches!(key, "lint" | "only") => json!({ "enum": lints }),
        Shape::Text | Shape::Path | Shape::Glob => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Date => json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" }),
        Shape::Level(none) => json!({ "enum": [none, "info", "warning", "error"] }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Count => {
            json!({ "type": "integer", "minimum": u8::from(key == "threads"), "maximum": u32::MAX })
        }
        Shape::List(of) => json!({ "type": "array", "items": inner(of) }),
        Shape::OneOrMore(of) => {
            json!({ "anyOf": [inner(of), { "type": "array", "items": inner(of), "minItems": 1 }] })
        }
        Shape::Map(of) if key == "lints" => {
            json!({ "type": "object", "additionalProperties": inner(of), "propertyNames": { "enum": lints } })
        }
        Shape::Map(of) => json!({ "type": "object", "additionalProperties": inner(of) }),
        Shape::Object(keys) => object(keys, lints),
    }
}
