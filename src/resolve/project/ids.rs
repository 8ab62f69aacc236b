//! Parsed files and the ids of their items.

use crate::facts::FileFacts;
use crate::languages::Language;
use crate::resolve::project::file_index::FileIndex;
use crate::source::FileId;
use std::sync::Arc;

/// One parsed file.
#[derive(Clone)]
pub(crate) struct ParsedFile {
    /// The id of the file among all sources.
    pub(crate) file: FileId,
    /// The path of the file.
    pub(crate) path: Arc<str>,
    /// The language of the file.
    pub(crate) language: &'static Language,
    /// The facts that the front end found.
    pub(crate) facts: Arc<FileFacts>,
    /// The text of the file.
    pub(crate) text: Arc<str>,
    /// The look-up tables of the file.
    pub(crate) index: Arc<FileIndex>,
    /// Sites with an attribute that names an event: the site, and the attribute rule.
    pub(crate) marks: Arc<[(u32, usize)]>,
}

impl ParsedFile {
    /// Returns the call sites of a name.
    pub(crate) fn sites_named(&self, name: &str) -> &[u32] {
        self.index.sites_named(&self.facts, name)
    }
}

/// The id of an item: a function, call site, binding or scope of a parsed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ItemId {
    /// The index of the parsed file in the symbol table.
    pub(crate) unit: u32,
    /// The index of the item in its list of facts.
    pub(crate) item: u32,
}

impl ItemId {
    /// Returns the id of an item in a parsed file.
    pub(crate) const fn new(unit: u32, item: u32) -> Self {
        Self { unit, item }
    }
}
