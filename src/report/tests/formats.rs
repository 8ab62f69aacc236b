//! The formats over one hand-built report whose line holds accents, emoji and control characters before the fault.

use super::canned::{PATH, TEXT, UNDEFINED, UNUSED, find, report, written};
use crate::finding::{Finding, Lint};
use crate::report::{FORMATS, Report, terminal};
use crate::source::{SourceFile, SourceMap};
use serde_json::Value;
use std::collections::BTreeSet;

fn json(name: &str) -> Value {
    serde_json::from_str(&written(name, &report())).unwrap()
}

#[test]
fn every_format_has_its_own_name_and_writes_the_same_bytes_twice() {
    let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        assert_eq!(
            written(format.name, &report()),
            written(format.name, &report()),
            "{}",
            format.name
        );
        written(format.name, &Report::default());
    }
}

#[test]
fn formats_for_people_hold_no_control_characters() {
    for name in ["terminal", "concise", "github", "markdown"] {
        let text = written(name, &report());
        let bad =
            |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
        assert_eq!(text.chars().find(bad), None, "{name}: {text}");
    }
}

#[test]
fn the_terminal_format_fits_eighty_columns() {
    let text = written("terminal", &report());
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 80, "{widest}\n{text}");
    assert!(text.contains(&format!("{PATH}:2:")), "{text}");
    assert!(text.contains("app/long.rb:1:70007"), "{text}");
    assert!(text.find("LINT").unwrap() < text.find("group::a").unwrap());
    assert!(
        text.contains(" see ") && text.contains("Instrumentation coverage: 87.5%"),
        "{text}"
    );
}

#[test]
fn the_terminal_format_limits_the_findings_of_each_lint() {
    let shown = |show| {
        let mut out = Vec::new();
        terminal::write_with(
            &report(),
            terminal::Options {
                show,
                ..terminal::Options::default()
            },
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap().matches("a.rb:2:").count()
    };
    // One more mention comes from the related place of the other lint.
    assert_eq!((shown(Some(1)), shown(None)), (2, 3));
}

#[test]
fn concise_lines_count_bytes() {
    let column = TEXT.lines().nth(1).unwrap().find('\'').unwrap() + 1;
    let text = written("concise", &report());
    let first = text.lines().next().unwrap();
    assert_eq!(
        first,
        format!(
            "{PATH}:2:{column}: error[undefined-event] event `first` is not defined. define it or remove the call"
        )
    );
}

#[test]
fn sarif_regions_match_the_text_of_the_finding() {
    let sarif = json("sarif");
    let run = &sarif["runs"][0];
    assert_eq!(
        (&sarif["version"], &run["columnKind"]),
        (&"2.1.0".into(), &"utf16CodeUnits".into())
    );
    for result in run["results"].as_array().unwrap() {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(
            result["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap()
                .len(),
            32
        );
    }
    let location = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "app/gr%C3%B6%C3%9Fe%20%26%20co/a.rb"
    );
    let region = |key: &str| location["region"][key].as_u64().unwrap() as usize;
    let units: Vec<u16> = TEXT
        .lines()
        .nth(region("startLine") - 1)
        .unwrap()
        .encode_utf16()
        .collect();
    assert_eq!(
        String::from_utf16(&units[region("startColumn") - 1..region("endColumn") - 1]).unwrap(),
        "'first'"
    );
    static LINTS: &[&Lint] = &[&UNUSED];
    let silent = Report {
        lints: LINTS,
        ..Report::default()
    };
    let silent: Value = serde_json::from_str(&written("sarif", &silent)).unwrap();
    assert_eq!(
        silent["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unused-event",
        "lints that found nothing are listed too"
    );
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn rdjson_counts_bytes() {
    let document = json("rdjson");
    let range = &document["diagnostics"][0]["location"]["range"];
    let column = |end: &str| range[end]["column"].as_u64().unwrap() as usize - 1;
    assert_eq!(
        &TEXT.lines().nth(1).unwrap()[column("start")..column("end")],
        "'first'"
    );
}

#[test]
fn code_quality_keeps_to_the_servers_schema() {
    let issues = json("code-quality");
    let issues = issues.as_array().unwrap();
    let prints: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!((issues.len(), prints.len()), (3, 3));
    for issue in issues {
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["description"].is_string() && issue["check_name"].is_string());
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        assert!(
            !issue["location"]["path"]
                .as_str()
                .unwrap()
                .starts_with(['.', '/'])
        );
    }
    assert_eq!(written("code-quality", &Report::default()), "[]\n");
}

#[test]
fn xml_is_read_by_an_independent_reader() {
    let text = written("junit", &report());
    let junit = quick_junit::Report::deserialize_from_str(&text).unwrap();
    assert_eq!((junit.test_suites.len(), junit.failures), (1, 2));
    assert_eq!(
        quick_junit::Report::deserialize_from_str(&written("junit", &Report::default()))
            .unwrap()
            .tests,
        1
    );
    let checkstyle = written("checkstyle", &report());
    assert!(
        checkstyle.contains(r#"<file name="app/größe &amp; co/a.rb">"#),
        "{checkstyle}"
    );
    assert!(!checkstyle.contains('\u{1b}') && checkstyle.contains("&lt;[2J&gt;"));
    assert_eq!(
        (
            checkstyle.matches("<file ").count(),
            checkstyle.matches("</file>").count()
        ),
        (2, 2)
    );
}

#[test]
fn github_properties_are_escaped() {
    let text = written("github", &report());
    assert!(
        text.contains("::error file=app/größe & co/a.rb,line=2,endLine=2,"),
        "{text}"
    );
    assert!(
        text.contains("is not defined%0Adefine it%0Aor remove the call\n")
            && text.contains(", 50 %25")
    );
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn openmetrics_and_dotenv_keep_their_grammar() {
    let metrics = written("openmetrics", &report());
    assert!(
        metrics.contains("\ntracklint_coverage_ratio 0.8750\n") && metrics.ends_with("\n# EOF\n"),
        "{metrics}"
    );
    assert!(metrics.contains("tracklint_files_skipped{reason=\"too_large\"} 1"));
    for line in written("dotenv", &report()).lines() {
        let (key, value) = line.split_once('=').unwrap();
        assert!(
            key.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !value.is_empty(),
            "{line}"
        );
    }
    assert!(written("dotenv", &report()).contains("TRACKLINT_COVERAGE=87.5\n"));
}

#[test]
fn json_lines_are_the_findings_of_the_json_document() {
    let document = json("json");
    assert_eq!(
        (&document["schema_version"], &document["summary"]["errors"]),
        (&1.into(), &2.into())
    );
    let lines = written("json-lines", &report());
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(document["findings"].as_array().unwrap(), &lines);
    assert_eq!(lines[0]["related"][0]["text"], "in here");
}

#[test]
fn fingerprints_survive_blank_lines_on_top() {
    let prints = |text: &str| {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new(PATH, text));
        let finding =
            |nth| Finding::new(&UNDEFINED, find(file, text, "'first'", nth), "first", "m");
        let report = Report::new(sources, vec![finding(0), finding(1)]);
        report
            .findings
            .iter()
            .map(|numbered| numbered.fingerprint.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(prints(TEXT), prints(&format!("{}{TEXT}", "\n".repeat(100))));
}
