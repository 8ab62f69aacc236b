//! The register of everything that is sent: its category, whether a customer can refuse it, and who reads it.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::sensitivity;
use crate::consumers::exchange::ConsumersFile;
use crate::export::flags::Flags;
use crate::export::key_paths::key_paths;
use crate::export::readiness::{self, Readers};
use crate::facts::Text;
use crate::report::text::counted;
use std::collections::{BTreeMap, BTreeSet};

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// `metric` or `event`.
    pub(crate) kind: &'static str,
    /// Name.
    pub(crate) name: String,
    /// Tracking system, or source of the data.
    pub(crate) system: String,
    /// Category of the data.
    pub(crate) category: String,
    /// `yes`, `no` or `unknown`.
    pub(crate) can_be_refused: &'static str,
    /// `yes`, `no`, `maybe` or `unknown`.
    pub(crate) is_sent: &'static str,
    /// Identifiers and properties that are sent along.
    pub(crate) sent_along: String,
    /// Properties whose values may be personal data.
    pub(crate) sensitive: String,
    /// Flag that gates it.
    pub(crate) flag: String,
    /// Places that read it; none without a file about consumers.
    pub(crate) readers: Option<usize>,
    /// The group that owns it.
    pub(crate) group: String,
    /// Points that a person should look at.
    pub(crate) notes: Vec<String>,
}

/// Names of the columns.
const COLUMNS: [&str; 12] = [
    "kind",
    "name",
    "system",
    "category",
    "can_be_refused",
    "is_sent",
    "sent_along",
    "sensitive",
    "feature_flag",
    "readers",
    "product_group",
    "notes",
];

/// Returns the entries of a project, sorted by type and name. Removed definitions are left out, since nothing sends them.
pub(crate) fn register(
    cx: &Context<'_>,
    file: Option<&ConsumersFile>,
    flags: &Flags,
) -> Vec<Entry> {
    let readers = file.map(Readers::new);
    let mut entries = metrics(cx, readers.as_ref(), flags);
    let of_events: BTreeMap<&str, usize> = file.map(counts).unwrap_or_default();
    let events = cx.links.events.iter();
    let events = events.filter(|event| event.verdict.word() != "removed");
    entries.extend(events.map(|event| {
        let read = of_events
            .get(event.name.as_str())
            .copied()
            .unwrap_or_default();
        of_event(cx, event, file.map(|_| read), flags)
    }));
    entries.sort();
    entries.dedup();
    entries
}

fn counts(file: &ConsumersFile) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in file.references.iter().filter(|one| one.of == "event") {
        *counts.entry(one.name.as_str()).or_default() += 1;
    }
    counts
}

fn metrics(cx: &Context<'_>, readers: Option<&Readers<'_>>, flags: &Flags) -> Vec<Entry> {
    let mut entries = Vec::new();
    for row in cx
        .metrics
        .iter()
        .filter(|row| row.verdict.word() != "removed")
    {
        let metric = cx.metric(row);
        for (path, _) in key_paths(metric) {
            let checked = readiness::Checked::new(cx, row, path, flags);
            let category = checked.data_category.clone().unwrap_or_default();
            let read = readers.map(|readers| readers.of(path).len());
            let mut notes = Vec::new();
            if category == "operational" && read == Some(0) {
                notes.push("customers cannot refuse it, and nobody reads it by name".to_owned());
            }
            let is_facing = readers.is_some_and(|readers| readers.is_facing(path));
            if category == "optional" && is_facing {
                notes.push(
                    "customers may refuse it, and a consumer that customers see needs it"
                        .to_owned(),
                );
            }
            if let Some(flag) = &checked.gated_by {
                notes.push(format!("flag `{flag}` is off by default"));
            }
            let source = metric.data_source.as_ref();
            entries.push(Entry {
                kind: "metric",
                name: path.to_string(),
                system: source
                    .map(|source| source.value.to_string())
                    .unwrap_or_default(),
                can_be_refused: refusal(&category),
                category,
                is_sent: match row.verdict.word() {
                    "ok" | "partial" => "yes",
                    "orphaned" => "no",
                    _ => "unknown",
                },
                sent_along: String::new(),
                sensitive: String::new(),
                flag: checked
                    .gated_by
                    .map(|flag| flag.to_string())
                    .unwrap_or_default(),
                readers: read,
                group: checked.group.unwrap_or_default(),
                notes,
            });
        }
    }
    entries
}

/// Returns the answer to the question whether a customer can refuse data of a category.
fn refusal(category: &str) -> &'static str {
    match category {
        "optional" => "yes",
        "operational" => "no",
        _ => "unknown",
    }
}

