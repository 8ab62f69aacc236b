//! The work that a JSON Schema causes. A small schema can refer to itself so often that a validation never ends.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// Limit of subschemas in a schema whose references are replaced by what they refer to.
const MOST_SUBSCHEMAS: u64 = 1_000_000;

/// Limit of steps for one record: a subschema that is applied to a value is a step.
const MOST_STEPS: usize = 200_000;

/// Limit of subschemas inside each other.
const MOST_DEPTH: usize = 400;

/// Keywords whose subschemas apply to the same value.
const SAME_ONE: [&str; 5] = ["not", "if", "then", "else", "contains"];
const SAME_LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords with references.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];
/// Keywords whose subschemas apply to each entry or item.
const EACH: [&str; 6] = [
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "items",
    "additionalItems",
    "unevaluatedItems",
];

/// The documents of a project's schemas by URI, and the one that a schema begins in.
pub(crate) struct SchemaCost<'d> {
    documents: &'d HashMap<String, Value>,
    root: &'d Value,
}

impl<'d> SchemaCost<'d> {
    /// Returns the cost of the schema `root`, which may refer to other documents.
    pub(crate) fn new(documents: &'d HashMap<String, Value>, root: &'d Value) -> Self {
        Self { documents, root }
    }

    /// Returns true if the schema is not too large when its references are replaced.
    pub(crate) fn is_bounded(&self) -> bool {
        let mut known = HashMap::new();
        self.size(self.root, &mut known, 0) <= MOST_SUBSCHEMAS
    }

    /// Returns the number of subschemas. A reference to a schema that is being counted counts once.
    fn size(&self, node: &'d Value, known: &mut HashMap<*const Value, u64>, depth: usize) -> u64 {
        let key = std::ptr::from_ref(node);
        if let Some(size) = known.get(&key) {
            return *size;
        }
        if depth > MOST_DEPTH {
            return MOST_SUBSCHEMAS + 1;
        }
        known.insert(key, 1);
        let mut size = 1_u64;
        match node {
            Value::Object(map) => {
                for (key, value) in map {
                    let target = match value {
                        Value::String(reference) if REFERENCES.contains(&key.as_str()) => {
                            self.target(reference)
                        }
                        other => other,
                    };
                    size = size.saturating_add(self.size(target, known, depth + 1));
                }
            }
            Value::Array(list) => {
                for value in list {
                    size = size.saturating_add(self.size(value, known, depth + 1));
                }
            }
            _ => {}
        }
        known.insert(key, size);
        size
    }

    /// Returns true if a record can be validated within the limit of steps.
    pub(crate) fn affords(&self, record: &Value) -> bool {
        let mut left = MOST_STEPS;
        self.apply(self.root, record, &mut left, 0).is_some()
    }

    /// Counts the steps for a value; none if the limit is reached.
    fn apply(
        &self,
        schema: &'d Value,
        value: &Value,
        left: &mut usize,
        depth: usize,
    ) -> Option<()> {
        *left = left.checked_sub(1)?;
        let depth = depth + 1;
        let Value::Object(map) = schema else {
            return Some(());
        };
        if depth > MOST_DEPTH {
            return None;
        }
        for key in REFERENCES {
            if let Some(Value::String(reference)) = map.get(key) {
                self.apply(self.target(reference), value, left, depth)?;
            }
        }
        for inner in SAME_ONE.iter().filter_map(|key| map.get(*key)) {
            self.apply(inner, value, left, depth)?;
        }
        for list in SAME_LIST.iter().filter_map(|key| map.get(*key)) {
            for inner in list.as_array().into_iter().flatten() {
                self.apply(inner, value, left, depth)?;
            }
        }
        if let Some(dependent) = map.get("dependentSchemas").and_then(Value::as_object) {
            for inner in dependent.values() {
                self.apply(inner, value, left, depth)?;
            }
        }
        self.apply_inside(map, value, left, depth)
    }

    /// Counts the steps for the entries and items of a value.
    fn apply_inside(
        &self,
        map: &'d Map<String, Value>,
        value: &Value,
        left: &mut usize,
        depth: usize,
    ) -> Option<()> {
        let properties = map.get("properties").and_then(Value::as_object);
        let patterns = map.get("patternProperties").and_then(Value::as_object);
        let each = || EACH.iter().filter_map(|key| map.get(*key));
        let listed = ["items", "prefixItems"].into_iter();
        let listed = listed.filter_map(|key| map.get(key)?.as_array());
        let listed: Vec<&Vec<Value>> = listed.collect();
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let own = properties.and_then(|properties| properties.get(key));
                    let patterns = patterns.into_iter().flat_map(Map::values);
                    for inner in own.into_iter().chain(patterns).chain(each()) {
                        self.apply(inner, value, left, depth)?;
                    }
                }
            }
            Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    let own = listed.iter().filter_map(|list| list.get(at));
                    for inner in own.chain(each()).chain(map.get("contains")) {
                        self.apply(inner, value, left, depth)?;
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Returns the schema that a reference means; the whole schema if it cannot be told.
    fn target(&self, reference: &str) -> &'d Value {
        let (document, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let name = document.trim_start_matches("./").trim_start_matches("../");
        let document = match name {
            "" => Some(self.root),
            name => self.documents.get(document).or_else(|| {
                let mut all = self.documents.iter();
                let found = all.find(|(uri, _)| uri.ends_with(&format!("/{name}")));
                found.map(|(_, document)| document)
            }),
        };
        let document = document.unwrap_or(self.root);
        document.pointer(pointer).unwrap_or(self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(schema: &Value, record: &Value) -> (bool, bool) {
        let documents = HashMap::new();
        let cost = SchemaCost::new(&documents, schema);
        (cost.is_bounded(), cost.affords(record))
    }

    fn nested(depth: usize) -> Value {
        (0..depth).fold(json!(1), |inner, _| json!({ "x": inner }))
    }

    #[test]
    fn usual_schemas_are_affordable_and_those_that_double_are_not() {
        let tree = json!({"properties": {"x": {"$ref": "#"}, "y": {"$ref": "#"}}, "additionalProperties": false});
        assert_eq!(judged(&tree, &nested(30)), (true, true));
        let branches = json!({"properties": {"x": {"oneOf": [{"$ref": "#"}, {"$ref": "#"}]}}});
        assert_eq!(judged(&branches, &nested(5)), (true, true));
        assert_eq!(judged(&branches, &nested(28)), (true, false));
        let patterns = json!({"patternProperties": {"x": {"$ref": "#"}, ".": {"$ref": "#"}}});
        assert_eq!(judged(&patterns, &nested(28)), (true, false));
        let mut doubling = json!({"$ref": "#/definitions/a0", "definitions": {"a40": {}}});
        for at in 0..40 {
            let next = json!({"$ref": format!("#/definitions/a{}", at + 1)});
            doubling["definitions"][format!("a{at}")] = json!({"allOf": [next, next]});
        }
        assert_eq!(judged(&doubling, &json!({})), (false, false));
    }
}
