//! Declarations of a project's instrumentation: event and metric definitions, counters, aggregates, features and the taxonomy.
//!
//! Everything here is data with byte spans. The definition rules, never this code, say which file has which definitions.

mod check;
mod collect;
pub(crate) mod definition_cache;
mod file_definitions;
mod fixes;
pub(crate) mod load;
mod ownership;
mod record;
mod record_fields;
mod schema;
mod schema_cost;
mod schema_faults;
mod slot_values;
mod taxonomy;

pub(crate) use crate::catalog::ownership::{Field, Ownership, Status};
pub(crate) use crate::catalog::taxonomy::{Category, Taxonomy, TaxonomyEntry};

pub(crate) use crate::rules::event_kind::EventKind;

use crate::facts::{Directive, Problem, Text};
use crate::finding::Severity;
use crate::fix::Edit;
use crate::input::yaml::Node;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The definition of an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EventDefinition {
    /// The name, or the action where events have a category.
    pub(crate) name: Field<Text>,
    /// The kind.
    pub(crate) kind: EventKind,
    /// The name by which code refers to it, if that is another one.
    pub(crate) handle: Option<Field<Text>>,
    /// Names it had before.
    pub(crate) former_names: Vec<Field<Text>>,
    /// The system its calls belong to.
    pub(crate) system: Text,
    /// The category within the system. It may be prose or a placeholder such as `default`.
    pub(crate) category: Option<Field<Text>>,
    /// Texts that name its label or property: they tell definitions of one category and action apart.
    pub(crate) labels: Vec<Field<Text>>,
    /// Properties it declares.
    pub(crate) properties: Vec<Field<Text>>,
    /// True if the definition says which properties it has, or its rule says that it then has none.
    pub(crate) properties_declared: bool,
    /// The description.
    pub(crate) description: Option<Field<Text>>,
    /// Identifiers it declares (`user`, `project` …).
    pub(crate) identifiers: Vec<Field<Text>>,
    /// True if the definition says at all which identifiers it has.
    pub(crate) identifiers_declared: bool,
    /// The status.
    pub(crate) status: Status,
    /// Span of the status, if it is written.
    pub(crate) status_span: Option<Span>,
    /// The classification.
    pub(crate) classification: Option<Field<Text>>,
    /// The aggregation of a listed event (`daily`, `weekly`).
    pub(crate) aggregation: Option<Field<Text>>,
    /// The slot a known event may be united within.
    pub(crate) slot: Option<Field<Text>>,
    /// Owner and history.
    pub(crate) ownership: Ownership,
    /// True if prose in it stands for anything; the name then has `*` in place of prose.
    pub(crate) has_placeholders: bool,
    /// Other systems that its calls are passed on to.
    pub(crate) forwards: Vec<Field<Text>>,
    /// True if a list of names from outside of the tree defines it.
    pub(crate) is_external: bool,
    /// For an entry of a routing table: the event of another system that it leads to.
    pub(crate) target: Option<RouteTarget>,
    /// `pack#rule` of the definition rule that read it.
    pub(crate) rule: Text,
    /// The whole definition.
    pub(crate) span: Span,
    /// The definition as it was read.
    pub(crate) node: Arc<Node>,
}

/// The event that a route leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RouteTarget {
    /// The system.
    pub(crate) system: Text,
    /// The name or handle of the event.
    pub(crate) name: Field<Text>,
}

impl EventDefinition {
    /// Returns true if a value of the definition stands for any text.
    pub(crate) fn is_placeholder(&self, value: &str) -> bool {
        self.has_placeholders && is_prose(value)
    }

    /// Returns true if code declares it. Such a definition has no keys of a document.
    pub(crate) fn is_in_code(&self) -> bool {
        self.node.entries().is_empty()
    }

    /// Returns true if the name has a placeholder, which stands for any text.
    pub(crate) fn is_glob(&self) -> bool {
        self.has_placeholders && self.name.value.contains('*')
    }
}

