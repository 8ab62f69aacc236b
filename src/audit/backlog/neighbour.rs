//! The nearest event that is sent already.

use crate::audit::Context;
use crate::audit::backlog::convention::singular;
use crate::audit::backlog::naming::last_segment;
use crate::audit::backlog::places::Place;
use crate::audit::feature_links::words::split;
use crate::audit::features::FeatureKind;
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::EventVerdict;
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The relation of a neighbour to a class, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// Another surface of the class sends it.
    Class,
    /// The event belongs to the category.
    Category,
    /// The event belongs to the group.
    Group,
    /// The event has words of the class in its name.
    Name,
}

impl Relation {
    /// Returns the word of the JSON document.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Relation::Class => "class",
            Relation::Category => "category",
            Relation::Group => "group",
            Relation::Name => "name",
        }
    }
}

/// An event near a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Near {
    /// The event, as an index into the graph.
    pub(crate) event: usize,
    /// The relation.
    pub(crate) relation: Relation,
}

/// The events that are sent, by surface, category and group.
pub(crate) struct Neighbours<'a> {
    cx: &'a Context<'a>,
    of_class: BTreeMap<&'a Text, BTreeSet<usize>>,
    of_group: BTreeMap<&'a Text, BTreeSet<usize>>,
    of_word: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a> Neighbours<'a> {
    pub(crate) fn new(cx: &'a Context<'a>) -> Self {
        let events = cx.links.events.iter().enumerate();
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, event) in events.filter(|(number, _)| is_live(cx, *number)) {
            named.entry(&event.name).or_default().push(number);
        }
        // A way has only names. A name of several events does not say which of them is sent.
        let live: BTreeMap<&str, usize> = named
            .iter()
            .filter_map(|(name, events)| match events.as_slice() {
                [event] => Some((*name, *event)),
                _ => None,
            })
            .collect();
        let mut of_word: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (name, event) in &live {
            for word in split(name) {
                of_word.entry(singular(&word)).or_default().insert(*event);
            }
        }
        let mut of_class: BTreeMap<&Text, BTreeSet<usize>> = BTreeMap::new();
        for surface in &cx.surfaces.surfaces {
            let names = surface.evidence.events.iter();
            let events = names.filter_map(|name| live.get(name.as_str()));
            of_class.entry(&surface.class).or_default().extend(events);
        }
        let mut of_group: BTreeMap<&Text, BTreeSet<usize>> = BTreeMap::new();
        let categories = cx.features.iter();
        for row in categories.filter(|row| row.kind == FeatureKind::Category) {
            if let Some(group) = &row.group {
                let events = row.events.iter().copied().filter(|one| is_live(cx, *one));
                of_group.entry(group).or_default().extend(events);
            }
        }
        Self {
            cx,
            of_class,
            of_group,
            of_word,
        }
    }

    /// Returns the events whose names have all words of the last segment of a class.
    fn named(&self, surface: &Surface) -> Vec<usize> {
        let rule = &self.cx.inputs.rules.surfaces[surface.rule];
        let ending = rule.methods_of.as_deref().unwrap_or_default();
        let words = split(last_segment(surface, ending)).into_iter();
        let mut events = words.map(|word| self.of_word.get(&singular(&word)));
        let Some(Some(first)) = events.next() else {
            return Vec::new();
        };
        let all = events.try_fold(first.clone(), |all, one| {
            Some(all.intersection(one?).copied().collect())
        });
        all.map(Vec::from_iter).unwrap_or_default()
    }

    /// Returns the event that is nearest to a class.
    pub(crate) fn near(&self, place: &Place, category: Option<usize>) -> Option<Near> {
        let surface = &self.cx.surfaces.surfaces[place.surface];
        let words: BTreeSet<String> = split(&surface.name).into_iter().collect();
        let near = |events: Vec<usize>, relation: Relation| {
            let shared = |event: &usize| {
                let name = &self.cx.links.events[*event].name;
                let own: BTreeSet<String> = split(name).into_iter().collect();
                usize::MAX - words.intersection(&own).count()
            };
            let event = events
                .into_iter()
                .min_by_key(|event| (shared(event), *event))?;
            Some(Near { event, relation })
        };
        let of_class = self.of_class.get(&surface.class).into_iter().flatten();
        let row = category.map(|row| &self.cx.features[row]);
        let of_category = row.iter().flat_map(|row| &row.events).copied();
        let group = row.and_then(|row| row.group.as_ref());
        let of_group = group.and_then(|group| self.of_group.get(group));
        near(of_class.copied().collect(), Relation::Class)
            .or_else(|| {
                near(
                    of_category
                        .filter(|event| is_live(self.cx, *event))
                        .collect(),
                    Relation::Category,
                )
            })
            .or_else(|| {
                near(
                    of_group.into_iter().flatten().copied().collect(),
                    Relation::Group,
                )
            })
            .or_else(|| near(self.named(surface), Relation::Name))
    }
}

/// Returns true if a call sends exactly this event.
fn is_live(cx: &Context<'_>, event: usize) -> bool {
    let event = &cx.links.events[event];
    event.verdict == EventVerdict::Live && event.has_exact_call()
}
