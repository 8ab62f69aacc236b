//! Streams, processes, files and objects of git in states that programs rarely meet.

use crate::support::program::{git, run_limited, shell, tracklint};
use crate::support::project::Project;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

/// Returns a project with more findings than a pipe holds.
fn many_findings(calls: usize) -> Project {
    let call = "Gitlab::InternalEvents.track_event('no_such_event')\n";
    Project::with("app/models/many.rb", call.repeat(calls))
}

/// Runs a program as a user without rights on most files. Somebody who is not almighty already is one.
fn as_nobody(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir("/");
    let probe = Project::of(&[("a", "")]);
    let closed = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(probe.path("a"), closed).unwrap();
    if std::fs::read(probe.path("a")).is_ok() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let readable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, readable).unwrap();
    command.output().unwrap()
}

/// 113: a stream that refuses bytes while it is full gets the whole report.
#[test]
fn a_stream_that_does_not_wait_gets_the_whole_report() {
    let project = many_findings(2_000);
    let arguments = ["check", "--format", "json", "--quiet"];
    let expected = project.run(&arguments);
    assert!(expected.out.len() > 1 << 19, "more than a stream holds");
    let (mut reader, writer) = UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    let mut command = tracklint(project.root());
    command.args(arguments).stdout(OwnedFd::from(writer));
    let mut child = command.spawn().unwrap();
    // The end of the stream is reached when nobody else can write.
    drop(command);
    std::thread::sleep(Duration::from_millis(300));
    let mut out = String::new();
    reader.read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(out, expected.out);
}

