//! Ways from surfaces to the tracking calls that they lead to.
//!
//! The walk starts at the code of a surface and follows call sites whose target is certain: methods of the same class with its
//! superclasses and mixins, callbacks, methods of other classes, jobs, callbacks of records, and the components of a page. It ends
//! after a few hops. Files that it needs are parsed on the way, so only a command that asks for ways pays for them.

mod bound_names;
mod callbacks;
mod containers;
mod covers;
mod edges;
mod frame;
mod graph;
mod handlers;
mod hooks;
mod methods;
mod node;
mod objects;
mod pages;
mod parts;
mod programs;
mod project;
mod search;
mod start;
mod types;
mod values;
mod walker;

pub(crate) use crate::reach::node::{Cover, Reached, StepKind, Way, WayStep};
pub(crate) use crate::reach::pages::PagePaths;
pub(crate) use crate::reach::start::{Body, Hook, HookPlace, Material, Start};

use crate::reach::covers::Covers;
use crate::reach::graph::Graph;
use crate::reach::programs::Programs;
use crate::reach::project::Project;
use crate::reach::walker::{Tables, Walker};
use globset::GlobSet;
use rustc_hash::FxHashMap;

/// The result of the walk.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// The ways from each surface, in the order of the surfaces.
    pub(crate) surfaces: Vec<Reached>,
    /// The ways from each hook, in the order of the hooks.
    pub(crate) hooks: Vec<Around>,
}

/// Code that runs around surfaces.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// The ways from it.
    pub(crate) reached: Reached,
    /// Certainty that it runs around each surface; empty if it leads to no tracking call.
    pub(crate) covers: Vec<Cover>,
}

/// Finds the ways from surfaces, and from the hooks around them.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn ways(
    material: &Material<'_>,
    surfaces: &[Start<'_>],
    hooks: &[Hook<'_>],
) -> Result<Walked, String> {
    let mut project = Project::new(material)?;
    let mut starts = surfaces.to_vec();
    starts.extend((0..).zip(hooks).filter_map(|(number, hook)| {
        Some(Start {
            rule: material.rules.surfaces.get(*hook.rule.rules.first()?)?,
            name: hook.name,
            class: "",
            method: "",
            span: hook.span,
            body: Body::Hook(number),
        })
    }));
    let graph = Graph::explore(&mut project, material, &starts, hooks);
    let mut reached = search::search(&graph, &project, material, &starts);
    let of_hooks = reached.split_off(surfaces.len());
    let hooks = covers(&project, material, surfaces, hooks, of_hooks);
    Ok(Walked {
        surfaces: reached,
        hooks,
    })
}

/// Returns the hooks with the surfaces that they run around.
fn covers(
    project: &Project<'_>,
    material: &Material<'_>,
    surfaces: &[Start<'_>],
    hooks: &[Hook<'_>],
    reached: Vec<Reached>,
) -> Vec<Around> {
    let leads = |one: &Reached| !one.ways.is_empty() || one.unknown.is_some();
    if !reached.iter().any(leads) {
        return Vec::new();
    }
    let view = project.view();
    let units = project.units();
    let tables = Tables {
        starts: surfaces,
        hooks,
        rules: &material.rules.ways,
        dispatch: &[],
        mounts: &FxHashMap::default(),
        tracking: &FxHashMap::default(),
        units: &units,
        shared: &GlobSet::empty(),
    };
    let walker = Walker::new(project, &view, &tables);
    let programs = Programs::new(&view, material, &material.rules.ways.objects);
    let covers = Covers::new(&walker, programs, surfaces);
    let around = |(hook, reached): (&Hook<'_>, Reached)| {
        let rules = hook.rule.rules.iter();
        let rules: Vec<_> = rules
            .map(|number| &material.rules.surfaces[*number])
            .collect();
        let cover = |(number, start): (usize, &Start<'_>)| {
            let is_meant = rules.iter().any(|rule| std::ptr::eq(*rule, start.rule));
            match is_meant && leads(&reached) {
                true => covers.cover(hook, number, start),
                false => Cover::No,
            }
        };
        let covers = surfaces.iter().enumerate().map(cover).collect();
        Around { reached, covers }
    };
    hooks.iter().zip(reached).map(around).collect()
}
