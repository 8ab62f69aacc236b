//! A project in memory, for editors and other long-running users.
//!
//! A workspace keeps the texts of all files, and the parsed facts of each file by its content. Every change, of whatever kind, runs
//! the same analysis as a fresh run, so the result is the same as well.

use crate::analysis::files::Files;
use crate::analysis::outcome::Failure;
use crate::analysis::run_config::RunConfig;
use crate::analysis::{Analysis, analyse, workers};
use crate::config::Settings;
use crate::input::file_source::{FileSource, Folder, relative};
use crate::input::walk::{self, ReadFile, Skipped, Walked, Wanted};
use crate::resolve::parse_cache::ParseCache;
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A project in memory.
pub(crate) struct Workspace {
    config: Arc<RunConfig>,
    pool: Arc<ThreadPool>,
    files: MemoryFiles,
    cache: ParseCache,
}

impl Workspace {
    /// Reads a project from its folder.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn open(settings: &Settings) -> Result<Self, Failure> {
        let (config, pool) = (RunConfig::new(settings)?, workers(settings)?);
        let files = pool.install(|| MemoryFiles::read(&config))?;
        Ok(Self {
            config: Arc::new(config),
            pool,
            files,
            cache: ParseCache::default(),
        })
    }

    /// Gives a file a new text, adds a file, or removes one (no text). `path` is relative to the root, with `/`.
    ///
    /// A file that a walk of the folder would leave out, such as an ignored one, must not be added.
    pub(crate) fn set(&mut self, path: &str, text: Option<&str>) {
        self.files.skipped.retain(|skipped| skipped.path != path);
        let Some(text) = text else {
            self.files.texts.remove(path);
            return;
        };
        match walk::decoded(path.to_owned(), text.as_bytes()) {
            Ok(file) => drop(self.files.texts.insert(path.to_owned(), file)),
            Err(skipped) => {
                self.files.texts.remove(path);
                self.files.skipped.push(skipped);
                self.files.skipped.sort_unstable();
            }
        }
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

    /// Analyses the project as it is now.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn analyse(&mut self) -> Result<Analysis, Failure> {
        let (config, pool) = (&self.config, &self.pool);
        let (files, analysis) = pool.install(|| {
            let files = Files::read(config, &self.files)?;
            let analysis = analyse(config, &files, &self.cache, pool)?;
            Ok::<_, Failure>((files, analysis))
        })?;
        let resolution = &analysis.resolution;
        let (words, parsed) = (&resolution.words, resolution.parsed());
        self.cache.update(&files.sources, &files.code, words, parsed);
        Ok(analysis)
    }
}

/// The files of a workspace.
struct MemoryFiles {
    folder: Folder,
    root: std::path::PathBuf,
    texts: BTreeMap<String, ReadFile>,
    skipped: Vec<Skipped>,
}

impl MemoryFiles {
    fn read(config: &RunConfig) -> Result<Self, Failure> {
        let root = &config.settings.root;
        let folder = Folder::new(root);
        let Walked { files, skipped } = config.walk(&folder)?.0;
        let texts = files.into_iter().map(|file| (file.path.clone(), file));
        Ok(Self {
            folder,
            root: root.clone(),
            texts: texts.collect(),
            skipped,
        })
    }
}

impl FileSource for MemoryFiles {
    fn walk(&self, wanted: Wanted<'_>) -> Result<Walked, String> {
        let files = self.texts.values();
        let files = files.filter(|file| (wanted.file)(&file.path)).cloned();
        Ok(Walked {
            files: files.collect(),
            skipped: self.skipped.clone(),
        })
    }

    fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        let mut inside = self.texts.range(prefix.clone()..);
        inside.next().is_some_and(|(path, _)| path.starts_with(&prefix)) || self.folder.has_folder(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, Skipped>> {
        let known = relative(&self.root, file).and_then(|path| self.texts.get(&path));
        match known {
            Some(known) => Some(Ok(ReadFile {
                path: file.to_string_lossy().into_owned(),
                ..known.clone()
            })),
            None => self.folder.named(file),
        }
    }
}
