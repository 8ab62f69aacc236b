//! What everybody needs who looks for callers. It follows from the declarations alone and asks for nothing, so it is found out once
//! for all, when files come in.

use super::ByName;
use super::made::by_class;
use crate::resolve::eval::Evaluator;
use crate::resolve::grounds::{LookUp, Table};
use crate::resolve::index::{At, Declared, Index, Stage};
use crate::resolve::term::Term;
use rayon::prelude::*;

/// Sites that are looked at by one evaluator: few enough for all cores to have some.
const SITES_AT_ONCE: usize = 64;

/// Sites by what they lead to.
#[derive(Default)]
pub struct Common {
    made_otherwise: ByName,
    dispatched: ByName,
    supers: ByName,
    elements: ByName,
}

impl Common {
    /// What follows from declarations that are linked, as of a time.
    pub fn new(declared: &Declared, stage: &Stage) -> Self {
        let index = || Index::at(declared, stage);
        let others = || (dispatched(&index()), supers(&index()), elements(&index()));
        let made_otherwise = || made_otherwise(&index().sites_making_others(), &index);
        let (made_otherwise, (dispatched, supers, elements)) = rayon::join(made_otherwise, others);
        Self { made_otherwise, dispatched, supers, elements }
    }

    /// The look-ups that come to something else than in `before`.
    pub fn changed_from<'c>(&'c self, before: &'c Self) -> impl Iterator<Item = LookUp> {
        let tables = [
            (Table::MadeOtherwise, &before.made_otherwise, &self.made_otherwise),
            (Table::Dispatches, &before.dispatched, &self.dispatched),
            (Table::Supers, &before.supers, &self.supers),
            (Table::Elements, &before.elements, &self.elements),
        ];
        tables.into_iter().flat_map(|(table, before, after)| {
            let changed = after.iter().filter(|(name, sites)| before.get(*name) != Some(sites)).map(|(name, _)| name);
            let gone = before.keys().filter(|name| !after.contains_key(*name));
            changed.chain(gone).map(move |name| LookUp::new(table, name))
        })
    }
}

impl Common {
    /// Sites that make an object of which what is written does not tell the class, where it may be this one.
    pub(in crate::resolve) fn made_otherwise(&self, class: &str) -> &[At] {
        named(&self.made_otherwise, class)
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    pub(in crate::resolve) fn dispatches_of(&self, name: &str) -> &[At] {
        named(&self.dispatched, name)
    }

    /// Sites of `super` in functions of this name.
    pub(in crate::resolve) fn supers_in(&self, name: &str) -> &[At] {
        named(&self.supers, name)
    }

    /// Element sites whose tag is this component.
    pub(in crate::resolve) fn elements_of(&self, component: &str) -> &[At] {
        named(&self.elements, component)
    }
}

fn named<'t>(table: &'t ByName, name: &str) -> &'t [At] {
    table.get(name).map_or(&[], Vec::as_slice)
}

fn made_otherwise<'d>(sites: &[At], index: &(impl Fn() -> Index<'d> + Sync)) -> ByName {
    let look = |sites: &[At]| by_class(&Evaluator::new(&index()), sites.iter().copied());
    let mut found = ByName::default();
    for part in sites.par_chunks(SITES_AT_ONCE).with_max_len(1).map(look).collect::<Vec<_>>() {
        part.into_iter().for_each(|(class, sites)| found.entry(class).or_default().extend(sites));
    }
    found
}

fn dispatched(index: &Index<'_>) -> ByName {
    let eval = Evaluator::new(index);
    let mut found = ByName::default();
    for site in index.project.dispatch.iter().flat_map(|method| index.sites_named(method)) {
        let Some(argument) = index.site(*site).position(0) else { continue };
        for term in index.quietly(|| eval.eval(&argument.value, &eval.context_of(*site))) {
            if let Term::Text(text) = term {
                found.entry(text).or_default().push(*site);
            }
        }
    }
    found
}

fn supers(index: &Index<'_>) -> ByName {
    let mut found = ByName::default();
    for site in index.sites_named("super") {
        if let Some(around) = index.around(*site) {
            found.entry(index.function(around).name.clone()).or_default().push(*site);
        }
    }
    found
}

/// The element sites of all components that are known by now, by the class of the component that their tag is imported as.
fn elements(index: &Index<'_>) -> ByName {
    let mut found = ByName::default();
    for (number, unit) in index.units.iter().enumerate() {
        for (import, items) in &unit.tables.tags {
            let local = &unit.facts.imports[*import as usize].local;
            let Some(scope) = index.quietly(|| index.imported_scope(number as u32, local)) else { continue };
            let sites = items.iter().map(|item| At { unit: number as u32, item: *item });
            found.entry(index.class_key(scope).clone()).or_default().extend(sites);
        }
    }
    for sites in found.values_mut() {
        sites.sort_unstable();
        sites.dedup();
    }
    found
}
