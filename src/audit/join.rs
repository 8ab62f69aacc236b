//! One join of events with their definitions, calls and metrics. Everything behind it only reads.

use crate::audit::category_match;
use crate::audit::dead_senders::DeadSenders;
use crate::audit::event::{CallEvidence, Event, Links};
use crate::audit::inputs::Inputs;
use crate::audit::name_match::{fits, is_word_of, literal_length};
use crate::audit::other_names;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Family, Grade};
use crate::catalog::EventKind;
use crate::facts::{DirectiveKind, Text};
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of events by system.
pub(crate) struct Systems<'a> {
    pub(crate) kinds: BTreeMap<&'a Text, BTreeSet<EventKind>>,
    /// Systems of which not all events are defined.
    incomplete: &'a BTreeSet<Text>,
}

impl<'a> Systems<'a> {
    fn new(inputs: &Inputs<'a>) -> Self {
        let mut kinds: BTreeMap<&Text, BTreeSet<EventKind>> = BTreeMap::new();
        for event in &inputs.catalog.events {
            let of_system = kinds.entry(&event.system).or_default();
            of_system.insert(event.kind.clone());
        }
        if !(inputs.counters.is_empty() && inputs.catalog.counters.is_empty()) {
            for system in inputs.counter_systems {
                let of_system = kinds.entry(system).or_default();
                of_system.insert(EventKind::counter());
            }
        }
        Self {
            kinds,
            incomplete: &inputs.catalog.incomplete_systems,
        }
    }

    /// Returns the kind of an undefined event; none if the system defines nothing or not everything, so that nothing can be said.
    fn kind(&self, system: &Text) -> Option<EventKind> {
        if self.incomplete.contains(system) {
            return None;
        }
        self.kinds.get(system)?.first().cloned()
    }

    fn has_categories(&self, system: &Text) -> bool {
        self.kinds
            .get(system)
            .is_some_and(|kinds| kinds.iter().any(|kind| !kind.is_by_name()))
    }
}

/// Joins everything.
pub(crate) fn build(inputs: &Inputs<'_>) -> Links {
    let systems = Systems::new(inputs);
    let mut links = Links {
        reached: vec![false; inputs.calls.len()],
        ..Links::default()
    };
    declare(inputs, &mut links);
    let families = Families::new(inputs.families, inputs.calls);
    let by_category = |call: &Call| systems.has_categories(&call.system);
    let calls = inputs.calls.iter().enumerate();
    for (number, call) in calls.filter(|(_, call)| !by_category(call)) {
        send_by_name(inputs, &mut links, number, call, &families);
    }
    category_match::send(inputs, &mut links, &|call| by_category(call));
    add_other_evidence(inputs, &mut links, &families);
    undefined(inputs, &mut links, &systems);
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

/// Returns events by kind and name.
fn sorted(events: BTreeMap<(Text, Text), Event>) -> Vec<Event> {
    let mut events: Vec<Event> = events.into_values().collect();
    events.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    events
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
        event.external = inputs.is_sent_elsewhere(&event.name)
            || definitions.any(|number| inputs.catalog.events[*number].is_external);
    }
}

