//! The project's own JSON Schemas: what its definitions must look like is decided by them, where they are.
//!
//! Nothing is fetched. A schema whose references lead to no schema file of the project cannot be used: its definitions are checked
//! by their rule alone, and a problem says so.

use crate::catalog::Invalid;
use crate::facts::{Problem, Text};
use crate::finding::Severity;
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::rules::definitions::{CompiledRule, DefinitionRules};
use crate::source::{FileId, SourceMap, Span};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{Retrieve, Uri, ValidationError, Validator};
use serde_json::{Map, Number, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Paths below the root, as URIs: references between schema files are relative to it and cannot lead out of it.
const ROOT: &str = "project:///";

/// The schemas of a project, by the name of the definition rule whose records they describe.
#[derive(Default)]
pub struct Schemas {
    by_rule: BTreeMap<String, Arc<Validator>>,
    /// What is wrong with the schemas themselves.
    pub problems: Vec<Problem>,
}

impl Schemas {
    /// Compiles the schemas that rules name, of which `files` are all that the project has. A schema that cannot be used is left out,
    /// with a problem at the place that is wrong.
    pub fn new(rules: &DefinitionRules, sources: &SourceMap, files: &[FileId]) -> Self {
        let mut schemas = Self::default();
        let mut compiled: BTreeMap<FileId, Option<Arc<Validator>>> = BTreeMap::new();
        let mut documents = None;
        for rule in rules
            .rules
            .iter()
            .filter(|rule| !rule.rule.schema.files.0.is_empty())
        {
            let Some(file) = schema_of(rule, sources, files) else {
                continue;
            };
            let documents = documents
                .get_or_insert_with(|| Documents::new(sources, files, &mut schemas.problems));
            if let std::collections::btree_map::Entry::Vacant(entry) = compiled.entry(file) {
                let validator = compile(documents, sources, file, &mut schemas.problems);
                entry.insert(validator.map(Arc::new));
            }
            if let Some(Some(validator)) = compiled.get(&file) {
                schemas
                    .by_rule
                    .insert(rule.name.clone(), Arc::clone(validator));
            }
        }
        schemas
    }

    /// The schema for records of a rule.
    pub fn of(&self, rule: &str) -> Option<&Validator> {
        self.by_rule.get(rule).map(Arc::as_ref)
    }
}

/// The first of a rule's schema files that the project has.
fn schema_of(rule: &CompiledRule, sources: &SourceMap, files: &[FileId]) -> Option<FileId> {
    let at = |path: &String| {
        files
            .iter()
            .copied()
            .find(|id| *sources.file(*id).path == **path)
    };
    rule.rule.schema.files.0.iter().find_map(at)
}

/// All schema files that could be read, by URI: their path, and the identity they give themselves.
#[derive(Clone, Default)]
struct Documents {
    by_uri: Arc<HashMap<String, Value>>,
}

impl Documents {
    fn new(sources: &SourceMap, files: &[FileId], problems: &mut Vec<Problem>) -> Self {
        let mut by_uri = HashMap::new();
        for (id, file) in files.iter().map(|id| (*id, sources.file(*id))) {
            match serde_json::from_str::<Value>(file.text.trim_start_matches('\u{feff}')) {
                Ok(mut value) => {
                    drop_unknown_types(&mut value, &mut |name| {
                        let message = format!(
                            "`{name}` is no type of JSON Schema; what it stands for is not checked"
                        );
                        problems.push(Problem {
                            message,
                            span: quoted(sources, id, name),
                            partial: true,
                        });
                    });
                    let own = value
                        .as_object_mut()
                        .and_then(|map| map.shift_remove("$id"));
                    if let Some(Value::String(own)) = own {
                        by_uri.insert(own, value.clone());
                    }
                    by_uri.insert(format!("{ROOT}{}", file.path), value);
                }
                Err(error) => {
                    let line = u32::try_from(error.line()).unwrap_or(1).max(1);
                    let range = file.line_range(line);
                    let message = format!("the schema cannot be read: {error}");
                    problems.push(Problem {
                        message,
                        span: Span::new(id, range.start, range.end),
                        partial: false,
                    });
                }
            }
        }
        Self {
            by_uri: Arc::new(by_uri),
        }
    }
}

impl Retrieve for Documents {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let uri = uri.as_str();
        self.by_uri
            .get(uri)
            .cloned()
            .ok_or_else(|| uri.to_owned().into())
    }
}

