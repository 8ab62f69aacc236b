//! Routing tables: names of one system that become names of another.

use crate::support::project::Project;
use serde_json::Value;

const PACK: &str = r#"
pack: shop
system: backend
calls:
  - id: browser
    system: browser
    languages: javascript
    on: {import: "@shop/log"}
    method: trackEvent
    event: {argument: 0}
definitions:
  - id: methods
    files: app/analytics_events.rb
    each: {method-of: AnalyticsEvents}
    fields: {name: {call: track_event, argument: 0}}
routes:
  - id: titles
    from: browser
    to: backend
    files: app/log_controller.rb
    each: {member-of: EVENT_MAP}
    name: {function-name: true}
    target: {value: true}
  - id: list
    from: browser
    to: backend
    files: app/log_controller.rb
    each: {item-of: ALLOWED_EVENTS}
    name: {value: true}
    target: {value: true}
"#;

const METHODS: &str = "module AnalyticsEvents\n  def cart_opened\n    track_event('Cart opened')\n  end\n\n  def cart_closed\n    track_event(:cart_closed)\n  end\n\n  def cart_left\n    track_event('Cart left')\n  end\nend\n";

const TABLES: &str = "class LogController\n  EVENT_MAP = {\n    'Cart: opened' => :cart_opened,\n    'Cart: gone' => :cart_gone,\n    'Cart: left' => :cart_left\n  }.freeze\n  ALLOWED_EVENTS = %i[cart_closed].freeze\nend\n";

const SCRIPT: &str = "import { trackEvent } from '@shop/log';\ntrackEvent('Cart: opened');\ntrackEvent('cart_closed');\ntrackEvent('Cart: gone');\ntrackEvent('Cart: unknown');\n";

fn project() -> Project {
    Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", PACK),
        ("app/analytics_events.rb", METHODS),
        ("app/log_controller.rb", TABLES),
        ("app/js/cart.js", SCRIPT),
    ])
}

fn verdicts(project: &Project) -> Vec<String> {
    let events = project.list("events");
    let events = events["events"].as_array().unwrap().iter();
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    let mut all: Vec<String> = events
        .map(|event| {
            format!(
                "{} {}: {}",
                text(event, "system"),
                text(event, "name"),
                text(event, "verdict")
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_routed_name_is_defined_and_its_target_is_called() {
    assert_eq!(
        verdicts(&project()),
        [
            "backend Cart left: unused",
            "backend Cart opened: live",
            "backend cart_closed: live",
            "backend cart_gone: undefined",
            "browser Cart: gone: live",
            "browser Cart: left: unused",
            "browser Cart: opened: live",
            "browser Cart: unknown: undefined",
            "browser cart_closed: live",
        ]
    );
}

#[test]
fn faults_of_a_table_are_reported_at_the_table() {
    let run = project().run(&["check", "--format", "concise", "--quiet"]);
    for expected in [
        "app/js/cart.js:5:12: error[undefined-event]",
        "app/log_controller.rb:4:5: error[undefined-event] event `cart_gone`",
        "app/log_controller.rb:5:5: warning[unused-event] nothing sends event `Cart: left`",
    ] {
        assert!(run.out.contains(expected), "{expected}: {}", run.out);
    }
}

#[test]
fn a_computed_name_may_reach_the_targets_that_it_fits() {
    let project = project();
    let script = "import { trackEvent } from '@shop/log';\nexport const send = (name) => trackEvent(`Cart: ${name}`);\nsend(window.name);\n";
    project.write("app/js/cart.js", script);
    let verdicts = verdicts(&project);
    for expected in [
        "backend Cart left: maybe",
        "backend Cart opened: maybe",
        "backend cart_closed: unused",
        "browser Cart: left: maybe",
        "browser cart_closed: unused",
    ] {
        assert!(
            verdicts.iter().any(|one| one == expected),
            "{expected}: {verdicts:?}"
        );
    }
}

#[test]
fn a_call_with_an_unknown_name_may_reach_every_target() {
    let project = project();
    let script = "import { trackEvent } from '@shop/log';\nexport const send = (name) => trackEvent(name);\nsend(window.name);\n";
    project.write("app/js/cart.js", script);
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert!(!run.out.contains("error"), "{}", run.out);
    assert!(
        run.out
            .contains("info[unused-event] nothing sends event `Cart left`"),
        "{}",
        run.out
    );
}

#[test]
fn routes_and_consumers_that_can_never_match_are_refused() {
    for (rule, expected) in [
        (
            "routes: [{id: a, from: x, to: x, files: a.yml, name: key, target: value}]",
            "pack.yml:2:15: rule `a`: it leads from `x` to `x`",
        ),
        (
            "routes: [{id: a, from: x, to: y, name: key, target: value}]",
            "pack.yml:2:15: rule `a`: it names no files",
        ),
        (
            "routes: [{id: a, from: x, to: y, files: a.yml, at: 'b[', name: key, target: value}]",
            "pack.yml:2:15: rule `a`: ",
        ),
        (
            "consumers: [{id: a, files: '[a', reads: names}]",
            "pack.yml:2:18: rule `a`: error parsing glob",
        ),
        (
            "consumers: [{id: a, files: a.yml, reads: {argument: 0}}]",
            "pack.yml:2:18: rule `a`: a record has only",
        ),
        (
            "consumers: [{id: a, kind: a b, files: a.yml, reads: names}]",
            "`kind: a b` is no word",
        ),
        (
            "definitions: [{id: a, files: a.yml, fields: {target: names}}]",
            "`target` belongs to the rules in `routes`",
        ),
    ] {
        let pack = format!("pack: x\n{rule}\n");
        let project = Project::of(&[("pack.yml", pack.as_str()), ("a.rb", "")]);
        let run = project.run(&["check", "--rules", "pack.yml"]);
        assert_eq!(run.code, 2, "{rule}: {}", run.out);
        assert!(run.err.contains(expected), "{rule}: {}", run.err);
    }
}
