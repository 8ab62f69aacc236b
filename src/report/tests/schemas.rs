//! Formats without a published schema against their grammars, and columns in each format's own unit.

use super::canned::{ODD, TEXT, decoded, json, odd, report, shop, written};
use crate::report::Report;
use roxmltree::Document;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn columns_count_in_each_formats_own_unit() {
    let line = TEXT.lines().nth(1).unwrap();
    let at = line.find("'first'").unwrap();
    let (bytes, chars) = (at as u64 + 1, line[..at].chars().count() as u64 + 1);
    let utf16 = line[..at].encode_utf16().count() as u64 + 1;
    assert!(
        bytes > utf16 && utf16 > chars,
        "the line tells the units apart"
    );
    let region = &json("sarif", &report())["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        ["region"];
    assert_eq!(region["startColumn"], utf16);
    assert_eq!(
        json("rdjson", &report())["diagnostics"][0]["location"]["range"]["start"]["column"],
        bytes
    );
    assert_eq!(json("json", &report())["findings"][0]["column"], chars);
    let first = |name: &str| written(name, &report()).lines().next().unwrap().to_owned();
    assert!(
        first("concise").contains(&format!(":2:{bytes}: ")),
        "{}",
        first("concise")
    );
    assert!(
        first("github").contains(&format!(",col={chars},")),
        "{}",
        first("github")
    );
    let checkstyle = written("checkstyle", &report());
    let checkstyle = Document::parse(&checkstyle).unwrap();
    let error = checkstyle
        .descendants()
        .find(|node| node.has_tag_name("error"))
        .unwrap();
    assert_eq!(error.attribute("column"), Some(chars.to_string().as_str()));
}

#[test]
fn code_quality_issues_have_the_keys_of_the_server() {
    for report in [report(), odd(), shop()] {
        let text = written("code-quality", &report);
        assert!(text.starts_with('['), "no byte order mark");
        let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
        let prints: BTreeSet<&str> = issues
            .iter()
            .map(|issue| issue["fingerprint"].as_str().unwrap())
            .collect();
        assert_eq!(
            (issues.len(), prints.len()),
            (report.findings.len(), report.findings.len())
        );
        for issue in issues {
            let keys: Vec<&str> = issue
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(
                keys,
                [
                    "description",
                    "check_name",
                    "fingerprint",
                    "severity",
                    "location"
                ]
            );
            assert!(
                ["info", "minor", "major", "critical", "blocker"]
                    .contains(&issue["severity"].as_str().unwrap())
            );
            let path = issue["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{path}");
            let lines = &issue["location"]["lines"];
            assert!(
                lines["begin"].as_u64().unwrap() >= 1
                    && lines["begin"].as_u64() <= lines["end"].as_u64()
            );
        }
    }
}

#[test]
fn openmetrics_lines_keep_to_the_grammar() {
    let name = "tracklint_[a-z_]+";
    let sample = regex::Regex::new(&format!(
        r#"^{name}(\{{[a-z_]+="[a-z0-9_]*"\}})? -?[0-9]+(\.[0-9]+)?$"#
    ))
    .unwrap();
    let meta = regex::Regex::new(&format!("^# (TYPE {name} gauge|HELP {name} [^\\n]+)$")).unwrap();
    for report in [report(), odd(), shop(), Report::default()] {
        let text = written("openmetrics", &report);
        let lines: Vec<&str> = text.lines().collect();
        let (last, lines) = lines.split_last().unwrap();
        assert_eq!(*last, "# EOF");
        let mut typed = BTreeSet::new();
        for line in lines {
            assert!(sample.is_match(line) || meta.is_match(line), "{line}");
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                assert!(
                    typed.insert(rest.split(' ').next().unwrap()),
                    "declared once: {line}"
                );
            } else if !line.starts_with('#') {
                assert!(
                    typed.contains(line.split(['{', ' ']).next().unwrap()),
                    "declared before it is used: {line}"
                );
            }
        }
    }
}

#[test]
fn a_file_name_with_special_characters_breaks_no_format() {
    let report = odd();
    assert_eq!(json("json", &report)["findings"][0]["path"], ODD);
    assert_eq!(json("code-quality", &report)[0]["location"]["path"], ODD);
    let github = written("github", &report);
    let (_, rest) = github.split_once("file=").unwrap();
    assert_eq!(decoded(rest.split(',').next().unwrap()), ODD);
    for name in ["concise", "github", "json-lines"] {
        assert_eq!(written(name, &report).lines().count(), 1, "{name}");
    }
    let dotenv = written("dotenv", &report);
    assert!(dotenv.len() < 5 << 10 && dotenv.lines().all(|line| line.split_once('=').is_some()));
}
