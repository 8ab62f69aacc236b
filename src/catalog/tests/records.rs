//! Records of every kind and layout.

use super::{catalog, rules, shipped, text, values};
use crate::catalog::*;
use crate::finding::Severity;

const INTERNAL: &str = "description: x\ninternal_events: true\naction: open_box\nidentifiers: [user, project]\n\
        additional_properties:\n  label: {description: how}\n  size: {description: how big}\nproduct_group: crates\n\
        product_categories: [boxes]\nmilestone: 15.10\nintroduced_by_url: x\ntiers: [free, free]\ncolour: red\n";
const OLD: &str = "description: x\ncategory: default\naction: click\nlabel_description: \"`lid`\"\nidentifiers:\n\
        product_group: group::box makers\nproduct_category:\nmilestone: \"14.1\"\ntiers:\n- free \n";

#[test]
fn both_forms_of_events_are_read() {
    let removed = INTERNAL.replace("open_box", "burn_box");
    let files = [
        ("config/events/open_box.yml", INTERNAL),
        ("config/events/2020_click.yml", OLD),
        ("config/events/removed/burn_box.yml", removed.as_str()),
        ("config/feature_categories.yml", "---\n- boxs\n"),
        ("config/other.yml", "a: 1\n"),
    ];
    let (catalog, sources) = catalog(&shipped(), &files);
    assert_eq!(
        (catalog.problems.as_slice(), catalog.files_read),
        (&[][..], 4)
    );
    let [click, open, burn] = catalog.events.as_slice() else {
        panic!("{:?}", catalog.events)
    };
    assert_eq!(
        (
            click.kind.name.as_str(),
            click.system.as_str(),
            click.identifiers_declared
        ),
        ("snowplow", "snowplow", false)
    );
    assert_eq!(text(&click.ownership.group), Some("box_makers"));
    assert_eq!(
        (values(&click.labels), values(&click.ownership.tiers)),
        (vec!["`lid`"], vec!["free"])
    );
    assert_eq!(
        (open.kind.name.as_str(), open.name.value.as_str()),
        ("internal_event", "open_box")
    );
    assert_eq!(
        (values(&open.identifiers), values(&open.properties)),
        (vec!["user", "project"], vec!["label", "size"])
    );
    assert_eq!(text(&open.ownership.milestone), Some("15.10"));
    assert_eq!(sources.slice(open.name.span), "open_box");
    assert_eq!(
        (&open.status, &burn.status),
        (&Status::Active, &Status::Removed)
    );
}

#[test]
fn style_of_definitions_is_checked() {
    let (catalog, _) = catalog(&shipped(), &[("config/events/open_box.yml", INTERNAL)]);
    let messages: Vec<_> = catalog
        .invalid
        .iter()
        .map(|one| (one.message.as_str(), one.help.as_deref(), one.severity))
        .collect();
    assert_eq!(
        messages,
        [
            (
                "YAML reads `milestone` as a number, so `15.10` loses its trailing zeros",
                Some("quote it: '15.10'"),
                Severity::Warning
            ),
            (
                "duplicate value `free` in `tiers`",
                Some("remove one"),
                Severity::Info
            ),
            ("unknown key `colour`", None, Severity::Info),
        ]
    );
}

const HLL: &str = "key_path: a.b_weekly\ndescription: x\nstatus: active\nvalue_type: number\ntime_frame: 7d\n\
        data_source: redis_hll\ninstrumentation_class: C\noptions: {events: [one, two]}\nproduct_category: box making\ntier: [free]\n";
const CURRENT: &str = "key_path: counts.c\ndescription: x\nstatus: active\nvalue_type: number\ntime_frame: [7d, 28d, all]\n\
        data_source: internal_events\nevents:\n- name: one\n  unique: user.id\n  filter: {label: big, size: 3}\n\
        - {name: two, operator: sum(value)}\n";
const COUNTER: &str = "key_path: counts.d\nstatus: data_available\ndata_source: redis\noptions: {event: e, prefix: p}\n";

#[test]
fn metrics_of_every_form_are_read() {
    let files = [
        ("config/metrics/counts_7d/1_b.yml", HLL),
        ("ee/config/metrics/counts_all/c.yml", CURRENT),
        ("config/metrics/counts_all/d.yml", COUNTER),
        ("config/metrics/objects_schemas/schema.json", "{}"),
        (
            "config/metrics/aggregates/x.yml",
            "- {name: u, operator: OR, source: redis, time_frame: [7d], events: [one]}\n",
        ),
        ("config/metrics/gone/x.yml", HLL),
    ];
    let (catalog, _) = catalog(&shipped(), &files);
    assert_eq!(catalog.problems, []);
    let [b, d, c] = catalog.metrics.as_slice() else {
        panic!("{:?}", catalog.metrics)
    };
    assert_eq!(b.key_paths, [("a.b_weekly".into(), Some("7d".into()))]);
    assert_eq!(
        b.events
            .iter()
            .map(|event| event.name.value.as_str())
            .collect::<Vec<_>>(),
        ["one", "two"]
    );
    assert_eq!(values(&b.ownership.categories), ["box making"]);
    let paths: Vec<_> = c.key_paths.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["counts.c_weekly", "counts.c_monthly", "counts.c"]);
    let [one, two] = c.events.as_slice() else {
        panic!("{:?}", c.events)
    };
    assert_eq!(text(&one.unique), Some("user.id"));
    let filter: Vec<_> = one
        .filter
        .iter()
        .map(|(key, value)| (key.value.as_str(), value.value.as_str()))
        .collect();
    assert_eq!(filter, [("label", "big"), ("size", "3")]);
    assert_eq!(text(&two.operator), Some("sum(value)"));
    assert_eq!(
        (&d.status, d.counter_event.is_some()),
        (&Status::Active, true)
    );
    assert_eq!(catalog.aggregates.len(), 1);
    assert!(
        catalog
            .invalid
            .iter()
            .any(|one| one.subject == "counts.d" && one.message == "`description` is missing")
    );
}

