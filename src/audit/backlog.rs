//! The backlog: classes to instrument next, with surfaces that no call makes visible, each with a call to add.

mod convention;
mod fit;
mod model;
mod naming;
mod neighbour;
mod places;

pub(crate) use crate::audit::backlog::neighbour::{Near, Relation};

use crate::audit::Context;
use crate::audit::backlog::fit::fitting_features;
use crate::audit::backlog::model::{Model, Models};
use crate::audit::backlog::naming::Names;
use crate::audit::backlog::neighbour::Neighbours;
use crate::audit::backlog::places::{Place, places};
use crate::audit::features::FeatureKind;
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::FeatureVerdict;
use crate::facts::Text;
use rustc_hash::FxHashMap;

/// An event to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEvent {
    /// Name.
    pub(crate) name: String,
    /// Tracking system.
    pub(crate) system: Text,
    /// The call to add. None if no call in the language of the surface spells out an event.
    pub(crate) call: Option<NewCall>,
}

/// A call that imitates another one of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewCall {
    /// The call that is imitated, as an index.
    pub(crate) model: usize,
    /// Text.
    pub(crate) text: String,
    /// Properties that it sends.
    pub(crate) properties: Vec<String>,
}

/// A class to instrument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BacklogEntry {
    /// The surface to begin with, as an index.
    pub(crate) surface: usize,
    /// Number of surfaces of the class that users meet and nothing tracks.
    pub(crate) untracked: usize,
    /// Number of all surfaces of the class that users meet.
    pub(crate) surfaces: usize,
    /// The category of the surface, as an index into the features.
    pub(crate) category: Option<usize>,
    /// Entries of the feature list that nothing measures and whose title fits the class, as indexes.
    pub(crate) features: Vec<usize>,
    /// The owner.
    pub(crate) group: Option<Text>,
    /// Tiers of the product, as far as they are known.
    pub(crate) tiers: Vec<Text>,
    /// The nearest event that is sent.
    pub(crate) near: Option<Near>,
    /// The event to add. None if the project sends no event.
    pub(crate) event: Option<NewEvent>,
    /// The rank: higher is better.
    pub(crate) points: f64,
}

/// Returns what to instrument next, the best first. The context needs the ways of surfaces.
pub(crate) fn backlog(cx: &Context<'_>) -> Vec<BacklogEntry> {
    let mut names = Names::new(cx);
    let places = places(cx, &|surface| names.is_sent_elsewhere(surface));
    let features = fitting_features(cx, &places);
    let neighbours = Neighbours::new(cx);
    let categories: FxHashMap<&str, usize> = categories(cx);
    let mut entries: Vec<BacklogEntry> = Vec::new();
    for (place, fitting) in places.iter().zip(features) {
        let is_exempt = is_exempt(cx, place, &categories);
        if fitting.is_empty() && !is_exempt {
            entries.push(entry(cx, place, Vec::new(), &categories, &neighbours));
        }
        for (surface, features) in fitting {
            let place = Place {
                surface,
                ..place.clone()
            };
            entries.push(entry(cx, &place, features, &categories, &neighbours));
        }
    }
    let at = |entry: &BacklogEntry| &cx.surfaces.surfaces[entry.surface];
    entries.sort_by(|a, b| {
        let by_points = b.points.total_cmp(&a.points);
        by_points.then_with(|| {
            let (a, b) = (at(a), at(b));
            (&a.name, a.span).cmp(&(&b.name, b.span))
        })
    });
    add_events(cx, &mut names, &mut entries);
    entries
}

/// Returns true if a person decided that the category of a class needs no instrumentation.
fn is_exempt(cx: &Context<'_>, place: &Place, categories: &FxHashMap<&str, usize>) -> bool {
    let category = category_of(cx, place);
    let row = category.and_then(|key| categories.get(cx.inputs.category_key(key).as_str()));
    row.is_some_and(|row| cx.features[*row].verdict == FeatureVerdict::Exempt)
}

