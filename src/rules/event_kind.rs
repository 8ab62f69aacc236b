//! Kinds of events, as definition rules describe them.

use crate::facts::Text;
use serde::Deserialize;

/// A kind of event. The rule pack names it and states how its events behave.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EventKind {
    /// Index of the first rule with this kind. Kinds are sorted by it.
    pub(crate) rank: usize,
    /// The name of the kind in output.
    pub(crate) name: Text,
    /// The way in which calls are matched with definitions.
    pub(crate) match_by: MatchBy,
    /// True if calls may send only declared properties, with values of the declared types. Rules that match by name and read
    /// `properties` have such kinds.
    pub(crate) strict_properties: bool,
}

/// A way to match calls with event definitions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MatchBy {
    /// The name alone.
    #[default]
    Name,
    /// Category, name and label. Several definitions may share a name.
    Category,
}

impl EventKind {
    /// Returns the kind of events that counters count.
    pub(crate) fn counter() -> Self {
        Self {
            rank: usize::MAX,
            name: Text::new_static("counter"),
            ..Self::default()
        }
    }

    /// Returns the kind of events that nothing defines, in a system without definitions.
    pub(crate) fn unknown() -> Self {
        Self {
            rank: usize::MAX,
            name: Text::new_static("event"),
            ..Self::default()
        }
    }

    /// Returns true if a name identifies an event of this kind.
    pub(crate) fn is_by_name(&self) -> bool {
        self.match_by == MatchBy::Name
    }
}
