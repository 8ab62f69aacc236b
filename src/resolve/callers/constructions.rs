//! Sites that make objects, by class.

use crate::facts::Text;
use crate::resolve::callers::{ByName, Callers};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::grounds::Kind;
use crate::resolve::project::classes::last_name;
use crate::resolve::project::view::ItemId;

impl Callers<'_, '_> {
    /// Sites that make an object of a class, in source order.
    pub(crate) fn made_at(&self, class: &str) -> Vec<ItemId> {
        let index = self.eval.index;
        let name = last_name(class);
        // Thousands of objects are made, and few of them matter: what a written class is, is looked at when one of that name is asked for.
        if !self.known.borrow().made.contains_key(name) {
            let found = index.answer(Kind::Site, || {
                by_class(self.eval, index.constructions_of(name).iter().copied())
            });
            self.known.borrow_mut().made.insert(name.into(), found);
        }
        let known = self.known.borrow();
        let (written, answer) = &known.made[name];
        index.rest_on(*answer);
        let written = written.get(class).into_iter().flatten();
        let mut found: Vec<ItemId> = index
            .other_constructions(class)
            .iter()
            .chain(written)
            .copied()
            .collect();
        found.sort_unstable();
        found
    }
}

/// Sites that make objects, by their class.
pub(crate) fn by_class(eval: &Evaluator<'_>, sites: impl Iterator<Item = ItemId>) -> ByName {
    let mut found = ByName::default();
    for site in sites {
        for class in instantiated(eval, site) {
            found.entry(class).or_default().push(site);
        }
    }
    found
}

/// Classes that a `new` site instantiates.
fn instantiated(eval: &Evaluator<'_>, site: ItemId) -> Vec<Text> {
    let call = eval.index.site(site);
    let cx = eval.context_of(site);
    let class = |term| {
        if let AbstractValue::Class(class) = term {
            Some(class)
        } else {
            None
        }
    };
    // The classes that matter were asked for by name.
    eval.index.without_requests(|| match &call.receiver {
        None => vec![eval.class_of(&cx)],
        Some(receiver) => eval
            .eval(receiver, &cx)
            .into_iter()
            .filter_map(class)
            .collect(),
    })
}
