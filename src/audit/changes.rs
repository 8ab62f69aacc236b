//! Effects of a change. The project before and after it is analysed as a whole, and compared by names, never by lines.
//!
//! State lints need nothing here: their findings that were not there before are reported too, see [`new_findings`].

pub(crate) mod breaks_consumer;
pub(crate) mod coverage_dropped;
pub(crate) mod definition_removed;
pub(crate) mod last_call_removed;
pub(crate) mod metric_changed;
pub(crate) mod new_findings;
mod removed_place;
pub(crate) mod surface_went_dark;
pub(crate) mod uncounted_new_event;
pub(crate) mod untracked_new_surface;

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::features::{Basis, FeatureKind, FeatureRow};
use crate::audit::name_match::nearest;
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::{EventVerdict, FeatureVerdict};
use crate::consumers::exchange::ConsumersFile;
use crate::facts::Text;
use crate::finding::Finding;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Both ends of a change.
pub(crate) struct Change<'a> {
    /// The project as it was.
    pub(crate) before: &'a Context<'a>,
    /// The project as it is.
    pub(crate) after: &'a Context<'a>,
    /// Events that are there at both ends: indexes before and after.
    pub(crate) events: Vec<(usize, usize)>,
    /// Events that were sent and are sent no more.
    pub(crate) lost: Vec<LostEvent>,
    /// Surfaces of the project as it is that a way leads from to a tracking call, as indexes.
    pub(crate) reached: BTreeSet<usize>,
    /// The names that an analytics project reads, if they are known.
    pub(crate) consumers: Option<&'a ConsumersFile>,
}

/// An event that lost its last call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostEvent {
    /// Index before the change.
    pub(crate) before: usize,
    /// Index after the change.
    pub(crate) after: usize,
    /// Features that are less visible than before, and that it measured; as indexes after.
    pub(crate) features: Vec<usize>,
}

/// The identity of an event before and after a change: system, name, category and labels.
type EventKey = (Text, Text, Text, Vec<Text>);

impl<'a> Change<'a> {
    /// Compares both ends.
    pub(crate) fn new(
        before: &'a Context<'a>,
        after: &'a Context<'a>,
        reached: BTreeSet<usize>,
    ) -> Self {
        let mut change = Self {
            before,
            after,
            events: pairs(before, after),
            lost: Vec::new(),
            reached,
            consumers: None,
        };
        change.lost = change.lost();
        change
    }

    /// Adds the names that an analytics project reads.
    #[must_use]
    pub(crate) fn read_by(mut self, consumers: Option<&'a ConsumersFile>) -> Self {
        self.consumers = consumers;
        self
    }

    /// Returns the surfaces of the project as it is that no call tracks, in any way.
    pub(crate) fn untracked(&self) -> impl Iterator<Item = &'a Surface> {
        let surfaces = self.after.surfaces.surfaces.iter().enumerate();
        surfaces
            .filter(|(number, surface)| !surface.tracked && !self.reached.contains(number))
            .map(|(_, surface)| surface)
    }

    fn lost(&self) -> Vec<LostEvent> {
        let verdict = |cx: &Context<'_>, event: usize| cx.links.events[event].verdict;
        let is_lost = |(before, after): &&(usize, usize)| {
            verdict(self.before, *before) == EventVerdict::Live
                && verdict(self.after, *after) == EventVerdict::Unused
        };
        let lost = self.events.iter().filter(is_lost);
        lost.map(|(before, after)| LostEvent {
            before: *before,
            after: *after,
            features: self.darkened(*before),
        })
        .collect()
    }

    /// Features that lost visibility and had this event, by index before, among what measured them.
    fn darkened(&self, event: usize) -> Vec<usize> {
        let calls = &self.before.links.events[event].calls;
        let measured = |row: &FeatureRow| {
            row.events.contains(&event) || calls.iter().any(|sent| row.calls.contains(&sent.call))
        };
        let pairs = self.features().filter(|(before, after)| {
            measured(before) && is_worse(before.verdict, self.row(*after).verdict)
        });
        pairs.map(|(_, after)| after).collect()
    }

    /// Features of both ends that have a verdict of their own: before, and the index after.
    pub(crate) fn features(&self) -> impl Iterator<Item = (&FeatureRow, usize)> {
        let index = move |row: &FeatureRow| {
            let mut rows = self.after.features.iter();
            rows.position(|other| (other.kind, &other.id) == (row.kind, &row.id))
        };
        let rows = self.before.features.iter();
        let own = rows.filter(|row| row.kind == FeatureKind::Category || row.basis == Basis::Own);
        own.filter_map(move |row| Some((row, index(row)?)))
    }

    /// Returns the feature with this index, after.
    pub(crate) fn row(&self, index: usize) -> &'a FeatureRow {
        &self.after.features[index]
    }

    /// Returns the category a surface belongs to, as a feature after the change.
    pub(crate) fn feature_of(&self, surface: &Surface) -> Option<usize> {
        let category = self.after.inputs.category_key(surface.category.as_ref()?);
        let rows = self.after.features.iter();
        rows.enumerate()
            .find(|(_, row)| {
                row.kind == FeatureKind::Category && row.categories.contains(&category)
            })
            .map(|(at, _)| at)
    }

    /// Returns a place before the change, for words: its path and line.
    pub(crate) fn place_before(&self, span: Span) -> String {
        let sources = self.before.inputs.sources;
        let path = sources.in_repository(sources.path(span));
        format!("{path}:{}", sources.lines(span).0)
    }

    /// Adds the note about a missing edition to a finding, and keeps its severity.
    pub(crate) fn noted(&self, finding: Finding) -> Finding {
        let severity = finding.severity;
        self.after
            .downgrade_if_edition_missing(finding)
            .severity(severity)
    }
}

