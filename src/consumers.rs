//! Consumers of events and metrics: the names that analytics projects read, and the graph from there to what people see.
//!
//! Names are read by tokens. There is no tree of SQL, and templates are not evaluated.

mod alias;
mod comments;
mod compare;
mod documents;
pub(crate) mod exchange;
pub(crate) mod graph;
pub(crate) mod inventory;
mod lexer;
mod lineage;
mod manifest;
pub(crate) mod project;
pub(crate) mod reference;
pub(crate) mod rules;
mod scan;
mod series;
mod variant;

use crate::consumers::rules::ConsumerRules;
use crate::rules::RulePack;
use crate::rules::consumers::ConsumerRule;
use crate::source::{SourceFile, SourceMap};
use std::collections::BTreeSet;

/// Returns the names that one rule reads in a file.
///
/// # Errors
/// The rule is invalid, or it cannot read the file.
pub(crate) fn example_names(
    pack: &RulePack,
    rule: &ConsumerRule,
    path: &str,
    text: &str,
) -> Result<BTreeSet<String>, String> {
    let pack = RulePack {
        pack: pack.pack.clone(),
        system: pack.system.clone(),
        consumers: vec![rule.clone()],
        ..RulePack::default()
    };
    let rules = ConsumerRules::new(&[pack])?;
    let mut sources = SourceMap::default();
    let file = sources.add(SourceFile::new(path, text));
    let read = project::read(&rules, &sources, &[file], &[], Vec::new());
    match read.problems.into_iter().next() {
        Some((_, problem)) => Err(problem),
        None => Ok(read
            .references
            .iter()
            .map(|one| one.name.to_string())
            .collect()),
    }
}

#[cfg(test)]
mod tests;