/// A system whose events are known if a metric counts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DefinedByMetrics {
    /// The system.
    pub(crate) system: Text,
    /// The kind of its events.
    pub(crate) kind: EventKind,
}

/// A name that calls of a system must have besides its definition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListedName {
    /// The name.
    pub(crate) name: Field<Text>,
    /// The system.
    pub(crate) system: Text,
    /// The property of a call that makes up for a name that is not listed.
    pub(crate) unless_passed: Option<Text>,
}

/// An event a metric counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MetricEvent {
    /// The name.
    pub(crate) name: Field<Text>,
    /// The value that is counted once (`user.id`).
    pub(crate) unique: Option<Field<Text>>,
    /// Values that properties must have.
    pub(crate) filter: Vec<(Field<Text>, Field<Text>)>,
    /// The operation, if it is not a count (`sum(value)`).
    pub(crate) operator: Option<Field<Text>>,
}

/// The definition of a metric.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MetricDefinition {
    /// The key path as written.
    pub(crate) key_path: Field<Text>,
    /// One key path for each time frame; the same as `key_path` unless time frames are a list. Each with its time frame.
    pub(crate) key_paths: Vec<(Text, Option<Text>)>,
    /// The data source.
    pub(crate) data_source: Option<Field<Text>>,
    /// The status.
    pub(crate) status: Status,
    /// Span of the status, if it is written.
    pub(crate) status_span: Option<Span>,
    /// Time frames.
    pub(crate) time_frames: Vec<Field<Text>>,
    /// The description.
    pub(crate) description: Option<Field<Text>>,
    /// The type of the figure.
    pub(crate) value_type: Option<Field<Text>>,
    /// The classification of the data.
    pub(crate) data_category: Option<Field<Text>>,
    /// The class that computes it.
    pub(crate) instrumentation_class: Option<Field<Text>>,
    /// The events it counts.
    pub(crate) events: Vec<MetricEvent>,
    /// The counter class it reads.
    pub(crate) counter_class: Option<Field<Text>>,
    /// The counter's event it reads.
    pub(crate) counter_event: Option<Field<Text>>,
    /// The counter's prefix it reads.
    pub(crate) counter_prefix: Option<Field<Text>>,
    /// The operator that combines events (`AND`, `OR`).
    pub(crate) aggregate_operator: Option<Field<Text>>,
    /// Performance indicators it feeds.
    pub(crate) performance_indicators: Vec<Field<Text>>,
    /// Owner and history.
    pub(crate) ownership: Ownership,
    /// `pack#rule` of the definition rule that read it.
    pub(crate) rule: Text,
    /// The whole definition.
    pub(crate) span: Span,
    /// The definition as it was read.
    pub(crate) node: Arc<Node>,
}

/// Several events united to one figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aggregate {
    /// The name.
    pub(crate) name: Field<Text>,
    /// The system its events belong to.
    pub(crate) system: Text,
    /// The operator that combines the events.
    pub(crate) operator: Option<Field<Text>>,
    /// The data source.
    pub(crate) source: Option<Field<Text>>,
    /// Time frames.
    pub(crate) time_frames: Vec<Field<Text>>,
    /// The events.
    pub(crate) events: Vec<Field<Text>>,
    /// The feature flag that gates it.
    pub(crate) feature_flag: Option<Field<Text>>,
    /// The whole definition.
    pub(crate) span: Span,
}

/// An event of a counter. The audit adds those that code declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CounterDefinition {
    /// The class that counts it, where it is known.
    pub(crate) class: Option<Text>,
    /// The event together with its prefix: the name it is looked up by.
    pub(crate) name: Text,
    /// The prefix, if any.
    pub(crate) prefix: Option<Text>,
    /// The event alone.
    pub(crate) event: Text,
    /// Span of the declaration.
    pub(crate) span: Span,
}

