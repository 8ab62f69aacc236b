//! Every lint on its two fixtures: `bad` with the findings that its comments expect, and `good` without any.
//!
//! A comment `expect: LINT [SEVERITY] FACTS` is on the line of a finding; several are separated by `;`. The finding must
//! contain all facts, which are separated by ` … `.

use crate::support::program::{Run, lints, repository, tracklint};
use crate::support::project::{files_below, fixtures};
use std::collections::BTreeMap;
use std::path::Path;

/// Returns the findings of one lint by path and line: severity, message, label, help and related texts.
fn findings(lint: &str, root: &Path) -> BTreeMap<(String, u64), Vec<String>> {
    let mut command = tracklint(root);
    // Lints of consumers have a command of their own.
    let of_consumers = root.join("consumers.yml").exists();
    let name = if of_consumers { "consumers" } else { "check" };
    command.args([name, "--format", "json", "--only", lint]);
    let run = Run::new(command.output().unwrap());
    assert!(run.code < 2, "{root:?}: {}", run.err);
    let report = run.json();
    let prefix = report["path_prefix"].as_str().unwrap();
    let mut found: BTreeMap<(String, u64), Vec<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let said = ["severity", "message", "label", "help"]
            .map(text)
            .join("\n");
        let related = finding["related"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["text"].as_str());
        let said = related.fold(said, |said, text| format!("{said}\n{text}"));
        let line = finding["line"].as_u64().unwrap();
        let path = text("path");
        let path = path.strip_prefix(prefix).unwrap_or(&path).to_owned();
        found.entry((path, line)).or_default().push(said);
    }
    found
}

/// Returns the findings of one lint that the comments of a tree expect, as facts by path and line.
fn expected(lint: &str, root: &Path) -> BTreeMap<(String, u64), Vec<Vec<String>>> {
    let mut all: BTreeMap<(String, u64), Vec<Vec<String>>> = BTreeMap::new();
    for path in files_below(root) {
        let text = std::fs::read_to_string(root.join(&path)).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let Some((_, expectations)) = line.split_once("expect: ") else {
                continue;
            };
            for one in expectations.trim_end_matches("-->").split("; ") {
                let one = one.split('"').next().unwrap_or_default().trim();
                let (name, facts) = one.split_once(' ').unwrap_or((one, ""));
                assert_eq!(name, lint, "{path}: a fixture expects its own lint only");
                let facts = facts.split(" … ").filter(|fact| !fact.is_empty());
                all.entry((path.clone(), number))
                    .or_default()
                    .push(facts.map(str::to_owned).collect());
            }
        }
    }
    all
}

/// Returns true if a finding states all facts. The first fact may begin with the severity.
fn states(finding: &str, facts: &[String]) -> bool {
    let (severity, rest_of_finding) = finding.split_once('\n').expect("a severity");
    facts.iter().all(|fact| {
        let (first, rest) = fact.split_once(' ').unwrap_or((fact, ""));
        if ["error", "warning", "info"].contains(&first) {
            severity == first && rest_of_finding.contains(rest)
        } else {
            rest_of_finding.contains(fact.as_str())
        }
    })
}

/// Compares the findings of a lint on its bad fixture with the expected ones. Returns the differences.
fn differences(lint: &str, bad: &Path) -> Vec<String> {
    let (mut found, expected) = (findings(lint, bad), expected(lint, bad));
    let mut faults = Vec::new();
    if expected.is_empty() {
        faults.push(format!("{lint}: its bad fixture expects nothing"));
    }
    for (place, all) in expected {
        let here = found.entry(place.clone()).or_default();
        for facts in all {
            match here.iter().position(|finding| states(finding, &facts)) {
                Some(at) => drop(here.remove(at)),
                None => faults.push(format!(
                    "{lint}: {place:?} does not state {facts:?}, but {here:?}"
                )),
            }
        }
    }
    for (place, surplus) in found {
        for finding in surplus {
            faults.push(format!("{lint}: {place:?} was not expected: {finding}"));
        }
    }
    faults
}

#[test]
fn each_lint_fires_where_its_bad_fixture_expects_it_and_never_in_its_good_one() {
    let mut faults = Vec::new();
    for folder in fixtures("lints") {
        let lint = folder.file_name().unwrap().to_str().unwrap();
        let (bad, good) = (folder.join("bad"), folder.join("good"));
        faults.extend(differences(lint, &bad));
        for (place, texts) in findings(lint, &good) {
            faults.push(format!("{lint}: good {place:?}: {texts:?}"));
        }
        assert!(
            expected(lint, &good).is_empty(),
            "{lint}: a good fixture expects nothing"
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Lints that compare with a base have no fixtures. `tests/changes` tests them in a repository.
#[test]
fn every_lint_has_fixtures_or_compares_with_a_base() {
    let folder = repository().join("fixtures/lints");
    let folder_of_changes = repository().join("tests/changes");
    let changes: String = files_below(&folder_of_changes)
        .iter()
        .filter(|path| path.starts_with("lints") || *path == "story.rs")
        .map(|path| std::fs::read_to_string(folder_of_changes.join(path)).unwrap())
        .collect();
    let consumers = include_str!("../consumers/impact.rs");
    let untested: Vec<String> = lints()
        .into_iter()
        .filter(|lint| !folder.join(lint).is_dir() && !changes.contains(&format!("[{lint}]")))
        .filter(|lint| !consumers.contains(&format!("\"{lint}\"")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
