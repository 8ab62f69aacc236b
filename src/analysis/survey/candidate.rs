//! Candidates for call rules.

use crate::facts::{CallSite, FileFacts, Key, Text, Value};
use crate::languages;
use crate::resolve::project::import_paths;
use crate::resolve::project::module_configs::ModuleConfigs;
use crate::rules::ProjectRules;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Limit of the names that a candidate quotes.
const MOST_NAMES: usize = 3;

/// Keys of a map or of named arguments that hold an event's name.
const NAME_KEYS: &[&str] = &["event", "event_name", "eventName", "name", "action", "type"];

/// Receivers that are no trackers, whatever is called on them.
const OTHERS: &[&str] = &[
    "console", "logger", "Logger", "log", "Rails", "Sentry", "expect", "jest", "cy",
];

/// A file that is surveyed.
pub(super) struct Context<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    /// The paths of the project.
    pub(super) paths: &'a FxHashSet<Arc<str>>,
}

impl Context<'_> {
    /// Returns the line of an offset, from 1.
    pub(super) fn line(&self, offset: u32) -> usize {
        1 + self.text[..offset as usize].matches('\n').count()
    }
}

/// The receiver of a candidate, as a rule would describe it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// No receiver.
    Nothing,
    /// An import from a module.
    Import(String),
    /// A class or module.
    Type(String),
    /// A spelled receiver.
    Written(String),
}

/// A group of calls that one rule would match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The languages of the calls.
    pub(crate) languages: BTreeSet<&'static str>,
    /// The receiver.
    pub(crate) on: Shape,
    /// The method.
    pub(crate) method: Text,
    /// The slot of the event, as YAML.
    pub(crate) event: String,
    /// The number of calls.
    pub(crate) calls: usize,
    /// The number of calls with a name that the survey can read.
    pub(crate) named: usize,
    /// Some of the names.
    pub(crate) names: BTreeSet<String>,
    /// The path and line of the first call.
    pub(crate) place: (String, usize),
}

impl Candidate {
    /// Adds another call of the group.
    pub(super) fn add(&mut self, other: Self) {
        self.languages.extend(other.languages);
        self.calls += other.calls;
        self.named += other.named;
        for name in other.names {
            if self.names.len() < MOST_NAMES {
                self.names.insert(name);
            }
        }
        self.place = std::mem::take(&mut self.place).min(other.place);
    }

    /// Returns a sentence about the calls.
    pub(crate) fn sentence(&self) -> String {
        let on = match &self.on {
            Shape::Nothing => String::new(),
            Shape::Import(module) => format!(" from `{module}`"),
            Shape::Type(class) => format!(" on `{class}`"),
            Shape::Written(receiver) => format!(" on `{receiver}`"),
        };
        let calls = crate::report::text::counted(self.calls, "call", "calls");
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let (path, line) = &self.place;
        let names = match names.is_empty() {
            true => String::new(),
            false => format!(" ({})", names.join(", ")),
        };
        format!(
            "{calls} of `{}`{on}, such as {path}:{line}{names}",
            self.method
        )
    }

    /// Returns the rule as YAML, indented for the list `calls`.
    pub(crate) fn rule(&self, id: &str) -> String {
        let on = match &self.on {
            Shape::Nothing => "nothing".to_owned(),
            Shape::Import(module) => format!("{{import: {}}}", quoted(module)),
            Shape::Type(class) => format!("{{type: {}}}", quoted(class)),
            Shape::Written(receiver) => format!("{{written: {}}}", quoted(receiver)),
        };
        let languages: Vec<&str> = self.languages.iter().copied().collect();
        format!(
            "  # {}\n  - id: {id}\n    languages: [{}]\n    on: {on}\n    method: {}\n    event: {}\n",
            self.sentence(),
            languages.join(", "),
            quoted(&self.method),
            self.event
        )
    }
}

