//! Schemas of the project.

use super::{catalog, load_new, messages, shipped};
use crate::catalog::*;
use crate::finding::Severity;
use crate::source::{SourceFile, SourceMap};

/// Returns the faults of `config/events/a.yml` under the schema: source text, message, severity.
fn judged(schema: &str, definition: &str) -> Vec<(String, String, Severity)> {
    let files = [
        ("config/events/schema.json", schema),
        ("config/events/a.yml", definition),
    ];
    let (catalog, sources) = catalog(&shipped(), &files);
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
            row("A1", "`team` is missing", error),
            row("A1", "invalid value `A1` for `action`", error),
            row(
                "15.10",
                "`milestone` is a number, but the project's schema requires null or string",
                error
            ),
            row("gold", "invalid value `gold` for `tiers`", error),
            row("colour", "unknown key `colour`", Severity::Warning),
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
        let (catalog, _) = catalog(&shipped(), &files);
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
    let (catalog, _) = catalog(&shipped(), &files(base));
    assert_eq!(
        messages(&catalog.invalid),
        ["invalid value `on` for `status`"]
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
        let catalog = load_new(&shipped(), &sources, &ids, &[]);
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
            "invalid value `nowhere` for `introduced_by_url`",
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
        let (catalog, sources) = catalog(&shipped(), &files);
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
        message.contains("unknown JSON Schema type `uri`") && place == "uri" && invalid == 0,
        "{message} {place} {invalid}"
    );
}
