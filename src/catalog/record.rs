//! Turns one YAML record into an event, a metric, a feature or a unit of the taxonomy, as its rule says.

use crate::catalog::record_fields::{RawRecord, RecordReader, words};
use crate::catalog::{
    Aggregate, Category, CounterDefinition, EventDefinition, Feature, Field, MetricDefinition,
    MetricEvent,
};
use crate::facts::Text;
use crate::input::yaml::{Node, NodeValue};
use crate::rules::definitions::{CompiledRule, DefinitionRule, FieldName, OneOrMany, RecordKind};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record that was read.
#[derive(Clone)]
pub(crate) enum Record {
    Event(Box<EventDefinition>),
    Metric(Box<MetricDefinition>),
    Aggregate(Aggregate),
    Counter(CounterDefinition),
    Category(Category),
    Feature(Feature),
    TaxonomyCategory {
        id: Text,
        name: Text,
        stage: Option<Text>,
        group: Option<Text>,
        span: Span,
    },
    Group {
        id: Text,
        name: Text,
        stage: Option<Text>,
        members: Vec<Field<Text>>,
        span: Span,
    },
    Stage {
        id: Text,
        name: Text,
        section: Option<Text>,
        span: Span,
    },
    Section {
        id: Text,
        name: Text,
        span: Span,
    },
}

impl Record {
    /// Returns the span of the record.
    pub(crate) fn span(&self) -> Span {
        match self {
            Record::Event(event) => event.span,
            Record::Metric(metric) => metric.span,
            Record::Aggregate(Aggregate { span, .. })
            | Record::Counter(CounterDefinition { span, .. })
            | Record::Category(Category { span, .. })
            | Record::Feature(Feature { span, .. })
            | Record::TaxonomyCategory { span, .. }
            | Record::Group { span, .. }
            | Record::Stage { span, .. }
            | Record::Section { span, .. } => *span,
        }
    }
}

/// Returns true if a node has one of the given values at each of the given paths.
pub(crate) fn holds(node: &Node, conditions: &BTreeMap<String, OneOrMany>) -> bool {
    conditions
        .iter()
        .all(|(path, values)| has(node, path, values))
}

fn has(node: &Node, path: &str, values: &OneOrMany) -> bool {
    let found = node.path(path);
    found.iter().any(|node| {
        node.as_str()
            .is_some_and(|text| values.0.iter().any(|value| value == text))
    })
}

/// Returns a name of an id's form made of a title: lower case, with `-` between the words.
pub(crate) fn slug(title: &str) -> Text {
    words(title, "-")
}

impl RawRecord<'_> {
    /// Returns true if the rule is meant for this record.
    pub(crate) fn applies(&self, rule: &DefinitionRule) -> bool {
        holds(self.node, &rule.when)
            && !rule
                .unless
                .iter()
                .any(|(path, values)| has(self.node, path, values))
    }

    /// Returns the record, or nothing if it has no name.
    pub(crate) fn record(&self, compiled: &CompiledRule, path: &str) -> Option<Record> {
        let own = self
            .key
            .as_ref()
            .map_or(self.node.span, |(_, span)| span.to(self.node.span));
        RecordReader {
            item: self,
            compiled,
            rule: &compiled.rule,
            path,
            span: own,
        }
        .record()
    }
}

