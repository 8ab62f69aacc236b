//! Each root by itself: what it comes to rests on its own look-ups alone, and stands until one of them finds something else.

use crate::calls::Call;
use crate::facts::Text;
use crate::resolve::callers::Known;
use crate::resolve::evaluate::abstract_value::Names;
use crate::resolve::evaluate::{Effort, Evaluator};
use crate::resolve::grounds::{Answer, Grounds, Kind};
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::{Classes, ItemId, ParsedFile, ProjectView, SymbolTable};
use crate::resolve::propagate::{Found, Propagator, dedupe};
use crate::resolve::request::FileRequests;
use crate::resolve::systems::{News, Scene};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Where a root may be: a site, and the rule that may recognise it. Their order is the one in which roots are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The call rule, which of its methods is called, and the site.
    Call(u32, u32, ItemId),
    /// The attribute rule and the site.
    Attribute(u32, ItemId),
}

/// Calls in the making, by site and rule.
pub(crate) type AllFound = BTreeMap<(ItemId, Text), Found>;

impl Place {
    fn site(self) -> ItemId {
        match self {
            Self::Call(_, _, site) | Self::Attribute(_, site) => site,
        }
    }
}

/// What was found at one place.
#[derive(Clone)]
pub(crate) struct Work {
    answer: Answer,
    pub(crate) found: AllFound,
    /// What more the calls of others send.
    deferred: Vec<(ItemId, Text, Names)>,
    /// What it took, for the limits that hold for all roots together.
    effort: Effort,
    visits: usize,
}

/// Answers that are found again before it is time to begin anew, however few there are.
const ROOM: usize = 20_000;

/// What all roots of one system came to, and what that rests on.
#[derive(Default, Clone)]
pub struct Standing {
    grounds: Grounds,
    works: BTreeMap<Place, Work>,
    /// Requests to endpoints that send something.
    endpoint_calls: AllFound,
    /// What was asked for on the way.
    requests: Arc<FileRequests>,
    classes: Classes,
    callers: Known,
    /// How many units there were.
    units: usize,
    /// How many answers there were when the last units came in.
    fresh: usize,
    /// Whether a limit was near: then what is found depends on everything that is looked at, in its order.
    is_strained: bool,
}

impl Standing {
    /// Looks at the roots of a system that are new or rest on something that has changed, and says what was asked for on the way to
    /// all that there are.
    pub fn look(&mut self, scene: Scene<'_>, system: &Text, news: News<'_>) -> Arc<FileRequests> {
        if self.is_strained {
            *self = Self::default();
        }
        let mut touched = self.grounds.touched(news.changed);
        let is_edited = |site: ItemId| news.edited.contains(&site.unit);
        let is_new = |unit: u32| unit as usize >= self.units || news.edited.contains(&unit);
        let new = places(
            scene.matcher,
            &ProjectView::at(scene.declared, scene.stage),
            Some(system),
            &is_new,
        );
        let is_idle = self.units > 0 && new.is_empty() && !touched.contains(&true);
        if is_idle && !self.works.keys().any(|place| is_edited(place.site())) {
            self.units = scene.stage.units;
            return Arc::clone(&self.requests);
        }
        let Self {
            grounds,
            mut works,
            classes,
            mut callers,
            units,
            fresh,
            ..
        } = std::mem::take(self);
        callers.forget(&is_edited);
        let index = ProjectView::noting(scene.declared, scene.stage, grounds, classes);
        let eval = Evaluator::new(&index);
        let mut emitter = Propagator::new(&eval, scene.matcher).of(system);
        emitter.callers.known.replace(callers);
        emitter.callers.find_again(&mut touched);
        // In a unit that says something else now the numbers of sites mean others.
        works.retain(|place, _| !is_edited(place.site()));
        let mut open: Vec<Place> = works
            .iter()
            .filter(|(_, work)| touched[work.answer as usize])
            .map(|(place, _)| *place)
            .collect();
        open.iter().for_each(|place| drop(works.remove(place)));
        open.extend(new);
        emitter.works = works;
        emitter.find(open);
        let is_strained = emitter.is_strained();
        if is_strained && units > 0 {
            return self.look(scene, system, news);
        }
        let Propagator {
            works,
            found: endpoint_calls,
            always,
            callers,
            ..
        } = emitter;
        let (classes, callers, grounds) = (
            index.known.take(),
            callers.known.take(),
            index.take_grounds(),
        );
        let requests =
            Arc::new(grounds.requests(works.values().map(|work| work.answer).chain(always)));
        let now = scene.stage.units;
        let fresh = if now > units { grounds.count() } else { fresh };
        *self = Self {
            grounds,
            works,
            endpoint_calls,
            requests: Arc::clone(&requests),
            classes,
            callers,
            units: now,
            fresh,
            is_strained,
        };
        requests
    }

