//! What is remembered from one resolution to the next, so that a changed file costs little more than what it changes.
//!
//! Everything is held against the texts it came from, so a memory can be out of date but never wrong: what does not fit is made
//! anew. Without an owner (a single run) nothing is kept.

use crate::calls::{Call, Family};
use crate::facts::FileFacts;
use crate::resolve::counters::Counter;
use crate::resolve::families::families;
use crate::resolve::grounds::Changed;
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::view::{ParsedFile, Stage, SymbolTable};
use crate::resolve::request::word_index::{WordIndex, Words};
use crate::resolve::request::{FileRequests, Hit};
use crate::resolve::rounds;
use crate::resolve::systems::{self, Evaluation, News, Scene};
use crate::rules::RulePack;
use crate::source::{FileId, SourceFile, SourceMap};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What was found out the last time.
#[derive(Default)]
pub struct Memory {
    /// Whether there will be a next time.
    pub(crate) remembers: bool,
    files: Vec<Known>,
    paths: Option<Arc<FxHashSet<Arc<str>>>>,
    /// The rounds, as far as they still hold.
    rounds: Vec<Round>,
    /// What the files of all rounds declare.
    declared: Option<SymbolTable>,
    /// What was looked for, and where: that of the last time, and that of this one.
    searches: (Vec<Search>, Vec<Search>),
    /// What the last round came to.
    outcome: Option<Remembered>,
}

/// What a file says, and its look-ups.
pub(crate) type Facts = (Arc<FileFacts>, Arc<FileIndex>);

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
    requests: FileRequests,
    looked_at: Vec<bool>,
    hits: Vec<Hit>,
}

/// What one round parsed, how things stood then, what they came to, and what was asked for.
pub(crate) struct Round {
    pub(crate) parsed: Vec<ParsedFile>,
    pub(crate) stage: Stage,
    pub(crate) evaluation: Evaluation,
    pub(crate) requests: FileRequests,
}

/// Files that are looked at again one by one; with more of them it is as well to begin anew.
const MOST_EDITS: usize = 16;

/// What resolution came to.
#[derive(Clone)]
pub(crate) struct Remembered {
    pub(crate) calls: Arc<[Call]>,
    pub(crate) counters: Vec<Counter>,
    pub(crate) families: Arc<[Family]>,
}

impl Remembered {
    /// What the rules found in all files.
    pub(crate) fn new(
        evaluation: &Evaluation,
        declared: &SymbolTable,
        packs: &[RulePack],
        sources: &SourceMap,
    ) -> Self {
        let (calls, families) = rayon::join(
            || evaluation.calls(declared),
            || families(packs, declared, sources),
        );
        Self {
            calls: calls.into(),
            counters: evaluation.counters.clone(),
            families: families.into(),
        }
    }
}

impl Memory {
    /// A memory that lasts from one resolution to the next.
    pub fn lasting() -> Self {
        Self {
            remembers: true,
            ..Self::default()
        }
    }

    /// Forgets what does not fit the files any more.
    pub(crate) fn compare(&mut self, sources: &SourceMap) {
        if !self.remembers {
            return;
        }
        let is_at =
            |known: &Known, path: &Arc<str>| Arc::ptr_eq(&known.path, path) || known.path == *path;
        let same_paths = self.files.len() == sources.len()
            && self
                .files
                .iter()
                .zip(sources.iter())
                .all(|(known, (_, file))| is_at(known, &file.path));
        if !same_paths {
            // Imports lead to other files, and spans count files by other numbers.
            let known = |(_, file): (FileId, &SourceFile)| Known {
                path: Arc::clone(&file.path),
                text: Arc::clone(&file.text),
                words: None,
                facts: None,
            };
            *self = Self {
                remembers: self.remembers,
                files: sources.iter().map(known).collect(),
                ..Self::default()
            };
        }
        for (known, (_, file)) in self.files.iter_mut().zip(sources.iter()) {
            if !Arc::ptr_eq(&known.text, &file.text) {
                *known = Known {
                    path: Arc::clone(&file.path),
                    text: Arc::clone(&file.text),
                    words: None,
                    facts: None,
                };
            }
        }
    }

    /// The paths of the files, which must be those of the last comparison.
    pub(crate) fn paths(&mut self, sources: &SourceMap) -> Arc<FxHashSet<Arc<str>>> {
        let all = || Arc::new(sources.iter().map(|(_, file)| file.path.clone()).collect());
        Arc::clone(self.paths.get_or_insert_with(all))
    }

    /// Whether a file has another text than the last time, or was not there.
    fn is_changed(&self, file: FileId) -> bool {
        self.files
            .get(file.0 as usize)
            .is_none_or(|known| known.words.is_none())
    }

    /// The words of a file.
    pub(crate) fn words(&self, file: FileId) -> Option<Words> {
        self.files.get(file.0 as usize)?.words.clone()
    }

