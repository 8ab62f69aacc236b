//! Categories, groups, stages and sections of the product.

use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeMap;

/// A product category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Category {
    /// The id, as code declares it.
    pub(crate) id: Text,
    /// Span of the declaration.
    pub(crate) span: Span,
}

/// A stage, group, section or category of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaxonomyEntry {
    /// The name for people.
    pub(crate) name: Text,
    /// The unit above it: a category's group, a group's stage, a stage's section. The first one when there are several.
    pub(crate) parent: Option<Text>,
    /// Span of the declaration.
    pub(crate) span: Span,
}

/// The hierarchy of categories, groups, stages and sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taxonomy {
    /// Categories: name and group.
    pub(crate) categories: BTreeMap<Text, TaxonomyEntry>,
    /// The stage a category names itself, for categories without a group.
    pub(crate) category_stages: BTreeMap<Text, Text>,
    /// Groups: name and stage.
    pub(crate) groups: BTreeMap<Text, TaxonomyEntry>,
    /// Stages: name and section.
    pub(crate) stages: BTreeMap<Text, TaxonomyEntry>,
    /// Sections: name.
    pub(crate) sections: BTreeMap<Text, TaxonomyEntry>,
}

impl Taxonomy {
    /// Returns the group a category belongs to.
    pub(crate) fn group(&self, category: &str) -> Option<&Text> {
        self.categories.get(category)?.parent.as_ref()
    }

    /// Returns the stage a group belongs to.
    pub(crate) fn stage_of_group(&self, group: &str) -> Option<&Text> {
        self.groups.get(group)?.parent.as_ref()
    }

    /// Returns the stage a category belongs to: that of its group, or the one it names itself.
    pub(crate) fn stage(&self, category: &str) -> Option<&Text> {
        let by_group = self
            .group(category)
            .and_then(|group| self.stage_of_group(group));
        by_group.or_else(|| self.category_stages.get(category))
    }

    /// Returns the section a stage belongs to.
    pub(crate) fn section(&self, stage: &str) -> Option<&Text> {
        self.stages.get(stage)?.parent.as_ref()
    }
}
