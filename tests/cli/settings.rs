//! The effect of each key of the configuration.

use crate::support::project::Project;
use indoc::indoc;

const CALL: &str = "Gitlab::InternalEvents.track_event('x_y')\n";

/// Seconds of 2026-06-15.
const DAY: &str = "1781524800";

#[test]
fn severities_are_set_by_lint_and_by_path() {
    let project = Project::new();
    project.write("app/a.rb", CALL);
    project.write("app/old/b.rb", CALL);
    let of = |config: &str| {
        project.write("tracklint.yml", config);
        let run = project.run(&["check", "--format", "concise"]);
        let levels = run.out.lines().filter_map(|line| {
            line.split_once(": ")?
                .1
                .split_once('[')
                .map(|(level, _)| level.to_owned())
        });
        (run.code, levels.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(of(""), (1, "error error".into()));
    assert_eq!(
        of("lints: {undefined-event: warning}\n"),
        (0, "warning warning".into())
    );
    assert_eq!(of("lints: {undefined-event: off}\n"), (0, String::new()));
    assert_eq!(
        of("overrides: [{path: app/old, lints: {undefined-event: info}}]\n"),
        (1, "error info".into())
    );
    assert_eq!(
        of(indoc! {r"
            overrides: [{path: app, lints: {undefined-event: off}}]
            fail_on: info
        "}),
        (0, String::new())
    );
    assert_eq!(of("only: [unused-event]\n"), (0, String::new()));
}

#[test]
fn ignores_expire_and_unused_ones_are_reported() {
    let project = Project::new();
    project.write("app/a.rb", CALL);
    let of = |config: &str| {
        project.write("tracklint.yml", config);
        let run = project.run_on(DAY, &["check", "--format", "concise"]);
        let lints = run.out.lines().filter_map(|line| {
            line.split_once('[')?
                .1
                .split_once(']')
                .map(|(lint, _)| lint.to_owned())
        });
        lints.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        of("ignore: [{path: app, lint: undefined-event, reason: r}]\n"),
        ""
    );
    assert_eq!(
        of("ignore: [{path: [app], reason: r, until: 2026-06-15}]\n"),
        "",
        "the last day counts"
    );
    assert_eq!(
        of("ignore: [{path: app, reason: r, until: 2026-06-14}]\n"),
        "undefined-event expired-ignore"
    );
    assert_eq!(
        of("ignore: [{path: lib, reason: r}]\n"),
        "undefined-event unused-ignore"
    );
    assert_eq!(
        of("ignore: [{path: app, lint: unused-event, reason: r}]\n"),
        "undefined-event unused-ignore"
    );
}

#[test]
fn external_events_are_neither_undefined_nor_unused() {
    let project = Project::new();
    project.write("app/a.rb", CALL);
    project.event("mobile_open");
    let all = |config: &str| {
        project.write("tracklint.yml", config);
        project.findings(&["undefined-event", "unused-event", "unused-setting"])
    };
    assert_eq!(
        all(""),
        [
            "app/a.rb:1 undefined-event",
            "config/events/mobile_open.yml:3 unused-event"
        ]
    );
    assert_eq!(
        all(indoc! {r"
            external_events:
              sent: [mobile_*]
              defined: [x_y]
        "}),
        Vec::<String>::new()
    );
    let found = all(indoc! {r"
        external_events:
          sent: [nobody]
          defined: [nothing]
    "});
    assert_eq!(
        found
            .iter()
            .filter(|finding| finding.starts_with("tracklint.yml:"))
            .count(),
        2,
        "{found:?}"
    );
}

#[test]
fn a_pattern_is_unused_only_if_no_file_matches_it() {
    let project = Project::new();
    project.write("spec/models/a_spec.rb", CALL);
    let idle = |config: &str| {
        project.write("tracklint.yml", config);
        project.findings(&["unused-setting"]).len()
    };
    assert_eq!(idle("exclude: [spec/models]\n"), 0);
    assert_eq!(idle("exclude: ['**/*_spec.rb']\n"), 0);
    assert_eq!(idle("exclude: [spec/models, spec/features]\n"), 1);
}

/// Returns the verdict of a feature.
fn verdict(project: &Project, id: &str) -> String {
    let run = project.run(&["list", "features", "--format", "json"]);
    let json: serde_json::Value =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
    let row = json["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == id)
        .unwrap()
        .clone();
    row["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn aliases_and_overlay_change_features() {
    let project = Project::new();
    project.write(
        "config/feature_categories.yml",
        indoc! {r"
        ---
        - carts
        - gifts
    "},
    );
    project.write(
        "app/controllers/a_controller.rb",
        indoc! {r"
            class AController
              feature_category :basket
            end
        "},
    );
    project.write(
        "app/gifts/send.rb",
        "Gitlab::InternalEvents.track_event('place_order')\n",
    );
    assert_eq!(
        (verdict(&project, "carts"), verdict(&project, "gifts")),
        ("no-code".into(), "no-code".into())
    );
    assert_eq!(project.findings(&["unknown-category"]).len(), 1);
    project.write("tracklint.yml", "aliases: {categories: {basket: carts}}\n");
    assert_eq!(verdict(&project, "carts"), "uninstrumented");
    assert_eq!(
        project.findings(&["unknown-category", "unused-setting"]),
        Vec::<String>::new()
    );
    project.write(
        "tracklint.yml",
        "overlay: {gifts: {paths: [app/gifts], events: [place_*]}}\n",
    );
    assert_eq!(verdict(&project, "gifts"), "instrumented");
    project.write(
        "tracklint.yml",
        "overlay: {gifts: {metrics: [counts.count_total_place_order]}}\n",
    );
    assert_eq!(
        verdict(&project, "gifts"),
        "instrumented",
        "an event feeds the metric"
    );
    project.write("tracklint.yml", "overlay: {gifts: {exempt: staff only}}\n");
    assert_eq!(verdict(&project, "gifts"), "exempt");
    project.write("tracklint.yml", "aliases: {groups: {purchase: checkout}}\n");
    let events = project.run(&["list", "events", "--format", "json"]).out;
    assert!(
        events.contains("\"group\": \"checkout\"") && !events.contains("\"group\": \"purchase\""),
        "{events}"
    );
}

#[test]
fn an_unused_entry_of_the_configuration_is_a_finding() {
    let project = Project::new();
    project.write(
        "config/feature_categories.yml",
        indoc! {r"
        ---
        - gifts
    "},
    );
    project.write(
        "tracklint.yml",
        indoc! {r#"
            exclude:
              - "nowhere/**"
            include:
              - app
              - config
              - nothing
            overrides:
              - path: gone
                lints: {unused-event: info}
            aliases:
              categories:
                a: gifts
              groups:
                b: c
            overlay:
              gfits: {exempt: r}
              gifts:
                events: [d]
                metrics: [e]
                paths: [f]
        "#},
    );
    let lines: Vec<String> = project.findings(&["unused-setting"]);
    let expected = [2, 6, 8, 12, 14, 16, 18, 19, 20]
        .map(|line| format!("tracklint.yml:{line} unused-setting"));
    assert_eq!(lines, expected);
    assert!(
        project
            .run(&["check", "--format", "json"])
            .out
            .contains("Did you mean `gifts`?")
    );
}

/// Checks that settings are shown with their origins.
fn assert_origins(shown: &str) {
    for (text, origin) in [
        ("fail_on: never", "conf/base.yml:1"),
        ("undefined-event: warning", "tracklint.yml:2"),
        ("unused-event: error", "conf/base.yml:2"),
        ("- app/a.rb", "conf/base.yml:3"),
        ("max_new: 0", "default"),
        ("threads: 2", "--threads"),
    ] {
        let is_shown = shown
            .lines()
            .any(|line| line.contains(text) && line.ends_with(&format!("# {origin}")));
        assert!(is_shown, "{text} from {origin}:\n{shown}");
    }
}

/// Configurations whose base or feature list is refused.
const REFUSED_BASES: &[(&str, &str)] = &[
    (
        "extends: ../outside.yml\n",
        "tracklint.yml:1:10: `../outside.yml` is outside",
    ),
    (
        "extends: /etc/passwd\n",
        "tracklint.yml:1:10: `/etc/passwd` is outside",
    ),
    (
        "features: ../f.yml\n",
        "tracklint.yml:1:11: `../f.yml` is outside",
    ),
    (
        "extends: [conf/circle.yml]\n",
        "conf/circle.yml:1:10: the configuration extends itself",
    ),
    ("extends: nowhere.yml\n", "tracklint.yml:1:10: no such file"),
    (
        "extends: conf/wrong.yml\n",
        "conf/wrong.yml:2:1: unknown key `lnits`",
    ),
];

#[test]
fn a_configuration_extends_others_in_its_folder_only() {
    let project = Project::new();
    project.write("app/a.rb", CALL);
    project.write(
        "conf/base.yml",
        indoc! {r"
        fail_on: never
        lints: {undefined-event: info, unused-event: error}
        exclude: [app/a.rb]
    "},
    );
    project.write(
        "tracklint.yml",
        indoc! {r"
            extends: conf/base.yml
            lints: {undefined-event: warning}
        "},
    );
    let run = project.run(&["config", "show", "--threads", "2"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_origins(&run.out);
    assert!(project.findings(&["undefined-event"]).is_empty());
    // What is shown is a configuration that says the same.
    project.write("tracklint.yml", &run.out);
    assert_eq!(project.run(&["check"]).code, 0);
    for &(config, expected) in REFUSED_BASES {
        project.write("conf/circle.yml", "extends: ../tracklint.yml\n");
        project.write(
            "conf/wrong.yml",
            indoc! {r"
            lints: {}
            lnits: {}
        "},
        );
        project.write("tracklint.yml", config);
        let run = project.run(&["check"]);
        assert!(
            run.code == 2 && run.err.contains(expected),
            "{config}: {}",
            run.err
        );
    }
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("base.yml"), "fail_on: never\n").unwrap();
    project.write(
        "given.yml",
        format!("extends: {}\n", outside.path().join("base.yml").display()),
    );
    project.write("tracklint.yml", "");
    assert_eq!(
        project.run(&["check", "--config", "given.yml"]).code,
        0,
        "who names a configuration trusts it"
    );
}