/// Returns the new event that an event without a definition was renamed to: one in the same file, or one with nearly the
/// same name.
pub(crate) fn renamed<'c>(change: &'c Change<'_>, event: &Event) -> Option<&'c Event> {
    let known = |name: &Text| {
        let mut events = change.before.links.events.iter();
        events.any(|one| one.is_defined() && one.name == *name)
    };
    let events = change.after.links.events.iter();
    let fresh: Vec<&Event> = events
        .filter(|one| one.is_defined() && one.system == event.system && !known(&one.name))
        .collect();
    let path = |cx: &Context<'_>, event: &Event| {
        let span = cx.declared_at(event).into_iter().next()?;
        Some(cx.inputs.sources.path(span).to_owned())
    };
    let old = path(change.before, event);
    let mut in_same_file = fresh
        .iter()
        .filter(|one| old.is_some() && path(change.after, one) == old);
    match (in_same_file.next(), in_same_file.next()) {
        (Some(one), None) => Some(*one),
        _ => {
            let near = nearest(&event.name, fresh.iter().map(|one| one.name.as_str()))?;
            fresh.iter().find(|one| one.name == near).copied()
        }
    }
}

/// Returns true if a feature's verdict means less visibility than another. Code that is gone needs none.
pub(crate) fn is_worse(before: FeatureVerdict, after: FeatureVerdict) -> bool {
    let rank = |verdict| match verdict {
        FeatureVerdict::Instrumented => Some(0),
        FeatureVerdict::CallsOnly | FeatureVerdict::DefinitionsOnly => Some(1),
        FeatureVerdict::Uninstrumented => Some(2),
        FeatureVerdict::NoCode | FeatureVerdict::Exempt | FeatureVerdict::Unknown => None,
    };
    rank(before)
        .zip(rank(after))
        .is_some_and(|(before, after)| before < after)
}

fn pairs(before: &Context<'_>, after: &Context<'_>) -> Vec<(usize, usize)> {
    let mut now = by_key(after);
    let mut pairs = Vec::new();
    for (index, event) in before.links.events.iter().enumerate() {
        // Events that nothing tells apart are the same in the order of their definitions.
        let twins = now
            .get_mut(&key(before, event))
            .filter(|twins| !twins.is_empty());
        pairs.extend(twins.map(|twins| (index, twins.remove(0))));
    }
    pairs
}

fn by_key(cx: &Context<'_>) -> BTreeMap<EventKey, Vec<usize>> {
    let mut found: BTreeMap<EventKey, Vec<usize>> = BTreeMap::new();
    for (index, event) in cx.links.events.iter().enumerate() {
        found.entry(key(cx, event)).or_default().push(index);
    }
    found
}

/// Returns the identity of an event: system and name, and for structured events also category and labels.
fn key(cx: &Context<'_>, event: &Event) -> EventKey {
    let definition = cx.definitions(event).next().filter(|_| !cx.is_named(event));
    let category = definition
        .and_then(|one| one.category.as_ref())
        .map(|category| category.value.clone());
    let labels = definition.map(|one| one.labels.iter().map(|label| label.value.clone()).collect());
    (
        event.system.clone(),
        event.name.clone(),
        category.unwrap_or_default(),
        labels.unwrap_or_default(),
    )
}

/// Returns true if the change has a surface that is new, or was tracked before, and has no tracking call of its own.
pub(crate) fn has_untracked(before: &Context<'_>, after: &Context<'_>) -> bool {
    let old: BTreeMap<(&str, &str), bool> = before
        .surfaces
        .surfaces
        .iter()
        .map(|surface| ((&*surface.kind, &*surface.name), surface.tracked))
        .collect();
    let mut surfaces = after.surfaces.surfaces.iter();
    surfaces.any(|surface| {
        let was_tracked = old.get(&(&*surface.kind, &*surface.name));
        !surface.tracked && was_tracked.is_none_or(|was| *was)
    })
}
