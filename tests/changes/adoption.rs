//! A project with old findings adopts a baseline and compares changes with a base.

use crate::support::project::Project;
use indoc::indoc;

#[test]
fn a_project_with_old_findings_adopts_a_baseline_and_the_gate_goes_on() {
    let project = Project::application();
    project.write(
        "app/services/old.rb",
        indoc! {r"
            class Old
              def run
                track_internal_event('forgotten', user: user)
              end
            end
        "},
    );
    assert_eq!(project.run(&["check"]).code, 1, "the project is not clean");
    assert_eq!(project.run(&["baseline", "write"]).code, 0);
    assert_eq!(project.run(&["check"]).code, 0, "what was there is borne");
    project.commit("The state of the first day");
    assert_eq!(project.since("HEAD").out, "");
    project.remove("config/events/view_product.yml");
    let run = project.since("HEAD");
    assert_eq!(
        (run.code, run.lints()),
        (1, vec!["definition-removed"]),
        "{}",
        run.out
    );
    assert!(
        !run.out.contains("stale-baseline"),
        "old findings are not looked at, so none of them is gone: {}",
        run.out
    );
}

#[test]
fn a_suppression_of_a_change_lint_is_not_unused_without_a_base() {
    let project = Project::application();
    project.write(
        "tracklint.yml",
        "ignore: [{lint: last-call-removed, path: config, reason: the shop closes}]\n",
    );
    project.edit(
        "config/events/place_order.yml",
        "action:",
        "# tracklint: ignore[last-call-removed] -- the shop closes\naction:",
    );
    let run = project.run(&["check", "--format", "concise"]);
    for lint in ["unused-ignore", "unused-suppression", "unknown-lint"] {
        assert!(!run.out.contains(lint), "{}", run.out);
    }
}
