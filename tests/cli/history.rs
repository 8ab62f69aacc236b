//! `snapshot` and `history`: figures of revisions.

use crate::support::application::ORDERS;
use crate::support::project::{Project, files_below};
use serde_json::Value;

const RETURNS: &str = "app/controllers/returns_controller.rb";
const CALL: &str = "    track_internal_event('place_order', user: current_user)\n";

/// A project with commits that make a category visible and another one dark.
fn project() -> (Project, Vec<String>) {
    let project = Project::application();
    let mut commits = vec![project.git(&["rev-parse", "HEAD"]).trim().to_owned()];
    project.edit(
        RETURNS,
        "  def index\n",
        "  def index\n    track_internal_event('list_returns', user: current_user)\n",
    );
    commits.push(project.commit("Track returns"));
    project.event("list_returns");
    project.edit(
        "config/events/list_returns.yml",
        "product_categories: []",
        "product_categories: [returns]",
    );
    commits.push(project.commit("Define the event of returns"));
    project.edit(ORDERS, CALL, "");
    project.remove("config/metrics/counts_28d/view_product_monthly.yml");
    commits.push(project.commit("Remove the call of orders"));
    project.write("notes/todo.txt", "nothing\n");
    commits.push(project.commit("Add a note"));
    (project, commits)
}

fn lines(project: &Project, file: &str) -> Vec<Value> {
    let text = project.read(file);
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// Returns the files of the work tree with their texts and times.
fn state(project: &Project) -> Vec<(String, String, std::time::SystemTime)> {
    let files = files_below(project.root()).into_iter();
    let files = files.filter(|path| !path.starts_with(".git/"));
    let state = files.map(|path| {
        let changed = std::fs::metadata(project.path(&path)).unwrap().modified();
        let text = project.read(&path);
        (path, text, changed.unwrap())
    });
    state.collect()
}

#[test]
fn history_equals_a_run_at_each_revision_and_leaves_the_work_tree() {
    let (project, commits) = project();
    // A change that is not committed, and a file that git does not know.
    project.edit(RETURNS, "'list_returns'", "'look_at_returns'");
    project.write(
        "app/controllers/new_controller.rb",
        "class NewController\nend\n",
    );
    let before = state(&project);
    let index = project.git(&["status", "--porcelain"]);
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("history.jsonl");
    let output = output.to_str().unwrap();
    let range = format!("{}..HEAD", commits[0]);
    let run = project.run(&["history", &range, "--output", output, "--project", "shop"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(state(&project), before);
    assert_eq!(project.git(&["status", "--porcelain"]), index);
    let text = std::fs::read_to_string(output).unwrap();
    let history: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let shas: Vec<&str> = history
        .iter()
        .map(|line| line["commit_sha"].as_str().unwrap())
        .collect();
    assert_eq!(shas, commits);
    project.git(&["stash", "-q", "--include-untracked"]);
    for (commit, line) in commits.iter().zip(&history) {
        project.git(&["checkout", "-q", commit]);
        let single = folder.path().join(commit);
        let single = single.to_str().unwrap();
        let run = project.run(&["snapshot", "--output", single, "--project", "shop"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let text = std::fs::read_to_string(single).unwrap();
        let taken: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(&taken, line, "{commit}");
        let coverage = project.run(&["coverage", "--format", "json"]).json();
        let rows = coverage["coverage"].as_array().unwrap();
        let group = |rows: &[Value], kind: &str| {
            let mut rows = rows.iter().filter(|row| row[kind] == "group");
            let row = rows.next().expect("there is a row");
            (row["instrumented"].clone(), row["uninstrumented"].clone())
        };
        let own = line["coverage"].as_array().unwrap();
        assert_eq!(group(own, "scope_kind"), group(rows, "kind"));
    }
}

#[test]
fn a_revision_is_written_once() {
    let (project, commits) = project();
    let range = format!("{}..{}", commits[1], commits[3]);
    let first = project.run(&["history", &range]);
    assert!(
        first.out.starts_with("3 snapshots written"),
        "{}",
        first.out
    );
    let range = format!("{}..HEAD", commits[0]);
    let again = project.run(&["history", &range]);
    assert!(
        again.out.starts_with("2 snapshots written") && again.out.contains("; 3 already there"),
        "{}",
        again.out
    );
    let snapshot = project.run(&["snapshot", "--revision", "main"]);
    assert!(
        snapshot.out.starts_with("0 snapshots written"),
        "{}",
        snapshot.out
    );
    assert_eq!(lines(&project, "tracklint-snapshots.jsonl").len(), 5);
}

#[test]
fn many_revisions_are_sampled_with_both_ends() {
    let (project, commits) = project();
    let range = format!("{}..HEAD", commits[0]);
    let run = project.run(&["history", &range, "--most", "2"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let found = lines(&project, "tracklint-snapshots.jsonl");
    let shas: Vec<&str> = found
        .iter()
        .map(|line| line["commit_sha"].as_str().unwrap())
        .collect();
    assert_eq!(shas, [&commits[0], &commits[4]]);
}

#[test]
fn ranges_must_exist_and_run_forwards() {
    let (project, commits) = project();
    for (range, message) in [
        ("HEAD", "write it as REV..REV".to_owned()),
        ("nothing..HEAD", "unknown revision `nothing`".to_owned()),
        (
            &format!("HEAD..{}", commits[0]),
            format!("`{}` does not contain `{}`", commits[0], commits[4]),
        ),
    ] {
        let run = project.run(&["history", range]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(&message), "{}", run.err);
    }
}

#[test]
fn the_page_draws_the_trend_and_names_the_commit_of_a_change() {
    let (project, commits) = project();
    let range = format!("{}..HEAD", commits[0]);
    project.run(&["history", &range]);
    let arguments = ["coverage", "--format", "html", "--snapshots"];
    let page = project
        .run(&[&arguments[..], &["tracklint-snapshots.jsonl"]].concat())
        .out;
    assert!(page.contains("<polyline"), "a line is drawn");
    let (_, changes) = page
        .split_once("What became visible or dark")
        .expect("the page has the changes");
    for (word, commit, subject) in [
        ("dark", &commits[3], "Remove the call of orders"),
        ("visible", &commits[2], "Define the event of returns"),
    ] {
        let at = changes
            .find(&format!("became {word} with"))
            .expect("it is told");
        let rest = &changes[at..at + 400];
        assert!(
            rest.contains(&commit[..12]) && rest.contains(subject),
            "{rest}"
        );
    }
    let without = project.run(&["coverage", "--format", "html"]).out;
    assert!(!without.contains("<polyline"));
    project.write("broken.jsonl", "{\n");
    let broken = project.run(&[&arguments[..], &["broken.jsonl"]].concat());
    assert_eq!(broken.code, 2);
    assert!(
        broken.err.contains("broken.jsonl: line 1"),
        "{}",
        broken.err
    );
}

#[test]
fn a_project_outside_of_git_has_snapshots_without_commits() {
    let project = Project::of(&[(
        "app/controllers/a_controller.rb",
        "class AController\nend\n",
    )]);
    for number in 1..3 {
        let run = project.run(&["snapshot"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let found = lines(&project, "tracklint-snapshots.jsonl");
        assert_eq!(found.len(), number);
        assert_eq!(found[0]["commit_sha"], Value::Null);
    }
}
