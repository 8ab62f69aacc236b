//! Names to insert, and the text that they replace.

/// A name to insert.
pub(crate) struct Item {
    /// The name.
    pub(crate) name: String,
    /// A few words.
    pub(crate) detail: String,
    /// A description.
    pub(crate) text: Option<String>,
    /// Rank of the item, the best first.
    pub(crate) rank: u8,
    /// True if it should no longer be used.
    pub(crate) is_deprecated: bool,
}

impl Item {
    /// Returns an item without a description.
    pub(crate) fn new(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            detail: detail.into(),
            text: None,
            rank: 0,
            is_deprecated: false,
        }
    }
}

/// Returns the start of the name that is being typed at the end of a text.
pub(crate) fn start_of_name(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.trim_end_matches(is_part).len()
}
