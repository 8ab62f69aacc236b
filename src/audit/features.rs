//! Features with their verdicts.

use crate::audit::verdicts::FeatureVerdict;
use crate::facts::Text;
use crate::source::Span;

/// The kind of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureKind {
    /// A category.
    Category,
    /// An entry of the feature list.
    Feature,
}

impl FeatureKind {
    /// Returns the word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            FeatureKind::Category => "category",
            FeatureKind::Feature => "feature",
        }
    }
}

/// The basis of a feature's verdict, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Declarations, definitions, files or links of the feature itself.
    Own,
    /// Events and metrics that are named like it; a person should confirm them.
    Name,
    /// Only its categories: what is said of them is all that is known of it.
    Category,
}

impl Basis {
    /// Returns the word of the JSON contract.
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
    /// The id.
    pub id: Text,
    /// The kind.
    pub kind: FeatureKind,
    /// The name for people.
    pub title: Text,
    /// The verdict.
    pub verdict: FeatureVerdict,
    /// The reason for an exemption.
    pub exempt: Option<Text>,
    /// The basis of the verdict.
    pub basis: Basis,
    /// Category keys.
    pub categories: Vec<String>,
    /// The group.
    pub group: Option<Text>,
    /// The stage.
    pub stage: Option<Text>,
    /// The section.
    pub section: Option<Text>,
    /// Tiers it is offered in.
    pub tiers: Vec<Text>,
    /// Surfaces of its code.
    pub surfaces: usize,
    /// Number of surfaces that a call tracks.
    pub surfaces_tracked: usize,
    /// Calls in its code, as indexes.
    pub calls: Vec<usize>,
    /// Events that carry it, as indexes into the graph.
    pub events: Vec<usize>,
    /// Metrics that carry it, as indexes into the catalog.
    pub metrics: Vec<usize>,
    /// Span of the entry in its list.
    pub span: Span,
    /// The places that justify the verdict, at most a few.
    pub evidence: Vec<Span>,
}
