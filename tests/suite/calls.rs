//! What the calls of a fixture send: exactly what its comments say, no call more and no call less.
//!
//! A comment `sends: SYSTEM NAME, NAME` stands on the line on which a call begins, or alone on the line above it; several calls
//! of one line are parted by `; `. A name with `*` is a pattern, `?` says that the grade is open. What follows is checked where
//! it is said: `via STEP < STEP` (from the tracking call proper outward), `category`, `label` and `property` with a text.

use crate::project::Project;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tracklint::analysis::ENGINE;
use tracklint::analysis::outcome::Outcome;
use tracklint::cli;
use tracklint::config::Settings;

/// Words that open a detail of an expectation.
const DETAILS: &[&str] = &["via", "category", "label", "property"];

/// What opens a comment.
const OPENERS: &[&str] = &["#", "//", "<!--", "-#", "<%#", "{/*"];

/// What closes one.
const CLOSERS: &[&str] = &["-->", "*/}", "*/", "%>"];

/// A call that is expected, or one that was found: its head (`SYSTEM NAME, NAME`) and its details.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    head: String,
    details: BTreeMap<String, String>,
}

type Calls = BTreeMap<(String, u64), Vec<Sent>>;

/// One expectation.
fn read(text: &str) -> Sent {
    let (mut system, mut names, mut details) = (String::new(), Vec::new(), BTreeMap::new());
    let mut detail: Option<&str> = None;
    for word in text.split_whitespace() {
        if DETAILS.contains(&word) {
            detail = Some(word);
        } else if let Some(detail) = detail {
            let said: &mut String = details.entry(detail.to_owned()).or_default();
            *said = format!("{said} {word}").trim().to_owned();
        } else if system.is_empty() {
            word.clone_into(&mut system);
        } else {
            names.push(word.trim_end_matches(','));
        }
    }
    names.sort_unstable();
    Sent {
        head: format!("{system} {}", names.join(", ")),
        details,
    }
}

/// What the comments of a tree expect.
fn expected(root: &Path) -> Calls {
    let mut all = Calls::new();
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
            for (number, line) in (1..).zip(text.lines()) {
                let Some((before, said)) = line.split_once("sends: ") else {
                    continue;
                };
                let alone = OPENERS.contains(&before.trim());
                let said = CLOSERS
                    .iter()
                    .fold(said.trim(), |said, end| said.trim_end_matches(end).trim());
                all.entry((name.clone(), number + u64::from(alone)))
                    .or_default()
                    .extend(said.split("; ").map(read));
            }
        }
    }
    all
}

/// The calls that the program lists.
fn found(root: &Path) -> Calls {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = [
        "tracklint",
        "list",
        "calls",
        "--format",
        "json",
        root.to_str().expect("a path of text"),
    ];
    let code = cli::run_with(&ENGINE, &arguments, &mut out, &mut err);
    assert_eq!(code, 0, "{root:?}: {}", String::from_utf8_lossy(&err));
    let document: Value = serde_json::from_slice(&out).expect("a JSON document");
    let mut all = Calls::new();
    for call in document["calls"].as_array().expect("a list") {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let event = &call["event"];
        let mut names: Vec<String> = event["names"]
            .as_array()
            .expect("names")
            .iter()
            .map(text)
            .collect();
        let patterns = event["pattern"]
            .as_str()
            .into_iter()
            .flat_map(|pattern| pattern.split('|'));
        names.extend(
            patterns
                .filter(|pattern| *pattern != "*")
                .map(str::to_owned),
        );
        names.extend((event["grade"] == "open").then(|| "?".to_owned()));
        names.sort_unstable();
        let via: Vec<String> = call["via"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|step| text(&step["name"]))
            .collect();
        let details = DETAILS.iter().map(|key| {
            let said = if *key == "via" {
                via.join(" < ")
            } else {
                text(&call[*key])
            };
            ((*key).to_owned(), said)
        });
        let sent = Sent {
            head: format!("{} {}", text(&call["system"]), names.join(", ")),
            details: details.collect(),
        };
        all.entry((text(&call["path"]), call["line"].as_u64().expect("a line")))
            .or_default()
            .push(sent);
    }
    all
}

