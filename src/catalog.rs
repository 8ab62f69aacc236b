//! What a project promises to measure: event and metric definitions, counters, aggregates, features and the taxonomy.
//!
//! Everything here is data with byte spans. Which file holds what is said by the definition rules, never by this code.

mod check;
mod collect;
mod fixes;
pub mod load;
mod record;
mod record_fields;
mod schema;
mod schema_faults;
mod taxonomy;

pub use crate::catalog::taxonomy::{Category, Taxonomy, TaxonomyEntry};

pub use crate::rules::event_kind::EventKind;

use crate::facts::{Directive, Problem, Text};
use crate::finding::Severity;
use crate::fix::Edit;
use crate::input::yaml::Node;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A value and the place it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The span. A value from a rule's constant has the span of the whole definition.
    pub span: Span,
}

impl<T> Field<T> {
    /// Returns a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// The status of a definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// In force; also what a definition without a status is.
    #[default]
    Active,
    /// Taken out of use; the definition stays for the record.
    Removed,
    /// Known to give wrong figures.
    Broken,
    /// Any other word, as written.
    Other(Text),
}

impl Status {
    /// Returns the word of the JSON contract.
    pub fn word(&self) -> &str {
        match self {
            Status::Active => "active",
            Status::Removed => "removed",
            Status::Broken => "broken",
            Status::Other(word) => word,
        }
    }

    /// Returns true if it was taken out of use.
    pub fn is_removed(&self) -> bool {
        *self == Status::Removed
    }
}

/// Owner and history of a definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ownership {
    /// Product categories, as written.
    pub categories: Vec<Field<Text>>,
    /// The group, in snake case without a `group::` prefix.
    pub group: Option<Field<Text>>,
    /// The stage.
    pub stage: Option<Field<Text>>,
    /// The section.
    pub section: Option<Field<Text>>,
    /// Tiers it is offered in.
    pub tiers: Vec<Field<Text>>,
    /// The release it came with, raw (`15.10` stays `15.10`).
    pub milestone: Option<Field<Text>>,
    /// The change that introduced it.
    pub introduced_by: Option<Field<Text>>,
    /// The release it was removed with.
    pub milestone_removed: Option<Field<Text>>,
    /// The change that removed it.
    pub removed_by: Option<Field<Text>>,
    /// The feature flag that gates it.
    pub feature_flag: Option<Field<Text>>,
}

impl Ownership {
    /// Returns the name of the group that owns the definition.
    pub fn group_name(&self) -> Option<String> {
        self.group.as_ref().map(|group| group.value.to_string())
    }
}

/// The definition of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDefinition {
    /// The name, or the action where events have a category.
    pub name: Field<Text>,
    /// The kind.
    pub kind: EventKind,
    /// The system its calls belong to.
    pub system: Text,
    /// The category within the system. It may be prose or a placeholder such as `default`.
    pub category: Option<Field<Text>>,
    /// Texts that name its label or property: they tell definitions of one category and action apart.
    pub labels: Vec<Field<Text>>,
    /// Properties it declares.
    pub properties: Vec<Field<Text>>,
    /// True if the definition says at all which properties it has.
    pub properties_declared: bool,
    /// Identifiers it declares (`user`, `project` …).
    pub identifiers: Vec<Field<Text>>,
    /// True if the definition says at all which identifiers it has.
    pub identifiers_declared: bool,
    /// The status.
    pub status: Status,
    /// Span of the status, if it is written.
    pub status_span: Option<Span>,
    /// The classification.
    pub classification: Option<Field<Text>>,
    /// The aggregation of a listed event (`daily`, `weekly`).
    pub aggregation: Option<Field<Text>>,
    /// The slot a known event may be united within.
    pub slot: Option<Field<Text>>,
    /// Owner and history.
    pub ownership: Ownership,
    /// `pack#rule` of the definition rule that read it.
    pub rule: Text,
    /// The whole definition.
    pub span: Span,
    /// The definition as it was read.
    pub node: Arc<Node>,
}

/// An event a metric counts.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricEvent {
    /// The name.
    pub name: Field<Text>,
    /// The value that is counted once (`user.id`).
    pub unique: Option<Field<Text>>,
    /// Values that properties must have.
    pub filter: Vec<(Field<Text>, Field<Text>)>,
    /// The operation, if it is not a count (`sum(value)`).
    pub operator: Option<Field<Text>>,
}

