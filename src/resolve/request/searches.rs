//! The searches of a run. The next run repeats them in edited files only.

use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::search::{Hit, hits};
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{FileRequests, ResolveImport};
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
        let edited = before.sources.edited(sources);
        // These files decide where imports lead.
        let is_config = |file: &FileId| is_config(&sources.file(*file).path);
        let edited = edited.filter(|edited| !edited.iter().any(is_config));
        RepeatedSearches {
            before: match edited {
                Some(_) => &before.searches,
                None => &[],
            },
            edited: edited.unwrap_or_default(),
            now: Searches {
                sources: sources.clone(),
                searches: Vec::new(),
            },
        }
    }
}

/// The searches of a run as far as they are done, beside those of an earlier run.
pub(crate) struct RepeatedSearches<'b> {
    /// The searches of the earlier run, if its files have the same paths.
    before: &'b [Search],
    /// Files whose texts are new.
    edited: Vec<FileId>,
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
        let same = |search: &&Search| search.requests == *requests && search.files == files;
        let before = self.before.get(self.now.searches.len()).filter(same);
        let hits = match before {
            Some(before) => {
                let is_edited = |file: &FileId| self.edited.contains(file);
                let edited: Vec<FileId> = files.iter().copied().filter(is_edited).collect();
                let mut found = search(&edited);
                let others = before.hits.iter().filter(|hit| !is_edited(&hit.file));
                found.extend(others.cloned());
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
