//! Members of objects, enums, hashes and lists.

use crate::facts::{Binding, Key, SiteKind, Text, Value};
use crate::resolve::code_definitions::item::Item;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::project::ids::ItemId;
use crate::rules::compiled_definitions::CodeItems;
use crate::rules::each::ItemKind;
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Maximum nesting of objects in a table.
const MAX_DEPTH: usize = 8;

/// A constant that contains items.
pub(crate) struct Table<'a> {
    pub(crate) eval: &'a Evaluator<'a>,
    pub(crate) each: &'a CodeItems,
    pub(crate) unit: u32,
    pub(crate) binding: &'a Binding,
    /// The name of the constant, or of the class of which the constant is an item.
    pub(crate) owner: Text,
    /// The keys from which a record that is an object has its name. An object without them contains records.
    pub(crate) record_keys: &'a [&'a str],
    /// The offset from which the next name is searched for.
    pub(crate) from: usize,
    /// The spans of entries by their keys, once one was looked up.
    pub(crate) entries: Option<FxHashMap<&'a str, Span>>,
}

impl<'a> Table<'a> {
    /// Adds the items in the constant.
    pub(crate) fn items(&mut self, found: &mut Vec<Item>) {
        let value = &self.binding.value;
        match (self.each.kind, value) {
            (ItemKind::Elements, _) => self.elements(found),
            (ItemKind::Members | ItemKind::Keys, Value::Map(entries)) => {
                self.entries(entries, &[], found);
            }
            (ItemKind::Members | ItemKind::Keys, _) => {
                for value in self.eval.eval(value, &self.context()) {
                    self.abstract_entries(value, &[], found);
                }
            }
            _ => {}
        }
    }

    /// Adds the constant itself, which is an item of its class.
    pub(crate) fn constant(&mut self, found: &mut Vec<Item>) {
        let binding = self.binding;
        if self.each.kind == ItemKind::Members {
            let name = [binding.name.as_str()];
            let before = found.len();
            match &binding.value {
                Value::Map(entries) if self.has_records(entries) => {
                    self.entries(entries, &name, found);
                }
                value => {
                    let values = self.eval.eval(value, &self.context());
                    found.push(self.item(&name, values, binding.span));
                }
            }
            for item in &mut found[before..] {
                item.handle = self.path_of(&item.handle);
            }
        }
    }

    /// Returns the handle of a constant of a class, from that of a member of an object.
    fn path_of(&self, handle: &str) -> Text {
        let rest = handle
            .strip_prefix(&format!("{}.", self.owner))
            .unwrap_or(handle);
        match self.eval.index.is_per_file(self.unit) {
            true => handle.into(),
            false => format!("{}::{rest}", self.owner).into(),
        }
    }

    fn context(&self) -> Context {
        let binding = self.binding;
        Context::new(self.unit, binding.scope, None, binding.span.end)
    }

    fn entries(&mut self, entries: &[(Value, Value)], above: &[&str], found: &mut Vec<Item>) {
        for (key, value) in entries {
            if let Value::Spread(inner) = key {
                for value in self.eval.eval(inner, &self.context()) {
                    self.abstract_entries(value, above, found);
                }
                continue;
            }
            // A computed key (`[Types.OPENED]`) is spelled like the constant that it reads.
            let written = match key {
                Value::Member(_, name) => Some(name.as_str()),
                _ => None,
            };
            for key in self.eval.eval(key, &self.context()) {
                let AbstractValue::Text(key) = key else {
                    found.push(self.item(&[above, &["*"]].concat(), vec![key], self.binding.span));
                    continue;
                };
                let path = [above, &[key.as_str()]].concat();
                match value {
                    Value::Map(inner) if path.len() < MAX_DEPTH && self.has_records(inner) => {
                        self.entries(inner, &path, found);
                    }
                    value => {
                        let span = self.span_of(&path, written);
                        let values = self.eval.eval(value, &self.context());
                        found.push(self.item(&path, values, span));
                    }
                }
            }
        }
    }

    /// Returns true if an object contains records and is none itself.
    fn has_records(&self, entries: &[(Value, Value)]) -> bool {
        let is_other = |key: &Value| match key {
            Value::Text(key) => !self.record_keys.contains(&key.as_str()),
            _ => false,
        };
        let mut values = entries.iter().map(|(_, value)| value);
        self.record_keys.is_empty()
            || (entries.iter().all(|(key, _)| is_other(key))
                && values.any(|value| matches!(value, Value::Map(_))))
    }

    /// Returns true if an evaluated object contains records and is none itself.
    fn has_inner_records(&self, entries: &[(AbstractValue, AbstractValue)]) -> bool {
        let is_other = |key: &AbstractValue| match key {
            AbstractValue::Text(key) => !self.record_keys.contains(&key.as_str()),
            _ => false,
        };
        let mut values = entries.iter().map(|(_, value)| value);
        self.record_keys.is_empty()
            || (entries.iter().all(|(key, _)| is_other(key))
                && values.any(|value| matches!(value, AbstractValue::Map(_))))
    }

