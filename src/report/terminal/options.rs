//! Options of terminal output.

use std::path::Path;

/// Options of the output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options<'o> {
    /// Groups of equal findings shown of each lint, or all.
    pub(crate) show: Option<usize>,
    /// True if only the tables and the figures are shown.
    pub(crate) is_summary: bool,
    /// True if the findings are those of selected lints.
    pub(crate) is_selected: bool,
    /// True if the terminal supports colours.
    pub(crate) color: bool,
    /// Width of the terminal.
    pub(crate) width: usize,
    /// The working folder, if paths are links that the terminal opens.
    pub(crate) links: Option<&'o Path>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            show: Some(5),
            is_summary: false,
            is_selected: false,
            color: false,
            width: 80,
            links: None,
        }
    }
}
