//! `check --base --consumers`: who reads what a change removes, renames or breaks.

use crate::support::project::Project;

const METRIC: &str = "config/metrics/counts_28d/place_order_monthly.yml";
const RULES: &str = r#"
pack: acme/analytics
consumers:
  - {id: metric, kind: model, of: metric, files: "models/*.sql", compare: {columns: [metrics_path]}, becomes: alias}
  - {id: event, kind: model, files: "models/*.sql", compare: {columns: [event_action]}}
"#;

/// An analytics project in which ten models and a dashboard are built from one metric.
fn analytics() -> Project {
    let project = Project::of(&[
        ("tracklint.yml", "rules: [rules.yml]\n"),
        ("rules.yml", RULES),
        (
            "models/orders_1.sql",
            "SELECT MAX(CASE WHEN metrics_path = 'counts.place_order_monthly' THEN v END) AS orders\nFROM {{ source('product', 'metrics') }}\n",
        ),
        (
            "models/visits.sql",
            "SELECT 1 FROM {{ source('product', 'events') }} WHERE event_action = 'view_product'\n",
        ),
        (
            "models/exposures.yml",
            "exposures:\n  - {name: revenue, type: dashboard, owner: {name: Ann}, depends_on: [ref('orders_10')]}\n",
        ),
    ]);
    for number in 2..=10 {
        let text = match number % 2 {
            0 => format!(
                "SELECT orders FROM {{{{ ref('orders_{}') }}}}\n",
                number - 1
            ),
            _ => format!(
                "{{{{ simple_cte([('before', 'orders_{}')]) }}}} SELECT orders FROM before\n",
                number - 1
            ),
        };
        project.write(&format!("models/orders_{number}.sql"), text);
    }
    project
}

/// Writes the file about consumers next to the application, and returns the findings about a change.
fn broken(change: impl FnOnce(&Project)) -> (i32, String) {
    let (analytics, product) = (analytics(), Project::application());
    let file = product.path("../consumers.json");
    let file = file.to_str().unwrap().to_owned()
        + "-"
        + &product.root().file_name().unwrap().to_string_lossy();
    let root = product.root().to_str().unwrap();
    let run = analytics.run(&[
        "consumers",
        "--product",
        root,
        "--output",
        &file,
        "--project",
        "analytics",
    ]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    change(&product);
    let options = [
        "check",
        "--format",
        "json",
        "--base",
        "HEAD",
        "--consumers",
        &file,
        "--only",
        "breaks-consumer",
    ];
    let run = product.run(&options);
    std::fs::remove_file(&file).unwrap();
    let mut lines = String::new();
    for finding in run.json()["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        lines.push_str(&format!(
            "{} {}: {} | {}\n",
            text("path"),
            text("severity"),
            text("message"),
            text("help")
        ));
    }
    (run.code, lines)
}

#[test]
fn a_removed_metric_names_the_models_and_the_exposure() {
    let (code, out) = broken(|project| {
        let removed =
            "status: removed\nmilestone_removed: '18.3'\nremoved_by_url: https://example.org/2\n";
        project.edit(METRIC, "status: active\n", removed);
    });
    assert_eq!(code, 1, "{out}");
    let message = "error: metric `counts.place_order_monthly` is marked as removed, and `analytics` reads it; 10 models and dashboard \
                   `revenue` are built from it";
    assert!(out.contains(message), "{out}");
    assert!(
        out.contains("models/orders_1.sql:1, as column `orders`"),
        "{out}"
    );
    assert!(
        out.contains("`orders_10`") && out.contains("Tell Ann."),
        "{out}"
    );
}

#[test]
fn a_renamed_a_deleted_and_an_unfed_metric_are_named() {
    let (_, renamed) = broken(|project| {
        project.edit(
            METRIC,
            "counts.place_order_monthly",
            "counts.orders_monthly",
        );
    });
    assert!(
        renamed.contains("was renamed to `counts.orders_monthly`"),
        "{renamed}"
    );
    let (_, deleted) = broken(|project| project.remove(METRIC));
    assert!(
        deleted.contains("was deleted (config/metrics/"),
        "{deleted}"
    );
    let (_, unfed) = broken(|project| {
        let call = "    track_internal_event('place_order', user: current_user)\n";
        project.edit("app/controllers/orders_controller.rb", call, "");
    });
    assert!(
        unfed.contains("has nothing that feeds it any more"),
        "{unfed}"
    );
}

#[test]
fn an_event_without_an_exposure_is_a_warning() {
    let (code, out) = broken(|project| {
        let call = "track_internal_event('view_product', user: current_user)";
        project.edit("app/controllers/products_controller.rb", call, "nil");
    });
    let message = "warning: event `view_product` is not sent any more, and `analytics` reads it; 1 model is built from it";
    assert!(code == 0 && out.contains(message), "{code}: {out}");
}

#[test]
fn other_lints_of_changes_say_who_reads_a_name() {
    let analytics = analytics();
    let product = Project::application();
    let root = product.root().to_str().unwrap();
    analytics.run(&[
        "consumers",
        "--product",
        root,
        "--output",
        "out.json",
        "--project",
        "analytics",
    ]);
    product.edit(
        METRIC,
        "data_source: internal_events",
        "data_source: redis_hll",
    );
    let file = analytics.path("out.json");
    let options = [
        "check",
        "--format",
        "json",
        "--base",
        "HEAD",
        "--only",
        "metric-changed",
        "--consumers",
    ];
    let run = product.run(&[&options[..], &[file.to_str().unwrap()]].concat());
    let finding = &run.json()["findings"][0];
    assert_eq!(finding["severity"], "error", "{}", run.out);
    let help = finding["help"].as_str().unwrap();
    assert!(
        help.contains("`analytics` reads it; 10 models and dashboard `revenue` are built from it."),
        "{help}"
    );
}

#[test]
fn another_change_is_no_finding() {
    let (code, out) = broken(|project| project.edit(METRIC, "Orders of a month", "Orders"));
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn trace_shows_who_reads_a_name() {
    let (analytics, product) = (analytics(), Project::application());
    let root = product.root().to_str().unwrap();
    analytics.run(&["consumers", "--product", root, "--output", "out.json"]);
    let file = analytics.path("out.json");
    let run = product.run(&[
        "trace",
        "counts.place_order_monthly",
        "--consumers",
        file.to_str().unwrap(),
    ]);
    assert!(
        run.out.contains("read by model models/orders_1.sql:1"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("10 models: orders_1, orders_10"),
        "{}",
        run.out
    );
    assert!(run.out.contains("reaches dashboard revenue"), "{}", run.out);
}
