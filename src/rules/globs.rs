//! Path patterns of rules.

use crate::input::globs::{path_glob, text_glob};
use globset::{GlobSet, GlobSetBuilder};

/// Compiles globs in which `*` stays within a folder and `**` does not.
///
/// # Errors
/// The glob that cannot be read, and why.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        builder.add(path_glob(pattern).map_err(|error| error.to_string())?);
    }
    builder.build().map_err(|error| error.to_string())
}

/// Compiles globs in which `*` matches at any depth. Invalid ones match nothing; a test reads all rule packs.
pub(crate) fn any_depth_globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns
        .iter()
        .filter_map(|pattern| text_glob(pattern).ok())
    {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}
