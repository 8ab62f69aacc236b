//! A service in Rust with its definitions next to its code.

use crate::support::program::run;

const SATELLITE: &str = "fixtures/projects/satellite";

#[test]
fn builder_chains_are_calls_outside_of_tests() {
    let out: serde_json::Value = run(&["list", "calls", "--format", "json", SATELLITE]).json();
    let row = |call: &serde_json::Value| {
        let names = call["event"]["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned());
        (
            call["line"].as_u64().unwrap(),
            names.collect::<Vec<_>>().join(","),
            call["category"].as_str().unwrap_or("").to_owned(),
        )
    };
    let calls: Vec<_> = out["calls"].as_array().unwrap().iter().map(row).collect();
    let call = |line: u64, name: &str| (line, name.to_owned(), "crates".to_owned());
    // The helper's own builder sends what the helper is called with.
    assert_eq!(
        calls,
        [
            call(9, "pack_crate"),
            call(16, "lift_crate"),
            call(22, "lift_crate")
        ]
    );
}

#[test]
fn an_event_sent_only_in_tests_is_unused() {
    let out = run(&["check", "--format", "concise", SATELLITE]).out;
    assert!(
        out.contains("config/events/drop_crate.yml:5:9") && out.contains("[unused-event]"),
        "{out}"
    );
    assert!(
        out.contains("src/events.rs:22") && out.contains("[undefined-event]"),
        "{out}"
    );
    assert_eq!(out.matches("[unused-event]").count(), 1, "{out}");
}
