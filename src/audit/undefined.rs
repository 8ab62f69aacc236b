//! Events that are sent and that nothing defines.

use crate::audit::event::{CallEvidence, Event, Links};
use crate::audit::inputs::Inputs;
use crate::audit::name_match::fits;
use crate::audit::systems::{Systems, is_of, sorted};
use crate::audit::words::Words;
use crate::calls::{Call, Grade};
use crate::catalog::EventKind;
use crate::facts::Text;
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Adds the events that are sent and that nothing declares. Where a system defines all its events, the names must be certain.
pub(crate) fn add(inputs: &Inputs<'_>, links: &mut Links, systems: &Systems<'_>) {
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
    let mut words = Words::default();
    let mut guards = Guards::default();
    for (number, call) in inputs.calls.iter().enumerate() {
        let kind = systems.kind(&call.system);
        if kind.is_none() && !systems.is_undefined(&call.system) {
            continue;
        }
        if call.event.grade() != Grade::Exact || call.inside_wrapper {
            continue;
        }
        let written = OnceCell::new();
        let names = call.event.names.iter();
        let mut names = names
            .filter(|name| !is_known(name, &call.system))
            .filter(|name| {
                kind.is_none() || {
                    let written = written.get_or_init(|| Written::new(inputs, call));
                    certain(inputs, &mut words, call, written, name)
                }
            })
            .peekable();
        if names.peek().is_none() || (kind.is_some() && guards.are_around(inputs, call)) {
            continue;
        }
        for name in names {
            let new = || undefined_event(name, &call.system, kind.clone());
            let entry = found.entry((call.system.clone(), name.clone()));
            let event = entry.or_insert_with(new);
            event.calls.push(CallEvidence {
                call: number,
                grade: Grade::Exact,
            });
            event.external |= inputs.defines_elsewhere(name, Some(&call.system));
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

fn undefined_event(name: &Text, system: &Text, kind: Option<EventKind>) -> Event {
    let is_unreported = kind.is_none();
    let kind = kind.unwrap_or_else(EventKind::unknown);
    Event {
        is_unreported,
        ..Event::new(name.clone(), system.clone(), kind)
    }
}

/// The source of a call and of the wrappers it goes through.
struct Written {
    files: BTreeSet<FileId>,
    /// The texts of all places, with a separator that no name has.
    text: String,
}

impl Written {
    fn new(inputs: &Inputs<'_>, call: &Call) -> Self {
        let texts: Vec<&str> = places(call)
            .map(|span| inputs.sources.slice(span))
            .collect();
        Self {
            files: places(call).map(|span| span.file).collect(),
            text: texts.join("\0"),
        }
    }
}

/// Returns true if a name is certainly sent: it is the only one, or the source spells it out, in the call, or as a word of the
/// files that the name leads through. A product of several parts may have names that never occur together.
fn certain<'a>(
    inputs: &Inputs<'a>,
    words: &mut Words<'a>,
    call: &Call,
    written: &Written,
    name: &str,
) -> bool {
    // An entry that is looked up, a result or a template may be put together.
    let is_plain = matches!(call.written, "local" | "constant" | "wrapper");
    let mut in_file = || {
        let mut files = written.files.iter();
        files.any(|file| words.contains(inputs.sources, *file, name))
    };
    name.contains(char::is_alphanumeric)
        && (call.event.names.len() == 1 || (is_plain && in_file()) || written.text.contains(name))
}

/// Returns the call and the wrappers it goes through.
fn places(call: &Call) -> impl Iterator<Item = Span> {
    std::iter::once(call.span).chain(call.via.iter().map(|step| step.span))
}

/// The functions that ask if a name is known before they send it, by file.
#[derive(Default)]
struct Guards(FxHashMap<FileId, Vec<Span>>);

impl Guards {
    /// Returns true if some function on the way of a call asks if the name is known.
    fn are_around(&mut self, inputs: &Inputs<'_>, call: &Call) -> bool {
        places(call).any(|span| {
            let functions = self.0.entry(span.file);
            let functions = functions.or_insert_with(|| guarding_functions(inputs, span.file));
            let before = functions.partition_point(|function| function.start <= span.start);
            let nearest = before.checked_sub(1).map(|at| functions[at]);
            nearest.is_some_and(|function| function.contains(span))
        })
    }
}

fn guarding_functions(inputs: &Inputs<'_>, file: FileId) -> Vec<Span> {
    let Some(facts) = inputs.facts_of(file) else {
        return Vec::new();
    };
    let sites = facts.calls.iter();
    let guards = sites.filter(|site| inputs.guards.contains(&site.name));
    let around = guards.filter_map(|site| facts.functions.get(site.function? as usize));
    let mut functions: Vec<Span> = around.map(|function| function.span).collect();
    functions.sort_unstable_by_key(|function| (function.start, Reverse(function.end)));
    // An inner function adds no place to the one around it.
    functions.dedup_by(|inner, outer| inner.end <= outer.end);
    functions
}
