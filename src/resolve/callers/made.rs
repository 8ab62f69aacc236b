//! Sites that make objects, by class.

use super::{ByName, Callers};
use crate::facts::Text;
use crate::resolve::classes::last_name;
use crate::resolve::eval::Evaluator;
use crate::resolve::grounds::Kind;
use crate::resolve::index::At;
use crate::resolve::term::Term;

impl Callers<'_, '_> {
    /// Sites that make an object of a class, in source order.
    pub(super) fn made_at(&self, class: &str) -> Vec<At> {
        let index = self.eval.index;
        let name = last_name(class);
        // Thousands of objects are made, and few of them matter: what a written class is, is looked at when one of that name is asked for.
        if !self.known.borrow().made.contains_key(name) {
            let found = index.answer(Kind::Site, || {
                by_class(self.eval, index.sites_making(name).iter().copied())
            });
            self.known.borrow_mut().made.insert(name.into(), found);
        }
        let known = self.known.borrow();
        let (written, answer) = &known.made[name];
        index.rest_on(*answer);
        let written = written.get(class).into_iter().flatten();
        let mut found: Vec<At> = index
            .made_otherwise(class)
            .iter()
            .chain(written)
            .copied()
            .collect();
        found.sort_unstable();
        found
    }
}

/// Sites that make objects, by their class.
pub(super) fn by_class(eval: &Evaluator<'_>, sites: impl Iterator<Item = At>) -> ByName {
    let mut found = ByName::default();
    for site in sites {
        for class in instantiated(eval, site) {
            found.entry(class).or_default().push(site);
        }
    }
    found
}

/// Classes that a `new` site instantiates.
fn instantiated(eval: &Evaluator<'_>, site: At) -> Vec<Text> {
    let call = eval.index.site(site);
    let cx = eval.context_of(site);
    let class = |term| {
        if let Term::Class(class) = term {
            Some(class)
        } else {
            None
        }
    };
    // The classes that matter were asked for by name.
    eval.index.quietly(|| match &call.receiver {
        None => vec![eval.class_of(&cx)],
        Some(receiver) => eval
            .eval(receiver, &cx)
            .into_iter()
            .filter_map(class)
            .collect(),
    })
}