/// Returns a text as a YAML scalar in double quotes.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Returns the candidate for one call; none if it has no argument that may be a name.
pub(super) fn candidate(
    context: &Context<'_>,
    language: &'static str,
    facts: &FileFacts,
    site: &CallSite,
) -> Option<Candidate> {
    let on = shape(context, facts, site)?;
    let (event, name) = slot(site)?;
    Some(Candidate {
        languages: BTreeSet::from([language]),
        on,
        method: site.name.clone(),
        event,
        calls: 1,
        named: usize::from(name.is_some()),
        names: name.into_iter().flatten().collect(),
        place: (context.path.to_owned(), context.line(site.name_span.start)),
    })
}

/// Returns the shape of a receiver; none if it is not a tracker.
fn shape(context: &Context<'_>, facts: &FileFacts, site: &CallSite) -> Option<Shape> {
    let traits = &languages::language_of(context.path)?.traits;
    let import = |name: &str| {
        let mut imports = facts.imports.iter();
        let import = imports.find(|import| import.local == name && !import.reexport)?;
        Some(Shape::Import(module(context, &import.module)))
    };
    let mut receiver = match &site.receiver {
        None => return Some(import(&site.name).unwrap_or(Shape::Nothing)),
        Some(receiver) => receiver,
    };
    let mut last: Option<&Text> = None;
    loop {
        match receiver {
            Value::Name(name) => {
                if OTHERS.contains(&name.as_str()) {
                    return None;
                }
                let shape = match last {
                    _ if import(name).is_some() => return import(name),
                    Some(last) => Shape::Written(last.to_string()),
                    None if traits.is_self(name) => return None,
                    None if name.starts_with(|c: char| c.is_uppercase() || c == ':') => {
                        Shape::Type(name.trim_start_matches(':').to_owned())
                    }
                    None => Shape::Written(name.to_string()),
                };
                return Some(shape);
            }
            Value::Member(owner, name) => {
                last = last.or(Some(name));
                receiver = owner;
            }
            Value::Call(call) if call.name == traits.constructor => {
                receiver = call.receiver.as_ref()?
            }
            Value::Call(call) => match &call.receiver {
                Some(owner) => {
                    last = last.or(Some(&call.name));
                    receiver = owner;
                }
                None => return Some(Shape::Written(last.unwrap_or(&call.name).to_string())),
            },
            _ => return None,
        }
    }
}

/// Returns an imported module as a rule would name it: a module of the project by its path from the root, without its ending.
fn module(context: &Context<'_>, module: &str) -> String {
    if !module.starts_with('.') {
        return module.to_owned();
    }
    let found = import_paths::resolve(
        context.path,
        module,
        &ProjectRules::default(),
        &ModuleConfigs::default(),
        context.paths,
    );
    let Some(path) = found else {
        return module.to_owned();
    };
    let stem = path.rsplit_once('.').map_or(&*path, |(stem, _)| stem);
    stem.trim_end_matches("/index").to_owned()
}

/// Returns the slot of the event and, if it can be read, the name: empty for a constant.
fn slot(site: &CallSite) -> Option<(String, Option<Option<String>>)> {
    let read = |value: &Value| match value {
        Value::Text(text) if !text.is_empty() => Some(Some(text.to_string())),
        Value::Template(_) => Some(None),
        Value::Member(_, name) | Value::Name(name) if is_constant(name) => Some(None),
        _ => None,
    };
    for key in NAME_KEYS {
        if let Some(argument) = site.named(key) {
            return Some((format!("{{keyword: {key}}}"), read(&argument.value)));
        }
    }
    let first = site
        .arguments
        .iter()
        .find(|one| one.key == Key::Position(0))?;
    if let Value::Map(entries) = &first.value {
        let entry = NAME_KEYS.iter().find_map(|key| {
            let is_key = |own: &Value| matches!(own, Value::Text(text) if text == key);
            let (_, value) = entries.iter().find(|(own, _)| is_key(own))?;
            Some((format!("{{argument: 0, key: {key}}}"), read(value)))
        });
        return entry;
    }
    Some(("{argument: 0}".to_owned(), read(&first.value)))
}

/// Returns true for the name of a constant: `CART_OPENED`, `CartOpened`.
fn is_constant(name: &str) -> bool {
    name.rsplit("::")
        .next()
        .is_some_and(|last| last.starts_with(char::is_uppercase))
}
