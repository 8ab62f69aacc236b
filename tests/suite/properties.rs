//! Properties over made-up texts, and readers held against second readers.

use proptest::prelude::*;
use serde_json::Value;
use tracklint::facts::SiteKind;
use tracklint::finding::{Finding, Lint, Severity};
use tracklint::input::yaml::{self, Node, NodeValue};
use tracklint::report::{Report, format};
use tracklint::scan::{self, Input};
use tracklint::source::{FileId, SourceFile, SourceMap, Span};

static LINT: Lint = Lint { name: "a-lint", summary: "s", docs: "d", severity: Severity::Error, since: "0.1.0" };

/// Texts of what makes columns differ: wide and combining characters, tabs, other line breaks, a mark at the start.
fn texts() -> impl Strategy<Value = String> {
    let pieces = ["a", "é", "e\u{301}", "漢", "😀", "\t", "\r\n", "\n", "\r", "\u{2028}", "\u{c}", "\u{feff}", " ", "'x'"];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..40).prop_map(|parts| parts.concat())
}

fn written(name: &str, report: &Report) -> String {
    let mut out = Vec::new();
    (format(name).unwrap().write)(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #[test]
    fn every_format_names_the_same_place(text in texts(), at in any::<prop::sample::Index>()) {
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let start = starts[at.index(starts.len())];
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a.rb", text.as_str()));
        let report = Report::new(sources, vec![Finding::new(&LINT, Span::new(file, start, text.len()), "s", "m")]);
        // Counted here in the plainest way.
        let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..start].matches('\n').count() as u64 + 1;
        let before = &text[line_start..start];
        let json: Value = serde_json::from_str(&written("json", &report)).unwrap();
        let own = &json["findings"][0];
        prop_assert_eq!((own["line"].as_u64(), own["column"].as_u64()), (Some(line), Some(before.chars().count() as u64 + 1)));
        let sarif: Value = serde_json::from_str(&written("sarif", &report)).unwrap();
        let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        let units = before.encode_utf16().count() as u64 + 1;
        prop_assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(line), Some(units)));
        let rdjson: Value = serde_json::from_str(&written("rdjson", &report)).unwrap();
        let begin = &rdjson["diagnostics"][0]["location"]["range"]["start"];
        prop_assert_eq!((begin["line"].as_u64(), begin["column"].as_u64()), (Some(line), Some(before.len() as u64 + 1)));
        // Vim counts the bytes of a column.
        let place = std::format!("a.rb:{line}:{}: ", before.len() + 1);
        prop_assert!(written("concise", &report).starts_with(&place));
    }

    #[test]
    fn the_order_of_findings_changes_no_byte(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let report = |order: &[usize]| {
            let mut sources = SourceMap::default();
            let file = sources.add(SourceFile::new("a.rb", "x\n".repeat(6)));
            let finding = |n: &usize| Finding::new(&LINT, Span::new(file, n / 2 * 2, n / 2 * 2 + 1), n.to_string(), "m");
            Report::new(sources, order.iter().map(finding).collect())
        };
        let sorted: Vec<usize> = (0..12).collect();
        prop_assert_eq!(written("json", &report(&order)), written("json", &report(&sorted)));
    }
}

/// A node as the second reader would give it, with every scalar as text.
fn plain(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(text, _) => Value::String(text.to_string()),
        NodeValue::List(items) => items.iter().map(plain).collect(),
        NodeValue::Map(_) => node.entries().iter().map(|entry| (entry.key.to_string(), plain(&entry.value))).collect(),
    }
}

/// The second reader's value with the same shape: keys and lists; scalars only where it keeps their text.
fn same_shape(own: &Value, other: &serde_yaml::Value) -> bool {
    match (own, other) {
        (Value::Object(own), serde_yaml::Value::Mapping(other)) => {
            own.len() == other.len()
                && own.iter().all(|(key, value)| other.get(key.as_str()).is_some_and(|other| same_shape(value, other)))
        }
        (Value::Array(own), serde_yaml::Value::Sequence(other)) => {
            own.len() == other.len() && own.iter().zip(other).all(|(own, other)| same_shape(own, other))
        }
        (Value::String(own), serde_yaml::Value::String(other)) => own == other,
        (Value::String(_), other) => !other.is_mapping() && !other.is_sequence(),
        _ => false,
    }
}

fn fixtures(ending: &str) -> Vec<(String, String)> {
    let folders = ["fixtures", "rules", "src"].map(|folder| std::format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")));
    let files = folders.iter().flat_map(|folder| ignore::Walk::new(folder).flatten());
    let files = files.filter(|entry| entry.path().extension().is_some_and(|own| own == ending));
    files.filter_map(|file| Some((file.path().display().to_string(), std::fs::read_to_string(file.path()).ok()?))).collect()
}

#[test]
fn the_yaml_reader_agrees_with_a_second_one() {
    let mut compared = 0;
    for (path, text) in fixtures("yml") {
        let (documents, _) = yaml::read(FileId(0), &text);
        let ([own], Ok(mut other)) = (documents.as_slice(), serde_yaml::from_str::<serde_yaml::Value>(&text)) else { continue };
        // The second reader leaves merge keys as they are written until it is asked.
        other.apply_merge().unwrap();
        assert!(same_shape(&plain(own), &other), "{path}");
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn the_rust_reader_agrees_with_a_second_grammar_on_calls() {
    let (mut own, mut other) = (0, 0);
    for (_, text) in fixtures("rs") {
        let facts = scan::scan(scan::language_of("a.rs").unwrap(), Input { file: FileId(0), path: "a.rs", text: &text });
        own += facts.calls.iter().filter(|call| call.kind == SiteKind::Call && !call.name.is_empty()).count();
        let tree = scan::tree::parse(&tree_sitter_rust::LANGUAGE.into(), &text, &[]).unwrap();
        scan::tree::walk(tree.root_node(), |node| {
            other += usize::from(node.kind() == "call_expression");
            true
        });
    }
    // The first reader leaves tests out and looks through conversions; the second does not see into macros.
    let ratio = own as f64 / other as f64;
    assert!((0.5..2.0).contains(&ratio), "{own} calls against {other}");
}
