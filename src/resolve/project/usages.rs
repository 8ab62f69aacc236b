//! Where names are used.

use crate::facts::{FileFacts, Text};
use crate::resolve::grounds::{Changed, LookUp, Table};
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::symbol_table::ItemId;
use rustc_hash::FxHashMap;

/// Look-ups by name that need nothing but the files they are made of: where names are used, and functions whatever their class.
#[derive(Debug, Default)]
pub(crate) struct Usages {
    pub(crate) sites: FxHashMap<Text, Vec<ItemId>>,
    /// Imports by the name that files import the imported file by: the unit, and the import in it.
    pub(crate) imports: FxHashMap<Text, Vec<(u32, u32)>>,
    /// Sites that make an object of a written class, by its last name.
    pub(crate) made: FxHashMap<Text, Vec<ItemId>>,
    /// Those that make any other.
    pub(crate) other_constructions: Vec<ItemId>,
    /// Functions by name, of those units that repeat no other.
    pub(crate) functions: FxHashMap<Text, Vec<ItemId>>,
}

impl Usages {
    /// Takes in what a unit mentions, and notes which look-ups come to something else now.
    pub(crate) fn add(
        &mut self,
        unit: u32,
        facts: &FileFacts,
        tables: &FileIndex,
        repeats: bool,
        changed: &mut Changed,
    ) {
        for (name, items) in &tables.sites {
            changed.insert(LookUp::new(Table::Sites, name));
            self.sites
                .entry(name.clone())
                .or_default()
                .extend(items.iter().map(|item| ItemId { unit, item: *item }));
        }
        for (last, item) in &tables.made {
            changed.insert(LookUp::new(Table::Made, last));
            self.made
                .entry(last.clone())
                .or_default()
                .push(ItemId { unit, item: *item });
        }
        self.other_constructions.extend(
            tables
                .other_constructions
                .iter()
                .map(|item| ItemId { unit, item: *item }),
        );
        for (stem, item) in &tables.imports {
            changed.insert(LookUp::new(Table::Imports, stem));
            self.imports
                .entry(stem.clone())
                .or_default()
                .push((unit, *item));
        }
        for (item, function) in facts.functions.iter().enumerate().filter(|_| !repeats) {
            changed.insert(LookUp::new(Table::Functions, &function.name));
            self.functions
                .entry(function.name.clone())
                .or_default()
                .push(ItemId {
                    unit,
                    item: item as u32,
                });
        }
    }
}
