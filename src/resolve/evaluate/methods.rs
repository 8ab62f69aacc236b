//! Results of the methods of texts, lists and maps.

use crate::facts::Text;
use crate::languages::text_methods::{
    InParts, ListMethod, Methods, TextArgument, TextMethod, TextResult,
};
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Deferred, MethodCall, Values,
};
use crate::resolve::evaluate::combine::{concat, member};
use crate::resolve::evaluate::deferred::reduced;
use std::rc::Rc;

impl MethodCall {
    /// Returns an unknown result.
    fn unknown(&self) -> AbstractValue {
        AbstractValue::Unknown(Rc::new((format!("result of `{}`", self.name), self.span)))
    }

    /// Returns the result on a value; none if a method of the project may be meant.
    pub(crate) fn on(&self, value: &AbstractValue) -> Option<Values> {
        Some(match value {
            AbstractValue::Text(text) => self.on_text(text),
            AbstractValue::Parts(parts) => self.on_parts(parts),
            AbstractValue::List(items) => self.on_list(items),
            AbstractValue::Map(entries) => self.on_map(entries),
            AbstractValue::Variant(variant) => {
                let found: Option<Vec<Values>> =
                    variant.texts.iter().map(|one| self.on(one)).collect();
                found?.into_iter().flatten().collect()
            }
            AbstractValue::AnyOf(any) => {
                let found: Option<Vec<Values>> = any.0.iter().map(|one| self.on(one)).collect();
                let found = found?.into_iter().flatten().collect();
                vec![AbstractValue::AnyOf(Rc::new((found, any.1.clone())))]
            }
            AbstractValue::Null | AbstractValue::Missing(_) => vec![AbstractValue::Null],
            AbstractValue::Bool(truth) => match self.methods.keeps_text(&self.name) {
                true => vec![AbstractValue::Bool(*truth)],
                false => vec![self.unknown()],
            },
            _ => return None,
        })
    }

    fn on_text(&self, text: &str) -> Values {
        let Some(method) = self.methods.text(&self.name) else {
            // A literal without such a method is an impossible alternative.
            return match self.methods.is_impossible(&self.name) {
                true => Vec::new(),
                false => vec![self.unknown()],
            };
        };
        let Some(rows) = &self.arguments else {
            return vec![self.unknown()];
        };
        rows.iter()
            .map(|row| self.applied(method, text, row))
            .collect()
    }

    fn applied(&self, method: &TextMethod, text: &str, row: &[TextArgument]) -> AbstractValue {
        let text_of = |text: String| AbstractValue::Text(text.into());
        match (method.apply)(text, row) {
            Some(TextResult::Text(result)) => text_of(result),
            Some(TextResult::List(items)) => {
                AbstractValue::List(items.into_iter().map(text_of).collect())
            }
            Some(TextResult::Null) => AbstractValue::Null,
            None => self.unknown(),
        }
    }

    /// Returns the result on a text that is known in part. Literal parts stay where they are certain.
    fn on_parts(&self, parts: &Values) -> Values {
        let whole = || vec![AbstractValue::Parts(parts.clone())];
        let method = self.methods.text(&self.name);
        let rows = self.arguments.as_deref();
        let (Some(method), Some([row])) = (method, rows) else {
            return vec![self.unknown()];
        };
        let places: Vec<usize> = match method.in_parts {
            InParts::Same => return whole(),
            InParts::Each => (0..parts.len()).collect(),
            InParts::EachCharacter if is_character(row, false) => (0..parts.len()).collect(),
            InParts::EachMatch if is_character(row, true) => (0..parts.len()).collect(),
            InParts::Words if parts.iter().all(is_word) => return whole(),
            InParts::Start => vec![0],
            InParts::End => vec![parts.len() - 1],
            InParts::Ends => vec![0, parts.len() - 1],
            _ => return vec![self.unknown()],
        };
        let changed = parts.iter().enumerate().map(|(place, part)| match part {
            part if !places.contains(&place) => vec![part.clone()],
            AbstractValue::Text(text) => vec![self.applied(method, text, row)],
            AbstractValue::Param(reference) => {
                vec![reference.then(Access::Result(Rc::new(self.clone())))]
            }
            _ => vec![self.unknown()],
        });
        concat(&changed.collect::<Vec<_>>())
    }

    /// Returns the texts and lists that are passed, if all are known.
    fn on_list(&self, items: &Values) -> Values {
        match self.methods.list(&self.name) {
            Some(ListMethod::Same) => vec![AbstractValue::List(items.clone())],
            Some(ListMethod::First | ListMethod::Last) if self.has_arguments() => {
                vec![AbstractValue::List(items.clone())]
            }
            Some(ListMethod::First) => vec![items.first().cloned().unwrap_or(AbstractValue::Null)],
            Some(ListMethod::Last) => vec![items.last().cloned().unwrap_or(AbstractValue::Null)],
            Some(ListMethod::One) => items.clone(),
            Some(ListMethod::FromEntries) => vec![from_entries(items).unwrap_or(self.unknown())],
            Some(ListMethod::Concat) => {
                let mut items = items.clone();
                for value in &self.values {
                    match value {
                        AbstractValue::List(more) => items.extend(more.iter().cloned()),
                        other => items.push(other.clone()),
                    }
                }
                vec![AbstractValue::List(items)]
            }
            _ => vec![self.unknown()],
        }
    }

