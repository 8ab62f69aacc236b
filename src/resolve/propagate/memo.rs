//! A cache of visited call sites, since roots often share their callers.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Limit of visited call sites for all roots of a system, and the part of it that each parsed file adds. Real trees need some
/// thousands. A visit counts more if it returns many names.
const MOST: usize = 200_000;
const MOST_PER_FILE: usize = 100;
const NAMES_PER_VISIT: usize = 4;

/// Limit of visited call sites for one root once the limit for all roots is reached. No root can use up the visits of others.
const MOST_PER_ROOT: usize = 1_000;

/// Limit of wrappers on one path. The memory for a path grows with the square of its length.
const MOST_DEPTH: usize = 2_000;

/// Limit of different values at one call site. Layers of wrappers that each double the names reach it.
pub(crate) const MOST_VALUES: usize = 512;

/// Reason for a name that is unknown because the limit of visited call sites is reached.
pub(crate) const TOO_MANY_VISITS: &str =
    "the limit of followed call sites is reached, so some callers are not followed";

/// Reason for a name that is unknown because a call site passes on too many values.
pub(crate) const TOO_MANY_VALUES: &str =
    "the limit of 512 names for one call is reached, so the others are not followed";

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

/// A site or function, the rule, and the hash of the texts that are sent.
type Key = (ItemId, Text, u64);

/// Returns the key of cached values. Equal values have equal keys.
fn key(at: ItemId, origin: &Origin, values: &SlotValues) -> Key {
    let mut hasher = FxHasher::default();
    values
        .event
        .iter()
        .for_each(|value| add_texts(value, &mut hasher));
    (at, origin.rule.clone(), hasher.finish())
}

/// Adds the texts of a value and of its parts to a hash.
fn add_texts(value: &AbstractValue, hasher: &mut FxHasher) {
    match value {
        AbstractValue::Text(text) => text.hash(hasher),
        AbstractValue::Parts(parts) => parts.iter().for_each(|part| add_texts(part, hasher)),
        _ => {}
    }
}

/// Cached visits from one root. The count covers all roots.
#[derive(Default)]
pub(crate) struct Memo {
    most: usize,
    count: usize,
    /// The part of the count that belongs to this root.
    count_of_root: usize,
    /// True if the last path ended at the limit of visits.
    pub(crate) is_exhausted: bool,
    known: FxHashMap<Key, Vec<Visit>>,
    /// The number of values that each call site passed on.
    values: FxHashMap<(ItemId, Text), usize>,
    senders: FxHashMap<Key, Vec<SlotValues>>,
    asked: Vec<ItemId>,
    /// The depth of the outermost function that ended a path by recursion.
    ended: Option<usize>,
}

impl Memo {
    /// Returns a cache for a project with this number of parsed files.
    pub(crate) fn new(files: usize) -> Self {
        Self {
            most: MOST + MOST_PER_FILE * files,
            ..Self::default()
        }
    }

    /// Drops the cached visits, but keeps their count.
    pub(crate) fn forget(&mut self) {
        *self = Self {
            most: self.most,
            count: self.count,
            ..Self::default()
        };
    }

    /// Returns true if a path ends at `function`: the path contains it already, or the limit of visits is reached.
    pub(crate) fn ends(&mut self, function: ItemId, path: &[ItemId]) -> bool {
        self.asked.push(function);
        let recursion = path.iter().position(|at| *at == function);
        self.is_exhausted = recursion.is_none() && (self.is_spent() || path.len() >= MOST_DEPTH);
        let found = recursion.or(self.is_exhausted.then_some(0));
        self.ended = [self.ended, found].into_iter().flatten().min();
        found.is_some()
    }

    fn is_spent(&self) -> bool {
        self.count > self.most && self.count_of_root > MOST_PER_ROOT
    }

    /// Returns true if a call site has passed on so many values that others are not followed.
    pub(crate) fn is_full(&mut self, site: ItemId, origin: &Origin) -> bool {
        let values = self.values.entry((site, origin.rule.clone())).or_default();
        *values += 1;
        *values > MOST_VALUES
    }

    /// Returns true if a function sends these values for the first time. Recursive functions are visited once, not on every
    /// path.
    pub(crate) fn sends_first(
        &mut self,
        function: ItemId,
        origin: &Origin,
        values: &SlotValues,
        path: &[ItemId],
    ) -> bool {
        self.is_exhausted = self.is_spent() || path.len() >= MOST_DEPTH;
        let known = self.senders.entry(key(function, origin, values));
        let known = known.or_default();
        let first = !self.is_exhausted && !known.iter().any(|sent| sent.same_values(values));
        if first {
            known.push(SlotValues {
                steps: Vec::new(),
                ..values.clone()
            });
            self.add(1);
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
        let known = self.known.get(&key(site, origin, values))?;
        let same = |visit: &&Visit| {
            visit.values.same_values(values) && !visit.asked.iter().any(|at| path.contains(at))
        };
        let visit = known.iter().find(same)?;
        self.asked.extend(&visit.asked);
        Some(visit)
    }

    fn add(&mut self, visits: usize) {
        self.count += visits;
        self.count_of_root += visits;
    }

    /// Starts a visit.
    pub(crate) fn enter(&mut self, path: &[ItemId]) -> Running {
        self.add(1);
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
        self.add(leaves.len() / NAMES_PER_VISIT);
        if self.ended.is_none_or(|depth| depth >= running.depth) {
            let mut asked = self.asked[running.asked..].to_vec();
            asked.sort_unstable();
            asked.dedup();
            self.asked.truncate(running.asked);
            self.asked.extend(&asked);
            let known = self.known.entry(key(site, origin, &values));
            known.or_default().push(Visit {
                values,
                leaves,
                constructed_at,
                asked,
            });
        }
        self.ended = [self.ended, running.outer].into_iter().flatten().min();
    }
}
