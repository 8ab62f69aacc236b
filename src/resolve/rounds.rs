//! Rounds: parse the files that hold a word somebody asked for, resolve, and see what is asked for next.
//!
//! The first words are those of the rules. What a round leaves unknown (a constant, a wrapper's callers, an import) gives the
//! words of the next. It ends when nothing new is found, so depth is bounded by the project and not by a constant, and files
//! that have nothing to do with tracking are never parsed.

use crate::calls::{Call, Family};
use crate::facts::Text;
use crate::languages;
use crate::resolve::counters::Counter;
use crate::resolve::families;
use crate::resolve::match_rules::Matcher;
use crate::resolve::memory::{Facts, Memory, Remembered, Round};
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::view::{ParsedFile, SymbolTable};
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{self, FileRequest, FileRequests, Found};
use crate::resolve::systems::{Evaluation, News, Scene};
use crate::rules::{ProjectRules, RulePack};
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What resolution yields.
pub struct Resolution {
    /// The files that were parsed for what calls send, by path.
    pub units: Vec<ParsedFile>,
    /// Those that were parsed only because they were asked for, by path.
    pub others: Vec<ParsedFile>,
    /// All calls, by place.
    pub calls: Arc<[Call]>,
    /// Families of names.
    pub families: Arc<[Family]>,
    /// Declarations of counters.
    pub counters: Vec<Counter>,
    /// How many rounds it took.
    pub rounds: usize,
    /// Which words stand in which files of code.
    pub words: WordIndex,
}

impl Resolution {
    /// All files that were parsed: those for calls, then the others.
    pub fn parsed(&self) -> impl Iterator<Item = &ParsedFile> {
        self.units.iter().chain(&self.others)
    }
}

/// Resolves every tracking call of a project.
///
/// `sources` holds all files that were read; `code` those whose language is scanned; `others` asks for files beyond those that calls
/// lead to (feature declarations, surfaces), which have no say in what calls send.
///
/// # Errors
/// A rule that cannot be compiled.
pub fn resolve(
    sources: &SourceMap,
    code: &[FileId],
    packs: &[RulePack],
    others: &FileRequests,
) -> Result<Resolution, String> {
    resolve_again(&mut Memory::default(), sources, code, packs, others)
}

/// The same with what is remembered of the last time, whose packs must have been these. What a round came to is taken over as long
/// as every round up to it parsed the same texts; the answer is never another than without memory.
///
/// # Errors
/// A rule that cannot be compiled.
pub fn resolve_again(
    memory: &mut Memory,
    sources: &SourceMap,
    code: &[FileId],
    packs: &[RulePack],
    others: &FileRequests,
) -> Result<Resolution, String> {
    let matcher = Matcher::new(packs)?;
    memory.compare(sources);
    memory.take_edits(sources, &matcher, packs);
    let words = WordIndex::new(sources, code, &|file| memory.words(file));
    let mut requests = first_requests(&matcher, packs, sources, code)?;
    let mut asked: FxHashSet<FileRequest> = FxHashSet::default();
    let mut unparsed: Vec<FileId> = code.to_vec();
    let mut declared = SymbolTable::new(merged(packs), memory.paths(sources))?;
    let mut waiting: Vec<ParsedFile> = Vec::new();
    let mut units: Vec<ParsedFile> = Vec::new();
    let mut evaluation = Evaluation::new(&matcher);
    let mut rounds = 0;
    let go_on = |evaluation: &mut Evaluation, declared: &mut SymbolTable| {
        let changed = std::mem::take(&mut declared.changed);
        let scene = Scene {
            declared,
            stage: &declared.now,
            matcher: &matcher,
            packs,
        };
        evaluation.go_on(
            scene,
            News {
                changed: &changed,
                edited: &[],
            },
        )
    };
    loop {
        let resolve_import = |from: &str, module: &str| declared.resolve_import(from, module);
        let hits = memory.hits(&requests, &unparsed, |files| {
            request::hits(sources, &words, files, &requests, &resolve_import)
        });
        let Found { files, common } = request::found(&requests, hits);
        let followed_before = declared.now.unfollowed.len();
        declared.leave_unfollowed(common);
        asked.extend(std::mem::take(&mut requests));
        if rounds > 0 && files.is_empty() && declared.now.unfollowed.len() == followed_before {
            break;
        }
        let mut taken = vec![false; sources.len()];
        files.iter().for_each(|file| taken[file.0 as usize] = true);
        unparsed.retain(|file| !taken[file.0 as usize]);
        let parsed = parse(sources, &files, memory, &matcher);
        units.extend(parsed.iter().cloned());
        waiting.extend(parsed.iter().cloned());
        let is_new = |request: &&FileRequest| !asked.contains(*request);
        requests = match memory.round(rounds, &parsed, &declared.now.unfollowed) {
            Some(known) => known.iter().filter(is_new).cloned().collect(),
            None => {
                declared.extend(std::mem::take(&mut waiting));
                let requests = go_on(&mut evaluation, &mut declared);
                let new = requests.iter().filter(is_new).cloned().collect();
                memory.add_round(|| Round {
                    parsed,
                    requests,
                    stage: declared.now.clone(),
                    evaluation: evaluation.clone(),
                });
                new
            }
        };
        rounds += 1;
        if requests.is_empty() {
            break;
        }
    }
    let outcome = match memory.outcome(rounds, sources, packs) {
        Some(known) => known,
        None => {
            if !waiting.is_empty() {
                declared.extend(waiting);
                go_on(&mut evaluation, &mut declared);
            }
            let outcome = Remembered::new(&evaluation, &declared, packs, sources);
            memory.keep_declared(rounds, &mut declared);
            outcome
        }
    };
    let resolve_import = |from: &str, module: &str| declared.resolve_import(from, module);
    let hits = memory.hits(others, &unparsed, |files| {
        request::hits(sources, &words, files, others, &resolve_import)
    });
    let mut others = parse(
        sources,
        &request::found(others, hits).files,
        memory,
        &matcher,
    );
    memory.keep(code, &words, units.iter().chain(&others));
    // To take it apart takes longer than much of what is left to do.
    rayon::spawn(move || drop(declared));
    units.sort_by(|a, b| a.path.cmp(&b.path));
    others.sort_by(|a, b| a.path.cmp(&b.path));
    memory.remember(&outcome);
    let Remembered {
        calls,
        counters,
        families,
    } = outcome;
    Ok(Resolution {
        units,
        others,
        calls,
        families,
        counters,
        rounds,
        words,
    })
}

