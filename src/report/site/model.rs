//! The contents of the coverage page.

use crate::report::backlog::BacklogRow;
use crate::report::coverage::Coverage;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow, SurfaceRow};
use crate::report::snapshot::Snapshot;
use std::collections::BTreeMap;

/// Everything on the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    /// Name of the project.
    pub(crate) project: String,
    /// Revision of the project.
    pub(crate) revision: Option<String>,
    /// Day of the run.
    pub(crate) date: Option<String>,
    /// Address of a line of code, with `{path}` and `{line}`.
    pub(crate) source: Option<String>,
    /// Entries of the feature list, or categories if there is no list.
    pub(crate) features: Vec<FeatureRow>,
    /// Events.
    pub(crate) events: Vec<EventRow>,
    /// Metrics.
    pub(crate) metrics: Vec<MetricRow>,
    /// Calls.
    pub(crate) calls: Vec<CallRow>,
    /// Surfaces, with the ways to their calls.
    pub(crate) surfaces: Vec<SurfaceRow>,
    /// The group of each category.
    pub(crate) groups: BTreeMap<String, String>,
    /// The classes to instrument, the best first.
    pub(crate) backlog: Vec<BacklogRow>,
    /// For each of them: the definitions to add, each a path and a text.
    pub(crate) definitions: Vec<Vec<(String, String)>>,
    /// Snapshots of earlier revisions, the oldest first.
    pub(crate) snapshots: Vec<Snapshot>,
    /// The coverage with the files that were not read, and notes.
    pub(crate) coverage: Coverage,
    /// True if an edition is missing that may use what is dead here.
    pub(crate) edition_missing: bool,
}

/// The position of a feature on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    Confirmed,
    Likely,
    Adjacent,
    Unmeasured,
    /// Not counted: no code, exempt or unknown.
    LeftOut,
}

impl Seen {
    /// The positions that are counted, in the order of the bar.
    pub(crate) const COUNTED: [Seen; 4] = [
        Seen::Confirmed,
        Seen::Likely,
        Seen::Adjacent,
        Seen::Unmeasured,
    ];

    /// Returns the position of a feature.
    pub(crate) fn of(row: &FeatureRow) -> Self {
        match (row.verdict.as_str(), row.state.as_deref()) {
            ("no-code" | "exempt" | "unknown", _) => Seen::LeftOut,
            ("instrumented", Some("likely")) => Seen::Likely,
            ("instrumented", _) => Seen::Confirmed,
            (_, Some("adjacent")) => Seen::Adjacent,
            _ => Seen::Unmeasured,
        }
    }

    /// Returns the words of the legend.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Seen::Confirmed => "seen, confirmed",
            Seen::Likely => "seen, likely",
            Seen::Adjacent => "blind, neighbour measured",
            Seen::Unmeasured => "blind, nothing near",
            Seen::LeftOut => "left out",
        }
    }

    /// Returns the name of the colour and of the glyph.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Seen::Confirmed => "yes",
            Seen::Likely => "likely",
            Seen::Adjacent => "near",
            Seen::Unmeasured => "no",
            Seen::LeftOut => "out",
        }
    }
}

/// Returns the word for a feature in the column of states.
pub(crate) fn state_word(row: &FeatureRow) -> &str {
    match (row.verdict.as_str(), row.state.as_deref()) {
        (verdict @ ("no-code" | "exempt" | "unknown" | "calls-only" | "definitions-only"), _) => {
            verdict
        }
        ("instrumented", Some("likely")) => "likely",
        ("instrumented", _) => "confirmed",
        (_, Some(state)) => state,
        _ => "unmeasured",
    }
}

/// The number of features in each position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    counts: [usize; 4],
    /// Features that are not counted.
    pub(crate) left_out: usize,
    /// Features that a person should decide.
    pub(crate) unclear: usize,
}

impl Sums {
    /// Sums up features.
    pub(crate) fn of<'r>(rows: impl IntoIterator<Item = &'r FeatureRow>) -> Self {
        let mut sums = Self::default();
        for row in rows {
            match Seen::of(row) {
                Seen::LeftOut => sums.left_out += 1,
                seen => sums.counts[seen as usize] += 1,
            }
            sums.unclear += usize::from(is_unclear(row));
        }
        sums
    }

    /// Returns the number of features in a position.
    pub(crate) fn count(&self, seen: Seen) -> usize {
        match seen {
            Seen::LeftOut => self.left_out,
            seen => self.counts[seen as usize],
        }
    }

    /// Returns the number of all features that are counted.
    pub(crate) fn all(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Returns the number of features that nothing measures.
    pub(crate) fn blind(&self) -> usize {
        self.count(Seen::Adjacent) + self.count(Seen::Unmeasured)
    }

    /// Returns the share of features in a position.
    pub(crate) fn share(&self, seen: Seen) -> f64 {
        self.count(seen) as f64 / self.all().max(1) as f64
    }
}

/// Returns true if a person should decide about a feature that is counted.
pub(crate) fn is_unclear(row: &FeatureRow) -> bool {
    row.unclear == Some(true) && Seen::of(row) != Seen::LeftOut
}

/// The group of features without one.
pub(crate) const NO_GROUP: &str = "none";

/// Returns the name of a group.
pub(crate) fn group_of(group: &Option<String>) -> &str {
    group.as_deref().unwrap_or(NO_GROUP)
}

/// Returns the words for a group.
pub(crate) fn group_words(group: &str) -> &str {
    match group {
        NO_GROUP => "no group",
        group => group,
    }
}

/// A group with its features.
pub(crate) type Group<'s> = (&'s str, Vec<&'s FeatureRow>, Sums);

/// Returns the groups, the worst first: both shares together, then the number of blind features. Groups of one or two features come
/// last, because their shares say little.
pub(crate) fn groups(site: &Site) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<&str, Vec<&FeatureRow>> = BTreeMap::new();
    for row in &site.features {
        groups.entry(group_of(&row.group)).or_default().push(row);
    }
    let groups = groups.into_iter().map(|(name, rows)| {
        let sums = Sums::of(rows.iter().copied());
        (name, rows, sums)
    });
    let mut groups: Vec<Group<'_>> = groups.filter(|(_, _, sums)| sums.all() > 0).collect();
    let key = |(name, _, sums): &Group<'_>| {
        let seen = sums.all() - sums.blind();
        let share = seen * 1_000_000 / sums.all();
        let is_small = sums.all() < 3;
        (
            is_small,
            share,
            usize::MAX - sums.blind(),
            (*name).to_owned(),
        )
    };
    groups.sort_by_key(key);
    groups
}
