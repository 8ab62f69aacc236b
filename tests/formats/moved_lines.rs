//! Fingerprints of a code quality report after lines have moved.

use crate::support::project::{Project, files_below};
use serde_json::Value;

/// Returns the issues of a code quality report without their lines, and the lines.
fn issues(project: &Project) -> (Vec<Value>, Vec<Value>) {
    let run = project.run(&["check", "--quiet", "--format", "code-quality"]);
    let mut issues: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    let lines = issues
        .iter_mut()
        .map(|issue| issue["location"]["lines"].take())
        .collect();
    (issues, lines)
}

#[test]
fn a_merge_request_that_only_moves_lines_shows_nothing_new() {
    let shop = Project::shop();
    let before = issues(&shop);
    for path in files_below(shop.root()) {
        if path.ends_with(".rb") {
            shop.write(&path, "\n".repeat(100) + &shop.read(&path));
        }
    }
    let after = issues(&shop);
    assert_eq!(before.0, after.0);
    assert_ne!(before.1, after.1, "the lines did move");
}
