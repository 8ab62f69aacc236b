//! The index that every search for callers needs. It depends on the declarations alone, so it is built once a round.

use crate::facts::{Key, SiteKind, Text, Value};
use crate::languages::LANGUAGES;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The number of sites for one evaluator: small enough to keep all cores busy.
const SITES_AT_ONCE: usize = 32;

/// Sites by the name of the function that they may call, or of the class that they construct.
pub(crate) type ByName = FxHashMap<Text, Vec<ItemId>>;

/// Sites by the function or class that they lead to.
#[derive(Default)]
pub(crate) struct CallerIndex {
    /// Sites that construct an object of a class that the written name does not tell, by class.
    other_constructions: ByName,
    /// Sites of dynamic dispatch, by the name of the function that they call.
    dispatches: ByName,
    /// Sites of `super`, by the name of the function around them.
    supers: ByName,
    /// Sites that refer to a function without calling it, by its name.
    references: ByName,
    /// Elements, by the class of the component that their tag means.
    elements: ByName,
}

impl CallerIndex {
    /// Builds the index. `view` returns a new view of the project for each thread.
    pub(crate) fn new<'d>(view: &(dyn Fn() -> ProjectView<'d> + Sync)) -> Self {
        let others = || {
            let view = view();
            let found = (dispatches(&view), references(&view));
            (found, supers(&view), elements(&view))
        };
        let (other_constructions, ((dispatches, references), supers, elements)) =
            rayon::join(|| other_constructions(view), others);
        Self {
            other_constructions,
            dispatches,
            references,
            supers,
            elements,
        }
    }

    /// Returns the sites that may construct an object of this class although their text does not name it.
    pub(crate) fn other_constructions_of(&self, class: &str) -> &[ItemId] {
        named(&self.other_constructions, class)
    }

    /// Returns the sites of dynamic dispatch that can call a function of this name.
    pub(crate) fn dispatches_of(&self, name: &str) -> &[ItemId] {
        named(&self.dispatches, name)
    }

    /// Returns the sites that refer to a function of this name without calling it.
    pub(crate) fn references_of(&self, name: &str) -> &[ItemId] {
        named(&self.references, name)
    }

    /// Returns the sites of `super` in functions of this name.
    pub(crate) fn supers_in(&self, name: &str) -> &[ItemId] {
        named(&self.supers, name)
    }

    /// Returns the elements whose tag means this component.
    pub(crate) fn elements_of(&self, component: &str) -> &[ItemId] {
        named(&self.elements, component)
    }
}

fn named<'t>(table: &'t ByName, name: &str) -> &'t [ItemId] {
    table.get(name).map_or(&[], Vec::as_slice)
}

fn other_constructions<'d>(view: &(dyn Fn() -> ProjectView<'d> + Sync)) -> ByName {
    let sites = view().constructions_of_others();
    let chunks = sites.par_chunks(SITES_AT_ONCE).with_max_len(1);
    let look = |sites: &[ItemId]| by_class(&Evaluator::new(&view()), sites.iter().copied());
    let mut found = ByName::default();
    for (class, sites) in chunks.map(look).collect::<Vec<_>>().into_iter().flatten() {
        found.entry(class).or_default().extend(sites);
    }
    found
}

/// Returns construction sites by the classes that they instantiate.
pub(crate) fn by_class(eval: &Evaluator<'_>, sites: impl Iterator<Item = ItemId>) -> ByName {
    let mut found = ByName::default();
    for site in sites {
        for class in instantiated(eval, site) {
            found.entry(class).or_default().push(site);
        }
    }
    found
}

fn instantiated(eval: &Evaluator<'_>, site: ItemId) -> Vec<Text> {
    let cx = eval.context_of(site);
    let Some(receiver) = &eval.index.site(site).receiver else {
        return vec![eval.class_of(&cx)];
    };
    // The classes that matter were requested by name.
    let values = eval.index.without_requests(|| eval.eval(receiver, &cx));
    let classes = values.into_iter().filter_map(|value| match value {
        AbstractValue::Class(class) => Some(class),
        _ => None,
    });
    classes.collect()
}

fn dispatches(index: &ProjectView<'_>) -> ByName {
    let eval = Evaluator::new(index);
    let mut found = ByName::default();
    let of_project = index.project.dispatch.iter().map(Text::as_str);
    let of_languages = LANGUAGES.iter();
    let of_languages = of_languages.flat_map(|language| language.traits.dispatch_calls);
    let methods: BTreeSet<&str> = of_project.chain(of_languages.copied()).collect();
    let dispatches = |site: &&ItemId| {
        let name = &index.site(**site).name;
        let traits = &index.unit(**site).language.traits;
        traits.dispatch_calls.contains(&&**name) || index.project.dispatch.contains(name)
    };
    let sites = methods.iter().flat_map(|method| index.sites_named(method));
    for site in sites.filter(dispatches) {
        let Some(argument) = index.site(*site).position(0) else {
            continue;
        };
        let cx = eval.context_of(*site);
        for value in index.without_requests(|| eval.eval(&argument.value, &cx)) {
            if let AbstractValue::Text(text) = value {
                found.entry(text).or_default().push(*site);
            }
        }
    }
    found
}

/// Finds callbacks (`before_action :track`), and calls that turn a method into a value (`method(:track)`, `track.bind(this)`).
fn references(index: &ProjectView<'_>) -> ByName {
    let mut found = ByName::default();
    for (number, unit) in (0..).zip(&index.units) {
        let traits = &unit.language.traits;
        for (item, site) in (0..).zip(&unit.facts.calls) {
            let mut prefixes = traits.callback_prefixes.iter();
            let is_callback = site.function.is_none()
                && site.receiver.is_none()
                && prefixes.any(|prefix| site.name.starts_with(prefix));
            let is_value = traits.reference_calls.contains(&&*site.name);
            if site.kind != SiteKind::Call || !(is_callback || is_value) {
                continue;
            }
            let mut named: Vec<&Text> = Vec::new();
            for argument in &site.arguments {
                if let (Key::Position(_), Value::Text(name)) = (&argument.key, &argument.value) {
                    named.push(name);
                }
            }
            if let (true, Some(Value::Name(name) | Value::Member(_, name))) =
                (is_value && named.is_empty(), &site.receiver)
            {
                named.push(name);
            }
            for name in named {
                let sites = found.entry(name.clone()).or_default();
                sites.push(ItemId::new(number, item));
            }
        }
    }
    found
}

fn supers(index: &ProjectView<'_>) -> ByName {
    let mut found = ByName::default();
    for site in index.sites_named("super") {
        if let Some(around) = index.around(*site) {
            let name = index.function(around).name.clone();
            found.entry(name).or_default().push(*site);
        }
    }
    found
}

fn elements(index: &ProjectView<'_>) -> ByName {
    let mut found = ByName::default();
    for (number, unit) in (0..).zip(&index.units) {
        for (import, items) in &unit.index.tags {
            let local = &unit.facts.imports[*import as usize].local;
            let scope = index.without_requests(|| index.imported_scope(number, local));
            let Some(scope) = scope else { continue };
            let sites = items.iter().map(|item| ItemId::new(number, *item));
            let component = index.class_key(scope).clone();
            found.entry(component).or_default().extend(sites);
        }
    }
    for sites in found.values_mut() {
        sites.sort_unstable();
        sites.dedup();
    }
    found
}
