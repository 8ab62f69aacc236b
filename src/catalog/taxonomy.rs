//! Categories, groups, stages and sections of the product.

use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeMap;

/// A product category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The id, as code declares it.
    pub id: Text,
    /// Span of the declaration.
    pub span: Span,
}

/// A stage, group, section or category of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyEntry {
    /// The name for people.
    pub name: Text,
    /// The unit above it: a category's group, a group's stage, a stage's section. The first one when there are several.
    pub parent: Option<Text>,
    /// Span of the declaration.
    pub span: Span,
}

/// The hierarchy of categories, groups, stages and sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// Categories: name and group.
    pub categories: BTreeMap<Text, TaxonomyEntry>,
    /// The stage a category names itself, for categories without a group.
    pub category_stages: BTreeMap<Text, Text>,
    /// Groups: name and stage.
    pub groups: BTreeMap<Text, TaxonomyEntry>,
    /// Stages: name and section.
    pub stages: BTreeMap<Text, TaxonomyEntry>,
    /// Sections: name.
    pub sections: BTreeMap<Text, TaxonomyEntry>,
}

impl Taxonomy {
    /// Returns the group a category belongs to.
    pub fn group(&self, category: &str) -> Option<&Text> {
        self.categories.get(category)?.parent.as_ref()
    }

    /// Returns the stage a group belongs to.
    pub fn stage_of_group(&self, group: &str) -> Option<&Text> {
        self.groups.get(group)?.parent.as_ref()
    }

    /// Returns the stage a category belongs to: that of its group, or the one it names itself.
    pub fn stage(&self, category: &str) -> Option<&Text> {
        let by_group = self
            .group(category)
            .and_then(|group| self.stage_of_group(group));
        by_group.or_else(|| self.category_stages.get(category))
    }

    /// Returns the section a stage belongs to.
    pub fn section(&self, stage: &str) -> Option<&Text> {
        self.stages.get(stage)?.parent.as_ref()
    }
}
