//! What is remembered from one resolution to the next, so that a changed file costs little more than what it changes.
//!
//! Everything is held against the texts it came from, so a memory can be out of date but never wrong: what does not fit is made
//! anew. Without an owner (a single run) nothing is kept.

use super::counters::Counter;
use super::index::Unit;
use super::tables::Tables;
use super::wants::{Hit, Wants};
use super::words::{WordIndex, Words};
use crate::calls::{Call, Family};
use crate::facts::FileFacts;
use crate::source::{FileId, SourceFile, SourceMap};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What was found out the last time.
#[derive(Default)]
pub struct Memory {
    /// Whether there will be a next time.
    pub(super) remembers: bool,
    files: Vec<Known>,
    paths: Option<Arc<FxHashSet<Arc<str>>>>,
    /// The rounds, as far as they still hold.
    pub(super) rounds: Vec<Round>,
    /// What was looked for, and where: that of the last time, and that of this one.
    searches: (Vec<Search>, Vec<Search>),
    /// What the last round came to.
    pub(super) outcome: Option<Remembered>,
}

/// What a file says, and its look-ups.
type Facts = (Arc<FileFacts>, Arc<Tables>);

/// One file as it was.
struct Known {
    path: Arc<str>,
    text: Arc<str>,
    words: Option<Words>,
    facts: Option<Facts>,
}

/// What was looked for, whether each file was looked at for it, and what they held.
#[derive(Default)]
struct Search {
    wants: Wants,
    looked_at: Vec<bool>,
    hits: Vec<Hit>,
}

/// What one round parsed, what was not followed then, and what evaluation asked for.
pub(super) struct Round {
    pub(super) parsed: Vec<Unit>,
    pub(super) unfollowed: Arc<Wants>,
    pub(super) wants: Wants,
}

/// What resolution came to.
#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) calls: Vec<Call>,
    pub(super) counters: Vec<Counter>,
    pub(super) families: Vec<Family>,
}

impl Memory {
    /// A memory that lasts from one resolution to the next.
    pub fn lasting() -> Self {
        Self { remembers: true, ..Self::default() }
    }

    /// Forgets what does not fit the files any more.
    pub(super) fn compare(&mut self, sources: &SourceMap) {
        if !self.remembers {
            return;
        }
        let is_at = |known: &Known, path: &Arc<str>| Arc::ptr_eq(&known.path, path) || known.path == *path;
        let same_paths = self.files.len() == sources.len()
            && self.files.iter().zip(sources.iter()).all(|(known, (_, file))| is_at(known, &file.path));
        if !same_paths {
            // Imports lead to other files, and spans count files by other numbers.
            let known = |(_, file): (FileId, &SourceFile)| Known {
                path: Arc::clone(&file.path),
                text: Arc::clone(&file.text),
                words: None,
                facts: None,
            };
            *self = Self { remembers: self.remembers, files: sources.iter().map(known).collect(), ..Self::default() };
        }
        for (known, (_, file)) in self.files.iter_mut().zip(sources.iter()) {
            if !Arc::ptr_eq(&known.text, &file.text) {
                *known = Known { path: Arc::clone(&file.path), text: Arc::clone(&file.text), words: None, facts: None };
            }
        }
    }

    /// The paths of the files, which must be those of the last comparison.
    pub(super) fn paths(&mut self, sources: &SourceMap) -> Arc<FxHashSet<Arc<str>>> {
        let all = || Arc::new(sources.iter().map(|(_, file)| file.path.clone()).collect());
        Arc::clone(self.paths.get_or_insert_with(all))
    }

    /// Whether a file has another text than the last time, or was not there.
    fn is_changed(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_none_or(|known| known.words.is_none())
    }

    /// The words of a file.
    pub(super) fn words(&self, file: FileId) -> Option<Words> {
        self.files.get(file.0 as usize)?.words.clone()
    }

    /// The facts of a file.
    pub(super) fn facts(&self, file: FileId) -> Option<Facts> {
        self.files.get(file.0 as usize)?.facts.clone()
    }

    /// What files hold of what is wanted; `look` finds it out, and is asked about files that changed or were not looked at for just
    /// this the last time.
    pub(super) fn hits(&mut self, wants: &Wants, files: &[FileId], look: impl Fn(&[FileId]) -> Vec<Hit>) -> &[Hit] {
        let search = match self.remembers {
            true => self.search(wants, files, look),
            false => Search { hits: look(files), ..Search::default() },
        };
        self.searches.1.push(search);
        self.searches.1.last().map_or(&[], |search| &search.hits)
    }

    fn search(&mut self, wants: &Wants, files: &[FileId], look: impl Fn(&[FileId]) -> Vec<Hit>) -> Search {
        let mut looked_at = vec![false; self.files.len()];
        files.iter().for_each(|file| looked_at[file.0 as usize] = true);
        let Some(place) = self.searches.0.iter().position(|search| search.wants == *wants) else {
            return Search { wants: wants.clone(), looked_at, hits: look(files) };
        };
        let known = self.searches.0.swap_remove(place);
        let is_known = |file: &FileId| known.looked_at[file.0 as usize] && !self.is_changed(*file);
        let open: Vec<FileId> = files.iter().copied().filter(|file| !is_known(file)).collect();
        let mut hits = known.hits;
        hits.retain(|(file, _)| looked_at[file.0 as usize] && !self.is_changed(*file));
        hits.extend(look(&open));
        hits.sort_by_key(|(file, _)| *file);
        Search { wants: known.wants, looked_at, hits }
    }

    /// Takes a round down.
    pub(super) fn add_round(&mut self, round: impl FnOnce() -> Round) {
        if self.remembers {
            self.rounds.push(round());
            self.outcome = None;
        }
    }

    /// What a round asked for, if it parsed just these facts the last time; forgets it and all behind it if not.
    pub(super) fn round(&mut self, number: usize, parsed: &[Unit], unfollowed: &Arc<Wants>) -> Option<Wants> {
        let known = self.rounds.get(number)?;
        let same = known.parsed.len() == parsed.len()
            && known.unfollowed == *unfollowed
            && known
                .parsed
                .iter()
                .zip(parsed)
                .all(|(known, unit)| known.file == unit.file && Arc::ptr_eq(&known.facts, &unit.facts));
        if !same {
            self.rounds.truncate(number);
            self.outcome = None;
            return None;
        }
        Some(known.wants.clone())
    }

    /// Takes down what the files came to; what was parsed once may be asked for again.
    pub(super) fn keep<'u>(&mut self, code: &[FileId], words: &WordIndex, units: impl Iterator<Item = &'u Unit>) {
        if !self.remembers {
            *self = Self::default();
            return;
        }
        self.searches = (std::mem::take(&mut self.searches.1), Vec::new());
        for file in code {
            self.files[file.0 as usize].words.get_or_insert_with(|| Arc::clone(words.of(*file)));
        }
        for unit in units {
            self.files[unit.file.0 as usize].facts.get_or_insert_with(|| (Arc::clone(&unit.facts), Arc::clone(&unit.tables)));
        }
    }
}
