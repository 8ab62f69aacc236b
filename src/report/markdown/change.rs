//! The coverage in a note, and its change.

use crate::report::coverage::view::verdict;
use crate::report::coverage::{CoverageKind, CoverageRow};
use crate::report::model::{CoverageBefore, Report, Tally};
use crate::report::text::markdown;

/// Rows of a table that are listed.
const MOST_ROWS: usize = 50;
/// Features that the line of the change names.
const MOST_NAMES: usize = 5;

/// A feature with its row before the change, if it had one.
type Pair<'r> = (Option<&'r CoverageRow>, &'r CoverageRow);

/// Writes the coverage, and its change if there is one.
pub(crate) fn write(report: &Report, text: &mut String) {
    let after = &report.coverage.coverage;
    if let Some(before) = &report.before {
        line(report, before, text);
        tables(before, after, text);
    } else if let Some(coverage) = report.tally.coverage() {
        let (done, all) = (report.tally.features_instrumented, report.tally.features);
        let now = coverage * 100.0;
        text.push_str(&format!(
            "{done} of {all} features are instrumented ({now:.1} %).\n\n"
        ));
    }
}

/// Writes one line: the coverage before and after, and the features that became visible or went dark.
fn line(report: &Report, before: &CoverageBefore, text: &mut String) {
    let (was, is) = (before.tally.coverage(), report.tally.coverage());
    let figure = |tally: &Tally, share: f64| {
        let (done, all) = (tally.features_instrumented, tally.features);
        format!("{:.1} % ({done} of {all})", share * 100.0)
    };
    let mut parts = Vec::new();
    match (was, is) {
        (Some(was), Some(is)) => {
            let difference = (is - was) * 100.0;
            let difference = match difference.abs() < 0.05 {
                true => "no change".to_owned(),
                false => format!("{difference:+.1}"),
            };
            let (was, is) = (figure(&before.tally, was), figure(&report.tally, is));
            parts.push(format!("Coverage {was} → **{is}**, {difference}"));
        }
        (None, Some(is)) => parts.push(format!("Coverage **{}**", figure(&report.tally, is))),
        _ => {}
    }
    let is_visible = |row: &CoverageRow| row.instrumented > 0;
    let pairs: Vec<Pair<'_>> = features(before, &report.coverage.coverage).collect();
    let named = |keep: &dyn Fn(&Pair<'_>) -> bool| {
        let kept: Vec<&Pair<'_>> = pairs.iter().filter(|pair| keep(pair)).collect();
        names(&kept)
    };
    let visible = named(&|(old, row)| is_visible(row) && !old.is_some_and(is_visible));
    let dark = named(&|(old, row)| !is_visible(row) && old.is_some_and(is_visible));
    parts.extend(visible.map(|names| format!("became visible: {names}")));
    parts.extend(dark.map(|names| format!("went dark: {names}")));
    if !parts.is_empty() {
        text.push_str(&format!("{}.\n\n", parts.join("; ")));
    }
}

/// Returns the titles of features, each with its group.
fn names(pairs: &[&Pair<'_>]) -> Option<String> {
    let name = |(_, row): &&Pair<'_>| match &row.group {
        Some(group) => format!("{} (group {})", markdown(&row.title), markdown(group)),
        None => markdown(&row.title),
    };
    let mut names: Vec<String> = pairs.iter().take(MOST_NAMES).map(name).collect();
    if pairs.len() > MOST_NAMES {
        names.push(format!("{} more", pairs.len() - MOST_NAMES));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// Returns the rows of single features with their earlier rows.
fn features<'r>(
    before: &'r CoverageBefore,
    after: &'r [CoverageRow],
) -> impl Iterator<Item = Pair<'r>> {
    let kinds = [CoverageKind::Category, CoverageKind::Feature];
    kinds
        .into_iter()
        .flat_map(move |kind| pairs(before, after, kind))
}

fn pairs<'r>(
    before: &'r CoverageBefore,
    after: &'r [CoverageRow],
    kind: CoverageKind,
) -> impl Iterator<Item = Pair<'r>> {
    let earlier = move |row: &CoverageRow| {
        let mut rows = before.coverage.iter();
        rows.find(|old| old.kind == kind && old.id == row.id)
    };
    let rows = after.iter().filter(move |row| row.kind == kind);
    rows.map(move |row| (earlier(row), row))
}

/// Writes the groups whose figures changed, and the features with another verdict.
fn tables(before: &CoverageBefore, after: &[CoverageRow], text: &mut String) {
    let figures = |row: &CoverageRow| format!("{} of {}", row.instrumented, row.countable());
    let groups = pairs(before, after, CoverageKind::Group).filter_map(|(old, row)| {
        let old = old.map_or_else(|| "–".to_owned(), figures);
        let new = figures(row);
        (old != new).then(|| format!("| {} | {old} | {new} |", markdown(&row.title)))
    });
    table(
        "| group | before | after |\n|---|---:|---:|",
        groups.collect(),
        text,
    );
    let features = features(before, after).filter_map(|(old, row)| {
        let old = old.map_or("–", verdict);
        let new = verdict(row);
        (old != new).then(|| format!("| {} | {old} | {new} |", markdown(&row.title)))
    });
    table(
        "| feature | before | after |\n|---|---|---|",
        features.collect(),
        text,
    );
}

fn table(head: &str, rows: Vec<String>, text: &mut String) {
    if rows.is_empty() {
        return;
    }
    text.push_str(head);
    text.push('\n');
    for row in rows.iter().take(MOST_ROWS) {
        text.push_str(row);
        text.push('\n');
    }
    if rows.len() > MOST_ROWS {
        text.push_str(&format!("\nand {} more\n", rows.len() - MOST_ROWS));
    }
    text.push('\n');
}
