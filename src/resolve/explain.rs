//! Explanations of names: the constants, imports, accessors, properties and wrappers between a call and the name it sends.
//!
//! Values carry no history, because nearly all of them are dropped. An explanation evaluates once more with a recording
//! evaluator, and keeps the steps that led to the name.

use crate::calls::Step;
use crate::facts::Text;
use crate::resolve::Project;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::trace_step::leading;
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::propagate::Propagator;
use crate::rules::RulePack;
use crate::source::{SourceMap, Span};
use std::collections::BTreeMap;

/// The steps from each call, by its span and rule, to a name. The steps begin at the call.
pub(crate) type Explanations = BTreeMap<(Span, Text), Vec<Step>>;

/// Explains how each call that sends `name` leads to it.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn explanations(
    units: &[ParsedFile],
    sources: &SourceMap,
    packs: &[RulePack],
    name: &str,
) -> Result<Explanations, String> {
    let matcher = Matcher::new(packs)?;
    let mut project = Project::new(packs, sources)?;
    project.extend(units.to_vec());
    let view = project.view();
    let eval = Evaluator::recording(&view);
    let paths = Propagator::new(&eval, &project.callers, &matcher, None).paths();
    let mut explanations = Explanations::new();
    for ((at, rule), paths) in paths {
        let sending = paths.iter().find(|(sent, _)| sent.names.contains(name));
        if let Some((_, steps)) = sending.or(paths.first()) {
            explanations.insert((view.site(at).span, rule), leading(steps, name));
        }
    }
    Ok(explanations)
}
