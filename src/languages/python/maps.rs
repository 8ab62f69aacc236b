//! Dictionaries as sites.

use crate::facts::{Argument, CallSite, Key, SiteKind, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Keys around a map that are kept in front of its own.
const MOST_OUTER_KEYS: usize = 4;

impl Scanner<'_, '_> {
    /// Notes a dictionary with its own entries, and with the keys of the dictionaries around it in front.
    pub(super) fn map_site(&mut self, id: Id) {
        let mut arguments = Vec::new();
        let mut prefix = None;
        for pair in self.tree.children(id) {
            let (Some(key), Some(value)) =
                (self.field(pair, Field::Key), self.field(pair, Field::Value))
            else {
                continue;
            };
            let is_value = !matches!(self.kind(value), Kind::Dictionary | Kind::Lambda);
            if is_value && let Some(key) = self.plain_text(key) {
                let prefix = prefix.get_or_insert_with(|| self.outer_keys(id));
                let key = Key::Name(format!("{prefix}{key}").into());
                arguments.push(Argument::new(key, self.value(value), self.span(pair)));
            }
        }
        if arguments.is_empty() {
            return;
        }
        let span = self.span(id);
        self.push_call(CallSite {
            kind: SiteKind::Map,
            receiver: None,
            name: Text::default(),
            arguments,
            scope: self.flow.place.scope,
            function: self.flow.place.function,
            statement: false,
            name_span: span,
            span,
        });
    }

    /// Returns the keys of the dictionaries directly around one, each followed by `-`.
    fn outer_keys(&self, id: Id) -> String {
        let mut keys = Vec::new();
        let mut at = id;
        while keys.len() < MOST_OUTER_KEYS {
            let pair = self.tree.parent(at);
            let outer = self.tree.parent(pair);
            if self.kind(pair) != Kind::Pair || self.kind(outer) != Kind::Dictionary {
                break;
            }
            let key = self.field(pair, Field::Key);
            let Some(key) = key.and_then(|key| self.plain_text(key)) else {
                break;
            };
            keys.push(key);
            at = outer;
        }
        keys.iter().rev().map(|key| format!("{key}-")).collect()
    }
}

/// Returns a named argument as an entry of a map.
pub(super) fn named_entry(argument: &Argument) -> Option<(Value, Value)> {
    match &argument.key {
        Key::Name(name) => Some((Value::Text(name.clone()), argument.value.clone())),
        _ => None,
    }
}
