//! Ways outward that were gone already: two roots often have the same callers, and each of those its own.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::project::view::ItemId;
use crate::resolve::propagate::{Origin, Parts};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Call sites visited while following wrappers outward, for one tree. Real trees need some thousands.
const MOST: usize = 200_000;

/// What going outward from one site came to.
pub(crate) struct Visit {
    parts: Parts,
    /// What the event may be.
    pub(crate) leaves: Vec<AbstractValue>,
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
    senders: FxHashMap<(ItemId, Text), Vec<Parts>>,
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

    /// Whether there will soon be too many.
    pub(crate) fn is_strained(&self) -> bool {
        self.count > MOST / 4
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
    pub(crate) fn sends_first(&mut self, function: ItemId, origin: &Origin, parts: &Parts) -> bool {
        let known = self
            .senders
            .entry((function, origin.rule.clone()))
            .or_default();
        let first = self.count <= MOST && !known.iter().any(|sent| sent.say_the_same(parts));
        if first {
            known.push(Parts {
                steps: Vec::new(),
                ..parts.clone()
            });
        }
        first
    }

    /// What a visit with these parts came to, if it cannot come to anything else on this way.
    pub(crate) fn known(
        &mut self,
        site: ItemId,
        origin: &Origin,
        parts: &Parts,
        way: &[ItemId],
    ) -> Option<&Visit> {
        let known = self.known.get(&(site, origin.rule.clone()))?;
        let same = |visit: &&Visit| {
            visit.parts.say_the_same(parts) && !visit.asked.iter().any(|at| way.contains(at))
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
        visit: (Parts, Vec<AbstractValue>, Vec<Span>),
    ) {
        let (parts, leaves, said) = visit;
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
                    parts,
                    leaves,
                    said,
                    asked,
                });
        }
        self.ended = [self.ended, running.outer].into_iter().flatten().min();
    }
}