/// The expectations, and what differs from them in a tree.
fn compare(root: &Path, faults: &mut Vec<String>) -> Calls {
    let (wanted, mut found) = (expected(root), found(root));
    let tree = root.file_name().expect("a name").to_string_lossy();
    for ((path, line), sent) in &wanted {
        let here = found.entry((path.clone(), *line)).or_default();
        for one in sent {
            let fits = |other: &Sent| {
                other.head == one.head
                    && one
                        .details
                        .iter()
                        .all(|(key, said)| other.details.get(key) == Some(said))
            };
            match here.iter().position(fits) {
                Some(at) => drop(here.remove(at)),
                None => faults.push(format!(
                    "{tree}/{path}:{line} does not send `{}` {:?}: {here:?}",
                    one.head, one.details
                )),
            }
        }
    }
    for ((path, line), sent) in &found {
        faults.extend(sent.iter().map(|one| {
            format!(
                "{tree}/{path}:{line} was not expected to send `{}` {:?}",
                one.head, one.details
            )
        }));
    }
    wanted
}

/// The folders in a folder of fixtures, in order.
fn trees(below: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(below);
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    all.sort();
    all
}

#[test]
fn every_idiom_sends_what_its_comments_say() {
    let mut faults = Vec::new();
    for tree in trees("idioms") {
        compare(&tree, &mut faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Constant, import, wrapper, call: each language has a call whose name comes through wrappers to where it is said.
#[test]
fn a_name_passes_through_hops_in_every_language() {
    let mut faults = Vec::new();
    for tree in trees("projects/hops") {
        let said = compare(&tree, &mut faults);
        let through = said
            .values()
            .flatten()
            .filter_map(|one| one.details.get("via"))
            .map(|via| via.split(" < ").count());
        if through.max().is_none_or(|steps| steps < 1) {
            faults.push(format!("{tree:?}: no call comes through a wrapper"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A list of calls alone reads neither definitions nor what features ask for; the calls are the same.
#[test]
fn calls_are_the_same_whatever_else_is_looked_at() {
    let projects = [trees("idioms"), trees("projects/hops"), trees("projects")].concat();
    let mut calls = 0;
    for root in projects.iter().filter(|root| !root.ends_with("hops")) {
        let settings = Settings::new(root.clone());
        let all = (ENGINE.run)(&settings).expect("a project").calls();
        let alone = (ENGINE.run_for_calls)(&settings)
            .expect("a project")
            .calls();
        assert_eq!(
            serde_json::to_value(&alone).expect("rows"),
            serde_json::to_value(&all).expect("rows"),
            "{root:?}"
        );
        calls += all.len();
    }
    assert!(calls > 100, "{calls}");
}

#[test]
fn a_list_without_a_call_says_so() {
    let project = Project::new();
    let said = |arguments: &[&str]| project.run(arguments).err;
    assert_eq!(said(&["list", "calls"]), "");
    project.write("app/services/place_service.rb", "class PlaceService\nend\n");
    assert!(
        said(&["list", "calls"]).contains("no tracking call was found in 1 file;"),
        "{}",
        said(&["list", "calls"])
    );
    assert_eq!(
        said(&["list", "calls", "--quiet"]) + &said(&["list", "events"]),
        ""
    );
}

#[test]
fn whoever_asks_for_calls_is_told_only_of_files_that_have_to_do_with_them() {
    let project = Project::new();
    project.write("config/events/broken.yml", "description: [\n");
    project.write("app/a.rb", "class A\n");
    let gaps = |outcome: Box<dyn Outcome>| {
        let reading = outcome.reading();
        let gaps = reading.skipped.iter().chain(&reading.partial);
        gaps.map(|gap| gap.path.clone()).collect::<Vec<_>>()
    };
    let settings = Settings::new(project.root());
    assert!(
        gaps((ENGINE.run)(&settings).unwrap()).contains(&"config/events/broken.yml".to_owned())
    );
    assert_eq!(
        gaps((ENGINE.run_for_calls)(&settings).unwrap()),
        Vec::<String>::new()
    );
}
