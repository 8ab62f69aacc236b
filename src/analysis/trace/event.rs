//! The chain behind an event.

use crate::analysis::rows;
use crate::analysis::trace::lines::{Lines, Part, at, features, is_under, shown, steps};
use crate::audit::Context;
use crate::audit::event::{CallEvidence, Event};
use crate::audit::event_names;
use crate::audit::name_match::listed;
use crate::calls::{Grade, Step, StepKind};
use crate::facts::Text;
use crate::report::text::counted;
use crate::resolve::explain::Explanations;

/// Adds the lines of an event.
pub(crate) fn of_event(
    cx: &Context<'_>,
    event: &Event,
    part: Part<'_>,
    explanations: &Explanations,
    lines: &mut Lines,
) {
    let verdict = event.verdict.word();
    let name = event_names::notation(&cx.inputs, event);
    lines.add(0, format!("event {name} ({}): {verdict}", event.kind.name));
    let definitions = cx.declared_at(event);
    let mut definers = cx
        .inputs
        .elsewhere()
        .definers(&event.name, Some(&event.system));
    if definitions.is_empty() && definers.next().is_none() {
        lines.add(1, "defined nowhere");
    }
    for span in definitions {
        lines.add(1, format!("defined at {}", at(cx, span)));
    }
    senders(cx, event, part, explanations, lines);
    for span in event.other_evidence.iter().take(5) {
        lines.add(1, format!("other evidence at {}", at(cx, *span)));
    }
    for metric in &event.metrics {
        let row = cx.metrics.iter().find(|row| row.definition == *metric);
        let verdict = row.map_or("unknown", |row| row.verdict.word());
        let key = &cx.inputs.catalog.metrics[*metric].key_path;
        lines.add(1, format!("counted by {}: {verdict}", key.value));
        lines.add(2, format!("defined at {}", at(cx, key.span)));
    }
    let mut events = cx.links.events.iter();
    let index = events.position(|other| std::ptr::eq(other, event));
    features(cx, lines, |feature| {
        index.is_some_and(|index| feature.events.contains(&index))
    });
}

/// Adds the calls of an event, and the places in other repositories.
fn senders(
    cx: &Context<'_>,
    event: &Event,
    part: Part<'_>,
    explanations: &Explanations,
    lines: &mut Lines,
) {
    let below = |sent: &&CallEvidence| is_under(cx, &cx.inputs.calls[sent.call], part.under);
    let mut calls: Vec<&CallEvidence> = event.calls.iter().filter(below).collect();
    // The senders come before the wrappers that they use.
    calls.sort_by_key(|sent| cx.inputs.calls[sent.call].inside_wrapper);
    if calls.is_empty() && event.other_evidence.is_empty() {
        lines.add(
            1,
            if event.external {
                "no call here sends it"
            } else {
                "no call sends it"
            },
        );
        sent_instead(cx, event, lines);
    }
    let (known, new): (Vec<_>, Vec<_>) = calls
        .into_iter()
        .partition(|sent| lines.calls.contains(&sent.call));
    if !known.is_empty() {
        let calls = counted(known.len(), "call", "calls");
        lines.add(1, format!("sent by {calls} that an event above has too"));
    }
    let mut chain = Vec::new();
    for sent in new.iter().take(part.most) {
        call(cx, sent, explanations, &mut chain, lines);
    }
    if new.len() > part.most {
        let more = counted(new.len() - part.most, "more call", "more calls");
        lines.add(1, format!("and {more} (--show all)"));
    }
    lines.calls.extend(new.iter().map(|sent| sent.call));
    for place in rows::elsewhere(cx, event) {
        let (role, repository) = (place.role, place.repository);
        let (path, line) = (place.path, place.line);
        lines.add(
            1,
            format!("{role} in repository {repository} at {path}:{line}"),
        );
    }
}

/// Adds a call. `chain` holds the steps of the call before it, which are not repeated.
fn call(
    cx: &Context<'_>,
    sent: &CallEvidence,
    explanations: &Explanations,
    chain: &mut Vec<String>,
    lines: &mut Lines,
) {
    let call = &cx.inputs.calls[sent.call];
    let scope = match call.scope.is_empty() {
        true => "the file",
        false => &call.scope,
    };
    let sends = match sent.grade {
        Grade::Exact => "sent at",
        Grade::Pattern | Grade::Open => "may be sent at",
    };
    lines.add(1, format!("{sends} {}", shown(cx, call.name_span)));
    let grade = rows::grade(sent.grade);
    lines.add(2, format!("in {scope}; name {grade}; rule {}", call.rule));
    let line = |step: &Step| {
        let word = match step.kind {
            StepKind::Wrapper => "through",
            kind => kind.word(),
        };
        format!("{word} `{}` at {}", step.name, shown(cx, step.span))
    };
    let own: Vec<String> = steps(call, explanations).iter().map(line).collect();
    match own.len() > 1 && own == *chain {
        true => lines.add(2, "by the same steps as the call above"),
        false => own.iter().for_each(|line| lines.add(2, line)),
    }
    *chain = own;
    if let Some((why, span)) = &call.event.unknown {
        lines.add(2, format!("not fully known: {why} ({})", at(cx, *span)));
    }
}

/// Adds the calls of the event's category, unless several definitions share it.
fn sent_instead(cx: &Context<'_>, event: &Event, lines: &mut Lines) {
    let Some(category) = cx
        .definitions(event)
        .find_map(|definition| definition.category.as_ref())
    else {
        return;
    };
    let of_category = |name: Option<&Text>| name == Some(&category.value);
    let sharing = cx
        .inputs
        .catalog
        .events
        .iter()
        .filter(|one| of_category(one.category.as_ref().map(|own| &own.value)));
    if sharing.count() != 1 {
        return;
    }
    let calls = cx
        .inputs
        .calls
        .iter()
        .filter(|call| of_category(call.category.as_ref()));
    let places = calls.map(|call| {
        let sent = listed(call.event.names.iter().map(|name| name.as_str()), 3);
        format!("{sent} at {}", at(cx, call.name_span))
    });
    lines.part(1, "its category sends instead", places.collect());
}
