//! Output streams: report files, closed pipes, full disks and colour.

use crate::support::program::{Run, tracklint};
use crate::support::project::Project;
use indoc::indoc;
use std::process::{Output, Stdio};

fn text(output: Output) -> (Option<i32>, String, String) {
    let run = Run::new(output);
    (Some(run.code), run.out, run.err)
}

#[test]
fn a_report_that_cannot_be_written_fails_before_the_audit() {
    let folder = Project::shop();
    for report in [
        "sarif=nowhere/a.sarif",
        "sarif=app",
        "sarif=/dev/full",
        "html=/dev/full",
    ] {
        let output = tracklint(folder.root())
            .args(["check", "--report", report])
            .output()
            .unwrap();
        let (code, out, err) = text(output);
        let path = report.split_once('=').unwrap().1;
        assert_eq!((code, out.as_str()), (Some(2), ""), "{report}: {err}");
        assert!(
            err.starts_with("error: ") && err.contains(path) && err.contains("cannot be written"),
            "{err}"
        );
    }
}

#[test]
fn two_reports_to_one_file_are_refused_and_nothing_is_written() {
    let folder = Project::shop();
    for other in ["json=a.json", "json=./a.json", "json=app/../a.json"] {
        let output = tracklint(folder.root())
            .args(["check", "--report", "sarif=a.json", "--report", other])
            .output()
            .unwrap();
        let (code, _, err) = text(output);
        assert!(
            code == Some(2) && err.contains("two reports (sarif and json)"),
            "{other}: {err}"
        );
        assert!(!folder.path("a.json").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_report_replaces_a_link_and_keeps_its_target() {
    let folder = Project::shop();
    let outside = Project::empty();
    let secret = outside.path("secret");
    std::fs::write(&secret, "mine\n").unwrap();
    let link = folder.path("report.json");
    std::os::unix::fs::symlink(&secret, &link).unwrap();
    let output = tracklint(folder.root())
        .args(["check", "--report", "code-quality=report.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "mine\n");
    assert!(std::fs::read_to_string(&link).unwrap().starts_with('['));
}

#[test]
fn a_closed_pipe_changes_no_exit_code_and_prints_no_message() {
    let folder = Project::shop();
    let mut child = tracklint(folder.root())
        .args(["check", "--show", "all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let (code, _, err) = text(child.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (Some(1), ""));
}

#[test]
fn colour_obeys_the_terminal_the_variables_and_the_option() {
    let folder = Project::shop();
    let is_coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = tracklint(folder.root());
        command
            .args(["check"])
            .args(arguments)
            .envs(variables.iter().copied());
        let (_, out, err) = text(command.output().unwrap());
        assert!(
            !err.contains('\u{1b}'),
            "nothing on standard error is coloured"
        );
        out.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]), "a file is no terminal");
    assert!(!is_coloured(&[("CI", "true"), ("TERM", "xterm")], &[]));
    assert!(!is_coloured(&[("TERM", "dumb")], &[]));
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!is_coloured(
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
        &[]
    ));
    assert!(is_coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!is_coloured(
        &[("CLICOLOR_FORCE", "1")],
        &["--color", "never"]
    ));
    assert!(!is_coloured(
        &[("CLICOLOR_FORCE", "1")],
        &["--format", "concise"]
    ));
}

#[test]
fn colour_adds_only_escape_sequences() {
    let folder = Project::shop();
    let out = |color: &str| {
        text(
            tracklint(folder.root())
                .args(["check", "--color", color])
                .output()
                .unwrap(),
        )
        .1
    };
    let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    assert_eq!(escapes.replace_all(&out("always"), ""), out("never"));
}

#[test]
fn every_report_names_unread_files() {
    let folder = Project::shop();
    std::fs::write(folder.path("app/large.rb"), vec![b'#'; (4 << 20) + 1]).unwrap();
    std::fs::write(folder.path("app/odd.rb"), b"# caf\xe9\n").unwrap();
    let run = |arguments: &[&str]| text(tracklint(folder.root()).args(arguments).output().unwrap());
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["coverage"],
        &["coverage", "--format", "markdown"],
        &["coverage", "--format", "json"],
        &["coverage", "--format", "html"],
        &["check", "--format", "html"],
        &["check", "--format", "markdown"],
    ] {
        let (_, out, _) = run(arguments);
        assert!(out.contains("larger than 4096 KiB"), "{arguments:?}");
    }
    for arguments in [
        &["list", "events"][..],
        &["list", "features", "--format", "csv"],
        &["trace", "place_order"],
        &["check", "--format", "concise"],
        &["check", "--format", "junit"],
    ] {
        let (_, _, err) = run(arguments);
        assert!(
            err.contains("2 files were not read (") && err.contains("larger than 4096 KiB"),
            "{arguments:?}: {err}"
        );
        assert!(
            err.contains("2 files were read only in part"),
            "{arguments:?}: {err}"
        );
        let quiet: Vec<&str> = arguments.iter().copied().chain(["--quiet"]).collect();
        assert_eq!(run(&quiet).2, "", "{quiet:?}");
    }
    // Calls are found without definitions, so one that cannot be read is no gap in their list.
    let (_, _, err) = run(&["list", "calls"]);
    assert!(
        err.contains("1 file was not read (") && err.contains(": it is larger than 4096 KiB)"),
        "{err}"
    );
    assert!(err.contains("2 files were read only in part"), "{err}");
    assert!(
        run(&["check", "--format", "openmetrics"])
            .1
            .contains("tracklint_files_skipped{reason=\"too_large\"} 1")
    );
    assert!(run(&["check", "--format", "dotenv"]).1.contains(indoc! {r"
                TRACKLINT_FILES_SKIPPED=2
                TRACKLINT_FILES_PARTIAL=2
            "}));
    let (code, _, err) = run(&["check", "--fail-on", "never", "--strict"]);
    assert!(code == Some(1) && err.contains("(--strict)"), "{err}");
}

#[test]
fn a_full_disk_fails_every_format() {
    let folder = Project::shop();
    for format in ["text", "json", "csv"] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = tracklint(folder.root())
            .args(["list", "calls", "--format", format])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
}
