//! The part of the coverage that a person looks at, and its figures as words.

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow, UNNAMED};
use crate::report::text::{counted, grouped};

/// What part of the coverage a person sees.
#[derive(Debug, Clone, Copy)]
pub struct CoverageView {
    /// Only rows of this kind; without one, all kinds but single features.
    pub by: Option<CoverageKind>,
    /// How many uninstrumented features are listed.
    pub show: usize,
    /// Whether the terminal understands colours.
    pub color: bool,
    /// Its width.
    pub width: usize,
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

/// Why there is no table to look at, where there is none.
pub(crate) fn without_tables(coverage: &Coverage, view: CoverageView) -> Option<String> {
    if coverage.coverage.is_empty() {
        return Some(
            "There is no feature list to hold the code against (--features FILE).".to_owned(),
        );
    }
    let kind = view.by.filter(|_| sections(coverage, view).is_empty())?;
    Some(format!(
        "The feature list names no {}.",
        kind.title().to_lowercase()
    ))
}

/// The kinds that the feature list says something of, each with its rows. A table of what belongs to no section says nothing that
/// the total does not say.
pub(crate) fn named(coverage: &Coverage) -> Vec<Rows<'_>> {
    let all = CoverageKind::ALL
        .into_iter()
        .map(|kind| (kind, rows(coverage, kind)));
    all.filter(|(_, rows)| rows.iter().any(|row| row.id != UNNAMED))
        .collect()
}

/// The rows of one kind.
fn rows(coverage: &Coverage, kind: CoverageKind) -> Vec<&CoverageRow> {
    coverage
        .coverage
        .iter()
        .filter(|row| row.kind == kind)
        .collect()
}

/// A share as people read it; a dash where there is nothing to have a share of. Only what is whole is called 100 %.
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
        Some(ratio) => ratio_words(ratio, total.instrumented, total.countable()),
        None => "Instrumentation coverage: none, there is no feature with code".to_owned(),
    }
}

/// Returns the share of instrumented features as a clause.
pub(crate) fn ratio_words(ratio: f64, instrumented: usize, features: usize) -> String {
    let (ratio, instrumented) = (ratio * 100.0, grouped(instrumented));
    let all = counted(features, "feature", "features");
    format!("Instrumentation coverage: {ratio:.1}% ({instrumented} of {all} with code)")
}
