//! Revisions that are read, and revisions and repositories that are refused with help.

use super::changed;
use crate::support::application::APPLICATION;
use crate::support::program::git;
use crate::support::project::Project;
use std::fs;

#[test]
fn branches_tags_and_names_of_commits_are_revisions() {
    let (project, base) = changed();
    project.git(&["tag", "v1", &base]);
    project.git(&["branch", "fëature/x", &base]);
    for revision in [
        base.as_str(),
        &base[..12],
        "v1",
        "fëature/x",
        "HEAD~1",
        "HEAD^",
        ":/The application",
    ] {
        assert_eq!(
            project.since(revision).lints(),
            ["last-call-removed"],
            "{revision}"
        );
    }
    assert_eq!(project.since("HEAD").code, 0);
}

#[test]
fn an_unknown_revision_is_refused() {
    let (project, _) = changed();
    for revision in [
        "nowhere",
        "",
        "HEAD:app",
        "0123456789012345678901234567890123456789",
        "HEAD\nHEAD",
    ] {
        let run = project.since(revision);
        assert!(
            run.code == 2 && run.out.is_empty() && run.err.contains("revision"),
            "{revision:?}: {run:?}"
        );
    }
}

#[test]
fn a_revision_that_looks_like_an_option_is_refused_and_does_nothing() {
    let (project, _) = changed();
    let before = fs::read_dir(project.path("")).unwrap().count();
    for revision in ["--output=x", "-h", "--help", "--all", "-"] {
        for arguments in [
            vec!["check", "--base", revision],
            vec!["check", &format!("--base={revision}")],
        ] {
            let run = project.run(&arguments);
            assert!(
                run.code == 2 && run.err.contains("invalid revision"),
                "{revision}: {run:?}"
            );
        }
    }
    assert_eq!(
        fs::read_dir(project.path("")).unwrap().count(),
        before,
        "no file was written"
    );
}

#[test]
fn a_missing_git_is_named_with_help() {
    let (project, _) = changed();
    let empty = project.path("empty");
    fs::create_dir(&empty).unwrap();
    let run = project.run_with(
        &["check", "--base", "HEAD"],
        &[("PATH", empty.to_str().unwrap())],
    );
    assert!(
        run.code == 2 && run.err.contains("not installed") && run.err.contains("--diff"),
        "{run:?}"
    );
}

#[test]
fn a_folder_outside_a_repository_is_named_with_help() {
    let project = Project::of(APPLICATION);
    let run = project.run(&["check", "--base", "main"]);
    assert!(
        run.code == 2 && run.err.contains("git repository") && run.err.contains("--diff"),
        "{run:?}"
    );
}

#[test]
fn a_shallow_clone_without_the_base_names_git_depth() {
    let (project, base) = changed();
    let clone = Project::of(APPLICATION);
    let target = clone.path("clone");
    let url = format!("file://{}", project.path("").display());
    let cloned = git(&clone.path(""))
        .args(["clone", "-q", "--depth", "1", &url])
        .arg(&target)
        .output()
        .unwrap();
    assert!(cloned.status.success());
    let target = target.to_str().unwrap();
    let run = clone.run(&["check", target, "--base", &base]);
    assert!(
        run.code == 2 && run.err.contains("GIT_DEPTH") && run.err.contains("fetch-depth"),
        "{run:?}"
    );
    let run = clone.run_with(
        &["check", target, "--base", "auto"],
        &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base)],
    );
    assert!(
        run.code == 2
            && run.err.contains("GIT_DEPTH")
            && run.err.contains("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
        "{run:?}"
    );
    assert_eq!(
        clone.run(&["check", target, "--base", "HEAD"]).code,
        0,
        "what is there can be compared with"
    );
}

#[test]
fn a_repository_of_another_user_names_safe_directory() {
    let (project, _) = changed();
    let run = project.run_with(
        &["check", "--base", "HEAD"],
        &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")],
    );
    assert!(
        run.code == 2 && run.err.contains("safe.directory"),
        "{run:?}"
    );
}
