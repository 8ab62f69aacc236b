//! The base of a change as git gives it, and repositories that try to make git run something.

use crate::support::application::APPLICATION;
use crate::support::program::git;
use crate::support::project::Project;
use indoc::indoc;
use std::fs;

const ORDERS: &str = "app/controllers/orders_controller.rb";
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
fn auto_follows_the_variables_of_pipelines() {
    let (project, base) = changed();
    let auto = |variables: &[(&str, &str)]| {
        let run = project.run_with(&["check", "--base", "auto"], variables);
        (run.code, run.out + &run.err)
    };
    let (code, text) = auto(&[]);
    assert!(code == 2 && text.contains("name the revision"), "{text}");
    project.git(&["update-ref", "refs/remotes/origin/main", &base]);
    for (variables, from) in [
        (
            vec![("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str())],
            "$CI_MERGE_REQUEST_DIFF_BASE_SHA",
        ),
        (
            vec![("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")],
            "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        ),
        (
            vec![
                ("GITHUB_BASE_REF", "main"),
                ("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""),
            ],
            "$GITHUB_BASE_REF",
        ),
        (vec![("CI_DEFAULT_BRANCH", "main")], "$CI_DEFAULT_BRANCH"),
    ] {
        let (code, text) = auto(&variables);
        assert!(
            code == 1 && text.contains(from) && text.contains(&base[..12]),
            "{from}: {text}"
        );
    }
    let (code, text) = auto(&[("GITHUB_BASE_REF", "nowhere")]);
    assert!(code == 2 && text.contains("GITHUB_BASE_REF"), "{text}");
    project.git(&[
        "symbolic-ref",
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/main",
    ]);
    assert_eq!(
        auto(&[]).0,
        1,
        "outside a pipeline, the default branch of origin"
    );
}

#[test]
fn auto_compares_with_the_merge_base() {
    let project = Project::application();
    project.git(&["checkout", "-q", "-b", "topic"]);
    project.write("README", "x");
    project.commit("Something harmless");
    project.git(&["checkout", "-q", "main"]);
    project.write(
        "app/controllers/new_controller.rb",
        indoc! {r"
            class NewController
              def index
                track_internal_event('view_product')
              end
            end
        "},
    );
    project.edit(
        "app/controllers/products_controller.rb",
        "track_internal_event('view_product', user: current_user)",
        "nil",
    );
    let tip = project.commit("The target went on");
    project.git(&["update-ref", "refs/remotes/origin/main", &tip]);
    project.git(&["checkout", "-q", "topic"]);
    let auto = |variables: &[(&str, &str)]| {
        project.run_with(
            &[
                "check",
                "--base",
                "auto",
                "--format",
                "concise",
                "--fail-on",
                "info",
            ],
            variables,
        )
    };
    assert_eq!(
        auto(&[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")]).out,
        ""
    );
    // A merged-results pipeline runs on the merge: what the target brought is not the merge request's.
    let old_base = project
        .git(&["merge-base", "main", "topic"])
        .trim()
        .to_owned();
    project.git(&["merge", "-q", "--no-edit", "main"]);
    let run = auto(&[
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", &tip),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &old_base),
    ]);
    assert_eq!(run.out, "");
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
