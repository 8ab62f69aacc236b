//! The names of a product: its events and metrics with their verdicts.

use crate::facts::Text;
use crate::input::globs::text_glob;
use crate::input::yaml::Node;
use crate::source::FileId;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A metric of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct KnownMetric {
    /// Key path.
    #[serde(rename = "key_path", alias = "name")]
    pub(crate) name: Text,
    /// Verdict.
    pub(crate) verdict: Text,
    /// Reasons for the verdict.
    pub(crate) reasons: Vec<String>,
    /// Status.
    pub(crate) status: Option<Text>,
    /// Source of its data.
    pub(crate) data_source: Option<Text>,
    /// Classification of its data.
    pub(crate) data_category: Option<Text>,
    /// Events that it counts.
    pub(crate) events: Vec<Text>,
    /// The group that owns it.
    pub(crate) group: Option<Text>,
    /// The release that it was removed with.
    pub(crate) milestone_removed: Option<Text>,
    /// The change that removed it.
    pub(crate) removed_by: Option<Text>,
    /// Path of its definition.
    pub(crate) path: Option<String>,
    /// Line of its definition.
    pub(crate) line: u32,
    /// The flag that is off by default and gates all of its events.
    pub(crate) gated_by: Option<Text>,
}

/// An event of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct KnownEvent {
    /// Name.
    pub(crate) name: Text,
    /// Tracking system.
    pub(crate) system: Text,
    /// Verdict.
    pub(crate) verdict: Text,
    /// Category within the system.
    #[serde(alias = "event_category")]
    pub(crate) category: Option<Text>,
    /// Labels.
    pub(crate) labels: Vec<Text>,
    /// The group that owns it.
    pub(crate) group: Option<Text>,
}

/// The names of a product.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Inventory {
    /// Metrics.
    pub(crate) metrics: Vec<KnownMetric>,
    /// Events.
    pub(crate) events: Vec<KnownEvent>,
    /// True if an edition of the product is not in the tree, so that names may be missing.
    pub(crate) edition_missing: bool,
    /// Names that a payload of the product has.
    #[serde(skip)]
    pub(crate) payload: BTreeSet<Text>,
    /// The days on which inventories were written, with the names of their repositories.
    #[serde(skip)]
    pub(crate) written: Vec<(String, String)>,
    /// True if an inventory is so old that new names may be missing.
    #[serde(skip)]
    pub(crate) is_old: bool,
}

impl Inventory {
    /// Adds the names of a JSON document: an inventory, or a list of events or metrics.
    ///
    /// # Errors
    /// The document is no JSON, or it has neither events nor metrics.
    pub(crate) fn add_json(&mut self, text: &str) -> Result<(), String> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let has = |key: &str| value.get(key).is_some();
        if !has("sends") && !has("metrics") && !has("events") {
            return Err(
                "it has neither `metrics` nor `events`; `tracklint inventory` writes such a file"
                    .to_owned(),
            );
        }
        // An inventory of an older version has no verdicts of events.
        if has("sends") && !has("events") {
            let sent: SentNames =
                serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
            self.events.extend(sent.events());
        }
        let word = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
        if let Some(date) = word("date").filter(|_| has("sends")) {
            let repository = word("repository").unwrap_or_default();
            self.written.push((repository.to_owned(), date.to_owned()));
        }
        let read: Inventory = serde_json::from_value(value).map_err(|error| error.to_string())?;
        self.metrics.extend(read.metrics);
        self.events.extend(read.events);
        self.edition_missing |= read.edition_missing;
        Ok(())
    }

    /// Returns the reason why the product may have names that are not known; none if all are known.
    pub(crate) fn missing_names(&self) -> Option<&'static str> {
        match (self.edition_missing, self.is_old) {
            (true, _) => Some(
                "A part of the product is not in the tree and may send it; `--payload` settles that.",
            ),
            (false, true) => Some("The inventory of the product is old; write it again."),
            (false, false) => None,
        }
    }

    /// Adds the key paths of a sample of the payload.
    ///
    /// # Errors
    /// The sample is no JSON.
    pub(crate) fn add_payload(&mut self, text: &str) -> Result<(), String> {
        let (documents, problems) = crate::input::json::read(FileId(0), text);
        if let Some(problem) = problems.into_iter().find(|_| documents.is_empty()) {
            return Err(problem.message);
        }
        for document in &documents {
            add_paths(document, "", &mut self.payload);
        }
        Ok(())
    }

    /// Returns the metrics by name. A removed definition yields to another one of the same name.
    pub(crate) fn metrics_by_name(&self) -> BTreeMap<&str, &KnownMetric> {
        let mut found: BTreeMap<&str, &KnownMetric> = BTreeMap::new();
        for metric in &self.metrics {
            let known = found.entry(metric.name.as_str()).or_insert(metric);
            if known.verdict == "removed" {
                *known = metric;
            }
        }
        found
    }
}

