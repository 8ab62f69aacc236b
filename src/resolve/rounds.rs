//! Rounds: parse the files that hold a word somebody asked for, resolve, and see what is asked for next.
//!
//! The first words are those of the rules. What a round leaves unknown (a constant, a wrapper's callers, an import) gives the
//! words of the next. It ends when nothing new is found, so depth is bounded by the project and not by a constant, and files
//! that have nothing to do with tracking are never parsed.

use super::emit::Emitter;
use super::eval::Evaluator;
use super::families::families;
use super::index::{Index, Unit, Wants};
use super::matcher::Matcher;
use crate::calls::{Call, Family};
use crate::facts::Text;
use crate::rules::{ProjectRules, RulePack};
use crate::scan::{self, Language};
use crate::source::{FileId, SourceMap};
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A mention in more files than this says nothing: the word is too common to follow.
const MOST_FILES_A_WORD: usize = 600;

/// What resolution yields.
pub struct Resolution {
    /// The files that were parsed, by path.
    pub units: Vec<Unit>,
    /// All calls, by place.
    pub calls: Vec<Call>,
    /// Families of names.
    pub families: Vec<Family>,
    /// Declarations of counters.
    pub counters: Vec<super::counters::Counter>,
    /// How many rounds it took.
    pub rounds: usize,
}

/// Resolves every tracking call of a project.
///
/// `sources` holds all files that were read; `code` those whose language is scanned; `more_words` asks for files beyond those
/// the call rules need (feature declarations).
///
/// # Errors
/// A rule that cannot be compiled.
pub fn resolve(sources: &SourceMap, code: &[FileId], packs: &[RulePack], more_words: &[Text]) -> Result<Resolution, String> {
    let matcher = Matcher::new(packs)?;
    let project = merged(packs);
    let paths: FxHashSet<Arc<str>> = sources.iter().map(|(_, file)| file.path.clone()).collect();
    let mut words: Vec<Text> = matcher.words();
    words.extend(more_words.iter().cloned());
    words.extend(packs.iter().flat_map(|pack| pack.names.iter().flat_map(|rule| rule.calls.iter().cloned())));
    words.extend(packs.iter().flat_map(|pack| pack.counters.iter().flat_map(|rule| rule.descends.iter().map(tail))));
    let mut wants = Wants { mentions: words.into_iter().collect(), ..Wants::default() };
    let mut asked = Wants::default();
    let mut units: Vec<Unit> = Vec::new();
    let mut unparsed: Vec<FileId> = code.to_vec();
    let mut rounds = 0;
    loop {
        let first = rounds == 0;
        let hits = search(sources, &unparsed, &wants, first);
        asked.mentions.append(&mut wants.mentions);
        asked.definitions.append(&mut wants.definitions);
        asked.files.append(&mut wants.files);
        let done = hits.is_empty() && !first;
        if !done {
            let taken: FxHashSet<FileId> = hits.iter().copied().collect();
            unparsed.retain(|file| !taken.contains(file));
            units.extend(parse(sources, &hits));
            units.sort_by(|a, b| a.path.cmp(&b.path));
            rounds += 1;
        }
        let index = Index::new(&units, &project, &paths);
        let eval = Evaluator::new(&index);
        let calls = Emitter::new(&eval, &matcher).run();
        let counters = super::counters::counters(packs, &eval);
        let next = index.wants.take();
        wants = Wants {
            mentions: next.mentions.difference(&asked.mentions).cloned().collect(),
            definitions: next.definitions.difference(&asked.definitions).cloned().collect(),
            files: next.files.difference(&asked.files).cloned().collect(),
        };
        if done || wants == Wants::default() {
            let families = families(packs, &index, sources);
            drop(eval);
            drop(index);
            return Ok(Resolution { units, calls, families, counters, rounds });
        }
    }
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
        all.exclude.extend(project.exclude);
        all.version_file = all.version_file.or(project.version_file);
        all.other_half = all.other_half.or(project.other_half);
    }
    all
}

fn tail(path: &Text) -> Text {
    path.rsplit("::").next().unwrap_or(path).into()
}

/// The unparsed files that hold what is wanted.
fn search(sources: &SourceMap, unparsed: &[FileId], wants: &Wants, first: bool) -> Vec<FileId> {
    let words: Vec<&Text> = wants.mentions.iter().chain(&wants.definitions).collect();
    let Ok(automaton) = AhoCorasick::builder()
        .kind(Some(aho_corasick::AhoCorasickKind::ContiguousNFA))
        .build(words.iter().map(|word| word.as_str()))
    else {
        return Vec::new();
    };
    let mentions = wants.mentions.len();
    let hits: Vec<(FileId, Vec<u32>)> = unparsed
        .par_iter()
        .filter_map(|file| {
            let source = sources.file(*file);
            if wants.files.contains(source.path.as_ref()) {
                return Some((*file, vec![u32::MAX]));
            }
            if words.is_empty() {
                return None;
            }
            let language = scan::language_of(&source.path)?;
            let found = hits_of(&automaton, &source.text, language, &words, mentions, first);
            (!found.is_empty()).then_some((*file, found))
        })
        .collect();
    let mut counts = vec![0usize; words.len()];
    for word in hits.iter().flat_map(|(_, words)| words).filter(|word| **word != u32::MAX) {
        counts[*word as usize] += 1;
    }
    let worth = |word: &u32| first || *word == u32::MAX || counts[*word as usize] <= MOST_FILES_A_WORD;
    hits.into_iter().filter(|(_, words)| words.iter().any(worth)).map(|(file, _)| file).collect()
}

/// The words a text holds: whole words; definitions only where they look like one.
fn hits_of(automaton: &AhoCorasick, text: &str, language: &Language, words: &[&Text], mentions: usize, first: bool) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    for hit in automaton.find_overlapping_iter_or_plain(text) {
        let word = hit.pattern().as_u32();
        if found.contains(&word) || !is_word(text, hit.start(), hit.end()) {
            continue;
        }
        if word as usize >= mentions && !(language.defines)(text, hit.start(), words[word as usize]) {
            continue;
        }
        found.push(word);
        if first {
            break;
        }
    }
    found
}

trait FindAll {
    fn find_overlapping_iter_or_plain<'t>(&'t self, text: &'t str) -> Box<dyn Iterator<Item = aho_corasick::Match> + 't>;
}

impl FindAll for AhoCorasick {
    /// Overlapping matches, so that `track` does not hide `track_event`.
    fn find_overlapping_iter_or_plain<'t>(&'t self, text: &'t str) -> Box<dyn Iterator<Item = aho_corasick::Match> + 't> {
        match self.try_find_overlapping_iter(text) {
            Ok(all) => Box::new(all),
            Err(_) => Box::new(self.find_iter(text)),
        }
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    !word(before) && !word(bytes.get(end))
}

fn parse(sources: &SourceMap, files: &[FileId]) -> Vec<Unit> {
    let parse_one = |file: &FileId| {
        let source = sources.file(*file);
        let language = scan::language_of(&source.path)?;
        let facts = (language.scan)(scan::Input { file: *file, path: &source.path, text: &source.text });
        Some(Unit { file: *file, path: source.path.clone(), language: language.name, facts })
    };
    files.par_iter().filter_map(parse_one).collect()
}
