//! Inheritance between the classes of the parsed files.

use crate::facts::Text;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::request::FileRequest;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A scope with superclasses or mixins.
#[derive(Debug)]
pub(crate) struct InheritingScope {
    /// The scope.
    pub(crate) at: ItemId,
    /// The keys of its superclasses and mixins; the written name of an unknown one.
    pub(crate) supers: Vec<Text>,
    /// The files to parse to know all of them.
    pub(crate) requests: Vec<FileRequest>,
    /// True if the scope has to be looked at again when more files are parsed.
    pub(crate) is_open: bool,
}

/// Superclasses, mixins and subclasses of all parsed classes.
#[derive(Debug, Default)]
pub(crate) struct Inheritance {
    /// Scopes with superclasses or mixins, in the order of the files.
    scopes: Vec<InheritingScope>,
    /// Indices into `scopes` by scope.
    by_id: FxHashMap<ItemId, usize>,
    /// Indices into `scopes` by the last name of a superclass or mixin as it is written.
    by_written_name: FxHashMap<Text, Vec<usize>>,
    /// Indices of the direct subclasses by the key of a class.
    subclasses: FxHashMap<Text, BTreeSet<usize>>,
    /// The class and its ancestors, nearest first, for each class that has any; computed on first use.
    lineages: FxHashMap<Text, OnceLock<Arc<[Text]>>>,
}

impl Inheritance {
    /// Returns the definitions of a class that have superclasses or mixins.
    pub(crate) fn definitions<'l>(
        &'l self,
        symbols: &'l SymbolTable,
        class: &str,
    ) -> impl Iterator<Item = &'l InheritingScope> {
        let members = symbols.classes.get(class);
        let definitions = members.map_or(&[][..], |members| &members.definitions);
        let indices = definitions.iter().filter_map(|at| self.by_id.get(at));
        indices.map(|index| &self.scopes[*index])
    }

    /// Returns the class and its ancestors, nearest first.
    pub(crate) fn lineage(&self, symbols: &SymbolTable, class: &str) -> Arc<[Text]> {
        match self.lineages.get(class) {
            Some(known) => known
                .get_or_init(|| self.find_lineage(symbols, class))
                .clone(),
            None => Arc::new([class.into()]),
        }
    }

    fn find_lineage(&self, symbols: &SymbolTable, class: &str) -> Arc<[Text]> {
        let mut order: Vec<Text> = Vec::new();
        let mut open = vec![Text::from(class)];
        let mut seen = FxHashSet::default();
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            // Mixins are nearer than the superclass. It is the last of `supers`, because it is written first.
            let definitions = self.definitions(symbols, &next);
            let parents: Vec<&Text> = definitions.flat_map(|scope| &scope.supers).collect();
            open.extend(parents.into_iter().rev().cloned());
            order.push(next);
        }
        order.into()
    }

    /// Returns the scopes that directly inherit from a class.
    pub(crate) fn subclasses(&self, class: &str) -> impl Iterator<Item = ItemId> {
        let indices = self.subclasses.get(class).into_iter().flatten();
        indices.map(|index| self.scopes[*index].at)
    }

    /// Adds a scope whose superclasses and mixins have these last names.
    pub(crate) fn add(&mut self, at: ItemId, names: impl Iterator<Item = Text>) {
        let index = self.scopes.len();
        self.by_id.insert(at, index);
        self.scopes.push(InheritingScope {
            at,
            supers: Vec::new(),
            requests: Vec::new(),
            is_open: true,
        });
        names.for_each(|name| self.by_written_name.entry(name).or_default().push(index));
    }

    /// Returns the scopes to look at again after classes with these last names were added: scopes that are new, that have names
    /// of files, or that name one of these classes.
    pub(crate) fn open(&self, new_names: &FxHashSet<Text>) -> Vec<ItemId> {
        let named = new_names
            .iter()
            .filter_map(|name| self.by_written_name.get(name));
        let open = (0..).zip(&self.scopes).filter(|(_, scope)| scope.is_open);
        let mut indices: BTreeSet<usize> = named.flatten().copied().collect();
        indices.extend(open.map(|(index, _)| index));
        indices
            .into_iter()
            .map(|index| self.scopes[index].at)
            .collect()
    }

    /// Replaces scopes by their new state.
    pub(crate) fn update(&mut self, symbols: &SymbolTable, scopes: Vec<InheritingScope>) {
        for scope in scopes {
            let Some(index) = self.by_id.get(&scope.at).copied() else {
                continue;
            };
            for parent in &self.scopes[index].supers {
                self.subclasses
                    .get_mut(parent)
                    .map(|known| known.remove(&index));
            }
            for parent in &scope.supers {
                self.subclasses
                    .entry(parent.clone())
                    .or_default()
                    .insert(index);
            }
            self.scopes[index] = scope;
        }
        let inheriting = self.scopes.iter().filter(|scope| !scope.supers.is_empty());
        let classes = inheriting.map(|scope| symbols.class_key(scope.at).clone());
        self.lineages = classes.map(|class| (class, OnceLock::new())).collect();
    }
}
