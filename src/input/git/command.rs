//! Runs `git` so that it executes nothing of the audited repository.

use crate::input::paths::{plain, slashed};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Time limit of a command that reads objects, so that a file that never ends does not hold up the run.
const LONGEST: Duration = Duration::from_secs(120);

/// Time limit of a command that reads only the configuration.
const LONGEST_SHORT: Duration = Duration::from_secs(4);

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
    command.arg("-C").arg(plain(root)).args([
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
        .env("GIT_NO_LAZY_FETCH", "1")
        // A git that does not know the variable above must not fetch either. This overrules the repository's `protocol.*.allow`.
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_SSH_COMMAND", "false")
        .env("GIT_PROXY_COMMAND", "false")
        .env("GIT_ASKPASS", "false");
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
/// `git` is missing, cannot be run or does not answer.
pub(crate) fn run(command: &mut Command) -> Result<Output, String> {
    run_for(command, LONGEST)
}

/// Runs a command that reads nothing but the configuration of the repository.
///
/// # Errors
/// As for [`run`].
pub(crate) fn run_short(command: &mut Command) -> Result<Output, String> {
    run_for(command, LONGEST_SHORT)
}

fn run_for(command: &mut Command, most: Duration) -> Result<Output, String> {
    let mut child = command.spawn().map_err(|error| absent(&error))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let read = |pipe: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What could be read so far is enough for a message.
            let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
            bytes
        })
    };
    let stdout = read(out.map(|pipe| Box::new(pipe) as _));
    let stderr = read(err.map(|pipe| Box::new(pipe) as _));
    let (start, mut pause) = (Instant::now(), Duration::from_micros(200));
    let failed = |error: std::io::Error| format!("`git` cannot be run: {error}");
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        if start.elapsed() > most {
            // It may have ended in the meantime.
            let _ = child.kill();
            let _ = child.wait();
            let seconds = most.as_secs();
            return Err(format!(
                "`git` did not end within {seconds} seconds; a pipe in its configuration makes it wait for ever"
            ));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    };
    Ok(Output {
        status,
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
    })
}

/// Explains why `git` could not be started.
pub(crate) fn absent(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::NotFound {
        "`git` is not installed or not on the PATH; install it, or pass the change with `--diff FILE`".to_owned()
    } else {
        format!("`git` cannot be run: {error}")
    }
}

/// Returns a word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Explains a refusal of git and its remedy.
pub(crate) fn refusal(root: &Path, output: &Output) -> String {
    let message = String::from_utf8_lossy(&output.stderr);
    let shown = slashed(&root.canonicalize().unwrap_or_else(|_| root.to_owned()));
    let quoted = quoted(&shown);
    if message.contains("dubious ownership") {
        return format!(
            "{shown}: git does not trust this repository because it belongs to another user; if you do, run \
             `git config --global --add safe.directory {quoted}` (in CI, before tracklint)"
        );
    }
    if message.contains("not a git repository") {
        let variable = match std::env::var_os("GIT_OBJECT_DIRECTORY") {
            Some(_) => " with the objects that the variable GIT_OBJECT_DIRECTORY names",
            None => "",
        };
        return format!(
            "{shown}: it is not in a git repository{variable}, so there is no base to compare with; \
             pass the change with `--diff FILE`"
        );
    }
    let first = message.lines().next().unwrap_or("no reason given");
    format!(
        "{shown}: git failed: {}",
        first.trim_start_matches("fatal: ")
    )
}
