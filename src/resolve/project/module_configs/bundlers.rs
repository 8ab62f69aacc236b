//! Import paths that bundlers define: the literal aliases in their configurations.

use crate::facts::{FileFacts, Text, Value};
use crate::languages::{Input, Language, language_of, scan};
use crate::resolve::project::module_configs::json::document;
use crate::resolve::project::module_configs::path_values::PathReader;
use crate::resolve::project::module_configs::paths::folder_of;
use crate::source::FileId;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Beginnings of the names of configurations that are scripts.
const SCRIPTS: &[&str] = &[
    "babel.config.",
    "rollup.config.",
    "rspack.config.",
    "vite.config.",
    "vue.config.",
    "webpack.config.",
];

/// Configurations that are JSON.
const DOCUMENTS: &[&str] = &[".babelrc", "babel.config.json"];

/// Folders of configurations, which apply to the folder around.
const FOLDERS: &[&str] = &["config", "configs", "webpack"];

/// Names of the plugin that gives the compiler import paths.
const PLUGINS: &[&str] = &["module-resolver", "babel-plugin-module-resolver"];

/// Limit of maps that spread each other.
const MOST_SPREADS: u8 = 8;

/// Import paths of a folder: patterns, each with the paths that it stands for, relative to the root.
#[derive(Debug, Default)]
pub(super) struct BundlerPaths {
    /// The folder that the configuration applies to.
    pub(super) folder: String,
    /// The patterns.
    pub(super) paths: Vec<(Text, Vec<String>)>,
}

/// Returns true if a file may define import paths for a bundler.
pub(super) fn is_bundler(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_script = SCRIPTS.iter().any(|start| file.starts_with(start));
    DOCUMENTS.contains(&file) || is_script && script(path).is_some()
}

/// Returns the language of a file, if it has default exports.
fn script(path: &str) -> Option<&'static Language> {
    language_of(path).filter(|language| language.traits.default_export.is_some())
}

/// Returns the import paths that a configuration defines. An alias that is not literal defines nothing.
pub(super) fn bundler_paths(path: &str, text: &str) -> BundlerPaths {
    let mut folder = folder_of(path);
    while FOLDERS.contains(&folder.rsplit('/').next().unwrap_or(folder)) {
        folder = folder_of(folder);
    }
    let file = FileId(0);
    let facts = match script(path) {
        Some(language) => scan(language, Input { file, path, text }),
        None => FileFacts::default(),
    };
    let given = document(text).filter(|_| script(path).is_none());
    let given = given.as_ref().map(value_of);
    let mut found = Aliases {
        reader: PathReader::new(path, folder, &facts),
        paths: Vec::new(),
    };
    let bound = facts.bindings.iter().map(|binding| &binding.value);
    let returned = facts.functions.iter().flat_map(|one| &one.returns);
    let passed = facts.calls.iter().flat_map(|site| &site.arguments);
    let passed = passed.map(|argument| &argument.value);
    for value in bound.chain(returned).chain(passed).chain(&given) {
        found.search(value);
    }
    let mut paths = found.paths;
    // A value is found in each expression around it.
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    BundlerPaths {
        folder: folder.to_owned(),
        paths,
    }
}

/// Returns JSON as a value of code.
fn value_of(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::Text(text.as_str().into()),
        Json::Array(items) => Value::List(items.iter().map(value_of).collect()),
        Json::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| (Value::Text(key.into()), value_of(value)));
            Value::Map(entries.collect())
        }
        _ => Value::Opaque,
    }
}

/// The aliases in the values of a configuration.
struct Aliases<'f> {
    reader: PathReader<'f>,
    paths: Vec<(Text, Vec<String>)>,
}

impl<'f> Aliases<'f> {
    /// Adds the aliases inside of a value: those of `resolve`, and those of a plugin of a compiler.
    fn search(&mut self, value: &'f Value) {
        match value {
            Value::Map(entries) => {
                let resolve = entry(entries, "resolve").map(|value| self.reader.constant(value));
                if let Some(Value::Map(inner)) = resolve
                    && let Some(aliases) = entry(inner, "alias")
                {
                    self.add_all(aliases, MOST_SPREADS);
                }
                for (_, value) in entries {
                    self.search(value);
                }
            }
            Value::List(items) => {
                if let [Value::Text(name), Value::Map(options), ..] = &items[..]
                    && PLUGINS.contains(&name.as_str())
                    && let Some(aliases) = entry(options, "alias")
                {
                    self.add_all(aliases, MOST_SPREADS);
                }
                items.iter().for_each(|item| self.search(item));
            }
            Value::Choice(values) | Value::Closure(values, _) => {
                values.iter().for_each(|value| self.search(value));
            }
            Value::Call(call) => {
                let arguments = call.arguments.iter();
                arguments.for_each(|argument| self.search(&argument.value));
            }
            Value::Within(_, inner) | Value::Typed(inner, _) => self.search(inner),
            _ => {}
        }
    }

    /// Adds aliases: a map from the import path, or a list of maps with both.
    fn add_all(&mut self, aliases: &'f Value, left: u8) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        match self.reader.constant(aliases) {
            Value::Map(entries) => {
                for (key, value) in entries {
                    match key {
                        Value::Text(name) => self.add(name, value),
                        Value::Spread(inner) => self.add_all(inner, left),
                        _ => {}
                    }
                }
            }
            Value::List(items) => {
                for item in items {
                    let Value::Map(entries) = item else { continue };
                    let name = entry(entries, "find").or_else(|| entry(entries, "name"));
                    let value = entry(entries, "replacement").or_else(|| entry(entries, "alias"));
                    if let (Some(Value::Text(name)), Some(value)) = (name, value) {
                        self.add(name, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds one alias. A `$` at the end stands for the import path alone, a `/` for the paths below it alone.
    fn add(&mut self, name: &Text, value: &'f Value) {
        let values = match value {
            Value::List(values) => &values[..],
            value => std::slice::from_ref(value),
        };
        let targets = values.iter().filter_map(|value| self.reader.target(value));
        let targets: Vec<String> = targets.collect();
        // Regular expressions and patterns are not read.
        if targets.is_empty() || name.is_empty() || name.starts_with('^') || name.contains('*') {
            return;
        }
        let below = |target: &String| match target.as_str() {
            "" => "*".to_owned(),
            target => format!("{target}/*"),
        };
        let inside: Vec<String> = targets.iter().map(below).collect();
        if let Some(exact) = name.strip_suffix('$') {
            self.paths.push((exact.into(), targets));
        } else if name.ends_with('/') {
            self.paths.push((format!("{name}*").into(), inside));
        } else {
            self.paths.push((name.clone(), targets));
            self.paths.push((format!("{name}/*").into(), inside));
        }
    }
}

/// Returns the entry of a map. Of several, the last one counts.
fn entry<'v>(entries: &'v [(Value, Value)], name: &str) -> Option<&'v Value> {
    let mut entries = entries.iter().rev();
    let found = entries.find(|(key, _)| matches!(key, Value::Text(key) if key.as_str() == name));
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests;
