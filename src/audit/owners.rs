//! Owners of code: the group of the category that a surface or a file declares, or of the events that a call sends.

use crate::audit::context::Context;
use crate::audit::features::FeatureKind;
use crate::calls::Call;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// The groups of files and surfaces.
pub(crate) struct Owners<'c> {
    cx: &'c Context<'c>,
    /// The group of each category, by its key.
    groups: BTreeMap<String, String>,
    /// The group of each file that belongs to categories of one group.
    files: BTreeMap<FileId, Option<String>>,
    /// The calls of each file, in ascending order.
    calls: BTreeMap<FileId, Vec<&'c Call>>,
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
        let mut calls: BTreeMap<FileId, Vec<&Call>> = BTreeMap::new();
        for call in cx.inputs.calls {
            calls.entry(call.span.file).or_default().push(call);
        }
        Self {
            cx,
            groups,
            files,
            calls,
        }
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
            .or_else(|| self.of_call(span))
    }

    /// Returns the group that owns all events of the tracking call at a place.
    fn of_call(&self, span: Span) -> Option<String> {
        let calls = self.calls.get(&span.file)?.iter();
        let around = calls.filter(|call| call.span.contains(span));
        let call = around.min_by_key(|call| call.span.end - call.span.start)?;
        let names = call.event.names.iter();
        let mut groups = names.map(|name| self.cx.owner(self.cx.event_named(name)?));
        let first = groups.next()??;
        groups
            .all(|group| group.as_ref() == Some(&first))
            .then_some(first)
    }
}
