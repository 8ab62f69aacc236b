//! Maps Ruby that was joined for one parse to its places in the file.

use crate::source::{FileId, Span};

/// A piece that was copied.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Offset in the code.
    code: usize,
    /// Offset in the file.
    file: usize,
    /// Length in bytes.
    length: usize,
}

/// Ruby that stands in a file of another kind: copied pieces with glue between them.
#[derive(Debug, Default)]
pub(crate) struct MappedCode {
    /// The code.
    pub(crate) code: String,
    pieces: Vec<Piece>,
}

impl MappedCode {
    /// Adds code that does not stand in the file.
    pub(crate) fn glue(&mut self, code: &str) {
        self.code.push_str(code);
    }

    /// Adds `text`, which stands in the file at `file`.
    pub(crate) fn copy(&mut self, text: &str, file: usize) {
        if !text.is_empty() {
            self.pieces.push(Piece {
                code: self.code.len(),
                file,
                length: text.len(),
            });
            self.code.push_str(text);
        }
    }

    /// Adds code that stands for what the file has at `file` with the same length.
    pub(crate) fn stand_in(&mut self, code: &str, file: usize) {
        self.copy(code, file);
    }

    /// Returns the map from the code to the file.
    pub(crate) fn map(&self) -> SourceMap<'_> {
        SourceMap {
            pieces: &self.pieces,
        }
    }
}

/// From offsets in code to offsets in its file. Without pieces both are the same.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SourceMap<'a> {
    pieces: &'a [Piece],
}

impl SourceMap<'_> {
    /// The span of a range of the code. A range that begins or ends in glue is drawn in to the pieces it covers; one that covers
    /// none stands at the end of the piece before it.
    pub(crate) fn span(self, file: FileId, start: usize, end: usize) -> Span {
        if self.pieces.is_empty() {
            return Span::new(file, start, end);
        }
        // The first piece that ends behind the start, and the last one that begins before the end.
        let after = self
            .pieces
            .partition_point(|piece| piece.code + piece.length <= start);
        let before = self
            .pieces
            .partition_point(|piece| piece.code < end.max(start + 1))
            .checked_sub(1);
        match (
            self.pieces.get(after),
            before.and_then(|index| self.pieces.get(index)),
        ) {
            (Some(first), Some(last)) if first.code <= last.code => {
                let from = first.file + start.saturating_sub(first.code);
                let to = last.file + (end - last.code).min(last.length);
                Span::new(file, from, to.max(from))
            }
            (_, Some(last)) => Span::new(file, last.file + last.length, last.file + last.length),
            (first, None) => {
                let at = first.map_or(0, |piece| piece.file);
                Span::new(file, at, at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_pieces_are_those_of_the_file_and_glue_is_drawn_to_them() {
        let file = "  %p= go(1)\n";
        let mut pieces = MappedCode::default();
        pieces.glue("_=(");
        pieces.copy("go(1)", 6);
        pieces.glue(");");
        let at = |start, end| {
            let span = pieces.map().span(FileId(0), start, end);
            &file[span.start as usize..span.end as usize]
        };
        assert_eq!(pieces.code, "_=(go(1));");
        assert_eq!(
            (at(3, 8), at(3, 5), at(0, 10), at(5, 9)),
            ("go(1)", "go", "go(1)", "(1)")
        );
        assert_eq!((at(0, 2), at(8, 10)), ("", ""));
        assert_eq!(
            SourceMap::default().span(FileId(0), 3, 5),
            Span::new(FileId(0), 3, 5)
        );
    }
}