/// A product feature.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Feature {
    /// A unique id: the entry's own, or one made of its title and an ordinal.
    pub(crate) id: Text,
    /// The title.
    pub(crate) title: Field<Text>,
    /// The description.
    pub(crate) description: Option<Field<Text>>,
    /// Product categories, as written.
    pub(crate) categories: Vec<Field<Text>>,
    /// Tiers it is offered in.
    pub(crate) tiers: Vec<Text>,
    /// True if the entry says anything at all about tiers.
    pub(crate) tiers_declared: bool,
    /// The documentation.
    pub(crate) link: Option<Field<Text>>,
    /// Events that measure it, where the entry names them.
    pub(crate) events: Vec<Field<Text>>,
    /// Metrics that measure it, where the entry names them.
    pub(crate) metrics: Vec<Field<Text>>,
    /// The reason for an exemption.
    pub(crate) exempt: Option<Field<Text>>,
    /// The entry.
    pub(crate) span: Span,
}

/// Something a definition says that it should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// The message.
    pub(crate) message: String,
    /// Advice.
    pub(crate) help: Option<String>,
    /// The place, as narrow as the fault.
    pub(crate) span: Span,
    /// The definition it belongs to: event name, key path or path.
    pub(crate) subject: Text,
    /// The group that owns the definition.
    pub(crate) owner: Option<Text>,
    /// The severity.
    pub(crate) severity: Severity,
}

/// Everything the definitions of a project say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Catalog {
    /// Events, ordered by path and position.
    pub(crate) events: Vec<EventDefinition>,
    /// Metrics, ordered by path and position.
    pub(crate) metrics: Vec<MetricDefinition>,
    /// Aggregates, ordered by path and position.
    pub(crate) aggregates: Vec<Aggregate>,
    /// Systems whose events metrics define.
    pub(crate) defined_by_metrics: Vec<DefinedByMetrics>,
    /// Names that calls must have besides their definitions, ordered by path and position.
    pub(crate) listed: Vec<ListedName>,
    /// Counter events that files declare; the audit adds those of the code.
    pub(crate) counters: Vec<CounterDefinition>,
    /// Product categories, ordered by path and position.
    pub(crate) categories: Vec<Category>,
    /// Product features, ordered by path and position.
    pub(crate) features: Vec<Feature>,
    /// The hierarchy of categories, groups, stages and sections.
    pub(crate) taxonomy: Taxonomy,
    /// Files and parts that could not be read.
    pub(crate) problems: Vec<Problem>,
    /// Comments addressed to tracklint.
    pub(crate) directives: Vec<Directive>,
    /// Faults of definitions.
    pub(crate) invalid: Vec<Invalid>,
    /// Removed definitions whose project demands of them neither the release nor the link, by its own schema.
    pub(crate) lenient_removals: BTreeSet<Span>,
    /// The definition rules that describe the release of a removal, and the link of its change.
    pub(crate) removal_fields: BTreeMap<Text, [bool; 2]>,
    /// Fixes, by the span of the fault.
    pub(crate) edits: BTreeMap<Span, Edit>,
    /// Number of definition files that were read.
    pub(crate) files_read: usize,
    /// Systems of which not all events are defined here: another name is not undefined.
    pub(crate) incomplete_systems: BTreeSet<Text>,
    /// Definition rules (`pack#rule`) that matched no record.
    pub(crate) unmatched_rules: Vec<Text>,
}

/// Returns true if a text describes a name instead of being one.
pub(crate) fn is_prose(text: &str) -> bool {
    text.contains([' ', '`', '<', '['])
}

impl Catalog {
    /// Calls groups by the names of the taxonomy. Returns the other names that occurred.
    pub(crate) fn rename_groups(&mut self, aliases: &BTreeMap<Text, Text>) -> BTreeSet<Text> {
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
}

#[cfg(test)]
mod tests;
