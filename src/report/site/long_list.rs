//! Tables of long lists.
//!
//! A browser that runs the script reads only the first rows and no closed fold: the rest is text of `noscript` elements. The script
//! reads that text when somebody asks for it. Without the script, the browser shows everything.

use maud::{Markup, html};

/// Rows that are always read.
const SHORT: usize = 30;

/// The way in which a row holds its folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folds {
    /// As text, for the rows that are always read.
    Text,
    /// As elements, because the row itself is text.
    Elements,
}

impl Folds {
    /// Returns the contents of a fold.
    pub(crate) fn of(self, contents: Markup) -> Markup {
        html! {
            @match self {
                Folds::Text => noscript { (contents) },
                Folds::Elements => (contents),
            }
        }
    }
}

/// Returns a table with a class, an identifier and a caption.
pub(crate) fn long_list<R>(
    (class, id, caption): (&str, &str, &str),
    head: &Markup,
    rows: &[R],
    row: impl Fn(&R, Folds) -> Markup,
) -> Markup {
    let (first, rest) = rows.split_at(rows.len().min(SHORT));
    html! {
        table class=(class) id=(id) data-rows=(rows.len()) {
            caption { (caption) } (head)
            tbody { @for one in first { (row(one, Folds::Text)) } }
        }
        @if !rest.is_empty() {
            noscript id={ (id) "-rest" } {
                table class=(class) {
                    caption { (caption) ", continued" } (head)
                    tbody { @for one in rest { (row(one, Folds::Elements)) } }
                }
            }
        }
    }
}
