//! What leaves the program: names and texts that steer a terminal, reports that cannot be written, other surroundings.

use crate::harness::{Project, run};
use serde_json::Value;

/// 35, 36, 37: odd names and texts stay on their line and are only shown.
#[test]
fn odd_names_and_texts_are_only_shown() {
    let name = "app/a\u{1b}[31m\u{202e},b:c%\n\"'.rb";
    let project = Project::with(name, "Gitlab::InternalEvents.track_event('lo\u{1b}]52;c;x\u{7}\u{200f}st')\n");
    let json = project.check().json;
    let lost = json["findings"].as_array().unwrap().iter().filter(|finding| finding["path"] == name);
    assert!(lost.count() > 0, "JSON has the name as it is");
    for format in ["terminal", "concise", "markdown"] {
        let out = project.run(&["check", "--format", format]).out;
        let steers = |c: &char| c.is_control() && *c != '\n' || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        assert_eq!(out.chars().find(steers), None, "{format}");
    }
    // Annotations need the true path; they are read by a program, line by line.
    let github = project.run(&["check", "--format", "github"]).out;
    assert!(!github.contains(|c: char| c.is_control() && c != '\n') && github.lines().all(|line| line.starts_with("::")));
    let concise = project.run(&["check", "--format", "concise"]).out;
    let total = json["findings"].as_array().unwrap().len();
    assert_eq!(concise.lines().filter(|line| line.contains(": ")).count(), total, "one line for each finding");
}

/// 54, 55: a report that cannot be written is no success, and what was there stays.
#[test]
fn reports_that_cannot_be_written_are_said() {
    let project = Project::good();
    for target in ["json=/nowhere/at/all.json", "json=/dev/full"] {
        let ran = project.run(&["check", "--report", target]);
        assert!(ran.code == 2 && ran.err.contains("cannot be written"), "{target}: {}", ran.err);
    }
}

/// 69, 70: the number of threads and the surroundings change no byte.
#[test]
fn surroundings_change_no_byte() {
    let project = Project::good();
    for number in 0..40 {
        project.write(&format!("app/m/{number}.rb"), format!("Gitlab::InternalEvents.track_event('lost_{number}')\n"));
    }
    let root = project.path().to_str().unwrap();
    for format in ["json", "terminal", "sarif"] {
        let plain = run(&["check", root, "--format", format], |command| command).out;
        let one = run(&["check", root, "--format", format, "--threads", "1"], |command| command).out;
        let many = run(&["check", root, "--format", format, "--threads", "16"], |command| {
            let command = command.env("CI", "true").env("TERM", "dumb").env("NO_COLOR", "1").env("LANG", "tr_TR.UTF-8");
            command.env("SOURCE_DATE_EPOCH", "0").env_remove("HOME").current_dir("/")
        });
        assert!(plain == one && plain == many.out, "{format}");
    }
}

/// 45 to 48: a configuration that is wrong, reaches outside, or asks for endless work is refused, or costs nothing.
#[test]
fn configurations_are_refused_or_cheap() {
    for text in [
        "exclud: [a]\n",
        "exclude: {a: b}\n",
        "exclude: ['a[']\n",
        "packs: [nothing]\n",
        "fail_on: 12\n",
        "a: [\n",
        "lints: {x: off}\n",
    ] {
        let ran = Project::with("tracklint.yml", text).run(&["check"]);
        assert!(ran.code == 2 && !ran.err.is_empty(), "{text}: {}", ran.err);
    }
    let nested = format!("exclude: ['{}a{}']\n", "{b,".repeat(10_000), "}".repeat(10_000));
    let stars = format!("exclude: ['{}x']\n", "**/".repeat(1_000));
    for text in [nested, stars] {
        Project::with("tracklint.yml", text).run(&["check", "--format", "json"]);
    }
    let ignore = format!("{}x\n{}\n", "**/".repeat(1_000), "a*".repeat(5_000));
    Project::with(".gitignore", ignore).check();
}

/// 66: of two definitions of one event both places are shown.
#[test]
fn both_places_of_a_double_definition_are_shown() {
    let project =
        Project::with("config/events/again.yml", "---\ninternal_events: true\naction: view_page\nidentifiers: [user]\n");
    let json: Value = project.check_alone().json;
    let twice = json["findings"].as_array().unwrap().iter().find(|finding| finding["lint"] == "duplicate-event").unwrap();
    let mut places = [twice["path"].as_str().unwrap(), twice["related"][0]["path"].as_str().unwrap()];
    places.sort_unstable();
    assert_eq!(places, ["config/events/again.yml", "config/events/view_page.yml"]);
}
