//! How a name was found: every constant, import, accessor, property and wrapper between a call and the name it sends.
//!
//! Values carry no history, because nearly all of them are thrown away. Whoever wants to know the way evaluates once more with
//! an evaluator that notes where it goes, and keeps what led to the name.

use super::emit::Emitter;
use super::eval::Evaluator;
use super::index::{Declared, Index, Unit};
use super::matcher::Matcher;
use super::rounds::merged;
use super::term::Term;
use crate::calls::Step;
use crate::facts::Text;
use crate::rules::RulePack;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place that evaluation went through, and what it found there.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The place.
    pub step: Step,
    /// What it found; nothing for a wrapper, which leads to whatever is passed.
    pub terms: Option<Vec<Term>>,
}

/// The steps from each call (its span and its rule) to a name, the call's own side first.
pub type Trails = BTreeMap<(Span, Text), Vec<Step>>;

/// The ways of all calls that send `name`.
///
/// # Errors
/// A rule that cannot be compiled.
pub fn trails(
    units: &[Unit],
    paths: FxHashSet<Arc<str>>,
    packs: &[RulePack],
    name: &str,
) -> Result<Trails, String> {
    let matcher = Matcher::new(packs)?;
    let mut declared = Declared::new(merged(packs), Arc::new(paths))?;
    declared.extend(units.to_vec());
    let index = Index::new(&declared);
    let eval = Evaluator::watchful(&index);
    Ok(Emitter::new(&eval, &matcher).trails(name))
}

/// The steps that led to `name`, each once.
pub fn leading(seen: &[Seen], name: &str) -> Vec<Step> {
    let wanted = letters(name);
    let mut steps: Vec<Step> = Vec::new();
    for one in seen {
        let leads = one
            .terms
            .as_ref()
            .is_none_or(|terms| terms.iter().any(|term| leads_to(term, &wanted)));
        if leads && !steps.contains(&one.step) {
            steps.push(one.step.clone());
        }
    }
    steps
}

/// Whether a term is a name, a part of it, or something that it may be read from.
fn leads_to(term: &Term, wanted: &str) -> bool {
    match term {
        Term::Text(text) => {
            let text = letters(text);
            !text.is_empty() && wanted.contains(&text)
        }
        Term::Parts(terms) | Term::List(terms) => terms.iter().any(|term| leads_to(term, wanted)),
        Term::Map(entries) => entries
            .iter()
            .any(|(key, value)| leads_to(key, wanted) || leads_to(value, wanted)),
        Term::Param(_)
        | Term::Class(_)
        | Term::Instance(..)
        | Term::Module(_)
        | Term::Function(_) => true,
        Term::Null | Term::Missing(_) | Term::Unknown(_) => false,
    }
}

/// Letters and digits alone: a name that is made from a class's name has another case and other separators.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
