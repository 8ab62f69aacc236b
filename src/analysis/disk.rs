//! Changes on disk since the last analysis, found by the dates of files and folders.

use crate::analysis::workspace::Workspace;
use crate::input::file_source::{FileSource, FolderSource};
use crate::input::paths::folders;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Names of files that decide which other files are read, and how.
const DECISIVE: &[&str] = &[
    "tracklint.yml",
    "tracklint-baseline.json",
    ".gitignore",
    ".ignore",
];

/// The date and size of a file, or the date of a folder. None if it does not exist.
type Stamp = Option<(SystemTime, u64)>;

/// The state of the disk at the last analysis.
pub(crate) struct Disk {
    root: PathBuf,
    files: BTreeMap<String, Stamp>,
    folders: BTreeMap<String, Stamp>,
    /// The configuration, rule packs, and lists that were handed over.
    settings: Vec<(PathBuf, Stamp)>,
}

/// The difference between the disk and a workspace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    /// Nothing changed.
    None,
    /// Some files changed, and the workspace has their new texts.
    Files,
    /// So much changed that the project must be opened again.
    All,
}

impl Disk {
    /// Notes the state of the disk.
    pub(crate) fn new(workspace: &Workspace) -> Self {
        let settings = workspace.settings();
        let root = settings.root.clone();
        let files: Vec<String> = workspace.paths().map(str::to_owned).collect();
        let mut around = folders(files.iter().map(String::as_str));
        around.insert(String::new());
        let stamped = |paths: Vec<String>, with_size: bool| {
            let stamps = paths.into_par_iter().map(|path| {
                let stamp = stamp(&root.join(&path), with_size);
                (path, stamp)
            });
            stamps.collect::<Vec<_>>().into_iter().collect()
        };
        let named = settings
            .files
            .iter()
            .chain(&settings.rules)
            .chain(&settings.taxonomy);
        let named = named
            .chain(&settings.features)
            .chain(&settings.baseline)
            .cloned();
        let decisive = DECISIVE.iter().map(|name| root.join(name));
        let named = named.chain(decisive).map(|file| {
            let stamp = stamp(&file, true);
            (file, stamp)
        });
        Self {
            settings: named.collect(),
            files: stamped(files, true),
            folders: stamped(around.into_iter().collect(), false),
            root,
        }
    }

    /// Gives the workspace the texts of the files that changed since the last call.
    pub(crate) fn refresh(&mut self, workspace: &mut Workspace) -> Changes {
        if self
            .settings
            .iter()
            .any(|(file, known)| stamp(file, true) != *known)
        {
            return Changes::All;
        }
        let Some(mut changed) = self.new_files(workspace) else {
            return Changes::All;
        };
        let root = &self.root;
        let known = self.files.par_iter().filter_map(|(path, known)| {
            let now = stamp(&root.join(path), true);
            (now != *known).then(|| (path.clone(), now))
        });
        changed.extend(known.collect::<Vec<_>>());
        for (path, stamp) in &changed {
            let text = stamp.and_then(|_| read(root, path));
            workspace.set(path, text.as_deref());
            match stamp {
                Some(_) => drop(self.files.insert(path.clone(), *stamp)),
                None => drop(self.files.remove(path)),
            }
        }
        match changed.is_empty() {
            true => Changes::None,
            false => Changes::Files,
        }
    }

    /// Returns the new files in folders that changed; none if there is a new folder or a new ignore file.
    fn new_files(&mut self, workspace: &Workspace) -> Option<Vec<(String, Stamp)>> {
        let folders = self.folders.par_iter().filter_map(|(folder, known)| {
            let now = stamp(&self.root.join(folder), false);
            (now != *known).then(|| (folder.clone(), now))
        });
        let changed: Vec<(String, Stamp)> = folders.collect();
        let mut found = Vec::new();
        for (folder, now) in &changed {
            let entries = std::fs::read_dir(self.root.join(folder));
            for entry in entries.into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = match folder.as_str() {
                    "" => name.clone(),
                    folder => format!("{folder}/{name}"),
                };
                let kind = entry.file_type().ok()?;
                if kind.is_dir() {
                    let is_known = name.starts_with('.') || self.folders.contains_key(&path);
                    if !is_known && stamp(&entry.path(), false) >= *now {
                        return None;
                    }
                } else if kind.is_file() && !self.files.contains_key(&path) {
                    if !folder.is_empty() && DECISIVE.contains(&name.as_str()) {
                        return None;
                    }
                    if workspace.takes(&path) {
                        found.push((path, stamp(&entry.path(), true)));
                    }
                }
            }
        }
        self.folders.extend(changed);
        Some(found)
    }
}

fn read(root: &Path, path: &str) -> Option<String> {
    let read = FolderSource::new(root).named(&root.join(path))?.ok()?;
    Some(read.text.to_string())
}

fn stamp(file: &Path, with_size: bool) -> Stamp {
    let data = std::fs::symlink_metadata(file).ok()?;
    let size = if with_size { data.len() } else { 0 };
    Some((data.modified().ok()?, size))
}
