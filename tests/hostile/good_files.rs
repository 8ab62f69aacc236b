//! Valid files with known findings, and everything that must hold for them next to a bad file.

use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;
use std::sync::OnceLock;

/// Files whose findings must be reported next to any bad file.
const GOOD: &[(&str, &str)] = &[
    (
        "app/models/page.rb",
        indoc! {r"
            class Page
              def view
                Gitlab::InternalEvents.track_event('view_page', user: user)
              end
            end
        "},
    ),
    (
        "app/models/book.rb",
        indoc! {r"
            class Book
              def view
                Gitlab::InternalEvents.track_event('view_book', user: user)
              end
            end
        "},
    ),
    (
        "app/assets/javascripts/page.js",
        indoc! {r"
            import { InternalEvents } from '~/tracking';
            InternalEvents.trackEvent('close_book');
        "},
    ),
    (
        "config/events/view_page.yml",
        indoc! {r"
            ---
            description: A page is viewed
            internal_events: true
            action: view_page
            identifiers: [user]
        "},
    ),
    (
        "config/events/unused.yml",
        indoc! {r"
            ---
            description: Nobody sends it
            internal_events: true
            action: never_sent
            identifiers: [user]
        "},
    ),
];

/// One more valid file, next to which a rule of a test matches something.
pub const GOOD_RUST: &str = "src/good.rs";

fn is_good(path: &str) -> bool {
    path == GOOD_RUST || GOOD.iter().any(|(good, _)| *good == path)
}

/// One row of a table: its name, a text, and all expected reports about it (see [`Project::said`]).
pub type Row<'a, T> = (&'a str, T, &'a [&'a str]);

/// Runs each text as the file `path` next to the good files and compares the reports about it, in order.
pub fn each_says<T: AsRef<[u8]>>(path: &str, rows: &[Row<'_, T>]) {
    each_project_says(|text| Project::with(path, text), rows);
}

/// Does the same as [`each_says`] with a project built from the text.
pub fn each_project_says<T>(project: impl Fn(&T) -> Project, rows: &[Row<'_, T>]) {
    let mut wrong = String::new();
    for (name, text, expected) in rows {
        let said = project(text).said();
        if said != *expected {
            wrong.push_str(&format!(
                "{name}\n  expected {expected:#?}\n  said {said:#?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A report in the program's own JSON.
pub struct Report {
    pub json: Value,
}

impl Project {
    /// Returns the good files with one more file.
    pub fn with(path: &str, content: impl AsRef<[u8]>) -> Self {
        let project = Self::good();
        project.write(path, content);
        project
    }

    /// Returns the good files alone.
    pub fn good() -> Self {
        let project = Self::empty();
        GOOD.iter()
            .for_each(|(path, text)| project.write(path, text));
        project
    }

    /// Runs `check --format json`. The findings of the good files must be complete, and none of them may be unread.
    pub fn check(&self) -> Report {
        static GOOD_ALONE: OnceLock<Vec<Value>> = OnceLock::new();
        let of_good = |report: &Report, list: &str| {
            let all = report.json[list].as_array().unwrap().iter();
            all.filter(|row| is_good(row["path"].as_str().unwrap()))
                .cloned()
                .map(without_doubt)
                .collect::<Vec<_>>()
        };
        let expected = GOOD_ALONE.get_or_init(|| of_good(&Self::good().check_alone(), "findings"));
        assert!(
            expected.len() >= 3,
            "the good files have findings: {expected:?}"
        );
        let report = self.check_alone();
        assert_eq!(
            &of_good(&report, "findings"),
            expected,
            "the findings of the other files are all there"
        );
        assert!(
            of_good(&report, "skipped").is_empty() && of_good(&report, "partial").is_empty(),
            "the other files are read"
        );
        report
    }

    /// Runs `check --format json` on a project that may lack the good files.
    pub fn check_alone(&self) -> Report {
        let ran = self.run_limited(&["check", "--format", "json"]);
        assert!(ran.code < 2, "it could be run: {}", ran.err);
        Report {
            json: serde_json::from_str(&ran.out).unwrap(),
        }
    }

    /// Returns the reports of `check` and `list calls` about all other files: reasons for skipping, findings, and events sent.
    /// Paths are left out if there is one file.
    pub fn said(&self) -> Vec<String> {
        let report = self.check();
        let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let mut said: Vec<(String, String)> = Vec::new();
        for (list, how) in [("skipped", "skipped"), ("partial", "partly")] {
            let rows = report.json[list].as_array().unwrap().iter();
            said.extend(
                rows.map(|row| (word(row, "path"), format!("{how}: {}", word(row, "reason")))),
            );
        }
        let findings = report.json["findings"].as_array().unwrap().iter();
        said.extend(findings.map(|row| {
            let text = format!(
                "{}:{} {}: {}",
                row["line"],
                row["column"],
                word(row, "lint"),
                word(row, "message")
            );
            (word(row, "path"), text)
        }));
        let calls = self.list("calls");
        said.extend(calls["calls"].as_array().unwrap().iter().map(|call| {
            let event = &call["event"];
            let name = event["names"][0]
                .as_str()
                .or(event["pattern"].as_str())
                .unwrap_or("?");
            (word(call, "path"), format!("{} sends {name}", call["line"]))
        }));
        said.retain(|(path, _)| !is_good(path));
        let one = said.windows(2).all(|pair| pair[0].0 == pair[1].0);
        said.into_iter()
            .map(|(path, text)| if one { text } else { format!("{path} {text}") })
            .collect()
    }

    /// Returns the calls of a file: the line, and the name or the pattern of the event, empty for an open one.
    pub fn calls_of(&self, path: &str) -> Vec<(u64, String)> {
        let json = self.list("calls");
        let of_file = json["calls"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|call| call["path"] == path);
        let name = |call: &Value| {
            let event = &call["event"];
            event["names"][0]
                .as_str()
                .or(event["pattern"].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        of_file
            .map(|call| (call["line"].as_u64().unwrap(), name(call)))
            .collect()
    }
}

impl Report {
    /// Returns the reason why a file was not read.
    pub fn skipped(&self, path: &str) -> Option<&str> {
        let skipped = self.json["skipped"].as_array().unwrap();
        skipped
            .iter()
            .find(|skip| skip["path"] == path)
            .map(|skip| skip["reason"].as_str().unwrap())
    }

    /// Returns the findings of a file: lint, line, column, message.
    pub fn findings(&self, path: &str) -> Vec<(&str, u64, u64, &str)> {
        let all = self.json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["path"] == path);
        all.map(|finding| {
            let number = |key: &str| finding[key].as_u64().unwrap();
            let word = |key: &str| finding[key].as_str().unwrap();
            (
                word("lint"),
                number("line"),
                number("column"),
                word("message"),
            )
        })
        .collect()
    }

    /// Returns the findings about a file that could not be read, or only in part.
    pub fn unread(&self, path: &str) -> Vec<(u64, &str)> {
        let all = self.findings(path).into_iter();
        all.filter(|(lint, ..)| *lint == "invalid-input")
            .map(|(_, line, _, message)| (line, message))
            .collect()
    }
}

/// Returns a finding without what depends on calls of other files whose names are not known.
fn without_doubt(mut finding: Value) -> Value {
    if finding["lint"] == "unused-event" {
        finding["severity"] = Value::Null;
        finding["help"] = Value::Null;
    }
    finding
}
