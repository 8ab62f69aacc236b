//! Inputs of the rows, and identities of things that have none by nature.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::consumers::exchange::ConsumersFile;
use crate::export::flags::Flags;
use crate::finding::digest;
use crate::report::Report;
use crate::report::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that rows are made from.
pub(crate) struct Material<'a> {
    /// The run.
    pub(crate) run: &'a Snapshot,
    /// All findings.
    pub(crate) report: &'a Report,
    /// Fingerprints of findings that the baseline does not accept.
    pub(crate) new: &'a BTreeSet<String>,
    /// The names that an analytics project reads, if they are known.
    pub(crate) consumers: Option<&'a ConsumersFile>,
    /// Feature flags with their defaults.
    pub(crate) flags: &'a Flags,
}

/// The keys of events.
pub(crate) struct EventKeys {
    /// The key of each event, by index.
    keys: Vec<String>,
}

impl EventKeys {
    /// Returns the keys of all events: a hash of system, name, category and labels, and of a number where these are equal.
    pub(crate) fn new(cx: &Context<'_>) -> Self {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let key = |event: &Event| {
            let (category, labels) = category_and_labels(cx, event);
            let text = [
                event.system.as_str(),
                event.name.as_str(),
                category.unwrap_or_default(),
            ];
            let text = format!("{}\n{}", text.join("\n"), labels.join("\n"));
            let number = seen.entry(text.clone()).or_default();
            *number += 1;
            digest(&format!("{text}\n{number}"))
        };
        Self {
            keys: cx.links.events.iter().map(key).collect(),
        }
    }

    /// Returns the key of an event.
    pub(crate) fn of(&self, event: usize) -> &str {
        &self.keys[event]
    }
}

/// Returns the category and the labels that a structured event has.
pub(crate) fn category_and_labels<'c>(
    cx: &'c Context<'_>,
    event: &Event,
) -> (Option<&'c str>, Vec<&'c str>) {
    let mut definitions = cx.definitions(event);
    let Some(definition) = definitions.next() else {
        return (None, Vec::new());
    };
    let category = definition
        .category
        .as_ref()
        .map(|category| category.value.as_str());
    let labels = definition.labels.iter().map(|label| label.value.as_str());
    (category, labels.collect())
}

/// Returns a path as a table may have it: one outside of the root has no folder, since that differs from machine to machine.
pub(crate) fn portable(path: &str) -> &str {
    let is_outside = path.starts_with("..") || std::path::Path::new(path).is_absolute();
    match is_outside {
        true => path.rsplit(['/', '\\']).next().unwrap_or(path),
        false => path,
    }
}
