//! A cache of parsed files, by path and content.

use crate::languages::{self, Input};
use crate::resolve::match_rules::Matcher;
use crate::resolve::match_rules::attributes::marks;
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::request::searches::Searches;
use crate::resolve::request::word_index::{WordIndex, Words};
use crate::source::{FileId, SourceFile, SourceMap};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The words, parsed files and searches of an earlier run with the same rules. An entry counts only for the same path and text.
#[derive(Default)]
pub(crate) struct ParseCache {
    files: FxHashMap<Arc<str>, CachedFile>,
    /// The searches of the newest run.
    pub(crate) searches: Searches,
}

struct CachedFile {
    text: Arc<str>,
    words: Words,
    /// The parsed file, if it was parsed.
    parsed: Option<ParsedFile>,
}

impl ParseCache {
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

    /// Replaces the entries by those of the newest run. Files that were not parsed this time keep their parsed form.
    pub(crate) fn update<'u>(
        &mut self,
        sources: &SourceMap,
        code: &[FileId],
        words: &WordIndex,
        parsed: impl Iterator<Item = &'u ParsedFile>,
    ) {
        let mut new = FxHashMap::default();
        for file in code {
            let source = sources.file(*file);
            let known = self.get(source).and_then(|known| known.parsed.clone());
            let entry = CachedFile {
                text: Arc::clone(&source.text),
                words: words.of(*file).clone(),
                parsed: known,
            };
            new.insert(Arc::clone(&source.path), entry);
        }
        self.files = new;
        for unit in parsed {
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
    let language = languages::language_of(&source.path)?;
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
