//! What ignore files leave out of a walk, and that hidden files are left out.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::sync::Arc;

/// Names of the files that say what is ignored; what stands first has the say over the other, wherever both lie.
pub(crate) const NAMES: [&str; 2] = [".ignore", ".gitignore"];

/// What the ignore files of a folder and of those around it say.
#[derive(Debug)]
pub(crate) struct Ignored {
    around: Option<Arc<Ignored>>,
    /// Length of the folder's path with the `/` at its end.
    folder: usize,
    rules: [Gitignore; 2],
}

impl Ignored {
    /// From the texts of a folder's ignore files, in the order of [`NAMES`]; `folder` is the length of its path with the `/` at
    /// its end.
    pub(crate) fn new(around: Option<Arc<Self>>, folder: usize, texts: [&str; 2]) -> Self {
        let matcher = |text: &str| {
            // Paths are matched relative to the folder, so the matcher's own root stays empty.
            let mut builder = GitignoreBuilder::new("");
            for line in text.trim_start_matches('\u{feff}').lines() {
                // A line that is no pattern ignores nothing.
                let _ = builder.add_line(None, line);
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        Self {
            around,
            folder,
            rules: texts.map(matcher),
        }
    }

    /// What is said of a path: by the nearest file of the first name that says anything, else by those of the other name.
    fn says(&self, path: &str, is_folder: bool) -> Option<bool> {
        let around = || std::iter::successors(Some(self), |here| here.around.as_deref());
        (0..NAMES.len())
            .flat_map(|rank| around().map(move |here| (rank, here)))
            .find_map(|(rank, here)| {
                match here.rules[rank].matched(&path[here.folder..], is_folder) {
                    Match::Ignore(_) => Some(true),
                    Match::Whitelist(_) => Some(false),
                    Match::None => None,
                }
            })
    }
}

/// Whether a walk that has come to the folder of this path goes no further. A hidden file is left out unless it is asked for.
pub(crate) fn is_left_out(ignored: Option<&Ignored>, path: &str, is_folder: bool) -> bool {
    let hidden = || {
        path.rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with('.'))
    };
    ignored
        .and_then(|ignored| ignored.says(path, is_folder))
        .unwrap_or_else(hidden)
}
