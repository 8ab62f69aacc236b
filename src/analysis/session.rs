//! A project that is looked at again and again while its files change: for editors, and for whoever watches a folder.
//!
//! What files say is kept in memory. Where the text of one file changes, that file is scanned again and everything that depends on
//! all files (names, verdicts, findings) is made anew from what is kept; the answer is the one that a fresh run would give.

use crate::analysis::files::Files;
use crate::analysis::loaded_catalog::Kept;
use crate::analysis::outcome::{Analysed, Failure};
use crate::analysis::run_config::RunConfig;
use crate::analysis::{analyse, workers};
use crate::config::Settings;
use crate::input::file_source::{EditedSource, FolderSource};
use crate::input::read_file::decode;
use crate::source::{FileId, SourceFile};
use rayon::ThreadPool;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A project in memory.
pub struct Session {
    plan: Arc<RunConfig>,
    pool: Arc<ThreadPool>,
    files: Files,
    kept: Kept,
    by_path: HashMap<Arc<str>, FileId>,
    /// All changes so far, by path: the texts that stand over those of the folder.
    changed: BTreeMap<String, Option<String>>,
}

impl Session {
    /// Reads a project from its folder.
    ///
    /// # Errors
    /// Those of a run.
    pub fn open(settings: &Settings) -> Result<Self, Failure> {
        let (plan, pool) = (Arc::new(RunConfig::new(settings)?), workers(settings)?);
        let files = pool.install(|| Files::read(&plan, &FolderSource::new(&settings.root)))?;
        let by_path = by_path(&plan, &files);
        Ok(Self {
            plan,
            pool,
            files,
            kept: Kept::lasting(),
            by_path,
            changed: BTreeMap::new(),
        })
    }

    /// Gives a file another text, adds one, or takes one away (no text). `path` is relative to the root, with `/`.
    ///
    /// A file that comes or goes costs as much as a new run: all others are read from the folder again, except for those that were
    /// changed here before.
    ///
    /// # Errors
    /// Those of a run, when files are read from the folder again.
    pub fn set(&mut self, path: &str, text: Option<&str>) -> Result<(), Failure> {
        self.changed
            .insert(path.to_owned(), text.map(str::to_owned));
        let read = text.and_then(|text| decode(path, text.as_bytes()).ok());
        if let (Some(file), Some(id)) = (read, self.by_path.get(path)) {
            self.files
                .sources
                .replace(*id, SourceFile::new(path, file.text));
            // What was said of the bytes that are there no more.
            self.files.partial.retain(|gap| gap.path != path);
            return Ok(());
        }
        let root = &self.plan.settings.root;
        let folder = FolderSource::new(root);
        let tree = EditedSource::new(&folder, root, self.changed.clone());
        self.files = self.pool.install(|| Files::read(&self.plan, &tree))?;
        self.by_path = by_path(&self.plan, &self.files);
        Ok(())
    }

    /// The files of the project that are read, by path.
    pub fn paths(&self) -> Vec<String> {
        let own = self
            .files
            .sources
            .iter()
            .filter(|(id, file)| self.by_path.get(&file.path) == Some(id));
        own.map(|(_, file)| file.path.to_string()).collect()
    }

    /// What the project as it is now can tell.
    ///
    /// # Errors
    /// Those of a run.
    pub fn outcome(&mut self) -> Analysed {
        let Self {
            plan,
            pool,
            files,
            kept,
            ..
        } = self;
        Ok(Box::new(pool.install(|| analyse(plan, files, kept, pool))?))
    }
}

/// The files of the project: neither those of the configuration nor those that were handed over.
fn by_path(plan: &RunConfig, files: &Files) -> HashMap<Arc<str>, FileId> {
    let own = plan.settings.sources.len()..files.sources.len() - files.given.len();
    files
        .sources
        .iter()
        .skip(own.start)
        .take(own.len())
        .map(|(id, file)| (Arc::clone(&file.path), id))
        .collect()
}
