//! Markdown for a note on a merge request: counts, then the findings by lint, folded.

use crate::finding::Numbered;
use crate::report::coverage::{CoverageKind, CoverageRow};
use crate::report::model::{CoverageBefore, Report, Tally};
use crate::report::text::{counted, markdown, one_line};
use crate::source::Encoding;
use std::io::{self, Write};

/// Findings listed of each lint. A note may hold a million characters, but nobody reads that many.
const PER_LINT: usize = 50;

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Instrumentation\n")?;
    if let Some(coverage) = report.tally.coverage() {
        let (done, all) = (report.tally.features_instrumented, report.tally.features);
        let (now, before) = (coverage * 100.0, earlier(report));
        writeln!(
            out,
            "{done} of {all} features are instrumented ({now:.1} %{before}).\n"
        )?;
    }
    if let Some(before) = &report.before {
        changed(before, &report.coverage.coverage, out)?;
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

/// Returns the earlier share, if it is another one.
fn earlier(report: &Report) -> String {
    let before = report.before.as_ref().map(|before| &before.tally);
    let same = before.is_none_or(|before| {
        let figures = |tally: &Tally| (tally.features_instrumented, tally.features);
        figures(before) == figures(&report.tally)
    });
    let share = before.and_then(Tally::coverage).filter(|_| !same);
    let Some((share, before)) = share.zip(before) else {
        return String::new();
    };
    let (done, all) = (before.features_instrumented, before.features);
    format!("; before: {done} of {all}, {:.1} %", share * 100.0)
}

/// Writes the groups whose figures changed, and the features with another verdict.
fn changed(before: &CoverageBefore, after: &[CoverageRow], out: &mut dyn Write) -> io::Result<()> {
    let pairs = |kind: CoverageKind| {
        let earlier = move |row: &CoverageRow| {
            let mut rows = before.coverage.iter();
            rows.find(|old| old.kind == kind && old.id == row.id)
        };
        let rows = after.iter().filter(move |row| row.kind == kind);
        rows.map(move |row| (earlier(row), row))
    };
    let figures = |row: &CoverageRow| format!("{} of {}", row.instrumented, row.countable());
    let groups = pairs(CoverageKind::Group).filter_map(|(old, row)| {
        let old = old.map_or_else(|| "–".to_owned(), figures);
        let new = figures(row);
        (old != new).then(|| format!("| {} | {old} | {new} |", markdown(&row.title)))
    });
    table(
        "| group | before | after |\n|---|---:|---:|",
        groups.collect(),
        out,
    )?;
    let kinds = [CoverageKind::Category, CoverageKind::Feature];
    let features = kinds.into_iter().flat_map(pairs).filter_map(|(old, row)| {
        let old = old.map_or("–", verdict);
        let new = verdict(row);
        (old != new).then(|| format!("| {} | {old} | {new} |", markdown(&row.title)))
    });
    table(
        "| feature | before | after |\n|---|---|---|",
        features.collect(),
        out,
    )
}

fn table(head: &str, rows: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{head}")?;
    for row in rows.iter().take(PER_LINT) {
        writeln!(out, "{row}")?;
    }
    if rows.len() > PER_LINT {
        writeln!(out, "\nand {} more", rows.len() - PER_LINT)?;
    }
    writeln!(out)
}

/// Returns the verdict of a row that is one feature.
fn verdict(row: &CoverageRow) -> &'static str {
    let counts = [
        (row.instrumented, "instrumented"),
        (row.likely, "likely"),
        (row.calls_only, "calls-only"),
        (row.definitions_only, "definitions-only"),
        (row.uninstrumented, "uninstrumented"),
        (row.no_code, "no-code"),
        (row.exempt, "exempt"),
    ];
    let found = counts.into_iter().find(|(count, _)| *count > 0);
    found.map_or("unknown", |(_, word)| word)
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
