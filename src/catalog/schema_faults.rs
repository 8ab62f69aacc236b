//! Faults that a JSON Schema finds in a definition, with messages for people.

use crate::catalog::Invalid;
use crate::catalog::schema::Schema;
use crate::config::near_miss::near_miss;
use crate::facts::Text;
use crate::finding::Severity;
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::source::Span;
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::{Location, LocationSegment};
use serde_json::{Map, Number, Value};

/// Number of options up to which all are listed.
const MOST_OPTIONS: usize = 12;

/// Returns the key that is missing, if that is the fault.
pub(crate) fn missing(invalid: &Invalid) -> Option<&str> {
    invalid
        .message
        .strip_prefix('`')?
        .strip_suffix("` is missing")
}

/// Validates a record. `place` is the span of faults that concern the whole record or a missing key.
pub(crate) fn validate(schema: &Schema, node: &Node, subject: &Text, place: Span) -> Vec<Invalid> {
    let value = json(node);
    let mut found: Vec<Invalid> = Vec::new();
    if !schema.affords(&value) {
        let message =
            "the JSON Schema needs too many steps for this record, so the record was not validated";
        found.push(Invalid {
            message: message.to_owned(),
            help: None,
            span: place,
            subject: subject.clone(),
            owner: None,
            severity: Severity::Warning,
        });
        return found;
    }
    for error in schema.validator.iter_errors(&value) {
        let target = at(node, error.instance_path());
        let own = if error.instance_path().as_str().is_empty() {
            place
        } else {
            target.span
        };
        let advice = schema.advice(error.schema_path());
        for (message, help, span, severity) in faults(&error, target, own) {
            let help = advice.clone().or(help);
            let span = if span.start == span.end && span != own {
                own
            } else {
                span
            };
            found.push(Invalid {
                message,
                help,
                span,
                subject: subject.clone(),
                owner: None,
                severity,
            });
        }
    }
    // Several branches of a schema may demand the same.
    found.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
    found.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    found
}

/// Returns the node at the path, or the last one on the way.
fn at<'n>(node: &'n Node, path: &Location) -> &'n Node {
    path.segments().fold(node, |node, segment| match segment {
        LocationSegment::Property(key) => node.get(&key).unwrap_or(node),
        LocationSegment::Index(index) => node.items().get(index).unwrap_or(node),
    })
}

/// Message, help, span and severity of a fault.
type Fault = (String, Option<String>, Span, Severity);

fn faults(error: &ValidationError<'_>, target: &Node, place: Span) -> Vec<Fault> {
    let field = field_path(error);
    let one = |message: String, help: Option<String>| vec![(message, help, place, Severity::Error)];
    let invalid = |help: String| {
        let message = format!("invalid value `{}` for `{field}`", shown(target));
        one(message, Some(help))
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let joint = if field.is_empty() { "" } else { "." };
            let help = "the project's schema requires it".to_owned();
            one(format!("`{field}{joint}{key}` is missing"), Some(help))
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let keys = unexpected.iter();
            keys.map(|key| unknown_key(key, target, place)).collect()
        }
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten().map(plain);
            invalid(expected_one_of(&shown(target), &Vec::from_iter(options)))
        }
        ValidationErrorKind::Constant { expected_value } => {
            invalid(format!("expected {}", plain(expected_value)))
        }
        ValidationErrorKind::Pattern { pattern } => invalid(format!("it must match `{pattern}`")),
        ValidationErrorKind::Format { format } => invalid(format!("it must be a valid {format}")),
        ValidationErrorKind::Type { kind } => {
            let (message, help) = wrong_type(kind, &field, target);
            one(message, help)
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            match meant_branch(error, context) {
                Some(inner) => faults(inner, target, place),
                None => {
                    let name = field_name(&field);
                    one(
                        format!("{name} matches no branch of the project's schema"),
                        None,
                    )
                }
            }
        }
        ValidationErrorKind::FalseSchema | ValidationErrorKind::Not { .. } if !field.is_empty() => {
            one(format!("`{field}` is not allowed here"), None)
        }
        _ => {
            let error = yaml::one_line(&error.to_string());
            one(format!("invalid under the project's schema: {error}"), None)
        }
    }
}

