//! Parses any text with tree-sitter within limits on work and memory.
//!
//! tree-sitter can stop a parse after a number of operations. Some texts of a few kilobytes nevertheless take gigabytes, or
//! never end, inside one operation. This crate also limits what a grammar reads and allocates, and refuses in advance texts
//! that nest deeper than the library can handle. All limits are counted, not timed, so a text is refused on every machine or
//! on none.
//!
//! ```ignore
//! let language = tree_sitter_javascript::LANGUAGE.into();
//! let tree = bounded_tree_sitter::parse(&language, "send('a')", &[]);
//! ```
//!
//! This is the only crate of the project with unsafe code. It replaces the allocator of the tree-sitter library for the whole
//! process, so a program must make all its parsers through [`parse`].

mod allocator;
pub mod memory;
mod nesting;
#[cfg(unix)]
pub mod process;
#[cfg(test)]
mod tests;

pub use allocator::allocated;

use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::ops::Range;
use tree_sitter::{Language, Parser, Point, Tree, ffi};

/// Operations that the library performs between two calls of the progress function.
const OPERATIONS_PER_REPORT: usize = 100;
/// Bytes handed to the parser at once. A grammar's own scanner may search the rest of the text for each token, which counts
/// as one operation. Small pieces make that work visible.
const PIECE: usize = 2 << 10;

/// Limits of one parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Operations of the parser.
    pub operations: usize,
    /// Bytes that the parser reads, counting each time it reads the same byte.
    pub bytes_read: usize,
    /// Bytes that the parser allocates in all.
    pub allocated: usize,
    /// Bytes that the parser holds at once.
    pub held: usize,
}

impl Limits {
    /// Returns the limits for a text of this many bytes.
    ///
    /// Real files need at most 2.02 operations (measured over 28,000 files) and 60 allocated bytes (9,000 files) per byte,
    /// and are read less than three times. Hostile texts need thousands of times more.
    pub fn for_length(length: usize) -> Self {
        Limits {
            operations: length * 6 + 100_000,
            bytes_read: length * 20 + PIECE,
            allocated: length * 2_000 + (8 << 20),
            held: length * 500 + (64 << 20),
        }
    }
}

/// Parses `text` within the limits for its length. Parses only `ranges` of it if there are any; offsets in the tree are those
/// of `text` in both cases.
///
/// Returns `None` if the text nests too deeply, a limit is exceeded or the grammar does not fit the library.
pub fn parse(language: &Language, text: &str, ranges: &[Range<usize>]) -> Option<Tree> {
    parse_within(Limits::for_length(text.len()), language, text, ranges)
}

/// Parses markup as [`parse`] does. Tags and attributes are no operators, so any number of them may follow each other.
pub fn parse_markup(language: &Language, text: &str) -> Option<Tree> {
    if nesting::has_too_many_open_tags(text) {
        return None;
    }
    parse_checked(Limits::for_length(text.len()), language, text, &[])
}

/// Parses as [`parse`] does, within the given limits.
pub fn parse_within(
    limits: Limits,
    language: &Language,
    text: &str,
    ranges: &[Range<usize>],
) -> Option<Tree> {
    let parts = ranges.iter().filter_map(|range| text.get(range.clone()));
    let parsed = match ranges {
        [] => std::borrow::Cow::Borrowed(text),
        _ => parts.collect::<String>().into(),
    };
    if nesting::is_too_deep(&parsed) {
        return None;
    }
    parse_checked(limits, language, text, ranges)
}

/// Parses a text whose nesting was checked.
fn parse_checked(
    limits: Limits,
    language: &Language,
    text: &str,
    ranges: &[Range<usize>],
) -> Option<Tree> {
    let source = Source {
        text,
        bytes: Cell::new(limits.bytes_read),
        reports: Cell::new(limits.operations / OPERATIONS_PER_REPORT),
    };
    let payload: *mut c_void = std::ptr::from_ref(&source).cast_mut().cast();
    let prepare = || {
        let mut parser = Parser::new();
        parser.set_language(language).ok()?;
        if !ranges.is_empty() {
            let ranges: Vec<_> = ranges.iter().map(|range| tree_range(text, range)).collect();
            parser.set_included_ranges(&ranges).ok()?;
        }
        Some(parser.into_raw())
    };
    let input = ffi::TSInput {
        payload,
        read: Some(read),
        encoding: ffi::TSInputEncodingUTF8,
        decode: None,
    };
    let options = ffi::TSParseOptions {
        payload,
        progress_callback: Some(progress),
    };
    // SAFETY: only this call uses the parser, and drops it unless its blocks were freed. `source` outlives the parse. The
    // function is declared as one that may unwind.
    let tree = unsafe {
        allocator::within(
            limits,
            prepare,
            |parser| ts_parser_parse_with_options(parser, std::ptr::null(), input, options),
            |parser, tree| {
                drop(Parser::from_raw(parser));
                (!tree.is_null()).then(|| Tree::from_raw(tree))
            },
        )
    };
    // A source that ran out looked like the end of the text, so the tree covers only a part.
    tree.flatten().filter(|_| source.bytes.get() > 0)
}

/// The text of a parse, with the work that is left.
struct Source<'t> {
    text: &'t str,
    bytes: Cell<usize>,
    reports: Cell<usize>,
}

unsafe extern "C-unwind" {
    /// Declared as in the library, except that it may unwind.
    fn ts_parser_parse_with_options(
        parser: *mut ffi::TSParser,
        old: *const ffi::TSTree,
        input: ffi::TSInput,
        options: ffi::TSParseOptions,
    ) -> *mut ffi::TSTree;
}

/// Hands out the next piece of the text.
unsafe extern "C" fn read(
    payload: *mut c_void,
    offset: u32,
    _: ffi::TSPoint,
    length: *mut u32,
) -> *const c_char {
    // SAFETY: the library passes the payload it was given, which is alive, and a valid pointer for the length.
    let (source, length) = unsafe { (&*payload.cast::<Source<'_>>(), &mut *length) };
    let offset = offset as usize;
    let mut piece = piece(source.text, offset);
    let left = source.bytes.get().saturating_sub(piece.len());
    source.bytes.set(left);
    // An empty piece is the end of the text: the scanner stops, and the tree is dropped.
    if left == 0 && source.text.is_char_boundary(offset) {
        piece = &[];
    }
    *length = piece.len() as u32;
    piece.as_ptr().cast()
}

/// Counts operations. Returns true to stop the parse.
unsafe extern "C" fn progress(state: *mut ffi::TSParseState) -> bool {
    // SAFETY: the library passes the payload it was given, which is alive.
    let source = unsafe { &*(*state).payload.cast::<Source<'_>>() };
    let left = source.reports.get();
    source.reports.set(left.saturating_sub(1));
    left == 0 || source.bytes.get() == 0
}

/// Returns the next bytes of a text, in whole characters: the library reads past the end of one that is cut off.
fn piece(text: &str, offset: usize) -> &[u8] {
    let end = text.floor_char_boundary(offset + PIECE);
    text.as_bytes().get(offset..end).unwrap_or(&[])
}

/// Adds lines and columns to a range, which the library needs.
fn tree_range(text: &str, range: &Range<usize>) -> tree_sitter::Range {
    let point = |offset: usize| {
        let before = &text.as_bytes()[..offset];
        let row = memchr::memchr_iter(b'\n', before).count();
        let column = offset - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        Point { row, column }
    };
    tree_sitter::Range {
        start_byte: range.start,
        end_byte: range.end,
        start_point: point(range.start),
        end_point: point(range.end),
    }
}
