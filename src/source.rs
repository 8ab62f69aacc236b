//! Files and byte spans, and the conversion of offsets into lines and columns.
//!
//! The program uses byte offsets. One-based lines and columns exist only in its output, and only this file computes them.

pub(crate) mod changes;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

/// The number of a file in its [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub(crate) u32);

/// Bit in the numbers of files that were added behind all others.
const BEHIND: u32 = 1 << 31;

/// A half-open byte range of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    /// The file the bytes belong to.
    pub(crate) file: FileId,
    /// Offset of the first byte.
    pub(crate) start: u32,
    /// Offset behind the last byte.
    pub(crate) end: u32,
}

impl Span {
    /// Builds a span from two byte offsets. An `end` before `start` becomes `start`.
    pub(crate) fn new(file: FileId, start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// Returns the smallest span that covers both. `other` must be in the same file.
    pub(crate) fn to(self, other: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Returns true if `other` is inside this span.
    pub(crate) fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A one-based line and a one-based column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// One-based line.
    pub(crate) line: NonZeroU32,
    /// One-based column, in the unit of the [`Encoding`].
    pub(crate) column: NonZeroU32,
}

/// The unit in which a consumer counts columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units, as SARIF and the language server protocol count by default.
    Utf16,
    /// Unicode scalar values, as most editors show them.
    Chars,
}

/// A file with its text.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Path relative to the audited root, with `/`.
    pub(crate) path: Arc<str>,
    /// The text. Each byte that was not UTF-8 is a `?`, so offsets are those of the file.
    pub(crate) text: Arc<str>,
    /// The location of a file that is neither in the project nor in its repository.
    pub(crate) outside: Option<Arc<str>>,
    /// Offsets of the lines, computed on demand, since most files have no findings.
    line_starts: OnceLock<Box<[u32]>>,
}

impl SourceFile {
    /// Builds a file. `\n` ends a line, and a `\r` before it belongs to the line.
    pub(crate) fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            outside: None,
            line_starts: OnceLock::new(),
        }
    }

    /// Adds the location of a file from outside, if it is one.
    pub(crate) fn at(mut self, outside: Option<String>) -> Self {
        self.outside = outside.map(Arc::from);
        self
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at as u32 + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }

    /// Returns the number of lines. An empty file has one.
    pub(crate) fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// Returns the zero-based line of a byte offset.
    fn line_index(&self, offset: u32) -> usize {
        self.line_starts()
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// Returns the one-based line of a byte offset.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        self.line_index(offset) as u32 + 1
    }

    /// Returns the byte range of a one-based line, without its line break.
    pub(crate) fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let index = (line as usize)
            .saturating_sub(1)
            .min(self.line_starts().len() - 1);
        let start = self.line_starts()[index] as usize;
        let end = self
            .line_starts()
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize - 1);
        let end = if self.text.as_bytes()[start..end].ends_with(b"\r") {
            end - 1
        } else {
            end
        };
        start..end
    }

    /// Returns the position of a byte offset. An offset behind the end counts as the end, and one inside a character as its
    /// start. A byte order mark is not counted, since editors do not show it.
    pub(crate) fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = self.text.floor_char_boundary(offset as usize);
        let line = self.line_index(offset as u32);
        let before = &self.text[self.line_starts()[line] as usize..offset];
        let before = if line == 0 {
            before.strip_prefix('\u{feff}').unwrap_or(before)
        } else {
            before
        };
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.encode_utf16().count(),
            Encoding::Chars => before.chars().count(),
        };
        Position {
            line: one_based(line),
            column: one_based(column),
        }
    }

    /// Returns the byte offset of a zero-based line and column. A column behind the end of its line counts as that end, and a line
    /// behind the last one as the end of the text.
    pub(crate) fn offset(&self, line: u32, column: u32, encoding: Encoding) -> u32 {
        if line as usize >= self.line_count() {
            return self.text.len() as u32;
        }
        let range = self.line_range(line + 1);
        let text = &self.text[range.clone()];
        let mark = if line == 0 && text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let text = &text[mark..];
        let mut left = column as usize;
        for (at, letter) in text.char_indices() {
            let width = match encoding {
                Encoding::Utf8 => letter.len_utf8(),
                Encoding::Utf16 => letter.len_utf16(),
                Encoding::Chars => 1,
            };
            if left < width {
                return (range.start + mark + at) as u32;
            }
            left -= width;
        }
        range.end as u32
    }

    /// Returns true if a span is inside the text and splits no character.
    pub(crate) fn fits(&self, span: Span) -> bool {
        self.text
            .get(span.start as usize..span.end as usize)
            .is_some()
    }

    /// Returns the text of a span, or an empty text if the span does not fit.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}

fn one_based(zero_based: usize) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(u32::try_from(zero_based).unwrap_or(u32::MAX))
}

/// All files of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceMap {
    /// Shared between copies, since a report keeps the texts of its run.
    files: Vec<Arc<SourceFile>>,
    /// Files behind these, with numbers of their own: a new file in one list does not change the numbers in the other.
    behind: Vec<Arc<SourceFile>>,
    /// The folder of the project in its repository, with a `/` at its end; empty if it is the repository.
    prefix: Arc<str>,
    /// The folder that paths in lists begin with.
    listed: Arc<str>,
}

