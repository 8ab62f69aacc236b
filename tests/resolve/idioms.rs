//! The calls of every idiom, compared with the comments in its fixture.

use crate::support::program::{Run, tracklint};
use crate::support::project::{Project, call_row, fixtures};
use crate::support::sends::compare;
use std::collections::BTreeSet;

#[test]
fn every_idiom_sends_the_events_in_its_comments() {
    let mut faults = Vec::new();
    for tree in fixtures("idioms") {
        compare(&tree, &mut faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `list calls` parses no file for definitions or features, unlike `list events`.
#[test]
fn a_list_of_calls_and_a_list_of_events_hold_the_same_calls() {
    let projects = [
        fixtures("idioms"),
        fixtures("projects/hops"),
        fixtures("projects"),
    ];
    let mut calls = 0;
    for root in projects
        .concat()
        .iter()
        .filter(|root| !root.ends_with("hops"))
    {
        let list = |rows: &str| {
            let mut command = tracklint(root);
            command.args(["list", rows, "--format", "json"]);
            Run::new(command.output().unwrap()).json()
        };
        let mut of_calls = BTreeSet::new();
        let all = list("calls");
        for call in all["calls"].as_array().unwrap() {
            let row = call_row(call);
            let (place, names) = row.split_once(' ').unwrap();
            if call["event"]["grade"] == "exact" {
                of_calls.extend(names.split(' ').map(|name| format!("{name} {place}")));
            }
        }
        let mut of_events = BTreeSet::new();
        for event in list("events")["events"].as_array().unwrap() {
            let sent = event["calls"].as_array().unwrap().iter();
            let exact = sent.filter(|call| call["grade"] == "exact");
            of_events.extend(exact.map(|call| {
                let name = event["name"].as_str().unwrap();
                format!("{name} {}:{}", call["path"].as_str().unwrap(), call["line"])
            }));
        }
        assert_eq!(of_calls, of_events, "{root:?}");
        calls += of_calls.len();
    }
    assert!(calls > 100, "{calls}");
}

#[test]
fn a_list_without_calls_prints_a_note() {
    let project = Project::new();
    let notes = |arguments: &[&str]| project.run(arguments).err;
    assert_eq!(notes(&["list", "calls"]), "");
    project.write("app/services/place_service.rb", "class PlaceService\nend\n");
    assert!(
        notes(&["list", "calls"]).contains("no tracking call was found in 1 file;"),
        "{}",
        notes(&["list", "calls"])
    );
    assert_eq!(
        notes(&["list", "calls", "--quiet"]) + &notes(&["list", "events"]),
        ""
    );
}

#[test]
fn a_list_of_calls_names_only_unread_files_that_can_hold_calls() {
    let project = Project::new();
    project.write("config/events/broken.yml", "description: [\n");
    project.write("app/a.rb", "class A\n");
    let notes = |rows: &str| project.run(&["list", rows]).err;
    assert!(
        notes("events").contains("read only in part"),
        "{}",
        notes("events")
    );
    assert_eq!(notes("calls"), "");
}
