//! Every lint fires where its bad fixture says, says what it says there, and keeps quiet on its good one.
//!
//! A comment `expect: LINT [SEVERITY] FACTS` stands on the line of a finding that is due; several are separated by `;`. The
//! facts, parted by ` … `, must all occur in what the finding says.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tracklint::analysis::ENGINE;
use tracklint::audit::registry::{Check, TABLE};
use tracklint::cli;

fn folder(lint: &str, half: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/lints")
        .join(lint)
        .join(half)
}

/// The findings of one lint as (path, line) and what each says: severity, message, label and help.
fn findings(lint: &str, root: &Path) -> BTreeMap<(String, u64), Vec<String>> {
    let root = root.to_str().expect("a path of text");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run_with(
        &ENGINE,
        &["tracklint", "check", "--format", "json", root],
        &mut out,
        &mut err,
    );
    assert!(code < 2, "{root}: {}", String::from_utf8_lossy(&err));
    let report: Value = serde_json::from_slice(&out).expect("a JSON document");
    let mut found: BTreeMap<(String, u64), Vec<String>> = BTreeMap::new();
    for finding in report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["lint"] == lint)
    {
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
        let line = finding["line"].as_u64().expect("a line");
        found.entry((text("path"), line)).or_default().push(said);
    }
    found
}

/// What the comments of a tree expect of one lint.
fn expected(lint: &str, root: &Path) -> BTreeMap<(String, u64), Vec<Vec<String>>> {
    let mut all: BTreeMap<(String, u64), Vec<Vec<String>>> = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            let name = path
                .strip_prefix(root)
                .expect("below")
                .to_str()
                .expect("text")
                .replace('\\', "/");
            for (number, line) in text.lines().enumerate() {
                let Some((_, expectations)) = line.split_once("expect: ") else {
                    continue;
                };
                for one in expectations.trim_end_matches("-->").split("; ") {
                    let (name_of, facts) = one.trim().split_once(' ').unwrap_or((one.trim(), ""));
                    assert_eq!(name_of, lint, "{name}: a fixture expects its own lint only");
                    let facts = facts.split(" … ").filter(|fact| !fact.is_empty());
                    all.entry((name.clone(), number as u64 + 1))
                        .or_default()
                        .push(facts.map(str::to_owned).collect());
                }
            }
        }
    }
    all
}

/// Whether a finding says all the facts; the first may begin with the severity.
fn says(said: &str, facts: &[String]) -> bool {
    let (severity, said_rest) = said.split_once('\n').expect("a severity");
    facts.iter().all(|fact| {
        let (first, rest) = fact.split_once(' ').unwrap_or((fact, ""));
        if ["error", "warning", "info"].contains(&first) {
            severity == first && said_rest.contains(rest)
        } else {
            said_rest.contains(fact.as_str())
        }
    })
}

#[test]
fn every_lint_fires_where_its_bad_fixture_says_and_nowhere_in_its_good_one() {
    let mut faults = Vec::new();
    let state_lints = TABLE
        .iter()
        .filter(|row| matches!(row.check, Check::State(_)));
    for row in state_lints {
        let name = row.lint.name;
        let (bad, good) = (folder(name, "bad"), folder(name, "good"));
        if !bad.is_dir() || !good.is_dir() {
            faults.push(format!(
                "{name}: fixtures/lints/{name}/{{good,bad}}/ is missing"
            ));
            continue;
        }
        let (mut found, wanted) = (findings(name, &bad), expected(name, &bad));
        if wanted.is_empty() {
            faults.push(format!("{name}: its bad fixture expects nothing"));
        }
        for (place, all) in wanted {
            let said = found.entry(place.clone()).or_default();
            for facts in all {
                match said.iter().position(|said| says(said, &facts)) {
                    Some(at) => drop(said.remove(at)),
                    None => faults.push(format!(
                        "{name}: {place:?} does not say {facts:?}, but {said:?}"
                    )),
                }
            }
        }
        let surplus = found
            .iter()
            .flat_map(|(place, said)| said.iter().map(move |said| (place, said)));
        faults.extend(
            surplus.map(|(place, said)| format!("{name}: {place:?} was not expected: {said}")),
        );
        faults.extend(
            findings(name, &good)
                .iter()
                .map(|(place, said)| format!("{name}: good {place:?}: {said:?}")),
        );
        assert!(
            expected(name, &good).is_empty(),
            "{name}: a good fixture expects nothing"
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
