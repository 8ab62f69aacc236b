//! Feature coverage as data. The rows are part of the JSON contract: fields may be added, never renamed.

use crate::report::input_summary::InputSummary;
use crate::report::list::rows::EvidenceCell;
use serde::Serialize;

/// A kind of unit that a row sums up, in the order of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CoverageKind {
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
    pub(crate) const ALL: [CoverageKind; 6] = [
        CoverageKind::Section,
        CoverageKind::Stage,
        CoverageKind::Group,
        CoverageKind::Category,
        CoverageKind::Tier,
        CoverageKind::Feature,
    ];

    /// Returns the kind as a heading.
    pub(crate) fn title(self) -> &'static str {
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
pub(crate) struct CoverageRow {
    /// Kind of the unit.
    pub(crate) kind: CoverageKind,
    /// Identifier.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
    /// The group that owns it, if it is one feature.
    pub(crate) group: Option<String>,
    /// Number of its features.
    pub(crate) features: usize,
    /// Features with a live event or a metric that works.
    pub(crate) instrumented: usize,
    /// Features that are probably measured, by evidence that nobody confirmed.
    pub(crate) likely: usize,
    /// Features with calls, and no definition.
    pub(crate) calls_only: usize,
    /// Features with definitions of which none is alive.
    pub(crate) definitions_only: usize,
    /// Features about which only their category is known: neither covered nor uncovered.
    pub(crate) category_only: usize,
    /// Features with code, and neither calls nor definitions.
    pub(crate) uninstrumented: usize,
    /// Listed features without code.
    pub(crate) no_code: usize,
    /// Features that the configuration exempts.
    pub(crate) exempt: usize,
    /// Surfaces of its features.
    pub(crate) surfaces: usize,
    /// Surfaces that a call makes visible; none if their ways were not searched.
    pub(crate) surfaces_tracked: Option<usize>,
    /// Share of instrumented features among those with code that are not exempt.
    pub(crate) ratio: Option<f64>,
}

impl CoverageRow {
    /// Builds an empty row.
    pub(crate) fn new(kind: CoverageKind, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds tracked surfaces, if their number is known.
    pub(crate) fn add_tracked(&mut self, tracked: Option<usize>) {
        if let Some(tracked) = tracked {
            *self.surfaces_tracked.get_or_insert(0) += tracked;
        }
    }

    /// Returns the number of features that can be instrumented.
    pub(crate) fn countable(&self) -> usize {
        self.instrumented
            + self.likely
            + self.calls_only
            + self.definitions_only
            + self.uninstrumented
    }

    /// Computes the number of features and the ratio from the other numbers.
    #[must_use]
    pub(crate) fn summed(mut self) -> Self {
        let countable = self.countable();
        self.features = countable + self.category_only + self.no_code + self.exempt;
        self.ratio = (countable > 0).then(|| self.instrumented as f64 / countable as f64);
        self
    }
}

/// A feature with code, and neither calls nor definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Uninstrumented {
    /// `category` or `feature`.
    pub(crate) kind: String,
    /// Identifier.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
    /// The group that owns it.
    pub(crate) group: Option<String>,
    /// Surfaces, where calls are missing.
    pub(crate) places: Vec<EvidenceCell>,
}

/// The number of entries of the feature list in each state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct EntrySums {
    /// All entries.
    pub(crate) entries: usize,
    /// Entries that a person or the list links to what measures them.
    pub(crate) confirmed: usize,
    /// Entries that are probably measured.
    pub(crate) likely: usize,
    /// Entries with a measured neighbour.
    pub(crate) adjacent: usize,
    /// Entries that nothing measures.
    pub(crate) unmeasured: usize,
    /// Entries that are left out.
    pub(crate) left_out: usize,
    /// Entries about which only the category is known.
    pub(crate) unknown: usize,
    /// Entries that a person should decide. They are part of the other numbers.
    pub(crate) unclear: usize,
}

/// The coverage of a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Coverage {
    /// The rows of all kinds.
    pub(crate) coverage: Vec<CoverageRow>,
    /// The uninstrumented features.
    pub(crate) uninstrumented: Vec<Uninstrumented>,
    /// The entries of the feature list by state, if there is a list and its links were asked for.
    pub(crate) entries: Option<EntrySums>,
    /// The files that were read, and those that were not.
    pub(crate) input_summary: InputSummary,
    /// Notes about the run, one sentence each.
    pub(crate) notes: Vec<String>,
}

impl Coverage {
    /// Returns the kind of rows that the total counts.
    fn unit(&self) -> CoverageKind {
        let mut rows = self.coverage.iter();
        match rows.any(|row| row.kind == CoverageKind::Category) {
            true => CoverageKind::Category,
            false => CoverageKind::Feature,
        }
    }

    /// Returns the categories, or all features without categories.
    pub(crate) fn units(&self) -> impl Iterator<Item = &CoverageRow> {
        let kind = self.unit();
        self.coverage.iter().filter(move |row| row.kind == kind)
    }

    /// Keeps the features of a group, and its row. Rows of other units mix groups, so they are left out.
    pub(crate) fn retain_group(&mut self, group: &str) {
        let plain = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
        let is_it = |text: &str| plain(text) == plain(group);
        self.coverage.retain(|row| match row.kind {
            CoverageKind::Group => is_it(&row.id) || is_it(&row.title),
            _ => row.group.as_deref().is_some_and(is_it),
        });
        self.uninstrumented
            .retain(|one| one.group.as_deref().is_some_and(is_it));
        self.entries = None;
    }

    /// Returns the sum of all categories, or of all features without categories.
    pub(crate) fn total(&self) -> CoverageRow {
        let kind = self.unit();
        let mut total = CoverageRow::new(kind, "total", "Total");
        for row in self.units() {
            total.instrumented += row.instrumented;
            total.likely += row.likely;
            total.calls_only += row.calls_only;
            total.definitions_only += row.definitions_only;
            total.category_only += row.category_only;
            total.uninstrumented += row.uninstrumented;
            total.no_code += row.no_code;
            total.exempt += row.exempt;
            total.surfaces += row.surfaces;
            total.add_tracked(row.surfaces_tracked);
        }
        total.summed()
    }
}

/// The unit of features without one in the feature list.
pub(crate) const UNNAMED: &str = "(none)";
