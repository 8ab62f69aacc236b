//! Markdown for a note on a merge request: counts, then the findings by lint, folded.

use crate::finding::Numbered;
use crate::report::model::Report;
use crate::report::text::{counted, markdown, one_line};
use crate::source::Encoding;
use std::io::{self, Write};

/// Findings listed of each lint. A note may hold a million characters, but nobody reads that many.
const PER_LINT: usize = 50;

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Instrumentation\n")?;
    if let Some(coverage) = report.tally.coverage() {
        let (done, all) = (report.tally.features_instrumented, report.tally.features);
        writeln!(
            out,
            "{done} of {all} features are instrumented ({:.1} %).\n",
            coverage * 100.0
        )?;
    }
    if report.findings.is_empty() {
        writeln!(out, "No findings.")?;
    } else {
        summary(report, out)?;
    }
    for sentence in report.input_summary.sentences() {
        writeln!(out, "\n{}", markdown(&sentence))?;
    }
    for note in &report.notes {
        writeln!(out, "\n> {}", markdown(note))?;
    }
    Ok(())
}

fn summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lints = report.by_lint();
    writeln!(out, "| severity | lint | findings |\n|---|---|---:|")?;
    for ((severity, lint), findings) in &lints {
        writeln!(out, "| {severity} | {lint} | {} |", findings.len())?;
    }
    for ((severity, lint), findings) in &lints {
        let number = counted(findings.len(), "finding", "findings");
        writeln!(
            out,
            "\n<details><summary>{severity}: {lint} ({number})</summary>\n"
        )?;
        writeln!(out, "| position | finding | owner |\n|---|---|---|")?;
        for numbered in findings.iter().take(PER_LINT) {
            row(report, numbered, out)?;
        }
        if findings.len() > PER_LINT {
            writeln!(out, "\nand {} more", findings.len() - PER_LINT)?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

fn row(report: &Report, numbered: &Numbered, out: &mut dyn Write) -> io::Result<()> {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Chars);
    let path = one_line(location.path).replace('`', "").replace('|', "\\|");
    let (message, line) = (markdown(&finding.message), location.line);
    let owner = markdown(finding.owner.as_deref().unwrap_or(""));
    writeln!(out, "| `{path}:{line}` | {message} | {owner} |")
}
