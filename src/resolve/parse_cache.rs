//! A cache of parsed files, by path and content.

use crate::facts::Text;
use crate::languages::{self, Input, language_of};
use crate::resolve::match_rules::Matcher;
use crate::resolve::match_rules::attributes::marks;
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::searches::{RepeatedSearches, Searches};
use crate::resolve::request::word_index::Words;
use crate::resolve::resolution::Resolution;
use crate::source::{FileId, SourceFile, SourceMap};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The words and parsed files of earlier runs with the same rules, and the result of the newest one. An entry counts only for the same
/// path and text.
#[derive(Default)]
pub(crate) struct ParseCache {
    is_kept: bool,
    files: FxHashMap<Arc<str>, CachedFile>,
    newest: Option<Arc<Resolution>>,
}

struct CachedFile {
    text: Arc<str>,
    words: Words,
    /// The parsed file, if it was parsed.
    parsed: Option<ParsedFile>,
}

impl ParseCache {
    /// Returns a cache that serves the next runs too. The default one serves none.
    pub(crate) fn kept() -> Self {
        Self {
            is_kept: true,
            ..Self::default()
        }
    }

    /// Begins the searches of a run.
    pub(crate) fn start_searches(
        &self,
        sources: &SourceMap,
        import_words: &dyn Fn(&str) -> Vec<Text>,
    ) -> RepeatedSearches<'_> {
        let newest = self.newest.as_ref().map(|newest| &newest.searches);
        let mut searches = Searches::after(newest, sources, import_words);
        searches.is_kept = self.is_kept;
        searches
    }

    /// Returns the words of a file.
    pub(crate) fn words(&self, source: &SourceFile) -> Option<Words> {
        self.get(source).map(|known| known.words.clone())
    }

    /// Returns the parsed file, from the cache if it is there. None if the language of the file is unknown.
    pub(crate) fn parsed(
        &self,
        file: FileId,
        source: &SourceFile,
        matcher: &Matcher<'_>,
    ) -> Option<ParsedFile> {
        let known = self.get(source).and_then(|known| known.parsed.clone());
        let Some(mut parsed) = known else {
            return parse(file, source, matcher);
        };
        if parsed.file != file {
            parsed.file = file;
            Arc::make_mut(&mut parsed.facts).move_to(file);
        }
        Some(parsed)
    }

    /// Returns the result of the newest run, if all files that it depends on are as they were: those of code, and those that define
    /// import paths.
    pub(crate) fn unchanged(
        &self,
        sources: &SourceMap,
        code: &[FileId],
    ) -> Option<Arc<Resolution>> {
        let newest = self.newest.as_ref()?;
        let before = newest.searches.sources();
        let changes = sources.since(before)?;
        let counts = |sources: &SourceMap, file: FileId| {
            let path = &sources.file(file).path;
            language_of(path).is_some() || is_config(path)
        };
        let stays = |file: &FileId| changes.places.get(file.0 as usize) == Some(&Some(*file));
        let mut new = changes.edited.iter().chain(&changes.added);
        let is_same = !new.any(|file| counts(sources, *file))
            && !changes.removed.iter().any(|file| counts(before, *file))
            && code.iter().all(stays);
        is_same.then(|| Arc::clone(newest))
    }

    /// Replaces the entries by those of the newest run. Files that were not parsed this time keep their parsed form.
    pub(crate) fn update(
        &mut self,
        sources: &SourceMap,
        code: &[FileId],
        resolution: &Arc<Resolution>,
    ) {
        let mut newest = self.newest.iter();
        if newest.any(|newest| Arc::ptr_eq(newest, resolution)) {
            return;
        }
        self.newest = Some(Arc::clone(resolution));
        let mut new = FxHashMap::default();
        for file in code {
            let source = sources.file(*file);
            let known = self.get(source).and_then(|known| known.parsed.clone());
            let entry = CachedFile {
                text: Arc::clone(&source.text),
                words: resolution.words.of(*file).clone(),
                parsed: known,
            };
            new.insert(Arc::clone(&source.path), entry);
        }
        self.files = new;
        for unit in resolution.parsed() {
            if let Some(entry) = self.files.get_mut(&unit.path) {
                entry.parsed = Some(unit.clone());
            }
        }
    }

    fn get(&self, source: &SourceFile) -> Option<&CachedFile> {
        let known = self.files.get(&source.path)?;
        let same = Arc::ptr_eq(&known.text, &source.text) || known.text == source.text;
        same.then_some(known)
    }
}

fn parse(file: FileId, source: &SourceFile, matcher: &Matcher<'_>) -> Option<ParsedFile> {
    let language = language_of(&source.path)?;
    let input = Input {
        file,
        path: &source.path,
        text: &source.text,
    };
    let facts = languages::scan(language, input);
    Some(ParsedFile {
        file,
        path: Arc::clone(&source.path),
        language,
        index: Arc::new(FileIndex::new(&facts, &source.path, language)),
        marks: marks(&facts, language.name, matcher).into(),
        facts: Arc::new(facts),
        text: Arc::clone(&source.text),
    })
}
