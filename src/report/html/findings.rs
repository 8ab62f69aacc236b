//! The findings on the page: a row for each lint, and what it found behind it.

use crate::finding::{Lint, Numbered, Severity};
use crate::report::model::Report;
use crate::report::text::{counted, grouped, html, html_code};
use crate::source::Encoding;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Findings listed of each lint; the other formats have them all.
const PER_LINT: usize = 100;

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lints: BTreeMap<(Severity, &str), Vec<&Numbered>> = BTreeMap::new();
    for numbered in &report.findings {
        lints
            .entry((numbered.finding.severity, numbered.finding.lint.name))
            .or_default()
            .push(numbered);
    }
    if lints.is_empty() {
        return Ok(());
    }
    let count = |severity, one, many| counted(report.count(severity), one, many);
    let errors = count(Severity::Error, "error", "errors");
    let others = [
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Info, "info", "infos"),
    ];
    writeln!(
        out,
        "<h2 id=\"findings\">Findings</h2>\n<p>{errors}, {}.</p>",
        others.join(", ")
    )?;
    for ((severity, _), findings) in &lints {
        if let Some(first) = findings.first() {
            of_lint(report, first.finding.lint, *severity, findings, out)?;
        }
    }
    Ok(())
}

fn of_lint(
    report: &Report,
    lint: &Lint,
    severity: Severity,
    findings: &[&Numbered],
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "<details><summary><span class=\"{severity}\">{severity}</span> <b>{}</b>: ",
        html(lint.name)
    )?;
    writeln!(
        out,
        "{} ({})</summary>",
        html(lint.summary),
        grouped(findings.len())
    )?;
    if let Some(link) = report.link(lint).filter(|link| is_web(link)) {
        writeln!(
            out,
            "<p><a href=\"{}\" rel=\"noreferrer\">About {}</a></p>",
            html(&link),
            html(lint.name)
        )?;
    }
    writeln!(
        out,
        "<div class=\"scroll\"><table class=\"findings\">\n<thead><tr><th>Finding</th><th>Place</th><th>Owner</th></tr></thead>\n<tbody>"
    )?;
    for numbered in findings.iter().take(PER_LINT) {
        let finding = &numbered.finding;
        let place = report.place(finding.primary.span, Encoding::Chars);
        let help = finding
            .help
            .as_ref()
            .map(|help| format!("<br><span class=\"soft\">{}</span>", html_code(help)));
        write!(
            out,
            "<tr><td>{}{}</td>",
            html_code(&finding.message),
            help.unwrap_or_default()
        )?;
        let owner = finding.owner.as_deref().unwrap_or("");
        writeln!(
            out,
            "<td><code>{}:{}</code></td><td>{}</td></tr>",
            html(place.path),
            place.line,
            html(owner)
        )?;
    }
    writeln!(out, "</tbody>\n</table></div>")?;
    if findings.len() > PER_LINT {
        writeln!(
            out,
            "<p class=\"soft\">and {}</p>",
            counted(findings.len() - PER_LINT, "more finding", "more findings")
        )?;
    }
    writeln!(out, "</details>")
}

/// Whether a link leads to a page and cannot run anything.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}
