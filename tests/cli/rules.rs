//! `rules`: tools for people who write rule packs.

use crate::support::project::Project;

/// A pack whose rules match their examples.
const PACK: &str = r#"
pack: acme
system: acme
calls:
  - id: ruby
    languages: ruby
    on: {type: Acme}
    method: capture
    event: {argument: 0}
    examples:
      match: [{code: "Acme.capture('order_placed')", names: [order_placed]}]
      ignore: [{code: "Screen.capture('order_placed')"}]
elements:
  - id: data-acme
    event: {attribute: data-acme}
    examples:
      match: [{language: haml, code: "%a{ data: { acme: 'order_placed' } }", names: [order_placed]}]
      ignore: [{language: haml, code: "%a{ data: { emca: 'order_placed' } }"}]
definitions:
  - id: plan
    system: acme
    files: config/plan.yml
    at: events[]
    fields: {name: name}
    examples:
      match: [{code: "events: [{name: order_placed}, {name: order_paid}]", names: [order_placed, order_paid]}]
"#;

fn test(replaced: &str, by: &str) -> (i32, String) {
    assert!(PACK.contains(replaced), "{replaced}");
    let project = Project::of(&[("acme.yml", PACK.replacen(replaced, by, 1))]);
    let run = project.run(&["rules", "test", "acme.yml"]);
    assert!(run.code != 2, "{}", run.err);
    (run.code, run.out)
}

#[test]
fn each_rule_has_a_line() {
    let expected =
        "ok      acme#data-acme\nok      acme#plan\nok      acme#ruby\n3 rules, 0 failed\n";
    assert_eq!(test("pack", "pack"), (0, expected.to_owned()));
}

#[test]
fn an_example_with_other_names_fails_with_expected_and_found_names() {
    for (replaced, by, expected) in [
        (
            "names: [order_placed]",
            "names: [order]",
            "failed  acme#ruby: example 1 of `match`: expected order, found order_placed\n",
        ),
        (
            "code: \"Acme.capture",
            "code: \"Emca.capture",
            "failed  acme#ruby: example 1 of `match`: expected order_placed, found nothing\n",
        ),
        (
            "code: \"Screen.capture",
            "code: \"Acme.capture",
            "failed  acme#ruby: example 1 of `ignore`: expected nothing, found order_placed\n",
        ),
        (
            "{ emca: 'order_placed' }",
            "{ acme: 'order_placed' }",
            "failed  acme#data-acme: example 1 of `ignore`: expected nothing, found order_placed\n",
        ),
        (
            ", {name: order_paid}",
            "",
            "failed  acme#plan: example 1 of `match`: expected order_paid, order_placed, found order_placed\n",
        ),
        (
            "language: haml, ",
            "",
            "failed  acme#data-acme: example 1 of `match`: it has neither `path` nor a known `language`\n",
        ),
    ] {
        let (code, out) = test(replaced, by);
        assert_eq!(code, 1, "{by}: {out}");
        assert!(
            out.contains(expected) && out.contains("3 rules, 1 failed\n"),
            "{by}: {out}"
        );
    }
}

#[test]
fn a_rule_without_examples_fails() {
    let (code, out) = test(
        "ignore: [{code: \"Screen.capture('order_placed')\"}]",
        "ignore: []",
    );
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("failed  acme#ruby: it has no example in `ignore`\n"),
        "{out}"
    );
}

