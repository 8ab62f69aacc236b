//! Comments addressed to tracklint.

use crate::facts::value::Text;
use crate::source::Span;

/// What a comment tells tracklint to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectiveKind {
    /// `ignore[lint, …]`: no finding of these lints.
    Ignore,
    /// `uses event, …`: these events are sent here.
    Uses,
    /// Anything else behind `tracklint:`; a finding says so.
    Unknown,
}

/// A comment addressed to tracklint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What it asks for.
    pub kind: DirectiveKind,
    /// Lint or event names with their places.
    pub names: Vec<(Text, Span)>,
    /// Whether it is for the whole file (`ignore-file[…]`).
    pub whole_file: bool,
    /// The text behind ` -- `.
    pub reason: Option<Text>,
    /// The directive itself, from `tracklint:` on.
    pub span: Span,
    /// What it is about: its own line, the code below it, or the whole file. A front end gives the comment here; what it is
    /// about follows from the facts of the whole file (`languages::directive::settle`).
    pub governs: Span,
}

impl Directive {
    /// Whether it is about what stands here.
    pub fn is_about(&self, span: Span) -> bool {
        self.governs.file == span.file
            && (self.governs.start..=self.governs.end).contains(&span.start)
    }
}
