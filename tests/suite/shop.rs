//! The shop that ships with the repository, through the real program.

use tracklint::cli;
use tracklint::engine::ENGINE;

pub fn run(arguments: &[&str]) -> (u8, String) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/projects/shop");
    let all: Vec<&str> = ["tracklint"].iter().chain(arguments).copied().chain([root]).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run_with(&ENGINE, &all, &mut out, &mut err);
    (code, String::from_utf8(out).expect("output is text"))
}

#[test]
fn every_required_lint_fires_and_the_exit_code_says_so() {
    let (code, out) = run(&["check", "--format", "concise"]);
    assert_eq!(code, 1);
    for lint in [
        "undefined-event",
        "unused-event",
        "removed-event-called",
        "event-without-metric",
        "duplicate-event",
        "orphaned-metric",
        "metric-of-unknown-event",
        "metric-of-removed-event",
        "duplicate-key-path",
        "missing-instrumentation-class",
        "unused-instrumentation-class",
        "invalid-definition",
        "incomplete-removal",
        "unknown-category",
        "uninstrumented-feature",
        "dynamic-event-name",
        "invalid-input",
    ] {
        assert!(out.contains(&format!("[{lint}]")), "{lint} does not fire");
    }
}

#[test]
fn every_event_and_feature_verdict_occurs() {
    let (code, out) = run(&["list", "events", "--format", "json"]);
    assert_eq!(code, 0);
    for verdict in ["live", "maybe", "unused", "undefined", "removed"] {
        assert!(out.contains(&format!("\"verdict\": \"{verdict}\"")), "no event is {verdict}");
    }
    let (_, out) = run(&["list", "features", "--format", "json"]);
    for verdict in ["instrumented", "calls-only", "definitions-only", "uninstrumented", "no-code", "exempt"] {
        assert!(out.contains(&format!("\"verdict\": \"{verdict}\"")), "no feature is {verdict}");
    }
    let (_, out) = run(&["list", "metrics", "--format", "json"]);
    for verdict in ["ok", "partial", "orphaned", "removed", "unverifiable"] {
        assert!(out.contains(&format!("\"verdict\": \"{verdict}\"")), "no metric is {verdict}");
    }
}

#[test]
fn the_same_bytes_come_out_with_one_thread_and_with_eight() {
    let one = run(&["check", "--format", "json", "--threads", "1"]);
    let eight = run(&["check", "--format", "json", "--threads", "8"]);
    assert_eq!(one, eight);
}
