//! Layouts of other stacks: tracking plans in YAML and JSON, nested maps, lists of pairs.

use super::{catalog, rules, text, values};
use crate::catalog::Catalog;
use crate::rules::RulePack;
use crate::rules::compiled_definitions::DefinitionRules;
use indoc::indoc;

/// Loads files with a pack that has these definition rules.
fn loaded(definitions: &str, files: &[(&str, &str)]) -> Catalog {
    let pack = format!("pack: other\ndefinitions:\n{definitions}");
    catalog(&rules(&pack), files).0
}

fn names(catalog: &Catalog) -> Vec<&str> {
    let events = catalog.events.iter();
    events.map(|event| event.name.value.as_str()).collect()
}

/// Returns the refusal of definition rules.
fn refusal(definitions: &str) -> String {
    let pack = format!("pack: other\ndefinitions:\n{definitions}");
    let pack: RulePack = crate::rules::read(&pack).expect("the pack is read");
    DefinitionRules::new([(pack.pack.to_string(), pack.definitions)])
        .expect_err("it is refused")
        .join("\n")
}

#[test]
fn a_name_is_joined_from_a_list_of_pairs_and_prose_stands_for_anything() {
    let plan = indoc! {r#"
        - name: Answers
          implemented: true
          events:
            - data:
                - name: event_data
                  value:
                    - {name: event_name, value: select_content}
                    - {name: type, value: accordion}
            - data:
                - name: event_data
                  value:
                    - {name: event_name, value: navigation}
                    - {name: type, value: the kind of link}
        - name: Later
          events:
            - data: [{name: event_data, value: [{name: event_name, value: form_start}]}]
    "#};
    let rule = indoc! {r#"
        - id: plan
          files: data/plan.yml
          at: "[implemented=true].events[]"
          prose: placeholder
          fields:
            name:
              separator: /
              join:
                - {path: "data[name=event_data].value[name=event_name].value"}
                - {path: "data[name=event_data].value[name=type].value", optional: true}
    "#};
    let catalog = loaded(rule, &[("data/plan.yml", plan)]);
    assert_eq!(
        names(&catalog),
        ["select_content/accordion", "navigation/*"]
    );
    assert!(!catalog.events[0].is_glob() && catalog.events[1].is_glob());
    assert_eq!(catalog.problems, []);
}

#[test]
fn tracking_plans_are_read_from_json() {
    let plan = r#"{"name": "Shop", "rules": {"events": [
        {"name": "Order Placed", "description": "\u0041n order",
         "rules": {"properties": {"properties": {"properties": {"total": {"type": "number"}}}}}},
        {"name": "Cart Opened", "rules": {}}]}}"#;
    let other = r#"{"events": [{"name": "Page Seen", "rules": {"properties": {"path": {}}}}]}"#;
    let rule = indoc! {r#"
        - id: segment
          system: shop
          files: plans/second.json
          at: "rules.events[]"
          fields: {name: name, description: description, properties: rules.properties.properties.properties}
        - id: rudder
          system: shop
          files: plans/first.json
          at: "events[]"
          fields: {name: name, properties: rules.properties}
    "#};
    let files = [("plans/second.json", plan), ("plans/first.json", other)];
    let catalog = loaded(rule, &files);
    assert_eq!(
        names(&catalog),
        ["Page Seen", "Order Placed", "Cart Opened"]
    );
    let properties: Vec<_> = catalog
        .events
        .iter()
        .map(|event| values(&event.properties))
        .collect();
    assert_eq!(properties, [vec!["path"], vec!["total"], vec![]]);
    assert!(!catalog.events[2].properties_declared);
    assert_eq!(catalog.unmatched_rules, Vec::<crate::facts::Text>::new());
}

