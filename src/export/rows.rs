//! The rows of all tables, made from an analyzed project.

mod calls;
mod consumers;
mod events;
mod features;
mod findings;
mod metrics;
mod runs;

use crate::analysis::Analysis;
use crate::export::material::{EventKeys, Material};
use crate::export::table::{FilledTable, Table, Value};
use crate::export::tables::TABLES;

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
