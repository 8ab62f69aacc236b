//! Findings of a change: those of its own lints, and new ones of other lints.

use crate::analysis::analyzed::Analysis;
use crate::analysis::rows;
use crate::audit::Context;
use crate::audit::changes::new_findings::{LocatedFindings, align, is_superseded, matches};
use crate::audit::changes::{Change, has_untracked};
use crate::audit::registry;
use crate::finding::{Finding, Lint, sort_and_number};
use crate::report::text::counted;
use crate::report::{CoverageBefore, Fixed, Report};
use crate::source::Span;
use std::collections::BTreeSet;

/// The result of the comparison of both sides.
pub(crate) struct Compared {
    /// The earlier findings, with severities and suppressions applied.
    before: Vec<Finding>,
    /// The earlier coverage.
    coverage: CoverageBefore,
    /// Findings of the lints of changes.
    pub(crate) changes: Vec<Finding>,
    /// The places they point at, and the lints that need not speak of these places any more.
    replaced: Vec<(Vec<Span>, &'static [&'static Lint])>,
}

impl Analysis {
    /// Compares with the project before the change, where there is one.
    pub(crate) fn compared(&self, after: &Context<'_>) -> Option<Compared> {
        let before = self.before.as_ref()?;
        Some(before.with(|cx| {
            let reached = self.reached(cx, after);
            let (changes, tells): (Vec<Finding>, Vec<_>) = registry::check_change(
                &Change::new(cx, after, reached).read_by(self.consumers.as_ref()),
            )
            .into_iter()
            .unzip();
            let replaced = changes.iter().map(places).zip(tells).collect();
            Compared {
                before: registry::suppress(
                    cx,
                    &before.config.settings,
                    &before.settings_usage,
                    registry::check_state(cx),
                ),
                coverage: CoverageBefore {
                    tally: before.tally(cx),
                    coverage: rows::coverage(cx).coverage,
                },
                changes,
                replaced,
            }
        }))
    }

    /// Returns the surfaces that ways make tracked, if the change has one without a call of its own.
    fn reached(&self, before: &Context<'_>, after: &Context<'_>) -> BTreeSet<usize> {
        if !has_untracked(before, after) || after.surfaces.has_ways {
            return BTreeSet::new();
        }
        let surfaces = self.surfaces(&after.inputs).surfaces;
        let surfaces = surfaces.iter().enumerate();
        let tracked = surfaces.filter(|(_, surface)| surface.tracked);
        tracked.map(|(number, _)| number).collect()
    }

    /// Returns the report of a change, with new findings only.
    pub(crate) fn worse(&self, compared: Compared, findings: Vec<Finding>) -> Report {
        let old_sources = self
            .before
            .as_ref()
            .map_or(&self.sources, |before| &before.sources);
        let old = sort_and_number(old_sources, compared.before);
        // Numbered before anything is left out, so that a finding keeps its fingerprint.
        let mut numbered = sort_and_number(&self.sources, findings);
        let before = LocatedFindings {
            findings: &old,
            sources: old_sources,
        };
        let after = LocatedFindings {
            findings: &numbered,
            sources: &self.sources,
        };
        let matches = matches(before, after);
        align(before, &mut numbered, &self.sources, &matches);
        let known = numbered.len() - matches.new.len();
        let replaced = &compared.replaced;
        let is_told = |at: &usize| {
            let mut replaced = replaced.iter();
            replaced.any(|(places, tells)| is_superseded(&numbered[*at], places, tells))
        };
        let (told, kept): (Vec<usize>, Vec<usize>) = matches.new.iter().partition(|at| is_told(at));
        let fixed = |at: &usize| Fixed {
            path: old_sources.path(old[*at].finding.primary.span).to_owned(),
            numbered: old[*at].clone(),
        };
        let whole = numbered.iter().enumerate();
        let whole = whole.filter(|(at, _)| !told.contains(at));
        let mut report = Report {
            sources: self.sources.clone(),
            findings: kept.iter().map(|at| numbered[*at].clone()).collect(),
            whole: Some(whole.map(|(_, one)| one.clone()).collect()),
            fixed: matches.gone.iter().map(fixed).collect(),
            before: Some(compared.coverage),
            ..Report::default()
        };
        if known > 0 {
            let known = counted(known, "finding", "findings");
            report.notes.push(format!(
                "Only what the change made worse is shown; before it, there were {known} already."
            ));
        }
        report
    }
}

fn places(finding: &Finding) -> Vec<Span> {
    std::iter::once(finding.primary.span)
        .chain(finding.related.iter().map(|label| label.span))
        .collect()
}
