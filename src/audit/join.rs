//! One join of events with their definitions, calls and metrics. Everything behind it only reads.

use crate::audit::category_match;
use crate::audit::dead_senders::DeadSenders;
use crate::audit::event::{CallEvidence, Event, Links};
use crate::audit::forwards;
use crate::audit::inputs::{Inputs, WrapperFiles};
use crate::audit::metric_events;
use crate::audit::name_match::{fits, fitting, literal_length};
use crate::audit::other_names;
use crate::audit::systems::{Systems, is_of, sorted};
use crate::audit::undefined;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Family, Grade};
use crate::catalog::EventKind;
use crate::facts::{DirectiveKind, Text};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Joins everything.
pub(crate) fn build(inputs: &Inputs<'_>) -> Links {
    let systems = Systems::new(inputs);
    let mut links = Links {
        reached: vec![false; inputs.calls.len()],
        ..Links::default()
    };
    declare(inputs, &mut links);
    metric_events::declare(inputs, &mut links);
    let families = Families::new(inputs.families, inputs.calls);
    let wrappers = inputs.wrapper_files();
    let by_category = |call: &Call| systems.has_categories(&call.system);
    let calls = inputs.calls.iter().enumerate();
    for (number, call) in calls.filter(|(_, call)| !by_category(call)) {
        send_by_name(inputs, &mut links, number, call, (&families, &wrappers));
    }
    category_match::send(inputs, &mut links, &wrappers, &|call| by_category(call));
    add_other_evidence(inputs, &mut links, &families);
    undefined::add(inputs, &mut links, &systems);
    forwards::send(inputs, &mut links);
    let dead = DeadSenders::new(inputs);
    for event in &mut links.events {
        event
            .calls
            .sort_unstable_by_key(|sent| (sent.call, sent.grade));
        event.calls.dedup_by_key(|sent| sent.call);
        event.dead_senders = dead_senders(inputs, &dead, event);
        event.verdict = verdict(inputs, event);
    }
    for (number, aggregate) in inputs.catalog.aggregates.iter().enumerate() {
        for index in aggregate
            .events
            .iter()
            .flat_map(|event| links.by_name.get(&event.value).into_iter().flatten())
        {
            links.events[*index].aggregates.push(number);
        }
    }
    links
}

fn declare(inputs: &Inputs<'_>, links: &mut Links) {
    let mut by_name: BTreeMap<(Text, Text), Event> = BTreeMap::new();
    let mut by_category: Vec<Event> = Vec::new();
    for (number, definition) in inputs.catalog.events.iter().enumerate() {
        let (name, system) = (&definition.name.value, &definition.system);
        let new = || Event::new(name.clone(), system.clone(), definition.kind.clone());
        if definition.kind.is_by_name() {
            let entry = by_name.entry((system.clone(), name.clone()));
            entry.or_insert_with(new).definitions.push(number);
        } else {
            let mut event = new();
            event.definitions.push(number);
            by_category.push(event);
        }
    }
    let system = inputs.counter_systems.first().cloned().unwrap_or_default();
    for counter in inputs.catalog.counters.iter().chain(inputs.counters) {
        let name = &counter.name;
        let new = || Event::new(name.clone(), system.clone(), EventKind::counter());
        let entry = by_name.entry((system.clone(), name.clone()));
        entry.or_insert_with(new).counters.push(counter.span);
    }
    links.events.extend(sorted(by_name));
    for (index, event) in links.events.iter().enumerate() {
        links
            .by_name
            .entry(event.name.clone())
            .or_default()
            .push(index);
    }
    links.events.extend(by_category);
    links.by_handle = other_names::by_handle(inputs, links);
    links.globs = other_names::globs(inputs, links);
    for event in &mut links.events {
        let mut definitions = event.definitions.iter();
        // Events with a category are no events of their name alone.
        let is_sent = match event.kind.is_by_name() {
            true => inputs.sends_elsewhere(&event.name, Some(&event.system)),
            false => inputs.is_sent_elsewhere(&event.name),
        };
        event.external =
            is_sent || definitions.any(|number| inputs.catalog.events[*number].is_external);
    }
}