impl RecordReader<'_> {
    fn record(&self) -> Option<Record> {
        let span = self.span;
        let title = |name: &Field<Text>| {
            self.text(FieldName::Title)
                .unwrap_or_else(|| name.value.clone())
        };
        let parent = || {
            self.text(FieldName::Parent)
                .or_else(|| self.item.parents.last().map(|(key, _)| key.clone()))
        };
        Some(match self.rule.record_kind() {
            RecordKind::Event => self.event()?,
            RecordKind::Counter => self.counter()?,
            RecordKind::Metric => self.metric()?,
            RecordKind::Aggregate => Record::Aggregate(Aggregate {
                name: self.name()?,
                system: Text::new(&self.rule.system),
                operator: self.one(FieldName::AggregateOperator),
                source: self.one(FieldName::Source),
                time_frames: self.many(FieldName::TimeFrames),
                events: self.many(FieldName::Events),
                feature_flag: self.one(FieldName::FeatureFlag),
                span,
            }),
            RecordKind::Category => Record::Category(Category {
                id: self.name()?.value,
                span,
            }),
            RecordKind::Feature => self.feature()?,
            RecordKind::TaxonomyCategory => {
                let name = self.name()?;
                let (stage, group) = (self.text(FieldName::Stage), self.text(FieldName::Group));
                Record::TaxonomyCategory {
                    name: title(&name),
                    id: name.value,
                    stage,
                    group,
                    span,
                }
            }
            RecordKind::Group => {
                let name = self.name()?;
                let members = self.many(FieldName::Members);
                Record::Group {
                    name: title(&name),
                    id: name.value,
                    stage: parent(),
                    members,
                    span,
                }
            }
            RecordKind::Stage => {
                let name = self.name()?;
                Record::Stage {
                    name: title(&name),
                    id: name.value,
                    section: parent(),
                    span,
                }
            }
            RecordKind::Section => {
                let name = self.name()?;
                Record::Section {
                    name: title(&name),
                    id: name.value,
                    span,
                }
            }
        })
    }

    fn event(&self) -> Option<Record> {
        let kind = self.compiled.event_kind.clone();
        let name = self.name()?;
        let (status, status_span) = self.status();
        Some(Record::Event(Box::new(EventDefinition {
            name,
            kind,
            system: Text::new(&self.rule.system),
            category: self.one(FieldName::Category),
            labels: self.many(FieldName::Labels),
            properties: self.many(FieldName::Properties),
            properties_declared: self.says(FieldName::Properties),
            identifiers: self.many(FieldName::Identifiers),
            identifiers_declared: self.says(FieldName::Identifiers),
            status,
            status_span,
            classification: self.one(FieldName::Classification),
            aggregation: self.one(FieldName::Aggregation),
            slot: self.one(FieldName::Slot),
            ownership: self.ownership(),
            rule: self.compiled.name.as_str().into(),
            span: self.span,
            node: Arc::new(self.item.node.clone()),
        })))
    }

    fn metric(&self) -> Option<Record> {
        let key_path = self.name()?;
        let (status, status_span) = self.status();
        let time_frames = self.many(FieldName::TimeFrames);
        let listed = self
            .nodes(FieldName::TimeFrames)
            .iter()
            .any(|node| matches!(node.value, NodeValue::List(_)));
        let key_paths = if listed && !time_frames.is_empty() {
            let expand = |frame: &Field<Text>| {
                let suffix = self
                    .rule
                    .suffixes
                    .get(frame.value.as_str())
                    .map_or("", String::as_str);
                (
                    Text::from(format!("{}{suffix}", key_path.value)),
                    Some(frame.value.clone()),
                )
            };
            time_frames.iter().map(expand).collect()
        } else {
            vec![(
                key_path.value.clone(),
                time_frames.first().map(|frame| frame.value.clone()),
            )]
        };
        Some(Record::Metric(Box::new(MetricDefinition {
            key_path,
            key_paths,
            data_source: self.one(FieldName::DataSource),
            status,
            status_span,
            time_frames,
            description: self.one(FieldName::Description),
            value_type: self.one(FieldName::ValueType),
            data_category: self.one(FieldName::DataCategory),
            instrumentation_class: self.one(FieldName::InstrumentationClass),
            events: self.metric_events(),
            counter_class: self.one(FieldName::CounterClass),
            counter_event: self.one(FieldName::CounterEvent),
            counter_prefix: self.one(FieldName::CounterPrefix),
            aggregate_operator: self.one(FieldName::AggregateOperator),
            performance_indicators: self.many(FieldName::PerformanceIndicators),
            ownership: self.ownership(),
            rule: self.compiled.name.as_str().into(),
            span: self.span,
            node: Arc::new(self.item.node.clone()),
        })))
    }

    fn metric_events(&self) -> Vec<MetricEvent> {
        let mut events = Vec::new();
        for node in self.nodes(FieldName::Events) {
            let list = if let NodeValue::List(list) = &node.value {
                list.as_slice()
            } else {
                std::slice::from_ref(node)
            };
            for event in list {
                if let Some(text) = event.as_str() {
                    let name = Field::new(text.clone(), event.span);
                    events.push(MetricEvent {
                        name,
                        unique: None,
                        filter: Vec::new(),
                        operator: None,
                    });
                    continue;
                }
                let part = |field| {
                    self.paths(field)
                        .iter()
                        .find_map(|path| event.path(path).into_iter().next())
                };
                let scalar = |field| {
                    part(field)
                        .and_then(|node: &Node| Some(Field::new(node.as_str()?.clone(), node.span)))
                };
                let Some(name) = scalar(FieldName::EventName) else {
                    continue;
                };
                let filter = part(FieldName::EventFilter)
                    .map(Node::entries)
                    .unwrap_or_default();
                let filter = filter.iter().filter_map(|entry| {
                    let value = Field::new(entry.value.as_str()?.clone(), entry.value.span);
                    Some((Field::new(entry.key.clone(), entry.key_span), value))
                });
                let (unique, operator) = (
                    scalar(FieldName::EventUnique),
                    scalar(FieldName::EventOperator),
                );
                events.push(MetricEvent {
                    name,
                    unique,
                    filter: filter.collect(),
                    operator,
                });
            }
        }
        events
    }

    fn counter(&self) -> Option<Record> {
        let event = self.name()?.value;
        let prefix = self.text(FieldName::CounterPrefix);
        let name = prefix.as_ref().map_or_else(
            || event.clone(),
            |prefix| format!("{prefix}_{event}").into(),
        );
        let class = self.text(FieldName::CounterClass);
        Some(Record::Counter(CounterDefinition {
            class,
            name,
            prefix,
            event,
            span: self.span,
        }))
    }

    fn feature(&self) -> Option<Record> {
        // An entry without a title is a feature all the same: leaving it out would shift every later one.
        let untitled = || Field::new(Text::default(), self.span);
        let title = self
            .one(FieldName::Title)
            .or_else(|| self.name())
            .unwrap_or_else(untitled);
        let id = self
            .text(FieldName::Id)
            .or_else(|| self.item.key.as_ref().map(|(key, _)| key.clone()));
        let mut tiers: Vec<Text> = self
            .many(FieldName::Tiers)
            .into_iter()
            .map(|field| field.value)
            .collect();
        let mut tiers_declared = self.says(FieldName::Tiers);
        for (key, tier) in &self.rule.tier_flags {
            let Some(mut flag) = self.item.node.get(key) else {
                continue;
            };
            if let Some(inner) = self
                .rule
                .tier_flag_key
                .as_ref()
                .and_then(|key| flag.get(key))
            {
                flag = inner;
            }
            tiers_declared |= !flag.is_blank();
            if flag.as_str().is_some_and(|text| {
                self.rule
                    .tier_flag_values
                    .0
                    .iter()
                    .any(|value| value == text)
            }) {
                tiers.push(Text::new(tier));
            }
        }
        Some(Record::Feature(Feature {
            id: id.unwrap_or_default(),
            title,
            categories: self.many(FieldName::Categories),
            tiers,
            tiers_declared,
            link: self.one(FieldName::Link),
            events: self.many(FieldName::Events),
            metrics: self.many(FieldName::Metrics),
            exempt: self.one(FieldName::Exempt),
            span: self.span,
        }))
    }
}
