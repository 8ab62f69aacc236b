//! The files that a run read, and those that it did not.

use crate::report::text::{counted, grouped};
use crate::source::{OUTSIDE, below};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Most reasons in a sentence.
const REASONS: usize = 4;

/// A file that was not read, or only in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnreadFile {
    /// Path, relative to the audited root.
    pub(crate) path: String,
    /// The reason in a few words.
    pub(crate) reason: String,
}

/// The kind of reason why a file was not read. The words are part of the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipKind {
    /// The file is too large.
    TooLarge,
    /// The file is no UTF-8 text.
    NotText,
    /// The content is not in this clone.
    NoContent,
    /// The file is outside the project, or no regular file.
    Outside,
    /// The system does not read the file.
    Unreadable,
    /// The content is not valid in its language.
    Invalid,
}

impl SkipKind {
    /// All kinds.
    pub(crate) const ALL: [SkipKind; 6] = [
        SkipKind::TooLarge,
        SkipKind::NotText,
        SkipKind::NoContent,
        SkipKind::Outside,
        SkipKind::Unreadable,
        SkipKind::Invalid,
    ];

    /// Returns the word of the formats.
    pub(crate) fn word(self) -> &'static str {
        match self {
            SkipKind::TooLarge => "too_large",
            SkipKind::NotText => "not_text",
            SkipKind::NoContent => "no_content",
            SkipKind::Outside => "outside",
            SkipKind::Unreadable => "unreadable",
            SkipKind::Invalid => "invalid",
        }
    }
}

/// Parts of reasons, and their kinds. Other reasons are messages of parsers.
const KINDS: &[(&str, SkipKind)] = &[
    ("it is larger than", SkipKind::TooLarge),
    ("too large", SkipKind::TooLarge),
    ("it is binary", SkipKind::NotText),
    ("it is UTF-16", SkipKind::NotText),
    ("its name is not UTF-8", SkipKind::NotText),
    ("Git LFS", SkipKind::NoContent),
    ("not in this clone", SkipKind::NoContent),
    ("leads outside", SkipKind::Outside),
    ("it is not a regular file", SkipKind::Outside),
    ("it is a pipe", SkipKind::Outside),
    ("it was deleted", SkipKind::Unreadable),
    ("(os error", SkipKind::Unreadable),
    ("denied", SkipKind::Unreadable),
];

impl UnreadFile {
    /// Returns the kind of the reason.
    pub(crate) fn kind(&self) -> SkipKind {
        let mut kinds = KINDS.iter();
        let found = kinds.find(|(part, _)| self.reason.contains(part));
        found.map_or(SkipKind::Invalid, |(_, kind)| *kind)
    }
}

/// The files of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InputSummary {
    /// Number of source files that were searched.
    pub(crate) files: usize,
    /// Files that were not read, sorted by path.
    pub(crate) skipped: Vec<UnreadFile>,
    /// Files that were read only in part, sorted by path. A file may have several entries.
    pub(crate) partial: Vec<UnreadFile>,
}

impl InputSummary {
    /// Makes all paths begin with a folder, except for those of files from outside.
    pub(crate) fn move_below(&mut self, folder: &str) {
        for file in self.skipped.iter_mut().chain(&mut self.partial) {
            if !file.path.starts_with(OUTSIDE) && !file.path.is_empty() {
                file.path = below(folder, &file.path);
            }
        }
    }

    /// Returns true if everything was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.skipped.is_empty() && self.partial.is_empty()
    }

    /// Returns the number of files that were read only in part.
    pub(crate) fn partial_files(&self) -> usize {
        let paths: BTreeSet<&str> = self.partial.iter().map(|file| file.path.as_str()).collect();
        paths.len()
    }

    /// Returns the counts as a clause: `1,204 files read, 3 not read, 12 partly read`.
    pub(crate) fn words(&self) -> String {
        let mut words = format!("{} read", counted(self.files, "file", "files"));
        if !self.skipped.is_empty() {
            words.push_str(&format!(", {} not read", grouped(self.skipped.len())));
        }
        if !self.partial.is_empty() {
            words.push_str(&format!(", {} partly read", grouped(self.partial_files())));
        }
        words
    }

    /// Returns the number of skipped files for each reason, the most frequent first.
    pub(crate) fn reasons(&self) -> Vec<(&str, usize)> {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for file in &self.skipped {
            *reasons.entry(&file.reason).or_default() += 1;
        }
        let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, number)| (Reverse(*number), *reason));
        reasons
    }

    /// Returns a sentence about skipped files and one about partly read files, each only if there are such files.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if !self.skipped.is_empty() {
            let mut reasons = self.reasons();
            reasons.truncate(REASONS);
            let reason = |(reason, number)| format!("{}: {reason}", grouped(number));
            let reasons: Vec<String> = reasons.into_iter().map(reason).collect();
            let number = counted(self.skipped.len(), "file was", "files were");
            let reasons = match &self.skipped[..] {
                [UnreadFile { path, reason }] if !path.is_empty() => format!("{path}: {reason}"),
                _ => reasons.join("; "),
            };
            sentences.push(format!("{number} not read ({reasons})."));
        }
        if let Some(UnreadFile { path, reason }) = self.partial.first() {
            let number = counted(self.partial_files(), "file was", "files were");
            sentences.push(format!(
                "{number} read only in part (first: {path}, {reason})."
            ));
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_a_fixed_kind() {
        let kind = |reason: &str| {
            let path = String::new();
            let reason = reason.to_owned();
            UnreadFile { path, reason }.kind().word()
        };
        assert_eq!(kind("it is larger than 4096 KiB"), "too_large");
        assert_eq!(kind("it is UTF-16; save it as UTF-8"), "not_text");
        assert_eq!(kind("Permission denied (os error 13)"), "unreadable");
        assert_eq!(kind("illegal placement of ':' indicator"), "invalid");
    }

    #[test]
    fn a_partly_read_file_counts_once_and_reasons_are_summed() {
        let file = |path: &str, reason: &str| UnreadFile {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let mut input = InputSummary {
            files: 1200,
            ..InputSummary::default()
        };
        assert!(input.is_complete() && input.sentences().is_empty());
        assert_eq!(input.words(), "1,200 files read");
        input.skipped = vec![
            file("a.rb", "it is binary"),
            file("b.rb", "it is large"),
            file("c.rb", "it is large"),
        ];
        input.partial = vec![file("d.rb", "line 3"), file("d.rb", "line 9")];
        assert_eq!(input.words(), "1,200 files read, 3 not read, 1 partly read");
        assert_eq!(
            input.sentences(),
            [
                "3 files were not read (2: it is large; 1: it is binary).",
                "1 file was read only in part (first: d.rb, line 3)."
            ]
        );
    }
}