impl SourceMap {
    /// Returns the files of a project in this folder of its repository.
    #[must_use]
    pub(crate) fn in_folder(self, prefix: &str) -> Self {
        Self {
            prefix: prefix.into(),
            ..self
        }
    }

    /// Adds a file and returns its number.
    pub(crate) fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(Arc::new(file));
        FileId(self.files.len() as u32 - 1)
    }

    /// Adds a file behind all that [`add`](Self::add) adds, also later, and returns its number.
    pub(crate) fn add_behind(&mut self, file: SourceFile) -> FileId {
        self.behind.push(Arc::new(file));
        FileId(BEHIND | (self.behind.len() as u32 - 1))
    }

    /// Puts another file in the place of one.
    pub(crate) fn replace(&mut self, id: FileId, file: SourceFile) {
        let files = match id.0 & BEHIND {
            0 => &mut self.files,
            _ => &mut self.behind,
        };
        files[(id.0 & !BEHIND) as usize] = Arc::new(file);
    }

    /// Returns the file with this number.
    pub(crate) fn file(&self, id: FileId) -> &SourceFile {
        let files = match id.0 & BEHIND {
            0 => &self.files,
            _ => &self.behind,
        };
        &files[(id.0 & !BEHIND) as usize]
    }

    /// Returns all files with their numbers, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        let behind = (BEHIND..).zip(&self.behind);
        let all = (0..).zip(&self.files).chain(behind);
        all.map(|(number, file)| (FileId(number), &**file))
    }

    /// Returns the number of the first file.
    pub(crate) fn first(&self) -> Option<FileId> {
        self.iter().next().map(|(file, _)| file)
    }

    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.files.len() + self.behind.len()
    }

    /// Returns the path of the file of a span.
    pub(crate) fn path(&self, span: Span) -> &str {
        &self.file(span.file).path
    }

    /// Returns the files of a project whose paths in lists begin with a folder.
    #[must_use]
    pub(crate) fn listed_below(self, folder: &str) -> Self {
        Self {
            listed: folder.into(),
            ..self
        }
    }

    /// Returns the path of a file in lists. A file from outside keeps its own.
    pub(crate) fn listed(&self, file: FileId) -> Cow<'_, str> {
        let file = self.file(file);
        match file.outside.is_some() || self.listed.is_empty() {
            true => Cow::Borrowed(&file.path),
            false => Cow::Owned(below(&self.listed, &file.path)),
        }
    }

    /// Returns the path of a file as part of a fingerprint. A file from outside is elsewhere on every machine, so it has none.
    pub(crate) fn identity(&self, file: FileId) -> Cow<'_, str> {
        let file = self.file(file);
        match (&file.outside, self.prefix.is_empty()) {
            (Some(_), _) => Cow::Borrowed(""),
            (None, true) => Cow::Borrowed(&file.path),
            (None, false) => Cow::Owned(below(&self.prefix, &file.path)),
        }
    }

    /// Returns the path of a file, relative to the root of the project, as a path in the repository.
    pub(crate) fn in_repository(&self, path: &str) -> String {
        below(&self.prefix, path)
    }

    /// Returns the same files with other paths.
    #[must_use]
    pub(crate) fn renamed(&self, name: &dyn Fn(&SourceFile) -> String) -> Self {
        let renamed = |file: &Arc<SourceFile>| {
            Arc::new(SourceFile {
                path: name(file).into(),
                ..SourceFile::clone(file)
            })
        };
        Self {
            files: self.files.iter().map(renamed).collect(),
            behind: self.behind.iter().map(renamed).collect(),
            prefix: Arc::from(""),
            listed: Arc::from(""),
        }
    }

    /// Returns the one-based first and last line of a span.
    pub(crate) fn lines(&self, span: Span) -> (u32, u32) {
        let file = self.file(span.file);
        (
            file.line(span.start),
            file.line(span.end.saturating_sub(1).max(span.start)),
        )
    }

    /// Returns the positions of the start and the end of a span.
    pub(crate) fn positions(&self, span: Span, encoding: Encoding) -> (Position, Position) {
        let file = self.file(span.file);
        (
            file.position(span.start, encoding),
            file.position(span.end, encoding),
        )
    }

    /// Returns the text of a span.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.file(span.file).slice(span)
    }
}

/// Folder that stands for all folders outside the project in paths of reports.
pub(crate) const OUTSIDE: &str = "outside/";

/// Returns a path relative to a folder as a path from where the folder's own path begins. `..` goes up from the folder.
pub(crate) fn below(folder: &str, path: &str) -> String {
    let start = if folder.starts_with('/') { "/" } else { "" };
    let mut folder: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut rest = path;
    while let Some(up) = rest.strip_prefix("../") {
        match folder.last() {
            Some(last) if *last != ".." => drop(folder.pop()),
            _ => break,
        }
        rest = up;
    }
    folder.push(rest);
    format!("{start}{}", folder.join("/"))
}

/// Returns true for control characters, characters that reorder their neighbours, and invisible ones.
pub(crate) fn is_harmful(c: char) -> bool {
    let bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let invisible = matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}');
    bidi || invisible || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}
