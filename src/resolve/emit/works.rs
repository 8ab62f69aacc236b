//! Each root by itself: what it comes to rests on its own look-ups alone, and stands until one of them finds something else.

use super::{Emitter, Found, same};
use crate::calls::Call;
use crate::facts::Text;
use crate::resolve::callers::Known;
use crate::resolve::eval::{Effort, Evaluator};
use crate::resolve::grounds::{Answer, Changed, Grounds, Kind};
use crate::resolve::index::{At, Classes, Declared, Index};
use crate::resolve::matcher::Matcher;
use crate::resolve::term::Names;
use crate::resolve::wants::Wants;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Where a root may be: a site, and the rule that may recognise it. Their order is the one in which roots are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The call rule, which of its methods is called, and the site.
    Call(u32, u32, At),
    /// The attribute rule and the site.
    Attribute(u32, At),
}

/// Calls in the making, by site and rule.
pub(super) type AllFound = BTreeMap<(At, Text), Found>;

/// What was found at one place.
pub(super) struct Work {
    answer: Answer,
    pub(super) found: AllFound,
    /// What more the calls of others send.
    deferred: Vec<(At, Text, Names)>,
    /// What it took, for the limits that hold for all roots together.
    effort: Effort,
    visits: usize,
}

/// What all roots of one system came to, and what that rests on.
#[derive(Default)]
pub struct Standing {
    grounds: Grounds,
    works: BTreeMap<Place, Work>,
    /// Requests to endpoints that send something.
    requests: AllFound,
    classes: Classes,
    callers: Known,
    /// How many units there were.
    units: usize,
    /// Whether a limit was near: then what is found depends on everything that is looked at, in its order.
    is_strained: bool,
}

impl Standing {
    /// Looks at the roots of a system that are new or rest on something that has changed, and says what was asked for on the way to
    /// all that there are.
    pub fn look(&mut self, declared: &Declared, matcher: &Matcher<'_>, system: &Text, changed: &Changed) -> Wants {
        let before = std::mem::take(self);
        if before.is_strained {
            return self.look(declared, matcher, system, changed);
        }
        let Self { grounds, mut works, classes, callers, units, .. } = before;
        let mut touched = grounds.touched(changed);
        let index = Index::noting(declared, &declared.now, grounds, classes);
        let eval = Evaluator::new(&index);
        let mut emitter = Emitter::new(&eval, matcher).of(system);
        emitter.callers.known.replace(callers);
        emitter.callers.find_again(&mut touched);
        let again: Vec<Place> = works.iter().filter(|(_, work)| touched[work.answer as usize]).map(|(place, _)| *place).collect();
        again.iter().for_each(|place| drop(works.remove(place)));
        emitter.works = works;
        emitter.find(units, again);
        let is_strained = emitter.is_strained();
        if is_strained && units > 0 {
            return self.look(declared, matcher, system, changed);
        }
        let Emitter { works, found: requests, always, callers, .. } = emitter;
        let (classes, callers, grounds) = (index.known.take(), callers.known.take(), index.take_grounds());
        let wants = grounds.wants(works.values().map(|work| work.answer).chain(always));
        *self = Self { grounds, works, requests, classes, callers, units: declared.units.len(), is_strained };
        wants
    }

    /// The calls, sorted by place.
    pub fn calls(&self, declared: &Declared) -> Vec<Call> {
        let mut all = AllFound::new();
        for (key, found) in self.works.values().flat_map(|work| &work.found).chain(&self.requests) {
            add(&mut all, key.clone(), found.clone());
        }
        for (site, rule, event) in self.works.values().flat_map(|work| &work.deferred) {
            if let Some(found) = all.get_mut(&(*site, rule.clone())) {
                found.event.add(event.clone());
            }
        }
        let mut calls = same::merged(all.into_iter().map(|((at, _), found)| found.finish(declared, at)).collect());
        calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        calls
    }
}

/// Adds what one path to a site comes to: several may lead to the same.
pub(super) fn add(all: &mut AllFound, key: (At, Text), found: Found) {
    match all.entry(key) {
        Entry::Vacant(entry) => drop(entry.insert(found)),
        Entry::Occupied(mut entry) => entry.get_mut().add(found),
    }
}

impl Emitter<'_, '_, '_> {
    /// Looks at all places in the units from one on, and at others again.
    pub(super) fn look_at(&mut self, from: usize, again: Vec<Place>) {
        let mut places = self.places(from);
        places.extend(again);
        places.sort_unstable();
        for work in self.works.values() {
            self.eval.take_on(&work.effort);
            self.visits.count += work.visits;
        }
        for place in places {
            self.look_at_one(place);
        }
        self.visits.forget();
    }

    /// The places in the units from one on.
    fn places(&self, from: usize) -> Vec<Place> {
        let (index, matcher) = (self.eval.index, self.matcher);
        let mut places = Vec::new();
        for (number, rule) in matcher.calls.iter().enumerate().filter(|(_, rule)| self.is_asked_for(&rule.system)) {
            for (method, name) in rule.rule.method.iter().enumerate() {
                let sites = index.sites_named(name);
                let new = &sites[sites.partition_point(|site| (site.unit as usize) < from)..];
                places.extend(new.iter().map(|site| Place::Call(number as u32, method as u32, *site)));
            }
        }
        for (number, unit) in index.units.iter().enumerate().skip(from) {
            let marks = unit.tables.marks.iter().filter(|(_, rule)| self.is_asked_for(&matcher.attributes[*rule].system));
            places.extend(marks.map(|(item, rule)| Place::Attribute(*rule as u32, At { unit: number as u32, item: *item })));
        }
        places
    }

    fn look_at_one(&mut self, place: Place) {
        let (eval, matcher) = (self.eval, self.matcher);
        let visits = self.visits.count;
        self.visits.forget();
        let ((), answer) = eval.index.answer(Kind::Root, || match place {
            Place::Call(rule, _, site) => {
                let rule = &matcher.calls[rule as usize];
                if rule.matches(eval, site) {
                    self.root(rule, site);
                }
            }
            Place::Attribute(rule, site) => self.attribute_root(&matcher.attributes[rule as usize], site),
        });
        self.said.clear();
        let (found, deferred) = (std::mem::take(&mut self.found), std::mem::take(&mut self.deferred));
        let effort = eval.effort();
        if found.is_empty() && deferred.is_empty() && eval.index.rests_on_nothing(answer) {
            return;
        }
        let visits = self.visits.count - visits;
        self.works.insert(place, Work { answer, found, deferred, effort, visits });
    }
}
