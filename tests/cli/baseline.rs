//! The baseline: `check` with one, and `baseline write`, `prune` and `show`.

use crate::support::project::Project;
use sha2::{Digest, Sha256};

const FILE: &str = "tracklint-baseline.json";
const CALL: &str = "Gitlab::InternalEvents.track_event('x_y')\n";

/// Returns a project with two equal findings, both in its baseline.
fn adopted() -> Project {
    let project = Project::new();
    project.write("app/a.rb", CALL.repeat(2));
    assert_eq!(project.run(&["check"]).code, 1);
    let run = project.run(&["baseline", "write"]);
    assert_eq!(run.code, 0, "{}", run.err);
    project
}

fn check(project: &Project) -> (i32, Vec<String>) {
    (project.run(&["check"]).code, project.findings(&[]))
}

#[test]
fn findings_in_the_baseline_are_hidden_and_new_findings_fail() {
    let project = adopted();
    assert_eq!(check(&project), (0, Vec::new()));
    let shown = project.run(&["check", "--no-baseline", "--format", "concise"]);
    assert_eq!(
        (shown.code, shown.out.matches("[undefined-event]").count()),
        (1, 2)
    );
    assert!(
        project
            .run(&["check"])
            .out
            .contains("2 findings are hidden by tracklint-baseline.json")
    );
    project.write("app/a.rb", CALL.repeat(3));
    assert_eq!(
        check(&project),
        (1, vec!["app/a.rb:3 undefined-event".to_owned()]),
        "one more of the same kind is new"
    );
    assert_eq!(project.run(&["check", "--max-new", "1"]).code, 0);
    project.write("tracklint.yml", "max_new: 1\n");
    assert_eq!(project.run(&["check"]).code, 0);
    assert_eq!(
        project.run(&["check", "--max-new", "0"]).code,
        1,
        "the command line wins"
    );
    assert_eq!(project.run(&["check", "--fail-on", "never"]).code, 0);
}

#[test]
fn moved_lines_new_formatting_and_renamed_files_keep_the_baseline_valid() {
    let project = adopted();
    let before = project.read(FILE);
    project.write("app/a.rb", "\n\n# more\nGitlab::InternalEvents.track_event(\n  'x_y'\n)\n\nclass A\n  Gitlab::InternalEvents.track_event 'x_y'\nend\n");
    assert_eq!(check(&project), (0, Vec::new()));
    assert!(
        project
            .run(&["baseline", "prune"])
            .out
            .contains("nothing to prune")
    );
    assert_eq!(project.read(FILE), before);
    std::fs::rename(project.path("app/a.rb"), project.path("app/b.rb")).unwrap();
    assert_eq!(
        check(&project),
        (0, Vec::new()),
        "a file that is gone lends its entries to the one that came"
    );
    project.write("app/c.rb", CALL);
    assert_eq!(check(&project).0, 1, "but not more than it had");
    std::fs::remove_file(project.path("app/c.rb")).unwrap();
    assert!(
        project
            .run(&["baseline", "prune"])
            .out
            .contains("0 gone, 2 moved, 2 left")
    );
    assert!(project.read(FILE).contains("app/b.rb") && !project.read(FILE).contains("app/a.rb"));
}

