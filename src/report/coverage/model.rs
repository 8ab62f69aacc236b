//! Feature coverage as data. The rows are part of the JSON contract: fields may be added, never renamed.

use crate::report::input_summary::InputSummary;
use crate::report::list::rows::EvidenceCell;
use serde::Serialize;

/// A kind of unit that a row sums up, in the order of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageKind {
    /// Sections of the product.
    #[default]
    Section,
    /// Stages.
    Stage,
    /// Groups.
    Group,
    /// Categories.
    Category,
    /// Tiers of the product.
    Tier,
    /// Single features.
    Feature,
}

impl CoverageKind {
    /// All kinds in their order.
    pub const ALL: [CoverageKind; 6] = [
        CoverageKind::Section,
        CoverageKind::Stage,
        CoverageKind::Group,
        CoverageKind::Category,
        CoverageKind::Tier,
        CoverageKind::Feature,
    ];

    /// Returns the kind as a heading.
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

/// The number of features with each verdict in one unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoverageRow {
    /// Kind of the unit.
    pub kind: CoverageKind,
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Number of its features.
    pub features: usize,
    /// Features with calls and definitions.
    pub instrumented: usize,
    /// Features with calls only.
    pub calls_only: usize,
    /// Features with definitions only.
    pub definitions_only: usize,
    /// Features about which only their category is known.
    pub category_only: usize,
    /// Features with code, and neither calls nor definitions.
    pub uninstrumented: usize,
    /// Listed features without code.
    pub no_code: usize,
    /// Features that the configuration exempts.
    pub exempt: usize,
    /// Surfaces of its features.
    pub surfaces: usize,
    /// Surfaces that a call makes visible.
    pub surfaces_tracked: usize,
    /// Share of instrumented features among those with code that are not exempt.
    pub ratio: Option<f64>,
}

impl CoverageRow {
    /// Builds an empty row.
    pub fn new(kind: CoverageKind, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// Returns the number of features that can be instrumented.
    pub fn countable(&self) -> usize {
        self.instrumented
            + self.calls_only
            + self.definitions_only
            + self.category_only
            + self.uninstrumented
    }

    /// Computes the number of features and the ratio from the other numbers.
    #[must_use]
    pub fn summed(mut self) -> Self {
        let countable = self.countable();
        self.features = countable + self.no_code + self.exempt;
        self.ratio = (countable > 0).then(|| self.instrumented as f64 / countable as f64);
        self
    }
}

/// A feature with code, and neither calls nor definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Uninstrumented {
    /// `category` or `feature`.
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// The group that owns it.
    pub group: Option<String>,
    /// Surfaces, where calls are missing.
    pub places: Vec<EvidenceCell>,
}

/// The coverage of a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// The rows of all kinds.
    pub coverage: Vec<CoverageRow>,
    /// The uninstrumented features.
    pub uninstrumented: Vec<Uninstrumented>,
    /// The files that were read, and those that were not.
    pub input_summary: InputSummary,
    /// Notes about the run, one sentence each.
    pub notes: Vec<String>,
}

impl Coverage {
    /// Returns the sum of all categories, or of all features without categories.
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

/// The unit of features without one in the feature list.
pub const UNNAMED: &str = "(none)";
