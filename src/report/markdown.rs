//! Markdown for a note on a merge request: counts first, then the findings by lint, folded.

use crate::finding::{Numbered, Severity};
use crate::report::model::Report;
use crate::report::text::{counted, markdown};
use crate::source::Encoding;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A note may hold a million characters; long before that nobody reads on.
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
    for sentence in report.reading.sentences() {
        writeln!(out, "\n{}", markdown(&sentence))?;
    }
    for note in &report.notes {
        writeln!(out, "\n> {}", markdown(note))?;
    }
    Ok(())
}

fn summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lints: BTreeMap<(Severity, &str), Vec<&Numbered>> = BTreeMap::new();
    for numbered in &report.findings {
        lints
            .entry((numbered.finding.severity, numbered.finding.lint.name))
            .or_default()
            .push(numbered);
    }
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
        writeln!(out, "| place | finding | owner |\n|---|---|---|")?;
        for numbered in findings.iter().take(PER_LINT) {
            let finding = &numbered.finding;
            let place = report.place(finding.primary.span, Encoding::Chars);
            let owner = finding.owner.as_deref().unwrap_or("");
            let path = crate::report::text::one_line(place.path)
                .replace('`', "")
                .replace('|', "\\|");
            writeln!(
                out,
                "| `{path}:{}` | {} | {} |",
                place.line,
                markdown(&finding.message),
                markdown(owner)
            )?;
        }
        if findings.len() > PER_LINT {
            writeln!(out, "\nand {} more", findings.len() - PER_LINT)?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}
