//! Sites that construct objects, by class.

use crate::resolve::callers::Callers;
use crate::resolve::callers::index::by_class;
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;

impl Callers<'_, '_> {
    /// Returns the sites that construct an object of a class, in source order.
    pub(crate) fn constructions(&self, class: &str) -> Vec<ItemId> {
        let name = last_name(class);
        let mut cache = self.cache.borrow_mut();
        // Thousands of objects are constructed, and few matter: written classes are evaluated when one of that name is needed.
        let written = cache.constructions.entry(name.into()).or_insert_with(|| {
            let sites = self.eval.index.constructions_of(name);
            by_class(self.eval, sites.iter().copied())
        });
        let written = written.get(class).into_iter().flatten();
        let others = self.index.other_constructions_of(class);
        let mut found: Vec<ItemId> = others.iter().chain(written).copied().collect();
        found.sort_unstable();
        found
    }
}
