//! A cache of the definitions of files, by path and content.

use crate::catalog::file_definitions::{FileDefinitions, Origin};
use crate::source::{FileId, SourceMap};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The definitions of an earlier run with the same rules. An entry counts only for the same file number, path and text, and as long as
/// the schemas are the same.
#[derive(Default)]
pub(crate) struct DefinitionCache {
    is_kept: bool,
    schemas: Vec<(FileId, Arc<str>)>,
    files: FxHashMap<FileId, KnownFile>,
}

struct KnownFile {
    path: Arc<str>,
    text: Arc<str>,
    origin: Origin,
    /// The definitions; none for a file that no rule takes.
    definitions: Option<Arc<FileDefinitions>>,
}

impl DefinitionCache {
    /// Returns a cache that keeps definitions for the next run. The default one keeps none.
    pub(crate) fn kept() -> Self {
        Self {
            is_kept: true,
            ..Self::default()
        }
    }

    /// Forgets everything if the schemas are others than those of the last run.
    pub(crate) fn start(&mut self, sources: &SourceMap, schemas: &[FileId]) {
        let texts = schemas
            .iter()
            .map(|file| (*file, Arc::clone(&sources.file(*file).text)));
        let schemas: Vec<_> = texts.collect();
        if self.schemas != schemas {
            self.files.clear();
            self.schemas = schemas;
        }
    }

    /// Returns the definitions of a file, if they are known.
    pub(crate) fn get(
        &self,
        sources: &SourceMap,
        file: FileId,
        origin: Origin,
    ) -> Option<Arc<FileDefinitions>> {
        let (known, source) = (self.files.get(&file)?, sources.file(file));
        let is_same = known.origin == origin
            && known.path == source.path
            && (Arc::ptr_eq(&known.text, &source.text) || known.text == source.text);
        known.definitions.clone().filter(|_| is_same)
    }

    /// Replaces the entries by those of the newest run.
    pub(crate) fn update<'d>(
        &mut self,
        sources: &SourceMap,
        read: impl Iterator<Item = ((FileId, Origin), &'d Option<Arc<FileDefinitions>>)>,
    ) {
        if !self.is_kept {
            return;
        }
        let known = read.map(|((file, origin), definitions)| {
            let source = sources.file(file);
            let known = KnownFile {
                path: Arc::clone(&source.path),
                text: Arc::clone(&source.text),
                origin,
                definitions: definitions.clone(),
            };
            (file, known)
        });
        self.files = known.collect();
    }
}