    /// The facts of a file.
    pub(crate) fn facts(&self, file: FileId) -> Option<Facts> {
        self.files.get(file.0 as usize)?.facts.clone()
    }

    /// What files hold of what is wanted; `look` finds it out, and is asked about files that changed or were not looked at for just
    /// this the last time.
    pub(crate) fn hits(
        &mut self,
        requests: &FileRequests,
        files: &[FileId],
        look: impl Fn(&[FileId]) -> Vec<Hit>,
    ) -> &[Hit] {
        let search = match self.remembers {
            true => self.search(requests, files, look),
            false => Search {
                hits: look(files),
                ..Search::default()
            },
        };
        self.searches.1.push(search);
        self.searches.1.last().map_or(&[], |search| &search.hits)
    }

    fn search(
        &mut self,
        requests: &FileRequests,
        files: &[FileId],
        look: impl Fn(&[FileId]) -> Vec<Hit>,
    ) -> Search {
        let mut looked_at = vec![false; self.files.len()];
        files
            .iter()
            .for_each(|file| looked_at[file.0 as usize] = true);
        let Some(place) = self
            .searches
            .0
            .iter()
            .position(|search| search.requests == *requests)
        else {
            return Search {
                requests: requests.clone(),
                looked_at,
                hits: look(files),
            };
        };
        let known = self.searches.0.swap_remove(place);
        let is_known = |file: &FileId| known.looked_at[file.0 as usize] && !self.is_changed(*file);
        let open: Vec<FileId> = files
            .iter()
            .copied()
            .filter(|file| !is_known(file))
            .collect();
        let mut hits = known.hits;
        hits.retain(|(file, _)| looked_at[file.0 as usize] && !self.is_changed(*file));
        hits.extend(look(&open));
        hits.sort_by_key(|(file, _)| *file);
        Search {
            requests: known.requests,
            looked_at,
            hits,
        }
    }

    /// Makes the rounds what they would be with the parsed files as they are now; where what these declare has changed, forgets the
    /// rounds.
    pub(crate) fn take_edits(
        &mut self,
        sources: &SourceMap,
        matcher: &Matcher<'_>,
        packs: &[RulePack],
    ) {
        let Some(declared) = &mut self.declared else {
            return;
        };
        let units = declared.units.iter().enumerate();
        let edited =
            units.filter(|(_, unit)| !Arc::ptr_eq(&unit.text, &sources.file(unit.file).text));
        let edited: Vec<u32> = edited.map(|(number, _)| number as u32).collect();
        if edited.is_empty() {
            return;
        }
        self.outcome = None;
        let mut changed = Changed::default();
        let is_worn =
            edited.len() > MOST_EDITS || self.rounds.iter().any(|round| round.evaluation.is_worn());
        let stands = !is_worn
            && edited.iter().all(|number| {
                let unit = rounds::parse_one(
                    sources,
                    declared.units[*number as usize].file,
                    None,
                    matcher,
                );
                unit.and_then(|unit| declared.replace(*number, unit))
                    .map(|more| changed.extend(more))
                    .is_some()
            });
        if !stands {
            self.forget_rounds();
            return;
        }
        let declared = &*declared;
        for unit in edited
            .iter()
            .map(|number| &declared.units[*number as usize])
        {
            self.files[unit.file.0 as usize].facts =
                Some((Arc::clone(&unit.facts), Arc::clone(&unit.tables)));
        }
        // Each by itself: whether what was asked for still leads to the next is seen when it is looked for.
        self.rounds.par_iter_mut().for_each(|round| {
            let Round {
                parsed,
                stage,
                evaluation,
                requests,
            } = round;
            let edited: Vec<u32> = edited
                .iter()
                .copied()
                .filter(|number| (*number as usize) < stage.units)
                .collect();
            if edited.is_empty() {
                return;
            }
            let from = stage.units - parsed.len();
            for number in edited
                .iter()
                .map(|number| *number as usize)
                .filter(|number| *number >= from)
            {
                parsed[number - from] = declared.units[number].clone();
            }
            let scene = Scene {
                declared,
                stage: &stage.clone(),
                matcher,
                packs,
            };
            *requests = systems::go_again(
                evaluation,
                stage,
                scene,
                News {
                    changed: &changed,
                    edited: &edited,
                },
            );
        });
    }

    fn forget_rounds(&mut self) {
        (self.rounds, self.declared, self.outcome) = (Vec::new(), None, None);
    }

    /// Takes a round down.
    pub(crate) fn add_round(&mut self, round: impl FnOnce() -> Round) {
        if self.remembers {
            self.rounds.push(round());
            (self.declared, self.outcome) = (None, None);
        }
    }

