//! The documents that are open in the editor.

use crate::source::{Encoding, SourceFile};
use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentContentChangePartial};
use std::collections::BTreeMap;

/// A document that is open.
pub(crate) struct Document {
    /// The address, as the client writes it.
    pub(crate) uri: String,
    /// The version.
    pub(crate) version: i32,
    /// The text.
    pub(crate) source: SourceFile,
    /// The session of its project.
    pub(crate) session: usize,
    /// The number of the job that gave its text to the worker.
    pub(crate) job: u64,
}

/// All open documents, by address.
#[derive(Default)]
pub(crate) struct Documents {
    by_uri: BTreeMap<String, Document>,
}

impl Documents {
    /// Returns the document of an address.
    pub(crate) fn get(&self, uri: &str) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    /// Returns the document of an address, to change it.
    pub(crate) fn get_mut(&mut self, uri: &str) -> Option<&mut Document> {
        self.by_uri.get_mut(uri)
    }

    /// Adds a document.
    pub(crate) fn open(&mut self, document: Document) {
        self.by_uri.insert(document.uri.clone(), document);
    }

    /// Removes a document.
    pub(crate) fn close(&mut self, uri: &str) -> Option<Document> {
        self.by_uri.remove(uri)
    }

    /// Returns the document of a path in a session.
    pub(crate) fn of_path(&self, session: usize, path: &str) -> Option<&Document> {
        let mut all = self.by_uri.values();
        all.find(|one| one.session == session && &*one.source.path == path)
    }

    /// Returns the documents of a session.
    pub(crate) fn of_session(&self, session: usize) -> impl Iterator<Item = &Document> {
        self.by_uri
            .values()
            .filter(move |one| one.session == session)
    }

    /// Returns all documents.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Document> {
        self.by_uri.values()
    }
}

/// Applies changes in their order.
pub(crate) fn changed(
    source: &SourceFile,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> SourceFile {
    let mut text = source.text.to_string();
    for change in changes {
        text = match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                whole.text
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                replaced(text, &part, encoding)
            }
        };
    }
    SourceFile::new(source.path.clone(), text)
}

fn replaced(text: String, part: &TextDocumentContentChangePartial, encoding: Encoding) -> String {
    let source = SourceFile::new("", text);
    let offset =
        |at: gen_lsp_types::Position| source.offset(at.line, at.character, encoding) as usize;
    let (start, end) = (offset(part.range.start), offset(part.range.end));
    let end = end.max(start);
    [&source.text[..start], &part.text, &source.text[end..]].concat()
}
