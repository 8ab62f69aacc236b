//! The inventories of an outcome, without joining the project again.

use crate::analysis::outcome::Outcome;
use crate::analysis::{backlog_rows, feature_rows, rows, trace};
use crate::audit::surfaces::{Surface, Surfaces};
use crate::report::backlog::BacklogRow;
use crate::report::list::{EventRow, FeatureRow, MetricRow};
use crate::report::trace::Trace;
use crate::resolve::explain::Explanations;
use crate::source::FileId;

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

    /// Returns the surfaces of a file, with their ways.
    pub(crate) fn surfaces_of(&self, file: FileId) -> Vec<Surface> {
        let mut found = self.with(|cx| {
            let here = cx.surfaces.surfaces.iter();
            let here = here.filter(|surface| surface.span.file == file);
            Surfaces {
                surfaces: here.cloned().collect(),
                ..Surfaces::default()
            }
        });
        // The search takes a while, and questions do not wait for it.
        let analysis = &self.analysis;
        analysis.with_inputs(|inputs| {
            analysis
                .pool
                .install(|| analysis.add_ways(&mut found, &inputs))
        });
        found.surfaces
    }

    /// Explains a verdict as data; none for an unknown name.
    pub(crate) fn trace(&self, name: &str, path: Option<&str>) -> Option<Trace> {
        // Events need explanations, and all of them share one recording.
        let is_event = self.with(|cx| trace::names_event(cx, name));
        let explanations = match is_event {
            true => self.recorded().explanations(name),
            false => Explanations::new(),
        };
        self.with(|cx| trace::rows(cx, name, path, &explanations))
    }
}
