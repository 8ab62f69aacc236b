//! Each format against its schema or an independent reader, and columns in each format's own unit.

use super::canned::{TEXT, UNDEFINED, find, report, written};
use crate::analysis::analyze;
use crate::audit::registry;
use crate::config::Settings;
use crate::finding::{Finding, Severity};
use crate::report::{Report, Surface};
use crate::source::{SourceFile, SourceMap};
use roxmltree::{Document, Node};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A file name with everything in it that some format treats in a way of its own.
const ODD: &str = "a dir/\"q' <&>\n%0A:,|`$x`\tü😀]]>.rb";
/// Characters that XML cannot hold, behind a formula for a spreadsheet.
const HOSTILE: &str = "=cmd ]]> \u{0}\u{1b}[2J\u{ffff}\u{fffe}\u{202e} end";

fn odd() -> Report {
    let mut sources = SourceMap::default();
    let text = "x é😀 track('first')\n";
    let file = sources.add(SourceFile::new(ODD, text));
    let span = find(file, text, "'first'", 0);
    let finding = Finding::new(&UNDEFINED, span, "first", HOSTILE)
        .help(HOSTILE)
        .owner(Some("=owner"));
    let surfaces = vec![Surface {
        span,
        name: "A#b".into(),
        tracked: true,
    }];
    Report {
        surfaces,
        notes: vec![HOSTILE.into()],
        ..Report::new(sources, vec![finding])
    }
}

/// The shop as the program reports it.
fn shop() -> Report {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/shop");
    let settings = Settings::read(&root, &root.join("tracklint.yml")).unwrap();
    let mut report = analyze(&settings).unwrap().report();
    report.lints = registry::lints();
    report.docs = Some("https://example.org/lints".into());
    report
}

