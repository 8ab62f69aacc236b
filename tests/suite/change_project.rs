//! A small application in a git repository of its own, and the real program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The application: orders are tracked and counted, returns have code and no instrumentation.
const FILES: &[(&str, &str)] = &[
    (
        "config/feature_categories.yml",
        "---\n- catalog\n- checkout\n- returns\n",
    ),
    (
        "config/events/place_order.yml",
        "---\ndescription: Somebody places an order\ninternal_events: true\naction: place_order\nidentifiers: [user]\nproduct_group: purchase\nproduct_categories: [checkout]\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/events/view_product.yml",
        "---\ndescription: Somebody looks at a product\ninternal_events: true\naction: view_product\nidentifiers: [user]\nproduct_group: purchase\nproduct_categories: [catalog]\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/metrics/counts_28d/place_order_monthly.yml",
        "---\nkey_path: counts.place_order_monthly\ndescription: Orders of a month\nproduct_group: purchase\nproduct_categories: [checkout]\nvalue_type: number\nstatus: active\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntime_frame: 28d\ndata_source: internal_events\ndata_category: optional\nevents:\n  - name: place_order\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/metrics/counts_28d/view_product_monthly.yml",
        "---\nkey_path: counts.view_product_monthly\ndescription: Looks of a month\nproduct_group: purchase\nproduct_categories: [catalog]\nvalue_type: number\nstatus: active\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntime_frame: 28d\ndata_source: internal_events\ndata_category: optional\nevents:\n  - name: view_product\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "app/controllers/orders_controller.rb",
        "class OrdersController < ApplicationController\n  feature_category :checkout\n\n  def create\n    track_internal_event('place_order', user: current_user)\n    redirect_to orders_path\n  end\nend\n",
    ),
    (
        "app/controllers/products_controller.rb",
        "class ProductsController < ApplicationController\n  feature_category :catalog\n\n  def show\n    track_internal_event('view_product', user: current_user)\n  end\n\n  def preview\n    track_internal_event('view_product', user: current_user)\n  end\nend\n",
    ),
    (
        "app/controllers/returns_controller.rb",
        "class ReturnsController < ApplicationController\n  feature_category :returns\n\n  def index\n  end\nend\n",
    ),
];

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        Self {
            code: output.status.code().expect("no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The lints of a concise report, in the order they are printed.
    pub fn lints(&self) -> Vec<&str> {
        let lint = |line: &'_ str| -> Option<(usize, usize)> {
            Some((line.find('[')? + 1, line.find("] ")?))
        };
        self.out
            .lines()
            .filter_map(|line| lint(line).map(|(start, end)| &line[start..end]))
            .collect()
    }
}

/// A project that is thrown away at the end.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// The application, committed.
    pub fn new() -> Self {
        let project = Self::without_git();
        project.git(&["init", "-q", "-b", "main"]);
        project.commit("The application");
        project
    }

    /// The application outside any repository.
    pub fn without_git() -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        for (path, text) in FILES {
            project.write(path, text);
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("it can be read")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    /// Replaces a text that occurs in the file.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} holds {old:?}");
        self.write(path, &text.replace(old, new));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("it can be removed");
    }

    pub fn rename(&self, from: &str, to: &str) {
        let text = self.read(from);
        self.remove(from);
        self.write(to, &text);
    }

    /// Runs git in the project, with a configuration that the machine's does not touch.
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = git(self.folder.path())
            .args(arguments)
            .output()
            .expect("git runs");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("output is text")
    }

    /// Commits everything and gives the commit's name.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Runs the program on the project.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program on the project with more variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = tracklint(self.folder.path());
        command.args(arguments).envs(variables.iter().copied());
        Run::new(command.output().expect("the program runs"))
    }

    /// What the work tree makes worse since a revision, one finding a line.
    pub fn since(&self, base: &str) -> Run {
        self.run(&["check", "--format", "concise", "--base", base])
    }
}

/// The real program in a folder, without the variables of whatever pipeline runs the tests.
pub fn tracklint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tracklint"));
    command.current_dir(folder);
    let of_pipeline = |name: &str| {
        name.starts_with("CI_") || name.starts_with("GITHUB_") || name.starts_with("GIT_")
    };
    for (name, _) in std::env::vars().filter(|(name, _)| of_pipeline(name)) {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

/// git in a folder with nobody's configuration.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    for (name, value) in [
        ("NAME", "Robin"),
        ("EMAIL", "robin@example.org"),
        ("DATE", "2026-01-01T00:00:00Z"),
    ] {
        command
            .env(format!("GIT_AUTHOR_{name}"), value)
            .env(format!("GIT_COMMITTER_{name}"), value);
    }
    command
}
