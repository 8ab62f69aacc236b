//! Sites that make objects, by class.

use super::Callers;
use crate::facts::{Text, Value};
use crate::resolve::classes::last_name;
use crate::resolve::index::{At, Index};
use crate::resolve::modules;
use crate::resolve::term::Term;
use rustc_hash::FxHashMap;

/// Sites by the name of what they make.
type Sites = FxHashMap<Text, Vec<At>>;

/// Where objects are made. What class a site makes is looked at when a class is asked for that it can make: thousands of
/// objects are made, and few of them matter.
#[derive(Default)]
pub(super) struct Made {
    /// Sites whose class is written, and can only be one of this last name.
    written: Sites,
    /// All others, by class.
    others: Sites,
    /// What was looked at of `written`, by last name.
    known: FxHashMap<Text, Sites>,
}

impl Callers<'_, '_> {
    /// Sites that make an object of a class, in source order.
    pub(super) fn made_at(&self, class: &str) -> Vec<At> {
        let made = &mut *self.made.borrow_mut();
        let made = made.get_or_insert_with(|| self.sorted());
        let name = last_name(class);
        if !made.known.contains_key(name) {
            let sites = made.written.remove(name).unwrap_or_default();
            made.known.insert(name.into(), self.by_class(&sites));
        }
        let mut found: Vec<At> =
            [&made.others, &made.known[name]].into_iter().filter_map(|sites| sites.get(class)).flatten().copied().collect();
        found.sort_unstable();
        found
    }

    fn sorted(&self) -> Made {
        let index = self.eval.index;
        let mut written = Sites::default();
        let mut others = Vec::new();
        for site in index.sites_named("new") {
            match written_class(index, *site) {
                Some(name) => written.entry(last_name(name).into()).or_default().push(*site),
                None => others.push(*site),
            }
        }
        Made { written, others: self.by_class(&others), known: FxHashMap::default() }
    }

    fn by_class(&self, sites: &[At]) -> Sites {
        let mut found = Sites::default();
        for site in sites {
            for class in self.instantiated(*site) {
                found.entry(class).or_default().push(*site);
            }
        }
        found
    }

    /// Classes that a `new` site instantiates.
    fn instantiated(&self, site: At) -> Vec<Text> {
        let call = self.eval.index.site(site);
        let cx = self.eval.context_of(site);
        // The classes that matter were asked for by name.
        self.eval.index.quietly(|| match &call.receiver {
            None => vec![self.eval.class_of(&cx)],
            Some(receiver) => self.eval.eval(receiver, &cx).into_iter().filter_map(class).collect(),
        })
    }
}

/// The class a site writes, where that is no other name of a class: nothing in the project is bound to its last part, and no
/// import says what it means.
fn written_class<'i>(index: &'i Index<'_>, site: At) -> Option<&'i str> {
    let Some(Value::Name(name)) = &index.site(site).receiver else { return None };
    let last = last_name(name);
    let is_class = last.starts_with(char::is_uppercase) && !modules::has_modules(index.unit(site).language);
    let has_another_meaning = || {
        index.binds_constant(last)
            || !index.functions_named(last).is_empty()
            || index.bindings_named(site.unit, name).next().is_some()
    };
    (is_class && name != "Self" && !has_another_meaning()).then_some(name)
}

fn class(term: Term) -> Option<Text> {
    if let Term::Class(class) = term { Some(class) } else { None }
}
