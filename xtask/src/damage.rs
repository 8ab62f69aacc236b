//! Damages every hundredth file of a tree by a seed, and compares the findings and calls in all other files.
//!
//! The tree is copied as links to its files, and only damaged files are written, so the original stays unchanged. Damage is
//! a cut, flipped bits, or bytes that are not UTF-8. `check` must end with 0 or 1.
//!
//! A finding may only differ if it is about something that a damaged file mentions. A missing definition makes its calls
//! undefined, a missing call makes its event unused and the metric of the event orphaned, and a missing wrapper loses its
//! callers. A name explains a difference: the subject of the finding, a word that its message quotes, or an event of its
//! metric. The name must occur in the original text of a damaged file, or a call in or through such a file must send it.
//! Every other difference fails.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One in this many files is damaged.
const EVERY: usize = 100;

/// Runs the command. Returns true if no difference is left without a reason.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let (tree, rest) = arguments.split_first().ok_or(super::USAGE)?;
    let seed: u64 = rest.first().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let program = rest.get(1).map_or_else(built, PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let (tree, copy) = (Path::new(tree), folder.path());
    let damaged = damaged_copy(tree, copy, seed);
    let (before, after) = (Found::new(&program, tree), Found::new(&program, copy));
    println!(
        "{} files damaged, check ends with {:?}",
        damaged.len(),
        after.code
    );
    println!(
        "{} skipped, {} read in part",
        after.report["skipped"].as_array().unwrap().len(),
        after.report["partial"].as_array().unwrap().len()
    );
    let spoken = Spoken::new(&damaged, [&before.calls, &after.calls]);
    let findings = compare(
        "findings",
        &damaged,
        &spoken,
        [before.findings(), after.findings()],
    );
    let calls = compare("calls", &damaged, &spoken, [before.sent(), after.sent()]);
    let sound = matches!(after.code, Some(0 | 1)) && !after.said_fault && findings + calls == 0;
    Ok(sound)
}

/// Builds the program and returns its path.
fn built() -> PathBuf {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--bin", "tracklint"])
        .current_dir(super::repository())
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "the build failed"
    );
    super::repository().join("target/release/tracklint")
}

/// The output of two commands on a tree.
struct Found {
    code: Option<i32>,
    said_fault: bool,
    report: Value,
    calls: Value,
    /// The events of each metric.
    events: BTreeMap<String, Vec<String>>,
}

/// Something that is found: its path, the words about it, and the names that it is about.
type Row = (String, String, Vec<String>);
type Rows = BTreeSet<Row>;

impl Found {
    fn new(program: &Path, root: &Path) -> Self {
        let run = |arguments: &[&str]| {
            Command::new(program)
                .args(arguments)
                .args(["--format", "json"])
                .arg(root)
                .output()
                .unwrap()
        };
        let list = |what| -> Value {
            let ran = run(&["list", what]);
            serde_json::from_slice(&ran.stdout)
                .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)))
        };
        let check = run(&["check"]);
        let text = String::from_utf8_lossy(&check.stdout).into_owned()
            + &String::from_utf8_lossy(&check.stderr);
        let report =
            serde_json::from_slice(&check.stdout).unwrap_or_else(|error| panic!("{error}: {text}"));
        let said_fault = text.contains("panicked") || text.contains("a fault of");
        let metric = |row: &Value| {
            (
                word(&row["key_path"]),
                row["events"].as_array().unwrap().iter().map(word).collect(),
            )
        };
        let events = list("metrics")["metrics"]
            .as_array()
            .unwrap()
            .iter()
            .map(metric)
            .collect();
        Self {
            code: check.status.code(),
            said_fault,
            report,
            calls: list("calls"),
            events,
        }
    }

    fn findings(&self) -> Rows {
        let row = |row: &Value| {
            let message = word(&row["message"]);
            let quoted = message.split('`').skip(1).step_by(2).map(str::to_owned);
            let subject = word(&row["subject"]);
            let fed_by = self.events.get(&subject).cloned().unwrap_or_default();
            let names = quoted.chain(fed_by).chain([subject]).collect();
            (
                word(&row["path"]),
                format!(
                    "{}:{} {} {message}",
                    row["line"],
                    row["column"],
                    word(&row["lint"])
                ),
                names,
            )
        };
        self.report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(row)
            .collect()
    }

    fn sent(&self) -> Rows {
        let row = |row: &Value| {
            (
                word(&row["path"]),
                format!("{} sends {}", row["line"], row["event"]),
                names(row),
            )
        };
        self.calls["calls"]
            .as_array()
            .unwrap()
            .iter()
            .map(row)
            .collect()
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The names and the pattern that a call sends.
fn names(call: &Value) -> Vec<String> {
    let exact = call["event"]["names"].as_array().into_iter().flatten();
    exact
        .chain([&call["event"]["pattern"]])
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Names that damaged files mention.
struct Spoken<'a> {
    texts: Vec<&'a str>,
    /// Names sent in or through a damaged file.
    sent: BTreeSet<String>,
}

impl<'a> Spoken<'a> {
    fn new(damaged: &'a BTreeMap<String, String>, lists: [&Value; 2]) -> Self {
        let is_damaged = |place: &Value| {
            place["path"]
                .as_str()
                .is_some_and(|path| damaged.contains_key(path))
        };
        let through = |call: &&Value| {
            is_damaged(call)
                || call["via"]
                    .as_array()
                    .is_some_and(|via| via.iter().any(is_damaged))
        };
        let all = lists
            .into_iter()
            .flat_map(|list| list["calls"].as_array().unwrap());
        Self {
            texts: damaged.values().map(String::as_str).collect(),
            sent: all.filter(through).flat_map(names).collect(),
        }
    }

    fn of(&self, name: &str) -> bool {
        !name.is_empty()
            && (self.texts.iter().any(|text| text.contains(name))
                || self.sent.iter().any(|pattern| matches(pattern, name)))
    }
}

/// Returns true if a name matches a pattern, in which `*` is any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(tail) = name.strip_prefix(start) else {
        return false;
    };
    rest.is_empty()
        || tail
            .char_indices()
            .any(|(at, _)| matches(rest, &tail[at..]))
}

