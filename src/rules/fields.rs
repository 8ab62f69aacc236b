//! Fields of records.

use crate::rules::slot::Slot;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "each is the field of the same name in `catalog`"
)]
pub(crate) enum FieldName {
    Name,
    Id,
    Title,
    Category,
    Labels,
    Properties,
    Identifiers,
    Status,
    Classification,
    Aggregation,
    Slot,
    DataSource,
    TimeFrames,
    Description,
    ValueType,
    DataCategory,
    InstrumentationClass,
    Events,
    EventName,
    EventUnique,
    EventFilter,
    EventOperator,
    CounterClass,
    CounterEvent,
    CounterPrefix,
    AggregateOperator,
    PerformanceIndicators,
    Source,
    Categories,
    Group,
    Stage,
    Section,
    Tiers,
    Milestone,
    IntroducedBy,
    MilestoneRemoved,
    RemovedBy,
    FeatureFlag,
    Link,
    Metrics,
    Exempt,
    Parent,
    Members,
    Handle,
    FormerNames,
    Target,
}

/// The names of all fields.
const FIELD_NAMES: &[(&str, FieldName)] = &[
    ("name", FieldName::Name),
    ("id", FieldName::Id),
    ("title", FieldName::Title),
    ("category", FieldName::Category),
    ("labels", FieldName::Labels),
    ("properties", FieldName::Properties),
    ("identifiers", FieldName::Identifiers),
    ("status", FieldName::Status),
    ("classification", FieldName::Classification),
    ("aggregation", FieldName::Aggregation),
    ("slot", FieldName::Slot),
    ("data-source", FieldName::DataSource),
    ("time-frames", FieldName::TimeFrames),
    ("description", FieldName::Description),
    ("value-type", FieldName::ValueType),
    ("data-category", FieldName::DataCategory),
    ("instrumentation-class", FieldName::InstrumentationClass),
    ("events", FieldName::Events),
    ("event-name", FieldName::EventName),
    ("event-unique", FieldName::EventUnique),
    ("event-filter", FieldName::EventFilter),
    ("event-operator", FieldName::EventOperator),
    ("counter-class", FieldName::CounterClass),
    ("counter-event", FieldName::CounterEvent),
    ("counter-prefix", FieldName::CounterPrefix),
    ("aggregate-operator", FieldName::AggregateOperator),
    ("performance-indicators", FieldName::PerformanceIndicators),
    ("source", FieldName::Source),
    ("categories", FieldName::Categories),
    ("group", FieldName::Group),
    ("stage", FieldName::Stage),
    ("section", FieldName::Section),
    ("tiers", FieldName::Tiers),
    ("milestone", FieldName::Milestone),
    ("introduced-by", FieldName::IntroducedBy),
    ("milestone-removed", FieldName::MilestoneRemoved),
    ("removed-by", FieldName::RemovedBy),
    ("feature-flag", FieldName::FeatureFlag),
    ("link", FieldName::Link),
    ("metrics", FieldName::Metrics),
    ("exempt", FieldName::Exempt),
    ("parent", FieldName::Parent),
    ("members", FieldName::Members),
    ("handle", FieldName::Handle),
    ("former-names", FieldName::FormerNames),
    ("target", FieldName::Target),
];

/// Replaces names of fields by the fields.
///
/// # Errors
/// A message about the first name that is no field.
pub(crate) fn named<T: Clone>(
    fields: &BTreeMap<String, T>,
) -> Result<BTreeMap<FieldName, T>, String> {
    let field = |(name, value): (&String, &T)| {
        let known = FIELD_NAMES.iter().find(|(known, _)| known == name);
        let (_, field) = known.ok_or_else(|| unknown(name))?;
        Ok((*field, value.clone()))
    };
    fields.iter().map(field).collect()
}

fn unknown(name: &str) -> String {
    let names = FIELD_NAMES.iter().map(|(known, _)| *known);
    let distance = |known| (strsim::damerau_levenshtein(name, known), known);
    let near = names.clone().map(distance).min();
    match near.filter(|(distance, _)| distance * 3 <= name.len().max(3)) {
        Some((_, near)) => format!("unknown field `{name}`, did you mean `{near}`?"),
        None => {
            let names: Vec<&str> = names.collect();
            format!(
                "unknown field `{name}`, the fields are {}",
                names.join(", ")
            )
        }
    }
}

/// The slot of a field. A plain text is a path, and a list takes the first part that has a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FieldSlot(pub(crate) Slot);

impl FieldSlot {
    /// Returns the slot of a fixed text.
    pub(crate) fn text(text: &str) -> Self {
        FieldSlot(Slot {
            text: Some(text.into()),
            ..Slot::default()
        })
    }
}

impl<'de> Deserialize<'de> for FieldSlot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = FieldSlot;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a path, a list of paths, or a slot such as `{path: a.b}`")
            }

            fn visit_str<E>(self, path: &str) -> Result<FieldSlot, E> {
                Ok(FieldSlot(Slot {
                    path: Some(path.to_owned()),
                    ..Slot::default()
                }))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<FieldSlot, A::Error> {
                let mut any = Vec::new();
                while let Some(FieldSlot(slot)) = list.next_element()? {
                    any.push(slot);
                }
                Ok(FieldSlot(Slot {
                    any,
                    ..Slot::default()
                }))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<FieldSlot, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                Slot::deserialize(map).map(FieldSlot)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