fn compile(
    documents: &Documents,
    sources: &SourceMap,
    file: FileId,
    problems: &mut Vec<Problem>,
) -> Option<Validator> {
    let uri = format!("{ROOT}{}", sources.file(file).path);
    let value = documents.by_uri.get(&uri)?;
    // Without `$schema` the newest dialect holds, as in other readers. Formats are checked in every dialect.
    let options = jsonschema::options()
        .with_base_uri(&*uri)
        .with_retriever(documents.clone())
        .should_validate_formats(true);
    let error = match options.build(value) {
        Ok(validator) => return Some(validator),
        Err(error) => error,
    };
    let foreign = matches!(error.kind(), ValidationErrorKind::Referencing(_));
    let (span, why) = match foreign
        .then(|| foreign_reference(documents, sources, file))
        .flatten()
    {
        Some((span, reference)) => (
            span,
            format!("`{reference}` is no schema file of the project, and nothing is fetched"),
        ),
        None => (Span::new(file, 0, 0), yaml::one_line(&error.to_string())),
    };
    let message =
        format!("the schema cannot be used, so tracklint's own rules check the definitions: {why}");
    problems.push(Problem {
        message,
        span,
        partial: false,
    });
    None
}

/// Finds the reference of a schema, or of one it refers to, that leads to no schema file of the project.
fn foreign_reference(
    documents: &Documents,
    sources: &SourceMap,
    file: FileId,
) -> Option<(Span, String)> {
    let mut open = vec![file];
    let mut seen = Vec::new();
    while let Some(file) = open.pop() {
        seen.push(file);
        let path = &sources.file(file).path;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut references = Vec::new();
        if let Some(value) = documents.by_uri.get(&format!("{ROOT}{path}")) {
            collect_references(value, &mut references);
        }
        for reference in references {
            let target = reference.split('#').next().unwrap_or_default();
            let full = format!("{ROOT}{}", joined(folder, target));
            if target.is_empty() || documents.by_uri.contains_key(target) {
                continue;
            }
            if !documents.by_uri.contains_key(&full) {
                return Some((quoted(sources, file, &reference), reference));
            }
            let next = sources
                .iter()
                .find(|(_, other)| format!("{ROOT}{}", other.path) == full);
            open.extend(next.map(|(id, _)| id).filter(|id| !seen.contains(id)));
        }
    }
    None
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.push(reference.clone());
            }
            map.values()
                .for_each(|value| collect_references(value, found));
        }
        Value::Array(list) => list
            .iter()
            .for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// A relative path from a folder, with `.` and `..` followed; it never leaves the root.
