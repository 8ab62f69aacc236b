//! Names of tracking calls: a loop that parses files, resolves names, and requests more files, until nothing is requested.
//!
//! A call that a rule recognises is a root. If its name depends on a parameter, every caller of that function is a call too, with
//! the argument in the parameter's place, and so on outward. The first requests are the words of the rules. An unknown constant,
//! wrapper or import gives the requests of the next round. The loop ends when no file is new, so its depth is bounded by the
//! project, and files without tracking are never parsed.

pub(crate) mod attempts;
pub(crate) mod callers;
pub(crate) mod code_definitions;
mod computed_names;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod families;
pub(crate) mod match_rules;
pub(crate) mod parse_cache;
pub(crate) mod project;
pub(crate) mod propagate;
pub(crate) mod request;
pub(crate) mod resolution;
pub(crate) mod systems;

use crate::facts::Text;
use crate::resolve::callers::index::CallerIndex;
use crate::resolve::code_definitions::CodeRules;
use crate::resolve::match_rules::Matcher;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::project::inheritance::Inheritance;
use crate::resolve::project::link::link;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::project::unparsed;
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::search::{Hit, found, fulfilled};
use crate::resolve::request::searches::RepeatedSearches;
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{FileRequest, FileRequests, NotFollowed};
use crate::resolve::resolution::Resolution;
use crate::resolve::systems::{Systems, Tables};
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Limit of rounds. A chain of classes in files of their own takes one for each; real trees take about ten.
const MOST_ROUNDS: usize = 100;

/// The project of one run, as far as it is parsed.
struct Project {
    symbols: SymbolTable,
    inheritance: Inheritance,
    callers: CallerIndex,
    /// Requests that too many files fulfil.
    not_followed: NotFollowed,
}

impl Project {
    fn new(packs: &[RulePack], sources: &SourceMap) -> Result<Self, String> {
        Ok(Self {
            symbols: unparsed(packs, sources)?,
            inheritance: Inheritance::default(),
            callers: CallerIndex::default(),
            not_followed: NotFollowed::new(),
        })
    }

    /// Notes requests that are not followed, and removes files that will be parsed from those that are not. Returns the new ones of
    /// these requests, and those that one of the files fulfils.
    fn take(
        &mut self,
        files: &[FileId],
        new: NotFollowed,
        unparsed: &mut Vec<FileId>,
    ) -> FileRequests {
        let taken: FxHashSet<FileId> = files.iter().copied().collect();
        unparsed.retain(|file| !taken.contains(file));
        let mut changed: FileRequests = new.keys().cloned().collect();
        self.not_followed.extend(new);
        for (request, unread) in &mut self.not_followed {
            let before = unread.len();
            unread.retain(|file| !taken.contains(file));
            if unread.len() < before {
                changed.insert(request.clone());
            }
        }
        changed
    }

    /// Begins the searches for files.
    fn start_searches<'c>(
        &self,
        sources: &SourceMap,
        cache: &'c ParseCache,
    ) -> RepeatedSearches<'c> {
        let import_words = |path: &str| {
            let view = self.view();
            view.import_words(path).map(Text::from).collect()
        };
        cache.start_searches(sources, &import_words)
    }

    /// Finds the files that fulfil requests.
    fn search(
        &self,
        searches: &mut RepeatedSearches<'_>,
        words: &WordIndex,
        files: &[FileId],
        requests: &FileRequests,
    ) -> Arc<Vec<Hit>> {
        let import = |from: &str, module: &str| self.symbols.resolve_import(from, module);
        searches.hits(words, files, requests, &import)
    }

    fn view(&self) -> ProjectView<'_> {
        ProjectView::new(&self.symbols, &self.inheritance, &self.not_followed)
    }

    fn extend(&mut self, parsed: Vec<ParsedFile>) {
        let from = self.symbols.units.len();
        let new_names = self.symbols.extend(parsed);
        link(&mut self.inheritance, &self.symbols, from, &new_names);
        self.callers = CallerIndex::new(&|| self.view());
    }
}

/// Resolves every tracking call of a project.
///
/// `sources` holds all files; `code` those in a known language. `others` requests files that do not change the names of calls,
/// such as those of feature declarations and surfaces. `cache` holds the parsed files of earlier runs, and the result of the newest one,
/// which is returned again if no file changed that it depends on.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn resolve(
    sources: &SourceMap,
    code: &[FileId],
    packs: &[RulePack],
    others: &FileRequests,
    cache: &ParseCache,
) -> Result<Arc<Resolution>, String> {
    match cache.unchanged(sources, code) {
        Some(known) => Ok(known),
        None => resolve_anew(sources, code, packs, others, cache).map(Arc::new),
    }
}