    /// What a round asked for, if it parsed just these facts the last time; forgets it and all behind it if not.
    pub(crate) fn round(
        &mut self,
        number: usize,
        parsed: &[ParsedFile],
        unfollowed: &Arc<FileRequests>,
    ) -> Option<&FileRequests> {
        let known = self.rounds.get(number)?;
        let same = known.parsed.len() == parsed.len()
            && known.stage.unfollowed == *unfollowed
            && known.parsed.iter().zip(parsed).all(|(known, unit)| {
                known.file == unit.file && Arc::ptr_eq(&known.facts, &unit.facts)
            });
        if !same {
            self.rounds.truncate(number);
            self.outcome = None;
            return None;
        }
        self.rounds.get(number).map(|known| &known.requests)
    }

    /// What resolution came to, if so many rounds are all there are and were all known.
    pub(crate) fn outcome(
        &mut self,
        rounds: usize,
        sources: &SourceMap,
        packs: &[RulePack],
    ) -> Option<Remembered> {
        let declared = self
            .declared
            .as_ref()
            .filter(|_| rounds == self.rounds.len())?;
        let last = self
            .rounds
            .last()
            .filter(|last| last.stage.units == declared.units.len())?;
        self.outcome
            .take()
            .or_else(|| Some(Remembered::new(&last.evaluation, declared, packs, sources)))
    }

    /// Takes down what the files of so many rounds declare.
    pub(crate) fn keep_declared(&mut self, rounds: usize, declared: &mut SymbolTable) {
        if !self.remembers {
            return;
        }
        self.rounds.truncate(rounds);
        let paths = Arc::clone(&declared.paths);
        let project = declared.project.clone();
        if let Ok(other) = SymbolTable::new(project, paths) {
            self.declared = Some(std::mem::replace(declared, other));
        }
    }

    /// Takes down what resolution came to.
    pub(crate) fn remember(&mut self, outcome: &Remembered) {
        self.outcome = self.remembers.then(|| outcome.clone());
    }

    /// Takes down what the files came to; what was parsed once may be asked for again.
    pub(crate) fn keep<'u>(
        &mut self,
        code: &[FileId],
        words: &WordIndex,
        units: impl Iterator<Item = &'u ParsedFile>,
    ) {
        if !self.remembers {
            *self = Self::default();
            return;
        }
        self.searches = (std::mem::take(&mut self.searches.1), Vec::new());
        for file in code {
            self.files[file.0 as usize]
                .words
                .get_or_insert_with(|| Arc::clone(words.of(*file)));
        }
        for unit in units {
            self.files[unit.file.0 as usize]
                .facts
                .get_or_insert_with(|| (Arc::clone(&unit.facts), Arc::clone(&unit.tables)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::rounds::resolve_again;
    use crate::rules::embedded;

    const CALL: &str = "class Orders\n  def place\n    Gitlab::InternalEvents.track_event('place_order')\n  end\nend\n";

    /// What is sent after one edit, and whether the declarations were kept.
    fn after(edit: &str) -> (Vec<String>, bool) {
        let packs = embedded().expect("every pack can be read");
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("app/orders.rb", CALL));
        let mut memory = Memory::lasting();
        resolve_again(&mut memory, &sources, &[file], &packs, &FileRequests::new())
            .expect("the packs compile");
        let facts = |memory: &Memory| {
            memory
                .declared
                .as_ref()
                .map(|declared| Arc::clone(&declared.paths))
        };
        let before = facts(&memory).expect("a memory that lasts");
        sources.replace(file, SourceFile::new("app/orders.rb", edit));
        memory.compare(&sources);
        memory.take_edits(
            &sources,
            &Matcher::new(&packs).expect("the packs compile"),
            &packs,
        );
        let is_kept = facts(&memory).is_some_and(|paths| Arc::ptr_eq(&paths, &before));
        let found = resolve_again(&mut memory, &sources, &[file], &packs, &FileRequests::new())
            .expect("the packs compile");
        let names = found
            .calls
            .iter()
            .flat_map(|call| &call.event.names)
            .map(ToString::to_string);
        (names.collect(), is_kept)
    }

    #[test]
    fn an_edit_of_a_call_leaves_the_declarations() {
        assert_eq!(
            after(&CALL.replace("place_order", "view_cart")),
            (vec!["view_cart".to_owned()], true)
        );
        let more = CALL.replace("    Gitlab", "    prepare(1)\n    limit = 2\n    Gitlab");
        assert_eq!(after(&more), (vec!["place_order".to_owned()], true));
        let more = CALL.replace("  def place", "  def first\n  end\n\n  def place");
        assert_eq!(after(&more), (vec!["place_order".to_owned()], true));
    }

    #[test]
    fn an_edit_of_a_declaration_does_not() {
        let more = CALL.replace("class Orders", "class Carts");
        assert_eq!(after(&more), (vec!["place_order".to_owned()], false));
        assert!(!after(&CALL.replace("class Orders", "class Orders < Base")).1);
        assert!(!after(&CALL.replace("  def place", "  LIMIT = 1\n  def place")).1);
    }
}
