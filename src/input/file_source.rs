//! Sources of files: a folder, a revision of its history, or another source with some files edited.

use crate::input::paths;
use crate::input::read_file::{ReadFile, SkippedFile, decode, read};
use crate::input::walk::{FileFilter, WalkedFiles, walk};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A source of files by path. The analysis reads nothing else.
pub(crate) trait FileSource: Sync {
    /// Reads the selected files, ordered by path.
    ///
    /// # Errors
    /// The source cannot be read at all. A single file that cannot be read is skipped.
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String>;

    /// Returns true if there is a folder of this path.
    fn has_folder(&self, path: &str) -> bool;

    /// Reads a file that the settings name, and reports it under that name. A file inside of this source is read from it; none
    /// if the source does not have it.
    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>>;
}

/// A folder as it is now.
#[derive(Debug, Clone)]
pub(crate) struct FolderSource {
    root: PathBuf,
    /// Files, and folders with a `/` at the end.
    excluded: BTreeSet<String>,
}

impl FolderSource {
    /// Returns the folder with all files that are not ignored.
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            excluded: BTreeSet::new(),
        }
    }

    /// Excludes files, and folders with a `/` at the end.
    #[must_use]
    pub(crate) fn without(mut self, paths: Vec<String>) -> Self {
        self.excluded = paths.into_iter().collect();
        self
    }
}

impl FileSource for FolderSource {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        let folder = |path: &str| {
            let is_excluded =
                !self.excluded.is_empty() && self.excluded.contains(&format!("{path}/"));
            !is_excluded && (filter.folder)(path)
        };
        let file = |path: &str| !self.excluded.contains(path) && (filter.file)(path);
        let filter = FileFilter {
            file: &file,
            folder: &folder,
            ..filter
        };
        Ok(walk(&self.root, filter))
    }

    fn has_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        Some(read(file, file.to_string_lossy()))
    }
}

/// Another source with edited files: a text replaces or adds a file, none removes it.
pub(crate) struct EditedSource<'a> {
    original: &'a dyn FileSource,
    root: PathBuf,
    edits: BTreeMap<String, Option<String>>,
}

impl<'a> EditedSource<'a> {
    /// Edits files of `original`, whose root is `root`.
    pub(crate) fn new(
        original: &'a dyn FileSource,
        root: impl Into<PathBuf>,
        edits: BTreeMap<String, Option<String>>,
    ) -> Self {
        Self {
            original,
            root: root.into(),
            edits,
        }
    }
}

impl FileSource for EditedSource<'_> {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        let unedited = |path: &str| !self.edits.contains_key(path) && (filter.file)(path);
        let mut walked = self.original.walk(FileFilter {
            file: &unedited,
            ..filter
        })?;
        for (path, text) in &self.edits {
            if let Some(text) = text.as_ref().filter(|_| (filter.file)(path)) {
                walked.add(decode(path.as_str(), text.as_bytes(), filter.most));
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
        let mut edits = self.edits.iter();
        self.original.has_folder(path) || edits.any(|(file, text)| text.is_some() && inside(file))
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        match paths::inside(&self.root, file).and_then(|path| self.edits.get(&path)) {
            Some(text) => Some(Ok(ReadFile {
                path: file.to_string_lossy().into_owned(),
                text: text.as_deref()?.into(),
                replaced: None,
            })),
            None => self.original.named(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edited_files_are_replaced_added_and_removed() {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in [("a.yml", "old"), ("b.yml", "gone"), ("c.yml", "kept")] {
            std::fs::write(root.path().join(path), text).expect("it can be written");
        }
        let folder = FolderSource::new(root.path());
        let text = |text: &str| Some(text.to_owned());
        let changed = [
            ("a.yml", text("new")),
            ("b.yml", None),
            ("sub/d.yml", text("added")),
            ("x.rb", text("unselected")),
        ];
        let changed = changed
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text))
            .collect();
        let edited = EditedSource::new(&folder, root.path(), changed);
        let walked = edited
            .walk(FileFilter::files(&|path| path.ends_with(".yml")))
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
        assert!(edited.has_folder("sub") && !edited.has_folder("su"));
        let named = |path: &str| {
            edited
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
        let walked = FolderSource::new(root.path())
            .without(vec!["sub/".to_owned()])
            .walk(FileFilter::files(&|_| true))
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
}
