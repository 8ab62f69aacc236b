//! Feature coverage: how much of what is listed can be seen, and what cannot.

mod markdown;
mod terminal;

use crate::report::html;
use crate::report::input_summary::InputSummary;
use crate::report::list::EvidenceCell;
use crate::report::text::{counted, grouped};
use crate::report::write_json;
use serde::Serialize;
use std::io::{self, Write};

/// What a row sums up; also the order of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageKind {
    /// Sections of the product.
    Section,
    /// Stages.
    Stage,
    /// Groups.
    Group,
    /// Categories.
    Category,
    /// Tiers it is sold in.
    Tier,
    /// Single features.
    Feature,
}

impl CoverageKind {
    /// All of them, in the order they are shown.
    pub const ALL: [CoverageKind; 6] = [
        CoverageKind::Section,
        CoverageKind::Stage,
        CoverageKind::Group,
        CoverageKind::Category,
        CoverageKind::Tier,
        CoverageKind::Feature,
    ];

    /// Its name as a heading.
    pub fn title(self) -> &'static str {
        match self {
            CoverageKind::Section => "Section",
            CoverageKind::Stage => "Stage",
            CoverageKind::Group => "Group",
            CoverageKind::Category => "Category",
            CoverageKind::Tier => "Tier",
            CoverageKind::Feature => "Feature",
        }
    }
}

/// How many features of something have which verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRow {
    /// What is summed up.
    pub kind: CoverageKind,
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Features it has.
    pub features: usize,
    /// Calls and definitions.
    pub instrumented: usize,
    /// Calls without definitions.
    pub calls_only: usize,
    /// Definitions without calls.
    pub definitions_only: usize,
    /// Of which nothing is known but that calls or definitions carry its category.
    pub category_only: usize,
    /// Code, but neither.
    pub uninstrumented: usize,
    /// Listed, nothing found.
    pub no_code: usize,
    /// Excused in the configuration.
    pub exempt: usize,
    /// Surfaces of its features.
    pub surfaces: usize,
    /// Those of them that a call makes visible.
    pub surfaces_tracked: usize,
    /// Instrumented among those that have code and are not exempt; none when there are no such features.
    pub ratio: Option<f64>,
}

impl CoverageRow {
    /// An empty row.
    pub fn new(kind: CoverageKind, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            title: title.into(),
            features: 0,
            instrumented: 0,
            calls_only: 0,
            definitions_only: 0,
            category_only: 0,
            uninstrumented: 0,
            no_code: 0,
            exempt: 0,
            surfaces: 0,
            surfaces_tracked: 0,
            ratio: None,
        }
    }

    /// Features that can be instrumented.
    pub fn countable(&self) -> usize {
        self.instrumented
            + self.calls_only
            + self.definitions_only
            + self.category_only
            + self.uninstrumented
    }

    /// Sets the features' number and the ratio from the other numbers.
    #[must_use]
    pub fn summed(mut self) -> Self {
        let countable = self.countable();
        self.features = countable + self.no_code + self.exempt;
        self.ratio = (countable > 0).then(|| self.instrumented as f64 / countable as f64);
        self
    }
}

/// A feature with code that nobody can see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Uninstrumented {
    /// Whether it is a `category` or a `feature` of the list.
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The group that owns it.
    pub group: Option<String>,
    /// Its surfaces: where a call belongs.
    pub places: Vec<EvidenceCell>,
}

/// What `coverage` reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The sums.
    pub coverage: Vec<CoverageRow>,
    /// The backlog.
    pub uninstrumented: Vec<Uninstrumented>,
    /// What was read, and what was not.
    pub reading: InputSummary,
    /// What a person should know about the run.
    pub notes: Vec<String>,
}

impl Coverage {
    /// All categories together, or all features where nothing has a category.
    pub fn total(&self) -> CoverageRow {
        let of = |kind| self.coverage.iter().filter(move |row| row.kind == kind);
        let kind = if of(CoverageKind::Category).next().is_some() {
            CoverageKind::Category
        } else {
            CoverageKind::Feature
        };
        let mut total = CoverageRow::new(kind, "total", "Total");
        for row in of(kind) {
            total.instrumented += row.instrumented;
            total.calls_only += row.calls_only;
            total.definitions_only += row.definitions_only;
            total.category_only += row.category_only;
            total.uninstrumented += row.uninstrumented;
            total.no_code += row.no_code;
            total.exempt += row.exempt;
            total.surfaces += row.surfaces;
            total.surfaces_tracked += row.surfaces_tracked;
        }
        total.summed()
    }
}

/// How coverage is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CoverageFormat {
    /// Tables with bars.
    Terminal,
    /// Tables for a page or a note.
    Markdown,
    /// A page that needs nothing but a browser.
    Html,
    /// One JSON document.
    Json,
}

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

/// The unit of what the feature list puts in none.
pub const UNNAMED: &str = "(none)";

/// Places listed with one uninstrumented feature.
const PLACES: usize = 3;

/// Writes coverage.
///
/// # Errors
/// Those of `out`.
pub fn write(
    coverage: &Coverage,
    format: CoverageFormat,
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        CoverageFormat::Terminal => terminal::write(coverage, view, out),
        CoverageFormat::Markdown => markdown::write(coverage, view, out),
        CoverageFormat::Html => html::write_coverage(coverage, out),
        CoverageFormat::Json => write_json(coverage, out),
    }
}

/// A kind and its rows.
pub(crate) type Rows<'c> = (CoverageKind, Vec<&'c CoverageRow>);

fn sections(coverage: &Coverage, view: CoverageView) -> Vec<Rows<'_>> {
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
fn without_tables(coverage: &Coverage, view: CoverageView) -> Option<String> {
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

/// The total as a clause.
fn total_words(total: &CoverageRow) -> String {
    match total.ratio {
        Some(ratio) => format!(
            "Instrumentation coverage: {:.1}% ({} of {} with code)",
            ratio * 100.0,
            grouped(total.instrumented),
            counted(total.countable(), "feature", "features")
        ),
        None => "Instrumentation coverage: none, there is no feature with code".to_owned(),
    }
}
