//! The project's own JSON Schemas, which take precedence over the checks of the rules.
//!
//! Nothing is fetched. A schema with a reference to anything but a schema file of the project cannot be used. Its definitions are
//! checked by their rule alone, and a problem says so.

use crate::catalog::schema_cost::SchemaCost;
use crate::facts::Problem;
use crate::input::yaml;
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::source::{FileId, SourceMap, Span};
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::Location;
use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Paths below the root, as URIs: references between schema files are relative to it and cannot lead out of it.
const ROOT: &str = "project:///";

/// The schemas of a project, by the name of the definition rule whose records they describe.
#[derive(Default)]
pub(crate) struct Schemas {
    by_rule: BTreeMap<String, Arc<Schema>>,
    /// Problems of the schemas themselves.
    pub(crate) problems: Vec<Problem>,
}

impl Schemas {
    /// Compiles the schemas that rules name, of which `files` are all that the project has. A schema that cannot be used is left out,
    /// with a problem at the place that is wrong.
    pub(crate) fn new(rules: &DefinitionRules, sources: &SourceMap, files: &[FileId]) -> Self {
        let mut schemas = Self::default();
        let mut compiled: BTreeMap<FileId, Option<Arc<Schema>>> = BTreeMap::new();
        let mut documents = None;
        for rule in &rules.rules {
            let Some(file) = schema_of(rule, sources, files) else {
                continue;
            };
            let documents = documents
                .get_or_insert_with(|| Documents::new(sources, files, &mut schemas.problems));
            if let std::collections::btree_map::Entry::Vacant(entry) = compiled.entry(file) {
                let validator = compile(documents, sources, file, &mut schemas.problems);
                let schema = validator.map(|validator| Schema {
                    validator,
                    uri: uri_of(sources, file),
                    documents: documents.clone(),
                });
                entry.insert(schema.map(Arc::new));
            }
            if let Some(Some(schema)) = compiled.get(&file) {
                let schema = Arc::clone(schema);
                schemas.by_rule.insert(rule.name.clone(), schema);
            }
        }
        schemas
    }

    /// Returns the schema for records of a rule.
    pub(crate) fn of(&self, rule: &str) -> Option<&Schema> {
        self.by_rule.get(rule).map(Arc::as_ref)
    }
}

/// A schema that can be used.
pub(crate) struct Schema {
    /// The compiled schema.
    pub(crate) validator: Validator,
    uri: String,
    documents: Documents,
}

/// Keyword of a schema with a sentence for people whose record is invalid.
const ADVICE: &str = "x-error";

impl Schema {
    /// Returns what the schema itself says about a record that is invalid by a keyword at this path.
    pub(crate) fn advice(&self, keyword: &Location) -> Option<String> {
        let root = self.documents.by_uri.get(&self.uri)?;
        let (around, _) = keyword.as_str().rsplit_once('/')?;
        let advice = root.pointer(around)?.get(ADVICE)?.as_str()?;
        Some(yaml::one_line(advice))
    }

    /// Returns true if a record can be validated within a limit of steps.
    pub(crate) fn affords(&self, record: &Value) -> bool {
        let documents = &*self.documents.by_uri;
        let root = documents.get(&self.uri);
        root.is_none_or(|root| SchemaCost::new(documents, root).affords(record))
    }
}

fn uri_of(sources: &SourceMap, file: FileId) -> String {
    format!("{ROOT}{}", sources.file(file).path)
}

/// Returns the first of a rule's schema files that the project has.
fn schema_of(rule: &CompiledRule, sources: &SourceMap, files: &[FileId]) -> Option<FileId> {
    let mut paths = rule.rule.schema.files.0.iter();
    paths.find_map(|path| {
        let mut files = files.iter().copied();
        files.find(|id| *sources.file(*id).path == **path)
    })
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
                            "unknown JSON Schema type `{name}`; its values are not checked"
                        );
                        problems.push(Problem {
                            message,
                            span: quoted(sources, id, name),
                            partial: true,
                        });
                    });
                    let map = value.as_object_mut();
                    let own = map.and_then(|map| map.shift_remove("$id"));
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
        let value = self.by_uri.get(uri.as_str()).cloned();
        value.ok_or_else(|| uri.as_str().to_owned().into())
    }
}

fn compile(
    documents: &Documents,
    sources: &SourceMap,
    file: FileId,
    problems: &mut Vec<Problem>,
) -> Option<Validator> {
    let uri = uri_of(sources, file);
    let value = documents.by_uri.get(&uri)?;
    if !SchemaCost::new(&documents.by_uri, value).is_bounded() {
        let message = "the schema cannot be used, so tracklint's own rules check the definitions: its references lead to too \
                       many subschemas";
        problems.push(Problem {
            message: message.to_owned(),
            span: Span::new(file, 0, 0),
            partial: false,
        });
        return None;
    }
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
            format!(
                "`{reference}` is not a schema file of the project, and tracklint fetches nothing"
            ),
        ),
        None => match value.get("$schema").and_then(Value::as_str) {
            Some(dialect) if error.to_string().starts_with("Unknown meta-schema") => (
                quoted(sources, file, dialect),
                format!(
                    "`$schema` names `{dialect}`, which is no dialect of JSON Schema, and tracklint fetches nothing"
                ),
            ),
            _ => (Span::new(file, 0, 0), yaml::one_line(&error.to_string())),
        },
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

/// Returns a relative path from a folder, with `.` and `..` followed; it never leaves the root.
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

/// Returns the span of a quoted text, or the start of the file.
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
