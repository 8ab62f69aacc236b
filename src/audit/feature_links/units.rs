//! Things counted: an event together with the metrics that count only it, and all variants of one metric.

use crate::audit::event::{Event, Links};
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::catalog::{EventDefinition, Field, MetricDefinition};
use crate::facts::Text;
use crate::rules::features::Variants;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of members that join by different rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Metric,
    Named,
    Categorised,
}

/// An event, or a metric with its variants, as words see it.
#[derive(Debug)]
pub(crate) struct Member {
    kind: Kind,
    /// The name of an event, or the key path of a metric without its variant.
    key: String,
    /// The name as spoken words.
    pub(crate) spoken: String,
    /// The description.
    pub(crate) description: String,
    /// Prose that tells events of one name apart.
    pub(crate) label: String,
    /// Categories as compared.
    pub(crate) categories: BTreeSet<String>,
    /// The group.
    pub(crate) group: Option<String>,
    /// Names of events that a metric counts.
    counts: BTreeSet<Text>,
    /// True if something feeds it.
    live: bool,
    /// Index into the graph's events.
    event: Option<usize>,
    /// Metrics, as indexes into the catalog.
    metrics: Vec<usize>,
}

/// One thing counted.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Members of the unit in the order of the definitions.
    pub(crate) members: Vec<Member>,
}

impl Unit {
    /// Returns true if something feeds it.
    pub(crate) fn is_live(&self) -> bool {
        self.members.iter().any(|member| member.live)
    }

    /// Returns its events, as indexes into the graph.
    pub(crate) fn events(&self) -> Vec<usize> {
        self.members.iter().filter_map(|one| one.event).collect()
    }

    /// Returns its metrics, as indexes into the catalog.
    pub(crate) fn metrics(&self) -> Vec<usize> {
        let metrics = self.members.iter().flat_map(|one| &one.metrics);
        metrics.copied().collect()
    }
}

/// Returns the units of all definitions that are not removed.
pub(crate) fn units(
    inputs: &Inputs<'_>,
    links: &Links,
    metrics: &[MetricRow],
    variants: &Variants,
) -> Vec<Unit> {
    let mut members = metric_members(inputs, metrics, variants);
    let mut events: Vec<(usize, &Event)> = links.events.iter().enumerate().collect();
    events.retain(|(_, event)| event.is_defined() && event.verdict != EventVerdict::Removed);
    events.sort_by(|(_, a), (_, b)| (&a.name, &a.kind).cmp(&(&b.name, &b.kind)));
    members.extend(
        events
            .into_iter()
            .map(|(index, event)| event_member(inputs, index, event)),
    );
    merge(members, variants)
}

fn metric_members(inputs: &Inputs<'_>, rows: &[MetricRow], variants: &Variants) -> Vec<Member> {
    let mut folded: BTreeMap<String, Member> = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| row.verdict != MetricVerdict::Removed)
    {
        let metric = &inputs.catalog.metrics[row.definition];
        let key = fold(&metric.key_path.value, variants);
        let description = text(metric.description.as_ref());
        let member = folded.entry(key.clone()).or_insert_with(|| Member {
            kind: Kind::Metric,
            spoken: spoken_name(&key),
            key,
            description: String::new(),
            label: String::new(),
            categories: BTreeSet::new(),
            group: metric.ownership.group_name(),
            counts: BTreeSet::new(),
            live: false,
            event: None,
            metrics: Vec::new(),
        });
        if description.len() > member.description.len() {
            member.description = description.to_owned();
        }
        member
            .categories
            .extend(categories(inputs, &metric.ownership.categories));
        member.counts.extend(row.events.iter().cloned());
        member.live |= matches!(row.verdict, MetricVerdict::Ok | MetricVerdict::Partial);
        member.metrics.push(row.definition);
    }
    let mut members: Vec<Member> = folded.into_values().collect();
    for member in &mut members {
        let metrics = &inputs.catalog.metrics;
        member
            .metrics
            .sort_by_key(|index| (frame_rank(&metrics[*index]), *index));
    }
    members
}

/// Returns the place of a metric among the variants of one figure: months first, then weeks, then totals.
fn frame_rank(metric: &MetricDefinition) -> usize {
    let ranks = metric
        .time_frames
        .iter()
        .map(|frame| match frame.value.as_str() {
            "28d" | "30d" | "month" => 0,
            "7d" | "week" => 1,
            _ => 2,
        });
    ranks.min().unwrap_or(2)
}

fn text(field: Option<&Field<Text>>) -> &str {
    field.map_or("", |field| field.value.as_str())
}

