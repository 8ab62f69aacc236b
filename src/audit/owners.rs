//! Owners of code: the group of the category that a surface or a file declares.

use crate::audit::context::Context;
use crate::audit::features::FeatureKind;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// The groups of files and surfaces.
pub(crate) struct Owners<'c> {
    cx: &'c Context<'c>,
    /// The group of each category, by its key.
    groups: BTreeMap<String, String>,
    /// The group of each file that belongs to categories of one group.
    files: BTreeMap<FileId, Option<String>>,
}

impl<'c> Owners<'c> {
    /// Collects the groups.
    pub(crate) fn new(cx: &'c Context<'c>) -> Self {
        let rows = cx.features.iter();
        let rows = rows.filter(|row| row.kind == FeatureKind::Category);
        let groups: BTreeMap<String, String> = rows
            .filter_map(|row| {
                Some((
                    cx.inputs.category_key(&row.id),
                    row.group.clone()?.to_string(),
                ))
            })
            .collect();
        let mut files: BTreeMap<FileId, Option<String>> = BTreeMap::new();
        for (category, of_category) in &cx.surfaces.belonging {
            let group = groups.get(&cx.inputs.category_key(category));
            for file in of_category {
                let known = files.entry(*file).or_insert_with(|| group.cloned());
                if known.as_ref() != group {
                    *known = None;
                }
            }
        }
        Self { cx, groups, files }
    }

    /// Returns the group that owns the code at a place.
    pub(crate) fn of(&self, span: Span) -> Option<String> {
        let mut surfaces = self.cx.surfaces.surfaces.iter();
        let around = surfaces.find(|surface| surface.extent.contains(span));
        let category = around.and_then(|surface| surface.category.as_ref());
        let group = category.and_then(|own| self.groups.get(&self.cx.inputs.category_key(own)));
        group
            .cloned()
            .or_else(|| self.files.get(&span.file)?.clone())
    }
}
