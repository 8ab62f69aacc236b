//! Features with their verdicts.

use crate::audit::verdicts::FeatureVerdict;
use crate::facts::Text;
use crate::source::Span;

/// Whether a feature is a category or an entry of the feature list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureKind {
    /// A category.
    Category,
    /// An entry of the feature list.
    Feature,
}

impl FeatureKind {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            FeatureKind::Category => "category",
            FeatureKind::Feature => "feature",
        }
    }
}

/// What the verdict of a feature rests on; the surest is the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Its own declarations, definitions, files or links.
    Own,
    /// Events and metrics that are named like it; a person should confirm them.
    Name,
    /// Only its categories: what is said of them is all that is known of it.
    Category,
}

impl Basis {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Own => "own",
            Basis::Name => "name",
            Basis::Category => "category",
        }
    }
}

/// A category or product feature with its verdict and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureRow {
    /// Its id.
    pub id: Text,
    /// What it is.
    pub kind: FeatureKind,
    /// Its name for people.
    pub title: Text,
    /// What is said of it.
    pub verdict: FeatureVerdict,
    /// Why it is exempt.
    pub exempt: Option<Text>,
    /// What the verdict rests on.
    pub basis: Basis,
    /// Its categories, normalised.
    pub categories: Vec<String>,
    /// Its group.
    pub group: Option<Text>,
    /// Its stage.
    pub stage: Option<Text>,
    /// Its section.
    pub section: Option<Text>,
    /// Tiers it is offered in.
    pub tiers: Vec<Text>,
    /// Surfaces of its code.
    pub surfaces: usize,
    /// Those of them that a call makes visible.
    pub surfaces_tracked: usize,
    /// Calls in its code, as indexes.
    pub calls: Vec<usize>,
    /// Events that carry it, as indexes into the graph.
    pub events: Vec<usize>,
    /// Metrics that carry it, as indexes into the catalog.
    pub metrics: Vec<usize>,
    /// Where it is listed.
    pub span: Span,
    /// The places that justify the verdict, at most a few.
    pub evidence: Vec<Span>,
}
