//! Turns one YAML record into an event, a metric, a feature or a unit of the taxonomy, as its rule says.

use crate::catalog::record_fields::{RawRecord, RecordReader};
use crate::catalog::{
    Aggregate, Category, CounterDefinition, EventDefinition, Feature, Field, ListedName,
    MetricDefinition, MetricEvent, RouteTarget,
};
use crate::facts::Text;
use crate::input::yaml::{Node, NodeValue};
use crate::rules::compiled_definitions::CompiledRule;
use crate::rules::definitions::{DefinitionRule, FieldName, OneOrMany, Prose, RecordKind};
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
    Listed(ListedName),
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
            Record::Listed(listed) => listed.name.span,
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
    let mut conditions = conditions.iter();
    conditions.all(|(path, values)| has(node, path, values))
}

fn has(node: &Node, path: &str, values: &OneOrMany) -> bool {
    let found = node.path(path);
    found.iter().any(|node| is_one_of(node, values))
}

fn is_one_of(node: &Node, values: &OneOrMany) -> bool {
    let text = node.as_str();
    text.is_some_and(|text| values.0.iter().any(|value| value == text))
}

fn scalar(node: &Node) -> Option<Field<Text>> {
    Some(Field::new(node.as_str()?.clone(), node.span))
}

/// Builds an id from a title: lower case, with `-` between the words.
pub(crate) fn slug(title: &str) -> Text {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").into()
}

impl RawRecord<'_> {
    /// Returns true if the rule is meant for this record.
    pub(crate) fn applies(&self, rule: &DefinitionRule) -> bool {
        holds(self.node, &rule.when)
            && !(rule.unless.iter()).any(|(path, values)| has(self.node, path, values))
    }

    /// Returns the record, or nothing if it has no name.
    pub(crate) fn record(&self, compiled: &CompiledRule, path: &str) -> Option<Record> {
        let own = self
            .key
            .as_ref()
            .map_or(self.node.span, |key| key.span.to(self.node.span));
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
        Some(match self.rule.record_kind() {
            RecordKind::Event => self.event()?,
            RecordKind::Counter => self.counter()?,
            RecordKind::Listed => Record::Listed(ListedName {
                name: self.name()?,
                system: Text::new(&self.rule.system),
                unless_passed: self.rule.unless_passed.clone(),
            }),
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
            RecordKind::TaxonomyCategory => self.taxonomy_category()?,
            RecordKind::Group => self.group()?,
            RecordKind::Stage => {
                let (id, name) = self.id_and_title()?;
                let section = self.text(FieldName::Parent);
                Record::Stage {
                    id,
                    name,
                    section,
                    span,
                }
            }
            RecordKind::Section => {
                let (id, name) = self.id_and_title()?;
                Record::Section { id, name, span }
            }
        })
    }

    fn taxonomy_category(&self) -> Option<Record> {
        let (id, name) = self.id_and_title()?;
        Some(Record::TaxonomyCategory {
            id,
            name,
            stage: self.text(FieldName::Stage),
            group: self.text(FieldName::Group),
            span: self.span,
        })
    }

    fn group(&self) -> Option<Record> {
        let (id, name) = self.id_and_title()?;
        Some(Record::Group {
            id,
            name,
            stage: self.text(FieldName::Parent),
            members: self.many(FieldName::Members),
            span: self.span,
        })
    }

    /// Returns the name, and the title or else the name again.
    fn id_and_title(&self) -> Option<(Text, Text)> {
        let id = self.name()?.value;
        let title = self.text(FieldName::Title);
        Some((id.clone(), title.unwrap_or(id)))
    }

    fn event(&self) -> Option<Record> {
        let kind = self.compiled.event_kind.clone();
        let name = self.name()?;
        let (status, status_span) = self.status();
        Some(Record::Event(Box::new(EventDefinition {
            name,
            kind,
            handle: self.one(FieldName::Handle),
            former_names: self.many(FieldName::FormerNames),
            system: Text::new(&self.rule.system),
            category: self.one(FieldName::Category),
            labels: self.many(FieldName::Labels),
            properties: self.many(FieldName::Properties),
            properties_declared: self.rule.closed || self.says(FieldName::Properties),
            description: self.one(FieldName::Description),
            identifiers: self.many(FieldName::Identifiers),
            identifiers_declared: self.says(FieldName::Identifiers),
            status,
            status_span,
            classification: self.one(FieldName::Classification),
            aggregation: self.one(FieldName::Aggregation),
            slot: self.one(FieldName::Slot),
            ownership: self.ownership(),
            has_placeholders: self.rule.prose == Some(Prose::Placeholder),
            forwards: self.forwards(),
            is_external: self.rule.external.is_some(),
            target: self.target(),
            rule: self.compiled.name.as_str().into(),
            span: self.span,
            node: Arc::new(self.item.node.clone()),
        })))
    }

    /// Returns the event that a route leads to.
    fn target(&self) -> Option<RouteTarget> {
        Some(RouteTarget {
            system: self.rule.target_system.clone()?,
            name: self.one(FieldName::Target)?,
        })
    }

    /// Returns the system that the calls of an event are passed on to. Its span is that of the condition, if there is one.
    fn forwards(&self) -> Vec<Field<Text>> {
        let system = self.rule.forwards_to.iter();
        let paths = self.rule.when.keys();
        let mut nodes = paths.flat_map(|path| self.item.node.path(path));
        let span = nodes.next().map_or(self.span, |node| node.span);
        system
            .map(|system| Field::new(system.clone(), span))
            .collect()
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
            match &node.value {
                NodeValue::List(list) => {
                    events.extend(list.iter().filter_map(|one| self.metric_event(one)))
                }
                _ => events.extend(self.metric_event(node)),
            }
        }
        events
    }

    fn metric_event(&self, event: &Node) -> Option<MetricEvent> {
        if let Some(name) = scalar(event) {
            return Some(MetricEvent {
                name,
                unique: None,
                filter: Vec::new(),
                operator: None,
            });
        }
        let part = |field| self.part(field, event);
        let filter = part(FieldName::EventFilter).map(Node::entries);
        let filter = filter.unwrap_or_default().iter().filter_map(|entry| {
            Some((
                Field::new(entry.key.clone(), entry.key_span),
                scalar(&entry.value)?,
            ))
        });
        Some(MetricEvent {
            name: part(FieldName::EventName).and_then(scalar)?,
            unique: part(FieldName::EventUnique).and_then(scalar),
            filter: filter.collect(),
            operator: part(FieldName::EventOperator).and_then(scalar),
        })
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
            .or_else(|| self.item.key.as_ref().map(|key| key.key.clone()));
        let tiers = self.many(FieldName::Tiers).into_iter();
        let mut tiers: Vec<Text> = tiers.map(|field| field.value).collect();
        let mut tiers_declared = self.says(FieldName::Tiers);
        for (key, tier) in &self.rule.tier_flags {
            let Some(mut flag) = self.item.node.get(key) else {
                continue;
            };
            let inner = self.rule.tier_flag_key.as_ref();
            flag = inner.and_then(|key| flag.get(key)).unwrap_or(flag);
            tiers_declared |= !flag.is_blank();
            if is_one_of(flag, &self.rule.tier_flag_values) {
                tiers.push(Text::new(tier));
            }
        }
        Some(Record::Feature(Feature {
            id: id.unwrap_or_default(),
            title,
            description: self.one(FieldName::Description),
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