#[test]
fn a_baseline_takes_no_new_findings_without_force() {
    let project = adopted();
    project.write("app/new.rb", CALL);
    let before = project.read(FILE);
    let run = project.run(&["baseline", "write"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("1 finding is new, and a baseline only shrinks")
            && run.err.contains("app/new.rb:1"),
        "{}",
        run.err
    );
    assert_eq!(project.read(FILE), before);
    project.write("app/a.rb", CALL);
    let run = project.run(&["baseline", "prune"]);
    assert_eq!(
        run.out,
        "pruned tracklint-baseline.json: 1 gone, 0 moved, 1 left\n"
    );
    assert_eq!(check(&project).0, 1, "pruning takes in nothing new");
    assert_eq!(project.run(&["baseline", "write", "--force"]).code, 0);
    assert_eq!(check(&project), (0, Vec::new()));
    std::fs::remove_file(project.path("app/new.rb")).unwrap();
    assert_eq!(
        project.run(&["baseline", "write"]).code,
        0,
        "a smaller one needs no force"
    );
    assert!(!project.read(FILE).contains("app/new.rb"));
}

#[test]
fn stale_entries_are_findings() {
    let project = adopted();
    project.write("app/a.rb", CALL);
    let (code, found) = check(&project);
    assert_eq!(
        (code, found),
        (
            0,
            vec!["tracklint-baseline.json:2 stale-baseline".to_owned()]
        )
    );
    let words: Vec<String> = project
        .run(&["check"])
        .out
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    assert!(
        words
            .join(" ")
            .contains("1 entry of it is stale: `tracklint baseline prune`"),
        "{words:?}"
    );
    project.write("tracklint.yml", "lints: {stale-baseline: error}\n");
    assert_eq!(
        project.run(&["check"]).code,
        1,
        "who wants it strict says so"
    );
    project.write("tracklint.yml", "lints: {stale-baseline: off}\n");
    assert_eq!(check(&project), (0, Vec::new()));
}

#[test]
fn the_file_is_json_sorted_with_one_finding_on_each_line_and_no_line_numbers() {
    let project = adopted();
    project.write("app/b.rb", "Gitlab::InternalEvents.track_event('b_c')\n");
    project.run(&["baseline", "write", "--force"]);
    let text = project.read(FILE);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "[{\"tracklint_baseline\":2}");
    let start = ",{\"lint\":\"undefined-event\",\"path\":\"app/a.rb\",\"subject\":\"x_y\",\"count\":2,\"fingerprint\":\"";
    assert!(lines[1].starts_with(start), "{text}");
    assert_eq!((lines.len(), lines[3]), (4, "]"));
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed.as_array().map(Vec::len), Some(3));
    // Both sides of a merge may drop or add lines; what git puts together is a baseline again.
    project.write(FILE, [lines[0], lines[2], lines[1], "]", ""].join("\n"));
    assert_eq!(check(&project), (0, Vec::new()));
}

