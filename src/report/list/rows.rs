//! The rows of the inventories, filled by the analysis and serialised unchanged.

use serde::Serialize;

/// A tracking call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct CallRow {
    /// Path relative to the audited root.
    pub(crate) path: String,
    /// First line of the whole call, tag or map.
    pub(crate) line: u32,
    /// Last line.
    pub(crate) end_line: u32,
    /// Column in characters.
    pub(crate) column: u32,
    /// Language of the file.
    pub(crate) language: String,
    /// `pack#rule`.
    pub(crate) rule: String,
    /// Tracking system of its events.
    pub(crate) system: String,
    /// The event.
    pub(crate) event: EventCell,
    /// Category, where the system has one.
    pub(crate) category: Option<String>,
    /// Label.
    pub(crate) label: Option<String>,
    /// Property.
    pub(crate) property: Option<String>,
    /// Names of its properties.
    pub(crate) properties: Vec<String>,
    /// Enclosing class and function.
    pub(crate) scope: String,
    /// Wrappers from the tracking call outward.
    pub(crate) via: Vec<ViaCell>,
}

/// The names that a call sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct EventCell {
    /// `exact`, `pattern` or `open`.
    pub(crate) grade: String,
    /// Full names.
    pub(crate) names: Vec<String>,
    /// The glob. Several are joined by `|`.
    pub(crate) pattern: Option<String>,
    /// Notation of the name: `literal`, `constant`, `look-up`, `template`, `result`, `local`, `wrapper`, `property`, `implied`.
    pub(crate) written: String,
    /// Reason for a name that is not exact.
    pub(crate) reason: Option<String>,
}

/// A wrapper, constant or import between call and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ViaCell {
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// The function, constant or import.
    pub(crate) name: String,
}

/// A line of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct PlaceCell {
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
}

/// A call of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct EventCallCell {
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// Grade of the name.
    pub(crate) grade: String,
    /// True for a line inside of a wrapper whose callers are calls of this event too.
    pub(crate) inside_wrapper: bool,
}

/// An event, called or defined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct EventRow {
    /// Name.
    pub(crate) name: String,
    /// The name by which code refers to it, if that is another one.
    pub(crate) handle: Option<String>,
    /// Tracking system. System and name identify an event.
    pub(crate) system: String,
    /// Kind of its definition, or its system.
    pub(crate) kind: String,
    /// Verdict.
    pub(crate) verdict: String,
    /// Definitions.
    pub(crate) defined_in: Vec<PlaceCell>,
    /// Calls.
    pub(crate) calls: Vec<EventCallCell>,
    /// Key paths of the metrics that count it.
    pub(crate) metrics: Vec<String>,
    /// Feature categories.
    pub(crate) categories: Vec<String>,
    /// The group that owns it.
    pub(crate) group: Option<String>,
    /// The event as the overlay names it.
    pub(crate) notation: String,
    /// Description.
    pub(crate) description: Option<String>,
    /// Release it came with.
    pub(crate) milestone: Option<String>,
    /// Places in other repositories, from their inventories.
    pub(crate) elsewhere: Vec<ElsewhereCell>,
}

/// A place in another repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct ElsewhereCell {
    /// Name of the repository.
    pub(crate) repository: String,
    /// The use: `sent`, `defined` or `read`.
    pub(crate) role: String,
    /// Path in the repository.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
}

/// A metric definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct MetricRow {
    /// Key path.
    pub(crate) key_path: String,
    /// File of the definition.
    pub(crate) path: String,
    /// Line of the key path.
    pub(crate) line: u32,
    /// Source of its data.
    pub(crate) data_source: Option<String>,
    /// Status.
    pub(crate) status: Option<String>,
    /// Time frames.
    pub(crate) time_frame: Vec<String>,
    /// Events it counts.
    pub(crate) events: Vec<String>,
    /// Verdict.
    pub(crate) verdict: String,
    /// Reasons for the verdict, one sentence each.
    pub(crate) reasons: Vec<String>,
    /// Feature categories.
    pub(crate) categories: Vec<String>,
    /// The group that owns it.
    pub(crate) group: Option<String>,
    /// Description.
    pub(crate) description: Option<String>,
    /// Release it came with.
    pub(crate) milestone: Option<String>,
}

