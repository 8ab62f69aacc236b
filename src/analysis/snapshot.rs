//! The figures and verdicts of an analyzed project.

use crate::analysis::analyzed::Analysis;
use crate::analysis::{feature_rows, rows};
use crate::audit::Context;
use crate::finding::digest;
use crate::report::coverage::{CoverageKind, CoverageRow};
use crate::report::snapshot::{SCHEMA_VERSION, Snapshot, SnapshotCoverage, SnapshotFeature};
use std::collections::BTreeMap;

impl Analysis {
    /// Returns the figures and verdicts. The caller adds the project and its revision, and then the id of the run.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let settings = &self.config.settings;
        let texts = |files: &mut dyn Iterator<Item = &std::path::PathBuf>| {
            let texts = files.map(|file| std::fs::read_to_string(file).unwrap_or_default());
            digest(&texts.collect::<Vec<_>>().join("\n"))
        };
        let version = env!("CARGO_PKG_VERSION");
        let names: Vec<&str> = self.packs.iter().map(|pack| pack.pack.as_str()).collect();
        let own_rules = texts(&mut settings.rules.iter());
        let input = &self.input_summary;
        let snapshot = Snapshot {
            tool_version: version.to_owned(),
            schema_version: SCHEMA_VERSION,
            rules_digest: digest(&format!("{version} {} {own_rules}", names.join(" "))),
            config_digest: texts(&mut settings.files.iter()),
            files_scanned: input.files,
            files_partial: input.partial_files(),
            files_skipped: input.skipped.len(),
            is_complete: input.is_complete(),
            calls: self.calls.len(),
            ..Snapshot::default()
        };
        self.with_ways(|cx| Snapshot {
            events: counts(cx.links.events.iter().map(|event| event.verdict.word())),
            metrics: counts(cx.metrics.iter().map(|metric| metric.verdict.word())),
            surfaces: counts(cx.surfaces.surfaces.iter().map(|one| one.state().word())),
            coverage: coverage(cx),
            features: features(cx),
            ..snapshot
        })
    }
}

fn counts<'w>(words: impl Iterator<Item = &'w str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// Returns the sums of all units but single features, whose verdicts say the same.
fn coverage(cx: &Context<'_>) -> Vec<SnapshotCoverage> {
    let rows = rows::coverage(cx).coverage.into_iter();
    let rows = rows.filter(|row| row.kind != CoverageKind::Feature);
    let unit = |row: CoverageRow| SnapshotCoverage {
        scope_kind: row.kind.title().to_lowercase(),
        scope_id: row.id,
        title: row.title,
        features: row.features,
        instrumented: row.instrumented,
        likely: row.likely,
        calls_only: row.calls_only,
        definitions_only: row.definitions_only,
        uninstrumented: row.uninstrumented,
        no_code: row.no_code,
        exempt: row.exempt,
        unknown: row.category_only,
        surfaces_total: row.surfaces,
        surfaces_tracked: row.surfaces_tracked,
        ratio: row.ratio.map(|share| (share * 10_000.0).round() / 10_000.0),
    };
    rows.map(unit).collect()
}

fn features(cx: &Context<'_>) -> Vec<SnapshotFeature> {
    let rows = feature_rows::features(cx).into_iter();
    let feature = |row: crate::report::list::FeatureRow| SnapshotFeature {
        kind: row.kind,
        id: row.id,
        title: row.title,
        group: row.group,
        verdict: row.verdict,
        state: row.state,
        surfaces_total: row.surfaces,
        surfaces_tracked: row.surfaces_tracked,
    };
    rows.map(feature).collect()
}
