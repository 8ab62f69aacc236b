//! A project in memory, for editors and other long-running users.
//!
//! A workspace keeps the texts of all files, and the parsed facts of each file by its content. Every change, of whatever kind, runs
//! the same analysis as a fresh run, so the result is the same as well.

use crate::analysis::analyzed::Analysis;
use crate::analysis::failure::Failure;
use crate::analysis::files::{Files, walk};
use crate::analysis::inputs::TrackedGlobs;
use crate::analysis::outcome::Outcome;
use crate::analysis::repeated::RepeatedAnalysis;
use crate::analysis::run_config::RunConfig;
use crate::config::Settings;
use crate::input::file_source::{FileSource, FolderSource};
use crate::input::git::is_ignored;
use crate::input::paths::inside;
use crate::input::read_file::{ReadFile, SkippedFile, decode};
use crate::input::walk::{FileFilter, WalkedFiles};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A project in memory.
pub(crate) struct Workspace {
    analysis: RepeatedAnalysis,
    files: MemoryFiles,
    /// The files of the last analysis with the new texts since then; none if they have to be selected again.
    selected: Option<Files>,
}

impl Workspace {
    /// Reads a project from its folder.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn open(settings: &Settings) -> Result<Self, Failure> {
        let analysis = RepeatedAnalysis::new(settings)?;
        let files = analysis
            .pool
            .install(|| MemoryFiles::read(&analysis.config))?;
        Ok(Self {
            analysis,
            files,
            selected: None,
        })
    }

    /// Gives a file a new text, adds a file, or removes one (no text). `path` is relative to the root, with `/`.
    ///
    /// A file that a walk of the folder would leave out, such as an ignored one, must not be added.
    pub(crate) fn set(&mut self, path: &str, text: Option<&str>) {
        self.files.skipped.retain(|skipped| skipped.path != path);
        let most = self.analysis.config.settings.max_file_size();
        let read = text.map(|text| decode(path, text.as_bytes(), most));
        let selected = self.selected.take();
        match read {
            Some(Ok(file)) => {
                let config = &self.analysis.config;
                self.selected = selected.and_then(|files| files.with_text(config, &file));
                self.files.texts.insert(path.to_owned(), file);
            }
            Some(Err(skipped)) => {
                self.files.texts.remove(path);
                self.files.skipped.push(skipped);
                self.files.skipped.sort_unstable();
            }
            None => drop(self.files.texts.remove(path)),
        }
    }

    /// Returns the text of a file, as the next analysis reads it.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.texts.get(path).map(|file| &*file.text)
    }

    /// Returns true if a walk of the folder reads a file of this path: neither the settings nor an ignore file leave it out.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let config = &self.analysis.config;
        let included = TrackedGlobs::new(&config.settings.include);
        let excluded = TrackedGlobs::new(&config.settings.exclude);
        let is_known = || self.files.texts.contains_key(path);
        config.selects(path, &included, &excluded)
            && (is_known() || !is_ignored(&config.settings.root, path))
    }

    /// Returns the settings.
    pub(crate) fn settings(&self) -> &Settings {
        &self.analysis.config.settings
    }

    /// Replaces the settings, and reads the folder again, because they decide which files are read.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn configure(&mut self, settings: &Settings) -> Result<(), Failure> {
        *self = Self::open(settings)?;
        Ok(())
    }

    /// Returns the paths of the files in the workspace.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.texts.keys().map(String::as_str)
    }

    /// Analyzes the project as it is now.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn analyze(&mut self) -> Result<Analysis, Failure> {
        let files = match self.selected.take() {
            Some(files) => files,
            None => self.analysis.read(&self.files)?,
        };
        let analysis = self.analysis.analyze_files(&files);
        self.selected = Some(files);
        analysis
    }

    /// Analyzes the project as it is now, and keeps everything that questions about it need.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn outcome(&mut self) -> Result<Outcome, Failure> {
        Ok(Outcome::new(self.analyze()?, false))
    }

    /// Does the same, and searches for the ways of surfaces.
    ///
    /// # Errors
    /// The errors of a run.
    #[cfg(feature = "mcp")]
    pub(crate) fn outcome_with_ways(&mut self) -> Result<Outcome, Failure> {
        Ok(Outcome::new(self.analyze()?, true))
    }
}

/// The files of a workspace.
struct MemoryFiles {
    folder: FolderSource,
    root: PathBuf,
    texts: BTreeMap<String, ReadFile>,
    skipped: Vec<SkippedFile>,
    /// Files and folders that were not selected. Patterns of the settings may match them.
    other_files: Vec<String>,
    folders: Vec<String>,
}

impl MemoryFiles {
    fn read(config: &RunConfig) -> Result<Self, Failure> {
        let root = &config.settings.root;
        let recorder = Recorder {
            folder: FolderSource::new(root),
            other_files: Mutex::default(),
            folders: Mutex::default(),
        };
        let WalkedFiles { files, skipped } = walk(config, &recorder)?.files;
        let texts = files.into_iter().map(|file| (file.path.clone(), file));
        let all =
            |paths: Mutex<Vec<String>>| paths.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Self {
            texts: texts.collect(),
            skipped,
            other_files: all(recorder.other_files),
            folders: all(recorder.folders),
            folder: recorder.folder,
            root: root.clone(),
        })
    }
}

impl FileSource for MemoryFiles {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        // Only the patterns of the settings learn from these paths.
        self.folders.par_iter().for_each(|path| {
            (filter.folder)(path);
        });
        self.other_files.par_iter().for_each(|path| {
            (filter.file)(path);
        });
        let files: Vec<&ReadFile> = self.texts.values().collect();
        let files = files
            .into_par_iter()
            .filter(|file| (filter.file)(&file.path));
        Ok(WalkedFiles {
            files: files.cloned().collect(),
            skipped: self.skipped.clone(),
        })
    }

    fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        let mut inside = self.texts.range(prefix.clone()..);
        let has_file = inside
            .next()
            .is_some_and(|(path, _)| path.starts_with(&prefix));
        has_file || self.folder.has_folder(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        let known = inside(&self.root, file).and_then(|path| self.texts.get(&path));
        match known {
            Some(known) => Some(Ok(ReadFile {
                path: file.to_string_lossy().into_owned(),
                ..known.clone()
            })),
            None => self.folder.named(file),
        }
    }
}

/// A folder that records the paths which a filter does not select.
struct Recorder {
    folder: FolderSource,
    other_files: Mutex<Vec<String>>,
    folders: Mutex<Vec<String>>,
}

impl FileSource for Recorder {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        let record = |paths: &Mutex<Vec<String>>, path: &str| {
            let mut paths = paths.lock().unwrap_or_else(PoisonError::into_inner);
            paths.push(path.to_owned());
        };
        self.folder.walk(FileFilter {
            file: &|path| {
                let selected = (filter.file)(path);
                if !selected {
                    record(&self.other_files, path);
                }
                selected
            },
            folder: &|path| {
                record(&self.folders, path);
                (filter.folder)(path)
            },
            most: filter.most,
        })
    }

    fn has_folder(&self, path: &str) -> bool {
        self.folder.has_folder(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        self.folder.named(file)
    }
}