/// A feature or feature category.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct FeatureRow {
    /// Identifier.
    pub(crate) id: String,
    /// `category` or `feature`.
    pub(crate) kind: String,
    /// Title.
    pub(crate) title: String,
    /// Verdict.
    pub(crate) verdict: String,
    /// Kind of what an instrumented feature is measured by: `usage` or `state`.
    pub(crate) how: Option<String>,
    /// The categories it belongs to.
    pub(crate) categories: Vec<String>,
    /// Group.
    pub(crate) group: Option<String>,
    /// Stage.
    pub(crate) stage: Option<String>,
    /// Section.
    pub(crate) section: Option<String>,
    /// Tiers of the product.
    pub(crate) tiers: Vec<String>,
    /// Number of its surfaces.
    pub(crate) surfaces: usize,
    /// Number of its tracked surfaces.
    pub(crate) surfaces_tracked: usize,
    /// Number of its calls.
    pub(crate) calls: usize,
    /// Events.
    pub(crate) events: Vec<String>,
    /// Metrics.
    pub(crate) metrics: Vec<String>,
    /// Evidence for the verdict.
    pub(crate) evidence: Vec<EvidenceCell>,
    /// Basis of the verdict: `own` links and code, `proposed` ones, or only its `category`.
    pub(crate) basis: String,
    /// Place in the feature list, from 0.
    pub(crate) index: Option<usize>,
    /// State of an entry: `confirmed`, `likely`, `adjacent`, `unmeasured` or `not-a-feature`.
    pub(crate) state: Option<String>,
    /// Probability that it is measured. None if a person or the list decided.
    pub(crate) p: Option<f64>,
    /// True if a person should decide.
    pub(crate) unclear: Option<bool>,
    /// True if the evidence is strong.
    pub(crate) high: Option<bool>,
    /// Name of the measured neighbour.
    pub(crate) adjacent_to: Option<String>,
    /// Things that may measure it, best first.
    pub(crate) proposals: Option<Vec<ProposalCell>>,
    /// Description.
    pub(crate) description: Option<String>,
    /// Link of the entry, usually to its documentation.
    pub(crate) link: Option<String>,
}

impl FeatureRow {
    /// Returns the proposal that measures the entry, if it is likely measured.
    pub(crate) fn measured_by(&self) -> Option<&ProposalCell> {
        let metrics = |one: &&ProposalCell| {
            one.live && one.metrics.iter().all(|key| self.metrics.contains(key))
        };
        let events = |one: &&ProposalCell| {
            one.events
                .iter()
                .all(|event| self.events.contains(&event.name))
        };
        let likely = self.state.as_deref() == Some("likely");
        let proposals = self.proposals.iter().flatten();
        proposals.filter(|_| likely).filter(metrics).find(events)
    }
}

/// One thing counted that may measure a feature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ProposalCell {
    /// Key paths of its metrics.
    pub(crate) metrics: Vec<String>,
    /// The events of the thing.
    pub(crate) events: Vec<ProposedEventCell>,
    /// True if something feeds it.
    pub(crate) live: bool,
    /// The reason as words.
    pub(crate) reason: String,
}

/// An event of a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ProposedEventCell {
    /// Tracking system.
    pub(crate) system: String,
    /// Name.
    pub(crate) name: String,
    /// Category, where the system has one.
    pub(crate) category: Option<String>,
    /// Label, where the definition states one.
    pub(crate) label: Option<String>,
    /// The event as the overlay names it.
    pub(crate) notation: String,
}

/// Evidence for a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct EvidenceCell {
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// Text of the line.
    pub(crate) text: String,
}

/// A surface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SurfaceRow {
    /// Class and method, or class and route.
    pub(crate) id: String,
    /// Kind, as the rule pack names it.
    pub(crate) kind: String,
    /// Path.
    pub(crate) path: String,
    /// Line of its name.
    pub(crate) line: u32,
    /// Category that it belongs to.
    pub(crate) feature: Option<String>,
    /// `tracked`, `untracked` or `unknown`.
    pub(crate) state: String,
    /// Number of hops to the nearest tracking call.
    pub(crate) depth: Option<usize>,
    /// Steps to the nearest tracking call. The last one has its line.
    pub(crate) way: Vec<WayCell>,
    /// True if the call runs in a job.
    pub(crate) later: bool,
    /// Events of all ways that count.
    pub(crate) events: Vec<String>,
    /// Events of other subjects, which do not count.
    pub(crate) side_effects: Vec<SideEffectCell>,
    /// Reason for an unknown state.
    pub(crate) reason: Option<String>,
}

/// A step of a way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct WayCell {
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// Class and function, or file.
    pub(crate) name: String,
    /// Kind of the step.
    pub(crate) kind: String,
}

/// Events that a surface also sends, although they are about something else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SideEffectCell {
    /// Events.
    pub(crate) events: Vec<String>,
    /// Number of hops.
    pub(crate) depth: usize,
    /// Steps.
    pub(crate) way: Vec<WayCell>,
}
