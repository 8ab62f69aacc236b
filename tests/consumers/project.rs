//! `consumers`: audits of analytics projects.

use crate::support::program::{run, shop};
use crate::support::project::Project;
use serde_json::Value;

const RULES: &str = r#"
pack: acme/analytics
consumers:
  - {id: metric, kind: model, of: metric, files: "**/*.sql", compare: {columns: [metrics_path]}, becomes: alias}
  - {id: constants, kind: report, files: "reports/*.rb", each: {item-of: EVENTS}, reads: {value: true}}
"#;

fn references(project: &Project, arguments: &[&str]) -> Value {
    let run = project.run(&[&["consumers", "--output", "out.json"], arguments].concat());
    assert!(run.code < 2, "{}", run.err);
    serde_json::from_str(&project.read("out.json")).unwrap()
}

#[test]
fn a_manifest_gives_the_graph() {
    let manifest = r#"{
        "nodes": {
            "model.acme.a": {"name": "a", "original_file_path": "models/a.sql", "depends_on": {"macros": ["macro.acme.m"], "nodes": []}},
            "model.acme.b": {"name": "b", "original_file_path": "models/b.sql", "depends_on": {"nodes": ["model.acme.a"]}}
        },
        "macros": {"macro.acme.m": {"name": "m", "original_file_path": "macros/m.sql"}},
        "exposures": {"exposure.acme.board": {"name": "board", "type": "dashboard", "owner": {"email": "ann@example.org"}, "depends_on": {"nodes": ["model.acme.b"]}}}
    }"#;
    let project = Project::of(&[
        ("tracklint.yml", "rules: [rules.yml]\n"),
        ("rules.yml", RULES),
        ("dbt/models/a.sql", "{{ m() }}"),
        ("dbt/models/b.sql", "SELECT 1"),
        (
            "dbt/macros/m.sql",
            "{% macro m() %} metrics_path = 'counts.a' {% endmacro %}",
        ),
        ("manifest.json", manifest),
    ]);
    let found = references(&project, &["--manifest", "manifest.json"]);
    let node = found["references"][0]["node"].as_str().unwrap();
    assert_eq!(node, "macro:m");
    assert_eq!(
        found["nodes"][node]["models"],
        serde_json::json!(["a", "b"])
    );
    assert_eq!(found["nodes"][node]["exposures"][0]["name"], "board");
    assert_eq!(found["nodes"][node]["owners"][0], "ann@example.org");
}

