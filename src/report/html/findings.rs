//! The findings on the page: a row for each lint, with its findings folded behind it.

use crate::finding::{Numbered, Severity};
use crate::report::html::code::code;
use crate::report::model::Report;
use crate::report::text::{counted, grouped};
use crate::source::Encoding;
use maud::{Markup, html};

/// Findings listed of each lint. Other formats list all.
const PER_LINT: usize = 100;

/// Returns the section about findings, empty without findings.
pub(crate) fn section(report: &Report) -> Markup {
    let lints = report.by_lint();
    if lints.is_empty() {
        return Markup::default();
    }
    html! {
        h2 #findings { "Findings" }
        p { (report.counts_in_words()) "." }
        @for ((severity, name), findings) in &lints { (of_lint(report, *severity, name, findings)) }
    }
}

fn of_lint(report: &Report, severity: Severity, name: &str, findings: &[&Numbered]) -> Markup {
    let lint = findings[0].finding.lint;
    let link = report.link(lint).filter(|link| is_web(link));
    let more = findings.len().saturating_sub(PER_LINT);
    html! {
        details {
            summary {
                span class=(severity) { (severity) } " " b { (name) } ": " (lint.summary)
                " (" (grouped(findings.len())) ")"
            }
            @if let Some(link) = link {
                p { a href=(link) rel="noreferrer" { "About " (name) } }
            }
            div.scroll {
                table.findings {
                    thead { tr { th { "Finding" } th { "Position" } th { "Owner" } } }
                    tbody { @for numbered in findings.iter().take(PER_LINT) { (row(report, numbered)) } }
                }
            }
            @if more > 0 {
                p.soft { "and " (counted(more, "more finding", "more findings")) }
            }
        }
    }
}

fn row(report: &Report, numbered: &Numbered) -> Markup {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Chars);
    html! {
        tr {
            td {
                (code(&finding.message))
                @if let Some(help) = &finding.help { br; span.soft { (code(help)) } }
            }
            td { code { (location.path) ":" (location.line) } }
            td { (finding.owner.as_deref().unwrap_or("")) }
        }
    }
}

/// Returns true if a link leads to a page and cannot run anything.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}
