//! Findings of `consumers` that comments suppress, and those that a baseline accepts.

use crate::support::project::Project;

const RULES: &str = r#"
pack: acme/analytics
consumers:
  - {id: metric, kind: model, of: metric, files: "**/*.sql", compare: {columns: [metrics_path]}}
  - {id: constants, kind: report, of: metric, files: "reports/*.rb", each: {item-of: METRICS}, reads: {value: true}}
"#;

const PRODUCT: &str = r#"{"metrics": [{"key_path": "counts.carts", "verdict": "ok"}]}"#;

/// Returns an analytics project with one more file.
fn project(path: &str, text: &str) -> Project {
    Project::of(&[
        ("tracklint.yml", "rules: [rules.yml]\n"),
        ("rules.yml", RULES),
        ("product.json", PRODUCT),
        (path, text),
    ])
}

/// Returns the findings: `LINE LINT`.
fn findings(project: &Project, more: &[&str]) -> Vec<String> {
    let options = [
        "consumers",
        "--product",
        "product.json",
        "--format",
        "concise",
    ];
    let run = project.run(&[&options, more].concat());
    let line = |text: &str| text.split(':').nth(1).unwrap().to_owned();
    let lines = run.out.lines().zip(run.lints());
    lines
        .map(|(text, lint)| format!("{} {lint}", line(text)))
        .collect()
}

#[test]
fn comments_in_sql_suppress_findings() {
    let ignore = "tracklint: ignore[consumer-of-unknown-name] -- another product sends it";
    let suppressed = [
        format!("SELECT 1 WHERE metrics_path = 'counts.none' -- {ignore}"),
        format!("-- {ignore}\nWHERE metrics_path = 'counts.none'"),
        format!("/* {ignore} */\nWHERE metrics_path = 'counts.none'"),
        format!("{{# {ignore} #}}\n\nWHERE metrics_path = 'counts.none'"),
        format!("{{#- {ignore} -#}}\nWHERE metrics_path = 'counts.none'"),
        format!("# {ignore}\nWHERE metrics_path = 'counts.none'"),
        // A list is one piece of code.
        format!("-- {ignore}\nWHERE metrics_path IN (\n  'counts.carts',\n  'counts.none'\n)"),
        format!(
            "-- {}\nSELECT 1;\nSELECT 2 WHERE metrics_path = 'counts.none'",
            ignore.replace("ignore[", "ignore-file[")
        ),
    ];
    for text in &suppressed {
        assert!(findings(&project("a.sql", text), &[]).is_empty(), "{text}");
    }
}

#[test]
fn a_comment_covers_its_own_code_only() {
    let ignore = "tracklint: ignore[consumer-of-unknown-name] -- r";
    let text = format!("-- {ignore}\nSELECT 1\nWHERE metrics_path = 'counts.none'");
    assert_eq!(
        findings(&project("a.sql", &text), &[]),
        ["1 unused-suppression", "3 consumer-of-unknown-name"]
    );
    // A query in brackets is not one piece of code.
    let text =
        format!("-- {ignore}\nSELECT * FROM (\n  SELECT 1 WHERE metrics_path = 'counts.none'\n)");
    assert_eq!(
        findings(&project("a.sql", &text), &[]),
        ["1 unused-suppression", "3 consumer-of-unknown-name"]
    );
    // A text is no comment.
    let text = format!("SELECT '-- {ignore}' WHERE metrics_path = 'counts.none'");
    assert_eq!(
        findings(&project("a.sql", &text), &[]),
        ["1 consumer-of-unknown-name"]
    );
}

#[test]
fn comments_about_comments_are_reported() {
    let text = "WHERE metrics_path = 'counts.none' -- tracklint: ignore[consumer-of-unknown-name]\n\
                SELECT 1 -- tracklint: ignore[consumer-of-unknwon-name] -- r\n\
                SELECT 2 -- tracklint: ignore[unused-event] -- `check` reports that one\n";
    assert_eq!(
        findings(&project("a.sql", text), &[]),
        ["1 unexplained-suppression", "2 unknown-lint"]
    );
}

#[test]
fn comments_in_code_and_yaml_suppress_findings_of_consumers() {
    let text = "METRICS = [\n  'counts.carts',\n  # tracklint: ignore[consumer-of-unknown-name] -- r\n  'counts.none',\n].freeze\n";
    let project = project("reports/sales.rb", text);
    assert!(findings(&project, &[]).is_empty());
    // The comment is of no use to `check`, and not unused.
    let run = project.run(&["check", "--format", "concise", "--allow-empty"]);
    assert!(!run.out.contains("unused-suppression"), "{}", run.out);
}

#[test]
fn a_baseline_accepts_findings_until_they_are_gone() {
    let text = "WHERE metrics_path = 'counts.none'\nWHERE metrics_path = 'counts.nobody'\n";
    let project = project("a.sql", text);
    let run = project.run(&["consumers", "--product", "product.json", "--write-baseline"]);
    assert_eq!(run.code, 0);
    let written = "wrote tracklint-consumers-baseline.json: 2 findings in 2 entries";
    assert!(run.err.contains(written), "{}", run.err);
    assert!(findings(&project, &[]).is_empty());
    assert_eq!(findings(&project, &["--no-baseline"]).len(), 2);
    // One is corrected, and one is new.
    let text = "WHERE metrics_path = 'counts.none'\nWHERE metrics_path = 'counts.new'\n";
    project.write("a.sql", text);
    assert_eq!(
        findings(&project, &[]),
        ["2 consumer-of-unknown-name", "2 stale-baseline"]
    );
    let run = project.run(&["consumers", "--product", "product.json", "--write-baseline"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("a baseline only shrinks"), "{}", run.err);
    project.write("a.sql", "WHERE metrics_path = 'counts.none'\n");
    let run = project.run(&["consumers", "--product", "product.json", "--write-baseline"]);
    assert!(run.err.contains("1 finding in 1 entry"), "{}", run.err);
    assert!(findings(&project, &[]).is_empty());
}
