//! The words of the JSON contract for what the audit says of events, metrics and features.

/// The verdict of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum EventVerdict {
    /// A call sends it, or someone vouches for it.
    Live,
    /// Only a computed name reaches it.
    Maybe,
    /// Nothing sends it.
    Unused,
    /// All definitions are removed.
    Removed,
    /// Sent, and never defined.
    Undefined,
}

impl EventVerdict {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            EventVerdict::Live => "live",
            EventVerdict::Maybe => "maybe",
            EventVerdict::Unused => "unused",
            EventVerdict::Removed => "removed",
            EventVerdict::Undefined => "undefined",
        }
    }

    /// Returns true if a metric may get data from such an event.
    pub(crate) fn is_alive(self) -> bool {
        matches!(self, EventVerdict::Live | EventVerdict::Maybe)
    }
}

/// The verdict of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum MetricVerdict {
    /// Everything it needs is there.
    Ok,
    /// Some of its events are dead.
    Partial,
    /// Nothing feeds it.
    Orphaned,
    /// The definition is removed.
    Removed,
    /// Source cannot tell how the value is computed.
    Unverifiable,
}

impl MetricVerdict {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            MetricVerdict::Ok => "ok",
            MetricVerdict::Partial => "partial",
            MetricVerdict::Orphaned => "orphaned",
            MetricVerdict::Removed => "removed",
            MetricVerdict::Unverifiable => "unverifiable",
        }
    }
}

/// The verdict of a category or product feature, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FeatureVerdict {
    /// A live event or a metric that works.
    Instrumented,
    /// Calls, and nothing is defined for it.
    CallsOnly,
    /// Definitions, and none of them is alive.
    DefinitionsOnly,
    /// Code, and neither calls nor definitions.
    Uninstrumented,
    /// Listed, and nothing found.
    NoCode,
    /// Exempt from instrumentation.
    Exempt,
    /// Only its category is known.
    Unknown,
}

impl FeatureVerdict {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            FeatureVerdict::Instrumented => "instrumented",
            FeatureVerdict::CallsOnly => "calls-only",
            FeatureVerdict::DefinitionsOnly => "definitions-only",
            FeatureVerdict::Uninstrumented => "uninstrumented",
            FeatureVerdict::NoCode => "no-code",
            FeatureVerdict::Exempt => "exempt",
            FeatureVerdict::Unknown => "unknown",
        }
    }
}

/// Kind of what an instrumented feature is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measured {
    /// An event is sent when the feature is used.
    Usage,
    /// Stored data is counted.
    State,
}

impl Measured {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Measured::Usage => "usage",
            Measured::State => "state",
        }
    }
}
