//! The selected part of the coverage, and its figures as words.

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow, EntrySums, UNNAMED};
use crate::report::text::{counted, grouped};

/// The selected part of the coverage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CoverageView {
    /// The only kind of rows. Without one, all kinds but single features are selected.
    pub(crate) by: Option<CoverageKind>,
    /// Number of uninstrumented features in the list.
    pub(crate) show: usize,
    /// True if the terminal supports colours.
    pub(crate) color: bool,
    /// Width of the terminal.
    pub(crate) width: usize,
}

/// Places listed with one uninstrumented feature.
pub(crate) const PLACES: usize = 3;

/// A kind and its rows.
pub(crate) type Rows<'c> = (CoverageKind, Vec<&'c CoverageRow>);

pub(crate) fn sections(coverage: &Coverage, view: CoverageView) -> Vec<Rows<'_>> {
    let wanted = |kind: &CoverageKind| {
        view.by
            .map_or(*kind != CoverageKind::Feature, |by| by == *kind)
    };
    named(coverage)
        .into_iter()
        .filter(|(kind, _)| wanted(kind))
        .collect()
}

/// Returns the reason if there are no tables.
pub(crate) fn without_tables(coverage: &Coverage, view: CoverageView) -> Option<String> {
    if coverage.coverage.is_empty() {
        return Some(
            "No feature list to compare the code with. Pass one with --features FILE.".to_owned(),
        );
    }
    let kind = view.by.filter(|_| sections(coverage, view).is_empty())?;
    Some(format!(
        "The feature list names no {}.",
        kind.title().to_lowercase()
    ))
}

/// Returns the kinds that the feature list names, each with its rows. A table with a single unnamed row would only repeat the
/// total.
pub(crate) fn named(coverage: &Coverage) -> Vec<Rows<'_>> {
    let all = CoverageKind::ALL
        .into_iter()
        .map(|kind| (kind, rows(coverage, kind)));
    all.filter(|(_, rows)| rows.iter().any(|row| row.id != UNNAMED))
        .collect()
}

/// Returns the rows of one kind.
fn rows(coverage: &Coverage, kind: CoverageKind) -> Vec<&CoverageRow> {
    coverage
        .coverage
        .iter()
        .filter(|row| row.kind == kind)
        .collect()
}

/// Formats a share as a percentage, or a missing one as a dash. Only a full share is 100 %.
pub(crate) fn percent(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio else {
        return "-".to_owned();
    };
    let rounded = (ratio * 100.0).round();
    let rounded = if ratio < 1.0 {
        rounded.min(99.0)
    } else {
        rounded
    };
    format!("{rounded:.0}%")
}

/// Returns the total as a clause.
pub(crate) fn total_words(total: &CoverageRow) -> String {
    match total.ratio {
        Some(ratio) => {
            let words = ratio_words(ratio, total.instrumented, total.countable());
            match total.likely {
                0 => words,
                likely => format!("{words}, and {} more likely", grouped(likely)),
            }
        }
        None => "Instrumentation coverage: none, no feature has code".to_owned(),
    }
}

/// Returns the states of the entries of the feature list as a sentence.
pub(crate) fn entry_words(sums: &EntrySums) -> String {
    let states = [
        (sums.confirmed, "confirmed"),
        (sums.likely, "likely measured"),
        (sums.adjacent, "next to something measured"),
        (sums.unmeasured, "not measured"),
        (sums.unknown, "unknown"),
        (sums.left_out, "left out"),
    ];
    let states = states.iter().filter(|(count, _)| *count > 0);
    let states = states.map(|(count, words)| format!("{} {words}", grouped(*count)));
    let states = states.collect::<Vec<_>>().join(", ");
    let all = counted(sums.entries, "entry", "entries");
    let decide = match sums.unclear {
        0 => String::new(),
        unclear => format!(
            " {} unclear: decide with `tracklint map`.",
            grouped(unclear)
        ),
    };
    format!("Feature list: {all}: {states}.{decide}")
}

/// Returns the share of instrumented features as a clause.
pub(crate) fn ratio_words(ratio: f64, instrumented: usize, features: usize) -> String {
    let (ratio, instrumented) = (ratio * 100.0, grouped(instrumented));
    let all = counted(features, "feature", "features");
    format!("Instrumentation coverage: {ratio:.1}% ({instrumented} of {all} with code)")
}

/// Returns the verdict of a row that is one feature.
pub(crate) fn verdict(row: &CoverageRow) -> &'static str {
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