fn of_event(cx: &Context<'_>, event: &Event, readers: Option<usize>, flags: &Flags) -> Entry {
    let definition = cx.definitions(event).next();
    let text = |field: Option<&crate::catalog::Field<Text>>| {
        field
            .map(|field| field.value.to_string())
            .unwrap_or_default()
    };
    let mut along: BTreeSet<String> = BTreeSet::new();
    let mut sensitive: BTreeSet<String> = BTreeSet::new();
    for call in cx.calls_of(event) {
        for property in &call.properties {
            along.insert(property.name.to_string());
            let expression = cx.written(property);
            let carried = sensitivity::carried(expression)
                .or_else(|| sensitivity::by_name(&property.name, expression));
            if let Some((what, _)) = carried {
                sensitive.insert(format!("{} ({what})", property.name));
            }
        }
    }
    let declared = definition
        .into_iter()
        .flat_map(|one| one.identifiers.iter());
    along.extend(declared.map(|field| field.value.to_string()));
    let flag = definition.and_then(|one| one.ownership.feature_flag.as_ref());
    let flag = flag.map(|flag| flag.value.clone());
    let is_off = flag
        .as_ref()
        .is_some_and(|flag| flags.default_of(flag) == Some(false));
    let mut notes = Vec::new();
    if !sensitive.is_empty() {
        notes.push("a value may be personal data".to_owned());
    }
    if let Some(flag) = flag.as_ref().filter(|_| is_off) {
        notes.push(format!("flag `{flag}` is off by default"));
    }
    let category = text(definition.and_then(|one| one.classification.as_ref())).to_lowercase();
    let joined = |texts: BTreeSet<String>| Vec::from_iter(texts).join(", ");
    Entry {
        kind: "event",
        name: event.name.to_string(),
        system: event.system.to_string(),
        can_be_refused: refusal(&category),
        category,
        is_sent: match event.verdict.word() {
            "maybe" => "maybe",
            "unused" => "no",
            _ => "yes",
        },
        sent_along: joined(along),
        sensitive: joined(sensitive),
        flag: flag.map(|flag| flag.to_string()).unwrap_or_default(),
        readers,
        group: cx.owner(event).unwrap_or_default(),
        notes,
    }
}

/// Returns the register as rows, the first of which is the header.
pub(crate) fn rows(entries: &[Entry]) -> Vec<Vec<String>> {
    let mut all = vec![COLUMNS.map(str::to_owned).to_vec()];
    all.extend(entries.iter().map(cells));
    all
}

fn cells(entry: &Entry) -> Vec<String> {
    vec![
        entry.kind.to_owned(),
        entry.name.clone(),
        entry.system.clone(),
        entry.category.clone(),
        entry.can_be_refused.to_owned(),
        entry.is_sent.to_owned(),
        entry.sent_along.clone(),
        entry.sensitive.clone(),
        entry.flag.clone(),
        entry
            .readers
            .map(|number| number.to_string())
            .unwrap_or_default(),
        entry.group.clone(),
        entry.notes.join("; "),
    ]
}

/// Returns the register in Markdown: the sums by category, the points to look at, and all entries.
pub(crate) fn markdown(entries: &[Entry], project: &str) -> String {
    let mut page = format!("# Register of usage data: {project}\n\n");
    page.push_str("| type | category | can be refused | entries | sent |\n|---|---|---|--:|--:|\n");
    let mut sums: BTreeMap<(&str, &str, &str), (usize, usize)> = BTreeMap::new();
    for entry in entries {
        let key = (entry.kind, entry.category.as_str(), entry.can_be_refused);
        let sum = sums.entry(key).or_default();
        sum.0 += 1;
        sum.1 += usize::from(entry.is_sent == "yes");
    }
    for ((kind, category, refused), (all, sent)) in sums {
        let category = if category.is_empty() {
            "none"
        } else {
            category
        };
        page.push_str(&format!(
            "| {kind} | {category} | {refused} | {all} | {sent} |\n"
        ));
    }
    page.push_str("\n## Points to look at\n\n");
    // Many entries have the same note, so each note has one paragraph with their names.
    let mut noted: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for entry in entries {
        for note in &entry.notes {
            let kinds = noted.entry(note).or_default();
            kinds.entry(entry.kind).or_default().insert(&entry.name);
        }
    }
    if noted.is_empty() {
        page.push_str("None.\n");
    }
    for (note, kinds) in noted {
        for (kind, names) in kinds {
            let number = counted(names.len(), kind, &format!("{kind}s"));
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            page.push_str(&format!("- {number}, {note}: {}\n", names.join(", ")));
        }
    }
    page.push_str("\n## Entries\n\n");
    page.push_str(&format!("| {} |\n", COLUMNS.join(" | ").replace('_', " ")));
    page.push_str(&format!("|{}\n", "---|".repeat(COLUMNS.len())));
    for entry in entries {
        let cells: Vec<String> = cells(entry)
            .iter()
            .map(|cell| cell.replace('|', "\\|"))
            .collect();
        page.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    page
}
