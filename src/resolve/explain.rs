//! Explanations of names: the constants, imports, accessors, properties and wrappers between a call and the name it sends.
//!
//! Values carry no history, because nearly all of them are dropped. An explanation evaluates once more with a recording
//! evaluator, and keeps the steps that led to the name.

use crate::calls::Step;
use crate::facts::Text;
use crate::resolve::Project;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::trace_step::{RecordedStep, leading};
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::propagate::{Path, Propagator};
use crate::rules::RulePack;
use crate::source::{SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The steps from each call, by its span and rule, to a name. The steps begin at the call.
pub(crate) type Explanations = BTreeMap<(Span, Text), Vec<Step>>;

/// The recorded paths from each call outward, from which any name can be explained.
#[derive(Debug, Default)]
pub(crate) struct Recorded(Vec<((Span, Text), Vec<RecordedPath>)>);

/// The names that a path sends, and its steps.
type RecordedPath = (BTreeSet<Text>, Vec<RecordedStep>);

/// Records how each call leads to its names.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn record(
    units: &[ParsedFile],
    sources: &SourceMap,
    packs: &[RulePack],
) -> Result<Recorded, String> {
    let matcher = Matcher::new(packs)?;
    let mut project = Project::new(packs, sources)?;
    project.extend(units.to_vec());
    let view = project.view();
    let eval = Evaluator::recording(&view);
    let paths = Propagator::new(&eval, &project.callers, &matcher, None).paths();
    let paths = paths.into_iter();
    let kept = |(sent, steps): Path| -> RecordedPath {
        (sent.names, steps.iter().map(RecordedStep::of).collect())
    };
    let paths = paths.map(|((at, rule), paths)| {
        let paths = paths.into_iter().map(kept).collect();
        ((view.site(at).span, rule), paths)
    });
    Ok(Recorded(paths.collect()))
}

impl Recorded {
    /// Explains how each call that sends `name` leads to it.
    pub(crate) fn explanations(&self, name: &str) -> Explanations {
        let mut explanations = Explanations::new();
        for (call, paths) in &self.0 {
            let sending = paths.iter().find(|(sent, _)| sent.contains(name));
            if let Some((_, steps)) = sending.or(paths.first()) {
                explanations.insert(call.clone(), leading(steps, name));
            }
        }
        explanations
    }
}
