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
    /// Evidence in names, titles and descriptions. A person should confirm it.
    Proposed,
    /// Only its categories are known.
    Category,
}

impl Basis {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Basis::Own => "own",
            Basis::Proposed => "proposed",
            Basis::Category => "category",
        }
    }
}

/// The state of an entry of the feature list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LinkState {
    /// A person or the list itself names what measures it.
    Confirmed,
    /// Something probably measures the entry.
    Likely,
    /// Something near it is measured.
    Adjacent,
    /// Nothing measures it.
    Unmeasured,
    /// The entry names no function of the product.
    NotAFeature,
}

impl LinkState {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            LinkState::Confirmed => "confirmed",
            LinkState::Likely => "likely",
            LinkState::Adjacent => "adjacent",
            LinkState::Unmeasured => "unmeasured",
            LinkState::NotAFeature => "not-a-feature",
        }
    }
}

/// One thing counted that may measure an entry of the feature list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// Name of the event, or key path that the metrics share.
    pub(crate) title: Text,
    /// Events, as indexes into the graph.
    pub(crate) events: Vec<usize>,
    /// Metrics, as indexes into the catalog.
    pub(crate) metrics: Vec<usize>,
    /// True if something feeds it.
    pub(crate) live: bool,
    /// The reason as words.
    pub(crate) reason: String,
}

/// The link of an entry of the feature list to what measures it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeatureLink {
    /// The state.
    pub(crate) state: LinkState,
    /// Probability that it is measured. None if a person or the list decided.
    pub(crate) p: Option<f64>,
    /// True if a person should decide.
    pub(crate) unclear: bool,
    /// True if the evidence is strong.
    pub(crate) high: bool,
    /// The thing that probably measures it.
    pub(crate) measured_by: Option<Proposal>,
    /// Name of the measured neighbour.
    pub(crate) adjacent_to: Option<Text>,
    /// Things to choose from, best first.
    pub(crate) proposals: Vec<Proposal>,
}

/// A category or product feature with its verdict and the evidence for it.
#[derive(Debug, Clone, PartialEq)]
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
    /// Place in the feature list, from 0.
    pub(crate) index: Option<usize>,
    /// The link of an entry to what measures it, if links were asked for.
    pub(crate) link: Option<Box<FeatureLink>>,
}
