//! The baseline: findings that are known and borne, so that a check fails only for new ones. It only shrinks.
//!
//! The file is a JSON array with one finding on each line and the comma in front, so that a line can come or go without its
//! neighbours changing: git merges it well. There is no line number in it; a finding is known by lint, path and subject, and by
//! how many of them there are.

use crate::finding::{Numbered, fingerprint};
use crate::source::{FileId, SourceMap, Span};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Name of the baseline that is found without being named.
pub(crate) const FILE_NAME: &str = "tracklint-baseline.json";

/// Version of the form.
const VERSION: u64 = 1;

/// The identity of findings in a baseline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FindingKey {
    /// The lint.
    pub(crate) lint: String,
    /// The file.
    pub(crate) path: String,
    /// The subject.
    pub(crate) subject: String,
}

impl FindingKey {
    /// Returns the key of a finding.
    pub(crate) fn of(numbered: &Numbered, sources: &SourceMap) -> Self {
        let finding = &numbered.finding;
        let path = sources.path(finding.primary.span).to_owned();
        Self {
            lint: finding.lint.name.to_owned(),
            path,
            subject: finding.subject.clone(),
        }
    }

    /// Returns the key without its path, for files that were moved. A subject that is the path moves with it.
    fn anywhere(&self) -> (String, String) {
        let subject = if self.subject == self.path {
            String::new()
        } else {
            self.subject.clone()
        };
        (self.lint.clone(), subject)
    }
}

/// Findings of one key that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AcceptedCount {
    /// Number of findings.
    pub(crate) count: usize,
    /// Span of the entry.
    pub(crate) span: Span,
}

/// Findings that are accepted, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// The entries.
    pub(crate) entries: BTreeMap<FindingKey, AcceptedCount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadEntry {
    lint: String,
    path: String,
    subject: String,
    count: usize,
    fingerprint: String,
}

#[derive(Serialize)]
struct WrittenEntry<'a> {
    lint: &'a str,
    path: &'a str,
    subject: &'a str,
    count: usize,
    fingerprint: String,
}

impl Baseline {
    /// Returns all findings as a baseline.
    pub(crate) fn of(findings: &[Numbered], sources: &SourceMap) -> Self {
        let mut entries: BTreeMap<FindingKey, AcceptedCount> = BTreeMap::new();
        for numbered in findings {
            let span = numbered.finding.primary.span;
            entries
                .entry(FindingKey::of(numbered, sources))
                .or_insert(AcceptedCount { count: 0, span })
                .count += 1;
        }
        Self { entries }
    }

