//! The rows of all tables, made from an analyzed project.

mod calls;
mod consumers;
mod events;
mod features;
mod findings;
mod metrics;
mod runs;

use crate::analysis::Analysis;
use crate::audit::Context;
use crate::audit::event::Event;
use crate::consumers::exchange::ConsumersFile;
use crate::export::flags::Flags;
use crate::export::table::{FilledTable, Table, Value};
use crate::export::tables::TABLES;
use crate::finding::digest;
use crate::report::Report;
use crate::report::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that rows are made from.
pub(crate) struct Material<'a> {
    /// The run.
    pub(crate) run: &'a Snapshot,
    /// All findings.
    pub(crate) report: &'a Report,
    /// Fingerprints of findings that the baseline does not accept.
    pub(crate) new: &'a BTreeSet<String>,
    /// The names that an analytics project reads, if they are known.
    pub(crate) consumers: Option<&'a ConsumersFile>,
    /// Feature flags with their defaults.
    pub(crate) flags: &'a Flags,
}

/// Returns all tables with their rows, sorted by key.
pub(crate) fn tables(analysis: &Analysis, material: &Material<'_>) -> Vec<FilledTable> {
    let filled = analysis.with_ways(|cx| {
        let keys = EventKeys::new(cx);
        let make = |table: &'static Table| {
            let rows = match table.name {
                "runs" => runs::runs(material.run),
                "coverage" => runs::coverage(material.run),
                "events" => events::events(cx, &keys, material),
                "calls" => calls::calls(cx),
                "call_events" => calls::call_events(cx, &keys),
                "call_properties" => calls::call_properties(cx),
                "metrics" => metrics::metrics(cx, material),
                "metric_events" => metrics::metric_events(cx, &keys),
                "features" => features::features(cx),
                "feature_events" => features::feature_events(cx, &keys),
                "feature_metrics" => features::feature_metrics(cx),
                "surfaces" => features::surfaces(cx),
                "findings" => findings::findings(cx, material),
                "consumer_references" => consumers::references(cx, material.consumers),
                _ => Vec::new(),
            };
            FilledTable { table, rows }
        };
        TABLES.iter().map(make).collect::<Vec<_>>()
    });
    let run = Value::from(material.run.run_id.as_str());
    filled
        .into_iter()
        .map(|table| finished(table, &run))
        .collect()
}

/// Adds the run to each row, and sorts the rows by key. Of two rows with one key the first stays.
fn finished(table: FilledTable, run: &Value) -> FilledTable {
    let columns = table.table.columns;
    let key = |row: &Vec<Value>| {
        let keys = columns.iter().zip(row).filter(|(column, _)| column.is_key);
        let keys = keys.map(|(_, value)| match value {
            Value::Text(text) => (text.clone(), 0),
            Value::Int(number) => (String::new(), *number),
            _ => (String::new(), 0),
        });
        keys.collect::<Vec<_>>()
    };
    let rows = table.rows.into_iter();
    let mut rows: Vec<Vec<Value>> = rows
        .map(|row| std::iter::once(run.clone()).chain(row).collect())
        .collect();
    rows.sort_by_cached_key(&key);
    rows.dedup_by_key(|row| key(row));
    FilledTable { rows, ..table }
}

/// Identities of events, calls and surfaces that have none by nature.
pub(crate) struct EventKeys {
    /// The key of each event, by index.
    keys: Vec<String>,
}

impl EventKeys {
    /// Returns the keys of all events: a hash of system, name, category and labels, and of a number where these are equal.
    pub(crate) fn new(cx: &Context<'_>) -> Self {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let key = |event: &Event| {
            let (category, labels) = category_and_labels(cx, event);
            let text = [
                event.system.as_str(),
                event.name.as_str(),
                category.unwrap_or_default(),
            ];
            let text = format!("{}\n{}", text.join("\n"), labels.join("\n"));
            let number = seen.entry(text.clone()).or_default();
            *number += 1;
            digest(&format!("{text}\n{number}"))
        };
        Self {
            keys: cx.links.events.iter().map(key).collect(),
        }
    }

    /// Returns the key of an event.
    pub(crate) fn of(&self, event: usize) -> &str {
        &self.keys[event]
    }
}

/// Returns the category and the labels that a structured event has.
pub(crate) fn category_and_labels<'c>(
    cx: &'c Context<'_>,
    event: &Event,
) -> (Option<&'c str>, Vec<&'c str>) {
    let mut definitions = cx.definitions(event);
    let Some(definition) = definitions.next() else {
        return (None, Vec::new());
    };
    let category = definition
        .category
        .as_ref()
        .map(|category| category.value.as_str());
    let labels = definition.labels.iter().map(|label| label.value.as_str());
    (category, labels.collect())
}

/// Returns a path as a table may have it: one outside of the root has no folder, since that differs from machine to machine.
pub(crate) fn portable(path: &str) -> &str {
    let is_outside = path.starts_with("..") || std::path::Path::new(path).is_absolute();
    match is_outside {
        true => path.rsplit(['/', '\\']).next().unwrap_or(path),
        false => path,
    }
}
