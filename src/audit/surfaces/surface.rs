//! Surfaces, and how they are tracked.

use crate::facts::Text;
use crate::reach::{Body, WayStep};
use crate::source::Span;
use std::collections::BTreeSet;

/// A place where a feature meets a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surface {
    /// The rule that found it.
    pub(crate) kind: Text,
    /// Index of the rule.
    pub(crate) rule: usize,
    /// Class and method, route or class.
    pub(crate) name: String,
    /// Path of its class.
    pub(crate) class: Text,
    /// Method or route.
    pub(crate) method: Text,
    /// The category it belongs to, normalised.
    pub(crate) category: Option<String>,
    /// Span of the name.
    pub(crate) span: Span,
    /// All of its code.
    pub(crate) extent: Span,
    /// The part of its code where it begins.
    pub(crate) body: Body,
    /// True if it has a tracking call, one names it, or a way leads to one. Ways are known only where they are asked for.
    pub(crate) tracked: bool,
    /// The ways, if they were asked for.
    pub(crate) evidence: Evidence,
}

/// Ways from a surface to tracking calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The shortest way that counts.
    pub(crate) way: Option<SurfaceWay>,
    /// Events of all ways that count.
    pub(crate) events: BTreeSet<Text>,
    /// Ways to events of other subjects, which do not count.
    pub(crate) side_effects: Vec<SurfaceWay>,
    /// The reason why an untracked surface is unknown, and the place that cannot be followed.
    pub(crate) unknown: Option<(String, Span)>,
}

/// A way from a surface to a tracking call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SurfaceWay {
    /// Number of hops.
    pub(crate) depth: usize,
    /// The steps; the last one contains the tracking call.
    pub(crate) steps: Vec<WayStep>,
    /// Events of the call.
    pub(crate) events: BTreeSet<Text>,
    /// True if the call runs in a job, later than the surface.
    pub(crate) is_later: bool,
}

/// State of a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SurfaceState {
    /// A tracking call makes it visible.
    Tracked,
    /// No tracking call does.
    Untracked,
    /// A way cannot be followed.
    Unknown,
}

impl SurfaceState {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            SurfaceState::Tracked => "tracked",
            SurfaceState::Untracked => "untracked",
            SurfaceState::Unknown => "unknown",
        }
    }
}

impl Surface {
    /// Returns the state.
    pub(crate) fn state(&self) -> SurfaceState {
        match (self.tracked, &self.evidence.unknown) {
            (true, _) => SurfaceState::Tracked,
            (false, None) => SurfaceState::Untracked,
            (false, Some(_)) => SurfaceState::Unknown,
        }
    }
}
