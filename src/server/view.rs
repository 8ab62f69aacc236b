//! An outcome as the client sees it: positions in the texts of the editor.

use crate::analysis::Outcome;
use crate::finding::Finding;
use crate::server::documents::{Document, Documents};
use crate::server::drift::Drift;
use crate::server::session::Session;
use crate::source::{Encoding, FileId, SourceFile, Span};
use gen_lsp_types::{Location, Position, Range};

/// A place in a file of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub(crate) file: FileId,
    /// The byte offset.
    pub(crate) offset: u32,
}

/// An outcome and the documents that are open.
pub(crate) struct View<'a> {
    /// The project.
    pub(crate) session: &'a Session,
    /// The outcome.
    pub(crate) outcome: &'a Outcome,
    /// The number of the session.
    pub(crate) number: usize,
    /// The open documents.
    pub(crate) documents: &'a Documents,
    /// The unit of columns.
    pub(crate) encoding: Encoding,
}

impl<'a> View<'a> {
    /// Returns the file that the outcome holds for an address.
    pub(crate) fn file(&self, uri: &str) -> Option<FileId> {
        self.outcome.file(&self.path(uri)?)
    }

    /// Returns the findings in a file.
    pub(crate) fn findings(&self, file: FileId) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let findings = self.outcome.report.findings.iter();
        let findings = findings.map(|numbered| &numbered.finding);
        findings.filter(move |finding| finding.primary.span.file == file)
    }

    /// Returns the path of an address, relative to the root.
    pub(crate) fn path(&self, uri: &str) -> Option<String> {
        match self.documents.get(uri) {
            Some(document) => Some(document.source.path.to_string()),
            None => self.session.relative(&crate::server::uri::to_path(uri)?),
        }
    }

    /// Returns the place of a position; none in a file that was not read.
    pub(crate) fn place(&self, uri: &str, at: Position) -> Option<Place> {
        let file = self.file(uri)?;
        let analyzed = self.outcome.analysis.sources.file(file);
        let offset = |source: &SourceFile| source.offset(at.line, at.character, self.encoding);
        let offset = match self.documents.get(uri) {
            Some(document) => {
                let drift = Drift::new(&analyzed.text, &document.source.text);
                drift.to_old(offset(&document.source) as usize) as u32
            }
            None => offset(analyzed),
        };
        Some(Place { file, offset })
    }

    /// Returns the open document of a file.
    pub(crate) fn document(&self, file: FileId) -> Option<&'a Document> {
        let path = &self.outcome.analysis.sources.file(file).path;
        self.documents.of_path(self.number, path)
    }

    /// Returns a range of the text in the editor; none if an edit since the analysis touches it.
    pub(crate) fn range(&self, span: Span) -> Option<Range> {
        let analyzed = self.source(span.file);
        let whole = span.start as usize..span.end as usize;
        let Some(document) = self.document(span.file) else {
            return Some(range(analyzed, &whole, self.encoding));
        };
        let moved = Drift::new(&analyzed.text, &document.source.text).to_new(whole)?;
        Some(range(&document.source, &moved, self.encoding))
    }

    /// Returns the location of a span; none if an edit since the analysis touches it.
    pub(crate) fn location(&self, span: Span) -> Option<Location> {
        let range = self.range(span)?;
        Some(Location {
            uri: self.uri(span.file).into(),
            range,
        })
    }

    /// Returns the address of a file.
    pub(crate) fn uri(&self, file: FileId) -> String {
        let path = &self.source(file).path;
        match self.document(file) {
            Some(document) => document.uri.clone(),
            None => self.session.uri(path),
        }
    }

    /// Returns a file as it was analyzed.
    pub(crate) fn source(&self, file: FileId) -> &'a SourceFile {
        // The report's files contain those of the analysis, and the baseline.
        self.outcome.report.sources.file(file)
    }
}

/// Returns the range of bytes of a text.
pub(crate) fn range(
    source: &SourceFile,
    bytes: &std::ops::Range<usize>,
    encoding: Encoding,
) -> Range {
    let position = |offset: usize| {
        let at = source.position(offset as u32, encoding);
        Position {
            line: at.line.get() - 1,
            character: at.column.get() - 1,
        }
    };
    Range {
        start: position(bytes.start),
        end: position(bytes.end),
    }
}
