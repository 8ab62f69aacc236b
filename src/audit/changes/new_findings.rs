//! State findings that a change added.

use crate::finding::{Lint, Numbered};
use crate::source::{SourceMap, Span};
use std::collections::HashMap;

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

/// Returns the indexes of findings that have no counterpart before the change.
///
/// Counterparts are matched one to one: first by lint, subject, path and line text, then without the text, then without the
/// path. So a finding that moved is not new. A finding is new if it is more severe than its counterpart.
pub(crate) fn new_findings(before: LocatedFindings<'_>, after: LocatedFindings<'_>) -> Vec<usize> {
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
    use super::{LocatedFindings, new_findings};
    use crate::finding::{Finding, Lint, Severity, sort_and_number};
    use crate::source::{SourceFile, SourceMap, Span};

    static LINT: Lint = Lint {
        name: "a-lint",
        summary: "s",
        docs: "d",
        severity: Severity::Warning,
        since: "0.1.0",
    };

    /// Returns the lines of the findings in `after` that are new; each `x` and each `X` (an error) of a text is one.
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
        let before = LocatedFindings {
            findings: &before,
            sources: &old,
        };
        let found = new_findings(
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
