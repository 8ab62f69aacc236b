//! A cache of visited call sites, since roots often share their callers.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::Values;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Limit of visited call sites in one tree. Real trees need some thousands.
const MOST: usize = 200_000;

/// The result of a visit of a site.
pub(crate) struct Visit {
    values: SlotValues,
    /// The possible events.
    pub(crate) leaves: Values,
    /// The constructions of the objects that carry the name.
    pub(crate) constructed_at: Vec<Span>,
    /// Functions that would have ended the visit if they had been on the path.
    asked: Vec<ItemId>,
}

/// An unfinished visit.
pub(crate) struct Running {
    depth: usize,
    asked: usize,
    outer: Option<usize>,
}

/// Cached visits from one root. The count covers all roots.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) count: usize,
    known: FxHashMap<(ItemId, Text), Vec<Visit>>,
    senders: FxHashMap<(ItemId, Text), Vec<SlotValues>>,
    asked: Vec<ItemId>,
    /// The depth of the outermost function that ended a path by recursion.
    ended: Option<usize>,
}

impl Memo {
    /// Drops the cached visits, but keeps their count.
    pub(crate) fn forget(&mut self) {
        *self = Self {
            count: self.count,
            ..Self::default()
        };
    }

    /// Returns true if a path ends at `function`: the path contains it already, or the limit of visits is reached.
    pub(crate) fn ends(&mut self, function: ItemId, path: &[ItemId]) -> bool {
        self.asked.push(function);
        let found = path
            .iter()
            .position(|at| *at == function)
            .or((self.count > MOST).then_some(0));
        self.ended = [self.ended, found].into_iter().flatten().min();
        found.is_some()
    }

    /// Returns true if a function sends these values for the first time. Recursive functions are visited once, not on every
    /// path.
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

    /// Returns the cached visit with these values, if its result does not depend on the path.
    pub(crate) fn known(
        &mut self,
        site: ItemId,
        origin: &Origin,
        values: &SlotValues,
        path: &[ItemId],
    ) -> Option<&Visit> {
        let known = self.known.get(&(site, origin.rule.clone()))?;
        let same = |visit: &&Visit| {
            visit.values.same_values(values) && !visit.asked.iter().any(|at| path.contains(at))
        };
        let visit = known.iter().find(same)?;
        self.asked.extend(&visit.asked);
        Some(visit)
    }

    /// Starts a visit.
    pub(crate) fn enter(&mut self, path: &[ItemId]) -> Running {
        self.count += 1;
        Running {
            depth: path.len(),
            asked: self.asked.len(),
            outer: self.ended.take(),
        }
    }

    /// Ends a visit, and caches it if its result does not depend on the path.
    pub(crate) fn leave(
        &mut self,
        running: &Running,
        site: ItemId,
        origin: &Origin,
        visit: (SlotValues, Values, Vec<Span>),
    ) {
        let (values, leaves, constructed_at) = visit;
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
                    constructed_at,
                    asked,
                });
        }
        self.ended = [self.ended, running.outer].into_iter().flatten().min();
    }
}