#[test]
fn names_of_constants_are_compared_with_the_product() {
    let project = Project::new();
    project.write("tracklint.yml", "packs: [gitlab]\nrules: [rules.yml]\n");
    project.write("rules.yml", RULES);
    project.write(
        "reports/sales.rb",
        "EVENTS = %w[place_order plaec_order].freeze\n",
    );
    let run = project.run(&["consumers", "--format", "concise"]);
    let line = "reports/sales.rb:1:25: warning[consumer-of-unknown-name] the product has no event `plaec_order`";
    assert!(
        run.code == 0 && run.out.contains(line),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn an_inventory_and_a_payload_replace_the_product() {
    let project = Project::of(&[
        ("tracklint.yml", "rules: [rules.yml]\n"),
        ("rules.yml", RULES),
        (
            "models/a.sql",
            "metrics_path IN ('counts.carts', 'counts.ee', 'counts.none')",
        ),
        (
            "product.json",
            r#"{"metrics": [{"key_path": "counts.carts", "verdict": "ok"}]}"#,
        ),
        ("payload.json", r#"{"counts": {"carts": 1, "ee": 2}}"#),
        ("broken.json", "[]"),
    ]);
    let options = [
        "consumers",
        "--product",
        "product.json",
        "--payload",
        "payload.json",
        "--format",
        "concise",
    ];
    let run = project.run(&options);
    assert_eq!(run.lints(), ["consumer-of-unknown-name"], "{}", run.out);
    assert!(run.out.contains("`counts.none`"), "{}", run.out);
    let run = project.run(&["consumers", "--product", "broken.json"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("it has neither `metrics` nor `events`"),
        "{}",
        run.err
    );
}

#[test]
fn broken_input_costs_its_own_names_only() {
    let rules = r#"
pack: acme/analytics
consumers:
  - {id: metric, of: metric, files: "**/*.sql", compare: {columns: [metrics_path]}}
  - {id: workbook, of: metric, files: "**/*.twb", xml: {element: a}}
  - {id: list, of: metric, files: "**/*.json", at: "[]", reads: name}
"#;
    let project = Project::of(&[
        ("tracklint.yml", "rules: [rules.yml]\n"),
        ("rules.yml", rules),
        ("models/a.sql", "metrics_path = 'a' {{ ' {% macro"),
        ("b.twb", "<a><b></a>"),
        ("c.json", "[{\"name\": \"x\""),
    ]);
    let run = project.run(&[
        "consumers",
        "--format",
        "concise",
        "--manifest",
        "c.json",
        "--output",
        "out.json",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.lints(), ["invalid-input"; 3], "{}", run.out);
    let found: Value = serde_json::from_str(&project.read("out.json")).unwrap();
    assert_eq!(found["references"].as_array().unwrap().len(), 1);
}

#[test]
fn a_customer_facing_consumer_decides_about_readiness_and_the_register() {
    let project = Project::application();
    project.write(
        "rules.yml",
        RULES.replace("becomes: alias", "customer-facing: true"),
    );
    project.write(
        "analytics/a.sql",
        "metrics_path IN ('counts.place_order_monthly', 'counts.none')",
    );
    let options = ["consumers", "--rules", "rules.yml", "--output", "out.json"];
    let run = project.run(&options);
    assert!(run.code < 2, "{}", run.err);
    let run = project.run(&["readiness", "--consumers", "out.json"]);
    assert!(
        run.out.contains(
            "0 of 1 metrics that customers rely on pass all checks. 1 more are not defined"
        ),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("its category is optional, so a customer may refuse it"),
        "{}",
        run.out
    );
    let run = project.run(&["privacy", "--consumers", "out.json", "--format", "csv"]);
    let note = "customers may refuse it, and a consumer that customers see needs it";
    let line = run
        .out
        .lines()
        .find(|line| line.starts_with("metric,counts.place_order_monthly"));
    assert!(line.is_some_and(|line| line.contains(note)), "{}", run.out);
}

#[test]
fn export_writes_the_same_bytes_twice_and_all_columns() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop();
    for format in ["parquet", "csv", "ndjson", "json", "singer"] {
        let write = |name: &str| {
            let to = folder.path().join(name).join(format);
            let run = run(&[
                "export",
                shop.to_str().unwrap(),
                "--quiet",
                "--to",
                to.to_str().unwrap(),
                "--format",
                format,
            ]);
            assert_eq!(run.code, 0, "{}", run.err);
            assert!(run.out.contains("runs: 1 row\n"), "{}", run.out);
            to
        };
        let (first, second) = (write("first"), write("second"));
        let mut files = 0;
        for entry in std::fs::read_dir(&first).unwrap() {
            let name = entry.unwrap().file_name();
            let read = |folder: &std::path::Path| std::fs::read(folder.join(&name)).unwrap();
            assert_eq!(read(&first), read(&second), "{name:?}");
            files += 1;
        }
        let expected = match format {
            "singer" => 1,
            "ndjson" | "json" => 28,
            _ => 14,
        };
        assert_eq!(files, expected, "{format}");
    }
    let events = std::fs::read_to_string(folder.path().join("first/csv/events.csv")).unwrap();
    assert!(events.starts_with("run_id,event_key,event_name,system,kind,event_category"));
    assert!(events.contains(",place_order,"));
}