fn json(name: &str, report: &Report) -> Value {
    serde_json::from_str(&written(name, report)).unwrap()
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let schema = include_str!("../../../fixtures/schemas/sarif-2.1.0.json");
    // The published schema has a pattern that is no regular expression (a bracket too many); strict readers refuse it.
    let broken = r#""pattern": "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$""#;
    let repaired = r#""pattern": "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}$""#;
    assert!(schema.contains(broken));
    let schema: Value = serde_json::from_str(&schema.replace(broken, repaired)).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(
        !schema.is_valid(&serde_json::json!({"version": "2.1.0"})),
        "the schema refuses what is no log"
    );
    for report in [report(), odd(), shop(), Report::default()] {
        let faults: Vec<String> = schema
            .iter_errors(&json("sarif", &report))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// The text between two places, with columns counted in UTF-16 code units.
fn cut(text: &str, region: &Value) -> String {
    let number = |key: &str| region[key].as_u64().unwrap() as usize;
    let units: Vec<Vec<u16>> = text
        .split('\n')
        .map(|line| line.encode_utf16().collect())
        .collect();
    let (first, last) = (number("startLine") - 1, number("endLine") - 1);
    let lines = units[first..=last].iter().enumerate().map(|(at, line)| {
        let from = if at == 0 {
            number("startColumn") - 1
        } else {
            0
        };
        let to = if first + at == last {
            number("endColumn") - 1
        } else {
            line.len()
        };
        String::from_utf16(&line[from..to]).unwrap()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_sarif_region_matches_the_text_of_its_finding() {
    let mut several_lines = 0;
    for report in [report(), odd(), shop()] {
        let sarif = json("sarif", &report);
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len());
        for (result, numbered) in results.iter().zip(&report.findings) {
            let finding = &numbered.finding;
            let places = std::iter::once((&result["locations"][0], finding.primary.span));
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for (location, span) in
                places.chain(related.zip(finding.related.iter().map(|label| label.span)))
            {
                let region = &location["physicalLocation"]["region"];
                let text = &report.sources.file(span.file).text;
                assert_eq!(cut(text, region), report.sources.slice(span), "{region}");
                several_lines += usize::from(region["startLine"] != region["endLine"]);
                let uri = location["physicalLocation"]["artifactLocation"]["uri"]
                    .as_str()
                    .unwrap();
                assert_eq!(decoded(uri), report.sources.path(span));
                assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
            }
        }
    }
    assert!(
        several_lines > 0,
        "some finding of the shop covers more than one line"
    );
}

/// Percent signs undone.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

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

/// The schema of rdjson, from its maker's description; a field that is not in it is refused.
mod rdjson {
    #![allow(dead_code)]
    use super::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Result {
        pub(crate) diagnostics: Vec<Diagnostic>,
        pub(crate) source: Option<Source>,
        pub(crate) severity: Option<Severity>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Diagnostic {
        pub(crate) message: String,
        pub(crate) location: Location,
        pub(crate) severity: Option<Severity>,
        pub(crate) source: Option<Source>,
        pub(crate) code: Option<Code>,
        pub(crate) suggestions: Option<Vec<Suggestion>>,
        pub(crate) original_output: Option<String>,
    }
    #[derive(Deserialize)]
    pub(crate) enum Severity {
        #[serde(rename = "UNKNOWN_SEVERITY")]
        Unknown,
        #[serde(rename = "ERROR")]
        Error,
        #[serde(rename = "WARNING")]
        Warning,
        #[serde(rename = "INFO")]
        Info,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Location {
        pub(crate) path: String,
        pub(crate) range: Option<Range>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Range {
        pub(crate) start: Position,
        pub(crate) end: Option<Position>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Position {
        pub(crate) line: std::num::NonZeroU32,
        pub(crate) column: Option<std::num::NonZeroU32>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Suggestion {
        pub(crate) range: Range,
        pub(crate) text: String,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Source {
        pub(crate) name: String,
        pub(crate) url: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Code {
        pub(crate) value: String,
        pub(crate) url: Option<String>,
    }
}

#[test]
fn rdjson_has_no_field_its_reader_does_not_know() {
    for report in [report(), odd(), shop(), Report::default()] {
        let document: rdjson::Result = serde_json::from_str(&written("rdjson", &report)).unwrap();
        assert_eq!(document.diagnostics.len(), report.findings.len());
        for (diagnostic, numbered) in document.diagnostics.iter().zip(&report.findings) {
            assert_eq!(
                diagnostic.location.path,
                report.sources.path(numbered.finding.primary.span)
            );
            let link = diagnostic.code.as_ref().unwrap().url.as_deref();
            let expected = report
                .docs
                .as_ref()
                .map(|docs| format!("{docs}#{}", numbered.finding.lint.name));
            assert_eq!(link, expected.as_deref());
        }
    }
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

fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

#[test]
fn junit_keeps_to_the_elements_that_gitlab_reads() {
    for report in [report(), odd(), shop()] {
        let text = written("junit", &report);
        let document = Document::parse(&text).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "testsuites");
        let mut failed = BTreeSet::new();
        let mut names = BTreeSet::new();
        for suite in elements(document.root_element()) {
            assert!(suite.has_tag_name("testsuite") && suite.attribute("name").is_some());
            for case in elements(suite) {
                assert!(case.has_tag_name("testcase") && case.attribute("name").is_some());
                assert!(case.attribute("classname").is_some());
                let name = (case.attribute("classname"), case.attribute("name"));
                assert!(names.insert(name), "{name:?}");
                let result = elements(case).next();
                let result = result.map(|element| (element.tag_name().name(), element.text()));
                match result {
                    Some(("failure", Some(text))) => {
                        assert!(text.contains("[") && !text.contains(": info["), "{text}");
                        failed.insert(case.attribute("file").unwrap().to_owned());
                    }
                    Some((name, _)) => assert!(["skipped", "system-out"].contains(&name)),
                    None => {}
                }
            }
        }
        let errors = report.findings.iter();
        let errors = errors.filter(|one| one.finding.severity == Severity::Error);
        let expected: BTreeSet<String> = errors
            .map(|one| report.sources.path(one.finding.primary.span).to_owned())
            .collect();
        assert_eq!(failed, expected);
        let cases = |lint: &str| names.iter().any(|(class, _)| *class == Some(lint));
        assert!(report.lints.iter().all(|lint| cases(lint.name)));
    }
}

#[test]
fn checkstyle_names_files_and_places() {
    for report in [report(), odd(), shop()] {
        let text = written("checkstyle", &report);
        let document = Document::parse(&text).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "checkstyle");
        let mut errors = 0;
        let mut names = BTreeSet::new();
        for file in elements(document.root_element()) {
            assert!(
                file.has_tag_name("file")
                    && names.insert(file.attribute("name").unwrap().to_owned()),
                "one element a file"
            );
            for error in elements(file) {
                assert!(error.attribute("line").unwrap().parse::<u32>().unwrap() > 0);
                assert!(error.attribute("column").unwrap().parse::<u32>().unwrap() > 0);
                assert!(
                    ["error", "warning", "info"].contains(&error.attribute("severity").unwrap())
                );
                assert!(error.attribute("source").unwrap().starts_with("tracklint."));
                errors += 1;
            }
        }
        assert_eq!(errors, report.findings.len());
        assert!(
            names
                .iter()
                .all(|name| report.sources.iter().any(|(_, file)| *file.path == **name)),
            "{names:?}"
        );
    }
}

/// Elements of Cobertura's document type: name, required attributes, children.
const COBERTURA: &[(&str, &[&str], &[&str])] = &[
    (
        "coverage",
        &[
            "line-rate",
            "branch-rate",
            "lines-covered",
            "lines-valid",
            "branches-covered",
            "branches-valid",
            "complexity",
            "version",
            "timestamp",
        ],
        &["sources", "packages"],
    ),
    ("sources", &[], &["source"]),
    ("source", &[], &[]),
    ("packages", &[], &["package"]),
    (
        "package",
        &["name", "line-rate", "branch-rate", "complexity"],
        &["classes"],
    ),
    ("classes", &[], &["class"]),
    (
        "class",
        &["name", "filename", "line-rate", "branch-rate", "complexity"],
        &["methods", "lines"],
    ),
    ("methods", &[], &[]),
    ("lines", &[], &["line"]),
    ("line", &["number", "hits"], &[]),
];

#[test]
fn cobertura_is_valid_and_marks_each_surface() {
    for report in [odd(), shop(), Report::default()] {
        let text = written("cobertura", &report);
        let document = Document::parse(&text).unwrap();
        for node in document.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            let (_, attributes, children) =
                COBERTURA.iter().find(|(known, ..)| *known == name).unwrap();
            let got: BTreeSet<&str> = node
                .attributes()
                .map(|attribute| attribute.name())
                .collect();
            assert_eq!(got, attributes.iter().copied().collect(), "{name}");
            let order: Vec<usize> = elements(node)
                .map(|child| {
                    children
                        .iter()
                        .position(|known| child.has_tag_name(*known))
                        .unwrap()
                })
                .collect();
            assert!(order.is_sorted(), "{name}");
        }
        let mut seen = BTreeSet::new();
        for class in document
            .descendants()
            .filter(|node| node.has_tag_name("class"))
        {
            let path = class.attribute("filename").unwrap();
            for line in class.descendants().filter(|node| node.has_tag_name("line")) {
                let number = |name: &str| line.attribute(name).unwrap().parse::<u32>().unwrap();
                assert!(
                    seen.insert((path.to_owned(), number("number"), number("hits") > 0)),
                    "one class a file"
                );
            }
        }
        let of = |surface: &Surface, hit: bool| {
            (
                report.sources.path(surface.span).to_owned(),
                report.sources.lines(surface.span).0,
                hit,
            )
        };
        for surface in &report.surfaces {
            assert!(
                seen.contains(&of(surface, true)) || !surface.tracked,
                "{surface:?}"
            );
            assert!(
                seen.contains(&of(surface, true)) || seen.contains(&of(surface, false)),
                "{surface:?}"
            );
        }
        assert!(seen.len() <= report.surfaces.len());
    }
    let shop = shop();
    assert!(
        shop.surfaces.iter().any(|surface| surface.tracked)
            && shop.surfaces.iter().any(|surface| !surface.tracked)
    );
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