fn send_by_name(
    inputs: &Inputs<'_>,
    links: &mut Links,
    number: usize,
    call: &Call,
    families: &Families<'_>,
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
    for name in &call.event.possible {
        for index in links.by_name.get(name).into_iter().flatten() {
            let event = &mut links.events[*index];
            if is_of(inputs, event, &call.system) {
                event.calls.push(CallEvidence {
                    call: number,
                    grade: Grade::Open,
                });
            }
        }
    }
    for glob in inputs.patterns(call) {
        for (name, indexes) in &links.by_name {
            if fits(glob, name) && families.allow(&call.system, glob, name) {
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

/// Returns true if calls of a system can send an event: it is of the same system, or both count by counters.
fn is_of(inputs: &Inputs<'_>, event: &Event, system: &Text) -> bool {
    event.system == *system
        || (event.kind == EventKind::counter() && inputs.counter_systems.contains(system))
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

/// Adds the events that are certainly sent and that nothing declares.
fn undefined(inputs: &Inputs<'_>, links: &mut Links, systems: &Systems<'_>) {
    let mut found: BTreeMap<(Text, Text), Event> = BTreeMap::new();
    let mut known: FxHashMap<Text, Vec<usize>> = FxHashMap::default();
    for (index, event) in links.events.iter().enumerate() {
        known.entry(event.name.clone()).or_default().push(index);
    }
    let handles: FxHashSet<(Text, Text)> = links.by_handle.keys().cloned().collect();
    let is_known = |name: &Text, system: &Text| {
        let is_own = |index: &usize| is_of(inputs, &links.events[*index], system);
        let mut globs = links.globs.iter();
        known.get(name).into_iter().flatten().any(is_own)
            || handles.contains(&(system.clone(), name.clone()))
            || globs.any(|index| fits(&links.events[*index].name, name) && is_own(index))
    };
    for (number, call) in inputs.calls.iter().enumerate() {
        let Some(kind) = systems.kind(&call.system) else {
            continue;
        };
        if call.event.grade() != Grade::Exact || call.inside_wrapper {
            continue;
        }
        let names = call.event.names.iter();
        let mut names = names
            .filter(|name| !is_known(name, &call.system) && certain(inputs, call, name))
            .peekable();
        if names.peek().is_none() || guarded(inputs, call) {
            continue;
        }
        for name in names {
            let event = found
                .entry((call.system.clone(), name.clone()))
                .or_insert_with(|| Event::new(name.clone(), call.system.clone(), kind.clone()));
            event.calls.push(CallEvidence {
                call: number,
                grade: Grade::Exact,
            });
            event.external |= inputs.is_defined_elsewhere(name);
        }
    }
    for event in sorted(found) {
        if event.kind.is_by_name() {
            let of_name = links.by_name.entry(event.name.clone()).or_default();
            of_name.push(links.events.len());
        }
        links.events.push(event);
    }
}

/// Returns true if a name is certainly sent: it is the only one, or the source spells it out, in the call, or as a word of the
/// files that the name leads through. A product of several parts may have names that never occur together.
fn certain(inputs: &Inputs<'_>, call: &Call, name: &str) -> bool {
    let spelt = || places(call).any(|span| inputs.sources.slice(span).contains(name));
    // An entry that is looked up, a result or a template may be put together.
    let is_plain = matches!(call.written, "local" | "constant" | "wrapper");
    let in_file = || {
        let files: BTreeSet<FileId> = places(call).map(|span| span.file).collect();
        let mut texts = files.iter().map(|file| &*inputs.sources.file(*file).text);
        texts.any(|text| is_word_of(text, name))
    };
    name.contains(char::is_alphanumeric)
        && (call.event.names.len() == 1 || spelt() || (is_plain && in_file()))
}

/// Returns the call and the wrappers it goes through.
fn places(call: &Call) -> impl Iterator<Item = Span> {
    std::iter::once(call.span).chain(call.via.iter().map(|step| step.span))
}

/// Returns true if some function on the way asks if the name is known before it sends it.
fn guarded(inputs: &Inputs<'_>, call: &Call) -> bool {
    places(call).any(|span| {
        inputs.facts_of(span.file).is_some_and(|facts| {
            let is_around = |number: u32| {
                let function = facts.functions.get(number as usize);
                function.is_some_and(|function| function.span.contains(span))
            };
            facts.calls.iter().any(|site| {
                inputs.guards.contains(&site.name) && site.function.is_some_and(is_around)
            })
        })
    })
}

/// Returns true if the whole name is prose that stands for any name.
fn has_prose_name(inputs: &Inputs<'_>, event: &Event) -> bool {
    let mut definitions = event.definitions.iter();
    definitions.any(|number| inputs.catalog.events[*number].is_placeholder(&event.name))
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
    } else if event.counters.is_empty() && event.definitions.iter().all(removed) {
        EventVerdict::Removed
    } else if !event.other_evidence.is_empty() || event.external {
        EventVerdict::Live
    } else if !event.dead_senders.is_empty() {
        EventVerdict::Unused
    } else if event.has_exact_call() {
        EventVerdict::Live
    } else if event.may_be_sent() || has_prose_name(inputs, event) {
        EventVerdict::Maybe
    } else {
        EventVerdict::Unused
    }
}
