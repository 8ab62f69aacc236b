//! Rules that match nothing.

use crate::facts::Text;
use crate::source::Span;

/// A rule of a user's pack that matches nothing in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnmatchedRule {
    /// The rule, as `pack#id`; for an alias, its prefix.
    pub(crate) name: Text,
    /// The sort of rule, for a sentence.
    pub(crate) kind: &'static str,
    /// The system of the rule; none if the rule concerns all systems.
    pub(crate) system: Option<Text>,
    /// The id in the pack.
    pub(crate) span: Span,
    /// Advice.
    pub(crate) help: &'static str,
}
