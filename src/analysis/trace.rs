//! Why an event, metric or feature has its verdict: the whole chain, as text and as data.

use crate::analysis::rows;
use crate::audit::Context;
use crate::audit::event::{CallEvidence, Event};
use crate::audit::features::{Basis, FeatureRow};
use crate::audit::metrics::MetricRow;
use crate::calls::{Call, Step, StepKind};
use crate::report::text::{counted, grouped};
use crate::report::trace::{StepRow, Trace, TracedCall, TracedEvent};
use crate::resolve::explain::Explanations;
use crate::source::{Encoding, Span};
use std::collections::BTreeSet;

/// Calls printed for one event; the rest is counted.
const MOST_CALLS: usize = 40;
/// Characters printed of a line of source.
const MOST_CHARACTERS: usize = 100;
/// Lines printed of each part of a feature's chain.
const MOST_LINES: usize = 12;

/// The lines of a trace, each with its depth.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, depth: usize, line: impl AsRef<str>) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// The first lines of a part, and how many more there are.
    fn part(&mut self, depth: usize, title: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.add(depth, format!("{title}:"));
        for line in lines.iter().take(MOST_LINES) {
            self.add(depth + 1, line);
        }
        if lines.len() > MOST_LINES {
            self.add(
                depth + 1,
                format!("and {} more", grouped(lines.len() - MOST_LINES)),
            );
        }
    }
}

/// The chain behind a name; nothing when no event, metric or feature is called that. With a path, only the calls below it.
pub(crate) fn trace(
    cx: &Context<'_>,
    name: &str,
    under: Option<&str>,
    explanations: &Explanations,
) -> Option<String> {
    let mut lines = Lines::default();
    for event in cx.links.events.iter().filter(|event| event.name == name) {
        of_event(cx, event, under, explanations, &mut lines);
    }
    for row in &cx.metrics {
        if is_metric(cx, row, name) {
            of_metric(cx, name, row, &mut lines);
        }
    }
    for feature in cx.features.iter().filter(|feature| feature.id == name) {
        of_feature(cx, feature, &mut lines);
    }
    (!lines.text.is_empty()).then(|| lines.text.trim_end().to_owned())
}

/// The same as data.
pub(crate) fn rows(
    cx: &Context<'_>,
    name: &str,
    under: Option<&str>,
    explanations: &Explanations,
) -> Option<Trace> {
    let sources = cx.inputs.sources;
    let sent = |event: &Event| -> Vec<TracedCall> {
        let calls = event
            .calls
            .iter()
            .map(|sent| &cx.inputs.calls[sent.call])
            .filter(|call| is_under(cx, call, under));
        let row = |call: &Call| TracedCall {
            call: rows::call(sources, call),
            steps: steps(call, explanations)
                .iter()
                .map(|step| step_row(cx, step))
                .collect(),
        };
        calls.map(row).collect()
    };
    let named: Vec<&Event> = cx
        .links
        .events
        .iter()
        .filter(|event| event.name == name)
        .collect();
    let events = named
        .iter()
        .map(|event| TracedEvent {
            event: rows::event(cx, event),
            sent: sent(event),
        })
        .collect();
    let metrics = cx
        .metrics
        .iter()
        .filter(|row| is_metric(cx, row, name))
        .map(|row| rows::metric(cx, row))
        .collect();
    let features = rows::features(cx)
        .into_iter()
        .filter(|feature| feature.id == name)
        .collect();
    let trace = Trace {
        name: name.to_owned(),
        events,
        metrics,
        features,
    };
    (!(trace.events.is_empty() && trace.metrics.is_empty() && trace.features.is_empty()))
        .then_some(trace)
}

fn is_metric(cx: &Context<'_>, row: &MetricRow, name: &str) -> bool {
    let metric = cx.metric(row);
    metric.key_path.value == name || metric.key_paths.iter().any(|(path, _)| path == name)
}

fn is_under(cx: &Context<'_>, call: &Call, under: Option<&str>) -> bool {
    under.is_none_or(|under| cx.inputs.sources.path(call.span).starts_with(under))
}

/// The steps from a call to its name; where no way is known, the wrappers it goes through.
fn steps(call: &Call, explanations: &Explanations) -> Vec<Step> {
    let known = explanations.get(&(call.span, call.rule.clone()));
    known
        .cloned()
        .unwrap_or_else(|| call.via.iter().rev().cloned().collect())
}

