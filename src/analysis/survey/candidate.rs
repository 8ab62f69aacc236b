//! Candidates for call rules.

use crate::facts::{Argument, CallSite, FileFacts, Key, Text, Value};
use crate::languages;
use crate::resolve::project::import_paths;
use crate::resolve::project::module_configs::ModuleConfigs;
use crate::rules::ProjectRules;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The result of a function.
    ResultOf(String),
    /// A spelled receiver.
    Written(String),
}

/// A slot that may hold the event, in the order in which a rule tries several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameSlot {
    /// An entry of the first argument.
    Entry(&'static str),
    /// The first argument.
    First,
    /// A named argument.
    Keyword(&'static str),
}

impl NameSlot {
    /// Returns the slot as YAML.
    fn yaml(&self) -> String {
        match self {
            NameSlot::Entry(key) => format!("{{argument: 0, key: {}}}", quoted(key)),
            NameSlot::First => "{argument: 0}".to_owned(),
            NameSlot::Keyword(key) => format!("{{keyword: {key}}}"),
        }
    }
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
    /// The slots of the event, with the number of calls that have a name there.
    pub(crate) slots: BTreeMap<NameSlot, usize>,
    /// Constants with a name in each entry: the module that they come from, and their own name.
    pub(crate) tables: BTreeSet<(String, String)>,
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
        for (slot, named) in other.slots {
            *self.slots.entry(slot).or_default() += named;
        }
        self.tables.extend(other.tables);
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
            Shape::ResultOf(function) => format!(" from the result of `{function}`"),
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
            Shape::ResultOf(function) => format!("{{result-of: {}}}", quoted(function)),
            Shape::Written(receiver) => format!("{{written: {}}}", quoted(receiver)),
        };
        let languages: Vec<&str> = self.languages.iter().copied().collect();
        format!(
            "  # {}\n  - id: {id}\n    languages: [{}]\n    on: {on}\n    method: {}\n    event: {}\n",
            self.sentence(),
            languages.join(", "),
            quoted(&self.method),
            self.event()
        )
    }

    /// Returns the slot of the event as YAML. Slots without any name count only if there is no other.
    pub(crate) fn event(&self) -> String {
        let mut slots: Vec<&NameSlot> = self.slots.keys().collect();
        if self.named > 0 {
            slots.retain(|slot| self.slots[slot] > 0);
        }
        let slots: Vec<String> = slots.into_iter().map(NameSlot::yaml).collect();
        match &slots[..] {
            [one] => one.clone(),
            several => format!("{{any: [{}]}}", several.join(", ")),
        }
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
    let (slot, value) = slot(site)?;
    let name = read(value);
    let table = table(context, facts, value);
    Some(Candidate {
        languages: BTreeSet::from([language]),
        on,
        method: site.name.clone(),
        slots: BTreeMap::from([(slot, usize::from(name.is_some()))]),
        tables: table.into_iter().collect(),
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
    let result = |name: &str| result_of(facts, name).map(Shape::ResultOf);
    let mut receiver = match &site.receiver {
        None => {
            let shape = import(&site.name).or_else(|| result(&site.name));
            return Some(shape.unwrap_or(Shape::Nothing));
        }
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
                    None if result(name).is_some() => return result(name),
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

/// Returns the function whose result a name is, as far as it is a hook or composable.
fn result_of(facts: &FileFacts, name: &str) -> Option<String> {
    let mut bindings = facts.bindings.iter().filter(|one| one.name == name);
    bindings.find_map(|binding| {
        let value = match &binding.value {
            Value::Member(inner, _) => inner,
            value => value,
        };
        match value {
            Value::Call(call) if call.name.starts_with("use") => Some(call.name.to_string()),
            _ => None,
        }
    })
}

/// Returns the slot of the event with its value.
fn slot(site: &CallSite) -> Option<(NameSlot, &Value)> {
    let is_first = |one: &&Argument| one.key == Key::Position(0);
    let first = site.arguments.iter().find(is_first).map(|one| &one.value);
    let is_name = |first: &&Value| read(first).is_some() && class_of_object(first).is_none();
    if let Some(first) = first.filter(is_name) {
        return Some((NameSlot::First, first));
    }
    let mut keys = NAME_KEYS.iter();
    let keyword = keys.find_map(|key| Some((NameSlot::Keyword(key), &site.named(key)?.value)));
    if keyword.is_some() {
        return keyword;
    }
    match first? {
        Value::Map(entries) => NAME_KEYS.iter().find_map(|key| {
            let is_key = |own: &Value| matches!(own, Value::Text(text) if text == key);
            let (_, value) = entries.iter().find(|(own, _)| is_key(own))?;
            Some((NameSlot::Entry(key), value))
        }),
        Value::List(items) => Some((NameSlot::Entry("0"), items.first()?)),
        first if class_of_object(first).is_some() => Some((NameSlot::Entry("name"), first)),
        first => Some((NameSlot::First, first)),
    }
}

/// Returns the name that a value is, if it can be read: empty for a constant.
fn read(value: &Value) -> Option<Option<String>> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(Some(text.to_string())),
        Value::Template(_) => Some(None),
        value if class_of_object(value).is_some() => {
            Some(class_of_object(value).map(str::to_owned))
        }
        Value::Member(_, name) | Value::Name(name) if is_constant(name) => Some(None),
        Value::Member(owner, _) => match &**owner {
            Value::Name(owner) if is_constant(owner) => Some(None),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the class of an event that a value constructs.
fn class_of_object(value: &Value) -> Option<&str> {
    match value {
        Value::Call(call) if call.name == "new" => match &call.receiver {
            Some(Value::Name(class)) if class.contains("Event") => Some(class.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the constant that a value is an entry of: its module and its name.
fn table(context: &Context<'_>, facts: &FileFacts, value: &Value) -> Option<(String, String)> {
    let Value::Member(owner, _) = value else {
        return None;
    };
    let Value::Name(local) = &**owner else {
        return None;
    };
    let mut imports = facts.imports.iter();
    let import = imports.find(|import| import.local == *local && !import.reexport);
    let module = match import {
        Some(import) => module(context, &import.module),
        None => context.path.to_owned(),
    };
    is_constant(local).then(|| (module, local.to_string()))
}

/// Returns true for the name of a constant: `CART_OPENED`, `CartOpened`.
fn is_constant(name: &str) -> bool {
    name.rsplit("::")
        .next()
        .is_some_and(|last| last.starts_with(char::is_uppercase))
}
