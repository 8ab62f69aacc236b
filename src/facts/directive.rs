//! Comments addressed to tracklint.

use crate::facts::value::Text;
use crate::source::{FileId, Span};

/// Kind of a [`Directive`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DirectiveKind {
    /// `ignore[lint, …]`: no finding of these lints.
    Ignore,
    /// `uses event, …`: these events are sent here.
    Uses,
    /// Anything else behind `tracklint:`; a finding says so.
    Unknown,
}

/// A comment addressed to tracklint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    /// Kind of directive.
    pub(crate) kind: DirectiveKind,
    /// Lint or event names with their places.
    pub(crate) names: Vec<(Text, Span)>,
    /// True if it applies to the whole file (`ignore-file[…]`).
    pub(crate) whole_file: bool,
    /// The text behind ` -- `.
    pub(crate) reason: Option<Text>,
    /// The directive itself, from `tracklint:` on.
    pub(crate) span: Span,
    /// Code that it applies to: its own line, the code below it, or the whole file. Front ends set the span of the comment,
    /// and `languages::directive::settle` replaces it.
    pub(crate) governs: Span,
}

impl Directive {
    /// Makes all spans point into `file`.
    pub(crate) fn move_to(&mut self, file: FileId) {
        let names = self.names.iter_mut().map(|(_, span)| span);
        let spans = names.chain([&mut self.span, &mut self.governs]);
        spans.for_each(|span| span.file = file);
    }
}
