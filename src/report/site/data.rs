//! The entries of the dictionary as JSON inside of the page.

mod entry;
mod surfaces;

pub(crate) use crate::report::site::data::surfaces::group as group_of_surface;

use crate::report::list::{CallRow, EventCallCell, EventRow, MetricRow, PlaceCell};
use crate::report::site::data::entry::{Entry, facts, own_key};
use crate::report::site::keys::Keys;
use crate::report::site::model::{Site, group_of};
use crate::source::is_harmful;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Serialize)]
struct Document<'s> {
    source: Option<&'s str>,
    events: Vec<Entry<'s>>,
    metrics: Vec<Entry<'s>>,
    calls: Vec<Entry<'s>>,
    surfaces: Vec<Entry<'s>>,
    features: Vec<(&'s str, &'s str, &'s str)>,
}

/// Returns the document, safe inside of a script element.
pub(crate) fn data(site: &Site, keys: &Keys) -> String {
    let document = Document {
        source: site.source.as_deref(),
        events: events(site, keys),
        metrics: metrics(site, keys),
        calls: calls(site, keys),
        surfaces: surfaces::surfaces(site, keys),
        features: site
            .features
            .iter()
            .map(|row| (row.id.as_str(), row.title.as_str(), row.verdict.as_str()))
            .collect(),
    };
    let text = serde_json::to_string(&document).unwrap_or_else(|_| "null".to_owned());
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '#' => safe.push_str(&format!("\\u{:04x}", c as u32)),
            c if is_harmful(c) => safe.push_str(&format!("\\\\u{{{:x}}}", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}

/// Returns the places at which names occur in the rows of features.
fn features_by<'s>(
    site: &'s Site,
    names: impl Fn(usize) -> &'s [String],
) -> BTreeMap<&'s str, Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, row) in site.features.iter().enumerate() {
        if row.verdict == "instrumented" || row.verdict == "definitions-only" {
            for name in names(place) {
                found.entry(name).or_default().push(place);
            }
        }
    }
    found
}

fn places(cells: &[PlaceCell]) -> Vec<(&str, u32)> {
    let places = cells.iter();
    places.map(|one| (one.path.as_str(), one.line)).collect()
}

/// Returns a number of things, or nothing if there is none.
fn used_by(parts: &[(usize, &str)]) -> String {
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let words = parts.map(|(number, word)| match number {
        1 => format!("1 {word}"),
        number => format!("{number} {word}s"),
    });
    let words = words.collect::<Vec<_>>().join(", ");
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words
    }
}

fn events<'s>(site: &'s Site, keys: &'s Keys) -> Vec<Entry<'s>> {
    let of_features = features_by(site, |place| &site.features[place].events);
    let of_metrics = features_by(site, |place| &site.features[place].metrics);
    let metrics = index(site.metrics.iter().map(|row| row.key_path.as_str()));
    let mut calls: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    for (place, row) in site.calls.iter().enumerate() {
        calls.entry((row.path.as_str(), row.line)).or_insert(place);
    }
    let rows = site.events.iter().zip(&keys.events);
    let entry = |(row, key): (&'s EventRow, &'s String)| {
        let of_call = |one: &'s EventCallCell| {
            let call = calls.get(&(one.path.as_str(), one.line))?;
            Some((*call, one.grade.as_str()))
        };
        let own: Vec<(usize, &str)> = row.calls.iter().filter_map(of_call).collect();
        let sent: BTreeSet<&str> = own
            .iter()
            .flat_map(|(call, _)| &site.calls[*call].properties)
            .map(String::as_str)
            .collect();
        let sent = Vec::from_iter(sent).join(", ");
        let fed = row.metrics.iter();
        // A feature that names a metric is measured by the event that feeds it.
        let named = of_features.get(row.name.as_str()).into_iter();
        let counted = row.metrics.iter();
        let counted = counted.filter_map(|key| of_metrics.get(key.as_str()));
        let own_features: BTreeSet<usize> = named.chain(counted).flatten().copied().collect();
        Entry {
            k: own_key(key, 'e', &row.notation),
            n: row.notation.clone(),
            v: &row.verdict,
            g: group_of(&row.group),
            u: used_by(&[(row.calls.len(), "call"), (row.metrics.len(), "metric")]),
            d: row.description.as_deref().unwrap_or_default(),
            p: places(&row.defined_in),
            c: own,
            m: fed
                .filter_map(|key| metrics.get(key.as_str()).copied())
                .collect(),
            f: own_features.into_iter().collect(),
            x: facts(&[
                ("system", Some(&row.system)),
                ("kind", Some(&row.kind)),
                ("properties", Some(&sent)),
                ("milestone", row.milestone.as_ref()),
            ]),
            ..Entry::default()
        }
    };
    rows.map(entry).collect()
}

