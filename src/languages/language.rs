//! A language and its input: the types that all front ends share.

use crate::facts::FileFacts;
use crate::languages::traits::Traits;
use crate::source::FileId;

/// The text of one file, ready to be scanned.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Number of the file.
    pub file: FileId,
    /// Path relative to the root, with `/`.
    pub path: &'a str,
    /// Text of the file.
    pub text: &'a str,
}

/// A language tracklint reads.
pub struct Language {
    /// Name as it stands in rules and reports.
    pub name: &'static str,
    /// File name endings without the leading dot, longest first where they overlap.
    pub extensions: &'static [&'static str],
    /// Text in, facts out. Never panics, whatever the text.
    pub scan: fn(Input<'_>) -> FileFacts,
    /// Returns true if the word at this byte offset may be the definition of that name. A cheap look at the text around
    /// it, which may be wrong only if it returns true.
    pub defines: fn(text: &str, offset: usize, word: &str) -> bool,
    /// Returns true if the word at this offset may be called there, or named as a callback. As cheap.
    pub calls: fn(text: &str, offset: usize, word: &str) -> bool,
    /// Returns true if the name at this offset may be a superclass or mixin. As cheap.
    pub takes_over: fn(text: &str, offset: usize) -> bool,
    /// The path of the classes around the definition at this offset, where the layout of the text tells it.
    pub enclosing: fn(text: &str, offset: usize) -> Option<String>,
    /// Properties that resolution depends on.
    pub(crate) traits: Traits,
}
