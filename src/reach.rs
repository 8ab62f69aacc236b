//! Ways from surfaces to the tracking calls that they lead to.
//!
//! The walk starts at the code of a surface and follows call sites whose target is certain: methods of the same class with its
//! superclasses and mixins, callbacks, methods of other classes, jobs, callbacks of records, and the components of a page. It ends
//! after a few hops. Files that it needs are parsed on the way, so only a command that asks for ways pays for them.

mod callbacks;
mod edges;
mod frame;
mod graph;
mod handlers;
mod methods;
mod node;
mod pages;
mod parts;
mod project;
mod search;
mod start;
mod types;
mod values;
mod walker;

pub(crate) use crate::reach::node::{Reached, StepKind, Way, WayStep};
pub(crate) use crate::reach::pages::PagePaths;
pub(crate) use crate::reach::start::{Body, Material, Start};

use crate::reach::graph::Graph;
use crate::reach::project::Project;

/// Finds the ways from each surface, in the order of the surfaces.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn ways(material: &Material<'_>, starts: &[Start<'_>]) -> Result<Vec<Reached>, String> {
    let mut project = Project::new(material)?;
    let graph = Graph::explore(&mut project, material, starts);
    Ok(search::search(&graph, &project, material, starts))
}
