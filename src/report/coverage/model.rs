//! Feature coverage as data: how much of what is listed can be seen, and what cannot.

use crate::report::input_summary::InputSummary;
use crate::report::list::rows::EvidenceCell;
use serde::Serialize;

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

/// The coverage of a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// The sums.
    pub coverage: Vec<CoverageRow>,
    /// The backlog.
    pub uninstrumented: Vec<Uninstrumented>,
    /// What was read, and what was not.
    pub input_summary: InputSummary,
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

/// The unit of what the feature list puts in none.
pub const UNNAMED: &str = "(none)";
