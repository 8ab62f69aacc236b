//! Reads the fields of a record by the paths of its rule.

use crate::catalog::{Field, Ownership, Status};
use crate::facts::Text;
use crate::input::yaml::Node;
use crate::rules::definitions::{CompiledRule, DefinitionRule, FieldName};
use crate::source::Span;

/// One record before it is read: its node, and the keys that lead to it.
pub(crate) struct RawRecord<'a> {
    /// Keys of the mappings around it that the rule's path went through.
    pub(crate) parents: Vec<(Text, Span)>,
    /// The key, in a mapping of names to records.
    pub(crate) key: Option<(Text, Span)>,
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

/// Joins the words of a text, in lower case.
pub(crate) fn words(text: &str, joint: &str) -> Text {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(joint).into()
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

    /// Returns the record's name: the field, else the plain text that it is, else its key (with those above, if they are joined).
    pub(crate) fn name(&self) -> Option<Field<Text>> {
        if let Some(name) = self.one(FieldName::Name) {
            return Some(name);
        }
        if let Some(text) = self.item.node.as_str().filter(|_| self.item.key.is_none()) {
            return Some(Field::new(text.clone(), self.item.node.span));
        }
        let (key, span) = self.item.key.as_ref()?;
        let Some(joint) = &self.rule.join else {
            return Some(Field::new(key.clone(), *span));
        };
        let parents = self.item.parents.iter().map(|(key, _)| key.as_str());
        let keys: Vec<&str> = parents.chain([key.as_str()]).collect();
        Some(Field::new(keys.join(joint).into(), *span))
    }

    pub(crate) fn paths(&self, field: FieldName) -> &[String] {
        self.rule.fields.get(&field).map_or(&[], |paths| &paths.0)
    }

    pub(crate) fn nodes(&self, field: FieldName) -> Vec<&Node> {
        let paths = self.paths(field).iter();
        let found = paths.flat_map(|path| self.item.node.path(path));
        found.filter(|node| !node.is_blank()).collect()
    }

    pub(crate) fn says(&self, field: FieldName) -> bool {
        !self.nodes(field).is_empty()
    }

    pub(crate) fn one(&self, field: FieldName) -> Option<Field<Text>> {
        if let Some(forced) = self.compiled.forced(self.path, field) {
            return Some(Field::new(Text::new(forced), self.span));
        }
        let mut nodes = self.nodes(field).into_iter();
        let written = nodes.find_map(|node| Some((node.as_str()?, node.span)));
        written
            .map(|(text, span)| Field::new(self.normal(field, text), span))
            .or_else(|| self.constant(field))
    }

    /// Returns the default value of a field.
    fn constant(&self, field: FieldName) -> Option<Field<Text>> {
        let text = self.rule.constants.get(&field)?;
        Some(Field::new(Text::new(text), self.span))
    }

    pub(crate) fn text(&self, field: FieldName) -> Option<Text> {
        self.one(field).map(|field| field.value)
    }

    /// Returns all values: elements of lists, keys of mappings, single texts.
    pub(crate) fn many(&self, field: FieldName) -> Vec<Field<Text>> {
        let mut values: Vec<Field<Text>> = Vec::new();
        for node in self.nodes(field) {
            let keys = node.entries().iter();
            let keys = keys.map(|entry| (entry.key.clone(), entry.key_span));
            for (text, span) in node.strings().into_iter().chain(keys) {
                values.push(Field::new(self.normal(field, &text), span));
            }
        }
        if values.is_empty() {
            values.extend(self.constant(field));
        }
        values
    }

    pub(crate) fn normal(&self, field: FieldName, text: &Text) -> Text {
        let rule = self.rule;
        let mut text = text.clone();
        let prefix = rule.strip.get(&field);
        if let Some(rest) = prefix.and_then(|prefix| text.strip_prefix(prefix.as_str())) {
            text = Text::new(rest.trim_start());
        }
        if rule.snake.contains(&field) {
            text = words(&text, "_");
        }
        let values = rule.values.get(&field);
        let value = values.and_then(|values| values.get(text.as_str()));
        value.map_or(text, Text::new)
    }
}
