//! Reads the fields of a record by the paths of its rule.

use crate::catalog::slot_values::SlotReader;
use crate::catalog::{Field, Ownership, Status};
use crate::facts::Text;
use crate::input::yaml::Node;
use crate::input::yaml::path::CapturedKey;
use crate::rules::compiled_definitions::CompiledRule;
use crate::rules::definitions::{DefinitionRule, FieldName};
use crate::source::Span;

/// One record before it is read: its node, and the keys that lead to it.
pub(crate) struct RawRecord<'a> {
    /// Keys of mappings that the rule's path went through.
    pub(crate) keys: Vec<CapturedKey<'a>>,
    /// Key of the record, if it is the value of a mapping.
    pub(crate) key: Option<CapturedKey<'a>>,
    /// The content.
    pub(crate) node: &'a Node,
}

/// A record and its rule.
pub(crate) struct RecordReader<'a> {
    pub(crate) item: &'a RawRecord<'a>,
    pub(crate) compiled: &'a CompiledRule,
    pub(crate) rule: &'a DefinitionRule,
    pub(crate) path: &'a str,
    pub(crate) span: Span,
}

impl RecordReader<'_> {
    pub(crate) fn ownership(&self) -> Ownership {
        Ownership {
            categories: self.many(FieldName::Categories),
            group: self.one(FieldName::Group),
            stage: self.one(FieldName::Stage),
            section: self.one(FieldName::Section),
            tiers: self.many(FieldName::Tiers),
            milestone: self.one(FieldName::Milestone),
            introduced_by: self.one(FieldName::IntroducedBy),
            milestone_removed: self.one(FieldName::MilestoneRemoved),
            removed_by: self.one(FieldName::RemovedBy),
            feature_flag: self.one(FieldName::FeatureFlag),
        }
    }

    pub(crate) fn status(&self) -> (Status, Option<Span>) {
        let written = self.nodes(FieldName::Status).first().map(|node| node.span);
        let status = match self.text(FieldName::Status).as_deref() {
            None | Some("active") => Status::Active,
            Some("removed") => Status::Removed,
            Some("broken") => Status::Broken,
            Some(other) => Status::Other(other.into()),
        };
        (status, written)
    }

    /// Returns the record's name: the field, else the plain text that it is, else its key.
    pub(crate) fn name(&self) -> Option<Field<Text>> {
        if let Some(name) = self.one(FieldName::Name) {
            return Some(name);
        }
        match (&self.item.key, self.item.node.as_str()) {
            (Some(key), _) => Some(Field::new(key.key.clone(), key.span)),
            (None, Some(text)) => Some(Field::new(text.clone(), self.item.node.span)),
            (None, None) => None,
        }
    }

    /// Returns the reader of a field's slot.
    fn reader(&self, field: FieldName) -> SlotReader<'_> {
        SlotReader {
            node: self.item.node,
            keys: &self.item.keys,
            span: self.span,
            prefix: self.compiled.prefix(field),
            has_placeholders: field == FieldName::Name && self.rule.prose.is_some(),
        }
    }

    pub(crate) fn nodes(&self, field: FieldName) -> Vec<&Node> {
        let slot = self.compiled.slot(field);
        slot.map_or_else(Vec::new, |slot| self.reader(field).nodes(slot))
    }

    /// Returns the first node of a field below a part of the record.
    pub(crate) fn part<'n>(&self, field: FieldName, node: &'n Node) -> Option<&'n Node> {
        let reader = SlotReader {
            node,
            keys: &[],
            span: node.span,
            prefix: None,
            has_placeholders: false,
        };
        let slot = self.compiled.slot(field)?;
        reader.nodes(slot).into_iter().next()
    }

    pub(crate) fn says(&self, field: FieldName) -> bool {
        !self.nodes(field).is_empty()
    }

    pub(crate) fn one(&self, field: FieldName) -> Option<Field<Text>> {
        if let Some(forced) = self.compiled.forced(self.path, field) {
            return Some(Field::new(Text::new(forced), self.span));
        }
        self.reader(field).one(self.compiled.slot(field)?)
    }

    pub(crate) fn text(&self, field: FieldName) -> Option<Text> {
        self.one(field).map(|field| field.value)
    }

    /// Returns all values: elements of lists, keys of mappings, single texts.
    pub(crate) fn many(&self, field: FieldName) -> Vec<Field<Text>> {
        let slot = self.compiled.slot(field);
        slot.map_or_else(Vec::new, |slot| self.reader(field).many(slot))
    }
}
