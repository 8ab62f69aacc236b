//! Output: names and texts that control a terminal, reports that cannot be written, and other environments.

use crate::support::program::run_limited;
use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

/// A file name with all that some format gives a meaning of its own.
const NAME: &str = "app/a,b:c%0A\n\"'<&>.rb";
/// A file name and an event name that steer a terminal, order text, or are not seen.
const STEERING: &str = "app/a\u{1b}[31m\u{202e},b.rb";
const EVENT: &str = "lo\u{1b}]52;c;x\u{7}\u{200b}\u{202e}st";

fn odd() -> Project {
    Project::with(
        STEERING,
        format!("Gitlab::InternalEvents.track_event('{EVENT}')\n"),
    )
}

/// 35, 36: nothing that a person reads, in whatever format, holds a character that steers a terminal or is not seen.
#[test]
fn odd_names_and_texts_are_only_shown() {
    let project = odd();
    project.write(
        "config/events/odd.yml",
        indoc! {r#"
            description: "a\e[31m\u202e\x07 b"
            internal_events: true
            action: "odd\e]0;x\x07\u200b"
            identifiers: [user]
        "#},
    );
    let steers = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for format in ["terminal", "concise", "markdown", "html", "github"] {
        let ran = project.run_limited(&["check", "--format", format]);
        assert_eq!(ran.out.chars().find(steers), None, "{format}: {}", ran.out);
        assert_eq!(ran.err.chars().find(steers), None, "{format}: {}", ran.err);
    }
    for arguments in [
        ["list", "calls"].as_slice(),
        &["list", "events"],
        &["coverage"],
        &["check", "--show", "all"],
        &["baseline", "show"],
        &["config", "show"],
    ] {
        let ran = project.run_limited(arguments);
        assert_eq!(
            ran.out.chars().chain(ran.err.chars()).find(steers),
            None,
            "{arguments:?}: {}{}",
            ran.out,
            ran.err
        );
    }
    let ran = run_limited(
        &["trace", EVENT, project.root().to_str().unwrap()],
        |command| command,
    );
    assert_eq!(
        ran.out.chars().chain(ran.err.chars()).find(steers),
        None,
        "trace: {}{}",
        ran.out,
        ran.err
    );
}

/// 36: a name with a character that nobody sees is shown with it spelt out.
#[test]
fn what_is_not_seen_in_a_name_is_spelt_out() {
    let project = odd();
    let text = project
        .run_limited(&["check", "--format", "concise", "--only", "undefined-event"])
        .out;
    assert!(
        text.contains("app/a\\u{1b}[31m\\u{202e},b.rb:1:36: "),
        "{text}"
    );
    assert!(
        text.contains("event `lo\\u{1b}]52;c;x\\u{7}\\u{200b}\\u{202e}st` is sent but not defined"),
        "{text}"
    );
}

/// 36: where such a name is defined, that is a finding of its own.
#[test]
fn a_defined_name_with_an_unseen_character_is_told() {
    let text = indoc! {r#"
        internal_events: true
        action: "lo\u200bst"
    "#};
    let report = Project::with("config/events/lost.yml", text).check();
    let told = report
        .findings("config/events/lost.yml")
        .into_iter()
        .filter(|(.., message)| message.contains("invisible"));
    let expected = "the name `lo\u{200b}st` has an invisible character (U+200B)";
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("invalid-definition", 2, 9, expected)]
    );
}

/// Returns a text without percent signs in front of bytes.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        let pair = |rest: &mut std::str::Bytes<'_>| [rest.next().unwrap(), rest.next().unwrap()];
        let byte = if byte == b'%' {
            u8::from_str_radix(std::str::from_utf8(&pair(&mut rest)).unwrap(), 16).unwrap()
        } else {
            byte
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).unwrap()
}

/// Checks the number of findings about the name in the formats that are JSON.
fn assert_in_json(project: &Project, expected: usize) {
    let out = |format: &str| project.run_limited(&["check", "--format", format]).out;
    let sarif: Value = serde_json::from_str(&out("sarif")).unwrap();
    let uris = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let uris = uris.map(|row| {
        row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap()
    });
    assert_eq!(
        uris.filter(|uri| decoded(uri) == NAME).count(),
        expected,
        "SARIF"
    );
    let quality: Value = serde_json::from_str(&out("code-quality")).unwrap();
    let paths = quality
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["location"]["path"].as_str().unwrap().to_owned());
    assert_eq!(
        paths.filter(|path| path == NAME).count(),
        expected,
        "code quality"
    );
    let rdjson: Value = serde_json::from_str(&out("rdjson")).unwrap();
    let paths = rdjson["diagnostics"].as_array().unwrap().iter();
    assert_eq!(
        paths.filter(|row| row["location"]["path"] == NAME).count(),
        expected,
        "rdjson"
    );
}