fn resolve_anew(
    sources: &SourceMap,
    code: &[FileId],
    packs: &[RulePack],
    others: &FileRequests,
    cache: &ParseCache,
) -> Result<Resolution, String> {
    let matcher = Matcher::new(packs)?;
    let mut code_rules = CodeRules::new(packs)?;
    let words = WordIndex::new(sources, code, &|file| cache.words(sources.file(file)));
    let mut project = Project::new(packs, sources)?;
    let parse = |files: &[FileId]| parse(sources, files, cache, &matcher);
    let mut requests = first_requests(&matcher, packs, sources, code)?;
    requests.extend(code_rules.requests(sources, code));
    let mut requested: FxHashSet<FileRequest> = FxHashSet::default();
    let mut unparsed: Vec<FileId> = code.to_vec();
    let mut systems = Systems::new(&matcher);
    let mut searches = project.start_searches(sources, cache);
    for round in 0.. {
        let hits = project.search(&mut searches, &words, &unparsed, &requests);
        let found = found(&requests, &hits);
        let mut fulfilled = fulfilled(sources, &requests, &hits);
        let not_followed = found.not_followed(sources, &hits);
        let files = found.files;
        if round > 0 && files.is_empty() && not_followed.is_empty() {
            break;
        }
        if round == MOST_ROUNDS {
            systems.stop(packs, sources, &files);
            break;
        }
        fulfilled.extend(project.take(&files, not_followed, &mut unparsed));
        requested.extend(std::mem::take(&mut requests));
        let parsed = parse(&files);
        code_rules.note(project.symbols.units.len(), &parsed);
        project.extend(parsed);
        let tables = Tables {
            view: &|| project.view(),
            callers: &project.callers,
            matcher: &matcher,
            code_rules: &code_rules,
        };
        requests = systems.evaluate(&tables, Some(&fulfilled).filter(|_| round > 0));
        requests.retain(|request| !requested.contains(request));
        if requests.is_empty() {
            break;
        }
    }
    let hits = project.search(&mut searches, &words, &unparsed, others);
    let families = families::of_calls(packs, &project.symbols);
    let units = project.symbols.units.clone();
    // Freeing the tables takes long, and the other files need the memory.
    let parse_others = || parse(&found(others, &hits).files);
    let ((), others) = rayon::join(|| drop(project), parse_others);
    let results = systems.results();
    Ok(Resolution {
        searches: searches.now,
        ..Resolution::new(units, others, results, families, words)
    })
}

/// Returns the requests of the rules.
fn first_requests(
    matcher: &Matcher<'_>,
    packs: &[RulePack],
    sources: &SourceMap,
    code: &[FileId],
) -> Result<FileRequests, String> {
    let mut words: Vec<Text> = Vec::new();
    let mut requests = matcher.requests();
    let names = packs.iter().flat_map(|pack| &pack.names);
    for rule in names.filter(|rule| !rule.calls.is_empty()) {
        let Some(places) = families::places(rule)? else {
            words.extend(rule.calls.iter().cloned());
            continue;
        };
        let files = code.par_iter().map(|file| sources.file(*file));
        let files = files.filter(|file| {
            let has_name = || {
                rule.calls
                    .iter()
                    .any(|name| file.text.contains(name.as_str()))
            };
            places.is_match(&*file.path) && has_name()
        });
        requests.par_extend(files.map(|file| FileRequest::file(&*file.path)));
    }
    requests.extend(words.into_iter().map(FileRequest::word));
    // The index knows whole words only, and a pattern is a part of one.
    let literals = matcher.literals();
    let literals: Vec<_> = literals.iter().map(memchr::memmem::Finder::new).collect();
    if !literals.is_empty() {
        let files = code.par_iter().map(|file| sources.file(*file));
        let files = files.filter(|file| {
            let text = file.text.as_bytes();
            literals.iter().any(|literal| literal.find(text).is_some())
        });
        requests.par_extend(files.map(|file| FileRequest::file(&*file.path)));
    }
    Ok(requests)
}

fn parse(
    sources: &SourceMap,
    files: &[FileId],
    cache: &ParseCache,
    matcher: &Matcher<'_>,
) -> Vec<ParsedFile> {
    let parse = |file: &FileId| cache.parsed(*file, sources.file(*file), matcher);
    // A script takes a hundred times as long as a small class. Large pieces would leave one core idle at the end.
    files.par_iter().with_max_len(4).filter_map(parse).collect()
}

#[cfg(test)]
mod tests;
