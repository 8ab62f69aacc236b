//! Findings as diagnostics.

use crate::finding::{Finding, Severity};
use crate::server::manual::Manual;
use crate::server::view::View;
use crate::source::FileId;
use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Message,
};
use std::collections::BTreeMap;

/// Lints whose findings are about something that no longer has a use.
const UNNECESSARY: &[&str] = &[
    "unused-event",
    "orphaned-metric",
    "unused-suppression",
    "unused-ignore",
    "stale-baseline",
];
/// Lints whose findings are about something that should no longer be used.
const DEPRECATED: &[&str] = &[
    "deprecated-api",
    "removed-event-called",
    "metric-of-removed-event",
];

/// Returns the diagnostics of all files by path.
pub(crate) fn by_path(view: &View<'_>, manual: &Manual) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for numbered in &view.outcome.report.findings {
        let finding = &numbered.finding;
        if let Some(diagnostic) = diagnostic(view, manual, finding) {
            let path = &view.source(finding.primary.span.file).path;
            found.entry(path.to_string()).or_default().push(diagnostic);
        }
    }
    found
}

/// Returns the diagnostics of one file.
pub(crate) fn of_file(view: &View<'_>, manual: &Manual, file: FileId) -> Vec<Diagnostic> {
    view.findings(file)
        .filter_map(|finding| diagnostic(view, manual, finding))
        .collect()
}

/// Returns a finding as a diagnostic; none if an edit since the analysis touches its place.
pub(crate) fn diagnostic(
    view: &View<'_>,
    manual: &Manual,
    finding: &Finding,
) -> Option<Diagnostic> {
    let range = view.range(finding.primary.span)?;
    let related = finding.related.iter().filter_map(|label| {
        let message = match label.text.is_empty() {
            true => "see here".to_owned(),
            false => one_line(&label.text),
        };
        Some(DiagnosticRelatedInformation {
            location: view.location(label.span)?,
            message,
        })
    });
    let related: Vec<_> = related.collect();
    let message = match &finding.help {
        Some(help) => format!("{}\n{}", one_line(&finding.message), one_line(help)),
        None => one_line(&finding.message),
    };
    let href = manual.page(finding.lint);
    Some(Diagnostic {
        range,
        severity: Some(severity(finding.severity)),
        code: Some(Code::String(finding.lint.name.to_owned())),
        code_description: href.map(|href| CodeDescription { href: href.into() }),
        source: Some("tracklint".to_owned()),
        message: Message::String(message),
        tags: tag(finding.lint.name).map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    })
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

fn tag(lint: &str) -> Option<DiagnosticTag> {
    if UNNECESSARY.contains(&lint) {
        Some(DiagnosticTag::Unnecessary)
    } else if DEPRECATED.contains(&lint) {
        Some(DiagnosticTag::Deprecated)
    } else {
        None
    }
}

fn one_line(text: &str) -> String {
    crate::report::text::one_line(text).to_string()
}
