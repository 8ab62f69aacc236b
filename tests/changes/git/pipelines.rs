//! The base that `--base auto` takes from the variables of a pipeline.

use super::changed;
use crate::support::project::Project;
use indoc::indoc;

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
