//! A small project in a folder of its own, and the real program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A project that is removed with its value.
pub struct Project {
    folder: tempfile::TempDir,
}

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Project {
    /// A project with one event and one call, and no finding at or above a warning.
    pub fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        project.event("place_order");
        let counted = "---\nkey_path: counts.count_total_place_order\ndescription: Orders\nproduct_group: purchase\n\
                       product_categories: []\nvalue_type: number\nstatus: active\nmilestone: '17.0'\n\
                       introduced_by_url: https://example.org/1\ntime_frame: all\ndata_source: internal_events\n\
                       data_category: optional\ntiers: [free]\nevents:\n- name: place_order\n";
        project.write(
            "config/metrics/counts_all/count_total_place_order.yml",
            counted,
        );
        project.write(
            "app/services/place_service.rb",
            "Gitlab::InternalEvents.track_event('place_order')\n",
        );
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// Defines an event.
    pub fn event(&self, name: &str) {
        let text = format!(
            "---\ninternal_events: true\naction: {name}\ndescription: Something happens\nidentifiers: [user]\n\
             product_group: purchase\nproduct_categories: []\nmilestone: '17.0'\n\
             introduced_by_url: https://example.org/1\ntiers: [free]\n"
        );
        self.write(&format!("config/events/{name}.yml"), &text);
    }

    /// Runs a command in the project's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_on("", arguments)
    }

    /// Runs a command on a day (`SOURCE_DATE_EPOCH` in seconds).
    pub fn run_on(&self, epoch: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tracklint"));
        command
            .current_dir(self.root())
            .args(arguments)
            .env_remove("SOURCE_DATE_EPOCH");
        if !epoch.is_empty() {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: status.code().expect("it was not killed"),
            out: text(stdout),
            err: text(stderr),
        }
    }

    /// The findings of some lints (all when none is named), as `path:line lint`.
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
}
