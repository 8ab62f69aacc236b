//! Where the files of a run come from: a folder, a revision of its history, or a folder with some files changed.

use crate::input::paths;
use crate::input::walk::{self, ReadFile, Skipped, Walked, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files by path, however they are kept. The analysis reads nothing else.
pub trait Tree: Sync {
    /// The wanted files with their texts, ordered by path.
    ///
    /// # Errors
    /// Why the files cannot be had at all, for a person. A single file that cannot be read is skipped, not an error.
    fn walk(&self, wanted: Wanted<'_>) -> Result<Walked, String>;

    /// Whether there is a folder of this path.
    fn has_folder(&self, path: &str) -> bool;

    /// A file that the settings name, under the path it was named by: as it is in this tree if it lies inside. None if this
    /// tree does not have it.
    fn named(&self, file: &Path) -> Option<Result<ReadFile, Skipped>>;
}

/// A folder as it is now.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    left_out: Vec<String>,
}

impl Folder {
    /// The folder with everything in it that is not ignored.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            left_out: Vec::new(),
        }
    }

    /// The folder without these folders inside, each with a `/` at its end.
    #[must_use]
    pub fn without(mut self, folders: Vec<String>) -> Self {
        self.left_out = folders;
        self
    }
}

impl Tree for Folder {
    fn walk(&self, wanted: Wanted<'_>) -> Result<Walked, String> {
        let outside = |path: &str| {
            self.left_out
                .iter()
                .any(|folder| folder.strip_suffix('/') == Some(path))
        };
        let below = |path: &str| !outside(path) && (wanted.below)(path);
        Ok(walk::walk(
            &self.root,
            Wanted {
                below: &below,
                ..wanted
            },
        ))
    }

    fn has_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, Skipped>> {
        Some(walk::read(file, file.to_string_lossy().into_owned()))
    }
}

/// A tree with some files changed: a text replaces a file or adds one, nothing takes it away.
pub struct Overlay<'a> {
    below: &'a dyn Tree,
    root: PathBuf,
    changed: BTreeMap<String, Option<String>>,
}

impl<'a> Overlay<'a> {
    /// `below`, which lies at `root`, with these files changed.
    pub fn new(
        below: &'a dyn Tree,
        root: impl Into<PathBuf>,
        changed: BTreeMap<String, Option<String>>,
    ) -> Self {
        Self {
            below,
            root: root.into(),
            changed,
        }
    }
}

impl Tree for Overlay<'_> {
    fn walk(&self, wanted: Wanted<'_>) -> Result<Walked, String> {
        let unchanged = |path: &str| !self.changed.contains_key(path) && (wanted.file)(path);
        let mut walked = self.below.walk(Wanted {
            file: &unchanged,
            ..wanted
        })?;
        let changed = self.changed.iter().filter(|(path, _)| (wanted.file)(path));
        for (path, text) in changed.filter_map(|(path, text)| Some((path, text.as_deref()?))) {
            match walk::decoded(path.clone(), text.as_bytes()) {
                Ok(file) => walked.files.push(file),
                Err(skipped) => walked.skipped.push(skipped),
            }
        }
        walked.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        walked.skipped.sort_unstable();
        Ok(walked)
    }

    fn has_folder(&self, path: &str) -> bool {
        let inside = |file: &str| {
            file.strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        self.below.has_folder(path)
            || self
                .changed
                .iter()
                .any(|(file, text)| text.is_some() && inside(file))
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, Skipped>> {
        match paths::inside(&self.root, file).and_then(|path| self.changed.get(&path)) {
            Some(Some(text)) => {
                let path = file.to_string_lossy().into_owned();
                Some(Ok(ReadFile {
                    path,
                    text: text.as_str().into(),
                    replaced: None,
                }))
            }
            Some(None) => None,
            None => self.below.named(file),
        }
    }
}

/// All folders that hold one of these files, without a `/` at the end.
pub(crate) fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !found.insert(folder.to_owned()) {
                break;
            }
            rest = folder;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlay_replaces_adds_and_takes_away() {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in [("a.yml", "old"), ("b.yml", "gone"), ("c.yml", "kept")] {
            std::fs::write(root.path().join(path), text).expect("it can be written");
        }
        let folder = Folder::new(root.path());
        let text = |text: &str| Some(text.to_owned());
        let changed = [
            ("a.yml", text("new")),
            ("b.yml", None),
            ("sub/d.yml", text("added")),
            ("x.rb", text("unwanted")),
        ];
        let changed = changed
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text))
            .collect();
        let overlay = Overlay::new(&folder, root.path(), changed);
        let walked = overlay
            .walk(Wanted::files(&|path| path.ends_with(".yml")))
            .expect("it can be read");
        let files: Vec<_> = walked
            .files
            .iter()
            .map(|file| (file.path.as_str(), &*file.text))
            .collect();
        assert_eq!(
            files,
            [("a.yml", "new"), ("c.yml", "kept"), ("sub/d.yml", "added")]
        );
        assert!(overlay.has_folder("sub") && !overlay.has_folder("su"));
        let named = |path: &str| {
            overlay
                .named(&root.path().join(path))
                .and_then(Result::ok)
                .map(|file| file.text.to_string())
        };
        assert_eq!(
            (named("a.yml"), named("b.yml"), named("c.yml")),
            (text("new"), None, text("kept"))
        );
    }

    #[test]
    fn a_folder_can_be_left_out() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(root.path().join("sub")).expect("it can be made");
        std::fs::write(root.path().join("sub/a.yml"), "a").expect("it can be written");
        std::fs::write(root.path().join("subtle.yml"), "b").expect("it can be written");
        let walked = Folder::new(root.path())
            .without(vec!["sub/".to_owned()])
            .walk(Wanted::files(&|_| true))
            .expect("it can be read");
        assert_eq!(
            walked
                .files
                .iter()
                .map(|file| file.path.as_str())
                .collect::<Vec<_>>(),
            ["subtle.yml"]
        );
    }

    #[test]
    fn folders_are_those_on_the_way() {
        let found: Vec<String> = folders(["a/b/c.rb", "a/d.rb", "e.rb"].into_iter())
            .into_iter()
            .collect();
        assert_eq!(found, ["a", "a/b"]);
    }
}
