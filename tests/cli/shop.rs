//! The shop, which has every fault on purpose.

use crate::support::program::{lints, run_shop};
use crate::support::project::Project;

#[test]
fn every_lint_fires_in_the_shop() {
    let run = run_shop(&["check", "--format", "concise"]);
    assert_eq!(run.code, 1);
    let fires = |lint: &str| run.out.contains(&format!("[{lint}]"));
    // The shop has calls, so nothing-found cannot fire. All lints from unknown-lint on are about comments, settings and changes.
    let of_the_state = lints()
        .into_iter()
        .take_while(|lint| lint != "unknown-lint");
    let silent: Vec<String> = of_the_state
        .filter(|lint| lint != "nothing-found" && !fires(lint))
        .collect();
    assert!(silent.is_empty(), "these do not fire: {silent:?}");
}

#[test]
fn the_configuration_written_by_init_changes_no_result() {
    let project = Project::shop();
    let tracklint = |arguments: &[&str]| project.run(arguments).out;
    project.remove("tracklint.yml");
    let before = tracklint(&["list", "events", "--format", "json"]);
    assert!(before.contains("\"name\": \"place_order\""));
    assert!(tracklint(&["init"]).contains("gitlab"));
    assert_eq!(tracklint(&["list", "events", "--format", "json"]), before);
}

#[test]
fn every_verdict_occurs() {
    let occurs = |what: &str, words: &[&str]| {
        let out = run_shop(&["list", what, "--format", "json"]).out;
        for word in words {
            assert!(
                out.contains(&format!("\"verdict\": \"{word}\"")),
                "none of the {what} is {word}"
            );
        }
    };
    occurs(
        "events",
        &["live", "maybe", "unused", "undefined", "removed"],
    );
    occurs(
        "metrics",
        &["ok", "partial", "orphaned", "removed", "unverifiable"],
    );
    occurs(
        "features",
        &[
            "instrumented",
            "calls-only",
            "definitions-only",
            "uninstrumented",
            "no-code",
            "exempt",
        ],
    );
}

#[test]
fn one_thread_and_eight_threads_print_the_same_bytes() {
    let one = run_shop(&["check", "--format", "json", "--threads", "1"]);
    let eight = run_shop(&["check", "--format", "json", "--threads", "8"]);
    assert_eq!((one.code, one.out), (eight.code, eight.out));
}
