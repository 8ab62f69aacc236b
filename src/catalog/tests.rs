//! Tests of the catalog on small trees written here.

use super::*;
use crate::input::yaml;
use crate::rules::definitions::{DefinitionPack, DefinitionRules};
use crate::source::{FileId, SourceFile, SourceMap};

fn rules(text: &str) -> DefinitionRules {
    let pack: DefinitionPack = yaml::parse(FileId(0), text).expect("the pack is read");
    DefinitionRules::new([(pack.pack, pack.definitions)]).expect("the pack is valid")
}

fn gitlab() -> DefinitionRules {
    rules(include_str!("../../rules/gitlab/definitions.yml"))
}

/// Files below the root, and files handed over (their path begins with `/`).
fn catalog(rules: &DefinitionRules, files: &[(&str, &str)]) -> (Catalog, SourceMap) {
    let mut sources = SourceMap::default();
    let ids: Vec<FileId> = files.iter().map(|(path, text)| sources.add(SourceFile::new(*path, *text))).collect();
    let (given, own): (Vec<FileId>, Vec<FileId>) = ids.into_iter().partition(|id| sources.file(*id).path.starts_with('/'));
    (load(rules, &sources, &own, &given), sources)
}

fn values(fields: &[Field<Text>]) -> Vec<&str> {
    fields.iter().map(|field| field.value.as_str()).collect()
}

#[test]
fn measure() {
    let Ok(root) = std::env::var("MEASURE") else { return };
    let rules = gitlab();
    let begin = std::time::Instant::now();
    let walked = crate::input::walk::walk(std::path::Path::new(&root), &|path| rules.wants(path));
    let mut sources = SourceMap::default();
    let own: Vec<_> = walked.files.into_iter().map(|f| sources.add(SourceFile::new(f.path, f.text))).collect();
    let mut given = Vec::new();
    for name in ["features.yml", "stages.yml", "sections.yml", "categories.yml"] {
        let path = format!("/work/shared/taxonomy/{name}");
        let read = crate::input::walk::read(std::path::Path::new(&path), path.clone()).expect("there");
        given.push(sources.add(SourceFile::new(read.path, read.text)));
    }
    let walked_in = begin.elapsed();
    let c = load(&rules, &sources, &own, &given);
    eprintln!("walk {walked_in:?} all {:?} files {} skipped {:?}", begin.elapsed(), c.files_read, walked.skipped);
    for kind in [EventKind::InternalEvent, EventKind::KnownEvent, EventKind::Snowplow] {
        eprintln!("{kind:?} {}", c.events.iter().filter(|e| e.kind == kind).count());
    }
    let mut by = BTreeMap::new();
    c.metrics.iter().for_each(|m| *by.entry(m.status.word()).or_insert(0) += 1);
    eprintln!("metrics {} {by:?}", c.metrics.len());
    eprintln!("aggregates {} counters {} categories {} features {}", c.aggregates.len(), c.counters.len(), c.categories.len(), c.features.len());
    eprintln!("taxonomy {} categories {} groups {} stages {} sections", c.taxonomy.categories.len(), c.taxonomy.groups.len(), c.taxonomy.stages.len(), c.taxonomy.sections.len());
    let refs: std::collections::BTreeSet<_> = c.metrics.iter().flat_map(|m| &m.events).map(|e| &e.name.value).collect();
    eprintln!("events in metrics {}", refs.len());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for i in &c.invalid { *kinds.entry(i.message.clone()).or_default() += 1; }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|k| std::cmp::Reverse(k.1));
    eprintln!("invalid {} {:#?}", c.invalid.len(), &kinds[..kinds.len().min(45)]);
    for p in &c.problems { eprintln!("problem {} {:?}", sources.path(p.span), p); }
}
