//! Verdicts that depend on how much of the code could be read.

use crate::support::project::Project;
use indoc::indoc;

fn known_events(names: &[&str]) -> String {
    let entry = |name: &&str| format!("- name: {name}\n  category: carts\n  aggregation: weekly\n");
    names.iter().map(entry).collect()
}

fn project(ruby: &str, names: &[&str]) -> Project {
    Project::with_all_packs(&[
        ("app/carts.rb", ruby),
        (
            "lib/gitlab/usage_data_counters/known_events/carts.yml",
            &known_events(names),
        ),
    ])
}

fn verdicts(project: &Project) -> Vec<(String, String)> {
    let document = project.list("events");
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = document["events"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "name"), text(row, "verdict")))
        .collect()
}

#[test]
fn events_of_a_system_without_definitions_are_listed_and_traced_but_not_reported() {
    let project = project(
        "Gitlab::UsageDataCounters::HLLRedisCounter.track_event('cart_opened', values: 1)\n",
        &["cart_opened"],
    );
    let script = "export const go = () => gtag('event', 'cart_paid', { value: 1 });\n";
    project.write("app/assets/javascripts/pay.js", script);
    let expected = [("cart_opened", "live"), ("cart_paid", "undefined")];
    let expected = expected.map(|(name, verdict)| (name.to_owned(), verdict.to_owned()));
    assert_eq!(verdicts(&project), expected);
    assert_eq!(findings(&project), "");
    let trace = project.run(&["trace", "cart_paid"]);
    let sent = "sent at app/assets/javascripts/pay.js:1";
    assert!(trace.code == 0 && trace.out.contains(sent), "{}", trace.out);
}

#[test]
fn a_call_whose_name_is_not_fully_known_may_send_an_event() {
    let project = project(
        "Gitlab::UsageDataCounters::HLLRedisCounter.track_event(\"cart_#{params[:what]}\", values: 1)\n",
        &["cart_opened"],
    );
    let trace = project.run(&["trace", "cart_opened"]);
    let lines: Vec<&str> = trace
        .out
        .lines()
        .filter(|line| line.contains("sent at"))
        .collect();
    assert!(
        matches!(lines[..], [line] if line.trim_start().starts_with("may be sent at ")),
        "{}",
        trace.out
    );
}

fn findings(project: &Project) -> String {
    let only = ["--only", "unused-event", "--only", "undefined-event"];
    project
        .run(&[&["check", "--format", "concise"][..], &only].concat())
        .out
}

