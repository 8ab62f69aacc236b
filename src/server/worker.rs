//! The thread that owns the workspace of one project and analyzes it after each change.

use crate::analysis::{Outcome, Workspace};
use crate::config::StopSignal;
use crate::input::file_source::{FileSource, FolderSource};
use crate::panic;
use crate::server::calm::Calm;
use crate::server::event::{Analyzed, Event};
use crate::server::host::Host;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Work for a worker.
pub(crate) enum Job {
    /// The text of an open document.
    Edit {
        /// Path relative to the root.
        path: String,
        /// Text.
        text: Arc<str>,
    },
    /// A document was closed, or a file changed on disk.
    Disk {
        /// Path relative to the root.
        path: String,
    },
    /// An open document was saved.
    Saved {
        /// Path relative to the root.
        path: String,
    },
    /// The configuration changed, or so many files that all are read again.
    Reload,
}

/// Starts a worker. It analyzes the project at once. Returns the channel of its jobs. `stop` ends a running analysis.
pub(crate) fn start(
    session: usize,
    folder: PathBuf,
    host: Arc<Host>,
    events: Sender<Event>,
    stop: StopSignal,
) -> Sender<(u64, Job)> {
    let (jobs, inbox) = mpsc::channel();
    let mut worker = Worker {
        folder,
        host,
        workspace: None,
        calm: Calm::default(),
        open: BTreeMap::new(),
        is_changed: true,
        stop,
    };
    let name = format!("project {session}");
    let thread = thread::Builder::new().name(name).stack_size(panic::STACK);
    let complaint = events.clone();
    let started = thread.spawn(move || worker.run(session, &inbox, &events));
    if let Err(error) = started {
        let outcome = Some(Err(format!("cannot start a thread: {error}")));
        let held = BTreeSet::new();
        let analyzed = Analyzed {
            session,
            job: 0,
            outcome,
            held,
        };
        let _ = complaint.send(Event::Analyzed(Box::new(analyzed)));
    }
    jobs
}

struct Worker {
    folder: PathBuf,
    host: Arc<Host>,
    workspace: Option<Workspace>,
    calm: Calm,
    /// Texts of the open documents.
    open: BTreeMap<String, Arc<str>>,
    /// True if the newest outcome lacks a change.
    is_changed: bool,
    /// Ends a running analysis.
    stop: StopSignal,
}

impl Worker {
    fn run(&mut self, session: usize, inbox: &Receiver<(u64, Job)>, events: &Sender<Event>) {
        let mut last = 0;
        loop {
            let outcome = panic::caught(|| self.outcome()).unwrap_or_else(|fault| {
                // The workspace may be in any state.
                self.workspace = None;
                Some(Err(format!(
                    "a fault of tracklint, please report it: {fault}"
                )))
            });
            let held = self.calm.held.clone();
            let analyzed = Analyzed {
                session,
                job: last,
                outcome,
                held,
            };
            if events.send(Event::Analyzed(Box::new(analyzed))).is_err() {
                return;
            }
            let Ok(first) = inbox.recv() else {
                return;
            };
            // What was stopped begins again with the next change.
            self.is_changed |= self.stop.is_set();
            self.stop.set(false);
            for (number, job) in std::iter::once(first).chain(inbox.try_iter()) {
                last = number;
                if panic::caught(|| self.take(job)).is_err() {
                    self.workspace = None;
                    self.is_changed = true;
                }
            }
        }
    }

    /// Analyzes the project if something changed.
    fn outcome(&mut self) -> Option<Result<Arc<Outcome>, String>> {
        std::mem::take(&mut self.is_changed).then(|| {
            let mut outcome = self
                .workspace()?
                .outcome()
                .map_err(|error| error.to_string())?;
            (self.host.accept)(&mut outcome.report, &outcome.analysis.config.settings)
                .map_err(|error| error.to_string())?;
            Ok(Arc::new(outcome))
        })
    }

