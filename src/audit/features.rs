//! Features with their verdicts.

use crate::audit::verdicts::{FeatureVerdict, Measured};
use crate::facts::Text;
use crate::source::Span;

/// The kind of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FeatureKind {
    /// A category.
    Category,
    /// An entry of the feature list.
    Feature,
}

impl FeatureKind {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            FeatureKind::Category => "category",
            FeatureKind::Feature => "feature",
        }
    }
}

/// The basis of a feature's verdict, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    /// Declarations, definitions, files or links of the feature itself.
    Own,
    /// Events and metrics that are named like it; a person should confirm them.
    Name,
    /// Only its categories: what is said of them is all that is known of it.
    Category,
}

impl Basis {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Basis::Own => "own",
            Basis::Name => "name",
            Basis::Category => "category",
        }
    }
}

/// A category or product feature with its verdict and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FeatureRow {
    /// The id.
    pub(crate) id: Text,
    /// The kind.
    pub(crate) kind: FeatureKind,
    /// The name for people.
    pub(crate) title: Text,
    /// The verdict.
    pub(crate) verdict: FeatureVerdict,
    /// Kind of what an instrumented feature is measured by.
    pub(crate) how: Option<Measured>,
    /// The reason for an exemption.
    pub(crate) exempt: Option<Text>,
    /// The basis of the verdict.
    pub(crate) basis: Basis,
    /// Category keys.
    pub(crate) categories: Vec<String>,
    /// The group.
    pub(crate) group: Option<Text>,
    /// The stage.
    pub(crate) stage: Option<Text>,
    /// The section.
    pub(crate) section: Option<Text>,
    /// Tiers it is offered in.
    pub(crate) tiers: Vec<Text>,
    /// Surfaces of its code.
    pub(crate) surfaces: usize,
    /// Number of surfaces that a call tracks.
    pub(crate) surfaces_tracked: usize,
    /// Calls in its code, as indexes.
    pub(crate) calls: Vec<usize>,
    /// Events that carry it, as indexes into the graph.
    pub(crate) events: Vec<usize>,
    /// Metrics that carry it, as indexes into the catalog.
    pub(crate) metrics: Vec<usize>,
    /// Span of the entry in its list.
    pub(crate) span: Span,
    /// The places that justify the verdict, at most a few.
    pub(crate) evidence: Vec<Span>,
}