    /// Whether there is much more of what was found than there was when the last files came in: not all of it is made use of any more.
    pub fn is_worn(&self) -> bool {
        self.grounds.count() > 2 * self.fresh + ROOM
    }

    /// The calls, sorted by place.
    pub fn calls(&self, declared: &SymbolTable) -> Vec<Call> {
        let mut all = AllFound::new();
        for (key, found) in self
            .works
            .values()
            .flat_map(|work| &work.found)
            .chain(&self.endpoint_calls)
        {
            add(&mut all, key.clone(), found.clone());
        }
        for (site, rule, event) in self.works.values().flat_map(|work| &work.deferred) {
            if let Some(found) = all.get_mut(&(*site, rule.clone())) {
                found.event.add(event.clone());
            }
        }
        let mut calls = dedupe::merged(
            all.into_iter()
                .map(|((at, _), found)| found.finish(declared, at))
                .collect(),
        );
        calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        calls
    }
}

/// The places at which a root of a system, or of any, may be in the units that are new.
pub(crate) fn places(
    matcher: &Matcher<'_>,
    index: &ProjectView<'_>,
    system: Option<&Text>,
    is_new: &dyn Fn(u32) -> bool,
) -> Vec<Place> {
    let is_asked_for = |own: &Text| system.is_none_or(|system| own == system);
    let mut places = Vec::new();
    for (number, rule) in matcher
        .calls
        .iter()
        .enumerate()
        .filter(|(_, rule)| is_asked_for(&rule.system))
    {
        for (method, name) in rule.rule.method.iter().enumerate() {
            let new = index
                .sites_named(name)
                .iter()
                .filter(|site| is_new(site.unit));
            places.extend(new.map(|site| Place::Call(number as u32, method as u32, *site)));
        }
    }
    for (unit, ParsedFile { tables, .. }) in
        (0..).zip(index.units()).filter(|(unit, _)| is_new(*unit))
    {
        let marks = tables
            .marks
            .iter()
            .filter(|(_, rule)| is_asked_for(&matcher.attributes[*rule].system));
        places.extend(
            marks.map(|(item, rule)| Place::Attribute(*rule as u32, ItemId { unit, item: *item })),
        );
    }
    places
}

/// Adds what one path to a site comes to: several may lead to the same.
pub(crate) fn add(all: &mut AllFound, key: (ItemId, Text), found: Found) {
    match all.entry(key) {
        Entry::Vacant(entry) => drop(entry.insert(found)),
        Entry::Occupied(mut entry) => entry.get_mut().add(found),
    }
}

impl Propagator<'_, '_, '_> {
    /// Looks at places, beside what is known of others.
    pub(crate) fn look_at(&mut self, mut places: Vec<Place>) {
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
            Place::Attribute(rule, site) => {
                self.attribute_root(&matcher.attributes[rule as usize], site)
            }
        });
        self.said.clear();
        let (found, deferred) = (
            std::mem::take(&mut self.found),
            std::mem::take(&mut self.deferred),
        );
        let effort = eval.effort();
        if found.is_empty() && deferred.is_empty() && eval.index.rests_on_nothing(answer) {
            return;
        }
        let visits = self.visits.count - visits;
        self.works.insert(
            place,
            Work {
                answer,
                found,
                deferred,
                effort,
                visits,
            },
        );
    }
}
