//! A project in a folder of its own, and the program run on it.

use super::application::APPLICATION;
use super::program::{Run, git, repository, run_limited, shop, tracklint};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A project whose folder is removed at the end of the test.
pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A project without files.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A project with these files.
    pub fn of<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let project = Self::empty();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// A project with one event, its metric and its call, and no finding at or above a warning.
    pub fn new() -> Self {
        let project = Self::empty();
        project.event("place_order");
        project.write(
            "config/metrics/counts_all/count_total_place_order.yml",
            METRIC,
        );
        project.write(
            "app/services/place_service.rb",
            "Gitlab::InternalEvents.track_event('place_order')\n",
        );
        project
    }

    /// A project with these files that uses one rule pack of its own.
    pub fn with_rules(rules: &str, files: &[(&str, &str)]) -> Self {
        let project = Self::of(files);
        project.write("rules.yml", rules);
        project.write("tracklint.yml", "packs: []\nrules: [rules.yml]\n");
        project
    }

    /// A project with these files that uses all embedded rule packs.
    pub fn with_all_packs(files: &[(&str, &str)]) -> Self {
        let project = Self::of(files);
        project.write("tracklint.yml", "packs: [gitlab, google-analytics]\n");
        project
    }

    /// The application, committed to a git repository.
    pub fn application() -> Self {
        let project = Self::of(APPLICATION);
        project.git(&["init", "-q", "-b", "main"]);
        project.commit("The application");
        project
    }

    /// A copy of the shop.
    pub fn shop() -> Self {
        let project = Self::empty();
        for path in files_below(&shop()) {
            let text = std::fs::read(shop().join(&path)).unwrap();
            project.write(&path, text);
        }
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Replaces a text that occurs in the file.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} holds {old:?}");
        self.write(path, text.replace(old, new));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let text = self.read(from);
        self.remove(from);
        self.write(to, text);
    }

    /// Defines an event.
    pub fn event(&self, name: &str) {
        let text = EVENT.replace("NAME", name);
        self.write(&format!("config/events/{name}.yml"), text);
    }

    /// Runs git in the project.
    pub fn git(&self, arguments: &[&str]) -> String {
        let run = Run::new(git(self.root()).args(arguments).output().unwrap());
        assert_eq!(run.code, 0, "git {arguments:?}: {}", run.err);
        run.out
    }

    /// Commits everything. Returns the name of the commit.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Runs the program in the project's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program on a day, given as `SOURCE_DATE_EPOCH` in seconds.
    pub fn run_on(&self, epoch: &str, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[("SOURCE_DATE_EPOCH", epoch)])
    }

    /// Runs the program in the project's folder with more variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = tracklint(self.root());
        command.args(arguments).envs(variables.iter().copied());
        Run::new(command.output().unwrap())
    }

    /// Runs the program under limits, with the project's folder behind the command.
    pub fn run_limited(&self, arguments: &[&str]) -> Run {
        let words = if ["list", "baseline", "config"].contains(&arguments[0]) {
            2
        } else {
            1
        };
        let (command, rest) = arguments.split_at(words);
        let all = [command, &[self.root().to_str().unwrap()], rest].concat();
        run_limited(&all, |command| command)
    }

    /// Reports the findings that the work tree adds since a revision, one a line.
    pub fn since(&self, base: &str) -> Run {
        self.run(&["check", "--format", "concise", "--base", base])
    }

    /// Returns the findings of some lints (all if none is named) as `path:line lint`.
    pub fn findings(&self, lints: &[&str]) -> Vec<String> {
        let run = self.run(&["check", "--format", "concise"]);
        assert!(run.code < 2, "{}", run.err);
        let line = |line: &str| {
            let mut parts = line.splitn(4, ':');
            let (path, line) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            let rest = parts.nth(1)?;
            let lint = rest.split_once('[')?.1.split_once(']')?.0;
            (lints.is_empty() || lints.contains(&lint)).then(|| format!("{path}:{line} {lint}"))
        };
        run.out.lines().filter_map(line).collect()
    }

    /// Returns the document of `list` on calls, events, metrics or features.
    pub fn list(&self, rows: &str) -> Value {
        let run = self.run(&["list", rows, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()
    }

    /// Returns the reasons why names are unknown, as `path:line reason` with the place of the call.
    pub fn reasons(&self) -> Vec<String> {
        let report = self.run(&["check", "--format", "json"]).json();
        let findings = report["findings"].as_array().unwrap().iter();
        let open = findings.filter(|finding| finding["lint"] == "dynamic-event-name");
        let reason = |finding: &Value| {
            let path = finding["path"].as_str().unwrap();
            let reason = finding["related"][0]["text"].as_str().unwrap_or_default();
            format!("{path}:{} {reason}", finding["line"])
        };
        open.map(reason).collect()
    }

    /// Returns the tracking calls as `path:line names patterns`, in order.
    pub fn calls(&self) -> Vec<String> {
        let document = self.list("calls");
        let calls = document["calls"].as_array().unwrap().iter();
        calls.map(call_row).collect()
    }
}

/// Returns the tracking calls of a project with these files as `path:line names patterns`, in order.
pub fn calls_of(files: &[(&str, &str)]) -> Vec<String> {
    Project::with_all_packs(files).calls()
}

/// Returns a call of `list calls` as `path:line names patterns`.
pub fn call_row(call: &Value) -> String {
    let event = &call["event"];
    let mut row = format!("{}:{}", call["path"].as_str().unwrap(), call["line"]);
    for name in event["names"].as_array().unwrap() {
        row = format!("{row} {}", name.as_str().unwrap());
    }
    for pattern in event["pattern"]
        .as_str()
        .into_iter()
        .flat_map(|all| all.split('|'))
    {
        row = format!("{row} {pattern}");
    }
    row
}

/// Returns the paths of all files below a folder, relative to it and in order.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let path = path.strip_prefix(folder).unwrap();
                found.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Returns the folders in a folder of `fixtures`, in order.
pub fn fixtures(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join("fixtures").join(folder)).unwrap();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

const EVENT: &str = "\
---
internal_events: true
action: NAME
description: Something happens
identifiers: [user]
product_group: purchase
product_categories: []
milestone: '17.0'
introduced_by_url: https://example.org/1
tiers: [free]
";

const METRIC: &str = "\
---
key_path: counts.count_total_place_order
description: Orders
product_group: purchase
product_categories: []
value_type: number
status: active
milestone: '17.0'
introduced_by_url: https://example.org/1
time_frame: all
data_source: internal_events
data_category: optional
tiers: [free]
events:
- name: place_order
";

/// Returns the calls of a project with a rule pack of its own, as `path:line names`. A pattern follows the names, and an open name
/// is `?`.
pub fn rows_of(rules: &str, files: &[(&str, &str)]) -> Vec<String> {
    let project = Project::with_rules(rules, files);
    let found = project.list("calls");
    let row = |call: &Value| {
        let event = &call["event"];
        let names = event["names"].as_array().unwrap().iter();
        let mut names: Vec<&str> = names.map(|name| name.as_str().unwrap()).collect();
        match event["grade"].as_str() {
            Some("exact") => {}
            Some("pattern") => names.extend(event["pattern"].as_str()),
            _ => names.push("?"),
        }
        let (path, line) = (call["path"].as_str().unwrap(), &call["line"]);
        format!("{path}:{line} {}", names.join(","))
    };
    found["calls"].as_array().unwrap().iter().map(row).collect()
}
