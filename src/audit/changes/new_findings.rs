//! State findings that a change added.

use crate::finding::{Lint, Numbered, numbered_fingerprint};
use crate::source::{SourceMap, Span};
use std::collections::{HashMap, HashSet};

/// Findings and the files of their spans.
#[derive(Clone, Copy)]
pub(crate) struct LocatedFindings<'a> {
    /// The findings.
    pub(crate) findings: &'a [Numbered],
    /// Their files.
    pub(crate) sources: &'a SourceMap,
}

/// Lint, subject, path and line text of a finding.
type Key<'a> = (&'static str, String, &'a str, &'a str);

/// The findings of both sides of a change, matched one to one.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// Indexes of findings that have no counterpart before the change.
    pub(crate) new: Vec<usize>,
    /// The counterpart of each finding.
    pub(crate) counterparts: Vec<Option<usize>>,
    /// Indexes of earlier findings that have no counterpart after the change.
    pub(crate) gone: Vec<usize>,
}

/// Matches the findings of both sides.
///
/// Counterparts are matched one to one: first by lint, subject, path and line text, then without the text, then without the
/// path. So a finding that moved is not new. A finding is new if it is more severe than its counterpart.
pub(crate) fn matches(before: LocatedFindings<'_>, after: LocatedFindings<'_>) -> Matches {
    let mut left: Vec<usize> = (0..before.findings.len()).collect();
    let mut open: Vec<usize> = (0..after.findings.len()).collect();
    let mut counterparts = vec![None; after.findings.len()];
    for rank in 0..3 {
        let mut by_key: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for at in &left {
            by_key
                .entry(key_of(before, *at, rank))
                .or_default()
                .push(*at);
        }
        let mut used = HashSet::new();
        open.retain(|at| {
            let Some(candidates) = by_key.get_mut(&key_of(after, *at, rank)) else {
                return true;
            };
            let severity = after.findings[*at].finding.severity;
            let fits = |old: &usize| before.findings[*old].finding.severity <= severity;
            let Some(place) = candidates.iter().position(fits) else {
                return true;
            };
            let old = candidates.remove(place);
            counterparts[*at] = Some(old);
            used.insert(old);
            false
        });
        left.retain(|at| !used.contains(at));
    }
    Matches {
        new: open,
        counterparts,
        gone: left,
    }
}

/// Gives the findings after a change fingerprints that fit those before it: a finding keeps that of its counterpart, and a new one
/// gets one that no earlier finding had.
pub(crate) fn align(
    before: LocatedFindings<'_>,
    after: &mut [Numbered],
    sources: &SourceMap,
    matches: &Matches,
) {
    let old = |at: &usize| &before.findings[*at].fingerprint;
    let mut taken: HashSet<String> = (0..before.findings.len())
        .map(|at| old(&at).clone())
        .collect();
    for (numbered, counterpart) in after.iter_mut().zip(&matches.counterparts) {
        if let Some(counterpart) = counterpart {
            numbered.fingerprint.clone_from(old(counterpart));
            continue;
        }
        let mut ordinal = 0;
        while !taken.insert(numbered.fingerprint.clone()) {
            numbered.fingerprint = numbered_fingerprint(sources, &numbered.finding, ordinal);
            ordinal += 1;
        }
    }
}

fn key_of<'a>(found: LocatedFindings<'a>, at: usize, rank: usize) -> Key<'a> {
    let finding = &found.findings[at].finding;
    let file = found.sources.file(finding.primary.span.file);
    let line = file.text[file.line_range(file.line(finding.primary.span.start))].trim();
    // Some lints speak about the file itself; its new name is no new subject.
    let subject = finding.subject.replace(&*file.path, "");
    (
        finding.lint.name,
        subject,
        if rank < 2 { &file.path } else { "" },
        if rank < 1 { line } else { "" },
    )
}

