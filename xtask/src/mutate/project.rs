//! Whole small projects with changed files, run through the command line inside this process.

use super::change::{self, Random};
use super::seeds::Seeds;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Commands that are run on a project; `DIR` is its root.
const COMMANDS: &[&str] = &[
    "check DIR --format terminal --show all",
    "check DIR --format json --strict",
    "check DIR --format sarif",
    "check DIR --format code-quality --fail-on info",
    "check DIR --format junit",
    "check DIR --format markdown",
    "check DIR --format github",
    "check DIR --format checkstyle",
    "check DIR --format concise --no-baseline",
    "check DIR --format json-lines",
    "check DIR --format rdjson",
    "check DIR --format html",
    "check DIR --format cobertura",
    "check DIR --format openmetrics",
    "check DIR --format dotenv",
    "check DIR --fix-dry-run",
    "list calls DIR --format json",
    "list calls DIR --format csv",
    "list events DIR --format text",
    "list events DIR --format json",
    "list metrics DIR --format csv",
    "list metrics DIR --format json",
    "list features DIR --format json",
    "coverage DIR --format json",
    "coverage DIR --format terminal --show all",
    "trace place_order DIR",
    "baseline show DIR",
    "config show DIR",
];

/// A project, which of its files hold what, and the arguments.
pub struct Change {
    project: PathBuf,
    files: Vec<(String, Option<Vec<u8>>)>,
    command: &'static str,
}

impl Change {
    /// A change of one of the fixture projects.
    pub fn new(seeds: &Seeds, random: &mut Random) -> Self {
        let folder = seeds.own.join("fixtures/projects");
        let mut projects: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        projects.sort();
        let project = random.pick(&projects).clone();
        let paths = files(&project);
        let count = 1 + random.below(4);
        let mut changed = Vec::new();
        for _ in 0..count {
            let path = random.pick(&paths).clone();
            let text = std::fs::read(project.join(&path)).unwrap_or_default();
            let ending = path.rsplit('.').next().unwrap_or_default();
            let other = seeds.pick(ending, random).to_vec();
            let content = match random.below(12) {
                0 => None,
                1 => Some(other),
                _ => Some(change::text(&text, &other, ending, random)),
            };
            changed.push((path, content));
        }
        Self {
            project,
            files: changed,
            command: *random.pick(COMMANDS),
        }
    }

    /// Writes the changed files and the command below `folder`.
    pub fn save(&self, folder: &Path) {
        for (path, content) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content.as_deref().unwrap_or_default()).unwrap();
        }
        std::fs::write(folder.join("command.txt"), self.command).unwrap();
    }
}

fn files(project: &Path) -> Vec<String> {
    let inside = ignore::WalkBuilder::new(project)
        .hidden(false)
        .build()
        .flatten();
    let inside = inside.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let name = |entry: ignore::DirEntry| {
        entry
            .path()
            .strip_prefix(project)
            .ok()?
            .to_str()
            .map(str::to_owned)
    };
    let mut paths: Vec<String> = inside.filter_map(name).collect();
    paths.sort();
    paths
}

/// Copies of the projects that changes are made in.
pub struct Projects {
    copies: HashMap<PathBuf, tempfile::TempDir>,
}

impl Projects {
    /// No copies yet.
    pub fn new() -> Self {
        Self {
            copies: HashMap::new(),
        }
    }

    /// Runs a change; panics on a finding.
    pub fn run(&mut self, change: &Change) {
        let copy = self
            .copies
            .entry(change.project.clone())
            .or_insert_with(|| copied(&change.project));
        let root = copy.path().to_owned();
        for (path, content) in &change.files {
            match content {
                Some(content) => std::fs::write(root.join(path), content).unwrap(),
                None => drop(std::fs::remove_file(root.join(path))),
            }
        }
        let outcome = std::panic::catch_unwind(|| run(&root, change.command));
        for (path, _) in &change.files {
            std::fs::copy(change.project.join(path), root.join(path)).unwrap();
        }
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    }
}

fn copied(project: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in files(project) {
        let target = folder.path().join(&path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(project.join(&path), target).unwrap();
    }
    folder
}

fn run(root: &Path, command: &str) {
    let root = root.to_str().unwrap();
    let words = command.split(' ');
    let arguments: Vec<&str> = words
        .map(|word| if word == "DIR" { root } else { word })
        .chain(["--threads", "1"])
        .collect();
    let (code, out, err) = tracklint::harness::run_command(&arguments);
    assert!(code <= 2, "exit code {code} of {command}");
    assert!(
        code != 2 || !err.is_empty(),
        "{command} ends with 2 and does not say why"
    );
    let fault = [&out, &err]
        .into_iter()
        .flat_map(|text| text.lines())
        .find(|line| line.contains("a fault of"));
    assert_eq!(fault, None, "{command} names a fault of the program");
    if code == 2 {
        assert_printable(&err);
        return;
    }
    match command
        .split("--format ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
    {
        Some("json" | "sarif" | "code-quality" | "rdjson") => {
            drop(serde_json::from_str::<serde_json::Value>(&out).unwrap())
        }
        Some("junit") => drop(quick_junit::Report::deserialize_from_str(&out).unwrap()),
        Some("json-lines") => out
            .lines()
            .for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap())),
        Some("cobertura") => drop(roxmltree::Document::parse(&out).unwrap()),
        Some("csv") => assert!(
            csv::Reader::from_reader(out.as_bytes())
                .records()
                .all(|row| row.is_ok())
        ),
        // For programs: what orders text on a screen is text to them.
        Some("checkstyle") => {
            assert!(!out.contains(|c: char| c.is_control() && c != '\n'));
            roxmltree::Document::parse(&out).unwrap();
        }
        // A patch that is piped holds the texts as they are, or it could not be applied.
        _ if command.contains("--fix-dry-run") => {}
        _ => assert_printable(&out),
    }
}

/// Fails if a text for a terminal holds a control character.
fn assert_printable(text: &str) {
    let bad = |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(
        text.chars().find(bad),
        None,
        "a control character is printed"
    );
}
