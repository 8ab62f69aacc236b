//! Consumers: places that read events or metrics by name, such as reports and dashboards.

use crate::facts::Text;
use crate::rules::calls::Examples;
use crate::rules::definitions::DefinitionRule;
use crate::rules::each::Each;
use crate::rules::fields::FieldSlot;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The type of the names that a consumer reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Consumed {
    /// Names of events.
    #[default]
    Event,
    /// Key paths of metrics.
    Metric,
}

/// A rule for records that read names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConsumerRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// A word for the type of the consumer, such as `report`.
    #[serde(default = "consumer")]
    pub(crate) kind: Text,
    /// Another system than that of the pack.
    #[serde(default)]
    pub(crate) system: Text,
    /// The type of the names.
    #[allow(dead_code, reason = "no lint reads consumers yet")]
    #[serde(default)]
    pub(crate) of: Consumed,
    /// Globs of the files.
    #[serde(default)]
    pub(crate) files: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// The path to the records of a document.
    #[serde(default)]
    pub(crate) at: String,
    /// Keys that are no records.
    #[serde(default)]
    pub(crate) reserved: OneOrMany,
    /// For code: the items that are records.
    pub(crate) each: Option<Each>,
    /// Only records that have one of these values at these paths.
    #[serde(default)]
    pub(crate) when: BTreeMap<String, OneOrMany>,
    /// Only records that have none of these values at these paths.
    #[serde(default)]
    pub(crate) unless: BTreeMap<String, OneOrMany>,
    /// The title of the record.
    pub(crate) title: Option<FieldSlot>,
    /// The names that the record reads.
    pub(crate) reads: FieldSlot,
    /// Files with the names that they must give, and files without records.
    #[serde(default)]
    pub(crate) examples: Examples,
}

fn consumer() -> Text {
    Text::new_static("consumer")
}

impl ConsumerRule {
    /// Returns a rule that reads the names of documents as a union of events, and those of code as events. It validates this rule
    /// and runs its examples.
    pub(crate) fn definition(&self) -> DefinitionRule {
        let title = self
            .title
            .clone()
            .unwrap_or_else(|| FieldSlot::text(&self.id));
        let reads = self.reads.clone();
        let (kind, fields) = match self.each {
            Some(_) => ("consumer", vec![("name", reads)]),
            None => ("aggregate", vec![("name", title), ("events", reads)]),
        };
        let fields = fields.into_iter();
        DefinitionRule {
            kind: Text::new_static(kind),
            system: self.system.to_string(),
            files: self.files.clone(),
            exclude: self.exclude.clone(),
            at: self.at.clone(),
            reserved: self.reserved.clone(),
            each: self.each.clone(),
            when: self.when.clone(),
            unless: self.unless.clone(),
            fields: fields.map(|(name, slot)| (name.to_owned(), slot)).collect(),
            examples: self.examples.clone(),
            ..DefinitionRule::new(&self.id)
        }
    }

    /// Checks the words of the rule.
    ///
    /// # Errors
    /// A message about a word that names no type of consumer.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        match !self.kind.is_empty() && self.kind.chars().all(is_word) {
            true => Ok(()),
            false => Err(format!("`kind: {}` is no word", self.kind)),
        }
    }
}
