//! Applies definition rules to files that were already read: texts in, a [`Catalog`] out.

use crate::catalog::definition_cache::DefinitionCache;
use crate::catalog::file_definitions::{Origin, read_file};
use crate::catalog::fixes::FixableFault;
use crate::catalog::schema::Schemas;
use crate::catalog::{Catalog, DefinedByMetrics, collect};
use crate::facts::Text;
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::rules::definitions::FieldName;
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The files that definitions are read from.
#[derive(Clone, Copy)]
pub(crate) struct DefinitionFiles<'a> {
    /// Files below the root; one that no rule takes is passed over.
    pub(crate) files: &'a [FileId],
    /// Files that the user passed: a feature list, a taxonomy.
    pub(crate) given: &'a [FileId],
    /// The feature list among them, whatever its name is.
    pub(crate) feature_list: Option<FileId>,
    /// The JSON Schemas of the project.
    pub(crate) schemas: &'a [FileId],
}

/// Reads and checks all definitions. Files that `cache` knows are not read again.
pub(crate) fn load(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: DefinitionFiles<'_>,
    cache: &mut DefinitionCache,
) -> Catalog {
    let schemas = Schemas::new(rules, sources, files.schemas);
    cache.start(sources, files.schemas);
    let own = files.files.iter().map(|file| (*file, Origin::Project));
    let given = files.given.iter().map(|file| match files.feature_list {
        Some(list) if list == *file => (*file, Origin::FeatureList),
        _ => (*file, Origin::Given),
    });
    let mut work: Vec<(FileId, Origin)> = own.chain(given).collect();
    work.sort_by_key(|(file, origin)| (&sources.file(*file).path, *file, *origin));
    work.dedup_by_key(|(file, _)| *file);
    let read = |(file, origin): &(FileId, Origin)| {
        let known = cache.get(sources, *file, *origin);
        known.or_else(|| read_file(rules, sources, &schemas, *file, *origin).map(Arc::new))
    };
    let parts = work.par_iter().with_max_len(16).map(read);
    let parts: Vec<_> = parts.collect();
    cache.update(sources, work.iter().copied().zip(&parts));
    let mut catalog = Catalog {
        files_read: parts.iter().flatten().count(),
        ..Catalog::default()
    };
    let mut slugs = BTreeMap::new();
    let mut fixable = Vec::new();
    let mut matched: BTreeSet<String> = BTreeSet::new();
    for part in parts.into_iter().flatten().map(Arc::unwrap_or_clone) {
        catalog.problems.extend(part.problems);
        fixable.extend(part.fixable);
        catalog.directives.extend(part.directives);
        matched.extend(part.matched);
        for record in part.records {
            collect::add(&mut catalog, &mut slugs, record);
        }
        catalog.invalid.extend(part.checked.invalid);
        catalog
            .lenient_removals
            .extend(part.checked.lenient_removals);
    }
    let documents = rules.rules.iter().filter(|rule| rule.rule.each.is_none());
    let unmatched = documents.filter(|rule| !matched.contains(&rule.name));
    catalog.unmatched_rules = unmatched.map(|rule| rule.name.as_str().into()).collect();
    catalog.defined_by_metrics = defined_by_metrics(rules, sources, files.files);
    let incomplete = rules.rules.iter().filter(|rule| !rule.rule.complete);
    let systems = incomplete.map(|rule| rule.rule.system.as_str().into());
    catalog.incomplete_systems = systems.collect();
    catalog.removal_fields = rules.rules.iter().map(removal_fields).collect();
    catalog.problems.extend_from_slice(&schemas.problems);
    add_fixable(&mut catalog, fixable);
    catalog
}

/// Adds the faults that a change of the text mends, with the change.
fn add_fixable(catalog: &mut Catalog, faults: Vec<FixableFault>) {
    for FixableFault { invalid, edit } in faults {
        catalog.edits.extend(edit.map(|edit| (invalid.span, edit)));
        // The checks may have said it already, in their own words.
        let mut said = catalog.invalid.iter();
        if !said.any(|other| other.span == invalid.span) {
            catalog.invalid.push(invalid);
        }
    }
}

/// Returns the systems whose events metrics define.
fn defined_by_metrics(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: &[FileId],
) -> Vec<DefinedByMetrics> {
    let defined = rules.rules.iter().filter_map(|rule| {
        let (kind, unless) = rule.defines.as_ref()?;
        let system = rule.rule.defines.as_ref()?.system.clone();
        let is_other = |file: &FileId| unless.is_match(&*sources.file(*file).path);
        (!files.iter().any(is_other)).then(|| DefinedByMetrics {
            system,
            kind: kind.clone(),
        })
    });
    defined.collect()
}

/// Returns the name of a rule, and the fields of a removal that it describes.
fn removal_fields(rule: &CompiledRule) -> (Text, [bool; 2]) {
    let fields = [FieldName::MilestoneRemoved, FieldName::RemovedBy];
    let described = fields.map(|field| rule.slot(field).is_some());
    (Text::new(&rule.name), described)
}
