//! How a name was found: every constant, import, accessor, property and wrapper between a call and the name it sends.
//!
//! Values carry no history, because nearly all of them are thrown away. Whoever wants to know the way evaluates once more with
//! an evaluator that notes where it goes, and keeps what led to the name.

use crate::calls::Step;
use crate::facts::Text;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::{ParsedFile, ProjectView, SymbolTable};
use crate::resolve::propagate::Propagator;
use crate::resolve::rounds::merged;
use crate::rules::RulePack;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place that evaluation went through, and what it found there.
#[derive(Debug, Clone)]
pub struct TraceStep {
    /// The place.
    pub step: Step,
    /// What it found; nothing for a wrapper, which leads to whatever is passed.
    pub terms: Option<Vec<AbstractValue>>,
}

/// The steps from each call (its span and its rule) to a name, the call's own side first.
pub type Explanations = BTreeMap<(Span, Text), Vec<Step>>;

/// The ways of all calls that send `name`.
///
/// # Errors
/// A rule that cannot be compiled.
pub fn explanations(
    units: &[ParsedFile],
    paths: FxHashSet<Arc<str>>,
    packs: &[RulePack],
    name: &str,
) -> Result<Explanations, String> {
    let matcher = Matcher::new(packs)?;
    let mut declared = SymbolTable::new(merged(packs), Arc::new(paths))?;
    declared.extend(units.to_vec());
    let index = ProjectView::new(&declared);
    let eval = Evaluator::recording(&index);
    Ok(Propagator::new(&eval, &matcher).explanations(name))
}

/// The steps that led to `name`, each once.
pub fn leading(seen: &[TraceStep], name: &str) -> Vec<Step> {
    let request_exactly = letters(name);
    let mut steps: Vec<Step> = Vec::new();
    for one in seen {
        let resolve_import = one
            .terms
            .as_ref()
            .is_none_or(|terms| terms.iter().any(|term| leads_to(term, &request_exactly)));
        if resolve_import && !steps.contains(&one.step) {
            steps.push(one.step.clone());
        }
    }
    steps
}

/// Whether a term is a name, a part of it, or something that it may be read from.
fn leads_to(term: &AbstractValue, request_exactly: &str) -> bool {
    match term {
        AbstractValue::Text(text) => {
            let text = letters(text);
            !text.is_empty() && request_exactly.contains(&text)
        }
        AbstractValue::Parts(terms) | AbstractValue::List(terms) => {
            terms.iter().any(|term| leads_to(term, request_exactly))
        }
        AbstractValue::Map(entries) => entries
            .iter()
            .any(|(key, value)| leads_to(key, request_exactly) || leads_to(value, request_exactly)),
        AbstractValue::Param(_)
        | AbstractValue::Class(_)
        | AbstractValue::Instance(..)
        | AbstractValue::Module(_)
        | AbstractValue::Function(_) => true,
        AbstractValue::Null | AbstractValue::Missing(_) | AbstractValue::Unknown(_) => false,
    }
}

/// Letters and digits alone: a name that is made from a class's name has another case and other separators.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
