//! Git, diffs, baselines and suppressions: what comes with the project and steers what is reported.

use super::good_files::{Row, each_says};
use crate::support::program::{Run, run_limited};
use crate::support::project::Project;
use indoc::indoc;
use std::process::Command;

fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.root()).args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "init.defaultBranch=main",
    ]);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    let ran = command.args(arguments).output().unwrap();
    assert!(
        ran.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// A repository with one commit, and a call that is lost since.
fn repository() -> Project {
    let project = Project::good();
    git(&project, &["init", "-q"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "-q", "-m", "a"]);
    project.write(
        "app/models/page.rb",
        indoc! {r"
        class Page
        end
    "},
    );
    project
}

fn since(project: &Project, revision: &str) -> Run {
    project.run_limited(&["check", "--base", revision, "--format", "concise"])
}

/// 57: what git needs is named; nothing is ever taken for "no changes".
#[test]
fn git_that_cannot_help() {
    let project = repository();
    let sound = since(&project, "HEAD");
    assert!(
        sound.code == 1 && sound.out.contains("last-call-removed"),
        "{}{}",
        sound.out,
        sound.err
    );
    let root = project.root().to_str().unwrap();
    let with = |name: &str, value: &str| {
        run_limited(&["check", root, "--base", "HEAD"], |command| {
            command.env(name, value)
        })
    };
    std::fs::create_dir(project.path("empty")).unwrap();
    std::os::unix::fs::symlink("/bin/sh", project.path("empty/sh")).unwrap();
    for (ran, words) in [
        (
            with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
            "safe.directory",
        ),
        (
            with("PATH", project.path("empty").to_str().unwrap()),
            "not installed",
        ),
        (since(&Project::good(), "HEAD"), "git repository"),
        (since(&project, "nowhere"), "revision"),
    ] {
        assert!(
            ran.code == 2 && ran.out.is_empty() && ran.err.contains(words),
            "{words}: {}{}",
            ran.out,
            ran.err
        );
    }
    let clone = Project::empty();
    git(&project, &["commit", "-q", "-a", "-m", "b"]);
    let url = format!("file://{root}");
    git(&clone, &["clone", "-q", "--depth", "1", &url, "clone"]);
    let target = clone.path("clone");
    let ran = run_limited(
        &["check", target.to_str().unwrap(), "--base", "HEAD~1"],
        |command| command,
    );
    assert!(
        ran.code == 2 && ran.err.contains("GIT_DEPTH"),
        "{}",
        ran.err
    );
}

/// 58: no program that the repository's settings name is run.
#[test]
fn git_runs_no_program_of_the_repository() {
    let project = repository();
    let marker = project.path("marker");
    project.write(
        "program.sh",
        format!("#!/bin/sh\ntouch {}\n", marker.display()),
    );
    let program = project.path("program.sh");
    std::fs::set_permissions(
        &program,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    project.write(".gitattributes", "*.rb diff=x filter=x\n");
    for setting in [
        "diff.external",
        "core.fsmonitor",
        "diff.x.textconv",
        "filter.x.smudge",
        "filter.x.clean",
        "core.pager",
        "core.sshCommand",
    ] {
        git(&project, &["config", setting, program.to_str().unwrap()]);
    }
    let ran = since(&project, "HEAD");
    assert!(
        ran.code == 1 && ran.out.contains("last-call-removed"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(!marker.exists(), "a program was run");
}

/// 59: a revision that is an option is none.
#[test]
fn revisions_that_are_options() {
    let project = repository();
    let names = || std::fs::read_dir(project.root()).unwrap().count();
    let before = names();
    for revision in ["--output=x", "-h", "--all", "-"] {
        let ran = since(&project, revision);
        assert!(
            ran.code == 2 && ran.out.is_empty() && ran.err.contains("invalid revision"),
            "{revision}: {}",
            ran.err
        );
    }
    assert_eq!(names(), before, "no file was written");
}

/// A diff that breaks off, does not fit, or leads outside is refused with its line.
#[test]
fn diffs_that_do_not_fit() {
    for (diff, words) in [
        (
            indoc! {r"
                --- a/app/models/page.rb
                +++ b/app/models/page.rb
                @@ -1,9 +1,9 @@
                -x
            "},
            "change.diff:4: the diff ends inside a hunk",
        ),
        (
            indoc! {r"
                --- a/app/models/page.rb
                +++ b/app/models/page.rb
                @@ -1 +1 @@
                -x
                +y
            "},
            "change.diff:3: the hunk does not match",
        ),
        (
            indoc! {r"
                --- a/../x.rb
                +++ b/../x.rb
                @@ -1 +1 @@
                -x
                +y
            "},
            "change.diff:1: it changes `../x.rb`",
        ),
        (
            indoc! {r"
                --- a/app/models/page.rb
                +++ b/app/models/page.rb
                @@ -1,99999999999999999999 +1 @@
                -x
            "},
            "change.diff:3: invalid hunk header",
        ),
        ("no diff at all\n", "it holds no unified diff"),
    ] {
        let project = Project::with("change.diff", diff);
        let path = project.path("change.diff");
        let ran = project.run_limited(&["check", "--diff", path.to_str().unwrap()]);
        assert!(
            ran.code == 2 && ran.out.is_empty() && ran.err.contains(words),
            "{diff}: {}",
            ran.err
        );
    }
}

/// 60: a baseline that is broken or newer is refused with the reason and stays as it is; a large one is read.
#[test]
fn baselines_that_are_broken() {
    let project = Project::good();
    let adopted = project.run_limited(&["baseline", "write"]);
    assert_eq!(adopted.code, 0, "{}", adopted.err);
    assert_eq!(
        project.run_limited(&["check"]).code,
        0,
        "what is known does not count"
    );
    let good = std::fs::read_to_string(project.path("tracklint-baseline.json")).unwrap();
    for (text, words) in [
        (String::new(), "the file is truncated"),
        (good[..good.len() / 2].to_owned(), "the file is truncated"),
        (
            good.replacen("\"tracklint_baseline\":2", "\"tracklint_baseline\":3", 1),
            "newer tracklint",
        ),
        (
            format!("<<<<<<< HEAD\n{good}"),
            "line 1: unresolved merge conflict",
        ),
        ("[".repeat(100_000), "the file is truncated"),
        ("{}".to_owned(), "invalid baseline"),
    ] {
        project.write("tracklint-baseline.json", &text);
        for arguments in [
            ["check"].as_slice(),
            &["baseline", "write", "--force"],
            &["baseline", "prune"],
        ] {
            let ran = project.run_limited(arguments);
            assert!(
                ran.code == 2
                    && ran.err.contains("tracklint-baseline.json")
                    && ran.err.contains(words),
                "{arguments:?}: {}",
                ran.err
            );
        }
        assert_eq!(
            std::fs::read_to_string(project.path("tracklint-baseline.json")).unwrap(),
            text,
            "it is not written over"
        );
    }
}

/// Comments with a fault, and where no comment is.
fn odd_suppressions() -> [Row<'static, String>; 4] {
    let call = "Gitlab::InternalEvents.track_event('lost')";
    [
        (
            "unknown lint",
            format!("{call} # tracklint: ignore[undefined-evnt] -- r\n"),
            &[
                "1:36 undefined-event: event `lost` is sent but not defined",
                "1:64 unknown-lint: unknown lint `undefined-evnt`",
                "1 sends lost",
            ],
        ),
        (
            "no reason",
            format!("{call} # tracklint: ignore[undefined-event]\n"),
            &[
                "1:46 unexplained-suppression: this suppression has no reason",
                "1 sends lost",
            ],
        ),
        (
            "in a text",
            format!("a = '# tracklint: ignore[undefined-event] -- r'; {call}\n"),
            &[
                "1:85 undefined-event: event `lost` is sent but not defined",
                "1 sends lost",
            ],
        ),
        (
            "odd",
            format!("{call} # tracklint: ignore[{}\n", "[".repeat(50)),
            &[
                "1:36 undefined-event: event `lost` is sent but not defined",
                "1:46 invalid-input: unknown tracklint comment",
                "1 sends lost",
            ],
        ),
    ]
}

/// Comments that keep a finding back.
fn sound_suppressions() -> [Row<'static, String>; 3] {
    let call = "Gitlab::InternalEvents.track_event('lost')";
    [
        (
            "kept back",
            format!("{call} # tracklint: ignore[undefined-event] -- r\n"),
            ["1 sends lost"].as_slice(),
        ),
        (
            "CRLF",
            format!("# tracklint: ignore[undefined-event] -- r\r\n{call}\r\n{call}\r\n"),
            &[
                "3:36 undefined-event: event `lost` is sent but not defined",
                "2 sends lost",
                "3 sends lost",
            ],
        ),
        (
            "a call of many lines",
            indoc! {r"
                # tracklint: ignore[undefined-event] -- r
                Gitlab::InternalEvents.track_event(
                  'lost'
                )
            "}
            .to_owned(),
            &["2 sends lost"],
        ),
    ]
}

/// 61: what a comment keeps back, and what is said about a comment that keeps back nothing.
#[test]
fn suppressions() {
    each_says("app/a.rb", &odd_suppressions());
    each_says("app/a.rb", &sound_suppressions());
}
