//! Tests of the catalog on small trees written here.

use crate::catalog::load::{DefinitionFiles, load};
use crate::catalog::*;
use crate::finding::Severity;
use crate::input::yaml;
use crate::rules::RulePack;
use crate::rules::definitions::DefinitionRules;
use crate::source::{FileId, SourceFile, SourceMap};

fn rules(text: &str) -> DefinitionRules {
    let pack: RulePack = yaml::parse(FileId(0), text).expect("the pack is read");
    DefinitionRules::new([(pack.pack.to_string(), pack.definitions)]).expect("the pack is valid")
}

fn gitlab() -> DefinitionRules {
    rules(include_str!("../../rules/gitlab/definitions.yml"))
}

/// Files below the root, and files handed over (their path begins with `/`).
fn catalog(rules: &DefinitionRules, files: &[(&str, &str)]) -> (Catalog, SourceMap) {
    let mut sources = SourceMap::default();
    let ids: Vec<FileId> = files
        .iter()
        .map(|(path, text)| sources.add(SourceFile::new(*path, *text)))
        .collect();
    let (given, own): (Vec<FileId>, Vec<FileId>) = ids
        .into_iter()
        .partition(|id| sources.file(*id).path.starts_with('/'));
    (load_new(rules, &sources, &own, &given), sources)
}

fn load_new(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: &[FileId],
    given: &[FileId],
) -> Catalog {
    let schemas: Vec<FileId> = files
        .iter()
        .copied()
        .filter(|id| rules.covers_schema(&sources.file(*id).path))
        .collect();
    load(
        rules,
        sources,
        DefinitionFiles {
            files,
            given,
            schemas: &schemas,
        },
    )
}

fn values(fields: &[Field<Text>]) -> Vec<&str> {
    fields.iter().map(|field| field.value.as_str()).collect()
}

#[test]
fn both_forms_of_events_are_told_apart() {
    let internal = "description: x\ninternal_events: true\naction: open_box\nidentifiers: [user, project]\n\
        additional_properties:\n  label: {description: how}\n  size: {description: how big}\nproduct_group: crates\n\
        product_categories: [boxes]\nmilestone: 15.10\nintroduced_by_url: x\ntiers: [free, free]\ncolour: red\n";
    let old = "description: x\ncategory: default\naction: click\nlabel_description: \"`lid`\"\nidentifiers:\n\
        product_group: group::box makers\nproduct_category:\nmilestone: \"14.1\"\ntiers:\n- free \n";
    let removed = internal.replace("open_box", "burn_box");
    let files = [
        ("config/events/open_box.yml", internal),
        ("config/events/2020_click.yml", old),
        ("config/events/removed/burn_box.yml", removed.as_str()),
        ("config/feature_categories.yml", "---\n- boxs\n"),
        ("config/other.yml", "a: 1\n"),
    ];
    let (catalog, sources) = catalog(&gitlab(), &files);
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
    assert_eq!(
        click
            .ownership
            .group
            .as_ref()
            .map(|group| group.value.as_str()),
        Some("box_makers")
    );
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
    assert_eq!(
        open.ownership
            .milestone
            .as_ref()
            .map(|milestone| milestone.value.as_str()),
        Some("15.10")
    );
    assert_eq!(sources.slice(open.name.span), "open_box");
    assert_eq!(
        (&open.status, &burn.status),
        (&Status::Active, &Status::Removed)
    );
    let invalid: Vec<_> = catalog
        .invalid
        .iter()
        .filter(|one| one.subject == "open_box")
        .collect();
    let messages: Vec<_> = invalid
        .iter()
        .map(|one| (one.message.as_str(), one.help.as_deref(), one.severity))
        .collect();
    assert_eq!(
        messages,
        [
            (
                "`milestone` is a number to readers of YAML, and `15.10` loses its last zeros",
                Some("quote it: '15.10'"),
                Severity::Warning
            ),
            (
                "`free` stands twice in `tiers`",
                Some("remove one"),
                Severity::Info
            ),
            ("the key `colour` is unknown", None, Severity::Info),
        ]
    );
}

