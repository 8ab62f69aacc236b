//! Walks the audited project and reads the selected files. Nothing outside of the root is read.

use crate::input::ignore_files::{FILE_NAMES, IgnoreRules, MAX_SIZE, TOO_LARGE, is_left_out};
use crate::input::read_file::{MAX_FILE_SIZE, ReadFile, SkippedFile, read_unlinked};
use crate::input::root::Root;
use rayon::Scope;
use rayon::slice::ParallelSliceMut;
use std::fs::{DirEntry, FileType};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The result of a walk, ordered by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WalkedFiles {
    /// Selected files with their texts.
    pub(crate) files: Vec<ReadFile>,
    /// Selected files that were not read.
    pub(crate) skipped: Vec<SkippedFile>,
}

impl WalkedFiles {
    /// Adds a file that was read or skipped.
    pub(crate) fn add(&mut self, file: Result<ReadFile, SkippedFile>) {
        match file {
            Ok(file) => self.files.push(file),
            Err(skipped) => self.skipped.push(skipped),
        }
    }
}

/// A selection of files by path.
#[derive(Clone, Copy)]
pub(crate) struct FileFilter<'a> {
    /// Selects files.
    pub(crate) file: &'a (dyn Fn(&str) -> bool + Sync),
    /// Selects folders to enter.
    pub(crate) folder: &'a (dyn Fn(&str) -> bool + Sync),
    /// Size limit of a file in bytes.
    pub(crate) most: u64,
}

impl<'a> FileFilter<'a> {
    /// Selects files in all folders.
    #[cfg(test)]
    pub(crate) fn files(file: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        Self {
            file,
            folder: &|_| true,
            most: MAX_FILE_SIZE,
        }
    }
}

/// Reads the selected regular files below `root`. Ignored and hidden files are left out. Links are not followed; one that leads
/// out of the project is reported as skipped.
pub(crate) fn walk(root: &Path, filter: FileFilter<'_>) -> WalkedFiles {
    let walk = Walk {
        root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
        opened: Root::new(root),
        filter,
        found: Mutex::default(),
    };
    let top = Folder {
        location: root.to_owned(),
        path: String::new(),
        is_utf8: true,
        ignored: None,
    };
    rayon::scope(|scope| walk.enter(scope, top));
    let mut found = walk
        .found
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    found.files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_unstable();
    found
}

/// A walk in progress.
struct Walk<'a> {
    /// The canonical root, which tells links to the inside from those to the outside.
    root: PathBuf,
    /// The root, from which files are opened.
    opened: Root,
    filter: FileFilter<'a>,
    found: Mutex<WalkedFiles>,
}

/// A folder to enter.
struct Folder {
    location: PathBuf,
    /// Path relative to the root, with a `/` at its end unless it is the root.
    path: String,
    /// False if the path contains replacement characters.
    is_utf8: bool,
    /// Ignore rules of the folders around it.
    ignored: Option<Arc<IgnoreRules>>,
}

impl Walk<'_> {
    /// Reads the selected files of a folder and spawns a task for each folder in it.
    fn enter<'s>(&'s self, scope: &Scope<'s>, folder: Folder) {
        let mut found = WalkedFiles::default();
        let unread = |error: std::io::Error| {
            SkippedFile::of_error(folder.path.trim_end_matches('/'), &error)
        };
        let mut entries = Vec::new();
        match std::fs::read_dir(&folder.location) {
            Ok(all) => all.for_each(|entry| match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => found.skipped.push(unread(error)),
            }),
            Err(error) => found.skipped.push(unread(error)),
        }
        let ignored = ignore_rules(&self.opened, &folder, &entries, &mut found.skipped);
        for entry in entries {
            let name = entry.file_name();
            let path = folder.path.clone() + &name.to_string_lossy();
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    let skipped = SkippedFile::of_error(path, &error);
                    found.skipped.push(skipped);
                    continue;
                }
            };
            let is_utf8 = folder.is_utf8 && name.to_str().is_some();
            if is_left_out(ignored.as_deref(), &path, kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                if (self.filter.folder)(&path) {
                    let inner = Folder {
                        location: entry.path(),
                        path: path + "/",
                        is_utf8,
                        ignored: ignored.clone(),
                    };
                    scope.spawn(move |scope| self.enter(scope, inner));
                }
            } else if (self.filter.file)(&path)
                && let Some(file) = self.read(&entry.path(), path, kind, is_utf8)
            {
                found.add(file);
            }
        }
        // A poisoned lock means that another worker panicked; only its own files are lost.
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.append(&mut found.files);
        all.skipped.append(&mut found.skipped);
    }

    /// Reads a selected entry; none for links that may be ignored.
    fn read(
        &self,
        location: &Path,
        path: String,
        kind: FileType,
        is_utf8: bool,
    ) -> Option<Result<ReadFile, SkippedFile>> {
        let skip = |path: String, reason: &str| Some(Err(SkippedFile::new(path, reason)));
        if kind.is_symlink() {
            // A target inside is read under its own name, and a broken link hides nothing.
            let target = location.canonicalize();
            let outside = target.is_ok_and(|target| !target.starts_with(&self.root));
            return if outside {
                skip(path, "it is a link that leads outside the project")
            } else {
                None
            };
        }
        if !is_utf8 {
            return skip(path, "its name is not UTF-8");
        }
        Some(read_unlinked(
            &self.opened,
            location,
            path,
            self.filter.most,
        ))
    }
}

/// Returns the ignore rules of a folder and those around it. An ignore file that is a link, a pipe or a device is not opened, and
/// one that is too large or no text is left out.
fn ignore_rules(
    root: &Root,
    folder: &Folder,
    entries: &[DirEntry],
    skipped: &mut Vec<SkippedFile>,
) -> Option<Arc<IgnoreRules>> {
    let around = folder.ignored.as_ref().map_or(0, |rules| rules.size);
    let mut left = MAX_SIZE.saturating_sub(around);
    let mut text = |name: &str| {
        let file = entries.iter().find(|entry| entry.file_name() == name)?;
        file.file_type().ok().filter(FileType::is_file)?;
        let read = read_unlinked(
            root,
            &file.path(),
            folder.path.clone() + name,
            MAX_FILE_SIZE,
        );
        let fits = read.and_then(|read| match left.checked_sub(read.text.len()) {
            Some(rest) => {
                left = rest;
                Ok(read.text)
            }
            None => Err(SkippedFile::new(read.path, TOO_LARGE)),
        });
        fits.map_err(|reason| skipped.push(reason)).ok()
    };
    let texts = FILE_NAMES.map(&mut text);
    if texts.iter().all(Option::is_none) {
        return folder.ignored.clone();
    }
    let texts = texts
        .each_ref()
        .map(|text| text.as_deref().unwrap_or_default());
    let rules = IgnoreRules::new(folder.ignored.clone(), folder.path.len(), texts);
    Some(Arc::new(rules))
}

#[cfg(test)]
mod tests;
