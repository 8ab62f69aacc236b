//! Classes with surfaces that users meet and nothing tracks.

use crate::audit::Context;
use crate::audit::surfaces::{Surface, SurfaceState};
use crate::facts::Text;
use crate::rules::any_depth_globs;
use crate::source::FileId;
use globset::GlobSet;
use std::collections::BTreeMap;

/// A class with an untracked surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The surface to begin with, as an index.
    pub(crate) surface: usize,
    /// All surfaces of the class that nothing tracks, as indexes.
    pub(crate) all_untracked: Vec<usize>,
    /// All surfaces of the class that users meet, as indexes.
    pub(crate) all: Vec<usize>,
    /// Number of those that nothing tracks.
    pub(crate) untracked: usize,
    /// Number of surfaces of the class that users meet.
    pub(crate) surfaces: usize,
}

/// For each surface: true if a program or a job reaches it, and no user does.
fn background(cx: &Context<'_>) -> Vec<bool> {
    let rules = cx.inputs.rules.surfaces.iter();
    let globs: Vec<GlobSet> = rules
        .map(|rule| any_depth_globs(&rule.background))
        .collect();
    let surfaces = cx.surfaces.surfaces.iter();
    surfaces
        .map(|one| globs[one.rule].is_match(cx.inputs.sources.path(one.span)))
        .collect()
}

/// Returns the classes, by file and name. A surface that sends events about another subject is no part of the backlog, and neither is
/// one whose event is sent elsewhere.
pub(crate) fn places(cx: &Context<'_>, is_sent_elsewhere: &dyn Fn(&Surface) -> bool) -> Vec<Place> {
    let background = background(cx);
    let mut classes: BTreeMap<(FileId, &Text), Vec<usize>> = BTreeMap::new();
    for (number, surface) in cx.surfaces.surfaces.iter().enumerate() {
        if !background[number] {
            let class = (surface.span.file, &surface.class);
            classes.entry(class).or_default().push(number);
        }
    }
    let place = |all: Vec<usize>| {
        let surface = |number: &usize| &cx.surfaces.surfaces[*number];
        let is_open = |number: &&usize| {
            let one = surface(number);
            one.state() == SurfaceState::Untracked
                && one.evidence.side_effects.is_empty()
                && !is_sent_elsewhere(one)
        };
        let open: Vec<usize> = all.iter().filter(is_open).copied().collect();
        let first = open
            .iter()
            .min_by_key(|number| (weight(surface(number)), **number))?;
        Some(Place {
            surface: *first,
            untracked: open.len(),
            surfaces: all.len(),
            all_untracked: open,
            all,
        })
    };
    classes.into_values().filter_map(place).collect()
}

/// Returns true for a method that only names what is done with the object of its class.
pub(crate) fn is_standard(method: &str) -> bool {
    matches!(
        method,
        "create" | "update" | "destroy" | "new" | "edit" | "show" | "index"
    )
}

/// Returns the order in which surfaces say that a feature is used: making something, changing it, seeing it, removing it, and forms.
pub(crate) fn weight(surface: &Surface) -> u8 {
    let method = surface.method.to_lowercase();
    let word = method.split(' ').next().unwrap_or_default();
    match word {
        "create" | "post" => 0,
        "update" | "put" | "patch" => 1,
        "destroy" | "delete" => 3,
        "new" | "edit" => 4,
        _ => 2,
    }
}