/// Returns the category of the surface to begin with, or else the only one that the other surfaces of the class declare.
fn category_of<'c>(cx: &'c Context<'_>, place: &Place) -> Option<&'c String> {
    let surface = |number: usize| &cx.surfaces.surfaces[number];
    let own = surface(place.surface).category.as_ref();
    let others = || {
        let all = place.all.iter();
        let mut all = all.filter_map(|number| surface(*number).category.as_ref());
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    };
    own.or_else(others)
}

fn categories<'c>(cx: &'c Context<'_>) -> FxHashMap<&'c str, usize> {
    let rows = cx.features.iter().enumerate();
    let rows = rows.filter(|(_, row)| row.kind == FeatureKind::Category);
    rows.flat_map(|(number, row)| row.categories.iter().map(move |key| (key.as_str(), number)))
        .collect()
}

fn entry(
    cx: &Context<'_>,
    place: &Place,
    features: Vec<usize>,
    categories: &FxHashMap<&str, usize>,
    neighbours: &Neighbours<'_>,
) -> BacklogEntry {
    let category = category_of(cx, place);
    let category = category.and_then(|key| categories.get(cx.inputs.category_key(key).as_str()));
    let category = category.copied();
    let rows = || {
        category
            .iter()
            .chain(&features)
            .map(|row| &cx.features[*row])
    };
    let near = neighbours.near(place, category);
    let mut tiers: Vec<Text> = Vec::new();
    // An entry of the list knows its tiers better than its category.
    let of_features = features.iter().map(|row| &cx.features[*row]);
    for tier in of_features
        .chain(rows())
        .find_map(|row| (!row.tiers.is_empty()).then_some(&row.tiers))
        .into_iter()
        .flatten()
    {
        tiers.push(tier.clone());
    }
    let mut entry = BacklogEntry {
        surface: place.surface,
        untracked: place.untracked,
        surfaces: place.surfaces,
        category,
        group: rows().find_map(|row| row.group.clone()),
        tiers,
        features,
        near,
        event: None,
        points: 0.0,
    };
    entry.points = points(cx, &entry);
    entry
}

/// Returns the rank: a wide audience, many surfaces, nothing visible yet, a listed feature, and a neighbour to imitate.
fn points(cx: &Context<'_>, entry: &BacklogEntry) -> f64 {
    let free = &cx.inputs.rules.links.free_tiers;
    let audience = match entry.tiers.is_empty() {
        true => 1.0,
        false if entry.tiers.iter().any(|tier| free.contains(tier)) => 2.0,
        false => 0.0,
    };
    let size = (entry.untracked as f64 + 1.0).log2();
    let blind = entry.untracked as f64 / entry.surfaces.max(1) as f64;
    let listed = if entry.features.is_empty() { 0.0 } else { 1.5 };
    let ease = match entry.near.as_ref().map(|near| near.relation) {
        Some(Relation::Class) => 1.5,
        Some(Relation::Category) => 1.0,
        Some(Relation::Group | Relation::Name) => 0.5,
        None => 0.0,
    };
    audience + size + 2.0 * blind + listed + ease
}

/// Adds the event and the call to each entry, in their order, so that no name is given twice.
fn add_events(cx: &Context<'_>, names: &mut Names<'_>, entries: &mut [BacklogEntry]) {
    let models = Models::new(cx);
    for entry in entries {
        let surface = &cx.surfaces.surfaces[entry.surface];
        let model = models.nearest(surface);
        let system = model.map(|model| &model.call.system);
        let Some(system) = system.or(names.usual_system()) else {
            continue;
        };
        let near = entry.category.map(|row| &cx.features[row].events[..]);
        let name = names.name(surface, system, near.unwrap_or_default());
        entry.event = name.map(|name| NewEvent {
            call: model.map(|model| new_call(model, &models, surface, &name)),
            name,
            system: system.clone(),
        });
    }
}

fn new_call(model: &Model<'_>, models: &Models<'_>, surface: &Surface, name: &str) -> NewCall {
    let sent = model.call.properties.iter();
    let mut properties: Vec<String> = sent.map(|one| one.name.to_string()).collect();
    properties.sort();
    properties.dedup();
    NewCall {
        text: models.imitated(model, surface, name),
        model: model.number,
        properties,
    }
}
