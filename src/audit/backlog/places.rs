//! Classes with surfaces that users meet and nothing tracks.

use crate::audit::Context;
use crate::audit::backlog::convention::{VERBS, singular};
use crate::audit::feature_links::words::split;
use crate::audit::surfaces::{Surface, SurfaceState};
use crate::facts::{Argument, CallSite, Text, Value};
use crate::reach::PagePaths;
use crate::rules::any_depth_globs;
use crate::rules::features::SurfaceRule;
use crate::source::FileId;
use globset::GlobSet;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The order of surfaces that show something, and of all whose name does not say more.
const READS: u8 = 2;

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
    let rules = &cx.inputs.rules.surfaces;
    let globs = rules.iter().map(|rule| any_depth_globs(&rule.background));
    let globs: Vec<GlobSet> = globs.collect();
    let methods = rules
        .iter()
        .map(|rule| any_depth_globs(&rule.program_methods));
    let methods: Vec<GlobSet> = methods.collect();
    let by_programs = called_by_programs(cx);
    let paths: FxHashSet<&str> = cx
        .inputs
        .sources
        .iter()
        .map(|(_, file)| &*file.path)
        .collect();
    // A method with the name of such a class does not begin with a verb: `merge_requests` merges nothing.
    let classes = cx.surfaces.surfaces.iter();
    let classes = classes.filter(|one| rules[one.rule].methods_of.is_some());
    let classes = classes.map(|one| one.class.rsplit("::").next().unwrap_or_default());
    let objects: FxHashSet<[String; 2]> = classes.filter_map(first_two).collect();
    let surfaces = cx.surfaces.surfaces.iter();
    surfaces
        .map(|one| {
            let rule = &rules[one.rule];
            globs[one.rule].is_match(cx.inputs.sources.path(one.span))
                || methods[one.rule].is_match(route(&one.method))
                || by_programs.contains(&(one.rule, one.span.file))
                || is_data(rule, one, &paths, &objects)
        })
        .collect()
}

/// Returns the files of rules whose classes skip the protection of pages for all methods.
fn called_by_programs(cx: &Context<'_>) -> FxHashSet<(usize, FileId)> {
    let mut found = FxHashSet::default();
    for (number, rule) in cx.inputs.rules.surfaces.iter().enumerate() {
        let skips = |site: &CallSite| {
            let is_limited = || {
                rule.callbacks.iter().any(|one| {
                    let limits = [&one.only, &one.except];
                    limits.iter().any(|name| site.named(name).is_some())
                })
            };
            let is_unprotected = |one: &Argument| match &one.value {
                Value::Text(name) => rule.unprotected.contains(name),
                _ => false,
            };
            site.function.is_none()
                && rule
                    .callbacks
                    .iter()
                    .any(|one| one.skips.contains(&site.name))
                && site.arguments.iter().any(is_unprotected)
                && !is_limited()
        };
        let files = cx
            .inputs
            .facts
            .iter()
            .filter(|_| !rule.unprotected.is_empty());
        let files = files.filter(|(_, _, facts)| facts.calls.iter().any(skips));
        found.extend(files.map(|(file, _, _)| (number, *file)));
    }
    found
}

/// Returns the path of a route, or the name of a method.
fn route(method: &str) -> &str {
    method.split_once(' ').map_or(method, |(_, route)| route)
}

/// Returns the first two words of a name, in the singular.
fn first_two(name: &str) -> Option<[String; 2]> {
    match split(name).as_slice() {
        [first, second, ..] => Some([first.clone(), singular(second)]),
        _ => None,
    }
}

/// Returns true for a surface that only answers a script: it reads something, and it is no page.
fn is_data(
    rule: &SurfaceRule,
    surface: &Surface,
    paths: &FxHashSet<&str>,
    objects: &FxHashSet<[String; 2]>,
) -> bool {
    let method = &surface.method;
    let is_object = first_two(method).is_some_and(|two| objects.contains(&two));
    let words = split(method);
    let first = words.first().map_or("", String::as_str);
    let does = VERBS.contains(&first) && !is_object;
    let reads = weight(surface) == READS && (!does || is_standard(method));
    let pages = || PagePaths::of(rule, &surface.class, method);
    reads && !rule.pages.is_empty() && !pages().is_page(|path| paths.contains(path))
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
        _ => READS,
    }
}
