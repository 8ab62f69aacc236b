//! The baseline: accepted findings, so that a check fails only for new ones. It only shrinks.
//!
//! The file is a JSON array with one finding on each line and the comma in front. Adding or removing a line leaves its neighbours
//! unchanged, so git merges it well. It has no line numbers: the key of a finding is lint, path and subject, with a count. The fingerprint covers the count too.

use crate::finding::{Numbered, fingerprint};
use crate::source::{FileId, SourceMap, Span};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Name of the default baseline file.
pub(crate) const FILE_NAME: &str = "tracklint-baseline.json";

/// Version of the format.
const VERSION: u64 = 2;

/// Limit of the count of an entry, so that sums stay exact.
const MAX_COUNT: usize = 1 << 30;

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
    /// Returns the reason, with its line, if the text is not a valid baseline.
    pub(crate) fn read(file: FileId, text: &str) -> Result<Self, String> {
        if let Some(line) = merge_mark(text) {
            return Err(format!(
                "line {line}: unresolved merge conflict; keep the lines of both sides that still match a finding"
            ));
        }
        let all: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
            if error.is_eof() {
                "the file is truncated; restore it from version control".to_owned()
            } else {
                format!("line {}: invalid baseline: {error}", error.line())
            }
        })?;
        let Some((header, rest)) = all.split_first() else {
            return Err("invalid baseline: the array is empty".to_owned());
        };
        version(header)?;
        let mut entries: BTreeMap<FindingKey, AcceptedCount> = BTreeMap::new();
        for raw in rest {
            // The slices are parts of the text.
            let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
            let fault = |what: &str| {
                let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
                format!("line {line}: {what}")
            };
            let (key, count) = read_entry(raw).map_err(|error| fault(&error))?;
            let span = Span::new(file, start, start + raw.get().len());
            let accepted = AcceptedCount { count, span };
            if entries.insert(key, accepted).is_some() {
                return Err(fault(
                    "duplicate entry; keep the one with the smaller count",
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
                fingerprint: fingerprint(lint, path, subject, accepted.count),
            };
            text.push(',');
            // Texts and numbers can always be written.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        text.push_str("]\n");
        text
    }

    /// Compares findings with the baseline. An entry of a file that does not exist any more accepts the same findings in
    /// another file, so that renaming a file makes nothing new.
    pub(crate) fn compare(
        &self,
        findings: &[Numbered],
        sources: &SourceMap,
        exists: &dyn Fn(&str) -> bool,
    ) -> Compared {
        let entries = self.entries.iter();
        let mut left: Remaining<'_> = entries.map(|(key, own)| (key, own.count)).collect();
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
        if !unknown.is_empty() {
            let mut gone = entries_of_missing_files(&left, exists);
            for (number, key) in unknown {
                if take_moved(&mut gone, &mut left, &key) {
                    compared.moved += 1;
                    compared.keep(key, findings[number].finding.primary.span);
                } else {
                    compared.new[number] = true;
                }
            }
        }
        for (key, count) in left.into_iter().filter(|(_, count)| *count > 0) {
            let span = self.entries[key].span;
            let stale = (key.clone(), AcceptedCount { count, span });
            compared.stale.push(stale);
        }
        compared
    }
}

/// The number of findings that each entry can still accept.
type Remaining<'b> = BTreeMap<&'b FindingKey, usize>;

/// Entries whose files do not exist, by lint and subject, the last first.
type MissingFiles<'b> = BTreeMap<(String, String), Vec<&'b FindingKey>>;

fn entries_of_missing_files<'b>(
    left: &Remaining<'b>,
    exists: &dyn Fn(&str) -> bool,
) -> MissingFiles<'b> {
    let mut gone = MissingFiles::new();
    for (key, count) in left.iter().rev() {
        if *count > 0 && !exists(&key.path) {
            gone.entry(key.anywhere()).or_default().push(key);
        }
    }
    gone
}

/// Uses up one finding of an entry whose file is missing. Returns true if there is such an entry.
fn take_moved<'b>(gone: &mut MissingFiles<'b>, left: &mut Remaining<'b>, key: &FindingKey) -> bool {
    let Some(keys) = gone.get_mut(&key.anywhere()) else {
        return false;
    };
    let Some(from) = keys.last().copied() else {
        return false;
    };
    let count = left.entry(from).or_default();
    *count -= 1;
    if *count == 0 {
        keys.pop();
    }
    true
}

fn read_entry(raw: &RawValue) -> Result<(FindingKey, usize), String> {
    let entry: ReadEntry =
        serde_json::from_str(raw.get()).map_err(|error| format!("invalid entry: {error}"))?;
    let expected = fingerprint(&entry.lint, &entry.path, &entry.subject, entry.count);
    if entry.count == 0 || entry.count > MAX_COUNT || entry.fingerprint != expected {
        return Err("the entry was edited by hand; its fingerprint or count is invalid".to_owned());
    }
    let key = FindingKey {
        lint: entry.lint,
        path: entry.path,
        subject: entry.subject,
    };
    Ok((key, entry.count))
}

/// The comparison of findings with a baseline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compared {
    /// True for each finding that is new.
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
            "a newer tracklint wrote the file (format {other}, this one reads {VERSION}); use that version"
        )),
        Some(other) => Err(format!(
            "an older tracklint wrote the file (format {other}); delete it and create a new one"
        )),
        None => Err("invalid baseline: the first element lacks `tracklint_baseline`".to_owned()),
    }
}
