//! Comments in fixtures that state the events of the calls next to them, compared with the calls that the program lists.
//!
//! A comment `sends: SYSTEM NAME, NAME` is on the first line of a call, or alone on the line above it. Calls of one line are
//! separated by `; `. A name with `*` is a pattern, `?` is the grade open. Details follow if they matter: `via STEP < STEP`
//! (from the tracking call outward), and `category`, `label` and `property` with a text.

use super::program::{Run, tracklint};
use super::project::files_below;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Words that begin a detail of an expectation.
const DETAILS: &[&str] = &["via", "category", "label", "property"];

/// Openings of comments.
const OPENERS: &[&str] = &["#", "//", "<!--", "-#", "<%#", "{/*"];

/// Endings of comments.
const CLOSERS: &[&str] = &["-->", "*/}", "*/", "%>"];

/// An expected call or a listed one: its head (`SYSTEM NAME, NAME`) and its details.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    head: String,
    pub details: BTreeMap<String, String>,
}

/// Calls by path and line.
pub type Calls = BTreeMap<(String, u64), Vec<Sent>>;

/// Reads one expectation.
fn read(text: &str) -> Sent {
    let (mut system, mut names, mut details) = (String::new(), Vec::new(), BTreeMap::new());
    let mut detail: Option<&str> = None;
    for word in text.split_whitespace() {
        if DETAILS.contains(&word) {
            detail = Some(word);
        } else if let Some(detail) = detail {
            let text: &mut String = details.entry(detail.to_owned()).or_default();
            *text = format!("{text} {word}").trim().to_owned();
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

/// Returns the calls that the comments of a tree expect.
fn expected(root: &Path) -> Calls {
    let mut all = Calls::new();
    for path in files_below(root) {
        let text = std::fs::read_to_string(root.join(&path)).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let Some((before, calls)) = line.split_once("sends: ") else {
                continue;
            };
            let alone = OPENERS.contains(&before.trim());
            let calls = CLOSERS.iter().fold(calls.trim(), |calls, end| {
                calls.trim_end_matches(end).trim()
            });
            all.entry((path.clone(), number + u64::from(alone)))
                .or_default()
                .extend(calls.split("; ").map(read));
        }
    }
    all
}

/// Returns the calls that the program lists.
fn found(root: &Path) -> Calls {
    let mut command = tracklint(root);
    command.args(["list", "calls", "--format", "json"]);
    let run = Run::new(command.output().unwrap());
    assert_eq!(run.code, 0, "{root:?}: {}", run.err);
    let document = run.json();
    let own = root.strip_prefix(env!("CARGO_MANIFEST_DIR"));
    let prefix = own.map_or(String::new(), |own| format!("{}/", own.display()));
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
            let text = if *key == "via" {
                via.join(" < ")
            } else {
                text(&call[*key])
            };
            ((*key).to_owned(), text)
        });
        let sent = Sent {
            head: format!("{} {}", text(&call["system"]), names.join(", ")),
            details: details.collect(),
        };
        // Paths begin at the root of the repository that the fixtures are in, if they are in one.
        let path = text(&call["path"]);
        let path = path.strip_prefix(&prefix).unwrap_or(&path).to_owned();
        all.entry((path, call["line"].as_u64().expect("a line")))
            .or_default()
            .push(sent);
    }
    all
}

/// Compares the calls of a tree with its comments and collects the differences. Returns the expected calls.
pub fn compare(root: &Path, faults: &mut Vec<String>) -> Calls {
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
                        .all(|(key, text)| other.details.get(key) == Some(text))
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
