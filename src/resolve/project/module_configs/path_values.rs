//! Paths that a configuration writes as code.

use crate::facts::{BindingKind, CallValue, FileFacts, Text, Value};
use crate::resolve::project::module_configs::paths::{folder_of, joined};
use crate::resolve::project::path_text::normalise;
use rustc_hash::{FxHashMap, FxHashSet};

/// Limit of constants and calls inside of each other.
const MOST_DEPTH: u8 = 12;

/// A path, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A file or folder of the project, relative to the root.
    Inside(String),
    /// A text as it is written.
    Text(String),
}

/// Reads paths in the code of one configuration.
pub(super) struct PathReader<'f> {
    /// The configuration.
    file: &'f str,
    /// The folder that it applies to, in which the bundler runs.
    folder: &'f str,
    /// Constants of the file that have one value.
    constants: FxHashMap<&'f str, &'f Value>,
    /// Names of functions of the file, which are none of the library of paths.
    own: FxHashSet<&'f str>,
}

impl<'f> PathReader<'f> {
    pub(super) fn new(file: &'f str, folder: &'f str, facts: &'f FileFacts) -> Self {
        let mut constants: FxHashMap<&str, Option<&Value>> = FxHashMap::default();
        let bindings = facts.bindings.iter();
        for binding in bindings.filter(|one| one.function.is_none() && one.scope == 0) {
            let value = (binding.kind == BindingKind::Assign).then_some(&binding.value);
            let entry = constants.entry(&binding.name);
            entry.and_modify(|known| *known = None).or_insert(value);
        }
        let only = constants
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Self {
            file,
            folder,
            constants: only.collect(),
            own: facts.functions.iter().map(|one| &*one.name).collect(),
        }
    }

    /// Returns the value of a constant, or the value itself.
    pub(super) fn constant(&self, value: &'f Value) -> &'f Value {
        let mut value = value;
        for _ in 0..MOST_DEPTH {
            value = match value {
                Value::Typed(inner, _) => inner,
                Value::Name(name) => match self.constants.get(name.as_str()) {
                    Some(value) => value,
                    None => return value,
                },
                _ => return value,
            };
        }
        value
    }

    /// Returns the file or folder of the project that an alias stands for, relative to the root.
    pub(super) fn target(&self, value: &'f Value) -> Option<String> {
        match self.part(value, MOST_DEPTH)? {
            Part::Inside(path) => Some(path),
            Part::Text(path) if path.starts_with('.') => joined(self.folder, &path),
            // This one bundler has absolute paths begin in the folder.
            Part::Text(path) if path.starts_with('/') && self.is_rooted() => {
                joined(self.folder, &path)
            }
            Part::Text(_) => None,
        }
    }

    fn is_rooted(&self) -> bool {
        let file = self.file.rsplit('/').next();
        file.is_some_and(|file| file.starts_with("vite."))
    }

    fn part(&self, value: &'f Value, left: u8) -> Option<Part> {
        let left = left.checked_sub(1)?;
        match self.constant(value) {
            Value::Text(text) => Some(Part::Text(text.to_string())),
            Value::Name(name) => match name.as_str() {
                "__dirname" => self.inside(folder_of(self.file)),
                "__filename" => self.inside(self.file),
                _ => None,
            },
            Value::Member(base, name) => match name.as_str() {
                "dirname" if is_meta(base) => self.inside(folder_of(self.file)),
                "filename" | "url" if is_meta(base) => self.inside(self.file),
                "pathname" => self.part(base, left),
                _ => None,
            },
            Value::Template(parts) => {
                let mut parts = parts.iter();
                let mut whole = self.part(parts.next()?, left)?;
                for part in parts {
                    let Part::Text(more) = self.part(part, left)? else {
                        return None;
                    };
                    let (Part::Inside(text) | Part::Text(text)) = &mut whole;
                    text.push_str(&more);
                }
                match whole {
                    Part::Inside(path) => normalise(&path).map(Part::Inside),
                    text => Some(text),
                }
            }
            Value::Call(call) => self.call(call, left),
            _ => None,
        }
    }

    fn inside(&self, path: &str) -> Option<Part> {
        Some(Part::Inside(path.to_owned()))
    }

    /// Returns the path that a call of the library of paths, or of URLs, makes.
    fn call(&self, call: &'f CallValue, left: u8) -> Option<Part> {
        let receiver = match &call.receiver {
            None if self.is_own(&call.name) => return None,
            None => "",
            Some(Value::Name(name)) => name.as_str(),
            Some(Value::Member(_, name)) if name.as_str() == "posix" => "path",
            Some(_) => return None,
        };
        let is_paths = receiver.is_empty() || receiver.to_lowercase().contains("path");
        let first = || Some(&call.arguments.first()?.value);
        match call.name.as_str() {
            "cwd" if receiver == "process" => self.inside(self.folder),
            "resolve" if is_paths => self.resolved(call, left),
            "join" | "normalize" if is_paths => self.joined(call, left),
            "dirname" if is_paths => match self.part(first()?, left)? {
                Part::Inside(path) if !path.is_empty() => self.inside(folder_of(&path)),
                _ => None,
            },
            "fileURLToPath" => self.part(first()?, left),
            "new" if receiver == "URL" => {
                let [path, base] = &call.arguments[..] else {
                    return None;
                };
                let (Part::Text(path), Part::Inside(base)) =
                    (self.part(&path.value, left)?, self.part(&base.value, left)?)
                else {
                    return None;
                };
                let is_relative = path.starts_with('.');
                let path = joined(folder_of(&base), &path).filter(|_| is_relative)?;
                Some(Part::Inside(path))
            }
            _ => None,
        }
    }

    fn is_own(&self, name: &Text) -> bool {
        let bound = self.constants.get(name.as_str());
        self.own.contains(name.as_str())
            || bound.is_some_and(|value| matches!(value, Value::Closure(..) | Value::Function(_)))
    }

    /// Returns the path that begins in the folder of the process, unless an argument is absolute.
    fn resolved(&self, call: &'f CallValue, left: u8) -> Option<Part> {
        let mut path = self.folder.to_owned();
        for argument in &call.arguments {
            path = match self.part(&argument.value, left)? {
                Part::Inside(path) => path,
                Part::Text(text) if text.starts_with('/') => return None,
                Part::Text(text) => joined(&path, &text)?,
            };
        }
        Some(Part::Inside(path))
    }

    fn joined(&self, call: &'f CallValue, left: u8) -> Option<Part> {
        let mut arguments = call.arguments.iter();
        let mut whole = self.part(&arguments.next()?.value, left)?;
        for argument in arguments {
            let Part::Text(more) = self.part(&argument.value, left)? else {
                return None;
            };
            whole = match whole {
                Part::Inside(path) => Part::Inside(joined(&path, &more)?),
                Part::Text(text) => Part::Text(format!("{text}/{more}")),
            };
        }
        Some(whole)
    }
}

/// Returns true if a value is `import.meta`, of which front ends keep no more than the last name.
fn is_meta(value: &Value) -> bool {
    match value {
        Value::Opaque => true,
        Value::Member(base, name) => name.as_str() == "meta" && **base == Value::Opaque,
        _ => false,
    }
}