fn joined(folder: &str, path: &str) -> String {
    let mut steps: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Where a text stands in quotes; the beginning of the file if it does not.
fn quoted(sources: &SourceMap, file: FileId, text: &str) -> Span {
    let found = sources.file(file).text.find(&format!("\"{text}\""));
    found.map_or(Span::new(file, 0, 0), |at| {
        Span::new(file, at + 1, at + 1 + text.len())
    })
}

/// Types that JSON Schema does not have would make the whole schema unusable, though readers in use accept them.
fn drop_unknown_types(value: &mut Value, say: &mut impl FnMut(&str)) {
    const TYPES: [&str; 7] = [
        "null", "boolean", "object", "array", "number", "integer", "string",
    ];
    match value {
        Value::Object(map) => {
            let mut unknown =
                |value: &Value| match value.as_str().filter(|name| !TYPES.contains(name)) {
                    Some(name) => {
                        say(name);
                        true
                    }
                    None => false,
                };
            let drop = match map.get("type") {
                Some(Value::Array(names)) => names.iter().filter(|name| unknown(name)).count() > 0,
                Some(name @ Value::String(_)) => unknown(name),
                _ => false,
            };
            if drop {
                map.shift_remove("type");
            }
            let schemas = map.iter_mut().filter(|(key, _)| {
                !matches!(key.as_str(), "enum" | "const" | "default" | "examples")
            });
            schemas.for_each(|(_, value)| drop_unknown_types(value, say));
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|value| drop_unknown_types(value, say)),
        _ => {}
    }
}

/// A node as the readers of such files see it: plain numbers are numbers, so `15.10` is 15.1.
fn json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(text, kind) => match kind {
            ScalarKind::Text => Value::String(text.to_string()),
            ScalarKind::Null => Value::Null,
            ScalarKind::Bool => Value::Bool(matches!(
                text.to_lowercase().as_str(),
                "true" | "yes" | "on" | "y"
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

/// A key that the schema demands and the record lacks, or nothing.
pub fn missing(invalid: &Invalid) -> Option<&str> {
    invalid
        .message
        .strip_prefix('`')?
        .strip_suffix("` is missing")
}

/// What a schema says of a record. `place` is where to point when a whole record or key is missing.
pub fn validate(validator: &Validator, node: &Node, subject: &Text, place: Span) -> Vec<Invalid> {
    let value = json(node);
    let mut found: Vec<Invalid> = Vec::new();
    for error in validator.iter_errors(&value) {
        let target = at(node, error.instance_path());
        let own = if error.instance_path().as_str().is_empty() {
            place
        } else {
            target.span
        };
        for (message, help, span, severity) in said(&error, target, own) {
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

/// The node a path of the validator leads to, as far as it goes.
fn at<'n>(node: &'n Node, path: &Location) -> &'n Node {
    path.segments().fold(node, |node, segment| match segment {
        LocationSegment::Property(key) => node.get(&key).unwrap_or(node),
        LocationSegment::Index(index) => node.items().get(index).unwrap_or(node),
    })
}

type Said = (String, Option<String>, Span, Severity);

fn said(error: &ValidationError<'_>, target: &Node, place: Span) -> Vec<Said> {
    let steps = |segment: LocationSegment<'_>| match segment {
        LocationSegment::Property(key) => Some(key.into_owned()),
        LocationSegment::Index(_) => None,
    };
    let field = error
        .instance_path()
        .segments()
        .filter_map(steps)
        .collect::<Vec<_>>()
        .join(".");
    let one = |message: String, help: Option<String>| vec![(message, help, place, Severity::Error)];
    let shown = shown(target);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let key = if field.is_empty() {
                key.to_owned()
            } else {
                format!("{field}.{key}")
            };
            one(
                format!("`{key}` is missing"),
                Some("the project's schema demands it".to_owned()),
            )
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let key = |key: &String| {
                let span = target.entry(key).map_or(place, |entry| entry.key_span);
                let help =
                    "the project's schema does not know it; correct its name, or leave it out"
                        .to_owned();
                (
                    format!("the key `{key}` is unknown"),
                    Some(help),
                    span,
                    Severity::Warning,
                )
            };
            unexpected.iter().map(key).collect()
        }
        ValidationErrorKind::Enum { options } => {
            let options = options
                .as_array()
                .into_iter()
                .flatten()
                .map(plain)
                .collect::<Vec<_>>();
            one(
                format!("`{shown}` is no value of `{field}`"),
                Some(format!("it is one of {}", options.join(", "))),
            )
        }
        ValidationErrorKind::Constant { expected_value } => one(
            format!("`{shown}` is no value of `{field}`"),
            Some(format!("it is always {}", plain(expected_value))),
        ),
        ValidationErrorKind::Pattern { pattern } => one(
            format!("`{shown}` does not have the form of `{field}`"),
            Some(format!("it must match `{pattern}`")),
        ),
        ValidationErrorKind::Format { format } => one(
            format!("`{shown}` does not have the form of `{field}`"),
            Some(format!("it must be a valid {format}")),
        ),
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => several
                    .iter()
                    .map(|one| one.to_string())
                    .collect::<Vec<_>>()
                    .join(" or "),
            };
            let is = kind_of(target);
            let quote = wanted.contains("string") && matches!(is, "a number" | "a truth value");
            let help = quote.then(|| format!("quote it: '{shown}'"));
            let field = if field.is_empty() {
                "the definition".to_owned()
            } else {
                format!("`{field}`")
            };
            one(
                format!("{field} is {is}, and the project's schema wants {wanted}"),
                help,
            )
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            // The branch that does not already refuse the type of the value is the one that was meant.
            let typed = |error: &&ValidationError<'_>| {
                !matches!(error.kind(), ValidationErrorKind::Type { .. })
            };
            let mut branches = context
                .iter()
                .filter(|errors| errors.iter().all(|error| typed(&error)))
                .flatten();
            match branches
                .next()
                .filter(|inner| inner.instance_path() == error.instance_path())
            {
                Some(inner) => said(inner, target, place),
                None => {
                    let field = if field.is_empty() {
                        "the definition".to_owned()
                    } else {
                        format!("`{field}`")
                    };
                    one(
                        format!("{field} fits none of the forms that the project's schema allows"),
                        None,
                    )
                }
            }
        }
        ValidationErrorKind::FalseSchema | ValidationErrorKind::Not { .. } if !field.is_empty() => {
            one(format!("`{field}` does not belong here"), None)
        }
        _ => one(
            format!(
                "the project's schema refuses this: {}",
                yaml::one_line(&error.to_string())
            ),
            None,
        ),
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
        NodeValue::Scalar(_, ScalarKind::Text) => "a text",
        NodeValue::Scalar(_, ScalarKind::Number) => "a number",
        NodeValue::Scalar(_, ScalarKind::Bool) => "a truth value",
        NodeValue::Scalar(_, ScalarKind::Null) => "empty",
        NodeValue::List(_) => "a list",
        NodeValue::Map(_) => "a mapping",
    }
}
