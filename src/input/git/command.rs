//! Runs `git` so that it executes nothing of the audited repository.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Variables that would make git use another repository or run other programs.
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

/// Returns a `git` command for a folder that runs no program, fetches nothing, asks nothing and takes no lock.
pub(crate) fn command(root: &Path) -> Command {
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
    // Messages are recognised by their English words.
    command
        .env("LC_ALL", "C")
        .env("LANGUAGE", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1");
    for name in MISLEADING {
        command.env_remove(name);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command.
///
/// # Errors
/// `git` is missing or cannot be run.
pub(crate) fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| absent(&error))
}

/// Explains why `git` could not be started.
pub(crate) fn absent(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::NotFound {
        "`git` is not installed or not on the PATH; install it, or pass the change with `--diff FILE`".to_owned()
    } else {
        format!("`git` cannot be run: {error}")
    }
}

/// Explains a refusal of git and its remedy.
pub(crate) fn refusal(root: &Path, output: &Output) -> String {
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
            "{shown}: it is not in a git repository, so there is no base to compare with; \
             pass the change with `--diff FILE`"
        );
    }
    let first = message.lines().next().unwrap_or("no reason given");
    format!(
        "{shown}: git failed: {}",
        first.trim_start_matches("fatal: ")
    )
}
