//! The searches of a run. The next run repeats them in edited and new files only, as far as imports lead to the same files.

use crate::facts::Text;
use crate::languages::language_of;
use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::search::{Hit, hits};
use crate::resolve::request::word_index::WordIndex;
use crate::resolve::request::{FileRequest, FileRequests, Occurrence, ResolveImport};
use crate::source::changes::Changes;
use crate::source::{FileId, SourceMap};
use rustc_hash::FxHashSet;
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
    /// Returns the files of the run.
    pub(crate) fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Begins the searches of a run after an earlier one, if there is one. `import_words` returns the words of requests for the
    /// import paths that may lead to a file.
    pub(crate) fn after<'b>(
        before: Option<&'b Searches>,
        sources: &SourceMap,
        import_words: &dyn Fn(&str) -> Vec<Text>,
    ) -> RepeatedSearches<'b> {
        let changed = |before: &'b Searches| {
            let changes = sources.since(&before.sources)?;
            let path = |sources: &SourceMap, file: &FileId| Arc::clone(&sources.file(*file).path);
            let edited = changes.edited.iter().map(|file| path(sources, file));
            let added = changes.added.iter().map(|file| path(sources, file));
            let removed = changes
                .removed
                .iter()
                .map(|file| path(&before.sources, file));
            let moved: Vec<Arc<str>> = added.chain(removed).collect();
            let mut all = edited.chain(moved.iter().cloned());
            if all.any(|path| is_config(&path)) {
                return None;
            }
            let of_code = moved.iter().filter(|path| language_of(path).is_some());
            let words = of_code.flat_map(|path| import_words(path)).collect();
            Some((&before.searches[..], changes, words))
        };
        let (before, changes, moved) = before.and_then(changed).unwrap_or_default();
        RepeatedSearches {
            before,
            changes,
            moved,
            is_kept: true,
            now: Searches {
                sources: sources.clone(),
                searches: Vec::new(),
            },
        }
    }
}

/// The searches of a run as far as they are done, beside those of an earlier run.
pub(crate) struct RepeatedSearches<'b> {
    /// The searches of the earlier run, if they can be repeated in part.
    before: &'b [Search],
    /// The differences from the files of the earlier run.
    changes: Changes,
    /// Words of the import paths that may lead to new or removed files of code. They may lead to other files than before.
    moved: FxHashSet<Text>,
    /// True if the searches of this run serve the next one.
    pub(crate) is_kept: bool,
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
        let Changes { edited, added, .. } = &self.changes;
        // Both lists are in order.
        let has = |files: &[FileId], file: &FileId| files.binary_search(file).is_ok();
        let is_new = |file: &FileId| has(edited, file) || has(added, file);
        let same = |search: &&Search| {
            let before = search.files.iter().filter_map(|file| place(*file));
            let leads_elsewhere = |request: &FileRequest| {
                request.how == Occurrence::Import && self.moved.contains(&request.name)
            };
            search.requests == *requests
                && before.eq(files.iter().copied().filter(|file| !has(added, file)))
                && !requests.iter().any(leads_elsewhere)
        };
        let before = self.before.get(self.now.searches.len()).filter(same);
        let hits = match before {
            Some(before) => {
                let new: Vec<FileId> = files.iter().copied().filter(is_new).collect();
                let mut found = search(&new);
                let others = before.hits.iter().filter_map(|hit| {
                    let file = place(hit.file).filter(|file| !is_new(file))?;
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
        if self.is_kept {
            self.now.searches.push(Search {
                requests: requests.clone(),
                files: files.to_vec(),
                hits: Arc::clone(&hits),
            });
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::request::LanguageGroup;
    use crate::source::SourceFile;

    const PAGE: (&str, &str) = ("web/page.js", "load('./names').send('x')");
    const INDEX: (&str, &str) = ("web/names/index.js", "export const send = 1");
    const NEARER: (&str, &str) = ("web/names.js", "export const send = 2");

    /// Searches the files that import `web/names/index.js`, after an earlier run if there is one. `words` are those of moved imports.
    fn run(
        before: Option<&Searches>,
        files: &[(&str, &str)],
        words: &[&str],
    ) -> (Vec<String>, Searches) {
        let mut sources = SourceMap::default();
        let code: Vec<FileId> = files
            .iter()
            .map(|(path, text)| sources.add(SourceFile::new(*path, *text)))
            .collect();
        let index = WordIndex::new(&sources, &code, &|_| None);
        let mut request = FileRequest::new(Occurrence::Import, LanguageGroup::Modules, "names");
        request.within = INDEX.0.into();
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        let import = |_: &str, _: &str| {
            let mut candidates = [NEARER.0, INDEX.0].into_iter();
            candidates.find(|path| paths.contains(path)).map(Arc::from)
        };
        let words: Vec<Text> = words.iter().map(|word| Text::from(*word)).collect();
        let mut searches = Searches::after(before, &sources, &|_| words.clone());
        let hits = searches.hits(&index, &code, &FileRequests::from([request]), &import);
        let paths = hits
            .iter()
            .map(|hit| sources.file(hit.file).path.to_string());
        (paths.collect(), searches.now)
    }

    #[test]
    fn files_are_searched_again_if_their_imports_may_lead_elsewhere() {
        let both = [INDEX, PAGE];
        let all = [NEARER, INDEX, PAGE];
        let (found, first) = run(None, &both, &[]);
        assert_eq!(found, [PAGE.0]);
        let (found, second) = run(Some(&first), &all, &["names"]);
        assert_eq!(found, [""; 0]);
        let (found, _) = run(Some(&second), &both, &["names"]);
        assert_eq!(found, [PAGE.0]);
        let (found, _) = run(Some(&first), &all, &["others"]);
        assert_eq!(
            found,
            [PAGE.0],
            "without the word, the file is not searched again"
        );
    }

    #[test]
    fn only_edited_and_new_files_are_searched() {
        let (_, first) = run(None, &[INDEX, PAGE], &[]);
        let other = ("web/other.js", "load('./names')");
        let edited = (PAGE.0, "load('./others')");
        let (found, _) = run(Some(&first), &[INDEX, other, edited], &["other"]);
        assert_eq!(found, [other.0]);
        let (found, _) = run(Some(&first), &[INDEX], &["page"]);
        assert_eq!(found, [""; 0]);
    }
}
