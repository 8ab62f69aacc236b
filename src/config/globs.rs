//! Path patterns of the configuration.

use crate::config::error::SettingError;
use crate::config::spanned::Spanned;
use crate::input::globs::path_glob;
use crate::source::Span;
use globset::{GlobSet, GlobSetBuilder};

/// Path patterns. `*` stays within a folder, `**` does not, and the name of a folder covers everything in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globs {
    /// The patterns as written.
    pub(crate) patterns: Vec<Spanned<String>>,
    set: GlobSet,
}

impl Globs {
    /// Compiles patterns; `span` is that of the whole list.
    pub(crate) fn new(patterns: Vec<Spanned<String>>, span: Span) -> Result<Self, SettingError> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            let folder = pattern.value.trim_end_matches('/');
            for text in [folder, &format!("{folder}/**")] {
                set.add(path_glob(text).map_err(|error| {
                    let message = format!("invalid path pattern: {}", error.kind());
                    SettingError::new(pattern.span, message)
                })?);
            }
        }
        let set = set.build().map_err(|_| {
            SettingError::new(span, "these patterns are too large")
                .help("shorten them or leave some out")
        })?;
        Ok(Self { patterns, set })
    }

    /// Returns true if any pattern matches this path.
    pub(crate) fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Returns the indexes of the patterns that match this path.
    pub(crate) fn matching(&self, path: &str) -> Vec<usize> {
        let globs = self.set.matches(path).into_iter();
        // The set holds two globs for each pattern.
        let mut found: Vec<usize> = globs.map(|index| index / 2).collect();
        found.dedup();
        found
    }

    /// Returns true if there is no pattern.
    pub(crate) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}
