//! Reads a project as it was at a revision, through the `git` program. Nothing is checked out and nothing is fetched.
//!
//! The audited repository is not trusted. Only plumbing that runs no program of the repository's configuration is called:
//! `rev-parse`, `merge-base`, `ls-tree` and `cat-file --batch`. No diff driver, text conversion, filter, hook, pager or file
//! monitor takes part; a revision that looks like an option is refused, and lists are separated by NUL.

mod ignored;
mod revision;

pub use crate::input::git::revision::Revision;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What has to be done in a pipeline whose clone does not reach back far enough.
const SHALLOW: &str = "this is a shallow clone that does not reach back to it; fetch the whole history \
                       (GitLab CI: the variable `GIT_DEPTH: 0`; GitHub: `fetch-depth: 0` of the checkout action; \
                       by hand: `git fetch --unshallow`)";

/// Variables that would lead git to another repository than the one the audited folder lies in, or to other programs.
const MISLEADING: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// The repository that the audited folder lies in.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    prefix: String,
    shallow: bool,
}

impl Repository {
    /// Finds the repository around `root`.
    ///
    /// # Errors
    /// What is missing and what to do about it: no git, no repository, a repository of another user.
    pub fn open(root: &Path) -> Result<Self, String> {
        let output = run(command(root).args([
            "rev-parse",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-prefix",
        ]))?;
        if !output.status.success() {
            return Err(refusal(root, &output));
        }
        let text = String::from_utf8(output.stdout)
            .map_err(|_| format!("{}: its path is not UTF-8", root.display()))?;
        // The prefix comes last, because a folder's name may hold anything but NUL.
        let mut parts = text.splitn(3, '\n');
        let (inside, shallow, prefix) = (parts.next(), parts.next(), parts.next());
        if inside != Some("true") {
            return Err(format!(
                "{}: it lies in a git repository without a work tree",
                root.display()
            ));
        }
        let prefix = prefix.unwrap_or_default();
        let prefix = prefix.strip_suffix('\n').unwrap_or(prefix).to_owned();
        Ok(Self {
            root: root.to_owned(),
            prefix,
            shallow: shallow == Some("true"),
        })
    }

    /// The commit that a revision means, by its full name.
    ///
    /// # Errors
    /// A text that is no revision; a revision that is not there, with the remedy when the clone is shallow.
    pub fn commit(&self, revision: &str) -> Result<String, String> {
        let odd = revision.is_empty()
            || revision.starts_with('-')
            || revision.chars().any(char::is_control);
        if odd {
            return Err(format!("`{revision}` is no revision"));
        }
        // In two steps, because some forms of a revision (`:/text`) take everything behind them for themselves.
        let commit = self
            .name(revision)?
            .map_or(Ok(None), |name| self.name(&format!("{name}^{{commit}}")))?;
        if let Some(commit) = commit {
            return Ok(commit);
        }
        let shallow = if self.shallow {
            format!("; {SHALLOW}")
        } else {
            String::new()
        };
        Err(format!(
            "there is no revision `{revision}` in this repository{shallow}"
        ))
    }

    /// The name of the object that a revision means, if it is there.
    fn name(&self, revision: &str) -> Result<Option<String>, String> {
        let mut command = command(&self.root);
        command.args([
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            revision,
        ]);
        let output = run(&mut command)?;
        let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((output.status.success() && is_object_name(&name)).then_some(name))
    }

    /// The commit from which the work tree's commit and `revision` went different ways.
    ///
    /// # Errors
    /// As [`Repository::commit`]; also when the two have nothing in common.
    pub fn merge_base(&self, revision: &str) -> Result<String, String> {
        let (head, other) = (self.commit("HEAD")?, self.commit(revision)?);
        let output = run(command(&self.root).args(["merge-base", &head, &other]))?;
        let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && is_object_name(&name) {
            return Ok(name);
        }
        let shallow = if self.shallow {
            format!("; {SHALLOW}")
        } else {
            String::new()
        };
        Err(format!(
            "HEAD and `{revision}` have no commit in common{shallow}"
        ))
    }

    /// The audited folder as it was at a commit; `commit` is a name that [`Repository::commit`] gave.
    ///
    /// # Errors
    /// A repository whose objects cannot be read.
    pub fn at(&self, commit: &str) -> Result<Revision, String> {
        Revision::new(&self.root, &self.prefix, commit)
    }
}

/// Whether a text is the full name of an object, SHA-1 or SHA-256.
fn is_object_name(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// git in a folder, with everything switched off that could run a program, fetch, ask or lock.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args([
        "--no-pager",
        "--no-replace-objects",
        "--literal-pathspecs",
        "--no-optional-locks",
    ]);
    for setting in [
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "protocol.allow=never",
        "safe.bareRepository=explicit",
    ] {
        command.args(["-c", setting]);
    }
    // Messages are told apart by their English words.
    command
        .env("LC_ALL", "C")
        .env("LANGUAGE", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1");
    MISLEADING
        .iter()
        .for_each(|name| _ = command.env_remove(name));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| absent(&error))
}

fn absent(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::NotFound {
        "`git` is not installed or not on the PATH; install it, or hand the change over with `--diff FILE`".to_owned()
    } else {
        format!("`git` cannot be run: {error}")
    }
}

/// Why git refused, in words that say what to do.
fn refusal(root: &Path, output: &Output) -> String {
    let message = String::from_utf8_lossy(&output.stderr);
    let shown = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let shown = shown.display();
    if message.contains("dubious ownership") {
        return format!(
            "{shown}: git does not trust this repository because it belongs to another user; if you do, run \
             `git config --global --add safe.directory {shown}` (in CI, before tracklint)"
        );
    }
    if message.contains("not a git repository") {
        return format!(
            "{shown}: it does not lie in a git repository, so there is nothing to compare with; \
             hand the change over with `--diff FILE`"
        );
    }
    let first = message.lines().next().unwrap_or("it does not say why");
    format!(
        "{shown}: git refuses: {}",
        first.trim_start_matches("fatal: ")
    )
}
