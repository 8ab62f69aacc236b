//! The inventories of an outcome, without joining the project again.

use crate::analysis::outcome::Outcome;
use crate::analysis::{backlog_rows, feature_rows, rows, trace};
use crate::report::backlog::BacklogRow;
use crate::report::list::{EventRow, FeatureRow, MetricRow};
use crate::report::trace::Trace;

impl Outcome {
    /// Returns all events, sorted by name.
    pub(crate) fn events(&self) -> Vec<EventRow> {
        self.with(rows::events)
    }

    /// Returns all metrics, sorted by key path.
    pub(crate) fn metrics(&self) -> Vec<MetricRow> {
        self.with(rows::metrics)
    }

    /// Returns all features, sorted by kind and identifier.
    pub(crate) fn features(&self) -> Vec<FeatureRow> {
        self.with(feature_rows::features)
    }

    /// Returns what to instrument next, the best first.
    pub(crate) fn backlog(&self) -> Vec<BacklogRow> {
        self.with(backlog_rows::rows)
    }

    /// Explains a verdict as data; none for an unknown name.
    pub(crate) fn trace(&self, name: &str, path: Option<&str>) -> Option<Trace> {
        let explanations = self.analysis.explanations(name);
        self.with(|cx| trace::rows(cx, name, path, &explanations))
    }
}