    fn on_map(&self, entries: &[(AbstractValue, AbstractValue)]) -> Values {
        if self.methods.map(&self.name) == Some(ListMethod::Entry) {
            return reduced(Deferred::Index {
                bases: vec![AbstractValue::Map(entries.to_vec())],
                keys: self.values.clone(),
            });
        }
        if self.methods.map(&self.name) == Some(ListMethod::KeyOf) {
            return reduced(Deferred::KeyOf {
                entries: entries.to_vec(),
                values: self.values.clone(),
            });
        }
        let entries = entries.to_vec();
        // An entry whose key is not known holds what is spread in the map.
        let key_of = |(key, value): (AbstractValue, AbstractValue)| match key {
            AbstractValue::Null => value,
            key => key,
        };
        vec![match self.methods.map(&self.name) {
            Some(ListMethod::Same | ListMethod::FromEntries) => AbstractValue::Map(entries),
            Some(ListMethod::Entries) => AbstractValue::List(pairs(entries)),
            Some(ListMethod::Merge) => AbstractValue::Map(merged(entries, &self.values)),
            Some(ListMethod::Defaults) => AbstractValue::Map(merged(
                merged(Vec::new(), &self.values),
                &[AbstractValue::Map(entries)],
            )),
            Some(ListMethod::Keys) => {
                AbstractValue::List(entries.into_iter().map(key_of).collect())
            }
            Some(ListMethod::Values) => {
                AbstractValue::List(entries.into_iter().map(|(_, value)| value).collect())
            }
            _ => self.unknown(),
        }]
    }

    fn has_arguments(&self) -> bool {
        self.arguments
            .as_ref()
            .is_none_or(|rows| rows.iter().any(|row| !row.is_empty()))
    }
}

/// Returns the map that a list of keys and values makes; none if an element is no such pair.
fn from_entries(items: &[AbstractValue]) -> Option<AbstractValue> {
    let pair = |item: &AbstractValue| match item {
        AbstractValue::List(pair) => match &pair[..] {
            [key, value] => Some((key.clone(), value.clone())),
            _ => None,
        },
        _ => None,
    };
    items
        .iter()
        .map(pair)
        .collect::<Option<_>>()
        .map(AbstractValue::Map)
}

/// Returns the entries of a map as lists of a key and a value. An entry of an unknown key stays an unknown pair.
fn pairs(entries: Vec<(AbstractValue, AbstractValue)>) -> Values {
    let pair = |(key, value)| match key {
        AbstractValue::Null => value,
        key => AbstractValue::List(vec![key, value]),
    };
    entries.into_iter().map(pair).collect()
}

/// Returns the entry of a text under a key.
pub(crate) fn part_of_text(
    methods: &'static Methods,
    text: &str,
    key: &Text,
) -> Option<AbstractValue> {
    let argument = [TextArgument::Text(key.clone())];
    match (methods.text("[]")?.apply)(text, &argument)? {
        TextResult::Text(text) => Some(AbstractValue::Text(text.into())),
        TextResult::Null => Some(AbstractValue::Null),
        TextResult::List(_) => None,
    }
}

/// Adds the entries of maps. An entry replaces earlier ones of the same key.
pub(crate) fn merged(
    mut entries: Vec<(AbstractValue, AbstractValue)>,
    maps: &[AbstractValue],
) -> Vec<(AbstractValue, AbstractValue)> {
    for map in maps {
        match map {
            AbstractValue::Map(more) => {
                let is_new = |key: &AbstractValue| {
                    key.is_text() && more.iter().any(|(other, _)| other == key)
                };
                entries.retain(|(key, _)| !is_new(key));
                entries.extend(more.iter().cloned());
            }
            AbstractValue::Null => {}
            other => entries.push((AbstractValue::Null, other.clone())),
        }
    }
    entries
}

/// Returns true if the first argument stands for one character, so that no match reaches over two parts.
fn is_character(row: &[TextArgument], needs_flag: bool) -> bool {
    match row.first() {
        Some(TextArgument::Text(text)) => !needs_flag && text.chars().count() == 1,
        Some(TextArgument::Pattern(source, flags)) => {
            let inner = source
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            let is_one = match inner {
                Some(inner) => !inner.contains(']'),
                None => {
                    let mut letters = source.chars();
                    match (letters.next(), letters.next(), letters.next()) {
                        (Some(letter), None, _) => {
                            letter.is_ascii_alphanumeric() || "-_ /:,".contains(letter)
                        }
                        (Some('\\'), Some(letter), None) => {
                            !"AzbB".contains(letter) && !letter.is_ascii_digit()
                        }
                        _ => false,
                    }
                }
            };
            is_one && (!needs_flag || flags.contains('g'))
        }
        _ => false,
    }
}

/// Returns true for a part that `underscore` leaves as it is; other parts stay unknown.
fn is_word(part: &AbstractValue) -> bool {
    match part {
        AbstractValue::Text(text) => text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'),
        part => matches!(part, AbstractValue::Unknown(_)),
    }
}

/// Returns the member of a value under a literal key, where the value may be a text.
pub(crate) fn entry(
    methods: &'static Methods,
    value: &AbstractValue,
    key: &Text,
) -> Option<Values> {
    match value {
        AbstractValue::Text(text) => part_of_text(methods, text, key).map(|part| vec![part]),
        AbstractValue::Parts(_) => None,
        value => Some(member(value, key)),
    }
}

/// Returns true for a number that every language writes the same way.
pub(crate) fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_plain && (digits.len() == 1 || !digits.starts_with('0'))
}
