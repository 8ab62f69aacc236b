//! What everybody who looks for callers needs. It follows from the declarations alone and asks for nothing, so it is found out once
//! for all.

use super::ByName;
use super::made::by_class;
use crate::resolve::eval::Evaluator;
use crate::resolve::index::{At, Declared, Index};
use crate::resolve::term::Term;
use std::sync::OnceLock;

/// Sites by what they lead to, since somebody asked for it.
#[derive(Default)]
pub struct Common {
    made_otherwise: OnceLock<ByName>,
    dispatched: OnceLock<ByName>,
    supers: OnceLock<ByName>,
    elements: OnceLock<ByName>,
}

impl Declared {
    /// Sites that make an object of which what is written does not tell the class, by the classes that it may be of.
    pub(super) fn made_otherwise(&self) -> &ByName {
        self.common.made_otherwise.get_or_init(|| {
            let index = Index::new(self);
            by_class(&Evaluator::new(&index), self.sites_making_others())
        })
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    pub(super) fn dispatches_of(&self, name: &str) -> &[At] {
        let dispatched = || {
            let index = Index::new(self);
            let eval = Evaluator::new(&index);
            let mut table = ByName::default();
            for site in self.project.dispatch.iter().flat_map(|method| self.sites_named(method)) {
                let Some(argument) = self.site(*site).position(0) else { continue };
                for term in index.quietly(|| eval.eval(&argument.value, &eval.context_of(*site))) {
                    if let Term::Text(text) = term {
                        table.entry(text).or_default().push(*site);
                    }
                }
            }
            table
        };
        named(self.common.dispatched.get_or_init(dispatched), name)
    }

    /// Sites of `super` in functions of this name.
    pub(super) fn supers_in(&self, name: &str) -> &[At] {
        let supers = || {
            let mut table = ByName::default();
            for site in self.sites_named("super") {
                if let Some(around) = self.around(*site) {
                    table.entry(self.function(around).name.clone()).or_default().push(*site);
                }
            }
            table
        };
        named(self.common.supers.get_or_init(supers), name)
    }

    /// Element sites whose tag is the component with this constructor.
    pub(super) fn elements_of(&self, constructor: At) -> &[At] {
        let component = self.class_key(At { unit: constructor.unit, item: self.function(constructor).scope });
        let elements = || {
            let index = Index::new(self);
            index.quietly(|| elements(&index))
        };
        named(self.common.elements.get_or_init(elements), component)
    }
}

fn named<'t>(table: &'t ByName, name: &str) -> &'t [At] {
    table.get(name).map_or(&[], Vec::as_slice)
}

/// The element sites of all components that are known by now, by the class of the component that their tag is imported as.
fn elements(index: &Index<'_>) -> ByName {
    let mut found = ByName::default();
    for (number, unit) in index.units.iter().enumerate() {
        for (import, items) in &unit.tables.tags {
            let local = &unit.facts.imports[*import as usize].local;
            let Some(scope) = index.imported_scope(number as u32, local) else { continue };
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