/// 114: a user who may start no thread gets the reason, and no fault of the program.
#[test]
fn a_limit_of_processes_ends_the_run() {
    let shop = Project::shop();
    let tools = Project::empty();
    let program = tools.path("program");
    std::fs::copy(env!("CARGO_BIN_EXE_tracklint"), &program).unwrap();
    std::fs::set_permissions(tools.root(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (program, root) = (program.to_str().unwrap(), shop.root().to_str().unwrap());
    for limit in ["1", "3"] {
        let limit = format!("--nproc={limit}");
        let arguments = [&limit, program, "check", root, "--threads", "8"];
        let ran = as_nobody(shop.root(), "prlimit", &arguments);
        let err = String::from_utf8(ran.stderr).unwrap();
        match ran.status.code() {
            Some(2) => assert!(err.contains("cannot start "), "{err}"),
            // The limit does not hold for everybody.
            code => assert_eq!(code, Some(1), "{err}"),
        }
        assert!(!err.contains("a fault of"), "{err}");
    }
}

/// 115: a root that may not be entered is named with the reason.
#[test]
fn a_root_that_may_not_be_entered_is_named() {
    let outer = Project::empty();
    outer.write("closed/a.rb", "class A; end\n");
    let program = outer.path("program");
    std::fs::copy(env!("CARGO_BIN_EXE_tracklint"), &program).unwrap();
    let closed = outer.path("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    let arguments = ["check", closed.to_str().unwrap()];
    let ran = as_nobody(outer.root(), program.to_str().unwrap(), &arguments);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{err}");
    let is_named = err.contains(closed.to_str().unwrap()) && err.contains("Permission denied");
    assert!(is_named && !err.contains("  was"), "{err}");
}

/// 116: objects of git that are elsewhere or damaged are named as such.
#[test]
fn objects_of_git_that_cannot_be_read_are_named() {
    let project = Project::good();
    project.git(&["init", "-q"]);
    project.commit("all");
    let base = ["check", "--base", "HEAD"];
    let elsewhere = project.run_with(&base, &[("GIT_OBJECT_DIRECTORY", "/nonexistent")]);
    assert!(
        elsewhere.code == 2 && elsewhere.err.contains("GIT_OBJECT_DIRECTORY"),
        "{}",
        elsewhere.err
    );
    let blob = project.git(&["rev-parse", "HEAD:app/models/page.rb"]);
    let object = format!(".git/objects/{}/{}", &blob[..2], blob[2..].trim());
    project.remove(&object);
    project.write(&object, "damaged");
    let damaged = project.run(&base);
    assert!(
        damaged.code == 2
            && damaged.err.contains("app/models/page.rb")
            && damaged.err.contains("damaged"),
        "{}",
        damaged.err
    );
    let head = project.path(".git/HEAD");
    std::fs::remove_file(&head).unwrap();
    let made = Command::new("mkfifo").arg(&head).status().unwrap();
    assert!(made.success());
    let waiting = project.run_limited(&base);
    assert!(
        waiting.code == 2 && waiting.err.contains("did not end within"),
        "{}",
        waiting.err
    );
}

/// 117: a report needs a file, and `-` is none.
#[test]
fn a_report_is_no_stream_by_the_name_of_a_dash() {
    let project = Project::good();
    let ran = project.run(&["check", "--report", "json=-"]);
    assert!(ran.code == 2 && ran.err.contains("--format"), "{}", ran.err);
    assert!(!project.path("-").exists());
}

/// 118: a process that is killed leaves whole files, and no other ones.
#[test]
fn a_killed_process_leaves_no_temporary_file() {
    let project = many_findings(300);
    let reports = Project::empty();
    let report = format!("json={}", reports.path("report.json").display());
    let arguments = ["check", "--quiet", "--report", &report];
    let start = std::time::Instant::now();
    assert_eq!(project.run(&arguments).code, 1);
    let whole = reports.read("report.json");
    let longest = start.elapsed();
    for part in 1..=24 {
        let mut command = tracklint(project.root());
        command.args(arguments).stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(longest * part / 24);
        child.kill().unwrap();
        child.wait().unwrap();
        let names = std::fs::read_dir(reports.root()).unwrap();
        let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["report.json"]);
        assert_eq!(reports.read("report.json"), whole);
    }
    let cut = "ulimit -f 4; tracklint check --quiet --report json=cut.json";
    let ran = shell(project.root()).args(["-c", cut]).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let names = std::fs::read_dir(project.root()).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!names.any(|name| name.starts_with(".tracklint") || name == "cut.json"));
}

/// 119: advice can be pasted into a shell, whatever the folder is called.
#[test]
fn advice_is_quoted_for_a_shell() {
    let outer = Project::empty();
    let folder = "a b;touch pwn";
    outer.write(&format!("{folder}/a.rb"), "class A; end\n");
    let root = outer.path(folder);
    let made = git(&root).args(["init", "-q"]).status().unwrap();
    assert!(made.success());
    let ran = run_limited(
        &["check", root.to_str().unwrap(), "--base", "HEAD"],
        |command| command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
    );
    let quoted = format!("'{}'", root.canonicalize().unwrap().display());
    assert!(
        ran.code == 2 && ran.err.contains(&format!("safe.directory {quoted}")),
        "{}",
        ran.err
    );
}

/// 120: a commit of a million files, in some kilobytes, is no base.
#[test]
fn a_base_of_a_million_files_is_refused() {
    let project = Project::good();
    project.git(&["init", "-q"]);
    project.commit("all");
    let blob = project.git(&["rev-parse", "HEAD:app/models/page.rb"]);
    let tree = |mode: &str, object: &str| {
        let lines: String = (0..100)
            .map(|number| format!("{mode} {}\t{number}.rb\n", object.trim()))
            .collect();
        let mut command = git(project.root());
        command
            .arg("mktree")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines.as_bytes()).unwrap();
        drop(input);
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    };
    let mut object = tree("100644 blob", &blob);
    for _ in 0..2 {
        object = tree("040000 tree", &object);
    }
    let commit = project.git(&["commit-tree", object.trim(), "-m", "many"]);
    let ran = project.run_limited(&["check", "--base", commit.trim()]);
    assert!(
        ran.code == 2 && ran.err.contains("more than 500000 files"),
        "{}",
        ran.err
    );
}
