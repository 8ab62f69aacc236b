//! Reports: safe to open, within what readers take, and whole or not there at all.

use crate::support::project::Project;
use serde_json::Value;

/// Texts that a page, a spreadsheet or a document would act on.
fn loaded(text: &str) -> Project {
    let quoted = serde_json::to_string(text).unwrap();
    let event = format!(
        "description: {quoted}\ninternal_events: true\naction: {quoted}\nidentifiers: [user]\n"
    );
    let project = Project::with("config/events/loaded.yml", event);
    project.write(
        "app/a.rb",
        format!("Gitlab::InternalEvents.track_event({quoted}.freeze)\n"),
    );
    project
}

/// 50: what would run or lead away in a page is text there.
#[test]
fn pages_run_nothing() {
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "`x` | <b>| ![i](https://e.example/x)",
    ] {
        let project = loaded(text);
        let html = project.run_limited(&["check", "--format", "html"]).out;
        assert!(html.contains("Content-Security-Policy"), "{text}");
        for tag in ["<script>alert", "<img", "href=\"javascript:", "<b>|"] {
            assert!(!html.contains(tag), "{text}: {tag}");
        }
        let markdown = project.run_limited(&["check", "--format", "markdown"]).out;
        let acts = pulldown_cmark::Parser::new(&markdown).find_map(|event| match event {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                (!dest_url.starts_with("https://") && !dest_url.starts_with("http://"))
                    .then(|| dest_url.to_string())
            }
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Image { dest_url, .. }) => {
                Some(dest_url.to_string())
            }
            pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => {
                ["<script", "<img", "<b>"]
                    .iter()
                    .any(|tag| html.contains(tag))
                    .then(|| html.to_string())
            }
            _ => None,
        });
        assert_eq!(acts, None, "{text}: {markdown}");
    }
}

/// 51: what a spreadsheet takes for a formula begins with an apostrophe; a warehouse gets the cells as they are.
#[test]
fn cells_are_no_formulas() {
    for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@x"] {
        let project = loaded(text);
        let cells = |format: &str| -> Vec<String> {
            let ran = project.run_limited(&["list", "events", "--format", format]);
            let rows = csv::Reader::from_reader(ran.out.as_bytes())
                .into_records()
                .map(Result::unwrap)
                .collect::<Vec<_>>();
            rows.iter()
                .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
                .collect()
        };
        assert!(
            cells("csv").contains(&format!("'{text}"))
                && !cells("csv").iter().any(|cell| cell == text),
            "{text}"
        );
        assert!(cells("csv-raw").iter().any(|cell| cell == text), "{text}");
    }
}

/// 52: XML is read by a strict reader, whatever texts hold.
#[test]
fn xml_is_well_formed() {
    let project = loaded("a]]>b\u{ffff}\u{fffe}\u{1}<&\"'");
    for format in ["junit", "checkstyle", "cobertura"] {
        let out = project.run_limited(&["check", "--format", format]).out;
        roxmltree::Document::parse(&out).unwrap_or_else(|error| panic!("{format}: {error}"));
    }
}

/// 53: what readers do not take is left out by severity, and that is said.
#[test]
fn more_findings_than_readers_take() {
    let project = Project::good();
    for file in 0..52 {
        let calls: String = (0..500)
            .map(|n| format!("Gitlab::InternalEvents.track_event('lost_{file}_{n}')\n"))
            .collect();
        project.write(&format!("app/many/{file}.rb"), calls);
    }
    let ran = project.run_limited(&["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"].as_array().unwrap().len(),
        25_000
    );
    assert!(
        ran.err.contains("sarif: ") && ran.err.contains("are omitted"),
        "{}",
        ran.err
    );
}

