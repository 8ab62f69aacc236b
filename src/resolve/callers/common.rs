//! What everybody needs who looks for callers. It follows from the declarations alone and asks for nothing, so it is found out once
//! for all, when files come in.

use super::ByName;
use super::made::by_class;
use crate::resolve::eval::Evaluator;
use crate::resolve::index::{At, Declared, Index};
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
    /// What follows from declarations that are linked.
    pub fn new(declared: &Declared) -> Self {
        let others = || (dispatched(declared), supers(declared), elements(&Index::new(declared)));
        let (made_otherwise, (dispatched, supers, elements)) = rayon::join(|| made_otherwise(declared), others);
        Self { made_otherwise, dispatched, supers, elements }
    }
}

impl Declared {
    /// Sites that make an object of which what is written does not tell the class, by the classes that it may be of.
    pub(super) fn made_otherwise(&self) -> &ByName {
        &self.common.made_otherwise
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    pub(super) fn dispatches_of(&self, name: &str) -> &[At] {
        named(&self.common.dispatched, name)
    }

    /// Sites of `super` in functions of this name.
    pub(super) fn supers_in(&self, name: &str) -> &[At] {
        named(&self.common.supers, name)
    }

    /// Element sites whose tag is the component with this constructor.
    pub(super) fn elements_of(&self, constructor: At) -> &[At] {
        let component = self.class_key(At { unit: constructor.unit, item: self.function(constructor).scope });
        named(&self.common.elements, component)
    }
}

fn named<'t>(table: &'t ByName, name: &str) -> &'t [At] {
    table.get(name).map_or(&[], Vec::as_slice)
}

fn made_otherwise(declared: &Declared) -> ByName {
    let sites: Vec<At> = declared.sites_making_others().collect();
    let look = |sites: &[At]| by_class(&Evaluator::new(&Index::new(declared)), sites.iter().copied());
    let mut found = ByName::default();
    for part in sites.par_chunks(SITES_AT_ONCE).with_max_len(1).map(look).collect::<Vec<_>>() {
        part.into_iter().for_each(|(class, sites)| found.entry(class).or_default().extend(sites));
    }
    found
}

fn dispatched(declared: &Declared) -> ByName {
    let index = Index::new(declared);
    let eval = Evaluator::new(&index);
    let mut found = ByName::default();
    for site in declared.project.dispatch.iter().flat_map(|method| declared.sites_named(method)) {
        let Some(argument) = declared.site(*site).position(0) else { continue };
        for term in index.quietly(|| eval.eval(&argument.value, &eval.context_of(*site))) {
            if let Term::Text(text) = term {
                found.entry(text).or_default().push(*site);
            }
        }
    }
    found
}

fn supers(declared: &Declared) -> ByName {
    let mut found = ByName::default();
    for site in declared.sites_named("super") {
        if let Some(around) = declared.around(*site) {
            found.entry(declared.function(around).name.clone()).or_default().push(*site);
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
