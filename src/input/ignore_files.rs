//! Ignore files, and the rule that hidden files are left out.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::sync::Arc;

/// Names of ignore files. The first takes precedence over the second in all folders.
pub(crate) const FILE_NAMES: [&str; 2] = [".ignore", ".gitignore"];

/// Limit of the ignore files of a folder and those around it, in bytes. Compiled patterns take hundreds of times as much.
pub(crate) const MAX_SIZE: usize = 64 << 10;

/// Reason why an ignore file beyond the limit is left out.
pub(crate) const TOO_LARGE: &str =
    "the ignore files here are larger than 64 KiB, so this one is not applied";

/// The ignore rules of a folder and of the folders around it.
#[derive(Debug)]
pub(crate) struct IgnoreRules {
    around: Option<Arc<IgnoreRules>>,
    /// Length of the folder's path with the `/` at its end.
    folder: usize,
    rules: [Gitignore; 2],
    /// Size of the ignore files, with those around.
    pub(crate) size: usize,
}

impl IgnoreRules {
    /// Parses the texts of a folder's ignore files, in the order of [`FILE_NAMES`]. `folder` is the length of its path with the
    /// `/` at its end.
    pub(crate) fn new(around: Option<Arc<Self>>, folder: usize, texts: [&str; 2]) -> Self {
        let matcher = |text: &str| {
            // Paths are matched relative to the folder, so the matcher's own root stays empty.
            let mut builder = GitignoreBuilder::new("");
            for line in text.trim_start_matches('\u{feff}').lines() {
                // An invalid pattern ignores nothing.
                let _ = builder.add_line(None, line);
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        let size = around.as_ref().map_or(0, |around| around.size);
        Self {
            size: size + texts[0].len() + texts[1].len(),
            around,
            folder,
            rules: texts.map(matcher),
        }
    }

    /// Returns true if a path is ignored, false if it is explicitly included. The innermost file decides.
    fn ignores(&self, path: &str, is_folder: bool) -> Option<bool> {
        for rank in 0..FILE_NAMES.len() {
            for here in std::iter::successors(Some(self), |here| here.around.as_deref()) {
                match here.rules[rank].matched(&path[here.folder..], is_folder) {
                    Match::Ignore(_) => return Some(true),
                    Match::Whitelist(_) => return Some(false),
                    Match::None => {}
                }
            }
        }
        None
    }
}

/// Hidden files that say how the others are read.
const CONFIGS: &[&str] = &[".babelrc"];

/// Returns true if a walk leaves out this path: it is ignored, or it is hidden and not explicitly included.
pub(crate) fn is_left_out(rules: Option<&IgnoreRules>, path: &str, is_folder: bool) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    rules
        .and_then(|rules| rules.ignores(path, is_folder))
        .unwrap_or_else(|| name.starts_with('.') && !CONFIGS.contains(&name))
}