fn step_row(cx: &Context<'_>, step: &Step) -> StepRow {
    let (start, _) = cx.inputs.sources.positions(step.span, Encoding::Chars);
    StepRow {
        kind: step.kind.word().to_owned(),
        name: step.name.to_string(),
        path: cx.inputs.sources.path(step.span).to_owned(),
        line: start.line.get(),
        column: start.column.get(),
        excerpt: excerpt(cx, step.span),
    }
}

/// The line a span begins on.
fn excerpt(cx: &Context<'_>, span: Span) -> String {
    let file = cx.inputs.sources.file(span.file);
    let line = file.text[file.line_range(file.line(span.start))].trim();
    match line.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// A place to the column, with what is written there.
fn shown(cx: &Context<'_>, span: Span) -> String {
    let (start, _) = cx.inputs.sources.positions(span, Encoding::Chars);
    format!(
        "{}:{}:{}: {}",
        cx.inputs.sources.path(span),
        start.line,
        start.column,
        excerpt(cx, span)
    )
}

fn at(cx: &Context<'_>, span: Span) -> String {
    format!(
        "{}:{}",
        cx.inputs.sources.path(span),
        cx.inputs.sources.lines(span).0
    )
}

fn of_metric(cx: &Context<'_>, name: &str, row: &MetricRow, lines: &mut Lines) {
    let metric = cx.metric(row);
    lines.add(0, format!("metric {name}: {}", row.verdict.word()));
    lines.add(1, format!("defined at {}", at(cx, metric.key_path.span)));
    for reason in &row.reasons {
        lines.add(1, format!("because {reason}"));
    }
    for event in &row.events {
        let same: Vec<&Event> = cx
            .links
            .events
            .iter()
            .filter(|other| other.name == *event)
            .collect();
        let verdicts: Vec<&str> = same.iter().map(|event| event.verdict.word()).collect();
        let verdicts = if verdicts.is_empty() {
            "unknown".to_owned()
        } else {
            verdicts.join(", ")
        };
        lines.add(1, format!("counts event {event}: {verdicts}"));
        let calls = same.iter().flat_map(|event| &event.calls);
        let places: BTreeSet<String> = calls
            .map(|sent| at(cx, cx.inputs.calls[sent.call].name_span))
            .collect();
        lines.part(2, "sent at", places.into_iter().collect());
    }
    features(cx, lines, |feature| {
        feature.metrics.contains(&row.definition)
    });
}

/// The features that an event or metric makes visible.
fn features(cx: &Context<'_>, lines: &mut Lines, carries: impl Fn(&FeatureRow) -> bool) {
    let carried = cx.features.iter().filter(|feature| carries(feature));
    for feature in carried.take(MOST_LINES) {
        lines.add(
            1,
            format!(
                "belongs to {} {}: {}",
                feature.kind.word(),
                feature.id,
                feature.verdict.word()
            ),
        );
    }
}

fn of_feature(cx: &Context<'_>, feature: &FeatureRow, lines: &mut Lines) {
    lines.add(
        0,
        format!(
            "{} {}: {}",
            feature.kind.word(),
            feature.id,
            feature.verdict.word()
        ),
    );
    if let Some(reason) = &feature.exempt {
        lines.add(1, format!("exempt: {reason}"));
    }
    match feature.basis {
        Basis::Own => {}
        Basis::Name => lines.add(
            1,
            "its events and metrics are those whose names hold every word of its title; name the right ones \
                                     under `overlay` in the configuration",
        ),
        Basis::Category => lines.add(
            1,
            format!("nothing is named like it: the verdict is that of its categories: {}", feature.categories.join(", ")),
        ),
    }
    lines.add(1, format!("listed at {}", at(cx, feature.span)));
    lines.add(
        1,
        format!(
            "{}, {} of them tracked",
            counted(feature.surfaces, "surface", "surfaces"),
            feature.surfaces_tracked
        ),
    );
    let normal = |category: &str| cx.inputs.category_key(category);
    let mut surfaces: Vec<_> = cx
        .surfaces
        .surfaces
        .iter()
        .filter(|surface| {
            surface
                .category
                .as_ref()
                .is_some_and(|own| feature.categories.contains(&normal(own)))
        })
        .collect();
    // What cannot be seen is what the reader has to do something about.
    surfaces.sort_by_key(|surface| surface.tracked);
    let line = |surface: &&crate::audit::surfaces::Surface| {
        let seen = if surface.tracked {
            "tracked"
        } else {
            "not tracked"
        };
        format!("{seen}: {} at {}", surface.name, at(cx, surface.span))
    };
    lines.part(1, "surfaces", surfaces.iter().map(line).collect());
    let call = |number: &usize| {
        let call = &cx.inputs.calls[*number];
        let names: Vec<&str> = call.event.names.iter().map(|name| name.as_str()).collect();
        let names = if names.is_empty() {
            "a name that is not known".to_owned()
        } else {
            names.join(", ")
        };
        format!("{} sends {names}", at(cx, call.name_span))
    };
    lines.part(
        1,
        &counted(feature.calls.len(), "call", "calls"),
        feature.calls.iter().map(call).collect(),
    );
    let event = |number: &usize| {
        format!(
            "{}: {}",
            cx.links.events[*number].name,
            cx.links.events[*number].verdict.word()
        )
    };
    lines.part(
        1,
        &counted(feature.events.len(), "event", "events"),
        feature.events.iter().map(event).collect(),
    );
    let rows = cx
        .metrics
        .iter()
        .filter(|row| feature.metrics.contains(&row.definition));
    let metric = |row: &MetricRow| {
        let key = &cx.metric(row).key_path;
        format!(
            "{}: {} ({})",
            key.value,
            row.verdict.word(),
            at(cx, key.span)
        )
    };
    lines.part(
        1,
        &counted(feature.metrics.len(), "metric", "metrics"),
        rows.map(metric).collect(),
    );
}

fn of_event(
    cx: &Context<'_>,
    event: &Event,
    under: Option<&str>,
    explanations: &Explanations,
    lines: &mut Lines,
) {
    lines.add(
        0,
        format!(
            "event {} ({}): {}",
            event.name,
            event.kind.name,
            event.verdict.word()
        ),
    );
    let declared = cx.declared_at(event);
    if declared.is_empty() {
        lines.add(1, "defined nowhere");
    }
    for span in declared {
        lines.add(1, format!("defined at {}", at(cx, span)));
    }
    let below = |sent: &&CallEvidence| is_under(cx, &cx.inputs.calls[sent.call], under);
    let calls: Vec<&CallEvidence> = event.calls.iter().filter(below).collect();
    if calls.is_empty() && event.other_evidence.is_empty() {
        lines.add(1, "no call sends it");
        sent_instead(cx, event, lines);
    }
    for sent in calls.iter().take(MOST_CALLS) {
        let call = &cx.inputs.calls[sent.call];
        let scope = if call.scope.is_empty() {
            "the file"
        } else {
            &call.scope
        };
        lines.add(1, format!("sent at {}", shown(cx, call.name_span)));
        lines.add(
            2,
            format!(
                "in {scope}; name {}; rule {}",
                rows::grade(sent.grade),
                call.rule
            ),
        );
        for step in steps(call, explanations) {
            let word = if step.kind == StepKind::Wrapper {
                "through"
            } else {
                step.kind.word()
            };
            lines.add(
                2,
                format!("{word} `{}` at {}", step.name, shown(cx, step.span)),
            );
        }
        if let Some((why, span)) = &call.event.unknown {
            lines.add(2, format!("not fully known: {why} ({})", at(cx, *span)));
        }
    }
    if calls.len() > MOST_CALLS {
        lines.add(
            1,
            format!(
                "and {}",
                counted(calls.len() - MOST_CALLS, "more call", "more calls")
            ),
        );
    }
    for span in event.other_evidence.iter().take(5) {
        lines.add(1, format!("vouched for at {}", at(cx, *span)));
    }
    for metric in &event.metrics {
        let verdict = cx
            .metrics
            .iter()
            .find(|row| row.definition == *metric)
            .map_or("unknown", |row| row.verdict.word());
        let metric = &cx.inputs.catalog.metrics[*metric];
        lines.add(
            1,
            format!("counted by {}: {verdict}", metric.key_path.value),
        );
        lines.add(2, format!("defined at {}", at(cx, metric.key_path.span)));
    }
    let index = cx
        .links
        .events
        .iter()
        .position(|other| std::ptr::eq(other, event));
    features(cx, lines, |feature| {
        index.is_some_and(|index| feature.events.contains(&index))
    });
}

/// What the event's category sends in its place; a category that many definitions share says nothing of one of them.
fn sent_instead(cx: &Context<'_>, event: &Event, lines: &mut Lines) {
    let Some(category) = cx
        .definitions(event)
        .find_map(|definition| definition.category.as_ref())
    else {
        return;
    };
    let of_category = |name: Option<&crate::facts::Text>| name == Some(&category.value);
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
        let sent =
            crate::audit::name_match::listed(call.event.names.iter().map(|name| name.as_str()), 3);
        format!("{sent} at {}", at(cx, call.name_span))
    });
    lines.part(1, "its category sends instead", places.collect());
}