/// The definition of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricDefinition {
    /// The key path as written.
    pub key_path: Field<Text>,
    /// One key path for each time frame; the same as `key_path` unless time frames are a list. Each with its time frame.
    pub key_paths: Vec<(Text, Option<Text>)>,
    /// The data source.
    pub data_source: Option<Field<Text>>,
    /// The status.
    pub status: Status,
    /// Span of the status, if it is written.
    pub status_span: Option<Span>,
    /// Time frames.
    pub time_frames: Vec<Field<Text>>,
    /// The description.
    pub description: Option<Field<Text>>,
    /// The type of the figure.
    pub value_type: Option<Field<Text>>,
    /// The classification of the data.
    pub data_category: Option<Field<Text>>,
    /// The class that computes it.
    pub instrumentation_class: Option<Field<Text>>,
    /// The events it counts.
    pub events: Vec<MetricEvent>,
    /// The counter class it reads.
    pub counter_class: Option<Field<Text>>,
    /// The counter's event it reads.
    pub counter_event: Option<Field<Text>>,
    /// The counter's prefix it reads.
    pub counter_prefix: Option<Field<Text>>,
    /// The operator that combines events (`AND`, `OR`).
    pub aggregate_operator: Option<Field<Text>>,
    /// Performance indicators it feeds.
    pub performance_indicators: Vec<Field<Text>>,
    /// Owner and history.
    pub ownership: Ownership,
    /// `pack#rule` of the definition rule that read it.
    pub rule: Text,
    /// The whole definition.
    pub span: Span,
    /// The definition as it was read.
    pub node: Arc<Node>,
}

/// Several events united to one figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// The name.
    pub name: Field<Text>,
    /// The system its events belong to.
    pub system: Text,
    /// The operator that combines the events.
    pub operator: Option<Field<Text>>,
    /// The data source.
    pub source: Option<Field<Text>>,
    /// Time frames.
    pub time_frames: Vec<Field<Text>>,
    /// The events.
    pub events: Vec<Field<Text>>,
    /// The feature flag that gates it.
    pub feature_flag: Option<Field<Text>>,
    /// The whole definition.
    pub span: Span,
}

/// An event of a counter. The audit adds those that code declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterDefinition {
    /// The class that counts it, where it is known.
    pub class: Option<Text>,
    /// The event together with its prefix: the name it is looked up by.
    pub name: Text,
    /// The prefix, if any.
    pub prefix: Option<Text>,
    /// The event alone.
    pub event: Text,
    /// Span of the declaration.
    pub span: Span,
}

/// A product feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// A unique id: the entry's own, or one made of its title and an ordinal.
    pub id: Text,
    /// The title.
    pub title: Field<Text>,
    /// Product categories, as written.
    pub categories: Vec<Field<Text>>,
    /// Tiers it is offered in.
    pub tiers: Vec<Text>,
    /// True if the entry says anything at all about tiers.
    pub tiers_declared: bool,
    /// The documentation.
    pub link: Option<Field<Text>>,
    /// Events that measure it, where the entry names them.
    pub events: Vec<Field<Text>>,
    /// Metrics that measure it, where the entry names them.
    pub metrics: Vec<Field<Text>>,
    /// The reason for an exemption.
    pub exempt: Option<Field<Text>>,
    /// The entry.
    pub span: Span,
}

/// Something a definition says that it should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The message.
    pub message: String,
    /// Advice.
    pub help: Option<String>,
    /// The place, as narrow as the fault.
    pub span: Span,
    /// The definition it belongs to: event name, key path or path.
    pub subject: Text,
    /// The group that owns the definition.
    pub owner: Option<Text>,
    /// The severity.
    pub severity: Severity,
}

/// Everything the definitions of a project say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    /// Events, ordered by path and position.
    pub events: Vec<EventDefinition>,
    /// Metrics, ordered by path and position.
    pub metrics: Vec<MetricDefinition>,
    /// Aggregates, ordered by path and position.
    pub aggregates: Vec<Aggregate>,
    /// Counter events that files declare; the audit adds those of the code.
    pub counters: Vec<CounterDefinition>,
    /// Product categories, ordered by path and position.
    pub categories: Vec<Category>,
    /// Product features, ordered by path and position.
    pub features: Vec<Feature>,
    /// The hierarchy of categories, groups, stages and sections.
    pub taxonomy: Taxonomy,
    /// Files and parts that could not be read.
    pub problems: Vec<Problem>,
    /// Comments addressed to tracklint.
    pub directives: Vec<Directive>,
    /// Faults of definitions.
    pub invalid: Vec<Invalid>,
    /// Removed definitions whose project demands of them neither the release nor the link, by its own schema.
    pub lenient_removals: BTreeSet<Span>,
    /// Fixes, by the span of the fault.
    pub edits: BTreeMap<Span, Edit>,
    /// Number of definition files that were read.
    pub files_read: usize,
}

impl Catalog {
    /// Calls groups by the names of the taxonomy. Returns the other names that occurred.
    pub fn rename_groups(&mut self, aliases: &BTreeMap<Text, Text>) -> BTreeSet<Text> {
        let events = self.events.iter_mut().map(|event| &mut event.ownership);
        let metrics = self.metrics.iter_mut().map(|metric| &mut metric.ownership);
        let mut renamed = BTreeSet::new();
        for group in events
            .chain(metrics)
            .filter_map(|ownership| ownership.group.as_mut())
        {
            if let Some(meant) = aliases.get(&group.value) {
                renamed.insert(std::mem::replace(&mut group.value, meant.clone()));
            }
        }
        renamed
    }

    /// Returns true if the project knows this product category (true for every name when it has no list).
    pub fn knows_category(&self, id: &str) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|category| category.id == id)
    }
}

#[cfg(test)]
mod tests;