    /// Number of findings that are accepted.
    pub(crate) fn total(&self) -> usize {
        self.entries.values().map(|accepted| accepted.count).sum()
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// Why it is none, with the line where it says so.
    pub(crate) fn read(file: FileId, text: &str) -> Result<Self, String> {
        if let Some(line) = merge_mark(text) {
            return Err(format!(
                "line {line}: there is an unresolved merge conflict; keep the lines of both sides that are still found"
            ));
        }
        let all: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
            if error.is_eof() {
                "the file ends in the middle; restore it from version control".to_owned()
            } else {
                format!("line {}: this is no baseline: {error}", error.line())
            }
        })?;
        let Some((header, rest)) = all.split_first() else {
            return Err("this is no baseline: it is empty".to_owned());
        };
        version(header)?;
        let mut entries: BTreeMap<FindingKey, AcceptedCount> = BTreeMap::new();
        for raw in rest {
            // The slices are parts of the text.
            let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
            let line = || 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
            let entry: ReadEntry = serde_json::from_str(raw.get())
                .map_err(|error| format!("line {}: this is no entry: {error}", line()))?;
            if entry.count == 0
                || entry.fingerprint != fingerprint(&entry.lint, &entry.path, &entry.subject, 0)
            {
                return Err(format!(
                    "line {}: the entry was changed by hand; its fingerprint or count does not fit",
                    line()
                ));
            }
            let accepted = AcceptedCount {
                count: entry.count,
                span: Span::new(file, start, start + raw.get().len()),
            };
            let key = FindingKey {
                lint: entry.lint,
                path: entry.path,
                subject: entry.subject,
            };
            if entries.insert(key, accepted).is_some() {
                return Err(format!(
                    "line {}: the entry is there twice; keep the one with the smaller count",
                    line()
                ));
            }
        }
        Ok(Self { entries })
    }

    /// Returns the text of the baseline, sorted.
    pub(crate) fn write(&self) -> String {
        let mut text = format!("[{{\"tracklint_baseline\":{VERSION}}}\n");
        for (key, accepted) in &self.entries {
            let (lint, path, subject) = (&*key.lint, &*key.path, &*key.subject);
            let line = WrittenEntry {
                lint,
                path,
                subject,
                count: accepted.count,
                fingerprint: fingerprint(lint, path, subject, 0),
            };
            text.push(',');
            // Texts and numbers can always be written.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        text.push_str("]\n");
        text
    }

    /// Holds findings against the baseline. `exists` says whether a file is there: an entry of a file that is gone stands for
    /// the same findings in another, so that renaming a file makes nothing new.
    pub(crate) fn compare(
        &self,
        findings: &[Numbered],
        sources: &SourceMap,
        exists: &dyn Fn(&str) -> bool,
    ) -> Compared {
        let mut left: BTreeMap<&FindingKey, usize> = self
            .entries
            .iter()
            .map(|(key, accepted)| (key, accepted.count))
            .collect();
        let mut compared = Compared {
            new: vec![false; findings.len()],
            ..Compared::default()
        };
        let mut unknown = Vec::new();
        for (number, numbered) in findings.iter().enumerate() {
            let key = FindingKey::of(numbered, sources);
            match left.get_mut(&key) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    compared.keep(key, numbered.finding.primary.span);
                }
                _ => unknown.push((number, key)),
            }
        }
        let mut gone: BTreeMap<(String, String), Vec<&FindingKey>> = BTreeMap::new();
        if !unknown.is_empty() {
            for key in left
                .iter()
                .rev()
                .filter(|(_, count)| **count > 0)
                .map(|(key, _)| *key)
                .filter(|key| !exists(&key.path))
            {
                gone.entry(key.anywhere()).or_default().push(key);
            }
        }
        for (number, key) in unknown {
            let keys = gone.get_mut(&key.anywhere());
            let Some((keys, from)) =
                keys.and_then(|keys| keys.last().copied().map(|last| (keys, last)))
            else {
                compared.new[number] = true;
                continue;
            };
            let count = left.entry(from).or_default();
            *count -= 1;
            if *count == 0 {
                keys.pop();
            }
            compared.moved += 1;
            compared.keep(key, findings[number].finding.primary.span);
        }
        let stale = left.into_iter().filter(|(_, count)| *count > 0);
        compared.stale = stale
            .map(|(key, count)| {
                (
                    key.clone(),
                    AcceptedCount {
                        count,
                        span: self.entries[key].span,
                    },
                )
            })
            .collect();
        compared
    }
}

/// The comparison of findings with a baseline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compared {
    /// For each finding, whether it is new.
    pub(crate) new: Vec<bool>,
    /// Entries, or parts of them, whose findings are gone.
    pub(crate) stale: Vec<(FindingKey, AcceptedCount)>,
    /// Number of known findings that moved to another file.
    pub(crate) moved: usize,
    /// Accepted findings that still exist: the pruned baseline.
    pub(crate) kept: Baseline,
}

impl Compared {
    fn keep(&mut self, key: FindingKey, span: Span) {
        self.kept
            .entries
            .entry(key)
            .or_insert(AcceptedCount { count: 0, span })
            .count += 1;
    }

    /// Number of new findings.
    pub(crate) fn new_count(&self) -> usize {
        self.new.iter().filter(|new| **new).count()
    }
}

/// Returns the line of the first mark that a merge left behind.
fn merge_mark(text: &str) -> Option<usize> {
    let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    text.lines()
        .position(|line| marks.iter().any(|mark| line.starts_with(mark)))
        .map(|index| index + 1)
}

fn version(header: &RawValue) -> Result<(), String> {
    let header: serde_json::Value =
        serde_json::from_str(header.get()).map_err(|error| error.to_string())?;
    match header
        .get("tracklint_baseline")
        .and_then(serde_json::Value::as_u64)
    {
        Some(VERSION) => Ok(()),
        Some(other) if other > VERSION => Err(format!(
            "it was written by a newer tracklint (form {other}, and this one knows {VERSION}); use that version"
        )),
        Some(other) => Err(format!(
            "it was written by an older tracklint (form {other}); remove it and write it anew"
        )),
        None => Err(
            "this is no baseline: its first element does not say `tracklint_baseline`".to_owned(),
        ),
    }
}