/// 54: a report that cannot be written is no success, and what was there stays.
#[test]
fn reports_that_cannot_be_written() {
    let project = Project::good();
    project.write("out/old.json", "old");
    let old = project.path("out/old.json");
    for (target, reason) in [
        (
            "json=/nowhere/at/all.json".to_owned(),
            "/nowhere/at/all.json: cannot be written: No such file or directory (os error 2)",
        ),
        (
            "json=/dev/full".to_owned(),
            "/dev/full: cannot be written: No space left on device (os error 28)",
        ),
        (
            format!("json={}", project.path("out").display()),
            "out: cannot be written: it is a folder",
        ),
        (
            format!("nothing={}", old.display()),
            "unknown format `nothing`",
        ),
    ] {
        let ran = project.run_limited(&["check", "--report", &target]);
        assert!(
            ran.code == 2 && ran.err.contains(reason),
            "{target}: {}",
            ran.err
        );
    }
    // A report is written beside the old one first, so one that breaks off does not take its place.
    let full = format!("json={}", old.display());
    let ran = crate::support::program::run_limited(
        &[
            "check",
            project.root().to_str().unwrap(),
            "--report",
            &full,
            "--report",
            "sarif=/dev/full",
        ],
        |command| command,
    );
    assert!(ran.code == 2, "{}", ran.err);
    let left = std::fs::read_to_string(&old).unwrap();
    assert!(
        left == "old" || serde_json::from_str::<Value>(&left).is_ok(),
        "whole, the old or the new: {left}"
    );
    assert_eq!(
        std::fs::read_dir(project.path("out")).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

/// 55: two reports to one file are refused; a link is replaced, never followed, by reports and by corrections.
#[test]
fn reports_and_corrections_follow_no_link() {
    let outside = Project::with("target.txt", "untouched");
    let project = Project::good();
    std::os::unix::fs::symlink(outside.path("target.txt"), project.path("report.json")).unwrap();
    let path = project.path("report.json").display().to_string();
    let (json, sarif) = (format!("json={path}"), format!("sarif={path}"));
    let ran = project.run_limited(&["check", "--report", &json, "--report", &sarif]);
    let expected =
        format!("error: {path}: two reports (json and sarif) are to be written to one file\n");
    assert_eq!((ran.code, ran.err), (2, expected));
    project.run_limited(&["check", "--report", &json, "--fail-on", "never"]);
    assert_eq!(
        std::fs::read_to_string(outside.path("target.txt")).unwrap(),
        "untouched"
    );
    assert!(
        std::fs::symlink_metadata(project.path("report.json"))
            .unwrap()
            .is_file()
    );

    let misspelt = "Gitlab::InternalEvents.track_event('view_pagee', user: user)\n";
    outside.write("a.rb", misspelt);
    std::os::unix::fs::symlink(outside.path("a.rb"), project.path("app/link.rb")).unwrap();
    project.write("app/own.rb", misspelt);
    project.run_limited(&["check", "--fix", "--fail-on", "never"]);
    assert_eq!(
        std::fs::read_to_string(project.path("app/own.rb")).unwrap(),
        misspelt.replace("pagee", "page"),
        "a file is corrected"
    );
    assert_eq!(
        std::fs::read_to_string(outside.path("a.rb")).unwrap(),
        misspelt,
        "what a link leads to is not"
    );
}

/// 56: whoever closes the pipe changes nothing.
#[test]
fn a_closed_pipe_changes_no_exit_code() {
    let project = Project::good();
    for file in 0..20 {
        let calls: String = (0..200)
            .map(|n| format!("Gitlab::InternalEvents.track_event('lost_{file}_{n}')\n"))
            .collect();
        project.write(&format!("app/many/{file}.rb"), calls);
    }
    for format in ["terminal", "json", "html"] {
        let command = format!(
            "\"$0\" check \"$1\" --show all --format {format} --quiet --fail-on never; echo \"ended with $?\" >&2"
        );
        let mut pipe = std::process::Command::new("sh");
        pipe.args(["-c", &format!("{{ {command}; }} | head -c 1")])
            .arg(env!("CARGO_BIN_EXE_tracklint"))
            .arg(project.root());
        let ran = pipe.output().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&ran.stderr),
            "ended with 0\n",
            "{format}"
        );
    }
}