fn send_by_name(
    inputs: &Inputs<'_>,
    links: &mut Links,
    number: usize,
    call: &Call,
    (families, wrappers): (&Families<'_>, &WrapperFiles),
) {
    for name in &call.event.names {
        let fits_name = |index: &&usize| fits(&links.events[**index].name, name);
        let globs: Vec<usize> = links.globs.iter().filter(fits_name).copied().collect();
        let exact = links.by_name.get(name).into_iter().flatten();
        let handle = (call.system.clone(), name.clone());
        let handled = links.by_handle.get(&handle).into_iter().flatten();
        for index in exact.chain(handled).chain(&globs) {
            let event = &mut links.events[*index];
            if !is_of(inputs, event, &call.system) {
                event.of_other_systems.push(number);
                continue;
            }
            event.calls.push(CallEvidence {
                call: number,
                grade: Grade::Exact,
            });
            links.reached[number] = true;
        }
    }
    let grade = match wrappers.sends_one_of(call) {
        true => Grade::Pattern,
        false => Grade::Open,
    };
    for name in &call.event.possible {
        for index in links.by_name.get(name).into_iter().flatten() {
            let event = &mut links.events[*index];
            if is_of(inputs, event, &call.system) {
                event.calls.push(CallEvidence {
                    call: number,
                    grade,
                });
                links.reached[number] |= grade == Grade::Pattern;
            }
        }
    }
    for glob in wrappers.patterns(call) {
        for (name, indexes) in fitting(&links.by_name, glob) {
            if families.allow(&call.system, glob, name) {
                for index in indexes {
                    let event = &mut links.events[*index];
                    if is_of(inputs, event, &call.system) {
                        event.calls.push(CallEvidence {
                            call: number,
                            grade: Grade::Pattern,
                        });
                        links.reached[number] = true;
                    }
                }
            }
        }
    }
}

/// Returns the functions that send an event and that nothing calls, if they are all that sends it.
fn dead_senders(inputs: &Inputs<'_>, dead: &DeadSenders, event: &Event) -> Vec<Span> {
    // The inside of a wrapper has its names from callers, which are calls of their own.
    let calls = event.calls.iter().map(|sent| sent.call);
    let calls = calls.filter(|call| !inputs.calls[*call].inside_wrapper);
    let senders = calls.map(|call| dead.around(call));
    let mut senders = senders.collect::<Option<Vec<Span>>>().unwrap_or_default();
    senders.sort_unstable();
    senders.dedup();
    senders
}

/// Families of names, each held against the computed calls that can send its members.
struct Families<'a> {
    members: FxHashMap<(&'a Text, &'a Text), FxHashSet<&'a Text>>,
    live: Vec<(&'a Text, Span)>,
}

impl<'a> Families<'a> {
    fn new(families: &'a [Family], calls: &'a [Call]) -> Self {
        let mut members: FxHashMap<(&Text, &Text), FxHashSet<&Text>> = FxHashMap::default();
        let mut live = Vec::new();
        for family in families {
            let senders = calls.iter().filter(|call| call.system == family.system);
            let globs: BTreeSet<&Text> = senders
                .flat_map(|call| &call.event.patterns)
                .filter(|g| literal_length(g) >= 4)
                .collect();
            for (name, span) in &family.names {
                for glob in globs.iter().filter(|glob| fits(glob, name)) {
                    members
                        .entry((&family.system, glob))
                        .or_default()
                        .insert(name);
                }
                if globs.iter().any(|glob| fits(glob, name)) {
                    live.push((name, *span));
                }
            }
        }
        Self { members, live }
    }

    /// Returns true if a family allows the computed name: one of its members, with or without a suffix.
    fn allow(&self, system: &Text, glob: &Text, name: &str) -> bool {
        let Some(members) = self.members.get(&(system, glob)) else {
            return true;
        };
        members.contains(&Text::from(name))
            || name
                .match_indices('_')
                .any(|(at, _)| members.contains(&Text::from(&name[..at])))
    }
}

/// Family members and comments that name the events of a place.
fn add_other_evidence(inputs: &Inputs<'_>, links: &mut Links, families: &Families<'_>) {
    let uses = crate::audit::inputs::directives(inputs)
        .filter(|directive| directive.kind == DirectiveKind::Uses)
        .flat_map(|directive| &directive.names);
    let mut wanted: FxHashMap<&Text, Vec<Span>> = FxHashMap::default();
    let uses = uses.map(|(name, span)| (name, *span));
    for (name, span) in uses.chain(families.live.iter().copied()) {
        wanted.entry(name).or_default().push(span);
    }
    for event in &mut links.events {
        let spans = wanted.get(&event.name).into_iter().flatten();
        event.other_evidence.extend(spans);
    }
}

/// Returns true if the whole name is prose that stands for any name.
fn has_prose_name(inputs: &Inputs<'_>, event: &Event) -> bool {
    let mut definitions = event.definitions.iter();
    definitions.any(|number| inputs.catalog.events[*number].is_placeholder(&event.name))
}

/// Returns true if a computed name in another repository fits, or if an inventory is missing or old.
fn may_be_sent_elsewhere(inputs: &Inputs<'_>, event: &Event) -> bool {
    let elsewhere = inputs.elsewhere();
    let mut patterns = elsewhere.patterns(&event.system);
    let is_enough = |glob: &Text| literal_length(glob) >= 4;
    patterns.any(|(glob, _)| is_enough(glob) && fits(glob, &event.name))
        || !elsewhere.gaps.is_empty()
}

fn verdict(inputs: &Inputs<'_>, event: &Event) -> EventVerdict {
    let removed = |number: &usize| inputs.catalog.events[*number].status.is_removed();
    if !event.is_defined() {
        // What another repository defines is as good as defined.
        if event.external {
            EventVerdict::Live
        } else {
            EventVerdict::Undefined
        }
    } else if event.counters.is_empty()
        && event.counted.is_empty()
        && event.definitions.iter().all(removed)
    {
        EventVerdict::Removed
    } else if !event.other_evidence.is_empty() || event.external {
        EventVerdict::Live
    } else if !event.dead_senders.is_empty() && !may_be_sent_elsewhere(inputs, event) {
        EventVerdict::Unused
    } else if event.has_exact_call() {
        EventVerdict::Live
    } else if event.may_be_sent()
        || event.registered.is_some()
        || has_prose_name(inputs, event)
        || may_be_sent_elsewhere(inputs, event)
    {
        EventVerdict::Maybe
    } else {
        EventVerdict::Unused
    }
}