/// What the rules ask for.
fn first_requests(
    matcher: &Matcher<'_>,
    packs: &[RulePack],
    sources: &SourceMap,
    code: &[FileId],
) -> Result<FileRequests, String> {
    let counters = packs.iter().flat_map(|pack| &pack.counters);
    let mut words: Vec<Text> = counters
        .flat_map(|rule| rule.descends.iter().cloned())
        .collect();
    let mut requests = matcher.requests();
    for rule in packs
        .iter()
        .flat_map(|pack| &pack.names)
        .filter(|rule| !rule.calls.is_empty())
    {
        match families::places(rule)? {
            Some(places) => {
                let there = code
                    .par_iter()
                    .map(|file| sources.file(*file))
                    .filter(|file| places.is_match(&*file.path));
                let hits = there.filter(|file| {
                    rule.calls
                        .iter()
                        .any(|name| file.text.contains(name.as_str()))
                });
                requests.par_extend(hits.map(|file| FileRequest::file(&*file.path)));
            }
            None => words.extend(rule.calls.iter().cloned()),
        }
    }
    requests.extend(words.into_iter().map(FileRequest::word));
    Ok(requests)
}

/// The project rules of all packs as one.
pub fn merged(packs: &[RulePack]) -> ProjectRules {
    let mut all = ProjectRules::default();
    for pack in packs {
        let project = pack.project.clone();
        all.aliases.extend(project.aliases);
        all.template_helpers.extend(project.template_helpers);
        all.wrapper_words.extend(project.wrapper_words);
        all.dispatch.extend(project.dispatch);
        all.indirections.extend(project.indirections);
        all.stores.extend(project.stores);
        all.endpoints.extend(project.endpoints);
        all.exclude.extend(project.exclude);
        all.version_file = all.version_file.or(project.version_file);
        all.missing_edition = all.missing_edition.or(project.missing_edition);
    }
    all
}

fn parse(
    sources: &SourceMap,
    files: &[FileId],
    memory: &Memory,
    matcher: &Matcher<'_>,
) -> Vec<ParsedFile> {
    let known: Vec<Option<Facts>> = files.iter().map(|file| memory.facts(*file)).collect();
    let parse = |(file, known): (&FileId, Option<Facts>)| parse_one(sources, *file, known, matcher);
    // What is known is only put together: to share that takes longer.
    if known.iter().all(Option::is_some) {
        return files.iter().zip(known).filter_map(parse).collect();
    }
    // A script takes a hundred times what a small class takes: pieces that are not small leave one core idle at the end.
    files
        .par_iter()
        .zip(known)
        .with_max_len(4)
        .filter_map(parse)
        .collect()
}

/// A file, from its facts where these are known.
pub(crate) fn parse_one(
    sources: &SourceMap,
    file: FileId,
    known: Option<Facts>,
    matcher: &Matcher<'_>,
) -> Option<ParsedFile> {
    let source = sources.file(file);
    let language = languages::language_of(&source.path)?;
    let (facts, tables) = known.unwrap_or_else(|| {
        let facts = languages::scan(
            language,
            languages::Input {
                file,
                path: &source.path,
                text: &source.text,
            },
        );
        let tables = FileIndex::new(&facts, &source.path, language.name, matcher);
        (Arc::new(facts), Arc::new(tables))
    });
    let (path, text) = (source.path.clone(), source.text.clone());
    Some(ParsedFile {
        file,
        path,
        language: language.name,
        facts,
        text,
        tables,
    })
}
