//! The keys of dictionary entries in addresses.

use crate::report::list::{CallRow, EventRow, MetricRow, SurfaceRow};
use crate::report::site::model::Site;
use std::collections::BTreeMap;

/// A key, the text of the entry, and its verdict.
pub(crate) type Named = (Option<String>, String, String);

/// The keys of all entries, in the order of the rows.
pub(crate) struct Keys {
    /// Keys of events.
    pub(crate) events: Vec<String>,
    /// Keys of metrics.
    pub(crate) metrics: Vec<String>,
    /// Keys of calls.
    pub(crate) calls: Vec<String>,
    /// Keys of surfaces.
    pub(crate) surfaces: Vec<String>,
    by_name: BTreeMap<String, (String, String)>,
}

impl Keys {
    /// Gives each entry a key. Entries with the same name get a number.
    pub(crate) fn new(site: &Site) -> Self {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut key = |text: String| {
            let count = taken.entry(text.clone()).or_default();
            *count += 1;
            match *count {
                1 => text,
                count => format!("{text}~{count}"),
            }
        };
        let event = |row: &EventRow| format!("e:{}", row.notation);
        let metric = |row: &MetricRow| format!("m:{}", row.key_path);
        let call = |row: &CallRow| format!("c:{}:{}", row.path, row.line);
        let events: Vec<String> = site.events.iter().map(|row| key(event(row))).collect();
        let metrics: Vec<String> = site.metrics.iter().map(|row| key(metric(row))).collect();
        let calls = site.calls.iter().map(|row| key(call(row))).collect();
        let surface = |row: &SurfaceRow| format!("s:{}", row.id);
        let surfaces = site.surfaces.iter();
        let surfaces = surfaces.map(|row| key(surface(row))).collect();
        let mut by_name = BTreeMap::new();
        for (row, key) in site.events.iter().zip(&events) {
            for name in [&row.notation, &row.name] {
                let known = by_name.entry(format!("e:{name}"));
                known.or_insert_with(|| (key.clone(), row.verdict.clone()));
            }
        }
        for (row, key) in site.metrics.iter().zip(&metrics) {
            let known = by_name.entry(format!("m:{}", row.key_path));
            known.or_insert_with(|| (key.clone(), row.verdict.clone()));
        }
        Self {
            events,
            metrics,
            calls,
            surfaces,
            by_name,
        }
    }

    /// Returns the entry of an event by its name or notation.
    pub(crate) fn event(&self, name: &str) -> Named {
        self.named("e", name)
    }

    /// Returns the entry of a metric by its key path.
    pub(crate) fn metric(&self, key_path: &str) -> Named {
        self.named("m", key_path)
    }

    fn named(&self, kind: &str, name: &str) -> Named {
        match self.by_name.get(&format!("{kind}:{name}")) {
            Some((key, verdict)) => (Some(key.clone()), name.to_owned(), verdict.clone()),
            None => (None, name.to_owned(), String::new()),
        }
    }
}
