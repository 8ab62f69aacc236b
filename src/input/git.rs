//! Reads a project as it was at a revision, through the `git` program. Nothing is checked out and nothing is fetched.
//!
//! The audited repository is not trusted. Only plumbing is called that runs no program of the repository's configuration:
//! `rev-parse`, `ls-files`, `ls-tree` and `cat-file`, and `rev-list` for a history. No diff driver, text conversion, filter, hook, pager or file
//! monitor takes part. A revision that looks like an option is refused, and lists are separated by NUL.

mod command;
mod ignored;
mod revision;

pub(crate) use crate::input::git::ignored::is_ignored;
pub(crate) use crate::input::git::revision::RevisionSource;

use crate::input::git::command::{command, refusal, run, run_short};
use std::path::{Path, PathBuf};
use std::process::Output;

/// Advice for a pipeline whose clone does not reach back far enough.
const SHALLOW: &str = "; this is a shallow clone that does not reach back to it; fetch the whole history \
                       (GitLab CI: the variable `GIT_DEPTH: 0`; GitHub: `fetch-depth: 0` of the checkout action; \
                       by hand: `git fetch --unshallow`)";

/// The repository that contains the audited folder.
#[derive(Debug)]
pub(crate) struct Repository {
    root: PathBuf,
    prefix: String,
    is_shallow: bool,
}

impl Repository {
    /// Finds the repository around `root`.
    ///
    /// # Errors
    /// The obstacle and its remedy: no git, no repository, a repository of another user.
    pub(crate) fn open(root: &Path) -> Result<Self, String> {
        let output = run_short(command(root).args([
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
        // The prefix comes last, because a folder's name may contain line breaks.
        let mut parts = text.splitn(3, '\n');
        let (inside, shallow, prefix) = (parts.next(), parts.next(), parts.next());
        if inside != Some("true") {
            return Err(format!(
                "{}: the git repository has no work tree",
                root.display()
            ));
        }
        let output = run_short(command(root).args(["rev-parse", "--show-toplevel"]))?;
        let top = String::from_utf8_lossy(&output.stdout).into_owned();
        let top = Path::new(top.strip_suffix('\n').unwrap_or(&top));
        if output.status.success() && top.join(".git").symlink_metadata().is_err() {
            return Err(format!(
                "{}: the configuration of the git repository names another work tree (`core.worktree`)",
                root.display()
            ));
        }
        let prefix = prefix.unwrap_or_default();
        Ok(Self {
            root: root.to_owned(),
            prefix: prefix.strip_suffix('\n').unwrap_or(prefix).to_owned(),
            is_shallow: shallow == Some("true"),
        })
    }

    /// Returns the full name of the commit that a revision means.
    ///
    /// # Errors
    /// The text is no revision, or it is not in this clone.
    pub(crate) fn commit(&self, revision: &str) -> Result<String, String> {
        let invalid = revision.is_empty()
            || revision.starts_with('-')
            || revision.chars().any(char::is_control);
        if invalid {
            return Err(format!("invalid revision `{revision}`"));
        }
        // Two steps, because in some forms of a revision (`:/text`) `^{commit}` would be part of the text.
        let commit = match self.object(revision)? {
            Some(name) => self.object(&format!("{name}^{{commit}}"))?,
            None => None,
        };
        commit.ok_or_else(|| {
            let shallow = self.shallow_advice();
            format!("unknown revision `{revision}`{shallow}")
        })
    }

    /// Returns the name of the object that a revision means, if there is one.
    fn object(&self, revision: &str) -> Result<Option<String>, String> {
        let options = ["rev-parse", "--verify", "--end-of-options"];
        let output = run(command(&self.root).args(options).arg(revision))?;
        let message = String::from_utf8_lossy(&output.stderr);
        if message.contains("only goes back to") || message.contains("only has") {
            // git takes the oldest entry instead, which may be the current commit.
            return Err(format!(
                "the log of this clone does not reach back to `{revision}`"
            ));
        }
        Ok(object_name(&output))
    }

    /// Returns the best common ancestor of `HEAD` and `revision`.
    ///
    /// # Errors
    /// As for [`Repository::commit`]; also if there is no common ancestor.
    pub(crate) fn merge_base(&self, revision: &str) -> Result<String, String> {
        let (head, other) = (self.commit("HEAD")?, self.commit(revision)?);
        self.common_ancestor(&head, &other)?.ok_or_else(|| {
            let shallow = self.shallow_advice();
            format!("HEAD and `{revision}` have no common ancestor{shallow}")
        })
    }

    /// Returns the best common ancestor of two commits, if there is one.
    fn common_ancestor(&self, one: &str, other: &str) -> Result<Option<String>, String> {
        // Prints both commits, and their common ancestors with a `^`, the best one first.
        let range = format!("{one}...{other}");
        let output = run(command(&self.root).args(["rev-parse", &range]))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut ancestors = text.lines().filter_map(|line| line.strip_prefix('^'));
        let best = ancestors.next().map(str::to_owned);
        Ok(best.filter(|_| output.status.success()))
    }

    /// Returns the commits from one to another along first parents, the oldest first and both ends included.
    ///
    /// # Errors
    /// The later commit does not contain the earlier one.
    pub(crate) fn commits(&self, from: &str, to: &str) -> Result<Vec<String>, String> {
        if self.object(&format!("{from}^{{commit}}"))?.is_none() {
            return Err(format!("unknown revision `{from}`"));
        }
        if self.common_ancestor(from, to)?.as_deref() != Some(from) {
            let shallow = self.shallow_advice();
            return Err(format!("`{to}` does not contain `{from}`{shallow}"));
        }
        let range = format!("{from}..{to}");
        let options = ["rev-list", "--reverse", "--first-parent", &range];
        let output = run(command(&self.root).args(options))?;
        if !output.status.success() {
            return Err(refusal(&self.root, &output));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let later = text.lines().map(str::to_owned);
        Ok(std::iter::once(from.to_owned()).chain(later).collect())
    }

    /// Returns the time of a commit in seconds since 1970, and the first line of its message.
    ///
    /// # Errors
    /// The commit cannot be read.
    pub(crate) fn about(&self, commit: &str) -> Result<(u64, String), String> {
        let output = run(command(&self.root).args(["cat-file", "commit", commit]))?;
        if !output.status.success() {
            return Err(refusal(&self.root, &output));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let (head, message) = text.split_once("\n\n").unwrap_or((&text, ""));
        let committer = head.lines().find(|line| line.starts_with("committer "));
        // Name and address may contain anything, and time and zone come last.
        let seconds = committer.and_then(|line| line.rsplit(' ').nth(1)?.parse().ok());
        let subject = message.lines().next().unwrap_or_default().to_owned();
        Ok((seconds.unwrap_or_default(), subject))
    }

    fn shallow_advice(&self) -> &'static str {
        if self.is_shallow { SHALLOW } else { "" }
    }

    /// Returns the audited folder as it was at a commit, whose name [`Repository::commit`] returned.
    ///
    /// # Errors
    /// The objects of the repository cannot be read.
    pub(crate) fn at(&self, commit: &str) -> Result<RevisionSource, String> {
        RevisionSource::new(&self.root, &self.prefix, commit)
    }
}

/// Returns the full name of an object, SHA-1 or SHA-256, that a command printed.
fn object_name(output: &Output) -> Option<String> {
    let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_name =
        matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    (output.status.success() && is_name).then_some(name)
}
