//! Explanations of verdicts, as text and as data.

mod event;
mod feature;
mod lines;
mod metric;

use crate::analysis::trace::event::of_event;
use crate::analysis::trace::feature::of_feature;
pub(crate) use crate::analysis::trace::lines::Part;

use crate::analysis::trace::lines::{Lines, excerpt, is_under, steps};
use crate::analysis::trace::metric::of_metric;
use crate::analysis::{feature_rows, rows};
use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::features::FeatureRow;
use crate::audit::metrics::MetricRow;
use crate::calls::{Call, Step};
use crate::report::text::counted;
use crate::report::trace::{StepRow, Trace, TracedCall, TracedEvent};
use crate::resolve::explain::Explanations;
use crate::source::Encoding;

/// Returns the chain behind the name of an event, metric or feature, as text; none for an unknown name. With a path, only the
/// calls below it count.
pub(crate) fn trace(
    cx: &Context<'_>,
    name: &str,
    part: Part<'_>,
    explanations: &Explanations,
) -> Option<String> {
    let mut lines = Lines::default();
    let events = cx.links.events.iter();
    let events: Vec<&Event> = events.filter(|event| is_event(cx, event, name)).collect();
    for event in events.iter().take(part.most) {
        of_event(cx, event, part, explanations, &mut lines);
    }
    if events.len() > part.most {
        let more = counted(events.len() - part.most, "more event", "more events");
        lines.add(0, format!("{more} of this name (--show all)"));
    }
    for row in &cx.metrics {
        if is_metric(cx, row, name) {
            of_metric(cx, name, row, &mut lines);
        }
    }
    for feature in cx
        .features
        .iter()
        .filter(|feature| is_feature(feature, name))
    {
        of_feature(cx, feature, &mut lines);
    }
    (!lines.text.is_empty()).then(|| lines.text.trim_end().to_owned())
}

/// Returns the chain behind a name as data.
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
        .filter(|event| is_event(cx, event, name))
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
    let features = feature_rows::features(cx)
        .into_iter()
        .filter(|feature| feature.id == name || feature.title.eq_ignore_ascii_case(name))
        .collect();
    let trace = Trace {
        name: name.to_owned(),
        events,
        metrics,
        features,
        readers: Vec::new(),
    };
    (!(trace.events.is_empty() && trace.metrics.is_empty() && trace.features.is_empty()))
        .then_some(trace)
}

/// Returns true if an event has this name.
pub(crate) fn names_event(cx: &Context<'_>, name: &str) -> bool {
    let mut events = cx.links.events.iter();
    events.any(|event| is_event(cx, event, name))
}

/// Returns true for the name and for the handle of an event.
fn is_event(cx: &Context<'_>, event: &Event, name: &str) -> bool {
    let mut handles = cx
        .definitions(event)
        .filter_map(|definition| definition.handle.as_ref());
    event.name == name || handles.any(|handle| handle.value == name)
}

/// Returns true if a feature has this identifier, or this title as `coverage` prints it.
fn is_feature(feature: &FeatureRow, name: &str) -> bool {
    feature.id == name || feature.title.eq_ignore_ascii_case(name)
}

fn is_metric(cx: &Context<'_>, row: &MetricRow, name: &str) -> bool {
    let metric = cx.metric(row);
    metric.key_path.value == name || metric.key_paths.iter().any(|(path, _)| path == name)
}

fn step_row(cx: &Context<'_>, step: &Step) -> StepRow {
    let (start, _) = cx.inputs.sources.positions(step.span, Encoding::Chars);
    StepRow {
        kind: step.kind.word().to_owned(),
        name: step.name.to_string(),
        path: cx.inputs.sources.listed(step.span.file).into_owned(),
        line: start.line.get(),
        column: start.column.get(),
        excerpt: excerpt(cx, step.span),
    }
}