/// Checks that the name is in the formats that are XML, and in CSV.
fn assert_in_xml_and_csv(project: &Project) {
    for format in ["checkstyle", "junit"] {
        let out = project.run_limited(&["check", "--format", format]).out;
        let xml = roxmltree::Document::parse(&out).unwrap();
        let names = xml
            .descendants()
            .flat_map(|node| [node.attribute("name"), node.attribute("file")])
            .flatten();
        assert!(names.collect::<Vec<_>>().contains(&NAME), "{format}: {out}");
    }
    let calls = project
        .run_limited(&["list", "calls", "--format", "csv-raw"])
        .out;
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(calls.as_bytes())
        .records()
        .map(Result::unwrap)
        .collect();
    assert!(
        rows.iter().any(|row| row.iter().any(|cell| cell == NAME)),
        "{calls}"
    );
}

/// 37: each finding is one line, and every format that programs read gives the same name back.
#[test]
fn odd_names_come_back_as_they_are() {
    let project = Project::with(NAME, "Gitlab::InternalEvents.track_event('lost')\n");
    let json = project.check().json;
    let expected = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["path"] == NAME)
        .count();
    assert!(expected > 0, "JSON has the name as it is");
    let out = |format: &str| project.run_limited(&["check", "--format", format]).out;
    let concise = out("concise");
    assert_eq!(
        concise.lines().filter(|line| line.contains(": ")).count(),
        json["findings"].as_array().unwrap().len()
    );
    assert_in_json(&project, expected);
    let github = out("github");
    assert!(
        github.lines().all(|line| line.starts_with("::")),
        "{github}"
    );
    let written = |name: &str| {
        name.replace('%', "%25")
            .replace('\n', "%0A")
            .replace(':', "%3A")
            .replace(',', "%2C")
    };
    assert_eq!(
        github
            .matches(&format!("file={},line=", written(NAME)))
            .count(),
        expected,
        "{github}"
    );
    assert_in_xml_and_csv(&project);
}

/// 69, 70: the number of threads and the surroundings change no byte.
#[test]
fn surroundings_change_no_byte() {
    let project = Project::good();
    for number in 0..40 {
        project.write(
            &format!("app/m/{number}.rb"),
            format!("Gitlab::InternalEvents.track_event('lost_{number}')\n"),
        );
    }
    let root = project.root().to_str().unwrap();
    for format in ["json", "terminal", "sarif"] {
        let plain = run_limited(&["check", root, "--format", format], |command| command).out;
        let one = run_limited(
            &["check", root, "--format", format, "--threads", "1"],
            |command| command,
        )
        .out;
        let many = run_limited(
            &["check", root, "--format", format, "--threads", "16"],
            |command| {
                let command = command
                    .env("CI", "true")
                    .env("TERM", "dumb")
                    .env("NO_COLOR", "1")
                    .env("LANG", "tr_TR.UTF-8");
                command
                    .env("SOURCE_DATE_EPOCH", "0")
                    .env_remove("HOME")
                    .current_dir("/")
            },
        );
        assert!(plain == one && plain == many.out, "{format}");
    }
}

/// 66: of two definitions of one event both places are shown.
#[test]
fn both_places_of_a_double_definition_are_shown() {
    let project = Project::with(
        "config/events/again.yml",
        indoc! {r"
            ---
            internal_events: true
            action: view_page
            identifiers: [user]
        "},
    );
    let json: Value = project.check_alone().json;
    let twice = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["lint"] == "duplicate-event")
        .unwrap();
    let mut places = [
        twice["path"].as_str().unwrap(),
        twice["related"][0]["path"].as_str().unwrap(),
    ];
    places.sort_unstable();
    assert_eq!(
        places,
        ["config/events/again.yml", "config/events/view_page.yml"]
    );
}
