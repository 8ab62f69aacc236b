//! Sets of globs.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Compiles globs in which `*` stays within a folder and `**` does not.
///
/// # Errors
/// The glob that cannot be read, and why.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        builder.add(glob.map_err(|error| error.to_string())?);
    }
    builder.build().map_err(|error| error.to_string())
}