fn metrics<'s>(site: &'s Site, keys: &'s Keys) -> Vec<Entry<'s>> {
    let of_features = features_by(site, |place| &site.features[place].metrics);
    let events = index(site.events.iter().map(|row| row.name.as_str()));
    let rows = site.metrics.iter().zip(&keys.metrics);
    let entry = |(row, key): (&'s MetricRow, &'s String)| {
        let frames = row.time_frame.join(", ");
        Entry {
            k: own_key(key, 'm', &row.key_path),
            n: row.key_path.clone(),
            v: &row.verdict,
            g: group_of(&row.group),
            u: used_by(&[(row.events.len(), "event")]),
            d: row.description.as_deref().unwrap_or_default(),
            r: &row.reasons,
            p: vec![(row.path.as_str(), row.line)],
            e: row
                .events
                .iter()
                .filter_map(|name| events.get(name.as_str()).copied())
                .collect(),
            f: of_features
                .get(row.key_path.as_str())
                .cloned()
                .unwrap_or_default(),
            x: facts(&[
                ("source", row.data_source.as_ref()),
                ("time frame", Some(&frames)),
                ("status", row.status.as_ref()),
                ("milestone", row.milestone.as_ref()),
            ]),
            ..Entry::default()
        }
    };
    rows.map(entry).collect()
}

fn calls<'s>(site: &'s Site, keys: &'s Keys) -> Vec<Entry<'s>> {
    let mut sent: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (place, event) in site.events.iter().enumerate() {
        for call in &event.calls {
            sent.entry((call.path.as_str(), call.line))
                .or_default()
                .push(place);
        }
    }
    let rows = site.calls.iter().zip(&keys.calls);
    let entry = |(row, key): (&'s CallRow, &'s String)| {
        let names = row.event.names.iter().chain(&row.event.pattern);
        let names: Vec<&str> = names.map(String::as_str).collect();
        let via = row.via.iter();
        Entry {
            k: own_key(key, 'c', &format!("{}:{}", row.path, row.line)),
            v: &row.event.grade,
            g: "–",
            u: row.system.clone(),
            p: vec![(row.path.as_str(), row.line)],
            e: sent
                .get(&(row.path.as_str(), row.line))
                .cloned()
                .unwrap_or_default(),
            w: via
                .map(|step| (step.path.as_str(), step.line, step.name.as_str()))
                .collect(),
            x: facts(&[
                ("sends", Some(&names.join(", "))),
                ("scope", Some(&row.scope)),
                ("rule", Some(&row.rule)),
                ("properties", Some(&row.properties.join(", "))),
                ("unknown", row.event.reason.as_ref()),
            ]),
            ..Entry::default()
        }
    };
    rows.map(entry).collect()
}

/// Returns the first place of each name.
fn index<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<&'n str, usize> {
    let mut index = BTreeMap::new();
    for (place, name) in names.enumerate() {
        index.entry(name).or_insert(place);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_cannot_leave_its_element() {
        let event = EventRow {
            name: "</script>\u{202e}##[x]".to_owned(),
            notation: "</script>\u{202e}##[x]".to_owned(),
            ..EventRow::default()
        };
        let site = Site {
            events: vec![event],
            ..Site::default()
        };
        let text = data(&site, &Keys::new(&site));
        assert!(!text.contains(['<', '>', '#', '\u{202e}']), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(read["events"][0]["n"], "</script>\\u{202e}##[x]");
    }
}
