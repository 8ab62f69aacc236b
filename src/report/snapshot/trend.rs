//! The way of figures over snapshots, and what changed between them.

use crate::report::snapshot::model::{Snapshot, SnapshotFeature};
use std::collections::BTreeMap;

/// The figures of one group, for each snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Series {
    /// Group.
    pub(crate) group: String,
    /// Features that can be seen and all that count, by snapshot. None where the group has none.
    pub(crate) points: Vec<Option<(usize, usize)>>,
}

/// A feature that became visible or dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Index of the snapshot that shows it first.
    pub(crate) at: usize,
    /// The feature.
    pub(crate) feature: SnapshotFeature,
    /// True if it became visible.
    pub(crate) visible: bool,
}

/// Returns true if a feature counts.
fn counts(feature: &SnapshotFeature) -> bool {
    !matches!(feature.verdict.as_str(), "no-code" | "exempt" | "unknown")
}

fn is_seen(feature: &SnapshotFeature) -> bool {
    feature.verdict == "instrumented"
}

/// Returns the features of a snapshot: entries of the feature list, or categories without a list.
fn features(snapshot: &Snapshot) -> impl Iterator<Item = &SnapshotFeature> {
    let has_list = snapshot.features.iter().any(|one| one.kind == "feature");
    let features = snapshot.features.iter();
    features.filter(move |one| !has_list || one.kind == "feature")
}

/// Returns the figures of each group, by name.
pub(crate) fn series(snapshots: &[Snapshot]) -> Vec<Series> {
    let mut groups: BTreeMap<&str, Vec<Option<(usize, usize)>>> = BTreeMap::new();
    for (at, snapshot) in snapshots.iter().enumerate() {
        for feature in features(snapshot).filter(|one| counts(one)) {
            let group = feature.group.as_deref().unwrap_or("none");
            let points = groups.entry(group);
            let points = points.or_insert_with(|| vec![None; snapshots.len()]);
            let (seen, all) = points[at].unwrap_or_default();
            points[at] = Some((seen + usize::from(is_seen(feature)), all + 1));
        }
    }
    let series = groups.into_iter().map(|(group, points)| Series {
        group: group.to_owned(),
        points,
    });
    series.collect()
}

/// Returns the features that became visible or dark, the newest first. A feature that was not listed before did neither.
pub(crate) fn changes(snapshots: &[Snapshot]) -> Vec<Change> {
    let mut found = Vec::new();
    for (at, pair) in snapshots.windows(2).enumerate() {
        let before: BTreeMap<(&str, &str), bool> = features(&pair[0])
            .map(|one| ((one.kind.as_str(), one.id.as_str()), is_seen(one)))
            .collect();
        for feature in features(&pair[1]) {
            let key = (feature.kind.as_str(), feature.id.as_str());
            let visible = is_seen(feature);
            if before.get(&key).is_some_and(|before| *before != visible) {
                found.push(Change {
                    at: at + 1,
                    feature: feature.clone(),
                    visible,
                });
            }
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(features: &[(&str, &str)]) -> Snapshot {
        let feature = |(id, verdict): &(&str, &str)| SnapshotFeature {
            kind: "category".to_owned(),
            id: (*id).to_owned(),
            verdict: (*verdict).to_owned(),
            ..SnapshotFeature::default()
        };
        Snapshot {
            features: features.iter().map(feature).collect(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn figures_and_changes_follow_the_snapshots() {
        let snapshots = [
            snapshot(&[("a", "uninstrumented"), ("b", "instrumented")]),
            snapshot(&[
                ("a", "instrumented"),
                ("b", "instrumented"),
                ("c", "instrumented"),
            ]),
            snapshot(&[
                ("a", "instrumented"),
                ("b", "no-code"),
                ("c", "instrumented"),
            ]),
        ];
        let points = series(&snapshots).remove(0).points;
        assert_eq!(points, [Some((1, 2)), Some((3, 3)), Some((2, 2))]);
        let changes = changes(&snapshots);
        let changes: Vec<(usize, &str, bool)> = changes
            .iter()
            .map(|one| (one.at, one.feature.id.as_str(), one.visible))
            .collect();
        assert_eq!(changes, [(2, "b", false), (1, "a", true)]);
    }
}