/// Returns broken versions of a baseline, and the errors.
fn broken_baselines(good: &str) -> [(String, &'static str); 16] {
    let entry = good.lines().nth(1).unwrap();
    let newer = good.replacen("\"tracklint_baseline\":2", "\"tracklint_baseline\":3", 1);
    [
        (String::new(), "the file is truncated"),
        (good[..good.len() - 2].to_owned(), "the file is truncated"),
        (good[..good.len() - 20].to_owned(), "the file is truncated"),
        (newer, "newer tracklint wrote the file (format 3"),
        (good.replacen(":2}", ":1}", 1), "older tracklint"),
        (
            format!("<<<<<<< HEAD\n{good}"),
            "line 1: unresolved merge conflict",
        ),
        (
            good.replacen(entry, &format!("=======\n{entry}"), 1),
            "line 2: unresolved merge conflict",
        ),
        (
            good.replacen(entry, &format!("{entry}\n{entry}"), 1),
            "line 3: duplicate entry",
        ),
        (
            good.replacen("\"count\":2", "\"count\":0", 1),
            "line 2: the entry was edited by hand",
        ),
        (
            good.replacen("\"count\":2", "\"count\":3", 1),
            "line 2: the entry was edited by hand",
        ),
        (
            good.replacen("\"count\":2", "\"count\":18446744073709551615", 1),
            "line 2: the entry was edited by hand",
        ),
        (
            good.replacen("x_y", "x_z", 1),
            "line 2: the entry was edited by hand",
        ),
        (
            good.replacen("\"lint\"", "\"lnit\"", 1),
            "line 2: invalid entry",
        ),
        ("{\"name\": \"a-package\"}\n".to_owned(), "invalid baseline"),
        ("[]\n".to_owned(), "invalid baseline"),
        ("[1]\n".to_owned(), "invalid baseline"),
    ]
}

#[test]
fn a_broken_baseline_is_named_and_never_overwritten() {
    let project = adopted();
    for (text, expected) in broken_baselines(&project.read(FILE)) {
        project.write(FILE, &text);
        for arguments in [
            &["check"][..],
            &["baseline", "show"],
            &["baseline", "prune"],
            &["baseline", "write"],
            &["baseline", "write", "--force"],
        ] {
            let run = project.run(arguments);
            assert_eq!(run.code, 2, "{arguments:?} of {text:?}: {}", run.out);
            assert!(
                run.err.contains(FILE) && run.err.contains(expected),
                "{arguments:?} of {text:?}: {}",
                run.err
            );
        }
        assert_eq!(project.read(FILE), text);
    }
}

#[test]
fn the_baseline_comes_from_the_default_path_an_option_or_the_configuration() {
    let project = adopted();
    std::fs::rename(project.path(FILE), project.path("known.json")).unwrap();
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(project.run(&["check", "--baseline", "known.json"]).code, 0);
    project.write("tracklint.yml", "baseline: known.json\n");
    assert_eq!(project.run(&["check"]).code, 0);
    assert_eq!(project.run(&["baseline", "show"]).code, 0);
    project.write("tracklint.yml", "baseline: nowhere.json\n");
    let run = project.run(&["check"]);
    assert!(
        run.code == 2
            && run.err.contains("nowhere.json")
            && run
                .err
                .contains("create it with `tracklint baseline write`"),
        "{}",
        run.err
    );
    assert_eq!(project.run(&["baseline", "write"]).code, 0);
    assert!(project.path("nowhere.json").is_file());
    assert_eq!(
        project.run(&["check", "--baseline", "missing.json"]).code,
        2
    );
    assert_eq!(
        project
            .run(&["check", "--baseline", "known.json", "--no-baseline"])
            .code,
        2,
        "one or the other"
    );
    project.write("tracklint.yml", "baseline: ../elsewhere.json\n");
    assert_eq!(
        project.run(&["baseline", "write"]).code,
        2,
        "a configuration that is found names no place outside"
    );
}

#[test]
fn show_counts_by_lint() {
    let project = adopted();
    project.write("app/a.rb", CALL);
    project.write("app/b.rb", "Gitlab::InternalEvents.track_event('b_c')\n");
    let run = project.run(&["baseline", "show", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        json["lints"]["undefined-event"],
        serde_json::json!({"borne": 2, "stale": 1, "new": 1})
    );
    let text = project.run(&["baseline", "show"]).out;
    assert!(
        text.contains("undefined-event         2      1    1"),
        "{text}"
    );
}

#[test]
fn fingerprints_of_code_quality_do_not_depend_on_the_baseline() {
    let project = adopted();
    project.write("app/a.rb", CALL.repeat(3));
    let prints = |arguments: &[&str]| {
        let all: serde_json::Value = serde_json::from_str(&project.run(arguments).out).unwrap();
        let list = all.as_array().unwrap().clone();
        list.iter()
            .map(|one| one["fingerprint"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let all = prints(&["check", "--format", "code-quality", "--no-baseline"]);
    assert_eq!(prints(&["check", "--format", "code-quality"]), all[2..]);
}

/// Returns the fingerprint of an entry for one `undefined-event` about `x_y` in a file. The hash is pinned: it never changes.
fn fingerprint(path: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["tracklint-1", "undefined-event", path, "x_y", "1"] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn a_hundred_thousand_entries_are_read_held_and_pruned() {
    let project = adopted();
    let mut text = String::from("[{\"tracklint_baseline\":2}\n");
    for number in 0..100_000 {
        let path = format!("app/gone_{number}.rb");
        let print = fingerprint(&path);
        text.push_str(&format!(
            ",{{\"lint\":\"undefined-event\",\"path\":\"{path}\",\"subject\":\"x_y\",\"count\":1,\"fingerprint\":\"{print}\"}}\n"
        ));
    }
    text.push_str("]\n");
    project.write(FILE, &text);
    project.write("tracklint.yml", "lints: {stale-baseline: off}\n");
    assert_eq!(check(&project).0, 0);
    let run = project.run(&["baseline", "prune"]);
    assert!(
        run.out.contains("99,998 gone, 2 moved, 2 left") || run.out.contains("99 998 gone"),
        "{}",
        run.out
    );
    assert_eq!(project.read(FILE).lines().count(), 3);
}
