//! What is wrong with a configuration is said with its place.

use std::path::Path;
use tracklint::config::{Settings, find};
use tracklint::finding::Severity;

fn parse(text: &str) -> Result<Settings, String> {
    Settings::parse(".", Path::new("tracklint.yml"), text).map_err(|error| error.to_string())
}

#[test]
fn valid_settings_are_taken_over() {
    let text = "packs: [gitlab/redis]\nexclude: [vendor, \"*.gen.rb\"]\nlints: {unused-event: off, a: info}\nfail_on: never\n\
                ignore:\n  - {path: \"app/**\", lint: a, reason: old, until: 2027-02-28}\n\
                aliases: {categories: {x: y}}\nexternal_events: {sent: [a_*]}\noverlay:\n  f: {events: [e], exempt: no screen}\n";
    let settings = parse(text).unwrap();
    assert_eq!(settings.severity("unused-event", Severity::Error), None);
    assert_eq!(settings.severity("a", Severity::Error), Some(Severity::Info));
    assert_eq!(settings.severity("b", Severity::Error), Some(Severity::Error));
    assert_eq!(settings.fail_on, Some(None));
    assert!(settings.exclude.is_match("vendor/a/b.rb") && settings.exclude.is_match("x.gen.rb"));
    assert!(!settings.exclude.is_match("a/x.gen.rb") && !settings.exclude.is_match("vendors/a.rb"));
    let ignore = &settings.ignore[0];
    assert!(ignore.covers("a", "app/x/y.rb") && !ignore.covers("b", "app/x.rb") && !ignore.covers("a", "lib/x.rb"));
    assert!(ignore.is_expired("2027-03-01") && !ignore.is_expired("2027-02-28"));
    assert_eq!((ignore.place.line, settings.overlay["f"].place.line), (6, 10));
    assert_eq!(settings.overlay["f"].exempt.as_deref(), Some("no screen"));
}

#[test]
fn nothing_is_the_empty_configuration() {
    for text in ["", "# only a comment\n", "---\n"] {
        assert!(parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn faults_have_a_place_and_a_remedy() {
    for (text, expected) in [
        ("a: 1", "tracklint.yml:1:1: unknown key `a`"),
        ("exclude: []\nexlude: []", "tracklint.yml:2:1: unknown key `exlude`\n  help: did you mean `exclude`?"),
        ("ignore:\n  - lint: a\n    reason: b\n    untill: c", ":4:5: unknown key `untill`\n  help: did you mean `until`?"),
        ("lints:\n  a: warn", "tracklint.yml:2:6: `warn` is no severity"),
        ("lints:\n  a: eror", "help: did you mean `error`?"),
        ("fail_on: always", "tracklint.yml:1:10: `always` is no severity"),
        ("exclude:\n  - \"a[\"", "tracklint.yml:2:5: "),
        ("ignore:\n  - reason: x", "tracklint.yml:2:13: an `ignore` entry needs"),
        ("ignore:\n  - lint: x", "missing field `reason`"),
        ("ignore:\n  - {lint: x, reason: y, until: 2027-02-29}", "tracklint.yml:2:33: `2027-02-29` is no date"),
        ("features: nowhere.yml", "tracklint.yml:1:11: there is no file `nowhere.yml`"),
        ("exclude: [", "tracklint.yml:"),
        ("exclude: {a: b}", "tracklint.yml:1:"),
        ("exclude: []\n---\nexclude: []", "more than one document"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.contains(expected), "{text:?} gave {error:?}");
        assert!(!error.trim_end().ends_with(':'), "{error:?}");
    }
    let error = parse("lints:\n  undefined-evnt: off").unwrap().check_lints(&["undefined-event"]).unwrap_err();
    let expected = "tracklint.yml:2:3: there is no lint `undefined-evnt`\n  help: did you mean `undefined-event`?";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_nearest_file_above_holds() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.path().join("tracklint.yml"), "rules: [r.yml]\n").unwrap();
    std::fs::write(folder.path().join("r.yml"), "").unwrap();
    let file = find(&inner).unwrap();
    let settings = Settings::read(&inner, &file).unwrap();
    assert!(settings.rules[0].is_file(), "paths are relative to the configuration's folder");
}
