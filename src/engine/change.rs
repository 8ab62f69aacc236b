//! What a change made worse: findings of the lints of changes, and findings of states that were not there before.

use super::Analysis;
use crate::audit::Context;
use crate::audit::changes::Change;
use crate::audit::changes::new::{Found, is_told, new};
use crate::finding::{Finding, Lint, Numbered, sort_and_number};
use crate::report::Report;
use crate::report::text::counted;
use crate::source::Span;

/// What the comparison of both ends yields before severities and suppressions are applied.
pub(super) struct Compared {
    before: Vec<Finding>,
    changes: Vec<(Finding, &'static [&'static Lint])>,
}

impl Analysis {
    /// Compares with the project before the change, where there is one.
    pub(super) fn compared(&self, after: &Context<'_>) -> Option<Compared> {
        let before = self.before.as_ref()?;
        Some(before.with(|before| Compared { before: before.findings(), changes: Change::new(before, after).findings() }))
    }

    /// The report of a change: only what it made worse.
    pub(super) fn worse(&self, compared: Compared, findings: Vec<Finding>) -> Report {
        let old =
            self.before.as_ref().map_or_else(Vec::new, |before| sort_and_number(&before.sources, before.judged(compared.before)));
        let old_sources = self.before.as_ref().map_or(&self.sources, |before| &before.sources);
        // Numbered before anything is left out, so that a finding keeps its fingerprint.
        let numbered = sort_and_number(&self.sources, findings);
        let fresh = new(Found { findings: &old, sources: old_sources }, Found { findings: &numbered, sources: &self.sources });
        let known = numbered.len() - fresh.len();
        let told: Vec<(Vec<Span>, &[&Lint])> =
            compared.changes.iter().map(|(finding, tells)| (places(finding), *tells)).collect();
        let is_new = |numbered: &&Numbered| !told.iter().any(|(places, tells)| is_told(numbered, places, tells));
        let mut kept: Vec<Numbered> = fresh.iter().map(|at| &numbered[*at]).filter(is_new).cloned().collect();
        let changes = compared.changes.into_iter().map(|(finding, _)| finding).collect();
        let changes = Report::new(self.sources.clone(), self.judged(changes));
        kept.extend(changes.findings);
        kept.sort_by_cached_key(|numbered| {
            let span = numbered.finding.primary.span;
            (self.sources.path(span).to_owned(), span.start, numbered.finding.lint.name, span.end)
        });
        let mut report = Report { sources: changes.sources, findings: kept, ..Report::default() };
        if known > 0 {
            let known = counted(known, "finding", "findings");
            report.notes.push(format!("Only what the change made worse is shown; {known} were there before."));
        }
        report
    }
}

fn places(finding: &Finding) -> Vec<Span> {
    std::iter::once(finding.primary.span).chain(finding.related.iter().map(|label| label.span)).collect()
}
