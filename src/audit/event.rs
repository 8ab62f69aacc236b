//! Events with their definitions, calls and metrics.

use crate::audit::verdicts::EventVerdict;
use crate::calls::Grade;
use crate::catalog::EventKind;
use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeMap;

/// A call as evidence for one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CallEvidence {
    /// Index of the call.
    pub(crate) call: usize,
    /// The grade of the name.
    pub(crate) grade: Grade,
}

/// An event with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The name, or the action where events have a category.
    pub(crate) name: Text,
    /// The kind.
    pub(crate) kind: EventKind,
    /// The tracking system. System and name identify an event.
    pub(crate) system: Text,
    /// Definitions, as indexes into the catalog.
    pub(crate) definitions: Vec<usize>,
    /// Spans of the counters of this name.
    pub(crate) counters: Vec<Span>,
    /// Spans of its name in the metrics that define it by counting it.
    pub(crate) counted: Vec<Span>,
    /// A record of another system that names the event too, so that clients may send it.
    pub(crate) registered: Option<Span>,
    /// True if it is undefined in a system that does not define all its events.
    pub(crate) is_unreported: bool,
    /// The calls that send it or may send it.
    pub(crate) calls: Vec<CallEvidence>,
    /// Functions that send it and that nothing calls, if nothing else sends it.
    pub(crate) dead_senders: Vec<Span>,
    /// Calls of other systems that send its name, as indexes.
    pub(crate) of_other_systems: Vec<usize>,
    /// Other evidence that the event is sent: the member of a family, or a comment that names it.
    pub(crate) other_evidence: Vec<Span>,
    /// True if the settings list it as sent elsewhere, or as defined elsewhere and it has no definition.
    pub(crate) external: bool,
    /// Metrics that name it, as indexes into the catalog; filled by the metrics' verdicts.
    pub(crate) metrics: Vec<usize>,
    /// Aggregates that name it, as indexes into the catalog.
    pub(crate) aggregates: Vec<usize>,
    /// The verdict.
    pub(crate) verdict: EventVerdict,
}

impl Event {
    /// Returns an event of which nothing is known yet.
    pub(crate) fn new(name: Text, system: Text, kind: EventKind) -> Self {
        Self {
            name,
            kind,
            system,
            definitions: Vec::new(),
            counters: Vec::new(),
            counted: Vec::new(),
            registered: None,
            is_unreported: false,
            calls: Vec::new(),
            dead_senders: Vec::new(),
            of_other_systems: Vec::new(),
            other_evidence: Vec::new(),
            external: false,
            metrics: Vec::new(),
            aggregates: Vec::new(),
            verdict: EventVerdict::Undefined,
        }
    }

    /// Returns true if something declares it.
    pub(crate) fn is_defined(&self) -> bool {
        !self.definitions.is_empty() || !self.counters.is_empty() || !self.counted.is_empty()
    }

    /// Returns true if a computed name fits the event. An unknown name of a look-up fits too many.
    pub(crate) fn may_be_sent(&self) -> bool {
        let is_close = |sent: &CallEvidence| sent.grade != Grade::Open || !self.kind.is_by_name();
        self.calls.iter().any(is_close)
    }

    /// Returns true if a call sends exactly this event.
    pub(crate) fn has_exact_call(&self) -> bool {
        self.calls.iter().any(|sent| sent.grade == Grade::Exact)
    }
}

/// The graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// All events, by kind, name and place of definition.
    pub(crate) events: Vec<Event>,
    /// Indexes into `events` by name, of the kinds that are found by name alone.
    pub(crate) by_name: BTreeMap<Text, Vec<usize>>,
    /// Indexes into `events` by system and handle, of handles that are no names of events.
    pub(crate) by_handle: BTreeMap<(Text, Text), Vec<usize>>,
    /// Indexes into `events` of names with placeholders.
    pub(crate) globs: Vec<usize>,
    /// For each call: whether it reached any defined event.
    pub(crate) reached: Vec<bool>,
}

impl Links {
    /// Returns the event a metric means by this name: the liveliest of the kinds that are found by name alone.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.by_name
            .get(name)?
            .iter()
            .copied()
            .min_by_key(|index| self.events[*index].verdict)
    }
}
