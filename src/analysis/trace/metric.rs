//! The chain behind a metric.

use crate::analysis::trace::lines::{Lines, at, features};
use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::metrics::MetricRow;
use std::collections::BTreeSet;

/// Adds the lines of a metric.
pub(crate) fn of_metric(cx: &Context<'_>, name: &str, row: &MetricRow, lines: &mut Lines) {
    let metric = cx.metric(row);
    lines.add(0, format!("metric {name}: {}", row.verdict.word()));
    lines.add(1, format!("defined at {}", at(cx, metric.key_path.span)));
    for reason in &row.reasons {
        lines.add(1, format!("because {}", reason.text));
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
