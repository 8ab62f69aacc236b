//! Path patterns of rules.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Compiles globs. Invalid ones match nothing; the rule packs are tested for that.
pub fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns
        .iter()
        .filter_map(|pattern| Glob::new(pattern).ok())
    {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}
