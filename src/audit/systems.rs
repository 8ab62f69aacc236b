//! Kinds of events by system.

use crate::audit::event::Event;
use crate::audit::inputs::Inputs;
use crate::catalog::EventKind;
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of events by system.
pub(crate) struct Systems<'a> {
    kinds: BTreeMap<&'a Text, BTreeSet<EventKind>>,
    /// Systems of which not all events are defined.
    incomplete: &'a BTreeSet<Text>,
}

impl<'a> Systems<'a> {
    /// Reads the kinds of all definitions.
    pub(crate) fn new(inputs: &Inputs<'a>) -> Self {
        let mut kinds: BTreeMap<&Text, BTreeSet<EventKind>> = BTreeMap::new();
        for event in &inputs.catalog.events {
            let of_system = kinds.entry(&event.system).or_default();
            of_system.insert(event.kind.clone());
        }
        for defined in &inputs.catalog.defined_by_metrics {
            let of_system = kinds.entry(&defined.system).or_default();
            of_system.insert(defined.kind.clone());
        }
        if !(inputs.counters.is_empty() && inputs.catalog.counters.is_empty()) {
            for system in inputs.counter_systems {
                let of_system = kinds.entry(system).or_default();
                of_system.insert(EventKind::counter());
            }
        }
        Self {
            kinds,
            incomplete: &inputs.catalog.incomplete_systems,
        }
    }

    /// Returns the kind of an undefined event; none if the system defines nothing or not everything, so that nothing can be said.
    pub(crate) fn kind(&self, system: &Text) -> Option<EventKind> {
        if self.incomplete.contains(system) {
            return None;
        }
        self.kinds.get(system)?.first().cloned()
    }

    /// Returns true if nothing defines an event of the system.
    pub(crate) fn is_undefined(&self, system: &Text) -> bool {
        !self.incomplete.contains(system) && !self.kinds.contains_key(system)
    }

    /// Returns true if events of the system are found by their category.
    pub(crate) fn has_categories(&self, system: &Text) -> bool {
        self.kinds
            .get(system)
            .is_some_and(|kinds| kinds.iter().any(|kind| !kind.is_by_name()))
    }
}

/// Returns true if calls of a system can send an event: it is of the same system, or both count by counters.
pub(crate) fn is_of(inputs: &Inputs<'_>, event: &Event, system: &Text) -> bool {
    event.system == *system
        || (event.kind == EventKind::counter() && inputs.counter_systems.contains(system))
}

/// Returns events by kind and name.
pub(crate) fn sorted(events: BTreeMap<(Text, Text), Event>) -> Vec<Event> {
    let mut events: Vec<Event> = events.into_values().collect();
    events.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    events
}
