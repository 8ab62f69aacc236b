//! One project of the client, with its worker.

use crate::analysis::Outcome;
use crate::config::StopSignal;
use crate::input::paths::inside;
use crate::server::event::Event;
use crate::server::host::Host;
use crate::server::uri;
use crate::server::worker::{self, Job};
use gen_lsp_types::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// The texts of lenses about the surfaces of a document.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// The last job in the analysis that the search is about.
    pub(crate) job: u64,
    /// A text about each surface by its name.
    pub(crate) titles: BTreeMap<String, String>,
}

/// One project.
pub(crate) struct Session {
    /// The root.
    pub(crate) folder: PathBuf,
    /// The newest outcome.
    pub(crate) outcome: Option<Arc<Outcome>>,
    /// The number of the last job that the outcome contains.
    pub(crate) analyzed: u64,
    /// The number of the last job.
    pub(crate) last_job: u64,
    /// Files with a new syntax error. The outcome has their last good text.
    pub(crate) held: BTreeSet<String>,
    /// The ways of the surfaces in documents whose lenses the client asked for.
    pub(crate) ways: BTreeMap<String, Ways>,
    /// The published diagnostics by path.
    pub(crate) published: BTreeMap<String, Vec<Diagnostic>>,
    /// The message of the last failure.
    pub(crate) failure: Option<String>,
    /// True while the client shows the progress of the first analysis or of a reload.
    pub(crate) shows_progress: bool,
    /// True if the client removed the folder.
    pub(crate) is_removed: bool,
    jobs: Option<Sender<(u64, Job)>>,
    stop: StopSignal,
}

impl Session {
    /// Starts the worker of a project.
    pub(crate) fn start(
        number: usize,
        folder: PathBuf,
        host: &Arc<Host>,
        events: &Sender<Event>,
    ) -> Self {
        let stop = StopSignal::default();
        let (host, events) = (Arc::clone(host), events.clone());
        let jobs = worker::start(number, folder.clone(), host, events, stop.clone());
        Self {
            folder,
            outcome: None,
            analyzed: 0,
            last_job: 0,
            held: BTreeSet::new(),
            ways: BTreeMap::new(),
            published: BTreeMap::new(),
            failure: None,
            shows_progress: false,
            is_removed: false,
            jobs: Some(jobs),
            stop,
        }
    }

    /// Gives a job to the worker. Returns its number.
    pub(crate) fn give(&mut self, job: Job) -> u64 {
        self.last_job += 1;
        // A worker that is gone reported its failure.
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send((self.last_job, job));
        }
        self.last_job
    }

    /// Ends the running analysis. The next change begins a new one.
    pub(crate) fn stop(&self) {
        self.stop.set(true);
    }

    /// Returns true if somebody ended the analysis.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.is_set()
    }

    /// Ends the worker.
    pub(crate) fn remove(&mut self) {
        self.is_removed = true;
        self.outcome = None;
        self.jobs = None;
        self.stop();
    }

    /// Returns true if the newest outcome contains all changes.
    pub(crate) fn is_current(&self) -> bool {
        self.analyzed == self.last_job && (self.outcome.is_some() || self.failure.is_some())
    }

    /// Returns the path of a file relative to the root; none for a file outside.
    pub(crate) fn relative(&self, file: &Path) -> Option<String> {
        let short = file.strip_prefix(&self.folder).ok().and_then(Path::to_str);
        let is_plain = |path: &&str| !path.split('/').any(|part| part == ".." || part.is_empty());
        match short.filter(is_plain) {
            Some(path) => Some(path.to_owned()),
            None => inside(&self.folder, file),
        }
    }

    /// Returns the address of a file of the project.
    pub(crate) fn uri(&self, path: &str) -> String {
        uri::of_path(&self.folder.join(path))
    }
}