fn categories<'i>(
    inputs: &'i Inputs<'_>,
    fields: &'i [Field<Text>],
) -> impl Iterator<Item = String> + 'i {
    fields.iter().map(|field| inputs.category_key(&field.value))
}

fn spoken_name(name: &str) -> String {
    name.replace(['.', '_', ':'], " ")
}

/// Returns a key path without the parts that tell its variants apart.
pub(crate) fn fold(key: &str, variants: &Variants) -> String {
    let mut suffixes = variants.suffixes.iter();
    let base = suffixes.find_map(|suffix| key.strip_suffix(suffix.as_str()));
    let parts = base.unwrap_or(key).split('.');
    let renamed = parts.map(|part| variants.parts.get(part).map_or(part, Text::as_str));
    renamed.collect::<Vec<_>>().join(".")
}

fn event_member(inputs: &Inputs<'_>, index: usize, event: &Event) -> Member {
    let definitions = || {
        let definitions = event.definitions.iter();
        definitions.map(|number| &inputs.catalog.events[*number])
    };
    let labels = definitions().flat_map(|one| &one.labels);
    let label = labels
        .map(|label| label.value.as_str())
        .next()
        .unwrap_or("");
    let mut descriptions: Vec<&str> = definitions()
        .map(|one| text(one.description.as_ref()))
        .filter(|text| !text.is_empty())
        .collect();
    descriptions.dedup();
    let by_name = event.kind.is_by_name();
    let of_metrics = event.metrics.iter();
    let of_metrics =
        of_metrics.map(|metric| inputs.catalog.metrics[*metric].ownership.group_name());
    let own_group = definitions().find_map(|one| one.ownership.group_name());
    Member {
        kind: if by_name {
            Kind::Named
        } else {
            Kind::Categorised
        },
        key: event.name.to_string(),
        spoken: match definitions().next() {
            Some(definition) if !by_name => categorised_name(definition, label),
            _ => spoken_name(&event.name),
        },
        description: descriptions.join(" . "),
        label: label.to_owned(),
        categories: definitions()
            .flat_map(|one| categories(inputs, &one.ownership.categories))
            .collect(),
        group: own_group.or_else(|| of_metrics.flatten().next()),
        counts: BTreeSet::new(),
        live: event.verdict.is_alive(),
        event: Some(index),
        metrics: Vec::new(),
    }
}

/// Returns category, action and label. A category that stands for any page says nothing, nor does a label in prose.
fn categorised_name(definition: &EventDefinition, label: &str) -> String {
    let category = text(definition.category.as_ref());
    let category = if category == "default" { "" } else { category };
    let label = label.replace(['`', '[', ']'], "");
    let label = if label.trim().contains(char::is_whitespace) {
        ""
    } else {
        &label
    };
    format!("{category} {} {label}", definition.name.value)
}

/// Joins the members that count the same thing.
fn merge(members: Vec<Member>, variants: &Variants) -> Vec<Unit> {
    let mut sets = Sets((0..members.len()).collect());
    let mut events: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        if member.kind == Kind::Named {
            events.entry(&member.key).or_insert(index);
        }
    }
    let mut leaves: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let twin = match member.kind {
            Kind::Named => events.get(member.key.as_str()).copied(),
            Kind::Metric if member.counts.is_empty() => {
                leaf(member, variants).map(|leaf| *leaves.entry(leaf).or_insert(index))
            }
            Kind::Metric if member.counts.len() == 1 => {
                let only = member.counts.first();
                only.and_then(|name| events.get(name.as_str()).copied())
            }
            Kind::Metric | Kind::Categorised => None,
        };
        if let Some(twin) = twin {
            sets.join(index, twin);
        }
    }
    let roots: Vec<usize> = (0..members.len()).map(|index| sets.root(index)).collect();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut units: Vec<Unit> = Vec::new();
    for (member, root) in members.into_iter().zip(roots) {
        let place = *places.entry(root).or_insert_with(|| {
            let members = Vec::new();
            units.push(Unit { members });
            units.len() - 1
        });
        units[place].members.push(member);
    }
    units
}

/// Returns the last part of a key path in a container whose leaves count the same thing.
fn leaf<'m>(member: &'m Member, variants: &Variants) -> Option<&'m str> {
    let root = member.key.split('.').next()?;
    let shared = variants.roots.iter().any(|own| own == root);
    shared.then(|| member.key.rsplit('.').next())?
}

/// Disjoint sets of indexes.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a] = b;
    }
}