#[test]
fn the_packs_of_the_configuration_are_tested_by_default() {
    let settings = "packs: []\nrules: [acme.yml]\n";
    let project = Project::of(&[("acme.yml", PACK), ("tracklint.yml", settings)]);
    let run = project.run(&["rules", "test"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("ok      acme#ruby\n"), "{}", run.out);
    assert!(!run.out.contains("gitlab"), "{}", run.out);
    let project = Project::empty();
    let run = project.run(&["rules", "test"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(
        run.out.lines().count() > 40,
        "all embedded packs: {}",
        run.out
    );
}

#[test]
fn a_pack_that_cannot_be_read_is_refused_with_its_place() {
    let project = Project::of(&[
        ("a.yml", "pack: a\ncals: []\n"),
        ("b.yml", "pack: b\ncalls: [{id: c}]\n"),
    ]);
    for (file, expected) in [
        ("a.yml", "a.yml:2:1: unknown field `cals`"),
        ("b.yml", "b.yml:2:14: rule `c`: it has no `method`"),
        ("c.yml", "c.yml: "),
    ] {
        let run = project.run(&["rules", "test", file]);
        assert!(
            run.code == 2 && run.err.contains(expected),
            "{file}: {}",
            run.err
        );
    }
}

#[test]
fn a_rule_matches_constructions_and_the_parts_of_a_text_are_missing() {
    let pack = r#"
pack: acme
calls:
  - id: construction
    on: {type: "Acme::Event"}
    languages: [ruby, javascript, rust]
    method: new
    event: {any: [{argument: 0, key: name}, {argument: 0}]}
    examples:
      match:
        - {code: "Acme::Event.new('order_placed')", names: [order_placed]}
        - {code: "event = Acme::Event.new({ name: 'order_placed' })\nsend_event(event)", names: [order_placed]}
        - {language: rust, code: "fn go() {\n    let event = Acme::Event::new(\"order_placed\");\n}\n", names: [order_placed]}
      ignore: [{code: "Shop::Event.new('order_placed')"}]
  - id: script
    on: {import: acme}
    languages: javascript
    method: new
    event: {argument: 0, key: name}
    examples:
      match: [{code: "import { Event } from 'acme';\nsend(new Event({ name: 'order_placed' }));", names: [order_placed]}]
      ignore: [{code: "import { Event } from 'acme';\nsend(new Event('order_placed'));"}]
"#;
    let project = Project::of(&[("acme.yml", pack)]);
    let run = project.run(&["rules", "test", "acme.yml"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn a_stack_that_wraps_a_library_replaces_the_pack_of_the_library() {
    let project = Project::of(&[("Gemfile", "gem 'snowplow-tracker'\ngem 'ahoy_matey'\n")]);
    let run = project.run(&["init"]);
    assert!(run.out.contains("for ahoy, snowplow"), "{}", run.out);
    project.event("place_order");
    let run = project.run(&["init", "--force"]);
    assert!(run.out.contains("for ahoy, gitlab"), "{}", run.out);
}

/// A project that uses Ahoy, and has a module around it.
fn wrapped(replaces: &str) -> Project {
    let pack = format!(
        "pack: shop\nsystem: ahoy\n{replaces}calls:\n  - {{id: track, languages: ruby, on: {{type: Usage}}, method: track, event: {{argument: 0}}}}\n"
    );
    Project::of(&[
        ("Gemfile", "gem 'ahoy_matey'\n"),
        ("shop.yml", &*pack),
        ("tracklint.yml", "rules: [shop.yml]\n"),
        (
            "app/usage.rb",
            "module Usage\n  def self.track(name)\n    ahoy.track(name)\n  end\nend\n",
        ),
        (
            "app/cart.rb",
            "class Cart\n  def open\n    Usage.track('cart_opened')\n    ahoy.track('cart_left')\n  end\nend\n",
        ),
    ])
}

#[test]
fn a_pack_of_the_user_replaces_a_detected_pack() {
    let rules = |replaces: &str| {
        let calls = wrapped(replaces).list("calls");
        let calls = calls["calls"].as_array().unwrap().iter();
        let mut rules: Vec<String> = calls
            .map(|call| call["rule"].as_str().unwrap().to_owned())
            .collect();
        rules.dedup();
        rules
    };
    assert_eq!(rules("replaces: ahoy\n"), ["shop#track"]);
    assert!(rules("").contains(&"ahoy/events#ruby".to_owned()));
    let run = wrapped("replaces: ahoi\n").run(&["list", "calls"]);
    let expected =
        "shop.yml: `replaces`: there is no rule pack `ahoi`\n  help: did you mean `ahoy`?";
    assert!(run.code == 2 && run.err.contains(expected), "{}", run.err);
}

#[test]
fn an_example_imports_a_module_of_the_project_by_its_path() {
    let pack = r#"
pack: shop
system: shop
calls:
  - id: send
    languages: javascript
    on: {import: app/lib/events}
    method: send
    event: {argument: 0}
    examples:
      match:
        - {path: app/cart/open.js, code: "import { send } from '../lib/events';\nsend('cart_opened');", names: [cart_opened]}
        - {path: app/cart/open.js, code: "import { send } from '../lib/events/index';\nsend('cart_opened');", names: [cart_opened]}
      ignore:
        - {path: app/cart/open.js, code: "import { send } from './lib/events';\nsend('cart_opened');"}
        - {path: app/cart/open.js, code: "import { send } from 'lib/events';\nsend('cart_opened');"}
"#;
    let project = Project::of(&[("shop.yml", pack)]);
    let run = project.run(&["rules", "test", "shop.yml"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}