    /// Adds the entries of a value that is no literal.
    fn abstract_entries(&self, value: AbstractValue, above: &[&str], found: &mut Vec<Item>) {
        let span = self.binding.span;
        let AbstractValue::Map(entries) = value else {
            found.push(self.item(&[above, &["*"]].concat(), vec![value], span));
            return;
        };
        for (key, value) in entries {
            let AbstractValue::Text(key) = key else {
                found.push(self.item(&[above, &["*"]].concat(), vec![key], span));
                continue;
            };
            let path = [above, &[key.as_str()]].concat();
            match &value {
                AbstractValue::Map(inner)
                    if path.len() < MAX_DEPTH && self.has_inner_records(inner) =>
                {
                    self.abstract_entries(value, &path, found);
                }
                _ => found.push(self.item(&path, vec![value], span)),
            }
        }
    }

    fn elements(&mut self, found: &mut Vec<Item>) {
        for value in self.eval.eval(&self.binding.value, &self.context()) {
            let AbstractValue::List(elements) = value else {
                found.push(self.item(&["*"], vec![value], self.binding.span));
                continue;
            };
            for element in elements {
                let span = first_text(&element).and_then(|text| self.search(text, |_| true));
                let mut item = self.item(&[""], vec![element], span.unwrap_or(self.binding.span));
                item.handle = Text::default();
                found.push(item);
            }
        }
    }

    fn item(&self, path: &[&str], value: Values, span: Span) -> Item {
        let scope = ItemId::new(self.unit, self.binding.scope);
        let parts: Vec<&str> = std::iter::once(self.owner.as_str())
            .chain(path.iter().copied())
            .collect();
        Item {
            handle: parts.join(".").into(),
            key: path.last().copied().unwrap_or_default().into(),
            owner: self.owner.clone(),
            class: self.eval.index.class_key(scope).clone(),
            function: None,
            cx: self.context(),
            value,
            name_span: span,
            span,
        }
    }

    /// Returns the span of a member: of the entry in the facts, or of its name in the text.
    fn span_of(&mut self, path: &[&str], written: Option<&str>) -> Span {
        if self.entries.is_none() {
            self.entries = Some(self.entry_spans());
        }
        let key = path.join("-");
        let entry = self
            .entries
            .as_ref()
            .and_then(|spans| spans.get(key.as_str()));
        if let Some(entry) = entry {
            return *entry;
        }
        let is_key = |rest: &str| {
            let rest = rest.trim_start_matches(['\'', '"', '`']).trim_start();
            let rest = rest.strip_prefix(']').unwrap_or(rest);
            rest.is_empty() || rest.starts_with([':', '=', ',', '}', '/', '#'])
        };
        let name = written.or(path.last().copied()).unwrap_or_default();
        self.search(name, is_key).unwrap_or(self.binding.span)
    }

    /// Returns the spans of the entries that the facts have, by their keys.
    fn entry_spans(&self) -> FxHashMap<&'a str, Span> {
        let facts = self.eval.index.facts(self.unit);
        let sites = facts
            .calls
            .iter()
            .filter(|site| site.kind == SiteKind::Map && self.binding.span.contains(site.span));
        let mut spans = FxHashMap::default();
        for entry in sites.flat_map(|site| &site.arguments) {
            if let Key::Name(name) = &entry.key {
                spans.entry(name.as_str()).or_insert(entry.span);
            }
        }
        spans
    }

    /// Returns the span of the next word in the text of the constant whose rest fits.
    fn search(&mut self, word: &str, fits: impl Fn(&str) -> bool) -> Option<Span> {
        let end = self.binding.span.end as usize;
        let text = self.eval.index.units[self.unit as usize].text.get(..end)?;
        let start = next_word(text, self.from, word, fits)?;
        self.from = start + word.len();
        Some(Span::new(self.binding.span.file, start, self.from))
    }
}

/// Returns the offset of the next occurrence of a whole word whose rest fits.
fn next_word(text: &str, from: usize, word: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let rest = text.get(from..).filter(|_| !word.is_empty())?;
    let mut starts = rest.match_indices(word).map(|(at, _)| from + at);
    starts.find(|start| {
        let (before, behind) = (&text[..*start], &text[*start + word.len()..]);
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let in_comment = ["//", "/*", "*", "#"]
            .iter()
            .any(|mark| line.starts_with(mark));
        !before.ends_with(is_word) && !behind.starts_with(is_word) && !in_comment && fits(behind)
    })
}

/// Returns the first text in a value.
fn first_text(value: &AbstractValue) -> Option<&Text> {
    match value {
        AbstractValue::Text(text) => Some(text),
        AbstractValue::Map(entries) => entries.iter().find_map(|(_, value)| first_text(value)),
        AbstractValue::List(items) => items.iter().find_map(first_text),
        _ => None,
    }
}
