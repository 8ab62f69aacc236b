//! What was read and what was not: the blind spots behind every figure.

use crate::report::text::{counted, grouped};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Reasons named in a sentence.
const REASONS: usize = 4;

/// A file that was not read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UnreadFile {
    /// Its path, relative to the audited root.
    pub path: String,
    /// Why, in a few words.
    pub reason: String,
}

/// What a run has read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InputSummary {
    /// Source files that were searched.
    pub files: usize,
    /// Files that were not read at all, sorted by path.
    pub skipped: Vec<UnreadFile>,
    /// What of other files was not read, sorted by path; a file may stand here more than once.
    pub partial: Vec<UnreadFile>,
}

impl InputSummary {
    /// Whether everything was read.
    pub fn is_complete(&self) -> bool {
        self.skipped.is_empty() && self.partial.is_empty()
    }

    /// Number of files that were read, but not to their end.
    pub fn partial_files(&self) -> usize {
        self.partial
            .iter()
            .map(|gap| gap.path.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The counts as a clause: `1,204 files read, 3 not read, 12 partly read`.
    pub fn words(&self) -> String {
        let mut words = format!("{} read", counted(self.files, "file", "files"));
        if !self.skipped.is_empty() {
            words.push_str(&format!(", {} not read", grouped(self.skipped.len())));
        }
        if !self.partial.is_empty() {
            words.push_str(&format!(", {} partly read", grouped(self.partial_files())));
        }
        words
    }

    /// How many files were not read for each reason, the most frequent first.
    pub fn reasons(&self) -> Vec<(&str, usize)> {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for gap in &self.skipped {
            *reasons.entry(&gap.reason).or_default() += 1;
        }
        let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, number)| (std::cmp::Reverse(*number), *reason));
        reasons
    }

    /// What was not read, one sentence for each kind of gap; empty when everything was read.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if !self.skipped.is_empty() {
            let reasons = self
                .reasons()
                .into_iter()
                .map(|(reason, number)| format!("{}: {reason}", grouped(number)));
            let reasons: Vec<String> = reasons.take(REASONS).collect();
            let number = counted(self.skipped.len(), "file was", "files were");
            sentences.push(format!("{number} not read ({}).", reasons.join("; ")));
        }
        if let Some(first) = self.partial.first() {
            let number = counted(self.partial_files(), "file was", "files were");
            sentences.push(format!(
                "{number} read only in part (the first: {}, {}).",
                first.path, first.reason
            ));
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_two_gaps_counts_once_and_reasons_are_summed() {
        let gap = |path: &str, reason: &str| UnreadFile {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let mut reading = InputSummary {
            files: 1200,
            ..InputSummary::default()
        };
        assert!(reading.is_complete() && reading.sentences().is_empty());
        assert_eq!(reading.words(), "1,200 files read");
        reading.skipped = vec![
            gap("a.rb", "it is binary"),
            gap("b.rb", "it is large"),
            gap("c.rb", "it is large"),
        ];
        reading.partial = vec![gap("d.rb", "line 3"), gap("d.rb", "line 9")];
        assert_eq!(
            reading.words(),
            "1,200 files read, 3 not read, 1 partly read"
        );
        assert_eq!(
            reading.sentences(),
            [
                "3 files were not read (2: it is large; 1: it is binary).",
                "1 file was read only in part (the first: d.rb, line 3)."
            ]
        );
    }
}
