//! Names in queries, as rules describe them.

use crate::consumers::example_names;
use crate::rules::{self, RulePack};

/// Returns the names that a rule reads in a query, in the order of the alphabet.
fn names(rule: &str, query: &str) -> Vec<String> {
    let pack: RulePack = rules::read(rule).expect("a valid pack");
    let found = example_names(&pack, &pack.consumers[0], "models/a.sql", query);
    found.expect("it can be read").into_iter().collect()
}

const COMPARE: &str =
    "pack: a\nconsumers: [{id: x, files: 'models/*.sql', compare: {columns: [metrics_path]}}]";
const VARIANT: &str =
    "pack: a\nconsumers: [{id: x, files: 'models/*.sql', variant: {columns: ['*payload*']}}]";

#[test]
fn comparisons_are_read_with_all_operators() {
    let cases = [
        ("metrics_path = 'a.b'", "a.b"),
        ("t.metrics_path::VARCHAR(20) <> 'a.b'", "a.b"),
        ("LOWER(t.\"METRICS_PATH\") = 'a.b'", "a.b"),
        ("'a.b' = metrics_path", "a.b"),
        ("metrics_path NOT IN ('a', 'b')", "a b"),
        ("metrics_path IN UNNEST(['a', 'b'])", "a b"),
        ("metrics_path = ANY(ARRAY['a', 'b'])", "a b"),
        (
            "metrics_path LIKE 'a%' OR metrics_path ILIKE ANY ('b%', 'c')",
            "a* b* c",
        ),
        (
            "CASE metrics_path WHEN 'a' THEN CASE WHEN x = 'n' THEN 'z' END WHEN 'b' THEN 'y' END",
            "a b",
        ),
        ("{{ f(\"metrics_path = 'a.b'\") }}", "a.b"),
    ];
    for (query, expected) in cases {
        assert_eq!(names(COMPARE, query).join(" "), expected, "{query}");
    }
}

#[test]
fn other_texts_are_no_names() {
    let cases = [
        "-- metrics_path = 'a'",
        "metrics_path = '{{ name }}'",
        "metrics_path = other_column",
        "metrics_path IN (SELECT path FROM t WHERE kind = 'a')",
        "my_metrics_path = 'a'",
        "metrics_path AS x, 'a' = y",
        "COALESCE(metrics_path, 'a') = 'b'",
    ];
    for query in cases {
        assert_eq!(names(COMPARE, query), Vec::<String>::new(), "{query}");
    }
}

#[test]
fn paths_into_documents_are_read() {
    let cases = [
        ("raw_payload['a']['b']::NUMBER", "a.b"),
        ("t.payload:a.b::NUMBER AS x", "a.b"),
        ("payload:\"a\".b['c']", "a.b.c"),
        ("payload->'a'->>'b'", "a.b"),
        ("{{ f(\"payload['a']['b']\") }} AS x", "a.b"),
        ("payload['a'][0]['c']", "a"),
        ("payload[name]", ""),
        ("payload['{{ name }}']['b']", ""),
        ("payload::VARCHAR", ""),
    ];
    for (query, expected) in cases {
        assert_eq!(names(VARIANT, query).join(" "), expected, "{query}");
    }
}

#[test]
fn every_part_of_a_query_is_read_without_a_fault() {
    let query = "{%- macro m(a) -%} CASE t.metrics_path::VARCHAR(3) WHEN 'é''x' THEN {{ f(\"p['a']\", ref('b')) }} END) AS \"ü\",\n\
                 raw_payload:a.\"b\"['c']::NUMBER -- x\n/* y */ metrics_path NOT IN ('a', {{ b }}, $$c$$) `d` {# e #} {% endmacro %}";
    for (at, _) in query.char_indices() {
        for part in [&query[..at], &query[at..]] {
            names(COMPARE, part);
            names(VARIANT, part);
        }
    }
}
