//! Usages of names in all parsed files.

use crate::facts::{FileFacts, Text};
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::ids::ItemId;
use rustc_hash::FxHashMap;

/// Tables from names to the items that use them, in the order of the parsed files.
#[derive(Debug, Default)]
pub(crate) struct Usages {
    /// Call sites by name.
    pub(crate) sites: FxHashMap<Text, Vec<ItemId>>,
    /// Imports by the stem of the imported file: the parsed file, and the import in it.
    pub(crate) imports: FxHashMap<Text, Vec<(u32, u32)>>,
    /// Re-exports by the stem of the other file: the parsed file, and the import in it.
    pub(crate) reexports: FxHashMap<Text, Vec<(u32, u32)>>,
    /// Sites that construct an object of a written class, by its last name.
    pub(crate) constructions: FxHashMap<Text, Vec<ItemId>>,
    /// Sites that construct any other object.
    pub(crate) other_constructions: Vec<ItemId>,
    /// Functions by name, without those of files that repeat another file.
    pub(crate) functions: FxHashMap<Text, Vec<ItemId>>,
}

impl Usages {
    /// Adds the usages of a parsed file. The functions of a file that repeats another one are left out.
    pub(crate) fn add(&mut self, unit: u32, facts: &FileFacts, index: &FileIndex, repeats: bool) {
        let id = |item: &u32| ItemId::new(unit, *item);
        for (name, items) in index.names_of_sites(facts) {
            let sites = self.sites.entry(name.clone()).or_default();
            sites.extend(items.iter().map(id));
        }
        for (last, item) in &index.constructions {
            let sites = self.constructions.entry(last.clone()).or_default();
            sites.push(id(item));
        }
        self.other_constructions
            .extend(index.other_constructions.iter().map(id));
        for (stem, item) in &index.imports {
            let imports = self.imports.entry(stem.clone()).or_default();
            imports.push((unit, *item));
        }
        for (stem, item) in &index.reexports {
            let reexports = self.reexports.entry(stem.clone()).or_default();
            reexports.push((unit, *item));
        }
        if repeats {
            return;
        }
        for (item, function) in (0..).zip(&facts.functions) {
            let functions = self.functions.entry(function.name.clone()).or_default();
            functions.push(id(&item));
        }
    }
}
