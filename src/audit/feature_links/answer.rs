//! The answer for one entry of the feature list: is it measured, with which probability, and by what.

use crate::audit::feature_links::index::{FEW_UNITS, Index};
use crate::audit::feature_links::query::Query;
use crate::audit::feature_links::shares::{Shares, shares};
use crate::audit::feature_links::words::WordSet;
use std::collections::BTreeMap;

/// Units that are compared with an entry: the best of the search, and others by their names.
const BEST_LIVE: usize = 20;
const BEST_DEAD: usize = 5;
const MOST_BY_NAME: usize = 15;
/// Proposals for an entry, and those that may share the same words with it.
const PROPOSALS: usize = 5;
const MOST_ALIKE: usize = 2;
const RANKED: usize = 60;
/// The logistic layer for "measured": sum of the shares, paid, constant.
const MEASURED: [f64; 3] = [1.554, -1.173, -4.057];
/// The logistic layer for "something near it is measured": search score, overlap, category, constant.
const ADJACENT: [f64; 4] = [3.201, 0.102, 0.706, -12.334];
/// Probability from which on an entry counts as measured.
const LIKELY: f64 = 0.5;
/// Probabilities between which a person should decide.
const UNCLEAR: std::ops::Range<f64> = 0.25..0.65;
/// The conditions of high confidence: sum of the shares, share of the title, lead of a dead twin.
const HIGH: [f64; 3] = [3.0, 0.6, 0.5];
/// Lead of a dead twin from which on it is worth a sentence.
const DEAD_TWIN: f64 = 1.0;
/// Share of a name that must be explained in a small product, where the scores of the search say little. The verb of a name is
/// rarely in a title.
const EXPLAINED: f64 = 0.5;

/// The answer of the words about an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Measured,
    Adjacent,
    Unmeasured,
    NotAFeature,
}

/// The answer for one entry.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) said: Said,
    /// Probability that it is measured.
    pub(crate) p: f64,
    /// True if a person should decide.
    pub(crate) unclear: bool,
    /// True if the evidence is strong.
    pub(crate) high: bool,
    /// The unit that fits best, with its shares.
    pub(crate) best: Option<(usize, Shares)>,
    /// Units to choose from, best first.
    pub(crate) proposals: Vec<usize>,
    /// A unit that fits better and that nothing feeds.
    pub(crate) dead_twin: Option<usize>,
}

/// Judges entries by the words of all units.
pub(crate) struct AnswerJudge<'a> {
    pub(crate) index: &'a Index,
    /// True if most entries of the list link to the documentation, so that other links mean something.
    pub(crate) links_documentation: bool,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Returns the first unit with the largest sum of shares.
fn best(candidates: &[(usize, Shares)]) -> Option<(usize, Shares)> {
    let mut best: Option<(usize, Shares)> = None;
    for (unit, found) in candidates {
        if best.is_none_or(|(_, shares)| found.sum() > shares.sum()) {
            best = Some((*unit, *found));
        }
    }
    best
}

