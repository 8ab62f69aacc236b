//! `check --watch`: findings after each change on disk.

use crate::support::program::tracklint;
use crate::support::project::Project;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn each_change_is_reported() {
    let project = Project::new();
    let mut process = tracklint(project.root())
        .args(["check", "--watch", "--format", "concise"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    // Returns the lines of the next report.
    let mut report = || {
        let mut found = Vec::new();
        loop {
            let line = lines.next().unwrap().unwrap();
            if line.ends_with("watching for changes") {
                return found;
            }
            found.extend(Some(line).filter(|line| !line.is_empty()));
        }
    };
    assert_eq!(report(), [""; 0]);
    project.write(
        "app/a.rb",
        "Gitlab::InternalEvents.track_event('undefined_here')\n",
    );
    let found = report();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("app/a.rb:1:36: error[undefined-event]"),
        "{found:?}"
    );
    project.write("tracklint.yml", "lints:\n  undefined-event: off\n");
    assert_eq!(report(), [""; 0]);
    process.kill().unwrap();
    process.wait().unwrap();
}
