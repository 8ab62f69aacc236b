//! What everybody needs who looks for callers. It follows from the declarations alone and asks for nothing, so it is found out once
//! for all, when files come in.

use crate::resolve::callers::ByName;
use crate::resolve::callers::constructions::by_class;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::grounds::{Changed, Grounds, Kind, LookUp, Table};
use crate::resolve::project::view::{Classes, ItemId, ProjectView, Stage, SymbolTable};
use rayon::prelude::*;
use std::sync::Arc;

/// Sites that are looked at by one evaluator: few enough for all cores to have some.
const SITES_AT_ONCE: usize = 32;

/// Something that was found out, and what it rests on.
#[derive(Default)]
struct Part<T> {
    found: T,
    grounds: Grounds,
}

/// Sites by what they lead to.
#[derive(Default)]
pub struct CallerIndex {
    /// Sites that make an object, but nobody sees of which class, and what some of them at a time may make.
    made: Arc<Part<Vec<ItemId>>>,
    making: Vec<(Vec<ItemId>, Arc<Part<ByName>>)>,
    other_constructions: ByName,
    dispatched: Arc<Part<ByName>>,
    supers: Arc<Part<ByName>>,
    elements: Arc<Part<ByName>>,
}

impl CallerIndex {
    /// What follows from declarations that are linked, as of a time, when these look-ups come to something else than for this one.
    pub fn again(&self, declared: &SymbolTable, stage: &Stage, changed: &Changed) -> Self {
        let scene = (declared, stage, changed);
        let others = || {
            let dispatched = part(Some(&self.dispatched), scene, dispatched);
            let supers = part(Some(&self.supers), scene, supers);
            (
                dispatched,
                supers,
                part(Some(&self.elements), scene, elements),
            )
        };
        let making = || {
            let made = part(Some(&self.made), scene, |index| {
                index.constructions_of_others()
            });
            let chunks = made
                .found
                .par_chunks(SITES_AT_ONCE)
                .enumerate()
                .with_max_len(1)
                .map(|(number, sites)| {
                    let before = self
                        .making
                        .get(number)
                        .filter(|(before, _)| before == sites)
                        .map(|(_, part)| part);
                    let look = |index: &ProjectView<'_>| {
                        by_class(&Evaluator::new(index), sites.iter().copied())
                    };
                    (sites.to_vec(), part(before, scene, look))
                });
            let making: Vec<_> = chunks.collect();
            (made, making)
        };
        let ((made, making), (dispatched, supers, elements)) = rayon::join(making, others);
        let mut other_constructions = ByName::default();
        for (class, sites) in making.iter().flat_map(|(_, part)| &part.found) {
            other_constructions
                .entry(class.clone())
                .or_default()
                .extend(sites);
        }
        Self {
            made,
            making,
            other_constructions,
            dispatched,
            supers,
            elements,
        }
    }

    /// The look-ups that come to something else than in `before`.
    pub fn changed_from(&self, before: &Self) -> Changed {
        let mut changed = Changed::default();
        compare(
            Table::OtherConstructions,
            &before.other_constructions,
            &self.other_constructions,
            &mut changed,
        );
        let tables = [
            (Table::Dispatches, &before.dispatched, &self.dispatched),
            (Table::Supers, &before.supers, &self.supers),
            (Table::Elements, &before.elements, &self.elements),
        ];
        for (table, before, after) in tables
            .into_iter()
            .filter(|(_, before, after)| !Arc::ptr_eq(before, after))
        {
            compare(table, &before.found, &after.found, &mut changed);
        }
        changed
    }
}

fn compare(table: Table, before: &ByName, after: &ByName, changed: &mut Changed) {
    let others = after
        .iter()
        .filter(|(name, sites)| before.get(*name) != Some(sites))
        .map(|(name, _)| name);
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    changed.extend(others.chain(gone).map(|name| LookUp::new(table, name)));
}

/// What `look` finds, or what it found before if nothing has changed that this rests on.
fn part<T>(
    before: Option<&Arc<Part<T>>>,
    (declared, stage, changed): (&SymbolTable, &Stage, &Changed),
    look: impl FnOnce(&ProjectView<'_>) -> T,
) -> Arc<Part<T>> {
    if let Some(before) = before.filter(|before| {
        before.grounds.count() > 0 && !before.grounds.touched(changed).contains(&true)
    }) {
        return Arc::clone(before);
    }
    let index = ProjectView::noting(declared, stage, Grounds::default(), Classes::default());
    let (found, _) = index.answer(Kind::Root, || look(&index));
    Arc::new(Part {
        found,
        grounds: index.take_grounds(),
    })
}

impl CallerIndex {
    /// Sites that make an object of which what is written does not tell the class, where it may be this one.
    pub(crate) fn other_constructions(&self, class: &str) -> &[ItemId] {
        named(&self.other_constructions, class)
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    pub(crate) fn dispatches_of(&self, name: &str) -> &[ItemId] {
        named(&self.dispatched.found, name)
    }

    /// Sites of `super` in functions of this name.
    pub(crate) fn supers_in(&self, name: &str) -> &[ItemId] {
        named(&self.supers.found, name)
    }

    /// Element sites whose tag is this component.
    pub(crate) fn elements_of(&self, component: &str) -> &[ItemId] {
        named(&self.elements.found, component)
    }
}

fn named<'t>(table: &'t ByName, name: &str) -> &'t [ItemId] {
    table.get(name).map_or(&[], Vec::as_slice)
}

fn dispatched(index: &ProjectView<'_>) -> ByName {
    let eval = Evaluator::new(index);
    let mut found = ByName::default();
    for site in index
        .project
        .dispatch
        .iter()
        .flat_map(|method| index.sites_named(method))
    {
        let Some(argument) = index.site(*site).position(0) else {
            continue;
        };
        for term in index.without_requests(|| eval.eval(&argument.value, &eval.context_of(*site))) {
            if let AbstractValue::Text(text) = term {
                found.entry(text).or_default().push(*site);
            }
        }
    }
    found
}

fn supers(index: &ProjectView<'_>) -> ByName {
    let mut found = ByName::default();
    for site in index.sites_named("super") {
        if let Some(around) = index.around(*site) {
            found
                .entry(index.function(around).name.clone())
                .or_default()
                .push(*site);
        }
    }
    found
}

/// The element sites of all components that are known by now, by the class of the component that their tag is imported as.
fn elements(index: &ProjectView<'_>) -> ByName {
    let mut found = ByName::default();
    index.look(Table::Elements, "");
    for (number, unit) in index.units().iter().enumerate() {
        for (import, items) in &unit.tables.tags {
            let local = &index.facts(number as u32).imports[*import as usize].local;
            let Some(scope) = index.without_requests(|| index.imported_scope(number as u32, local))
            else {
                continue;
            };
            let sites = items.iter().map(|item| ItemId {
                unit: number as u32,
                item: *item,
            });
            found
                .entry(index.class_key(scope).clone())
                .or_default()
                .extend(sites);
        }
    }
    for sites in found.values_mut() {
        sites.sort_unstable();
        sites.dedup();
    }
    found
}
