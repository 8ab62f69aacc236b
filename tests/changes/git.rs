//! The base of a change as git gives it, and repositories that try to make git run something.

mod pipelines;
mod revisions;

use crate::support::application::ORDERS;
use crate::support::program::git;
use crate::support::project::Project;
use indoc::indoc;
use std::fs;

const CALL: &str = "    track_internal_event('place_order', user: current_user)\n";

/// Returns a project whose last commit removes the only call of an event, and the commit before it.
fn changed() -> (Project, String) {
    let project = Project::application();
    let base = project.git(&["rev-parse", "HEAD"]).trim().to_owned();
    project.edit(ORDERS, CALL, "");
    project.commit("Remove the call");
    (project, base)
}

#[cfg(unix)]
fn script(project: &Project, name: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = project.path(name);
    fs::write(
        &path,
        format!(
            "#!/bin/sh\ntouch '{}'\ncat\n",
            project.path("marker").display()
        ),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn no_program_of_the_repository_is_run() {
    let (project, base) = changed();
    let program = script(&project, "program.sh");
    fs::write(
        project.path(".gitattributes"),
        indoc! {r"
            *.rb diff=x filter=x
            *.yml diff=x filter=x
        "},
    )
    .unwrap();
    let settings = [
        "diff.external",
        "core.fsmonitor",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.smudge",
        "filter.x.clean",
        "core.pager",
        "pager.ls-tree",
        "core.sshCommand",
        "core.editor",
        "remote.origin.uploadpack",
        "gpg.program",
        "alias.ls-tree",
        "alias.cat-file",
    ];
    for setting in settings {
        project.git(&["config", setting, &program]);
    }
    project.git(&[
        "config",
        "core.hooksPath",
        project.path("hooks").to_str().unwrap(),
    ]);
    fs::create_dir(project.path("hooks")).unwrap();
    for hook in [
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-checkout",
    ] {
        script(&project, &format!("hooks/{hook}"));
    }
    let variables = [
        ("GIT_EXTERNAL_DIFF", program.as_str()),
        ("GIT_PAGER", program.as_str()),
        ("GIT_SSH_COMMAND", program.as_str()),
    ];
    let run = project.run_with(
        &["check", "--base", &base, "--format", "concise"],
        &variables,
    );
    assert_eq!(run.lints(), ["last-call-removed"], "{run:?}");
    assert!(!project.path("marker").exists(), "a program was run");
}

#[test]
fn content_that_a_partial_clone_lacks_is_not_fetched() {
    let (project, base) = changed();
    let blob = project
        .git(&["rev-parse", &format!("{base}:{ORDERS}")])
        .trim()
        .to_owned();
    fs::remove_file(
        project
            .path(".git/objects")
            .join(&blob[..2])
            .join(&blob[2..]),
    )
    .unwrap();
    let run = project.since(&base);
    assert!(
        run.code == 2 && run.err.contains(ORDERS) && run.err.contains("--filter"),
        "{run:?}"
    );
}

#[test]
fn git_variables_of_a_hook_are_ignored() {
    let (project, base) = changed();
    let other = Project::application();
    let elsewhere = other.path(".git");
    let variables = [
        ("GIT_DIR", elsewhere.to_str().unwrap()),
        ("GIT_INDEX_FILE", "/nowhere"),
        ("GIT_WORK_TREE", "/"),
    ];
    let run = project.run_with(
        &["check", "--base", &base, "--format", "concise"],
        &variables,
    );
    assert_eq!(run.lints(), ["last-call-removed"], "{run:?}");
}

#[test]
fn a_folder_of_a_repository_is_compared_with_that_folder() {
    let project = Project::application();
    for folder in ["app", "config"] {
        fs::create_dir_all(project.path("services/shöp")).unwrap();
        fs::rename(
            project.path(folder),
            project.path("services/shöp").join(folder),
        )
        .unwrap();
    }
    project.commit("Into a folder");
    project.edit(&format!("services/shöp/{ORDERS}"), CALL, "");
    let run = project.run(&[
        "check",
        "services/shöp",
        "--base",
        "HEAD",
        "--format",
        "concise",
    ]);
    assert!(
        run.out.starts_with(
            "services/shöp/app/controllers/orders_controller.rb:5:5: error[last-call-removed]"
        ),
        "{run:?}"
    );
    project.write("services/new/app/a.rb", "track_internal_event('x')\n");
    assert_ne!(
        project
            .run(&["check", "services/new", "--base", "HEAD"])
            .code,
        2,
        "a folder may be new"
    );
}

#[test]
fn the_base_obeys_the_same_ignore_files_as_the_folder() {
    let project = Project::application();
    let event = project.read("config/events/place_order.yml");
    // Committed, and all the same ignored, hidden, a link, or a repository of its own.
    project.write(".gitignore", "config/events/ignored.yml\n");
    project.write(
        "config/events/ignored.yml",
        event.replace("place_order", "ignored_one"),
    );
    project.write(
        "config/events/.hidden/a.yml",
        event.replace("place_order", "hidden_one"),
    );
    project.git(&["add", "-f", "config/events/ignored.yml"]);
    let module = "config/events/module";
    project.write(
        &format!("{module}/in_module.yml"),
        event.replace("place_order", "in_module"),
    );
    project.git(&["init", "-q", module]);
    let inner = git(&project.path(module))
        .args(["add", "-A"])
        .status()
        .unwrap();
    assert!(inner.success());
    assert!(
        git(&project.path(module))
            .args(["commit", "-q", "-m", "inner"])
            .status()
            .unwrap()
            .success()
    );
    project.commit("Everything");
    let run = project.run(&[
        "check",
        "--base",
        "HEAD",
        "--fail-on",
        "info",
        "--format",
        "concise",
    ]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn file_names_with_special_characters_are_read_from_git() {
    let project = Project::application();
    let text = project
        .read(ORDERS)
        .replace("OrdersController", "OddController");
    project.remove(ORDERS);
    project.write("app/controllers/odd \"näme\"\n\t_controller.rb", &text);
    project.commit("An odd name");
    project.write("app/controllers/odd \"näme\"\n\t_controller.rb", "");
    assert!(project.since("HEAD").lints().contains(&"last-call-removed"));
}

#[test]
fn a_note_has_the_coverage_before_and_after() {
    let (project, base) = changed();
    let note = project
        .run(&["check", "--base", &base, "--format", "markdown"])
        .out;
    assert!(
        note.contains("Coverage 66.7 % (2 of 3) → **33.3 % (1 of 3)**, -33.3; went dark: checkout"),
        "{note}"
    );
    assert!(
        note.contains("| feature | before | after |\n|---|---|---|\n| checkout | instrumented | definitions-only |\n"),
        "{note}"
    );
    let same = project
        .run(&["check", "--base", "HEAD", "--format", "markdown"])
        .out;
    assert!(
        same.contains("Coverage 33.3 % (1 of 3) → **33.3 % (1 of 3)**, no change.")
            && !same.contains("| before |"),
        "{same}"
    );
}