/// Prints what differs in the undamaged files; returns how many of the differences nothing explains.
fn compare(
    what: &str,
    damaged: &BTreeMap<String, String>,
    spoken: &Spoken<'_>,
    both: [Rows; 2],
) -> usize {
    let [before, after] = both.map(|rows| {
        rows.into_iter()
            .filter(|row| !damaged.contains_key(&row.0))
            .collect::<Rows>()
    });
    let differing: Vec<&Row> = before.symmetric_difference(&after).collect();
    // Where a call sends one name less, the row of before has the name that explains it, and the row of after has not.
    let place = |row: &Row| (row.0.clone(), row.1.split(' ').next().map(str::to_owned));
    let speaks = |row: &&&Row| row.2.iter().any(|name| spoken.of(name));
    let spoken_of: BTreeSet<_> = differing
        .iter()
        .filter(speaks)
        .map(|row| place(row))
        .collect();
    let (explained, faults): (Vec<&Row>, Vec<&Row>) = differing
        .iter()
        .copied()
        .partition(|row| spoken_of.contains(&place(row)));
    println!(
        "{what} in undamaged files: {} before, {} after",
        before.len(),
        after.len()
    );
    println!(
        "  {} differ: {} about what a damaged file speaks of, {} for no reason",
        differing.len(),
        explained.len(),
        faults.len()
    );
    for (path, words, _) in faults.iter().take(40) {
        println!("  FAULT {path}:{words}");
    }
    faults.len()
}

/// Links every file of `tree` into `copy`, every hundredth damaged; returns the paths of those, with their texts before.
fn damaged_copy(tree: &Path, copy: &Path, seed: u64) -> BTreeMap<String, String> {
    let mut paths: Vec<PathBuf> = ignore::WalkBuilder::new(tree)
        .hidden(false)
        .git_ignore(false)
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .collect();
    paths.sort();
    let mut state = seed;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut damaged = BTreeMap::new();
    for (number, path) in paths.iter().enumerate() {
        let relative = path.strip_prefix(tree).unwrap();
        let target = copy.join(relative);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        if number % EVERY != seed as usize % EVERY {
            if std::fs::hard_link(path, &target).is_err() {
                std::fs::copy(path, &target).unwrap();
            }
            continue;
        }
        let mut bytes = std::fs::read(path).unwrap();
        damaged.insert(
            relative.to_string_lossy().into_owned(),
            String::from_utf8_lossy(&bytes).into_owned(),
        );
        let length = bytes.len().max(1);
        match random() % 3 {
            0 => bytes.truncate(random() % length),
            1 => (0..=length / 200).for_each(|_| {
                if let Some(byte) = bytes.get_mut(random() % length) {
                    *byte ^= 1 << (random() % 8);
                }
            }),
            _ => {
                let at = (random() % length).min(bytes.len());
                bytes.splice(at..at, [0xff, 0xc3, 0x28]);
            }
        }
        std::fs::write(target, bytes).unwrap();
    }
    damaged
}