#[test]
fn lists_features_and_the_taxonomy_are_read() {
    let features = "features:\n- {title: Big Box, category: [boxes, lids], gitlab_core: false, gitlab_premium: {valid: partially}}\n\
        - {title: Big box, id: }\n- {title: \" \"}\n- {title: x, id: own, metrics: [a.b], gitlab_core: true}\n";
    let stages = "stages:\n  make:\n    display_name: Make\n    section: dev\n    pm: A Person\n    groups:\n      crates:\n\
        \x20       name: Crates\n        pm: A Person\n        categories: [boxes]\n";
    let files = [
        (
            "lib/gitlab/usage_data_counters/known_events/a.yml",
            "- {name: e, category: c, aggregation: weekly}\n- name: f\n",
        ),
        (
            "lib/gitlab/usage_data_counters/hll_redis_legacy_events.yml",
            "- g\n",
        ),
        (
            "lib/gitlab/usage_data_counters/counter_events/package_events.yml",
            "- pull\n",
        ),
        ("/t/features.yml", features),
        ("/t/stages.yml", stages),
        ("/t/categories.yml", "lids: {name: Lids, stage: make}\n"),
        ("/t/sections.yml", "dev: {name: Dev}\n"),
    ];
    let (catalog, _) = catalog(&shipped(), &files);
    assert_eq!(catalog.problems, []);
    assert_eq!(
        catalog
            .events
            .iter()
            .map(|event| event.name.value.as_str())
            .collect::<Vec<_>>(),
        ["e", "f"]
    );
    assert_eq!(catalog.listed[0].name.value, "g");
    assert_eq!(catalog.counters[0].name, "package_events_pull");
    let ids: Vec<_> = catalog
        .features
        .iter()
        .map(|feature| feature.id.as_str())
        .collect();
    assert_eq!(ids, ["big-box", "big-box-2", "untitled", "own"]);
    assert_eq!(catalog.features[0].tiers, ["premium"]);
    assert!(catalog.features[0].tiers_declared && !catalog.features[1].tiers_declared);
    let taxonomy = &catalog.taxonomy;
    assert_eq!(taxonomy.group("boxes").map(Text::as_str), Some("crates"));
    let stages =
        [taxonomy.stage("boxes"), taxonomy.stage("lids")].map(|stage| stage.map(Text::as_str));
    assert_eq!(stages, [Some("make"); 2]);
    assert_eq!(taxonomy.section("make").map(Text::as_str), Some("dev"));
    assert!(
        !format!("{taxonomy:?}").contains("A Person"),
        "names of people are not copied"
    );
}

#[test]
fn other_layouts_need_only_yaml() {
    let rules = rules(
        "pack: other\ndefinitions:\n\
         - {id: plan, kind: own_event, system: plan, files: [tracking_plan.yml], at: 'plan.events[]',\n\
         \x20  fields: {name: event, properties: 'props[].name', group: owner}}\n\
         - {id: map, kind: own_event, system: json, files: ['*.json'], at: '*', fields: {properties: properties}}\n\
         - {id: nested, kind: metric, files: ['**/metrics.yaml'], at: '{category}.{name}',\n\
         \x20  fields: {name: {join: [{capture: category}, {capture: name}], separator: .}, data-source: type}}\n",
    );
    let files = [
        (
            "tracking_plan.yml",
            "plan:\n  events:\n  - {event: Signed Up, props: [{name: plan}], owner: growth}\n",
        ),
        (
            "plan.json",
            "{\"Order Placed\": {\"properties\": {\"total\": {\"type\": \"number\"}}}}",
        ),
        (
            "app/metrics.yaml",
            "$schema: x\nbrowser:\n  opened: {type: event}\n  closed: {type: event}\n",
        ),
    ];
    let (catalog, _) = catalog(&rules, &files);
    assert_eq!(catalog.problems, []);
    let names: Vec<_> = catalog
        .events
        .iter()
        .map(|e| (e.name.value.as_str(), values(&e.properties)))
        .collect();
    assert_eq!(
        names,
        [("Order Placed", vec!["total"]), ("Signed Up", vec!["plan"])]
    );
    let metrics: Vec<_> = catalog
        .metrics
        .iter()
        .map(|metric| metric.key_path.value.as_str())
        .collect();
    assert_eq!(metrics, ["browser.opened", "browser.closed"]);
}

#[test]
fn what_holds_no_definition_is_said_once() {
    let files = [
        ("config/events/a.yml", "# only a comment\n"),
        ("config/events/b.yml", "- a\n"),
        ("config/events/c.yml", "a: [\n"),
        (
            "config/events/d.yml",
            "action: x\ncategory: y\n---\naction: z\n",
        ),
        ("config/events/e.yml", "description: x\n"),
    ];
    let (catalog, sources) = catalog(&shipped(), &files);
    let problems: Vec<_> = catalog
        .problems
        .iter()
        .map(|one| (sources.path(one.span), one.message.as_str()))
        .collect();
    assert_eq!(problems.len(), 5, "{problems:?}");
    assert_eq!(
        problems[0],
        ("config/events/a.yml", "the file holds no definition")
    );
    assert_eq!(problems[1], ("config/events/b.yml", "expected a mapping"));
    assert_eq!(problems[4], ("config/events/e.yml", "no entry has a name"));
}