#[test]
fn metrics_of_every_form_are_read() {
    let hll = "key_path: a.b_weekly\ndescription: x\nstatus: active\nvalue_type: number\ntime_frame: 7d\n\
        data_source: redis_hll\ninstrumentation_class: C\noptions: {events: [one, two]}\nproduct_category: box making\ntier: [free]\n";
    let current = "key_path: counts.c\ndescription: x\nstatus: active\nvalue_type: number\ntime_frame: [7d, 28d, all]\n\
        data_source: internal_events\nevents:\n- name: one\n  unique: user.id\n  filter: {label: big, size: 3}\n\
        - {name: two, operator: sum(value)}\n";
    let counter = "key_path: counts.d\nstatus: data_available\ndata_source: redis\noptions: {event: e, prefix: p}\n";
    let files = [
        ("config/metrics/counts_7d/1_b.yml", hll),
        ("ee/config/metrics/counts_all/c.yml", current),
        ("config/metrics/counts_all/d.yml", counter),
        ("config/metrics/objects_schemas/schema.json", "{}"),
        (
            "config/metrics/aggregates/x.yml",
            "- {name: u, operator: OR, source: redis, time_frame: [7d], events: [one]}\n",
        ),
        ("config/metrics/gone/x.yml", hll),
    ];
    let (catalog, _) = catalog(&gitlab(), &files);
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
    assert_eq!(
        one.unique.as_ref().map(|unique| unique.value.as_str()),
        Some("user.id")
    );
    let filter: Vec<_> = one
        .filter
        .iter()
        .map(|(key, value)| (key.value.as_str(), value.value.as_str()))
        .collect();
    assert_eq!(filter, [("label", "big"), ("size", "3")]);
    assert_eq!(
        two.operator
            .as_ref()
            .map(|operator| operator.value.as_str()),
        Some("sum(value)")
    );
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
    let (catalog, _) = catalog(&gitlab(), &files);
    assert_eq!(catalog.problems, []);
    assert_eq!(
        catalog
            .events
            .iter()
            .map(|event| event.name.value.as_str())
            .collect::<Vec<_>>(),
        ["g", "e", "f"]
    );
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
         - {id: plan, kind: own_event, system: plan, files: [tracking_plan.yml], at: plan.events, shape: list,\n\
         \x20  fields: {name: event, properties: 'props[].name', group: owner}}\n\
         - {id: map, kind: own_event, system: json, files: ['*.json'], shape: map, fields: {properties: properties}}\n\
         - {id: nested, kind: metric, files: ['**/metrics.yaml'], at: '*', shape: map, join: '.', fields: {data-source: type}}\n",
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
    let (catalog, sources) = catalog(&gitlab(), &files);
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
    assert_eq!(
        problems[1],
        ("config/events/b.yml", "a mapping is expected here")
    );
    assert_eq!(
        problems[4],
        (
            "config/events/e.yml",
            "nothing here has a name, so nothing is defined"
        )
    );
}

/// Returns the faults of `config/events/a.yml` under the schema: source text, message, severity.
fn judged(schema: &str, definition: &str) -> Vec<(String, String, Severity)> {
    let files = [
        ("config/events/schema.json", schema),
        ("config/events/a.yml", definition),
    ];
    let (catalog, sources) = catalog(&gitlab(), &files);
    assert_eq!(catalog.problems, []);
    let row = |one: &Invalid| {
        (
            sources.slice(one.span).to_owned(),
            one.message.clone(),
            one.severity,
        )
    };
    catalog.invalid.iter().map(row).collect()
}

#[test]
fn the_projects_own_schema_decides() {
    let schema = r#"{"type": "object", "additionalProperties": false, "required": ["action", "team"], "properties": {
        "action": {"type": "string", "pattern": "^[a-z]+$"}, "category": {"type": "string"},
        "milestone": {"type": ["string", "null"]}, "tiers": {"type": "array", "items": {"enum": ["free", "paid"]}}}}"#;
    let faults = judged(
        schema,
        "action: A1\ncategory: c\nmilestone: 15.10\ntiers: [free, gold]\ncolour: red\n",
    );
    let row = |span: &str, message: &str, severity| (span.to_owned(), message.to_owned(), severity);
    let error = Severity::Error;
    assert_eq!(
        faults,
        [
            row("A1", "`A1` does not have the form of `action`", error),
            row("A1", "`team` is missing", error),
            row(
                "15.10",
                "`milestone` is a number, and the project's schema wants null or string",
                error
            ),
            row("gold", "`gold` is no value of `tiers`", error),
            row("colour", "the key `colour` is unknown", Severity::Warning),
        ]
    );
    // What only the pack's rules demand is not demanded of a project that says itself what it demands.
    assert_eq!(judged("{}", "action: a\ncategory: c\n"), []);
}

