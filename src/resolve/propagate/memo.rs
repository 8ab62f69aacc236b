//! Ways outward that were gone already: two roots often have the same callers, and each of those its own.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::Values;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Call sites visited while following wrappers outward, for one tree. Real trees need some thousands.
const MOST: usize = 200_000;

/// What going outward from one site came to.
pub(crate) struct Visit {
    values: SlotValues,
    /// What the event may be.
    pub(crate) leaves: Values,
    /// Where objects were made that bring the name along.
    pub(crate) said: Vec<Span>,
    /// The functions that would have ended the way, had it led through them before.
    asked: Vec<ItemId>,
}

/// A visit that is not over.
pub(crate) struct Running {
    depth: usize,
    asked: usize,
    outer: Option<usize>,
}

/// The visits from one root; all roots are counted together.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) count: usize,
    known: FxHashMap<(ItemId, Text), Vec<Visit>>,
    senders: FxHashMap<(ItemId, Text), Vec<SlotValues>>,
    asked: Vec<ItemId>,
    /// How far out the function stands that ended a way because the way leads through it.
    ended: Option<usize>,
}

impl Memo {
    /// Forgets where ways led, and keeps how many there were.
    pub(crate) fn forget(&mut self) {
        *self = Self {
            count: self.count,
            ..Self::default()
        };
    }

    /// Whether a way through these functions ends at `function`: it leads through it already, or there were too many.
    pub(crate) fn ends(&mut self, function: ItemId, way: &[ItemId]) -> bool {
        self.asked.push(function);
        let found = way
            .iter()
            .position(|at| *at == function)
            .or((self.count > MOST).then_some(0));
        self.ended = [self.ended, found].into_iter().flatten().min();
        found.is_some()
    }

    /// Whether a function is found to send this for the first time. Functions that call each other are gone through once, and not
    /// on every way that leads through them: there are as many as orders to name them in.
    pub(crate) fn sends_first(
        &mut self,
        function: ItemId,
        origin: &Origin,
        values: &SlotValues,
    ) -> bool {
        let known = self
            .senders
            .entry((function, origin.rule.clone()))
            .or_default();
        let first = self.count <= MOST && !known.iter().any(|sent| sent.same_values(values));
        if first {
            known.push(SlotValues {
                steps: Vec::new(),
                ..values.clone()
            });
        }
        first
    }

    /// What a visit with these values came to, if it cannot come to anything else on this way.
    pub(crate) fn known(
        &mut self,
        site: ItemId,
        origin: &Origin,
        values: &SlotValues,
        way: &[ItemId],
    ) -> Option<&Visit> {
        let known = self.known.get(&(site, origin.rule.clone()))?;
        let same = |visit: &&Visit| {
            visit.values.same_values(values) && !visit.asked.iter().any(|at| way.contains(at))
        };
        let visit = known.iter().find(same)?;
        self.asked.extend(&visit.asked);
        Some(visit)
    }

    /// Begins a visit.
    pub(crate) fn enter(&mut self, way: &[ItemId]) -> Running {
        self.count += 1;
        Running {
            depth: way.len(),
            asked: self.asked.len(),
            outer: self.ended.take(),
        }
    }

    /// Ends a visit, and keeps it if nothing on the way to it decided what it came to.
    pub(crate) fn leave(
        &mut self,
        running: &Running,
        site: ItemId,
        origin: &Origin,
        visit: (SlotValues, Values, Vec<Span>),
    ) {
        let (values, leaves, said) = visit;
        if self.ended.is_none_or(|depth| depth >= running.depth) {
            let mut asked = self.asked[running.asked..].to_vec();
            asked.sort_unstable();
            asked.dedup();
            self.asked.truncate(running.asked);
            self.asked.extend(&asked);
            self.known
                .entry((site, origin.rule.clone()))
                .or_default()
                .push(Visit {
                    values,
                    leaves,
                    said,
                    asked,
                });
        }
        self.ended = [self.ended, running.outer].into_iter().flatten().min();
    }
}
