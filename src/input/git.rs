//! Reads a project as it was at a revision, through the `git` program. Nothing is checked out and nothing is fetched.
//!
//! The audited repository is not trusted. Only plumbing that runs no program of the repository's configuration is called:
//! `rev-parse`, `merge-base`, `ls-tree` and `cat-file --batch`. No diff driver, text conversion, filter, hook, pager or file
//! monitor takes part; a revision that looks like an option is refused, and lists are separated by NUL.

mod command;
mod ignored;
mod revision;

pub use crate::input::git::revision::Revision;

use crate::input::git::command::{command, refusal, run};
use std::path::{Path, PathBuf};

/// What has to be done in a pipeline whose clone does not reach back far enough.
const SHALLOW: &str = "this is a shallow clone that does not reach back to it; fetch the whole history \
                       (GitLab CI: the variable `GIT_DEPTH: 0`; GitHub: `fetch-depth: 0` of the checkout action; \
                       by hand: `git fetch --unshallow`)";

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
