//! A place where a consumer names an event or a metric.

use crate::facts::Text;
use crate::rules::consumers::Consumed;
use crate::source::Span;

/// A name that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Number of its rule.
    pub(crate) rule: usize,
    /// The type of the name.
    pub(crate) of: Consumed,
    /// The name, or a glob.
    pub(crate) name: Text,
    /// True for a glob.
    pub(crate) is_pattern: bool,
    /// The place.
    pub(crate) span: Span,
    /// The column that the value becomes.
    pub(crate) becomes: Option<Text>,
    /// The record that reads the name, such as a report.
    pub(crate) title: Option<Text>,
}

/// A name in a text, before it is known whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The name, or a glob.
    pub(crate) name: Text,
    /// True for a glob.
    pub(crate) is_pattern: bool,
    /// Bytes of the text.
    pub(crate) range: std::ops::Range<usize>,
    /// The column that the value becomes.
    pub(crate) becomes: Option<Text>,
}
