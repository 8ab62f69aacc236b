//! Tests of the catalog on small projects in memory.

mod layouts;
mod records;
mod schemas;

use crate::catalog::definition_cache::DefinitionCache;
use crate::catalog::load::{DefinitionFiles, load};
use crate::catalog::*;
use crate::input::yaml;
use crate::rules::RulePack;
use crate::rules::compiled_definitions::DefinitionRules;
use crate::source::{FileId, SourceFile, SourceMap};

fn rules(text: &str) -> DefinitionRules {
    let pack: RulePack = yaml::parse(FileId(0), text).expect("the pack is read");
    DefinitionRules::new([(pack.pack.to_string(), pack.definitions)]).expect("the pack is valid")
}

fn shipped() -> DefinitionRules {
    rules(include_str!("../../rules/gitlab/definitions.yml"))
}

/// Loads files below the root, and files that the user passed (their path begins with `/`).
fn catalog(rules: &DefinitionRules, files: &[(&str, &str)]) -> (Catalog, SourceMap) {
    let mut sources = SourceMap::default();
    let ids: Vec<FileId> = files
        .iter()
        .map(|(path, text)| sources.add(SourceFile::new(*path, *text)))
        .collect();
    let (given, own): (Vec<FileId>, Vec<FileId>) = ids
        .into_iter()
        .partition(|id| sources.file(*id).path.starts_with('/'));
    (load_new(rules, &sources, &own, &given), sources)
}

fn load_new(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: &[FileId],
    given: &[FileId],
) -> Catalog {
    let schemas: Vec<FileId> = files
        .iter()
        .copied()
        .filter(|id| rules.covers_schema(&sources.file(*id).path))
        .collect();
    load(
        rules,
        sources,
        DefinitionFiles {
            files,
            given,
            feature_list: None,
            schemas: &schemas,
        },
        &mut DefinitionCache::default(),
    )
}

fn values(fields: &[Field<Text>]) -> Vec<&str> {
    fields.iter().map(|field| field.value.as_str()).collect()
}

fn text(field: &Option<Field<Text>>) -> Option<&str> {
    field.as_ref().map(|field| field.value.as_str())
}

fn messages(invalid: &[Invalid]) -> Vec<&str> {
    invalid.iter().map(|one| one.message.as_str()).collect()
}
