//! Repeated analysis of one project with the same settings.

use crate::analysis::analyzed::{Analysis, Caches, analyze_files, workers};
use crate::analysis::failure::Failure;
use crate::analysis::files::Files;
use crate::analysis::run_config::RunConfig;
use crate::catalog::definition_cache::DefinitionCache;
use crate::config::Settings;
use crate::input::file_source::FileSource;
use crate::resolve::parse_cache::ParseCache;
use rayon::ThreadPool;
use std::sync::Arc;

/// An analysis that runs several times, after edits or for several revisions. A file that does not change is read once.
pub(crate) struct RepeatedAnalysis {
    /// The configuration of all runs.
    pub(crate) config: Arc<RunConfig>,
    /// The worker threads of all runs.
    pub(crate) pool: Arc<ThreadPool>,
    caches: Caches,
}

impl RepeatedAnalysis {
    /// Prepares the analysis of a project.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            config: Arc::new(RunConfig::new(settings)?),
            pool: workers(settings)?,
            caches: Caches {
                parsed: ParseCache::kept(),
                definitions: DefinitionCache::kept(),
            },
        })
    }

    /// Prepares the analysis of several revisions. The first ones may not have the project yet.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn of_revisions(settings: &Settings) -> Result<Self, Failure> {
        Self::new(&Settings {
            allow_empty: true,
            ..settings.clone()
        })
    }

    /// Analyzes the project with the files of a source.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn analyze(&mut self, source: &dyn FileSource) -> Result<Analysis, Failure> {
        let files = self.read(source)?;
        self.analyze_files(&files)
    }

    /// Reads the files of a source.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn read(&self, source: &dyn FileSource) -> Result<Files, Failure> {
        self.pool.install(|| Files::read(&self.config, source))
    }

    /// Analyzes the project with these files.
    ///
    /// # Errors
    /// The errors of a run.
    pub(crate) fn analyze_files(&mut self, files: &Files) -> Result<Analysis, Failure> {
        let (config, pool, caches) = (&self.config, &self.pool, &mut self.caches);
        let analysis = pool.install(|| analyze_files(config, files, caches, pool))?;
        let parsed = &mut self.caches.parsed;
        parsed.update(&files.sources, &files.code, &analysis.resolution);
        Ok(analysis)
    }
}
