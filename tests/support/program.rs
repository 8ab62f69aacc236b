//! The program under test, git, and the output of a run.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A run that takes longer than this hangs. A run takes well under a second on an idle machine.
const LIMIT: Duration = Duration::from_secs(300);
/// Address space in KiB. The stacks of the threads alone reserve a good part of it.
const MEMORY: u64 = 3 << 20;

/// The exit code and the output of a run.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self {
            code: output.status.code().expect("no signal ended the run"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Returns standard output as a JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| {
            panic!("{error} in the output:\n{}\n{}", self.out, self.err);
        })
    }

    /// Returns the lints of a concise report, in the order of its lines.
    pub fn lints(&self) -> Vec<&str> {
        let lint = |line: &'_ str| -> Option<(usize, usize)> {
            Some((line.find('[')? + 1, line.find("] ")?))
        };
        self.out
            .lines()
            .filter_map(|line| lint(line).map(|(start, end)| &line[start..end]))
            .collect()
    }
}

/// Returns the root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the folder of the shop.
pub fn shop() -> PathBuf {
    repository().join("fixtures/projects/shop")
}

/// Runs the program from the root of the repository.
pub fn run(arguments: &[&str]) -> Run {
    Run::new(tracklint(repository()).args(arguments).output().unwrap())
}

/// Runs the program on the shop, whose path becomes the last argument.
pub fn run_shop(arguments: &[&str]) -> Run {
    run(&[arguments, &["fixtures/projects/shop"]].concat())
}

/// Returns the names of all lints, which `explain` lists.
pub fn lints() -> Vec<String> {
    let out = run(&["explain"]).out;
    let names = out
        .lines()
        .skip(1)
        .filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

/// Returns the program in a folder.
pub fn tracklint(folder: &Path) -> Command {
    let mut command = without_environment(Command::new(env!("CARGO_BIN_EXE_tracklint")));
    command.current_dir(folder);
    command
}

/// Returns a shell in a folder, in which `tracklint` is the program under test.
pub fn shell(folder: &Path) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_tracklint")).parent().unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own.to_owned()).chain(std::env::split_paths(&others));
    let mut command = without_environment(Command::new("sh"));
    command
        .current_dir(folder)
        .env("PATH", std::env::join_paths(folders).unwrap());
    command
}

/// Returns git in a folder, without the configuration of a person or of the machine.
pub fn git(folder: &Path) -> Command {
    let mut command = without_environment(Command::new("git"));
    command.current_dir(folder);
    for (name, value) in [
        ("NAME", "Robin"),
        ("EMAIL", "robin@example.org"),
        ("DATE", "2026-01-01T00:00:00Z"),
    ] {
        command
            .env(format!("GIT_AUTHOR_{name}"), value)
            .env(format!("GIT_COMMITTER_{name}"), value);
    }
    command
}

/// Removes the variables that change output: those of terminals, pipelines, git and the program itself.
fn without_environment(mut command: Command) -> Command {
    let changes_output = |name: &str| {
        ["CI_", "GITHUB_", "GIT_", "TRACKLINT_", "CLICOLOR"]
            .iter()
            .any(|start| name.starts_with(start))
            || ["NO_COLOR", "TERM", "COLUMNS", "SOURCE_DATE_EPOCH"].contains(&name)
    };
    for (name, _) in std::env::vars().filter(|(name, _)| changes_output(name)) {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

/// Runs the program under limits. The run must end in time with 0, 1 or 2 and print no panic.
pub fn run_limited(arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Run {
    let mut command = Command::new("sh");
    // The shell sets the limit, because a process cannot limit itself without unsafe code.
    command.args([
        "-c",
        &format!("ulimit -v {MEMORY}; ulimit -c 0; exec \"$0\" \"$@\""),
        env!("CARGO_BIN_EXE_tracklint"),
    ]);
    command.args(arguments).stdin(Stdio::null());
    let out = tempfile::NamedTempFile::new().unwrap();
    let err = tempfile::NamedTempFile::new().unwrap();
    command
        .stdout(out.reopen().unwrap())
        .stderr(err.reopen().unwrap());
    let mut child = prepare(&mut command).spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let run = Run::new(Output {
        status,
        stdout: std::fs::read(out.path()).unwrap(),
        stderr: std::fs::read(err.path()).unwrap(),
    });
    assert!(
        (0..=2).contains(&run.code),
        "{arguments:?} ended with {}: {}",
        run.code,
        run.err
    );
    for text in [&run.out, &run.err] {
        assert!(
            !text.contains("panicked at") && !text.contains("a fault of"),
            "{arguments:?}: {text}"
        );
    }
    run
}
