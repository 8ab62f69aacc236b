//! The rows of the backlog. Fields may be added, never renamed.

use crate::report::list::PlaceCell;
use crate::report::text::counted;
use serde::Serialize;

/// A class to instrument.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct BacklogRow {
    /// Place in the backlog, from 1.
    pub(crate) rank: usize,
    /// Points of the rank.
    pub(crate) points: f64,
    /// Group that owns it.
    pub(crate) group: Option<String>,
    /// Category of its surfaces.
    pub(crate) category: Option<String>,
    /// Entries of the feature list that it makes visible.
    pub(crate) features: Vec<BacklogFeature>,
    /// Tiers of the product.
    pub(crate) tiers: Vec<String>,
    /// The surface to begin with.
    pub(crate) surface: String,
    /// The kind of the surface.
    pub(crate) kind: String,
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// Number of surfaces of the class that users meet and nothing tracks.
    pub(crate) untracked: usize,
    /// Number of surfaces of the class that users meet.
    pub(crate) surfaces: usize,
    /// The nearest event that is sent.
    pub(crate) near: Option<NearCell>,
    /// Name of the event to add.
    pub(crate) event: Option<String>,
    /// Tracking system of that event.
    pub(crate) system: Option<String>,
    /// Properties that the call sends.
    pub(crate) properties: Vec<String>,
    /// The call to add.
    pub(crate) call: Option<String>,
    /// The call that it imitates.
    pub(crate) model: Option<PlaceCell>,
}

/// An entry of the feature list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct BacklogFeature {
    /// Identifier.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
}

/// An event near a class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct NearCell {
    /// The event as the overlay names it.
    pub(crate) event: String,
    /// `class`, `category` or `group`.
    pub(crate) relation: String,
    /// A call that sends it.
    pub(crate) path: String,
    /// Line of the call.
    pub(crate) line: u32,
}

impl BacklogRow {
    /// Returns the features, or the category.
    pub(crate) fn title(&self) -> String {
        let titles: Vec<&str> = self.features.iter().map(|one| one.title.as_str()).collect();
        match titles.is_empty() {
            true => self.category.clone().unwrap_or_default(),
            false => titles.join(", "),
        }
    }

    /// Returns the words for the size of the blind spot.
    pub(crate) fn size(&self) -> String {
        let all = counted(self.surfaces, "surface", "surfaces");
        format!("{} of {all} untracked", self.untracked)
    }
}
