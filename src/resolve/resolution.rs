//! The result of resolution.

use crate::calls::{Call, Family, Limit};
use crate::facts::Text;
use crate::resolve::code_definitions::CodeDefinitions;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::request::searches::Searches;
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::systems::SystemResults;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The result of resolution.
pub(crate) struct Resolution {
    /// The files that were parsed for the names of calls, by path.
    pub(crate) units: Vec<ParsedFile>,
    /// The files that were parsed for other reasons, by path.
    pub(crate) others: Vec<ParsedFile>,
    /// All calls, by position.
    pub(crate) calls: Arc<Vec<Call>>,
    /// Names in attributes that send nothing, by position.
    pub(crate) misplaced: Vec<Call>,
    /// Limits that were reached, by system.
    pub(crate) limits: Vec<Limit>,
    /// The call and element rules that matched a site.
    pub(crate) matched: BTreeSet<Text>,
    /// Families of names, with the names that calls give.
    pub(crate) families: Vec<Family>,
    /// The definitions in code.
    pub(crate) definitions: CodeDefinitions,
    /// The words of each file of code.
    pub(crate) words: WordIndex,
    /// The searches for files, for the next run.
    pub(crate) searches: Searches,
}

impl Resolution {
    /// Builds the result from the parsed files and the last round.
    pub(crate) fn new(
        mut units: Vec<ParsedFile>,
        mut others: Vec<ParsedFile>,
        results: SystemResults,
        families: Vec<Family>,
        words: WordIndex,
    ) -> Self {
        units.sort_by(|a, b| a.path.cmp(&b.path));
        others.sort_by(|a, b| a.path.cmp(&b.path));
        let SystemResults {
            mut calls,
            matched,
            definitions,
            limits,
        } = results;
        let owned = definitions.owned();
        calls.retain(|call| !owned.iter().any(|record| record.contains(call.span)));
        let (misplaced, calls): (_, Vec<Call>) =
            calls.into_iter().partition(|call| call.misplaced.is_some());
        Self {
            units,
            others,
            calls: Arc::new(calls),
            misplaced,
            definitions,
            limits,
            matched,
            families,
            words,
            searches: Searches::default(),
        }
    }

    /// Returns all parsed files: those for calls, then the others.
    pub(crate) fn parsed(&self) -> impl Iterator<Item = &ParsedFile> {
        self.units.iter().chain(&self.others)
    }
}
