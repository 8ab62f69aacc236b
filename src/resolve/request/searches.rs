//! The searches of a run. The next run repeats them in edited files only, unless files of code are new or gone.

use crate::languages::language_of;
use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::search::{Hit, hits};
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{FileRequests, ResolveImport};
use crate::source::changes::Changes;
use crate::source::{FileId, SourceMap};
use std::sync::Arc;

/// The searches of a run, in order.
#[derive(Default)]
pub(crate) struct Searches {
    sources: SourceMap,
    searches: Vec<Search>,
}

struct Search {
    requests: FileRequests,
    files: Vec<FileId>,
    hits: Arc<Vec<Hit>>,
}

impl Searches {
    /// Begins the searches of a run after an earlier one.
    pub(crate) fn after<'b>(before: &'b Searches, sources: &SourceMap) -> RepeatedSearches<'b> {
        let changes = sources.since(&before.sources);
        let changes = changes.filter(|changes| leads_as_before(changes, &before.sources, sources));
        RepeatedSearches {
            before: match changes {
                Some(_) => &before.searches,
                None => &[],
            },
            changes: changes.unwrap_or_default(),
            now: Searches {
                sources: sources.clone(),
                searches: Vec::new(),
            },
        }
    }
}

/// Returns true if the imports of unchanged files lead to the same files as before, and if no file of code is new or gone.
fn leads_as_before(changes: &Changes, before: &SourceMap, now: &SourceMap) -> bool {
    let path = |sources: &SourceMap, file: &FileId| Arc::clone(&sources.file(*file).path);
    let edited = changes.edited.iter().map(|file| path(now, file));
    let added = changes.added.iter().map(|file| path(now, file));
    let removed = changes.removed.iter().map(|file| path(before, file));
    let others: Vec<Arc<str>> = added.chain(removed).collect();
    let mut all = edited.chain(others.iter().cloned());
    !all.any(|path| is_config(&path)) && !others.iter().any(|path| language_of(path).is_some())
}

/// The searches of a run as far as they are done, beside those of an earlier run.
pub(crate) struct RepeatedSearches<'b> {
    /// The searches of the earlier run, if they can be repeated in part.
    before: &'b [Search],
    /// The differences from the files of the earlier run.
    changes: Changes,
    /// The searches of this run.
    pub(crate) now: Searches,
}

impl RepeatedSearches<'_> {
    /// Finds the files that fulfil requests, as [`hits`] does.
    pub(crate) fn hits(
        &mut self,
        words: &WordIndex,
        files: &[FileId],
        requests: &FileRequests,
        resolve_import: ResolveImport<'_>,
    ) -> Arc<Vec<Hit>> {
        let search =
            |files: &[FileId]| hits(&self.now.sources, words, files, requests, resolve_import);
        let place = |file: FileId| self.changes.places[file.0 as usize];
        let same = |search: &&Search| {
            let places = search.files.iter().map(|file| place(*file));
            search.requests == *requests && places.eq(files.iter().map(|file| Some(*file)))
        };
        let before = self.before.get(self.now.searches.len()).filter(same);
        let hits = match before {
            Some(before) => {
                let is_edited = |file: &FileId| self.changes.edited.contains(file);
                let edited: Vec<FileId> = files.iter().copied().filter(is_edited).collect();
                let mut found = search(&edited);
                let others = before.hits.iter().filter_map(|hit| {
                    let file = place(hit.file).filter(|file| !is_edited(file))?;
                    let mut hit = hit.clone();
                    hit.file = file;
                    Some(hit)
                });
                found.extend(others);
                found.sort_unstable_by_key(|hit| hit.file);
                found
            }
            None => search(files),
        };
        let hits = Arc::new(hits);
        self.now.searches.push(Search {
            requests: requests.clone(),
            files: files.to_vec(),
            hits: Arc::clone(&hits),
        });
        hits
    }
}