/// Returns true if a change finding with these spans already reports the same.
pub(crate) fn is_superseded(
    numbered: &Numbered,
    places: &[Span],
    supersedes: &[&'static Lint],
) -> bool {
    supersedes
        .iter()
        .any(|lint| lint.name == numbered.finding.lint.name)
        && places.contains(&numbered.finding.primary.span)
}

#[cfg(test)]
mod tests {
    use super::{LocatedFindings, align, matches};
    use crate::finding::{Finding, Lint, Numbered, Severity, sort_and_number};
    use crate::source::{SourceFile, SourceMap, Span};
    use std::collections::HashSet;

    static LINT: Lint = Lint {
        name: "a-lint",
        summary: "s",
        docs: "d",
        severity: Severity::Warning,
        since: "0.1.0",
    };

    /// Returns the findings of files: each `x` and each `X` (an error) of a text is one.
    fn all(files: &[(&str, &str)]) -> (SourceMap, Vec<Numbered>) {
        let mut sources = SourceMap::default();
        let mut findings = Vec::new();
        for (path, text) in files {
            let file = sources.add(SourceFile::new(*path, *text));
            for (at, letter) in text.match_indices(['x', 'X']) {
                let severity = if letter == "X" {
                    Severity::Error
                } else {
                    Severity::Warning
                };
                findings.push(
                    Finding::new(&LINT, Span::new(file, at, at + 1), format!("{path}.s"), "m")
                        .severity(severity),
                );
            }
        }
        let numbered = sort_and_number(&sources, findings);
        (sources, numbered)
    }

    /// Returns the lines of the findings in `after` that are new.
    fn compare(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let ((old, before), (sources, after)) = (all(before), all(after));
        let before = LocatedFindings {
            findings: &before,
            sources: &old,
        };
        let found = matches(
            before,
            LocatedFindings {
                findings: &after,
                sources: &sources,
            },
        );
        let place = |at: usize| {
            let span = after[at].finding.primary.span;
            format!("{}:{}", sources.path(span), sources.lines(span).0)
        };
        found.new.into_iter().map(place).collect()
    }

    /// Returns the numbers of fingerprints that are new, and of those that are gone.
    fn difference(before: &[(&str, &str)], after: &[(&str, &str)]) -> (usize, usize) {
        let ((old, before), (sources, mut after)) = (all(before), all(after));
        let located = LocatedFindings {
            findings: &before,
            sources: &old,
        };
        let now = LocatedFindings {
            findings: &after.clone(),
            sources: &sources,
        };
        align(located, &mut after, &sources, &matches(located, now));
        let prints = |all: &[Numbered]| -> HashSet<String> {
            all.iter().map(|one| one.fingerprint.clone()).collect()
        };
        let (was, is) = (prints(&before), prints(&after));
        assert_eq!(is.len(), after.len(), "no fingerprint occurs twice");
        (is.difference(&was).count(), was.difference(&is).count())
    }

    #[test]
    fn fingerprints_differ_by_what_is_new_and_what_is_gone() {
        assert_eq!(difference(&[("a", "x")], &[("b", "\nx")]), (0, 0), "moved");
        assert_eq!(difference(&[("a", "x 1")], &[("a", "x 2\nx 1")]), (1, 0));
        assert_eq!(difference(&[("a", "x 1\nx 2")], &[("a", "x 2")]), (0, 1));
        assert_eq!(difference(&[("a", "x")], &[("a", "X")]), (1, 1), "worse");
    }

    #[test]
    fn moves_are_not_new_and_more_is() {
        assert_eq!(
            compare(&[("a", "x")], &[("a", "\n\nx")]),
            Vec::<String>::new()
        );
        assert_eq!(compare(&[("a", "x")], &[("b", "x")]), Vec::<String>::new());
        assert_eq!(compare(&[("a", "x")], &[("a", "x\nx")]), ["a:2"]);
        assert_eq!(
            compare(&[("a", "x 1")], &[("a", "x 2\nx 1")]),
            ["a:1"],
            "the old one is known by its line"
        );
        assert_eq!(
            compare(&[("a", "x"), ("b", "x")], &[("b", "x")]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_weighs_more_is_new() {
        assert_eq!(compare(&[("a", "x")], &[("a", "X")]), ["a:1"]);
        assert_eq!(compare(&[("a", "X")], &[("a", "x")]), Vec::<String>::new());
    }
}
