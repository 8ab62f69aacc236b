//! What classes take over from others, as far as the files that are parsed tell.

use crate::facts::{Text, Value};
use crate::resolve::grounds::{LookUp, Table};
use crate::resolve::project::classes::last_name;
use crate::resolve::project::modules;
use crate::resolve::project::symbol_table::{ItemId, SymbolTable};
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::FileRequest;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A scope that takes over members, and from what.
#[derive(Debug)]
pub(crate) struct InheritingScope {
    at: ItemId,
    pub(crate) supers: Vec<Text>,
    /// What has to be parsed to know all of it.
    pub(crate) requests: Vec<FileRequest>,
    /// Whether it has to be looked at again.
    is_open: bool,
}

/// Who takes over from whom. Whoever keeps one of these keeps what was known then.
#[derive(Debug, Clone, Default)]
pub struct Inheritance {
    /// Scopes that take over members, in the order of the files; where each is among them; and who takes over from what is called so.
    takers: Vec<Arc<InheritingScope>>,
    taking: FxHashMap<ItemId, usize>,
    taken: FxHashMap<Text, Vec<usize>>,
    /// Those among the takers that take over from a class directly.
    subclasses: FxHashMap<Text, BTreeSet<usize>>,
    /// What each class that takes over anything takes members from, itself first, since somebody asked for it.
    lineages: FxHashMap<Text, OnceLock<Arc<[Text]>>>,
}

impl Inheritance {
    /// The definitions of a class that take over members.
    pub(crate) fn takers_of<'l>(
        &'l self,
        declared: &'l SymbolTable,
        class: &str,
    ) -> impl Iterator<Item = &'l InheritingScope> {
        let definitions = declared
            .classes
            .get(class)
            .map_or(&[][..], |members| &members.definitions);
        definitions
            .iter()
            .filter_map(|at| self.taking.get(at).map(|place| &*self.takers[*place]))
    }

    /// The class itself and everything it takes members from, nearest first.
    pub(crate) fn lineage(&self, declared: &SymbolTable, class: &str) -> Arc<[Text]> {
        match self.lineages.get(class) {
            Some(known) => Arc::clone(known.get_or_init(|| self.find_lineage(declared, class))),
            None => Arc::new([class.into()]),
        }
    }

    fn find_lineage(&self, declared: &SymbolTable, class: &str) -> Arc<[Text]> {
        let mut order: Vec<Text> = Vec::new();
        let mut open = vec![Text::from(class)];
        let mut seen = FxHashSet::default();
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            // Mixins are nearer than the superclass, which `supers_of` gives last because it is written first.
            let parents: Vec<&Text> = self
                .takers_of(declared, &next)
                .flat_map(|taker| &taker.supers)
                .collect();
            open.extend(parents.into_iter().rev().cloned());
            order.push(next);
        }
        order.into()
    }

    /// The scopes that take over from a class directly.
    pub(crate) fn subclasses(&self, class: &str) -> impl Iterator<Item = ItemId> {
        self.subclasses
            .get(class)
            .into_iter()
            .flatten()
            .map(|place| self.takers[*place].at)
    }

    fn add(&mut self, at: ItemId, supers: impl Iterator<Item = Text>) {
        let place = self.takers.len();
        self.taking.insert(at, place);
        self.takers.push(Arc::new(InheritingScope {
            at,
            supers: Vec::new(),
            requests: Vec::new(),
            is_open: true,
        }));
        supers.for_each(|name| self.taken.entry(name).or_default().push(place));
    }

    /// Those that have to be looked at: they have not been yet, names in them belong to files, or a class of a name in them has come in.
    fn open(&self, new_names: impl Iterator<Item = Text>) -> BTreeSet<usize> {
        let renewed = new_names
            .filter_map(|name| self.taken.get(&name))
            .flatten()
            .copied();
        let open = self
            .takers
            .iter()
            .enumerate()
            .filter(|(_, taker)| taker.is_open)
            .map(|(place, _)| place);
        open.chain(renewed).collect()
    }
}

impl SymbolTable {
    /// Notes for each class what it takes over from others, and for those who takes over from them.
    ///
    /// What a name means changes only when a class of the same last name comes in, or, where names belong to files, any file.
    pub(crate) fn link(&mut self, from: usize) {
        let links = Arc::make_mut(&mut self.now.links);
        for number in (from..self.units.len())
            .map(|number| number as u32)
            .filter(|number| self.lookups[*number as usize].first == *number)
        {
            let scopes = &self.units[number as usize].facts.scopes;
            for (item, scope) in scopes
                .iter()
                .enumerate()
                .filter(|(_, scope)| !scope.supers.is_empty())
            {
                let names = scope
                    .supers
                    .iter()
                    .filter_map(|parent| match &parent.value {
                        Value::Name(name) => Some(last_name(name).into()),
                        _ => None,
                    });
                links.add(
                    ItemId {
                        unit: number,
                        item: item as u32,
                    },
                    names,
                );
            }
        }
        let open = links.open(self.new_names.drain());
        let view = ProjectView::new(self);
        let looked_at = |place: usize| {
            let at = self.now.links.takers[place].at;
            let supers = view.supers_of(at);
            let is_open = modules::has_modules(view.unit(at).language);
            (
                place,
                InheritingScope {
                    at,
                    supers,
                    requests: view.take_requests().into_iter().collect(),
                    is_open,
                },
            )
        };
        let known: Vec<(usize, InheritingScope)> = open.into_iter().map(looked_at).collect();
        drop(view);
        let links = Arc::make_mut(&mut self.now.links);
        // What a class takes over changes with what those take over that it takes over from.
        let mut changed: Vec<Text> = Vec::new();
        for (place, after) in known {
            let after = Arc::new(after);
            let before = std::mem::replace(&mut links.takers[place], Arc::clone(&after));
            let class = &self.units[after.at.unit as usize].tables.classes[after.at.item as usize];
            if before.supers != after.supers || before.requests != after.requests {
                self.changed.insert(LookUp::new(Table::Takers, class));
            }
            if before.supers == after.supers {
                continue;
            }
            for parent in &before.supers {
                self.changed.insert(LookUp::new(Table::Heirs, parent));
                links
                    .subclasses
                    .get_mut(parent)
                    .map(|subclasses| subclasses.remove(&place));
            }
            for parent in &after.supers {
                self.changed.insert(LookUp::new(Table::Heirs, parent));
                links
                    .subclasses
                    .entry(parent.clone())
                    .or_default()
                    .insert(place);
            }
            changed.push(class.clone());
        }
        let mut seen = FxHashSet::default();
        while let Some(class) = changed.pop() {
            if seen.insert(class.clone()) {
                self.changed.insert(LookUp::new(Table::Lineages, &class));
                let subclasses = links
                    .subclasses(&class)
                    .map(|at| &self.units[at.unit as usize].tables.classes[at.item as usize]);
                changed.extend(subclasses.cloned());
                links.lineages.insert(class, OnceLock::new());
            }
        }
    }
}