#[test]
fn a_sender_that_nothing_calls_does_not_keep_its_event_alive() {
    let ruby = indoc! {r"
        module CartCounter
          def self.track_cart_opened
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event('cart_opened', values: 1)
          end
          def self.track_cart_left
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event('cart_left', values: 1)
          end
          def self.track_cart_kind_action
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event('cart_kind', values: 1)
          end
        end
        class Carts
          def go(kind)
            CartCounter.track_cart_opened
            CartCounter.public_send(%(track_cart_#{kind}_action))
          end
        end
    "};
    let project = project(ruby, &["cart_kind", "cart_left", "cart_opened"]);
    let expected = [
        ("cart_kind", "live"),
        ("cart_left", "unused"),
        ("cart_opened", "live"),
    ];
    let expected = expected.map(|(name, verdict)| (name.to_owned(), verdict.to_owned()));
    assert_eq!(verdicts(&project), expected);
    let out = findings(&project);
    assert!(
        out.contains("no called function sends event `cart_left`"),
        "{out}"
    );
}

#[test]
fn an_unused_event_beside_open_calls_is_an_info_with_their_number() {
    let closed =
        "Gitlab::UsageDataCounters::HLLRedisCounter.track_event('cart_opened', values: 1)\n";
    let open = "def go(x)\n  Gitlab::UsageDataCounters::HLLRedisCounter.track_event(compute(x), values: 1)\nend\n";
    let names = ["cart_left", "cart_opened"];
    let out = findings(&project(closed, &names));
    assert!(out.contains("warning"), "{out}");
    let project = project(&format!("{closed}{open}"), &names);
    let out = project
        .run(&["check", "--only", "unused-event", "--format", "json"])
        .out;
    assert!(
        out.contains("1 call of this system has an unknown name"),
        "{out}"
    );
    assert!(!findings(&project).contains("warning"));
}

#[test]
fn a_name_that_only_another_system_defines_is_undefined() {
    let ruby = "class A\n  include Gitlab::InternalEventsTracking\n  def go\n    track_internal_event('cart_left', user: u)\n  end\nend\n";
    let project = project(ruby, &["cart_left"]);
    project.event("place_order");
    let rows = verdicts(&project);
    let of = |name: &str| -> Vec<&str> {
        let rows = rows.iter().filter(|row| row.0 == name);
        rows.map(|row| row.1.as_str()).collect()
    };
    assert_eq!(of("cart_left"), ["undefined", "unused"]);
    let out = findings(&project);
    assert!(out.contains("known only to system `redis_hll`"), "{out}");
}

#[test]
fn a_finding_in_code_of_a_category_has_the_group_of_the_category() {
    let controller = indoc! {r"
        class CartsController < ApplicationController
          feature_category :carts
          def show
            track_internal_event('plaec_order', user: user)
          end
        end
    "};
    let project = Project::with_all_packs(&[
        ("app/controllers/carts_controller.rb", controller),
        ("config/feature_categories.yml", "---\n- carts\n"),
        (
            "taxonomy/categories.yml",
            "carts:\n  name: Carts\n  stage: shop\n",
        ),
        (
            "taxonomy/stages.yml",
            "stages:\n  shop:\n    section: sales\n    groups:\n      checkout:\n        name: Checkout\n        categories: [carts]\n",
        ),
    ]);
    project.event("place_order");
    project.write("tracklint.yml", "packs: [gitlab]\ntaxonomy: [taxonomy]\n");
    let out = project
        .run(&["check", "--only", "undefined-event", "--format", "json"])
        .out;
    assert!(out.contains("\"owner\": \"checkout\""), "{out}");
}

#[test]
fn a_project_without_metrics_has_no_event_without_metric() {
    let rules = "pack: a\nsystem: a\ncalls:\n  - {id: t, on: {import: x}, method: track, event: {argument: 0}}\ndefinitions:\n  - {id: d, files: plan.yml, at: \"[]\", fields: {name: name}}\n";
    let project = Project::of(&[
        ("rules.yml", rules),
        ("tracklint.yml", "packs: []\nrules: [rules.yml]\n"),
        ("plan.yml", "- {name: cart_opened}\n"),
        (
            "src/a.js",
            "import { track } from 'x';\ntrack('cart_opened');\n",
        ),
    ]);
    assert_eq!(project.list("events")["events"][0]["verdict"], "live");
    assert!(project.findings(&["event-without-metric"]).is_empty());
}

#[test]
fn a_reason_names_the_events_that_all_of_its_calls_send() {
    let ruby = indoc! {r"
        class Carts
          def self.track_cart(name)
            return unless name
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(name, values: 1)
          end
          def one
            Carts.track_cart('cart_opened')
          end
          def two
            name = params[:event]
            Carts.track_cart(name)
          end
        end
    "};
    let project = project(ruby, &["cart_opened"]);
    let run = project.run(&[
        "check",
        "--format",
        "concise",
        "--only",
        "dynamic-event-name",
    ]);
    let said = "event name cannot be read from source";
    assert!(
        run.out.contains(said) && !run.out.contains("events other than"),
        "{}",
        run.out
    );
}

#[test]
fn an_event_that_only_a_computed_name_fits_may_be_sent() {
    let ruby = "Gitlab::UsageDataCounters::HLLRedisCounter.track_event(\"cart_#{params[:what]}\", values: 1)\n";
    let project = project(ruby, &["cart_opened"]);
    let metric = "key_path: counts.carts\nstatus: active\ntime_frame: 28d\ndata_source: database\n";
    project.write("config/metrics/counts_28d/carts.yml", metric);
    let run = project.run(&[
        "check",
        "--format",
        "concise",
        "--only",
        "event-without-metric",
    ]);
    let said = "event `cart_opened` may be sent, and no metric counts it";
    assert!(run.out.contains(said), "{}", run.out);
}