    /// Returns the workspace, which is opened if there is none.
    fn workspace(&mut self) -> Result<&mut Workspace, String> {
        if self.workspace.is_none() {
            let mut settings = (self.host.load)(&self.folder).map_err(|error| error.to_string())?;
            settings.stop = self.stop.clone();
            let workspace = Workspace::open(&settings).map_err(|error| error.to_string())?;
            self.workspace = Some(workspace);
            for (path, text) in self.open.clone() {
                self.edit(&path, &text);
            }
        }
        self.workspace.as_mut().ok_or_else(String::new)
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Edit { path, text } => {
                self.edit(&path, &text);
                self.open.insert(path, text);
            }
            Job::Disk { path } => {
                self.open.remove(&path);
                self.calm.forget(&path);
                self.read(&path);
            }
            Job::Saved { path } => self.saved(&path),
            Job::Reload => {
                self.workspace = None;
                self.is_changed = true;
            }
        }
    }

    /// Gives the workspace the text of an open document.
    fn edit(&mut self, path: &str, text: &str) {
        let Some(workspace) = &mut self.workspace else {
            return;
        };
        if !workspace.takes(path) || !self.calm.admits(workspace, path, text) {
            return;
        }
        if workspace.text(path) != Some(text) {
            workspace.set(path, Some(text));
            self.is_changed = true;
        }
    }

    /// Closes the workspace if the file decides what is read, so that everything is read again.
    fn close_for_setting(&mut self, file: &Path) {
        let is_kept = |one: &Workspace| !is_setting(one, file);
        if !self.workspace.as_ref().is_some_and(is_kept) {
            self.workspace = None;
            self.is_changed = true;
        }
    }

    /// Takes the text of a saved document, if it parses, and the settings, if they were saved.
    fn saved(&mut self, path: &str) {
        let file = self.folder.join(path);
        self.close_for_setting(&file);
        let Some(workspace) = &mut self.workspace else {
            return;
        };
        let held = self
            .open
            .get(path)
            .filter(|_| self.calm.held.contains(path));
        if let Some(text) = held.filter(|text| self.calm.parses(workspace, path, text)) {
            workspace.set(path, Some(text));
            self.is_changed = true;
        }
    }

    /// Gives the workspace the text of a file on disk, or nothing if the file or its folder is gone.
    fn read(&mut self, path: &str) {
        let file = self.folder.join(path);
        self.close_for_setting(&file);
        let Some(workspace) = &mut self.workspace else {
            return;
        };
        let folder = format!("{path}/");
        let is_below = |known: &&str| known.starts_with(&folder);
        let below: Vec<String> = match file.exists() {
            true => Vec::new(),
            false => workspace
                .paths()
                .filter(is_below)
                .map(str::to_owned)
                .collect(),
        };
        for gone in below {
            workspace.set(&gone, None);
            self.is_changed = true;
        }
        let is_file = file.symlink_metadata().is_ok_and(|found| found.is_file());
        let text = match is_file && workspace.takes(path) {
            true => FolderSource::new(&self.folder)
                .named(&file)
                .and_then(Result::ok),
            false => None,
        };
        let text = text.map(|file| file.text);
        if workspace.text(path) != text.as_deref() {
            workspace.set(path, text.as_deref());
            self.is_changed = true;
        }
    }
}

/// Returns true for a file that decides what is read or how: the configuration, a rule pack, the baseline, a list that was handed over.
fn is_setting(workspace: &Workspace, file: &Path) -> bool {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let named = [
        "tracklint.yml",
        "tracklint-baseline.json",
        ".gitignore",
        ".ignore",
    ];
    let settings = workspace.settings();
    let files = settings
        .files
        .iter()
        .chain(&settings.rules)
        .chain(&settings.taxonomy);
    let mut files = files.chain(&settings.features).chain(&settings.baseline);
    let same = |given: &PathBuf| match (given.canonicalize(), file.canonicalize()) {
        (Ok(given), Ok(file)) => file.starts_with(given),
        _ => *given == file,
    };
    named.contains(&name) || files.any(same)
}
