//! One action, and the line that it changes.

use crate::server::features::actions::edits::Change;
use crate::server::view::View;
use crate::source::Span;

/// An action to offer.
pub(crate) struct Action {
    /// The text for a person.
    pub(crate) title: String,
    /// The changes of files.
    pub(crate) changes: Vec<Change>,
    /// True if it is the obvious one.
    pub(crate) is_preferred: bool,
}

/// Returns the narrow span at the beginning of the line of an offset.
pub(crate) fn line_start(view: &View<'_>, span: Span) -> (Span, String) {
    let source = view.source(span.file);
    let line = source.line_range(source.line(span.start));
    let text = &source.text[line.clone()];
    let indent = &text[..text.len() - text.trim_start().len()];
    (
        Span::new(span.file, line.start, line.start),
        indent.to_owned(),
    )
}
