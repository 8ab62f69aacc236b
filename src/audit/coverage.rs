//! Coverage: how many features of a unit are instrumented.

use super::Context;
use super::features::{FeatureKind, FeatureRow};
use super::verdicts::FeatureVerdict;
use std::collections::BTreeMap;

/// What coverage is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Each category.
    Category,
    /// Each entry of the feature list.
    Feature,
    /// Groups, over their categories.
    Group,
    /// Stages, over their categories.
    Stage,
    /// Sections, over their categories.
    Section,
    /// Tiers, over the entries of the feature list.
    Tier,
}

impl By {
    /// All of them.
    pub const ALL: [By; 6] = [By::Category, By::Feature, By::Group, By::Stage, By::Section, By::Tier];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            By::Category => "category",
            By::Feature => "feature",
            By::Group => "group",
            By::Stage => "stage",
            By::Section => "section",
            By::Tier => "tier",
        }
    }
}

/// One row of a coverage table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The unit; empty for what belongs to none.
    pub name: String,
    /// Features of the unit by verdict.
    pub verdicts: BTreeMap<FeatureVerdict, usize>,
    /// Surfaces in their code.
    pub surfaces: usize,
    /// Those of them that a call makes visible.
    pub surfaces_tracked: usize,
    /// Calls in their code.
    pub calls: usize,
    /// Events that carry them.
    pub events: usize,
    /// Metrics that carry them.
    pub metrics: usize,
}

impl Row {
    /// Features of one verdict.
    pub fn count(&self, verdict: FeatureVerdict) -> usize {
        self.verdicts.get(&verdict).copied().unwrap_or_default()
    }

    /// Features that can be instrumented: not exempt, and something of them was found.
    pub fn countable(&self) -> usize {
        let left_out = [FeatureVerdict::Exempt, FeatureVerdict::NoCode];
        self.verdicts.iter().filter(|(verdict, _)| !left_out.contains(verdict)).map(|(_, count)| count).sum()
    }

    /// Share of the countable features that are instrumented.
    pub fn share(&self) -> Option<f64> {
        let all = self.countable();
        (all > 0).then(|| self.count(FeatureVerdict::Instrumented) as f64 / all as f64)
    }

    fn add(&mut self, feature: &FeatureRow) {
        *self.verdicts.entry(feature.verdict).or_default() += 1;
        self.surfaces += feature.surfaces;
        self.surfaces_tracked += feature.surfaces_tracked;
        self.calls += feature.calls.len();
        self.events += feature.events.len();
        self.metrics += feature.metrics.len();
    }
}

/// The rows of one table, by name.
pub fn rows(cx: &Context<'_>, by: By) -> Vec<Row> {
    let kind = if matches!(by, By::Feature | By::Tier) { FeatureKind::Feature } else { FeatureKind::Category };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for feature in cx.features.iter().filter(|feature| feature.kind == kind) {
        let unit = |unit: &Option<crate::facts::Text>| vec![unit.as_ref().map(ToString::to_string).unwrap_or_default()];
        let names = match by {
            By::Category | By::Feature => vec![feature.id.to_string()],
            By::Group => unit(&feature.group),
            By::Stage => unit(&feature.stage),
            By::Section => unit(&feature.section),
            By::Tier if feature.tiers.is_empty() => vec![String::new()],
            By::Tier => feature.tiers.iter().map(ToString::to_string).collect(),
        };
        for name in names {
            rows.entry(name.clone()).or_insert_with(|| Row { name, ..Row::default() }).add(feature);
        }
    }
    rows.into_values().collect()
}
