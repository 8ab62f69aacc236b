//! Findings with one cause, and calls that are counted once.

use crate::support::current::Current;
use indoc::indoc;

#[test]
fn one_unknown_event_is_one_finding_however_many_metrics_count_it() {
    let event = "  - name: plaec_cart\n    unique: user.id\n";
    let project = Current::new(&[(
        "app/a.rb",
        "Gitlab::InternalEvents.track_event('place_cart', user: user)\n",
    )])
    .events(&["place_cart"])
    .metric("monthly", event)
    .metric("weekly", event);
    let only = ["check", "-q", "--only", "metric-of-unknown-event"];
    let run = |more: &[&str]| project.project.run(&[&only[..], more].concat()).out;
    let shown = run(&["--format", "concise"]);
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(
        shown.starts_with("config/metrics/counts_28d/monthly.yml:14"),
        "{shown}"
    );
    let text = run(&[]);
    assert!(
        text.contains("weekly.yml:14: metric `counts.weekly`"),
        "{text}"
    );
    // Forges compare fingerprints of two branches, so a second metric must not hide behind the first.
    let quality = run(&["--format", "code-quality"]);
    assert_eq!(quality.matches("\"fingerprint\"").count(), 2, "{quality}");
    // A baseline accepts each of them.
    assert_eq!(project.project.run(&["baseline", "write"]).code, 0);
    let project = project.metric("yearly", event);
    let run = project
        .project
        .run(&[&only[..], &["--format", "concise"]].concat());
    assert!(
        run.out.starts_with("config/metrics/counts_28d/yearly.yml"),
        "{}",
        run.out
    );
}

#[test]
fn a_line_inside_a_wrapper_is_no_call_of_its_own_in_the_list_of_events() {
    let ruby = indoc! {"
        class Base
          include Gitlab::InternalEventsTracking
          def note(name)
            track_internal_event(name, user: user)
          end
        end
        class A < Base
          def go = note('view_cart')
        end
    "};
    let project = Current::new(&[("app/a.rb", ruby)]).events(&["view_cart"]);
    let out = project.project.run(&["list", "events", "-q"]).out;
    let row: Vec<&str> = out
        .lines()
        .nth(1)
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    assert_eq!(
        row,
        [
            "view_cart",
            "live",
            "1",
            "0",
            "cart_group",
            "internal_event"
        ]
    );
    let document = project.project.list("events");
    let calls = document["events"][0]["calls"].as_array().unwrap();
    let inside: Vec<bool> = calls
        .iter()
        .map(|call| call["inside_wrapper"].as_bool().unwrap())
        .collect();
    assert_eq!(inside, [true, false]);
}
