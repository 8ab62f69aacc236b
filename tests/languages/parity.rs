//! Everything that works for any language, in Python and in Go: comments, properties, sensitive values, `trace`, bases, coverage,
//! and files with broken parts.

use crate::support::project::Project;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - id: python
        languages: python
        on: {import: beacon}
        method: send
        event: {argument: 0}
        properties: [{name: '*', argument: 1}]
        examples: {match: [], ignore: []}
      - id: go
        languages: go
        on: {import: example.com/beacon}
        method: Send
        event: {argument: 0}
        properties: [{name: '*', argument: 1}]
        examples: {match: [], ignore: []}
    definitions:
      - id: events
        files: events.yml
        at: 'events[]'
        fields: {name: name, properties: properties}
        examples: {match: []}
"};

const EVENTS: &str = indoc! {r"
    events:
      - {name: order_placed, properties: [total]}
      - {name: order_left}
"};

/// A project in two languages with the same calls. `python` and `go` are put into a function each.
fn project(python: &str, go: &str) -> Project {
    let project = Project::of(&[
        ("rules.yml", RULES),
        ("events.yml", EVENTS),
        ("tracklint.yml", "packs: []\nrules: [rules.yml]\n"),
        ("go.mod", "module example.com/shop\n"),
    ]);
    project.write("shop/orders.py", python);
    project.write("orders/orders.go", go);
    project
}

/// Returns the findings in the files of one language as `line lint`.
fn of_file(findings: &[String], path: &str) -> Vec<String> {
    let prefix = format!("{path}:");
    let own = findings.iter().filter_map(|one| one.strip_prefix(&prefix));
    own.map(str::to_owned).collect()
}

const PYTHON: &str = indoc! {r#"
    import beacon

    def place(name, card):
        beacon.send("order_placed", {"total": 3})
        beacon.send("order_paid")  # tracklint: ignore[undefined-event] -- sent for another service
        beacon.send(name)  # tracklint: uses order_left -- the queue gives the name
        # tracklint: ignore[undefined-event]
        beacon.send("order_gone")
        beacon.send("order_placed")  # tracklint: ignore[undefined-event] -- nothing is here
        beacon.send("order_placed", {"coupon": 1})
        beacon.send("order_placed", {"total": card.password})
"#};

const GO: &str = indoc! {r#"
    package orders

    import "example.com/beacon"

    func place(name string, card Card) {
        beacon.Send("order_placed", map[string]any{"total": 3})
        beacon.Send("order_paid") // tracklint: ignore[undefined-event] -- sent for another service
        beacon.Send(name) // tracklint: uses order_left -- the queue gives the name
        // tracklint: ignore[undefined-event]
        beacon.Send("order_gone")
        beacon.Send("order_placed") // tracklint: ignore[undefined-event] -- nothing is here
        beacon.Send("order_placed", map[string]any{"coupon": 1})
        beacon.Send("order_placed", map[string]any{"total": card.password})
    }
"#};

#[test]
fn comments_suppress_findings_and_name_events() {
    let findings = project(PYTHON, GO).findings(&[
        "undefined-event",
        "dynamic-event-name",
        "unused-event",
        "unexplained-suppression",
        "unused-suppression",
        "unused-hint",
    ]);
    assert_eq!(
        of_file(&findings, "shop/orders.py"),
        ["7 unexplained-suppression", "9 unused-suppression"]
    );
    assert_eq!(
        of_file(&findings, "orders/orders.go"),
        ["9 unexplained-suppression", "11 unused-suppression"]
    );
    assert_eq!(of_file(&findings, "events.yml"), [""; 0]);
}

#[test]
fn properties_are_compared_and_sensitive_values_are_found() {
    let findings = project(PYTHON, GO).findings(&["undeclared-property", "sensitive-property"]);
    assert_eq!(
        of_file(&findings, "shop/orders.py"),
        ["10 undeclared-property", "11 sensitive-property"]
    );
    assert_eq!(
        of_file(&findings, "orders/orders.go"),
        ["12 undeclared-property", "13 sensitive-property"]
    );
}

#[test]
fn trace_shows_the_steps_from_a_call_to_its_name() {
    let python = indoc! {r#"
        import beacon
        from shop.names import LEFT

        def leave():
            count(LEFT)

        def count(event):
            beacon.send(event)
    "#};
    let go = indoc! {r#"
        package orders

        import "example.com/beacon"

        const left = "order_left"

        func leave() {
            count(left)
        }

        func count(event string) {
            beacon.Send(event)
        }
    "#};
    let project = project(python, go);
    project.write("shop/names.py", "LEFT = 'order_left'\n");
    let run = project.run(&["trace", "order_left"]);
    for place in [
        "shop/orders.py:5",
        "shop/orders.py:8",
        "shop/names.py:1",
        "orders/orders.go:8",
        "orders/orders.go:12",
        "orders/orders.go:5",
    ] {
        assert!(run.out.contains(place), "{place}\n{}", run.out);
    }
}

#[test]
fn a_base_separates_new_findings_and_lost_calls_from_old_ones() {
    let project = project(PYTHON, GO);
    project.git(&["init", "-q", "-b", "main"]);
    project.commit("Before");
    let old = r#""order_gone""#;
    project.edit("shop/orders.py", old, r#""order_lost""#);
    project.edit("orders/orders.go", old, r#""order_lost""#);
    project.edit(
        "shop/orders.py",
        "    # tracklint: ignore[undefined-event]\n",
        "",
    );
    project.edit(
        "orders/orders.go",
        "    // tracklint: ignore[undefined-event]\n",
        "",
    );
    let run = project.since("main");
    assert_eq!(run.code, 1, "{}", run.out);
    for (place, expected) in [
        ("shop/orders.py:7", true),
        ("orders/orders.go:9", true),
        ("shop/orders.py:9", false),
        ("orders/orders.go:12", false),
    ] {
        assert_eq!(run.out.contains(place), expected, "{place}\n{}", run.out);
    }
}

#[test]
fn the_coverage_counts_surfaces_and_calls_of_both() {
    let python = indoc! {r#"
        import beacon
        from fastapi import APIRouter

        router = APIRouter()

        @router.post("/orders")
        def place_order():
            beacon.send("order_placed")

        @router.get("/orders")
        def list_orders():
            return []
    "#};
    let go = indoc! {r#"
        package orders

        import (
            "example.com/beacon"
            "github.com/spf13/cobra"
        )

        var left = &cobra.Command{
            Use: "leave",
            RunE: func(cmd *cobra.Command, args []string) error {
                return beacon.Send("order_left")
            },
        }
    "#};
    let project = project(python, go);
    project.write(
        "tracklint.yml",
        "packs: [fastapi, cobra]\nrules: [rules.yml]\nfeatures: features.yml\n",
    );
    project.write(
        "features.yml",
        "- {title: Orders, events: [order_placed]}\n- {title: Leaving, events: [order_left]}\n- {title: Gifts, events: [gift_sent]}\n",
    );
    let run = project.run(&["coverage", "--format", "json"]);
    let total = &run.json()["total"];
    assert_eq!(
        (&total["features"], &total["instrumented"]),
        (&3.into(), &2.into()),
        "{}",
        run.out
    );
    let rows = project.list("surfaces");
    let states = rows["surfaces"].as_array().unwrap().iter();
    let states: Vec<&str> = states.map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["tracked", "tracked", "untracked"]);
}

#[test]
fn a_broken_part_of_a_file_costs_no_call_outside_of_it() {
    let python = indoc! {r#"
        import beacon

        def before():
            beacon.send("order_placed", {"total": 1})

        def broken(:
            x = = 3

        def after():
            beacon.send("order_left")
    "#};
    let go = indoc! {r#"
        package orders

        import "example.com/beacon"

        func before() {
            beacon.Send("order_placed", map[string]any{"total": 1})
        }

        func broken( {
            x := := 3
        }

        func after() {
            beacon.Send("order_left")
        }
    "#};
    let project = project(python, go);
    let calls = project.list("calls");
    let rows = calls["calls"].as_array().unwrap().iter();
    let rows: Vec<String> = rows
        .map(|row| format!("{}:{}", row["path"].as_str().unwrap(), row["line"]))
        .collect();
    assert_eq!(
        rows,
        [
            "orders/orders.go:6",
            "orders/orders.go:14",
            "shop/orders.py:4",
            "shop/orders.py:10"
        ]
    );
    let findings = project.findings(&["invalid-input", "unused-event"]);
    assert_eq!(of_file(&findings, "events.yml"), [""; 0]);
    for path in ["shop/orders.py", "orders/orders.go"] {
        assert_eq!(of_file(&findings, path).len(), 1, "{findings:?}");
    }
}
