//! What people see at a terminal: the summary, filters, limits and suggestions.

use crate::support::program::{run, run_shop};
use serde_json::Value;

#[test]
fn a_summary_has_the_tables_and_the_figures_only() {
    let all = run_shop(&["check"]);
    let short = run_shop(&["check", "--summary"]);
    assert_eq!(short.code, all.code);
    assert!(short.out.lines().count() < 60, "{}", short.out);
    assert!(!short.out.contains("╭─["), "{}", short.out);
    assert!(short.out.starts_with("LINT "), "{}", short.out);
    assert_eq!(short.out.lines().last(), all.out.lines().last());
    assert_eq!(
        all.out.matches("\nundefined-event  ").count(),
        2,
        "first and last"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let out = run_shop(&["check", "--show", "all"]).out;
    // A key or path without a space is never broken.
    let wide = |line: &&str| line.chars().count() > 80 && line.trim().contains(' ');
    let wide: Vec<&str> = out.lines().filter(wide).collect();
    let is_word = |line: &&&str| line.trim_start_matches(['│', ' ']).contains(' ');
    // Source lines are cut, and a word is never broken.
    let wrapped = wide.iter().filter(is_word);
    let long = |line: &&&str| line.split(' ').all(|word| word.chars().count() < 60);
    let wrapped: Vec<_> = wrapped.filter(long).collect();
    assert_eq!(wrapped.len(), 0, "{wrapped:#?}");
}

#[test]
fn findings_of_an_owner_are_selected() {
    let document = run_shop(&["check", "--format", "json", "--owner", "discovery"]).json();
    let findings = document["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    assert!(findings.iter().all(|one| one["owner"] == "discovery"));
}

#[test]
fn lists_are_filtered_by_every_facet() {
    let count = |kind: &str, filter: &[&str]| {
        let arguments = [&["list", kind, "--format", "json", "-q"], filter].concat();
        let document: Value = run_shop(&arguments).json();
        document[kind].as_array().unwrap().len()
    };
    for (kind, filter) in [
        ("events", &["--verdict", "unused"][..]),
        ("events", &["--system", "internal_events"]),
        ("metrics", &["--verdict", "orphaned"]),
        ("metrics", &["--path", "config/metrics/counts_28d"]),
        ("calls", &["--path", "app/controllers"]),
        ("calls", &["--verdict", "pattern"]),
        ("surfaces", &["--verdict", "untracked"]),
        ("features", &["--group", "discovery"]),
    ] {
        let (all, some) = (count(kind, &[]), count(kind, filter));
        assert!(some > 0 && some < all, "{kind} {filter:?}: {some} of {all}");
        assert_eq!(count(kind, &["--path", "no/such/folder"]), 0);
    }
}

#[test]
fn a_coverage_below_the_limit_fails() {
    let code = |least: &str| run_shop(&["coverage", "--fail-under", least]).code;
    assert_eq!((code("62"), code("63")), (0, 1));
    let run = run_shop(&["coverage", "--group", "discovery", "--format", "json"]);
    let document = run.json();
    let rows = document["coverage"].as_array().unwrap();
    let of_group = |row: &Value| row["kind"] == "group" || row["group"] == "discovery";
    assert!(!rows.is_empty() && rows.iter().all(of_group), "{rows:#?}");
    assert!(document["total"]["features"].as_u64().unwrap() < 8);
}

#[test]
fn names_are_suggested_by_their_parts() {
    let run = run(&["explain", "undefined"]);
    assert_eq!(run.code, 2);
    let expected = "did you mean `undefined-event` or `undefined-option`?";
    assert!(run.err.contains(expected), "{}", run.err);
    let run = run_shop(&["trace", "vote_review"]);
    assert!(run.err.contains("`vote_review_helpful`"), "{}", run.err);
}

#[test]
fn a_manual_page_has_no_marks() {
    let out = run(&["explain", "undefined-event"]).out;
    assert!(!out.contains("```") && !out.contains("\n## "), "{out}");
    assert!(out.contains("\nWhy\n"), "{out}");
}

#[test]
fn the_help_has_examples_and_exit_codes() {
    for arguments in [&["--help"][..], &["check", "--help"]] {
        let out = run(arguments).out;
        assert!(
            out.contains("Examples:") && out.contains("Exit codes:"),
            "{out}"
        );
    }
    let out = run(&["check", "--help"]).out;
    for heading in [
        "Findings:",
        "Reports:",
        "Changes:",
        "Baseline:",
        "Global options:",
    ] {
        assert!(out.contains(heading), "{out}");
    }
}

#[test]
fn a_trace_names_the_class_that_computes_a_metric() {
    let out = run_shop(&["trace", "counts.coupons"]).out;
    assert!(
        out.contains("computed by class `CountCouponsMetric`"),
        "{out}"
    );
    let out = run_shop(&["trace", "counts.orders"]).out;
    assert!(out.contains("computed by class `"), "{out}");
    assert!(out.contains("_metric.rb"), "{out}");
}
