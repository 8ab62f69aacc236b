//! Evaluates slots on records of documents.

use crate::catalog::{Field, is_prose};
use crate::facts::Text;
use crate::input::yaml::Node;
use crate::input::yaml::path::CapturedKey;
use crate::rules::conversion::Conversion;
use crate::rules::slot::{Condition, Slot};
use crate::source::Span;

/// A record whose slots are read.
#[derive(Clone, Copy)]
pub(crate) struct SlotReader<'a> {
    /// The content.
    pub(crate) node: &'a Node,
    /// The keys on the way to it.
    pub(crate) keys: &'a [CapturedKey<'a>],
    /// Span of values that the record does not contain.
    pub(crate) span: Span,
    /// A prefix that values may have and that says nothing.
    pub(crate) prefix: Option<&'a str>,
    /// True if prose in a part of a name stands for anything.
    pub(crate) has_placeholders: bool,
}

impl<'a> SlotReader<'a> {
    /// Returns the nodes that a slot names and that are not blank.
    pub(crate) fn nodes(&self, slot: &Slot) -> Vec<&'a Node> {
        if !self.applies(slot) {
            return Vec::new();
        }
        let mut found = match &slot.path {
            Some(path) => self.node.path(path),
            None => Vec::new(),
        };
        if let Some(key) = &slot.key {
            found = found.iter().flat_map(|node| node.path(key)).collect();
        }
        found.retain(|node| !node.is_blank());
        let mut any = slot.any.iter().map(|part| self.nodes(part));
        found.extend(any.find(|nodes| !nodes.is_empty()).into_iter().flatten());
        let parts = slot.each.iter().chain(&slot.join);
        found.extend(parts.flat_map(|part| self.nodes(part)));
        found
    }

    /// Returns the first text of a slot.
    pub(crate) fn one(&self, slot: &Slot) -> Option<Field<Text>> {
        self.values(slot, false).into_iter().next()
    }

    /// Returns all texts of a slot: elements of lists, keys of mappings, single texts.
    pub(crate) fn many(&self, slot: &Slot) -> Vec<Field<Text>> {
        self.values(slot, true)
    }

    fn values(&self, slot: &Slot, many: bool) -> Vec<Field<Text>> {
        if !self.applies(slot) {
            return Vec::new();
        }
        let mut found = self.source(slot, many);
        if let Some(conversion) = Conversion::of(slot) {
            found.retain_mut(|field| {
                let converted = conversion.apply(&field.value);
                let is_kept = converted.is_some();
                field.value = converted.unwrap_or_default();
                is_kept
            });
        }
        if let (true, Some(default)) = (found.is_empty(), &slot.default) {
            found.push(Field::new(default.clone(), self.span));
        }
        found
    }

    /// Returns the texts at the source of a slot, without its modifiers.
    fn source(&self, slot: &Slot, many: bool) -> Vec<Field<Text>> {
        if slot.path.is_some() {
            let nodes = self.nodes(slot);
            return nodes
                .iter()
                .flat_map(|node| self.texts(node, slot, many))
                .collect();
        }
        if let Some(text) = &slot.text {
            return vec![Field::new(text.clone(), self.span)];
        }
        if let Some(name) = &slot.capture {
            let mut keys = self.keys.iter().filter(|captured| captured.name == name);
            let captured = keys.next_back();
            return captured
                .map(|captured| Field::new(captured.key.clone(), captured.span))
                .into_iter()
                .collect();
        }
        if !slot.join.is_empty() {
            return self.joined(slot).into_iter().collect();
        }
        let mut any = slot.any.iter().map(|part| self.values(part, many));
        let first = any.find(|values| !values.is_empty()).into_iter().flatten();
        let each = slot.each.iter().flat_map(|part| self.values(part, many));
        first.chain(each).collect()
    }

    fn texts(&self, node: &Node, slot: &Slot, many: bool) -> Vec<Field<Text>> {
        let keys = || {
            let entries = node.entries().iter();
            entries.map(|entry| Field::new(entry.key.clone(), entry.key_span))
        };
        let texts = |texts: Vec<(Text, Span)>| {
            let texts = texts.into_iter();
            texts.map(|(text, span)| Field::new(self.without_prefix(text), span))
        };
        match (slot.keys, many) {
            (true, _) => keys().collect(),
            (false, true) => texts(node.strings()).chain(keys()).collect(),
            (false, false) => {
                let text = node.as_str().map(|text| (text.clone(), node.span));
                texts(text.into_iter().collect()).collect()
            }
        }
    }

    fn without_prefix(&self, text: Text) -> Text {
        let rest = self.prefix.and_then(|prefix| text.strip_prefix(prefix));
        rest.map(|rest| rest.trim_start().into()).unwrap_or(text)
    }

    /// Returns the parts of a slot in a row; none if a part that is not optional is missing.
    fn joined(&self, slot: &Slot) -> Option<Field<Text>> {
        let mut joined: Option<Field<String>> = None;
        for part in &slot.join {
            let Some(mut field) = self.one(part) else {
                if part.optional {
                    continue;
                }
                return None;
            };
            if self.has_placeholders && is_prose(&field.value) {
                field.value = Text::new_static("*");
            }
            match &mut joined {
                Some(joined) => {
                    joined.value.push_str(&slot.separator);
                    joined.value.push_str(&field.value);
                    if joined.span == self.span {
                        joined.span = field.span;
                    }
                }
                None => joined = Some(Field::new(field.value.to_string(), field.span)),
            }
        }
        joined.map(|joined| Field::new(joined.value.into(), joined.span))
    }

    fn applies(&self, slot: &Slot) -> bool {
        slot.when.as_deref().is_none_or(|when| self.holds(when))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let values = self.many(&condition.slot);
        let has = |wanted: &crate::rules::one_or_many::OneOrMany| {
            let mut values = values.iter();
            values.any(|field| wanted.iter().any(|one| *one == field.value))
        };
        match (condition.is.is_empty(), condition.is_not.is_empty()) {
            (true, true) => !values.is_empty(),
            (is_any, _) => (is_any || has(&condition.is)) && !has(&condition.is_not),
        }
    }
}
