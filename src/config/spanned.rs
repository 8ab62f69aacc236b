//! A value with its span.

use crate::source::Span;

/// A value of the configuration and its span in [`Settings::sources`](crate::config::Settings::sources).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    /// The value.
    pub(crate) value: T,
    /// Span of the value, or of the key that it belongs to.
    pub(crate) span: Span,
}
