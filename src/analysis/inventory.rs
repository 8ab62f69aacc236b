//! The inventory of a project, for the audits of other repositories.

use crate::analysis::analyzed::Analysis;
use crate::audit::Context;
use crate::audit::systems::Systems;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Grade};
use crate::consumers::inventory::{KnownEvent, KnownMetric};
use crate::facts::Text;
use crate::input::inventory::VERSION;
use crate::report::inventory::{
    DefinedEvent, Inventory, ProductEvent, ProductMetric, ReadEvent, SentEvent, SentPattern,
};
use crate::source::Span;
use std::collections::BTreeSet;

impl Analysis {
    /// Returns what the project sends, defines and reads. The name, the revision and the day are missing.
    pub(crate) fn inventory(&self) -> Inventory {
        let (is_read, no_limit) = (
            self.input_summary.is_complete(),
            self.resolution.limits.is_empty(),
        );
        let names = self.known_names();
        self.with(|cx| {
            let open = cx.open_calls();
            Inventory {
                tracklint_inventory: VERSION,
                complete: is_read && no_limit && open.is_empty(),
                sends: sends(cx),
                patterns: patterns(cx),
                open: open
                    .into_iter()
                    .map(|(system, number)| (system.to_string(), number))
                    .collect(),
                defines: defines(cx),
                reads: reads(cx),
                edition_missing: names.edition_missing,
                events: events(names.events),
                metrics: metrics(cx, names.metrics),
                ..Inventory::default()
            }
        })
    }
}

/// Returns the path in the repository and the line of a span.
fn place(cx: &Context<'_>, span: Span) -> (String, u32) {
    let sources = cx.inputs.sources;
    let path = sources.in_repository(sources.path(span));
    (path, sources.lines(span).0)
}

/// Returns the events that calls send for certain. Events with a category are left out: their name alone does not identify them.
fn sends(cx: &Context<'_>) -> Vec<SentEvent> {
    let systems = Systems::new(&cx.inputs);
    let events = cx.events_with(EventVerdict::Unused);
    let unused: BTreeSet<(&Text, &Text)> =
        events.map(|event| (&event.system, &event.name)).collect();
    let calls = cx.inputs.calls.iter();
    let is_sent = |call: &&Call| {
        call.event.grade() == Grade::Exact
            && !call.inside_wrapper
            && !systems.has_categories(&call.system)
    };
    let mut found = Vec::new();
    for call in calls.filter(is_sent) {
        for name in &call.event.names {
            // A function that nothing calls sends nothing.
            if !unused.contains(&(&call.system, name)) {
                let (path, line) = place(cx, call.span);
                found.push(SentEvent {
                    name: name.to_string(),
                    system: call.system.to_string(),
                    path,
                    line,
                });
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.name == b.name && a.system == b.system);
    found
}

fn patterns(cx: &Context<'_>) -> Vec<SentPattern> {
    let mut found = Vec::new();
    let wrappers = cx.inputs.wrapper_files();
    for call in cx.inputs.calls {
        for pattern in wrappers.patterns(call) {
            let (path, line) = place(cx, call.span);
            found.push(SentPattern {
                pattern: pattern.to_string(),
                system: call.system.to_string(),
                path,
                line,
            });
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.pattern == b.pattern && a.system == b.system);
    found
}

fn defines(cx: &Context<'_>) -> Vec<DefinedEvent> {
    let mut found = Vec::new();
    for event in cx.links.events.iter().filter(|event| cx.is_named(event)) {
        // The metrics that define an event say that they read it.
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        if event.definitions.is_empty() && event.counters.is_empty() {
            continue;
        }
        let (path, line) = place(cx, span);
        found.push(DefinedEvent {
            name: event.name.to_string(),
            system: event.system.to_string(),
            removed: event.verdict == EventVerdict::Removed,
            path,
            line,
        });
    }
    found.sort();
    found
}

fn reads(cx: &Context<'_>) -> Vec<ReadEvent> {
    let mut found = Vec::new();
    for metric in cx.active_metrics() {
        for event in &metric.events {
            let (path, line) = place(cx, event.name.span);
            found.push(ReadEvent {
                name: event.name.value.to_string(),
                metric: metric.key_path.value.to_string(),
                path,
                line,
            });
        }
    }
    found.sort();
    found.dedup();
    found
}

fn events(known: Vec<KnownEvent>) -> Vec<ProductEvent> {
    let event = |event: KnownEvent| ProductEvent {
        name: event.name.to_string(),
        system: event.system.to_string(),
        verdict: event.verdict.to_string(),
        category: text(event.category),
        labels: texts(&event.labels),
        group: text(event.group),
    };
    let mut found: Vec<ProductEvent> = known.into_iter().map(event).collect();
    found.sort();
    found
}

fn metrics(cx: &Context<'_>, known: Vec<KnownMetric>) -> Vec<ProductMetric> {
    let sources = cx.inputs.sources;
    let metric = |metric: KnownMetric| ProductMetric {
        key_path: metric.name.to_string(),
        verdict: metric.verdict.to_string(),
        reasons: metric.reasons,
        status: text(metric.status),
        data_source: text(metric.data_source),
        data_category: text(metric.data_category),
        events: texts(&metric.events),
        group: text(metric.group),
        milestone_removed: text(metric.milestone_removed),
        removed_by: text(metric.removed_by),
        path: sources.in_repository(&metric.path.unwrap_or_default()),
        line: metric.line,
    };
    let mut found: Vec<ProductMetric> = known.into_iter().map(metric).collect();
    found.sort();
    found
}

fn text(value: Option<Text>) -> Option<String> {
    value.map(|text| text.to_string())
}

fn texts(values: &[Text]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