impl AnswerJudge<'_> {
    /// Returns the answer for an entry, or none if its words say nothing or there is nothing to compare them with.
    pub(crate) fn judge(&self, query: &Query) -> Option<Answer> {
        if query.context.is_empty() || self.index.units.is_empty() {
            return None;
        }
        let found = self.index.search(query);
        let live: Vec<(usize, f64)> = self.of(&found, true);
        let dead: Vec<(usize, f64)> = self.of(&found, false);
        let candidates = self.candidates(query, &live, BEST_LIVE, true);
        let best_live = best(&candidates);
        let best_dead = best(&self.candidates(query, &dead, BEST_DEAD, false));
        let score = best_live.map_or(0.0, |(_, shares)| shares.sum());
        let score_dead = best_dead.map_or(0.0, |(_, shares)| shares.sum());
        let gap = (score_dead - score).max(0.0);
        let paid = f64::from(u8::from(query.paid));
        let p = sigmoid(MEASURED[0] * (score - gap) + MEASURED[1] * paid + MEASURED[2]);
        let said = if p >= LIKELY {
            Said::Measured
        } else if self.links_documentation && !query.documented && query.tags.is_empty() {
            Said::NotAFeature
        } else if self.is_adjacent(query, &live, &candidates) {
            Said::Adjacent
        } else {
            Said::Unmeasured
        };
        let title = best_live.map_or(0.0, |(_, shares)| shares.title);
        let strong = score - gap >= HIGH[0] && title >= HIGH[1] && gap < HIGH[2];
        Some(Answer {
            said,
            p,
            unclear: UNCLEAR.contains(&p) && said != Said::NotAFeature,
            high: said == Said::Measured && strong && !query.paid,
            best: best_live,
            proposals: self.proposals(query, &live, best_live.filter(|_| said == Said::Measured)),
            dead_twin: best_dead.filter(|_| gap >= DEAD_TWIN).map(|(unit, _)| unit),
        })
    }

    fn of(&self, found: &[(usize, f64)], is_live: bool) -> Vec<(usize, f64)> {
        let same = |(unit, _): &&(usize, f64)| self.index.units[*unit].is_live == is_live;
        found.iter().filter(same).copied().collect()
    }

    /// Returns the units to compare: the best of the search, and those whose name has the whole end of the link or the acronym.
    fn candidates(
        &self,
        query: &Query,
        ranked: &[(usize, f64)],
        most: usize,
        is_live: bool,
    ) -> Vec<(usize, Shares)> {
        let mut chosen: Vec<usize> = ranked.iter().take(most).map(|(unit, _)| *unit).collect();
        let units = self.index.units.iter().enumerate();
        let by_name = units.filter(|(number, unit)| {
            let has = |words: &WordSet| !words.is_empty() && words.is_within(&unit.name);
            unit.is_live == is_live
                && (has(&query.tail) || has(&query.acronym))
                && !chosen.contains(number)
        });
        let more: Vec<usize> = by_name
            .map(|(number, _)| number)
            .take(MOST_BY_NAME)
            .collect();
        chosen.extend(more);
        let shares = |unit| (unit, shares(self.index, query, unit));
        chosen.into_iter().map(shares).collect()
    }

    /// Returns true if a neighbour of the entry is measured.
    fn is_adjacent(
        &self,
        query: &Query,
        live: &[(usize, f64)],
        candidates: &[(usize, Shares)],
    ) -> bool {
        let wanted = query
            .title
            .with(&query.tail)
            .with(&query.acronym)
            .with(&query.categories);
        let overlaps = candidates.iter().map(|(unit, shares)| {
            let name = &self.index.units[*unit].name;
            let whole = self.index.share(name, &query.context);
            (
                self.index.weight(&name.shared(&wanted)) * whole,
                shares.name,
            )
        });
        let overlaps: Vec<(f64, f64)> = overlaps.collect();
        if self.index.units.len() < FEW_UNITS {
            return overlaps
                .iter()
                .any(|(_, explained)| *explained >= EXPLAINED);
        }
        let overlap = overlaps
            .iter()
            .fold(0.0, |most: f64, (one, _)| most.max(*one));
        let mut first = live.iter().take(PROPOSALS).map(|(unit, _)| *unit);
        let same = first.any(|unit| !self.index.units[unit].tags.is_disjoint(&query.tags));
        let top = live.first().map_or(0.0, |(_, score)| *score);
        let x = ADJACENT[0] * top.ln_1p()
            + ADJACENT[1] * overlap
            + ADJACENT[2] * f64::from(u8::from(same))
            + ADJACENT[3];
        sigmoid(x) >= LIKELY
    }

    /// Returns the proposals: no more than two that share the same words with the entry, then the others. The unit that measures
    /// the entry is the first if it is among them, or else the last.
    fn proposals(
        &self,
        query: &Query,
        live: &[(usize, f64)],
        measured_by: Option<(usize, Shares)>,
    ) -> Vec<usize> {
        let mut seen = BTreeMap::new();
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for (unit, _) in live.iter().take(RANKED) {
            let name = &self.index.units[*unit].name;
            let shared = name.shared(&query.context);
            let shared = shared.iter().filter(|word| !query.acronym.contains(*word));
            let shared: WordSet = shared.collect();
            let count = seen.entry(shared).or_insert(0_usize);
            *count += 1;
            match *count <= MOST_ALIKE {
                true => first.push(*unit),
                false => later.push(*unit),
            }
        }
        let mut proposals: Vec<usize> = first.into_iter().chain(later).take(PROPOSALS).collect();
        if let Some((best, _)) = measured_by {
            match proposals.iter().position(|unit| *unit == best) {
                Some(place) => proposals[..=place].rotate_right(1),
                None => proposals.push(best),
            }
        }
        proposals
    }
}
