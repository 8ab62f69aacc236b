//! Which files of a revision the walk through a folder would have left out: hidden ones, and those that ignore files name.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

/// Names of the files that say what is ignored; what stands first is asked first.
pub(super) const NAMES: [&str; 2] = [".ignore", ".gitignore"];

/// The ignore files of a tree, by their folder.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    by_folder: BTreeMap<String, Vec<Gitignore>>,
}

impl Ignored {
    /// From the paths and texts of the ignore files.
    pub(super) fn new(files: impl IntoIterator<Item = (String, Arc<str>)>) -> Self {
        let mut found: BTreeMap<String, Vec<(usize, Gitignore)>> = BTreeMap::new();
        for (path, text) in files {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let rank = NAMES.iter().position(|known| *known == name).unwrap_or(NAMES.len());
            // Paths are matched relative to the folder, so the matcher's own root stays empty.
            let mut builder = GitignoreBuilder::new("");
            for line in text.lines() {
                // A line that is no pattern ignores nothing, in a folder as here.
                let _ = builder.add_line(None, line);
            }
            if let Ok(matcher) = builder.build() {
                found.entry(folder.to_owned()).or_default().push((rank, matcher));
            }
        }
        let ordered = found.into_iter().map(|(folder, mut matchers)| {
            matchers.sort_by_key(|(rank, _)| *rank);
            (folder, matchers.into_iter().map(|(_, matcher)| matcher).collect())
        });
        Self { by_folder: ordered.collect() }
    }

    /// Keeps the paths that a walk would have reached.
    pub(super) fn visible<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut pruned: HashMap<&str, bool> = HashMap::new();
        let mut kept = Vec::new();
        for path in paths {
            let ends = path.match_indices('/').map(|(at, _)| at);
            let reached = ends
                .map(|end| &path[..end])
                .all(|folder| !*pruned.entry(folder).or_insert_with(|| self.leaves_out(folder, true)));
            if reached && !self.leaves_out(path, false) {
                kept.push(path);
            }
        }
        kept
    }

    /// Whether a walk that has reached the folder of `path` goes no further.
    fn leaves_out(&self, path: &str, is_folder: bool) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name.starts_with('.') {
            return true;
        }
        let mut around = folder;
        loop {
            let inside = if around.is_empty() { path } else { &path[around.len() + 1..] };
            for matcher in self.by_folder.get(around).into_iter().flatten() {
                match matcher.matched(inside, is_folder) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
            if around.is_empty() {
                return false;
            }
            around = around.rsplit_once('/').map_or("", |(outer, _)| outer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ignored;
    use crate::input::walk;

    #[test]
    fn the_same_files_are_left_out_as_on_disk() {
        let files = [
            (".gitignore", "*.log\n/out/\n!keep.log\n"),
            (".ignore", "draft.rb\n"),
            ("sub/.gitignore", "!b.log\ndeep/\n"),
            ("a.log", ""),
            ("keep.log", ""),
            ("draft.rb", ""),
            ("out/x.rb", ""),
            ("sub/out/x.rb", ""),
            ("sub/b.log", ""),
            ("sub/deep/x.rb", ""),
            ("sub/.hidden/x.rb", ""),
            ("sub/c.rb", ""),
        ];
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        let on_disk: Vec<String> = walk::walk(root.path(), &|_| true).files.into_iter().map(|file| file.path).collect();
        let texts = files.iter().filter(|(path, _)| path.ends_with("ignore"));
        let ignored = Ignored::new(texts.map(|(path, text)| ((*path).to_owned(), std::sync::Arc::from(*text))));
        let mut visible = ignored.visible(files.iter().map(|(path, _)| *path));
        visible.sort_unstable();
        assert_eq!(visible, on_disk);
        assert_eq!(visible, ["keep.log", "sub/b.log", "sub/c.rb", "sub/out/x.rb"]);
    }
}
