//! Event names and properties in calls. The calls of the project show after which words a name follows.

use crate::audit::Context;
use crate::audit::verdicts::EventVerdict;
use crate::facts::Text;
use crate::report::text::one_line;
use crate::server::features::completion::item::{Item, start_of_name};
use crate::server::features::hover::summary;
use crate::server::features::thing;
use crate::server::view::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Length of the text before a name that is looked at.
const LOOK_BEHIND: usize = 160;

/// Returns the start of the name that is being typed, and the names that fit.
pub(crate) fn items(
    cx: &Context<'_>,
    before: &str,
    place: Option<Place>,
) -> Option<(usize, Vec<Item>)> {
    let start = start_of_name(before);
    let heads = heads(cx);
    if let Some(systems) = head(&before[..start]).and_then(|head| heads.get(&head)) {
        return Some((start, names(cx, systems, &before[start..])));
    }
    let is_argument = before[..start].trim_end().ends_with([',', '{']);
    let properties = is_argument.then(|| properties(cx, place?)).flatten()?;
    Some((start, properties))
}

/// Returns the word in front of a name with the mark behind it: `track_event(` or `name:`. None where no name is opened.
fn head(before: &str) -> Option<String> {
    let line = before.len().saturating_sub(LOOK_BEHIND);
    let text = &before[before.ceil_char_boundary(line)..];
    let is_mark = |c: char| {
        matches!(
            c,
            '\'' | '"' | '`' | ':' | '(' | '=' | '>' | '[' | '{' | '$'
        )
    };
    let rest = text.trim_end_matches(|c: char| is_mark(c) || c.is_whitespace());
    let marks = &text[rest.len()..];
    if rest.ends_with(',') {
        return argument(rest);
    }
    let word = last_word(rest);
    if marks.is_empty() || word.is_empty() {
        return None;
    }
    let first = marks.trim_start().chars().next();
    let mark = match first {
        Some('(') => '(',
        Some('=' | ':') if !marks.starts_with(' ') => ':',
        Some('=') => ':',
        // A call without parentheses.
        Some(_) => '(',
        None => return None,
    };
    Some(format!("{word}{mark}"))
}

/// Returns the word at the end of a text.
fn last_word(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '?' | '!');
    &text[text.trim_end_matches(is_part).len()..]
}

/// Returns the function whose further argument begins behind a text, with the number of the argument: `event(1`.
fn argument(before: &str) -> Option<String> {
    let (mut depth, mut commas, mut quote) = (0usize, 0usize, None);
    for (at, c) in before.char_indices().rev() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"' | '`', None) => quote = Some(c),
            (')' | ']' | '}', None) => depth += 1,
            ('(', None) if depth == 0 => {
                let word = last_word(&before[..at]);
                return (!word.is_empty()).then(|| format!("{word}({commas}"));
            }
            ('(' | '[' | '{', None) => depth = depth.checked_sub(1)?,
            (',', None) if depth == 0 => commas += 1,
            _ => {}
        }
    }
    None
}

/// Returns the words after which a name follows, with the systems of the calls.
fn heads<'a>(cx: &Context<'a>) -> BTreeMap<String, BTreeSet<&'a Text>> {
    let mut found: BTreeMap<String, BTreeSet<&Text>> = BTreeMap::new();
    for call in cx
        .inputs
        .calls
        .iter()
        .filter(|call| call.written != "implied")
    {
        let file = cx.inputs.sources.file(call.name_span.file);
        let start = call.name_span.start as usize;
        // The span of an attribute begins with its key.
        let written = file.slice(call.name_span);
        let within = call
            .event
            .names
            .iter()
            .find_map(|name| written.find(name.as_str()));
        let start = start + within.unwrap_or(0);
        let from = start
            .saturating_sub(LOOK_BEHIND)
            .max(call.span.start as usize);
        let same_file = call.span.file == call.name_span.file;
        let Some(text) = file
            .text
            .get(file.text.ceil_char_boundary(from)..start)
            .filter(|_| same_file)
        else {
            continue;
        };
        // The name may begin with its quote.
        let opened = format!("{text}'");
        if let Some(head) = head(&opened) {
            found.entry(head).or_default().insert(&call.system);
        }
    }
    found
}

/// Returns the events of systems: defined ones first, then those that are sent and not defined.
/// The name that is being typed is left out, because an event of this name may be known only from here.
fn names(cx: &Context<'_>, systems: &BTreeSet<&Text>, typed: &str) -> Vec<Item> {
    let sends = |call: usize| systems.contains(&cx.inputs.calls[call].system);
    let events = cx.links.events.iter();
    let fitting = events.filter(|event| {
        let mut calls = event.calls.iter();
        systems.contains(&event.system) || calls.any(|sent| sends(sent.call))
    });
    let item = |event: &crate::audit::event::Event| {
        let description = cx
            .definitions(event)
            .find_map(|one| one.description.as_ref());
        Item {
            text: description.map(|text| one_line(&text.value)),
            rank: match event.verdict {
                EventVerdict::Undefined => 2,
                EventVerdict::Removed => 1,
                _ => 0,
            },
            is_deprecated: event.verdict == EventVerdict::Removed,
            ..Item::new(
                event.name.as_str(),
                format!("{}, {}", event.verdict.word(), summary(event)),
            )
        }
    };
    let is_typed = |event: &crate::audit::event::Event| {
        event.verdict == EventVerdict::Undefined && event.name == typed
    };
    let fitting = fitting.filter(|event| !event.name.contains('*') && !is_typed(event));
    fitting.map(item).collect()
}

/// Returns the properties and identifiers that the events of a call declare.
fn properties(cx: &Context<'_>, place: Place) -> Option<Vec<Item>> {
    let found = thing::at(cx, place)?;
    let thing::Thing::Call(number) = found.thing else {
        return None;
    };
    let events = thing::events(cx, &found.thing).into_iter();
    let passed = &cx.inputs.calls[number].properties;
    let declared =
        events.flat_map(|number| cx.definitions(&cx.links.events[number]).collect::<Vec<_>>());
    let items = declared.flat_map(|one| {
        let properties = one.properties.iter().map(|field| (field, "property"));
        properties.chain(one.identifiers.iter().map(|field| (field, "identifier")))
    });
    let missing = items.filter(|(field, _)| !passed.iter().any(|one| one.name == field.value));
    Some(
        missing
            .map(|(field, kind)| Item::new(field.value.as_str(), kind))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn the_word_before_a_name_shows_what_is_typed() {
        let heads = [
            ("x = Tracking.track_event('", Some("track_event(")),
            ("track_event '", Some("track_event(")),
            ("track_event :", Some("track_event(")),
            ("track :index, name: '", Some("name:")),
            ("<div data-event=\"", Some("data-event:")),
            ("{ event_tracking: '", Some("event_tracking:")),
            ("track_event(\n  '", Some("track_event(")),
            ("some_word", None),
            ("", None),
        ];
        for (text, expected) in heads {
            assert_eq!(head(text).as_deref(), expected, "{text}");
        }
    }
}