#[test]
fn nested_maps_give_names_from_keys_with_reserved_keys_left_out() {
    let glean = indoc! {r#"
        $schema: moz://example
        $tags: [Shop]
        no_lint: [COMMON]
        shop.cart:
          item_added: {type: event, extra_keys: {total: {type: quantity}}, bugs: [x]}
          size: {type: quantity}
        nav:
          menuOpened: {type: event}
    "#};
    let rule = indoc! {r#"
        - id: glean
          files: "**/metrics.yaml"
          at: "{category}.{name}"
          reserved: [$schema, $tags, no_lint]
          when: {type: event}
          fields:
            name: {join: [{capture: category, case: camel}, {capture: name, case: camel}], separator: .}
            category: {capture: category}
            properties: extra_keys
    "#};
    let catalog = loaded(rule, &[("app/metrics.yaml", glean)]);
    assert_eq!(names(&catalog), ["shopCart.itemAdded", "nav.menuOpened"]);
    assert_eq!(text(&catalog.events[0].category), Some("shop.cart"));
    assert_eq!(values(&catalog.events[0].properties), ["total"]);
}

#[test]
fn reserved_keys_are_neither_records_nor_parts_of_names() {
    let map = "cart:\n  about: the cart\n  opened: Cart opened\n  closed: Cart closed\n";
    let rule = "- {id: a, files: a.yml, at: '*.*', reserved: [about], fields: {description: .}}\n";
    let catalog = loaded(rule, &[("a.yml", map)]);
    assert_eq!(names(&catalog), ["opened", "closed"]);
}

#[test]
fn semantic_conventions_give_events_and_metrics() {
    let groups = indoc! {"
        groups:
          - {id: event.cart.opened, type: event, name: cart.opened, attributes: [{ref: cart.id}, {id: total}]}
          - {id: metric.carts, type: metric, metric_name: carts, unit: '{cart}'}
          - {id: registry.cart, type: attribute_group}
    "};
    let rule = indoc! {r#"
        - id: event
          system: otel
          files: "model/**/*.yaml"
          at: "groups[type=event]"
          fields: {name: [name, id], properties: {each: [{path: "attributes[].id"}, {path: "attributes[].ref"}]}}
        - id: metric
          kind: metric
          files: "model/**/*.yaml"
          at: "groups[type=metric]"
          fields: {name: [metric_name, id], value-type: {text: number}}
    "#};
    let catalog = loaded(rule, &[("model/shop/cart.yaml", groups)]);
    assert_eq!(names(&catalog), ["cart.opened"]);
    assert_eq!(values(&catalog.events[0].properties), ["total", "cart.id"]);
    assert_eq!(catalog.metrics[0].key_path.value, "carts");
    assert_eq!(text(&catalog.metrics[0].value_type), Some("number"));
}

#[test]
fn slots_of_fields_have_all_modifiers() {
    let record =
        "event: Order Placed\nstate: live\nplan: {owner: 'team::Carts and co'}\nlegacy: false\n";
    let rule = indoc! {r#"
        - id: a
          files: a.yml
          strip: {group: "team::"}
          fields:
            name: {path: event, case: snake}
            status: {path: state, map: {live: active}}
            group: {path: plan, key: owner, case: snake}
            category: {path: none, default: shop}
            labels: {path: plan, keys: true}
            classification: {text: old, when: {path: legacy, is: "true"}}
            aggregation: {text: new, when: {path: legacy, is-not: "true"}}
            slot: {text: planned, when: {path: plan}}
    "#};
    let catalog = loaded(rule, &[("a.yml", record)]);
    let [event] = catalog.events.as_slice() else {
        panic!("{:?}", catalog.events)
    };
    assert_eq!(event.name.value, "order_placed");
    assert_eq!(event.status.word(), "active");
    assert_eq!(text(&event.ownership.group), Some("carts_and_co"));
    assert_eq!(text(&event.category), Some("shop"));
    assert_eq!(values(&event.labels), ["owner"]);
    assert_eq!(event.classification, None);
    assert_eq!(text(&event.aggregation), Some("new"));
    assert_eq!(text(&event.slot), Some("planned"));
}

#[test]
fn external_names_are_one_a_line() {
    let rule = "- {id: shared, system: shop, external: {file: names.txt}, complete: false}\n";
    let list = "\u{feff}# from the warehouse\r\nOrder Placed\r\n\r\n  cart_opened\n";
    let catalog = loaded(rule, &[("names.txt", list)]);
    assert_eq!(names(&catalog), ["Order Placed", "cart_opened"]);
    assert!(catalog.events.iter().all(|event| event.is_external));
    assert!(catalog.incomplete_systems.contains("shop"));
    assert_eq!(catalog.problems, []);
}

#[test]
fn a_rule_that_matched_no_record_is_listed_and_a_bad_file_costs_only_itself() {
    let rule = indoc! {r#"
        - {id: plan, files: "plan/*.json", at: "events[]", fields: {name: name}}
        - {id: gone, files: "gone/*.yml"}
        - {id: other, files: "plan/b.json", at: "none[]"}
    "#};
    let files = [
        ("plan/a.json", "{\"events\": [{\"name\": \"a\"}"),
        ("plan/b.json", "{\"events\": [{\"name\": \"b\"}]}"),
        ("plan/c.json", "[]"),
    ];
    let catalog = loaded(rule, &files);
    assert_eq!(names(&catalog), ["b"]);
    assert_eq!(catalog.unmatched_rules, ["other#gone", "other#other"]);
    assert_eq!(catalog.problems.len(), 2, "{:?}", catalog.problems);
}

const NEVER_MATCHING: &[(&str, &str)] = &[
    ("- {id: a}", "it names no files"),
    ("- {id: a, files: x.yml, at: 'a[b'}", "a `[` has no `]`"),
    ("- {id: a, files: x.yml, at: 'a..b'}", "a step is empty"),
    (
        "- {id: a, files: x.yml, at: 'a[b]'}",
        "neither `[]` nor `[key=value]`",
    ),
    (
        "- {id: a, files: x.yml, fields: {name: 'ev*'}}",
        "replace a whole key",
    ),
    (
        "- {id: a, files: x.yml, fields: {nmae: x}}",
        "did you mean `name`?",
    ),
    (
        "- {id: a, files: x.yml, fields: {colour: x}}",
        "unknown field `colour`",
    ),
    (
        "- {id: a, files: x.yml, fields: {name: {argument: 0}}}",
        "a record has only",
    ),
    (
        "- {id: a, files: x.yml, fields: {name: {path: a, text: b}}}",
        "several sources",
    ),
    ("- {id: a, files: x.yml, fields: {name: {}}}", "no source"),
    (
        "- {id: a, files: x.yml, fields: {name: {capture: b}}}",
        "captures no `{b}`",
    ),
    (
        "- {id: a, files: x.yml, fields: {name: {text: 'x_*'}}}",
        "compared literally",
    ),
    (
        "- {id: a, files: x.yml, when: {kind: 'ev*'}}",
        "compared literally",
    ),
    (
        "- {id: a, files: x.yml, system: 'ev*'}",
        "compared literally",
    ),
    (
        "- {id: a, files: x.yml, kind: metrik}",
        "did you mean `metric`?",
    ),
    (
        "- {id: a, files: x.yml}\n- {id: a, files: y.yml}",
        "two definition rules have this id",
    ),
    (
        "- {id: a, files: x.yml, external: {file: y.txt}}",
        "`external` replaces `files`",
    ),
    ("- {id: a, files: x.rb, each: {}}", "`each` says nothing"),
    (
        "- {id: a, files: x.rb, each: {member-of: A, item-of: B}}",
        "one sort of items",
    ),
    (
        "- {id: a, files: x.rb, each: {member-of: '*'}}",
        "matches every name",
    ),
    (
        "- {id: a, files: x.rb, each: {method-of: 'A*'}}",
        "compared literally",
    ),
    (
        "- {id: a, files: x.rb, kind: metric, each: {member-of: A}}",
        "`each` defines events",
    ),
    (
        "- {id: a, files: x.rb, at: '[]', each: {member-of: A}}",
        "`each` is for code",
    ),
    (
        "- {id: a, each: {subclass-of: A}}",
        "it needs the field `name`",
    ),
    (
        "- {id: a, files: x.rb, each: {member-of: A}, fields: {name: value}}",
        "no meaning with `each`",
    ),
];

#[test]
fn rules_that_can_never_match_are_refused_by_name() {
    for &(rule, expected) in NEVER_MATCHING {
        let refused = refusal(rule);
        assert!(
            refused.starts_with("other#a: ") && refused.contains(expected),
            "{rule}: {refused}"
        );
    }
}