#[test]
fn a_removed_definition_is_not_asked_for_what_its_schema_does_not_demand() {
    let lenient = |schema: &str| {
        let removed = "action: a\ncategory: c\nstatus: removed\n";
        let files = [
            ("config/events/schema.json", schema),
            ("config/events/a.yml", removed),
        ];
        let (catalog, _) = catalog(&gitlab(), &files);
        assert_eq!(catalog.invalid, []);
        catalog.lenient_removals.len()
    };
    assert_eq!(lenient("{}"), 1);
    assert_eq!(lenient(r#"{"required": ["removed_by_url"]}"#), 0);
}

#[test]
fn schemas_refer_to_each_other_and_to_nothing_else() {
    let base = r#"{"$id": "https://example.org/base.json", "properties": {"status": {"$ref": "parts/status.json"}}}"#;
    let files = |schema: &'static str| {
        [
            ("config/metrics/schema/base.json", schema),
            (
                "config/metrics/schema/parts/status.json",
                r#"{"enum": ["active"]}"#,
            ),
            (
                "config/metrics/counts_all/a.yml",
                "key_path: a\nstatus: on\n",
            ),
        ]
    };
    let (catalog, _) = catalog(&gitlab(), &files(base));
    assert_eq!(
        catalog
            .invalid
            .iter()
            .map(|one| one.message.as_str())
            .collect::<Vec<_>>(),
        ["`on` is no value of `status`"]
    );
    for reference in [
        "https://example.org/x.json",
        "file:///etc/hostname",
        "../../../../../etc/hostname",
    ] {
        let schema = base.replace("parts/status.json", reference);
        let mut sources = SourceMap::default();
        let mut ids = Vec::new();
        for (path, text) in files(base) {
            let text = if path.ends_with("base.json") {
                schema.as_str()
            } else {
                text
            };
            ids.push(sources.add(SourceFile::new(path, text)));
        }
        let catalog = load_new(&gitlab(), &sources, &ids, &[]);
        let [problem] = &catalog.problems[..] else {
            panic!("one problem: {:?}", catalog.problems)
        };
        assert_eq!(
            (sources.slice(problem.span), problem.partial),
            (reference, false),
            "{}",
            problem.message
        );
        assert!(problem.message.contains(reference), "{}", problem.message);
        // The pack's own demands hold instead.
        assert!(
            catalog
                .invalid
                .iter()
                .any(|one| one.message.ends_with("is missing")),
            "{:?}",
            catalog.invalid
        );
    }
}

#[test]
fn a_schema_without_a_dialect_is_read_in_the_newest_one() {
    let schema = r##"{"type": "object", "properties": {
        "action": {"type": "string"},
        "introduced_by_url": {"type": "string", "format": "uri"},
        "additional_properties": {"type": "object",
            "additionalProperties": {"$ref": "#one_property"},
            "$defs": {"one_property": {"$anchor": "one_property", "type": "object", "required": ["description"]}}}}}"##;
    let definition = "action: a\nintroduced_by_url: nowhere\nadditional_properties:\n  label: {}\n";
    let faults = judged(schema, definition);
    let messages: Vec<&str> = faults
        .iter()
        .map(|(_, message, _)| message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "`nowhere` does not have the form of `introduced_by_url`",
            "`additional_properties.label.description` is missing"
        ]
    );
}

#[test]
fn a_schema_that_cannot_be_used_is_said_and_the_rules_apply() {
    let problems = |schema: &str| {
        let files = [
            ("config/events/schema.json", schema),
            ("config/events/a.yml", "action: a\n"),
        ];
        let (catalog, sources) = catalog(&gitlab(), &files);
        let problem = &catalog.problems[0];
        assert_eq!(
            (catalog.problems.len(), sources.path(problem.span)),
            (1, "config/events/schema.json")
        );
        (
            problem.message.clone(),
            sources.slice(problem.span).to_owned(),
            catalog.invalid.len(),
        )
    };
    let (message, _, invalid) = problems("{\"type\": ");
    assert!(
        message.contains("cannot be read") && invalid == 2,
        "{message} {invalid}"
    );
    let (message, place, invalid) =
        problems(r#"{"properties": {"action": {"type": ["uri", "null"]}}}"#);
    assert!(
        message.contains("`uri` is no type") && place == "uri" && invalid == 0,
        "{message} {place} {invalid}"
    );
}
