//! The analyzed project. It is analyzed again when a file on disk changed.

use crate::analysis::{Changes, Disk, Failure, Outcome, Workspace};
use crate::config::Settings;
use crate::report::Report;
use crate::report::backlog::BacklogRow;
use crate::scaffold::NewFile;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Loads the settings of the project in a folder.
type Load = dyn Fn(&Path) -> Result<Settings, Failure> + Send + Sync;
/// Removes accepted findings from a report.
type Accept = dyn Fn(&mut Report, &Settings) -> Result<(), Failure> + Send + Sync;
/// Reports what got worse since a revision.
type Compare = dyn Fn(&Settings, &str) -> Result<Report, Failure> + Send + Sync;
/// Writes new files into a project, all or none.
type Write = dyn Fn(&Path, &[NewFile]) -> Result<(), Failure> + Send + Sync;

/// Services of the command line.
pub(crate) struct Host {
    /// Loads settings.
    pub(crate) load: Box<Load>,
    /// Applies the baseline.
    pub(crate) accept: Box<Accept>,
    /// Compares with a revision.
    pub(crate) compare: Box<Compare>,
    /// Writes files.
    pub(crate) write: Box<Write>,
}

/// The project of a session.
pub(crate) struct Project {
    host: Host,
    root: PathBuf,
    opened: Option<Opened>,
}

struct Opened {
    workspace: Workspace,
    disk: Disk,
    outcome: Option<Arc<Outcome>>,
    backlog: Option<Arc<Vec<BacklogRow>>>,
}

impl Project {
    /// Returns a project that is opened when the first tool needs it.
    pub(crate) fn new(host: Host, root: PathBuf) -> Self {
        Self {
            host,
            root,
            opened: None,
        }
    }

    /// Returns the outcome for the files as they are now.
    pub(crate) fn outcome(&mut self) -> Result<Arc<Outcome>, String> {
        let changes = match &mut self.opened {
            Some(opened) => opened.disk.refresh(&mut opened.workspace),
            None => Changes::All,
        };
        if changes == Changes::All {
            self.opened = None;
            let settings = self.settings()?;
            let workspace = Workspace::open(&settings).map_err(|error| error.to_string())?;
            let disk = Disk::new(&workspace);
            self.opened = Some(Opened {
                workspace,
                disk,
                outcome: None,
                backlog: None,
            });
        }
        let opened = self.opened.as_mut().ok_or("the project is not open")?;
        if changes != Changes::None {
            opened.outcome = None;
            opened.backlog = None;
        }
        if let Some(outcome) = &opened.outcome {
            return Ok(Arc::clone(outcome));
        }
        let outcome = opened.workspace.outcome_with_ways();
        let mut outcome = outcome.map_err(|error| error.to_string())?;
        (self.host.accept)(&mut outcome.report, &outcome.analysis.config.settings)
            .map_err(|error| error.to_string())?;
        Ok(Arc::clone(opened.outcome.insert(Arc::new(outcome))))
    }

    /// Returns the ranked backlog.
    pub(crate) fn backlog(&mut self) -> Result<Arc<Vec<BacklogRow>>, String> {
        let outcome = self.outcome()?;
        let opened = self.opened.as_mut().ok_or("the project is not open")?;
        let rows = opened
            .backlog
            .get_or_insert_with(|| Arc::new(outcome.backlog()));
        Ok(Arc::clone(rows))
    }

    /// Reports what got worse since a revision.
    pub(crate) fn compare(&self, base: &str) -> Result<Report, String> {
        (self.host.compare)(&self.settings()?, base).map_err(|error| error.to_string())
    }

    /// Writes new files, all or none.
    pub(crate) fn write(&self, files: &[NewFile]) -> Result<(), String> {
        (self.host.write)(&self.root, files).map_err(|error| error.to_string())
    }

    fn settings(&self) -> Result<Settings, String> {
        let settings = (self.host.load)(&self.root).map_err(|error| error.to_string())?;
        Ok(Settings {
            link_features: true,
            ..settings
        })
    }
}