fn wrong_type(kind: &TypeKind, field: &str, target: &Node) -> (String, Option<String>) {
    let expected = match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => {
            let names = several.iter().map(|one| one.to_string());
            Vec::from_iter(names).join(" or ")
        }
    };
    let actual = kind_of(target);
    let quote = expected.contains("string") && matches!(actual, "a number" | "a boolean");
    let help = quote.then(|| format!("quote it: '{}'", shown(target)));
    let name = field_name(field);
    (
        format!("{name} is {actual}, but the project's schema requires {expected}"),
        help,
    )
}

/// Returns the keys that lead to the faulty value, joined by dots.
fn field_path(error: &ValidationError<'_>) -> String {
    let keys = error.instance_path().segments();
    let keys = keys.filter_map(|segment| match segment {
        LocationSegment::Property(key) => Some(key.into_owned()),
        LocationSegment::Index(_) => None,
    });
    Vec::from_iter(keys).join(".")
}

fn field_name(field: &str) -> String {
    if field.is_empty() {
        "the definition".to_owned()
    } else {
        format!("`{field}`")
    }
}

fn unknown_key(key: &str, target: &Node, place: Span) -> Fault {
    let span = target.entry(key).map_or(place, |entry| entry.key_span);
    let help = "correct the name, or remove the key";
    let message = format!("unknown key `{key}`");
    (message, Some(help.to_owned()), span, Severity::Warning)
}

/// Returns the first fault of the branch that accepts the type of the value, since that branch was probably meant.
fn meant_branch<'e>(
    error: &ValidationError<'_>,
    branches: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e ValidationError<'static>> {
    let has_type =
        |error: &ValidationError<'_>| !matches!(error.kind(), ValidationErrorKind::Type { .. });
    let mut branches = branches.iter().filter(|errors| errors.iter().all(has_type));
    let first = branches.find_map(|errors| errors.first())?;
    (first.instance_path() == error.instance_path()).then_some(first)
}

/// Returns the help for a value that is none of these options: a similar one, or the first ones.
fn expected_one_of(value: &str, options: &[String]) -> String {
    let others = options.len().saturating_sub(MOST_OPTIONS);
    let first = options[..options.len() - others].join(", ");
    if others == 0 {
        return format!("expected one of {first}");
    }
    match near_miss(value, options.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of {first} and {others} more"),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(node: &Node) -> String {
    match &node.value {
        NodeValue::Scalar(text, _) => text.chars().take(80).collect(),
        NodeValue::List(_) => "a list".to_owned(),
        NodeValue::Map(_) => "a mapping".to_owned(),
    }
}

fn kind_of(node: &Node) -> &'static str {
    match &node.value {
        NodeValue::Scalar(_, ScalarKind::Text) => "a string",
        NodeValue::Scalar(_, ScalarKind::Number) => "a number",
        NodeValue::Scalar(_, ScalarKind::Bool) => "a boolean",
        NodeValue::Scalar(_, ScalarKind::Null) => "empty",
        NodeValue::List(_) => "a list",
        NodeValue::Map(_) => "a mapping",
    }
}

/// Returns the node as YAML readers see it: plain numbers are numbers, so `15.10` is 15.1.
fn json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(text, kind) => match kind {
            ScalarKind::Text => Value::String(text.to_string()),
            ScalarKind::Null => Value::Null,
            ScalarKind::Bool => Value::Bool(matches!(
                text.to_lowercase().as_str(),
                "true" | "yes" | "on"
            )),
            ScalarKind::Number => {
                number(text).map_or_else(|| Value::String(text.to_string()), Value::Number)
            }
        },
        NodeValue::List(items) => Value::Array(items.iter().map(json).collect()),
        NodeValue::Map(entries) => Value::Object(
            entries
                .iter()
                .map(|entry| (entry.key.to_string(), json(&entry.value)))
                .collect::<Map<_, _>>(),
        ),
    }
}

fn number(text: &str) -> Option<Number> {
    let plain = text.replace('_', "");
    let whole = plain.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| plain.parse::<f64>().ok().and_then(Number::from_f64))
}
