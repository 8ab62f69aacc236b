//! The report of an analyzed project.

use crate::analysis::analyzed::Analysis;
use crate::analysis::rows;
use crate::audit::Context;
use crate::audit::features::{FeatureKind, FeatureRow};
use crate::audit::metrics::MetricRow;
use crate::audit::registry;
use crate::audit::surfaces::Surface as Found;
use crate::audit::verdicts::{FeatureVerdict, MetricVerdict};
use crate::report::{Report, Surface, Tally};

impl Analysis {
    /// Returns the numbers of the run.
    pub(crate) fn tally(&self, cx: &Context<'_>) -> Tally {
        let categories = || {
            cx.features
                .iter()
                .filter(|feature| feature.kind == FeatureKind::Category)
        };
        let is_countable = |feature: &&FeatureRow| {
            !matches!(
                feature.verdict,
                FeatureVerdict::NoCode | FeatureVerdict::Exempt | FeatureVerdict::Unknown
            )
        };
        let is_orphaned = |row: &&MetricRow| row.verdict == MetricVerdict::Orphaned;
        Tally {
            calls: self.calls.len(),
            events: cx.links.events.len(),
            metrics: cx.metrics.len(),
            metrics_orphaned: cx.metrics.iter().filter(is_orphaned).count(),
            features: categories().filter(is_countable).count(),
            features_instrumented: categories()
                .filter(|feature| feature.verdict == FeatureVerdict::Instrumented)
                .count(),
            references: None,
        }
    }

    /// Returns the findings, with severities and suppressions applied.
    pub(crate) fn report(&self) -> Report {
        self.report_for(false)
    }

    /// Returns the findings, with the ways of surfaces if a format needs them.
    pub(crate) fn report_for(&self, needs_ways: bool) -> Report {
        self.joined(needs_ways, |cx| self.report_of(cx))
    }

    /// Returns the findings of the joined project.
    pub(crate) fn report_of(&self, cx: &Context<'_>) -> Report {
        let surfaces = cx.surfaces.surfaces.iter();
        let surface = |one: &Found| Surface {
            span: one.span,
            name: one.name.clone(),
            tracked: one.tracked,
        };
        let surfaces = surfaces.map(surface).collect();
        let compared = self.compared(cx);
        let mut findings = registry::check_state(cx);
        findings.extend(
            compared
                .iter()
                .flat_map(|compared| compared.changes.iter().cloned()),
        );
        let findings =
            registry::suppress(cx, &self.config.settings, &self.settings_usage, findings);
        let mut report = match compared {
            Some(compared) => self.worse(compared, findings),
            None => Report::new(self.sources.clone(), findings),
        };
        report.input_summary = self.input_summary.clone();
        report.surfaces = surfaces;
        report.notes.extend(self.notes());
        report.tally = self.tally(cx);
        report.coverage = rows::coverage(cx);
        report
    }
}
