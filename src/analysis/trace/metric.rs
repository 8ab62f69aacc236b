//! The chain behind a metric.

use crate::analysis::trace::lines::{Lines, at, features};
use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::metrics::MetricRow;
use crate::audit::name_match::squashed;
use crate::audit::produced::{stem, tail};
use crate::catalog::MetricDefinition;
use std::collections::BTreeSet;

/// Adds the class that computes a metric, or the line of code that produces its key.
fn computed(cx: &Context<'_>, metric: &MetricDefinition, lines: &mut Lines) {
    let files = cx.inputs.metric_files;
    let sources = cx.inputs.sources;
    if let Some(class) = &metric.instrumentation_class {
        let wanted = squashed(tail(&class.value));
        let mut own = files.instrumentation.iter();
        let file = own.find(|id| squashed(stem(&sources.file(**id).path)) == wanted);
        let class = &class.value;
        lines.add(
            1,
            match file {
                Some(id) => {
                    format!("computed by class `{class}` in {}", sources.listed(*id))
                }
                None => format!("computed by class `{class}`"),
            },
        );
    } else if metric.events.is_empty() {
        let path = metric.key_path.value.as_str();
        let key = path.rsplit('.').next().unwrap_or(path);
        let is_it = |line: &str| {
            let line = line.trim_start_matches([' ', ':', '"', '\'', '{']);
            let rest = line.strip_prefix(key);
            rest.is_some_and(|rest| rest.starts_with([':', '"', '\'', ' ', '=']))
        };
        let place = files.producers.iter().find_map(|id| {
            let file = sources.file(*id);
            let line = file.text.lines().position(is_it)?;
            Some(format!("{}:{}", sources.listed(*id), line + 1))
        });
        lines.part(1, "its key is produced at", place.into_iter().collect());
    }
}

/// Adds the lines of a metric.
pub(crate) fn of_metric(cx: &Context<'_>, name: &str, row: &MetricRow, lines: &mut Lines) {
    let metric = cx.metric(row);
    lines.add(0, format!("metric {name}: {}", row.verdict.word()));
    lines.add(1, format!("defined at {}", at(cx, metric.key_path.span)));
    for reason in &row.reasons {
        lines.add(1, format!("because {}", reason.text));
    }
    computed(cx, metric, lines);
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
