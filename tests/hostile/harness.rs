//! A project with known findings, something bad beside it, and the program under limits.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A run that takes longer than this hangs. Generous: a run takes well under a second on an idle machine.
const LIMIT: Duration = Duration::from_secs(300);
/// Address space in KiB. The stacks of the threads alone reserve a good part of it.
const MEMORY: u64 = 3 << 20;

/// Files whose findings must be there whatever lies beside them.
const GOOD: &[(&str, &str)] = &[
    (
        "app/models/page.rb",
        "class Page\n  def view\n    Gitlab::InternalEvents.track_event('view_page', user: user)\n  end\nend\n",
    ),
    (
        "app/models/book.rb",
        "class Book\n  def view\n    Gitlab::InternalEvents.track_event('view_book', user: user)\n  end\nend\n",
    ),
    (
        "app/assets/javascripts/page.js",
        "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('close_book');\n",
    ),
    (
        "config/events/view_page.yml",
        "---\ndescription: A page is viewed\ninternal_events: true\naction: view_page\nidentifiers: [user]\n",
    ),
    (
        "config/events/unused.yml",
        "---\ndescription: Nobody sends it\ninternal_events: true\naction: never_sent\nidentifiers: [user]\n",
    ),
];

/// A folder that is audited.
pub struct Project {
    folder: tempfile::TempDir,
}

/// How a run ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A report in the program's own JSON.
pub struct Report {
    pub json: Value,
}

impl Project {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The good files, and this one beside them.
    pub fn with(path: &str, content: impl AsRef<[u8]>) -> Self {
        let project = Self::good();
        project.write(path, content);
        project
    }

    /// The good files alone.
    pub fn good() -> Self {
        let project = Self::empty();
        GOOD.iter().for_each(|(path, text)| project.write(path, text));
        project
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Runs the program with the root behind the first argument.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut all: Vec<&str> = vec![arguments[0]];
        if arguments[0] == "list" {
            all.push(arguments[1]);
        }
        let rest = &arguments[all.len()..];
        all.push(self.path().to_str().unwrap());
        all.extend(rest);
        run(&all, |command| command)
    }

    /// `check --format json`, with everything that must hold whatever the input is.
    pub fn check(&self) -> Report {
        let report = self.check_alone();
        let good = Self::good().check_alone();
        let findings = |report: &Report| {
            let all = report.json["findings"].as_array().unwrap().iter();
            let of_good = |finding: &&Value| GOOD.iter().any(|(path, _)| finding["path"] == *path);
            all.filter(of_good).cloned().collect::<Vec<_>>()
        };
        let expected = findings(&good);
        assert!(expected.len() >= 3, "the good files have findings: {expected:?}");
        assert_eq!(findings(&report), expected, "the findings of the other files are all there");
        report
    }

    /// `check --format json` for a project that need not hold the good files.
    pub fn check_alone(&self) -> Report {
        let ran = self.run(&["check", "--format", "json"]);
        assert!(ran.code < 2, "it could be run: {}", ran.err);
        Report { json: serde_json::from_str(&ran.out).unwrap() }
    }

    /// The calls of a file: line and name of the event, or its pattern, or nothing for an open one.
    pub fn calls(&self, path: &str) -> Vec<(u64, String)> {
        let ran = self.run(&["list", "calls", "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        let of_file = json["calls"].as_array().unwrap().iter().filter(|call| call["path"] == path);
        let name = |call: &Value| {
            let event = &call["event"];
            event["names"][0].as_str().or(event["pattern"].as_str()).unwrap_or_default().to_owned()
        };
        of_file.map(|call| (call["line"].as_u64().unwrap(), name(call))).collect()
    }
}

impl Report {
    /// Why a file was not read.
    pub fn skipped(&self, path: &str) -> Option<&str> {
        let skipped = self.json["skipped"].as_array().unwrap();
        skipped.iter().find(|skip| skip["path"] == path).map(|skip| skip["reason"].as_str().unwrap())
    }

    /// The findings of a file: lint, line, column, message.
    pub fn findings(&self, path: &str) -> Vec<(&str, u64, u64, &str)> {
        let all = self.json["findings"].as_array().unwrap().iter().filter(|finding| finding["path"] == path);
        all.map(|finding| {
            let number = |key: &str| finding[key].as_u64().unwrap();
            let word = |key: &str| finding[key].as_str().unwrap();
            (word("lint"), number("line"), number("column"), word("message"))
        })
        .collect()
    }

    /// The findings of a file that say it, or a part of it, could not be read.
    pub fn unread(&self, path: &str) -> Vec<(u64, &str)> {
        let all = self.findings(path).into_iter();
        all.filter(|(lint, ..)| *lint == "invalid-input").map(|(_, line, _, message)| (line, message)).collect()
    }
}

/// Runs the program; it must end in time with 0, 1 or 2 and without the text of a panic.
pub fn run(arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Ran {
    let mut command = Command::new("sh");
    // The limit is set by the shell, because setting one's own needs unsafe code.
    command.args(["-c", &format!("ulimit -v {MEMORY}; ulimit -c 0; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_tracklint")]);
    command.args(arguments).stdin(Stdio::null());
    let out = tempfile::NamedTempFile::new().unwrap();
    let err = tempfile::NamedTempFile::new().unwrap();
    command.stdout(out.reopen().unwrap()).stderr(err.reopen().unwrap());
    let mut child = prepare(&mut command).spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |file: &tempfile::NamedTempFile| String::from_utf8(std::fs::read(file.path()).unwrap()).unwrap();
    let (out, err) = (read(&out), read(&err));
    let code = status.code().unwrap_or_else(|| panic!("{arguments:?} was ended by a signal: {status}\n{err}"));
    assert!((0..=2).contains(&code), "{arguments:?} ended with {code}: {err}");
    for text in [&out, &err] {
        assert!(!text.contains("panicked at") && !text.contains("a fault of"), "{arguments:?}: {text}");
    }
    Ran { code, out, err }
}
