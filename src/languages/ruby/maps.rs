//! Hash literals as places of their own: their keys with the keys of the hashes around them.

use crate::facts::{Argument, CallSite, Key, SiteKind, Text};
use crate::languages::ruby::scanner::{MOST_DEPTH, Scanner};
use crate::source::Span;
use ruby_prism::{Location, Node, NodeList};

impl Scanner<'_, '_> {
    /// Notes a hash literal with its own entries; `prefix` are the keys around it, each followed by `-`.
    pub(crate) fn map_site(&mut self, entries: &NodeList<'_>, at: Location<'_>, prefix: &str) {
        let own = entries.iter().filter_map(|entry| {
            let pair = entry.as_assoc_node()?;
            let value = pair.value();
            if value.as_hash_node().is_some() {
                return None;
            }
            let key = self.literal_key(&pair.key())?;
            let key = if prefix.is_empty() {
                key
            } else {
                format!("{prefix}{key}").into()
            };
            Some(Argument::new(
                Key::Name(key),
                self.value(&value, 0),
                self.span_of(&entry),
            ))
        });
        let own: Vec<Argument> = own.collect();
        self.push_map(own, self.span(&at));
    }

    pub(crate) fn push_map(&mut self, arguments: Vec<Argument>, span: Span) {
        if arguments.is_empty() {
            return;
        }
        self.facts.calls.push(CallSite {
            kind: SiteKind::Map,
            receiver: None,
            name: Text::default(),
            arguments,
            scope: self.scope,
            function: self.function,
            statement: false,
            name_span: span,
            span,
        });
    }

    /// Reads what the entries of a hash or of named arguments hold.
    pub(crate) fn inside_map(&mut self, entries: &NodeList<'_>, prefix: &str) {
        for entry in entries {
            let Some(pair) = entry.as_assoc_node() else {
                self.visit(&entry, false);
                continue;
            };
            let key = pair.key();
            let literal = self.literal_key(&key);
            if literal.is_none() {
                self.visit(&key, false);
            }
            self.entry_value(&pair.value(), literal.as_deref(), prefix);
        }
    }

    fn entry_value(&mut self, value: &Node<'_>, key: Option<&str>, prefix: &str) {
        match value.as_hash_node() {
            Some(inner) if self.depth < MOST_DEPTH => {
                let prefix = key.map_or(String::new(), |key| format!("{prefix}{key}-"));
                self.depth += 1;
                self.map_site(&inner.elements(), inner.location(), &prefix);
                self.inside_map(&inner.elements(), &prefix);
                self.depth -= 1;
            }
            _ => self.visit(value, false),
        }
    }
}
