//! New definitions from `scaffold`, filled from the call by the rules of the project.

use crate::support::application::APPLICATION;
use crate::support::project::Project;
use indoc::indoc;
use std::fs;

const CANCEL: &str = "app/controllers/cancel_controller.rb";
const EVENT: &str = "config/events/cancel_order.yml";
const METRIC: &str = "config/metrics/counts_all/count_total_cancel_order.yml";

/// Returns the application with a call of an undefined event.
fn project() -> Project {
    let project = Project::application();
    project.write("VERSION", "18.10.0-pre\n");
    project.write(
        CANCEL,
        indoc! {r"
            class CancelController < ApplicationController
              feature_category :checkout

              def create
                track_internal_event(
                  'cancel_order',
                  user: current_user, project: shop,
                  additional_properties: { label: 'link', reason: params[:reason] }
                )
              end
            end
        "},
    );
    project
}

const EXPECTED: &str = "---
description: TODO
internal_events: true
action: cancel_order
identifiers: [project, user]
additional_properties:
  label:
    description: TODO
  reason:
    description: TODO
product_group: purchase
product_categories: [checkout]
milestone: '18.10'
introduced_by_url: TODO
tiers: [free, premium, ultimate]
";

#[test]
fn an_event_is_defined_from_its_call() {
    for arguments in [
        vec!["cancel_order"],
        vec!["--from", "app/controllers/cancel_controller.rb:7"],
    ] {
        let project = project();
        let run = project.run(&[&["scaffold", "event"], arguments.as_slice()].concat());
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert_eq!(project.read(EVENT), EXPECTED);
        assert!(
            run.out.contains(&format!("wrote {EVENT}"))
                && run.out.contains(&format!("{EVENT}:2: description: TODO")),
            "{}",
            run.out
        );
        let findings = project.run(&["check", "--format", "concise"]);
        assert!(
            !findings.out.contains("undefined-event")
                && !findings.out.contains("[invalid-definition]"),
            "{}",
            findings.out
        );
    }
}

#[test]
fn a_metric_counts_all_events_or_distinct_identifiers() {
    let project = project();
    let run = project.run(&["scaffold", "event", "cancel_order", "--metric"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let run = project.run(&["scaffold", "metric", "cancel_order", "--unique", "user.id"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let total = project.read(METRIC);
    assert!(
        total.contains("key_path: counts.count_total_cancel_order\n")
            && total.contains("time_frame: [7d, 28d, all]\n"),
        "{total}"
    );
    let unique =
        project.read("config/metrics/counts_all/count_distinct_user_id_from_cancel_order.yml");
    assert!(
        unique.contains("  - name: cancel_order\n    unique: user.id\n")
            && unique.contains("time_frame: [7d, 28d]\n"),
        "{unique}"
    );
    assert!(
        unique.contains(indoc! {r"
            product_group: purchase
            product_categories: [checkout]
        "}),
        "the event's owner: {unique}"
    );
    let findings = project.run(&["check", "--format", "concise"]);
    for file in [METRIC, "count_distinct", EVENT] {
        assert!(
            !findings
                .out
                .lines()
                .any(|line| line.contains(file) && !line.contains("info[")),
            "{}",
            findings.out
        );
    }
    let metrics = project.run(&["list", "metrics", "--format", "json"]).out;
    assert!(metrics.contains("count_total_cancel_order"), "{metrics}");
}

#[test]
fn a_dry_run_prints_and_writes_nothing() {
    let project = project();
    let run = project.run(&["scaffold", "event", "cancel_order", "--dry-run"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, format!("# {EVENT}\n{EXPECTED}").as_str())
    );
    assert!(!project.path(EVENT).exists());
}

#[test]
fn existing_files_are_not_overwritten() {
    let project = project();
    project.write(EVENT, "# mine\n");
    let run = project.run(&["scaffold", "event", "cancel_order", "--metric"]);
    assert!(
        run.code == 2 && run.err.contains("not overwritten"),
        "{run:?}"
    );
    assert_eq!(project.read(EVENT), "# mine\n");
    assert!(!project.path(METRIC).exists(), "all or nothing");
    let run = project.run(&["scaffold", "event", "place_order"]);
    assert!(
        run.code == 2 && run.err.contains("config/events/place_order.yml:4"),
        "{run:?}"
    );
    let text = project.read("config/metrics/counts_28d/place_order_monthly.yml");
    let text = text
        .replace(
            "counts.place_order_monthly",
            "counts.count_total_place_order",
        )
        .replace("28d", "all");
    project.write("config/metrics/counts_all/other_name.yml", &text);
    let run = project.run(&["scaffold", "metric", "place_order"]);
    assert!(
        run.code == 2
            && run
                .err
                .contains("`counts.count_total_place_order` is already defined"),
        "{run:?}"
    );
}

#[test]
fn requests_without_one_known_event_are_refused() {
    let project = project();
    project.write(
        "app/services/many.rb",
        indoc! {r"
            class Many
              def go
                track_internal_event(late ? 'be_late' : 'be_early')
                track_internal_event(params[:event])
              end
            end
        "},
    );
    for (arguments, part) in [
        (
            &["event", "--from", "app/services/many.rb:3"][..],
            "`be_early` and `be_late`",
        ),
        (&["event", "--from", "app/services/many.rb:4"], "computed"),
        (
            &["event", "--from", "app/services/many.rb:1"],
            "no tracking call",
        ),
        (&["event", "--from", "app/services/many.rb"], "PATH:LINE"),
        (&["event", "--from", "nowhere.rb:1"], "no tracking call"),
        (&["event", "../../outside"], "not a valid file name"),
        (&["metric", "plaec_order"], "did you mean `place_order`?"),
        (&["event"], "required"),
    ] {
        let run = project.run(&[&["scaffold"], arguments].concat());
        assert!(
            run.code == 2 && run.err.contains(part),
            "{arguments:?}: {run:?}"
        );
    }
}

#[test]
fn an_event_without_a_call_is_scaffolded_with_todo_values() {
    let project = project();
    let run = project.run(&["scaffold", "event", "open_door", "--dry-run"]);
    assert_eq!(run.code, 0);
    assert!(
        run.out.contains(indoc! {r"
                product_group: TODO
                milestone: '18.10'
            "})
            && !run.out.contains("identifiers"),
        "{}",
        run.out
    );
}

#[test]
fn an_event_of_another_edition_is_written_to_its_folder() {
    let project = project();
    let text = project.read(CANCEL);
    project.remove(CANCEL);
    project.write(&format!("ee/{CANCEL}"), &text);
    assert_eq!(project.run(&["scaffold", "event", "cancel_order"]).code, 0);
    assert!(project.path(&format!("ee/{EVENT}")).exists());
}

#[test]
fn a_layout_of_a_custom_pack_is_followed() {
    let project = Project::of(APPLICATION);
    project.write(
        "pack.yml",
        indoc! {r#"
            pack: own
            system: own
            calls:
              - id: emit
                languages: [ruby]
                on: {type: Telemetry}
                method: emit
                event: {argument: 0}
            definitions:
              - id: event
                kind: internal_event
                system: own
                files: ["telemetry/*.yaml"]
                fields: {name: id}
                scaffold:
                  - file: "telemetry/{name}.yaml"
                    text: "id: {name}\nowner: {group}\n"
        "#},
    );
    project.write(
        "app/a.rb",
        indoc! {r"
            class A
              def go
                Telemetry.emit('start')
              end
            end
        "},
    );
    let run = project.run(&["scaffold", "event", "start", "--rules", "pack.yml"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        project.read("telemetry/start.yaml"),
        indoc! {r"
            id: start
            owner: TODO
        "}
    );
}

#[test]
fn a_system_without_a_template_is_refused() {
    let project = project();
    project.write(
        "app/services/old.rb",
        "class Old\n  def go\n    OldTracker.send_event('old_one')\n  end\nend\n",
    );
    project.write(
        "pack.yml",
        indoc! {r"
            pack: old
            system: old
            calls:
              - id: send-event
                languages: [ruby]
                on: {type: OldTracker}
                method: send_event
                event: {argument: 0}
        "},
    );
    let run = project.run(&["scaffold", "event", "old_one", "--rules", "pack.yml"]);
    assert!(
        run.code == 2 && run.err.contains("`old`") && run.err.contains("by hand"),
        "{run:?}"
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_not_followed() {
    let project = project();
    let outside = tempfile::tempdir().unwrap();
    fs::rename(project.path("config"), outside.path().join("config")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("config"), project.path("config")).unwrap();
    let run = project.run(&["scaffold", "event", "cancel_order"]);
    assert!(
        run.code == 2 && run.err.contains("does not lie in the project"),
        "{run:?}"
    );
    assert!(!outside.path().join(EVENT).exists());
}

#[test]
fn a_definition_for_a_name_that_nothing_sends_comes_with_a_warning() {
    let project = project();
    let run = project.run(&["scaffold", "event", "cancel_ordr", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let warning = "warning: no tracking call sends `cancel_ordr`; did you mean `cancel_order`?";
    assert!(run.err.contains(warning), "{}", run.err);
    let run = project.run(&["scaffold", "event", "cancel_order", "--dry-run"]);
    assert!(!run.err.contains("warning"), "{}", run.err);
    // A call with an unknown name is no evidence for this one.
    project.write(
        "app/models/any.rb",
        "class Any\n  def go\n    Gitlab::InternalEvents.track_event(params[:name], user: user)\n    Gitlab::InternalEvents.track_event(\"open_#{page}\", user: user)\n  end\nend\n",
    );
    let run = project.run(&["scaffold", "event", "nope", "--dry-run"]);
    let warning = "warning: no tracking call sends `nope`";
    assert!(run.err.contains(warning), "{}", run.err);
    let run = project.run(&["scaffold", "event", "open_cart", "--dry-run"]);
    assert!(!run.err.contains("warning"), "{}", run.err);
}

#[test]
fn a_name_without_letters_names_no_event() {
    let project = project();
    for name in ["", " ", "__"] {
        let run = project.run(&["scaffold", "event", name]);
        assert_eq!(run.code, 2, "{}", run.out);
        let message = "has no letter or digit, so it cannot name an event";
        assert!(run.err.contains(message), "{}", run.err);
    }
}
