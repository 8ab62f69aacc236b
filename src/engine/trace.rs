//! Why an event, metric or feature has its verdict: the whole chain, as text.

use super::rows;
use crate::audit::Context;
use crate::audit::links::Event;
use crate::audit::names::listed;
use crate::calls::Call;
use crate::source::Span;
use std::fmt::Write;

/// Calls printed for one event; the rest is counted.
const MOST_CALLS: usize = 40;

/// Calls printed for each event of a metric; `trace` of the event shows them all.
const MOST_CALLS_OF_A_METRIC: usize = 3;

/// The chain behind a name; nothing when no event, metric or feature is called that.
pub fn trace(cx: &Context<'_>, name: &str, under: Option<&str>) -> Option<String> {
    let mut out = String::new();
    for event in cx.links.events.iter().filter(|event| event.name == name) {
        trace_event(cx, event, under, &mut out);
    }
    for row in cx.metrics.iter().filter(|row| {
        let metric = cx.metric(row);
        metric.key_path.value == name || metric.key_paths.iter().any(|(path, _)| path == name)
    }) {
        let metric = cx.metric(row);
        let _ = writeln!(out, "metric {name}: {}", row.verdict.word());
        let _ = writeln!(out, "  defined at {}", at(cx, metric.key_path.span));
        for reason in &row.reasons {
            let _ = writeln!(out, "  because {reason}");
        }
        for event in &row.events {
            let verdicts: Vec<&str> =
                cx.links.events.iter().filter(|other| other.name == *event).map(|other| other.verdict.word()).collect();
            let verdicts = if verdicts.is_empty() { "unknown".to_owned() } else { verdicts.join(", ") };
            let _ = writeln!(out, "  counts event {event}: {verdicts}");
            let named = cx.links.events.iter().filter(|other| other.name == *event);
            for sent in named.flat_map(|other| &other.calls).take(MOST_CALLS_OF_A_METRIC) {
                let call = &cx.inputs.calls[sent.call];
                let _ = writeln!(out, "    sent at {} [{}]", at(cx, call.name_span), rows::grade(sent.grade));
            }
        }
    }
    for feature in cx.features.iter().filter(|feature| feature.id == name) {
        let _ = writeln!(out, "{} {name}: {}", feature.kind.word(), feature.verdict.word());
        if let Some(reason) = &feature.exempt {
            let _ = writeln!(out, "  exempt: {reason}");
        }
        if feature.inferred {
            let _ = writeln!(out, "  the verdict is that of its categories: {}", feature.categories.join(", "));
        }
        let _ = writeln!(out, "  listed at {}", at(cx, feature.span));
        let _ = writeln!(
            out,
            "  {} surfaces, {} of them tracked; {} calls, {} events, {} metrics",
            feature.surfaces,
            feature.surfaces_tracked,
            feature.calls.len(),
            feature.events.len(),
            feature.metrics.len()
        );
        for event in feature.events.iter().map(|event| &cx.links.events[*event]).take(MOST_CALLS) {
            let _ = writeln!(out, "  event {}: {}", event.name, event.verdict.word());
        }
        for row in cx.metrics.iter().filter(|row| feature.metrics.contains(&row.definition)).take(MOST_CALLS) {
            let _ = writeln!(out, "  metric {}: {}", cx.metric(row).key_path.value, row.verdict.word());
        }
        for span in &feature.evidence {
            let _ = writeln!(out, "  see {}", at(cx, *span));
        }
    }
    (!out.is_empty()).then_some(out)
}

fn at(cx: &Context<'_>, span: Span) -> String {
    format!("{}:{}", cx.inputs.sources.path(span), cx.inputs.sources.lines(span).0)
}

fn trace_event(cx: &Context<'_>, event: &Event, under: Option<&str>, out: &mut String) {
    let _ = writeln!(out, "event {} ({}): {}", event.name, event.kind.word(), event.verdict.word());
    let declared = cx.declared_at(event);
    if declared.is_empty() {
        let _ = writeln!(out, "  defined nowhere");
    }
    for span in declared {
        let _ = writeln!(out, "  defined at {}", at(cx, span));
    }
    let calls: Vec<_> = event
        .calls
        .iter()
        .filter(|sent| under.is_none_or(|under| cx.inputs.sources.path(cx.inputs.calls[sent.call].span).starts_with(under)))
        .collect();
    if calls.is_empty() && event.vouched.is_empty() {
        let _ = writeln!(out, "  no call sends it");
        let category = cx.definitions(event).find_map(|definition| definition.category.as_ref());
        // A category that many definitions share says nothing of one of them.
        let own =
            cx.inputs.catalog.events.iter().filter(|one| one.category.as_ref().map(|c| &c.value) == category.map(|c| &c.value));
        let category = category.filter(|_| own.count() == 1);
        let same = |call: &&Call| category.is_some_and(|own| call.category.as_ref() == Some(&own.value));
        for call in cx.inputs.calls.iter().filter(same).take(MOST_CALLS_OF_A_METRIC) {
            let sent = listed(call.event.names.iter().map(|name| name.as_str()), 3);
            let _ = writeln!(out, "  its category is sent at {} with {sent} instead", at(cx, call.name_span));
        }
    }
    for sent in calls.iter().take(MOST_CALLS) {
        let call = &cx.inputs.calls[sent.call];
        let _ = writeln!(
            out,
            "  sent at {} [{}, {}] in {}",
            at(cx, call.name_span),
            rows::grade(sent.grade),
            call.rule,
            if call.scope.is_empty() { "the file" } else { &call.scope }
        );
        for step in call.via.iter().rev() {
            let _ = writeln!(out, "    through `{}` at {}", step.name, at(cx, step.span));
        }
        if let Some((why, span)) = &call.event.unknown {
            let _ = writeln!(out, "    not fully known: {why} ({})", at(cx, *span));
        }
    }
    if calls.len() > MOST_CALLS {
        let _ = writeln!(out, "  and {} more calls", calls.len() - MOST_CALLS);
    }
    for span in event.vouched.iter().take(5) {
        let _ = writeln!(out, "  vouched for at {}", at(cx, *span));
    }
    for metric in &event.metrics {
        let metric = &cx.inputs.catalog.metrics[*metric];
        let _ = writeln!(out, "  counted by {} ({})", metric.key_path.value, at(cx, metric.key_path.span));
    }
}
