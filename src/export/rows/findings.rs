//! Findings.

use crate::audit::Context;
use crate::export::material::{Material, portable};
use crate::export::table::Value;
use std::collections::BTreeSet;

/// Returns the rows of all findings.
pub(crate) fn findings(cx: &Context<'_>, material: &Material<'_>) -> Vec<Vec<Value>> {
    let events: BTreeSet<&str> = cx
        .links
        .events
        .iter()
        .map(|event| event.name.as_str())
        .collect();
    let metrics = cx.inputs.catalog.metrics.iter();
    let metrics: BTreeSet<&str> = metrics
        .map(|metric| metric.key_path.value.as_str())
        .collect();
    let features: BTreeSet<&str> = cx
        .features
        .iter()
        .map(|feature| feature.id.as_str())
        .collect();
    let sources = &material.report.sources;
    let rows = material.report.findings.iter().map(|numbered| {
        let finding = &numbered.finding;
        let subject = finding.subject.as_str();
        let sorts = [
            ("metric", &metrics),
            ("event", &events),
            ("feature", &features),
        ];
        let mut kinds = sorts.iter().filter(|(_, names)| names.contains(subject));
        let span = finding.primary.span;
        vec![
            numbered.fingerprint.as_str().into(),
            finding.lint.name.into(),
            finding.severity.word().into(),
            kinds.next().map(|(kind, _)| *kind).into(),
            portable(subject).into(),
            finding.message.as_str().into(),
            finding.help.as_deref().into(),
            portable(&sources.listed(span.file)).into(),
            sources.lines(span).0.into(),
            finding.owner.as_deref().into(),
            material.new.contains(&numbered.fingerprint).into(),
        ]
    });
    rows.collect()
}
