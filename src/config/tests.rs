//! Values of a configuration, and errors with a position.

#![allow(clippy::unwrap_used)]

mod schema;

use crate::config::{Settings, find};
use crate::finding::Severity;
use indoc::indoc;
use std::path::Path;

fn parse(text: &str) -> Result<Settings, String> {
    Settings::parse(".", Path::new("tracklint.yml"), text).map_err(|error| error.to_string())
}

#[test]
fn valid_settings_are_read() {
    let text = indoc! {r#"
        packs: [gitlab/redis]
        exclude: [vendor, "*.gen.rb"]
        lints: {unused-event: off, a: info}
        fail_on: never
        ignore:
          - {path: "app/**", lint: a, reason: old, until: 2027-02-28}
        aliases: {categories: {x: y}}
        external_events: {sent: [a_*]}
        overlay:
          f: {events: [e], exempt: no screen}
        overrides:
          - {path: app/old, lints: {b: warning, a: error}}
          - {path: [app/old/x], lints: {b: off}}
        max_new: 3
        threads: 2
        strict: true
        baseline: known.json
        only: [a, b, unused-event]
    "#};
    let settings = parse(text).unwrap();
    let severity = |lint: &str, path: &str| settings.severity(lint, path, Severity::Error);
    assert_eq!(severity("unused-event", "x"), None);
    assert_eq!(severity("a", "x"), Some(Severity::Info));
    assert_eq!(
        severity("a", "app/old/y.rb"),
        Some(Severity::Error),
        "a path weighs more than the whole"
    );
    assert_eq!(severity("b", "app/old/y.rb"), Some(Severity::Warning));
    assert_eq!(
        severity("b", "app/old/x/y.rb"),
        None,
        "the last that matches counts"
    );
    assert_eq!(severity("b", "x"), Some(Severity::Error));
    assert_eq!(settings.fail_on, Some(None));
    assert!(settings.exclude.is_match("vendor/a/b.rb") && settings.exclude.is_match("x.gen.rb"));
    assert!(!settings.exclude.is_match("a/x.gen.rb") && !settings.exclude.is_match("vendors/a.rb"));
    assert_eq!(settings.exclude.matching("x.gen.rb"), [1]);
    let ignore = &settings.ignore[0];
    assert!(
        ignore.covers("a", "app/x/y.rb")
            && !ignore.covers("b", "app/x.rb")
            && !ignore.covers("a", "lib/x.rb")
    );
    assert!(ignore.is_expired("2027-03-01") && !ignore.is_expired("2027-02-28"));
    let line = |span| settings.sources.lines(span).0;
    assert_eq!(
        (line(ignore.span), line(settings.overlay["f"].span)),
        (6, 10)
    );
    assert_eq!(settings.overlay["f"].exempt.as_deref(), Some("no screen"));
    assert_eq!(
        (settings.max_new, settings.threads, settings.strict),
        (Some(3), Some(2), true)
    );
    assert_eq!(settings.baseline.as_deref(), Some(Path::new("known.json")));
}

#[test]
fn an_empty_file_is_a_valid_configuration() {
    for text in [
        "",
        "# only a comment\n",
        "---\n",
        "\u{feff}exclude: []\r\n",
        indoc! {r"
            ignore:
            lints:
        "},
    ] {
        assert!(parse(text).is_ok(), "{text:?}");
    }
}

/// Checks that each configuration is refused with a message that contains the text.
fn assert_errors(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        let error = parse(text).unwrap_err();
        assert!(error.contains(expected), "{text:?} gave {error:?}");
        assert!(!error.trim_end().ends_with(':'), "{error:?}");
    }
}

#[test]
fn unknown_keys_and_severities_have_a_position_and_help() {
    assert_errors(&[
        ("a: 1", "tracklint.yml:1:1: unknown key `a`"),
        (
            "exclude: []\nexlude: []",
            "tracklint.yml:2:1: unknown key `exlude`\n  help: did you mean `exclude`?",
        ),
        (
            indoc! {r"
                ignore:
                  - lint: a
                    reason: b
                    untill: c"},
            ":4:5: unknown key `untill`\n  help: did you mean `until`?",
        ),
        (
            indoc! {r"
                overlay:
                  x:
                    event: [a]"},
            ":3:5: unknown key `event`\n  help: did you mean `events`?",
        ),
        (
            "lints:\n  a: warn",
            "tracklint.yml:2:6: `warn` is not a severity",
        ),
        ("lints:\n  a: eror", "help: did you mean `error`?"),
        (
            indoc! {r"
                lints:
                  a: info
                  a: error"},
            "tracklint.yml:3:3: duplicate key `a`",
        ),
    ]);
}

/// Configurations with an invalid value, and the error.
const INVALID_VALUES: &[(&str, &str)] = &[
    (
        "fail_on: always",
        "tracklint.yml:1:10: `always` is not a severity",
    ),
    ("exclude:\n  - \"a[\"", "tracklint.yml:2:5: "),
    (
        "exclude:\n  - 12",
        "tracklint.yml:2:5: each entry of `exclude` must be a string\n  help: put it in quotes: \"12\"",
    ),
    (
        "ignore:\n  - reason: x",
        "tracklint.yml:2:5: an `ignore` entry needs",
    ),
    (
        "ignore:\n  - lint: x",
        "tracklint.yml:2:5: each entry of `ignore` lacks the key `reason`",
    ),
    (
        indoc! {r#"
            ignore:
              - lint: x
                reason: " ""#},
        "tracklint.yml:3:13: `reason` is empty",
    ),
    (
        "ignore:\n  - {lint: x, reason: y, until: 2027-02-29}",
        "tracklint.yml:2:33: `2027-02-29` is not a date",
    ),
    (
        "overlay: {a: {exempt: \"\"}}",
        "tracklint.yml:1:23: `exempt` is empty",
    ),
    (
        "max_new: -1",
        "tracklint.yml:1:10: `max_new` must be a whole number",
    ),
    (
        "threads: 0",
        "tracklint.yml:1:10: `threads` must be between 1 and 256",
    ),
    ("exclude: [", "tracklint.yml:"),
    (
        "exclude: {a: b}",
        "tracklint.yml:1:10: `exclude` must be a list",
    ),
    ("- a", "tracklint.yml:1:1: the configuration must be a map"),
    (
        indoc! {r"
        exclude: []
        ---
        exclude: []"},
        "more than one document",
    ),
];

#[test]
fn invalid_values_have_a_position_and_help() {
    let many = format!("ignore:\n{}", "  - {lint: x, reason: y}\n".repeat(2_001));
    assert_errors(&[(
        &many,
        "tracklint.yml:2:3: `ignore` has more than 2000 entries",
    )]);
    assert_errors(INVALID_VALUES);
}

#[test]
fn a_missing_file_has_a_position() {
    let expected = "tracklint.yml:1:11: no such file: `nowhere.yml`";
    assert_errors(&[("features: nowhere.yml", expected)]);
}

#[test]
fn unknown_lints_have_a_position_and_help() {
    for text in [
        "lints:\n  undefined-evnt: off",
        "only:\n- undefined-evnt",
        indoc! {r"
            ignore:
            - lint: undefined-evnt
              reason: x"},
    ] {
        let error = parse(text)
            .unwrap()
            .check_lints(&["undefined-event"])
            .unwrap_err()
            .to_string();
        let expected = ": unknown lint `undefined-evnt`\n  help: did you mean `undefined-event`?";
        assert!(
            error.starts_with("tracklint.yml:2:") && error.ends_with(expected),
            "{error}"
        );
    }
}

#[test]
fn the_nearest_configuration_file_above_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.path().join("tracklint.yml"), "rules: [r.yml]\n").unwrap();
    std::fs::write(folder.path().join("r.yml"), "").unwrap();
    assert_eq!(
        find(&inner),
        None,
        "a folder above may belong to anybody without a repository around both"
    );
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let file = find(&inner).unwrap();
    let settings = Settings::read(&inner, &file).unwrap();
    assert!(
        settings.rules[0].is_file(),
        "paths are relative to the configuration's folder"
    );
    let path = settings
        .sources
        .iter()
        .next()
        .map(|(_, file)| file.path.to_string());
    assert_eq!(
        path.as_deref(),
        Some("../../tracklint.yml"),
        "findings point at it from the root"
    );
}
