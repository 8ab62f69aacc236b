//! Parts of definitions of every type: values with places, a status, an owner and a history.

use crate::facts::Text;
use crate::source::Span;

/// A value and the place it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Field<T> {
    /// The value.
    pub(crate) value: T,
    /// The span. A value from a rule's constant has the span of the whole definition.
    pub(crate) span: Span,
}

impl<T> Field<T> {
    /// Returns a value with its place.
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// The status of a definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Status {
    /// In force; also what a definition without a status is.
    #[default]
    Active,
    /// Taken out of use; the definition stays for the record.
    Removed,
    /// Known to give wrong figures.
    Broken,
    /// Any other word, as written.
    Other(Text),
}

impl Status {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(&self) -> &str {
        match self {
            Status::Active => "active",
            Status::Removed => "removed",
            Status::Broken => "broken",
            Status::Other(word) => word,
        }
    }

    /// Returns true if it was taken out of use.
    pub(crate) fn is_removed(&self) -> bool {
        *self == Status::Removed
    }
}

/// Owner and history of a definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ownership {
    /// Product categories, as written.
    pub(crate) categories: Vec<Field<Text>>,
    /// The group, in snake case without a `group::` prefix.
    pub(crate) group: Option<Field<Text>>,
    /// The stage.
    pub(crate) stage: Option<Field<Text>>,
    /// The section.
    pub(crate) section: Option<Field<Text>>,
    /// Tiers it is offered in.
    pub(crate) tiers: Vec<Field<Text>>,
    /// The release it came with, raw (`15.10` stays `15.10`).
    pub(crate) milestone: Option<Field<Text>>,
    /// The change that introduced it.
    pub(crate) introduced_by: Option<Field<Text>>,
    /// The release it was removed with.
    pub(crate) milestone_removed: Option<Field<Text>>,
    /// The change that removed it.
    pub(crate) removed_by: Option<Field<Text>>,
    /// The feature flag that gates it.
    pub(crate) feature_flag: Option<Field<Text>>,
}

impl Ownership {
    /// Returns the name of the group that owns the definition.
    pub(crate) fn group_name(&self) -> Option<String> {
        self.group.as_ref().map(|group| group.value.to_string())
    }
}