/// The events of an inventory that a repository publishes: those that it sends, and those that it defines.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SentNames {
    sends: Vec<NamedEvent>,
    patterns: Vec<SentPattern>,
    /// Number of calls with unknown names, by system.
    open: BTreeMap<Text, usize>,
    defines: Vec<NamedEvent>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NamedEvent {
    name: Text,
    system: Text,
    removed: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SentPattern {
    pattern: Text,
    system: Text,
}

impl SentNames {
    /// Returns the events with the verdicts that the inventory allows. A name that a computed or unknown one may be is not unused.
    fn events(&self) -> Vec<KnownEvent> {
        let event = |one: &NamedEvent, verdict: &'static str| KnownEvent {
            name: one.name.clone(),
            system: one.system.clone(),
            verdict: Text::new_static(verdict),
            ..KnownEvent::default()
        };
        let mut all: Vec<KnownEvent> = self.sends.iter().map(|one| event(one, "live")).collect();
        let sent: BTreeSet<(&Text, &Text)> = self
            .sends
            .iter()
            .map(|one| (&one.system, &one.name))
            .collect();
        let others = self.defines.iter();
        let others = others.filter(|one| !sent.contains(&(&one.system, &one.name)));
        all.extend(others.map(|one| {
            let mut patterns = self
                .patterns
                .iter()
                .filter(|other| other.system == one.system);
            let glob = |other: &SentPattern| {
                let glob = text_glob(&other.pattern).map(|glob| glob.compile_matcher());
                glob.is_ok_and(|glob| glob.is_match(one.name.as_str()))
            };
            let may_be_sent = self.open.contains_key(&one.system) || patterns.any(glob);
            event(
                one,
                match (one.removed, may_be_sent) {
                    (true, _) => "removed",
                    (false, true) => "maybe",
                    (false, false) => "unused",
                },
            )
        }));
        all
    }
}

/// Adds the path of each key, so that the name of an object is known too.
fn add_paths(node: &Node, prefix: &str, found: &mut BTreeSet<Text>) {
    for entry in node.entries() {
        let path = match prefix {
            "" => entry.key.to_string(),
            prefix => format!("{prefix}.{}", entry.key),
        };
        add_paths(&entry.value, &path, found);
        found.insert(path.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_inventory_gives_the_events() {
        let text = r#"{"sends": [{"name": "a", "system": "s"}], "patterns": [{"pattern": "b_*", "system": "s"}], "open": {"t": 1},
            "defines": [{"name": "a", "system": "s"}, {"name": "b_x", "system": "s"}, {"name": "c", "system": "s"},
            {"name": "d", "system": "s", "removed": true}, {"name": "e", "system": "t"}]}"#;
        let mut inventory = Inventory::default();
        inventory.add_json(text).expect("it can be read");
        let events = inventory.events.iter();
        let verdicts: Vec<_> = events
            .map(|event| (&*event.name, &*event.verdict))
            .collect();
        let expected = [
            ("a", "live"),
            ("b_x", "maybe"),
            ("c", "unused"),
            ("d", "removed"),
            ("e", "maybe"),
        ];
        assert_eq!(verdicts, expected);
        assert!(inventory.add_json("{}").is_err());
    }
}
