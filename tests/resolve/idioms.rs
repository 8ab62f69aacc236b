//! The calls of every idiom, compared with the comments in its fixture.

use crate::support::program::{Run, tracklint};
use crate::support::project::{Project, fixtures};
use crate::support::sends::compare;
use indoc::indoc;

#[test]
fn every_idiom_sends_the_events_in_its_comments() {
    let mut faults = Vec::new();
    for tree in fixtures("idioms") {
        compare(&tree, &mut faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `list calls` reads neither definitions nor the files that features need, unlike `check`.
#[test]
fn a_list_of_calls_holds_as_many_calls_as_a_check_counts() {
    let projects = [
        fixtures("idioms"),
        fixtures("projects/hops"),
        fixtures("projects"),
    ];
    let mut total = 0;
    for root in projects
        .concat()
        .iter()
        .filter(|root| !root.ends_with("hops"))
    {
        let json = |arguments: &[&str]| {
            let mut command = tracklint(root);
            command.args(arguments).args(["--format", "json"]);
            Run::new(command.output().unwrap()).json()
        };
        let listed = json(&["list", "calls"])["calls"].as_array().unwrap().len();
        let counted = json(&["check"])["summary"]["calls"].clone();
        assert_eq!(counted, listed, "{root:?}");
        total += listed;
    }
    assert!(total > 100, "{total}");
}

#[test]
fn a_list_without_calls_prints_a_note() {
    let project = Project::new();
    let notes = |arguments: &[&str]| project.run(arguments).err;
    assert_eq!(notes(&["list", "calls"]), "");
    project.write(
        "app/services/place_service.rb",
        indoc! {r"
        class PlaceService
        end
    "},
    );
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
        notes("events").contains("1 file was not read"),
        "{}",
        notes("events")
    );
    assert_eq!(notes("calls"), "");
}
