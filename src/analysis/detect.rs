//! The rule packs that fit a project.

use crate::input::walk::{self, FileFilter};
use crate::rules::{self, RulePack};
use std::collections::BTreeSet;
use std::path::Path;

/// Returns the stacks whose files a project has. If there are any, the stacks that no file reveals are used as well.
pub(crate) fn detect_packs(root: &Path) -> Vec<String> {
    let packs = rules::embedded().unwrap_or_default();
    let stack = |pack: &RulePack| pack.pack.split('/').next().unwrap_or_default().to_owned();
    let has_files = |pack: &&RulePack| {
        let globs = rules::globs(&pack.detect).ok();
        globs
            .filter(|globs| !globs.is_empty())
            .is_some_and(|globs| {
                let is_match = |path: &str| globs.is_match(path);
                !walk::walk(root, FileFilter::files(&is_match))
                    .files
                    .is_empty()
            })
    };
    let mut found: BTreeSet<String> = packs.iter().filter(has_files).map(stack).collect();
    if !found.is_empty() {
        let detectable = packs.iter().filter(|pack| !pack.detect.is_empty());
        let detectable: BTreeSet<String> = detectable.map(stack).collect();
        let others = packs.iter().map(stack);
        found.extend(others.filter(|name| !detectable.contains(name)));
    }
    Vec::from_iter(found)
}
