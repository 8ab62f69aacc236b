//! Which findings of a state were not there before a change.

use crate::finding::{Lint, Numbered};
use crate::source::{SourceMap, Span};
use std::collections::HashMap;

/// Findings with the files they point into.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The findings.
    pub findings: &'a [Numbered],
    /// Their files.
    pub sources: &'a SourceMap,
}

/// What two findings have in common at most: lint, subject, path, text of the line.
type Key<'a> = (&'static str, String, &'a str, &'a str);

/// Indexes of the findings that nothing before corresponds to.
///
/// Each finding before makes up for one after, by the lint, the subject, the path and the text of the line first, then without
/// the text, then without the path: a finding that moved within a file, with its file or to another file is not new. A finding
/// that weighs more than the one it corresponds to is.
pub fn new(before: Found<'_>, after: Found<'_>) -> Vec<usize> {
    let mut left: Vec<usize> = (0..before.findings.len()).collect();
    let mut open: Vec<usize> = (0..after.findings.len()).collect();
    for rank in 0..3 {
        let mut by_key: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for at in &left {
            by_key
                .entry(key_of(before, *at, rank))
                .or_default()
                .push(*at);
        }
        let mut used = std::collections::HashSet::new();
        open.retain(|at| {
            let Some(candidates) = by_key.get_mut(&key_of(after, *at, rank)) else {
                return true;
            };
            let severity = after.findings[*at].finding.severity;
            let fits = |old: &usize| before.findings[*old].finding.severity <= severity;
            let Some(place) = candidates.iter().position(fits) else {
                return true;
            };
            used.insert(candidates.remove(place));
            false
        });
        left.retain(|at| !used.contains(at));
    }
    open
}

fn key_of<'a>(found: Found<'a>, at: usize, rank: usize) -> Key<'a> {
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

/// Whether a finding only says again what a finding of a change said: it is of one of the lints that the latter stands for, at a
/// place that it points at.
pub fn is_told(numbered: &Numbered, places: &[Span], tells: &[&'static Lint]) -> bool {
    tells
        .iter()
        .any(|lint| lint.name == numbered.finding.lint.name)
        && places.contains(&numbered.finding.primary.span)
}

#[cfg(test)]
mod tests {
    use super::{Found, new};
    use crate::finding::{Finding, Lint, Severity, sort_and_number};
    use crate::source::{SourceFile, SourceMap, Span};

    static LINT: Lint = Lint {
        name: "a-lint",
        summary: "s",
        docs: "d",
        severity: Severity::Warning,
        since: "0.1.0",
    };

    /// The lines of the findings in `after` that are new; each `x` and each `X` (an error) of a text is one.
    fn compare(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let all = |files: &[(&str, &str)]| {
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
        };
        let ((old, before), (sources, after)) = (all(before), all(after));
        let before = Found {
            findings: &before,
            sources: &old,
        };
        let found = new(
            before,
            Found {
                findings: &after,
                sources: &sources,
            },
        );
        let place = |at: usize| {
            let span = after[at].finding.primary.span;
            format!("{}:{}", sources.path(span), sources.lines(span).0)
        };
        found.into_iter().map(place).collect()
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
