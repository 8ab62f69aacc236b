//! What is kept from one look at a project to the next.

use crate::analysis::files::Files;
use crate::analysis::run_config::RunConfig;
use crate::catalog::Catalog;
use crate::catalog::load::{self, DefinitionCache, DefinitionFiles};
use crate::facts::Text;
use crate::resolve::memory::Memory;
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was found out the last time; nothing for a single look.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) memory: Memory,
    pub(crate) catalog: Option<Arc<Read>>,
    pub(crate) parts: DefinitionCache,
}

/// The definitions as they were read.
pub(crate) struct Read {
    pub(crate) catalog: Catalog,
    /// Other names of groups that occurred.
    pub(crate) renamed_groups: BTreeSet<Text>,
    from: Vec<(FileId, Arc<str>)>,
}

impl Kept {
    /// For a look that others follow.
    pub(crate) fn lasting() -> Self {
        Self {
            memory: Memory::lasting(),
            catalog: None,
            parts: DefinitionCache::lasting(),
        }
    }
}

/// The definitions: those that are known when they came of the same texts.
pub(crate) fn catalog(
    known: &mut Option<Arc<Read>>,
    parts: &mut DefinitionCache,
    plan: &RunConfig,
    files: &Files,
) -> Arc<Read> {
    let read = files
        .definitions
        .iter()
        .chain(&files.schemas)
        .chain(&files.given);
    let from: Vec<(FileId, Arc<str>)> = read
        .map(|file| (*file, Arc::clone(&files.sources.file(*file).text)))
        .collect();
    let same = |read: &&Arc<Read>| {
        let pairs = read.from.iter().zip(&from);
        read.from.len() == from.len()
            && pairs
                .into_iter()
                .all(|(old, new)| old.0 == new.0 && Arc::ptr_eq(&old.1, &new.1))
    };
    if let Some(read) = known.as_ref().filter(same) {
        return Arc::clone(read);
    }
    let of = DefinitionFiles {
        files: &files.definitions,
        given: &files.given,
        schemas: &files.schemas,
    };
    let mut catalog = load::load(parts, &plan.layouts, &files.sources, of);
    let groups = &plan.settings.aliases.groups;
    let groups: BTreeMap<Text, Text> = groups
        .iter()
        .map(|(name, meant)| (name.as_str().into(), meant.value.as_str().into()))
        .collect();
    let renamed_groups = catalog.rename_groups(&groups);
    let read = Arc::new(Read {
        catalog,
        renamed_groups,
        from,
    });
    *known = Some(Arc::clone(&read));
    read
}
