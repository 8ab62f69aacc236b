//! JSON in slots.

use crate::facts::Value;
use crate::resolve::evaluate::abstract_value::AbstractValue;

/// Limit of the length of a text that is read as JSON, in bytes.
const MOST_JSON: usize = 100_000;

/// Returns the map that a text holds as JSON; other values as they are.
pub(crate) fn from_json(value: &AbstractValue) -> AbstractValue {
    let AbstractValue::Text(text) = value else {
        return value.clone();
    };
    if !text.trim_start().starts_with('{') || text.len() > MOST_JSON {
        return value.clone();
    }
    serde_json::from_str(text).map_or_else(|_| value.clone(), |json| of_json(&json))
}

fn of_json(json: &serde_json::Value) -> AbstractValue {
    match json {
        serde_json::Value::Null | serde_json::Value::Bool(_) => AbstractValue::Null,
        serde_json::Value::Number(number) => AbstractValue::Text(number.to_string().into()),
        serde_json::Value::String(text) => AbstractValue::Text(text.into()),
        serde_json::Value::Array(items) => AbstractValue::List(items.iter().map(of_json).collect()),
        serde_json::Value::Object(entries) => {
            let entry = |(key, value): (&String, &serde_json::Value)| {
                (AbstractValue::Text(key.into()), of_json(value))
            };
            AbstractValue::Map(entries.iter().map(entry).collect())
        }
    }
}

/// Returns the value that a call encodes as JSON; other values as they are.
pub(crate) fn without_encoder<'v>(value: &'v Value, encoders: &[&str]) -> &'v Value {
    let Value::Call(call) = value else {
        return value;
    };
    if !encoders.contains(&&*call.name) {
        return value;
    }
    match (&call.arguments[..], &call.receiver) {
        ([argument, ..], _) => &argument.value,
        ([], Some(receiver)) => receiver,
        ([], None) => value,
    }
}
