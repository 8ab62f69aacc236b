//! Where names are used.

use super::At;
use crate::facts::{FileFacts, Text};
use crate::resolve::grounds::{Changed, LookUp, Table};
use crate::resolve::tables::Tables;
use rustc_hash::FxHashMap;

/// Look-ups by name that need nothing but the files they are made of: where names are used, and functions whatever their class.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Mentions {
    pub(in crate::resolve) sites: FxHashMap<Text, Vec<At>>,
    /// Imports by the name that files import the imported file by: the unit, and the import in it.
    pub(in crate::resolve) imports: FxHashMap<Text, Vec<(u32, u32)>>,
    /// Sites that make an object of a written class, by its last name.
    pub(in crate::resolve) made: FxHashMap<Text, Vec<At>>,
    /// Those that make any other.
    pub(in crate::resolve) made_otherwise: Vec<At>,
    /// Functions by name, of those units that repeat no other.
    pub(in crate::resolve) functions: FxHashMap<Text, Vec<At>>,
}

impl Mentions {
    /// Takes in what a unit mentions, and notes which look-ups come to something else now.
    pub(super) fn add(
        &mut self,
        unit: u32,
        facts: &FileFacts,
        tables: &Tables,
        repeats: bool,
        changed: &mut Changed,
    ) {
        for (name, items) in &tables.sites {
            changed.insert(LookUp::new(Table::Sites, name));
            self.sites
                .entry(name.clone())
                .or_default()
                .extend(items.iter().map(|item| At { unit, item: *item }));
        }
        for (last, item) in &tables.made {
            changed.insert(LookUp::new(Table::Made, last));
            self.made
                .entry(last.clone())
                .or_default()
                .push(At { unit, item: *item });
        }
        self.made_otherwise.extend(
            tables
                .made_otherwise
                .iter()
                .map(|item| At { unit, item: *item }),
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
                .push(At {
                    unit,
                    item: item as u32,
                });
        }
    }
}
