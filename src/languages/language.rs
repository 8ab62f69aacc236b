//! A language and its input: the types that all front ends share.

use crate::facts::FileFacts;
use crate::languages::traits::Traits;
use crate::source::FileId;

/// The text of one file, ready to be scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    /// Number of the file.
    pub(crate) file: FileId,
    /// Path relative to the root, with `/`.
    pub(crate) path: &'a str,
    /// Text of the file.
    pub(crate) text: &'a str,
}

/// A language tracklint reads.
pub(crate) struct Language {
    /// Name as it stands in rules and reports.
    pub(crate) name: &'static str,
    /// File name endings without the leading dot, longest first where they overlap.
    pub(crate) extensions: &'static [&'static str],
    /// Text in, facts out. Never panics, whatever the text.
    pub(crate) scan: fn(Input<'_>) -> FileFacts,
    /// Returns true if the word at this byte offset may be the definition of that name, in the class or module `owner` if one is
    /// written before it. A cheap look at the text around it, which may be wrong only if it returns true.
    pub(crate) may_define: fn(text: &str, offset: usize, word: &str, owner: &str) -> bool,
    /// Returns true if the layout of the text shows that the definition at this offset only encloses other definitions. As cheap.
    pub(crate) only_encloses: fn(text: &str, offset: usize, word: &str) -> bool,
    /// Returns true if the word at this offset may be called there, or named as a callback. As cheap.
    pub(crate) may_call: fn(text: &str, offset: usize, word: &str) -> bool,
    /// Returns true if the name at this offset may be a superclass or mixin. As cheap.
    pub(crate) may_inherit: fn(text: &str, offset: usize) -> bool,
    /// The path of the classes around the definition at this offset, where the layout of the text tells it.
    pub(crate) enclosing: fn(text: &str, offset: usize) -> Option<String>,
    /// Returns what opens and closes a comment behind this text.
    pub(crate) comment: fn(before: &str) -> (&'static str, &'static str),
    /// Properties that resolution depends on.
    pub(crate) traits: Traits,
}
