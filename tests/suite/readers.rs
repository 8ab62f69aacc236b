//! Readers held against second readers: YAML, Rust, and the sections of Vue components.

use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use tracklint::facts::{FileFacts, SiteKind};
use tracklint::input::yaml::{self, Node, NodeValue};
use tracklint::languages::{self, Input, parser};
use tracklint::source::FileId;
use tree_sitter::Node as Syntax;

/// A node as the second reader would give it, with every scalar as text.
fn plain(node: &Node) -> Value {
    match &node.value {
        NodeValue::Scalar(text, _) => Value::String(text.to_string()),
        NodeValue::List(items) => items.iter().map(plain).collect(),
        NodeValue::Map(_) => node
            .entries()
            .iter()
            .map(|entry| (entry.key.to_string(), plain(&entry.value)))
            .collect(),
    }
}

/// The second reader's value with the same shape: keys and lists; scalars only where it keeps their text.
fn same_shape(own: &Value, other: &serde_yaml::Value) -> bool {
    match (own, other) {
        (Value::Object(own), serde_yaml::Value::Mapping(other)) => {
            own.len() == other.len()
                && own.iter().all(|(key, value)| {
                    other
                        .get(key.as_str())
                        .is_some_and(|other| same_shape(value, other))
                })
        }
        (Value::Array(own), serde_yaml::Value::Sequence(other)) => {
            own.len() == other.len()
                && own
                    .iter()
                    .zip(other)
                    .all(|(own, other)| same_shape(own, other))
        }
        (Value::String(own), serde_yaml::Value::String(other)) => own == other,
        (Value::String(own), serde_yaml::Value::Bool(other)) => {
            own.to_lowercase() == other.to_string()
        }
        (Value::String(own), serde_yaml::Value::Null) => {
            matches!(own.as_str(), "" | "~" | "null" | "Null" | "NULL")
        }
        (Value::String(own), serde_yaml::Value::Number(other)) => match own.parse::<f64>() {
            Ok(own) => other.as_f64() == Some(own),
            // Hexadecimal and its like.
            Err(_) => own.starts_with(['0', '+', '-', '.']),
        },
        _ => false,
    }
}

fn fixtures(ending: &str) -> Vec<(String, String)> {
    let folders = ["fixtures", "rules", "src"]
        .map(|folder| std::format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")));
    let files = folders
        .iter()
        .flat_map(|folder| ignore::Walk::new(folder).flatten());
    let files = files.filter(|entry| entry.path().extension().is_some_and(|own| own == ending));
    files
        .filter_map(|file| {
            Some((
                file.path().display().to_string(),
                std::fs::read_to_string(file.path()).ok()?,
            ))
        })
        .collect()
}

#[test]
fn the_yaml_reader_agrees_with_a_second_one() {
    let mut compared = 0;
    for (path, text) in fixtures("yml") {
        let (documents, _) = yaml::read(FileId(0), &text);
        let ([own], Ok(mut other)) = (
            documents.as_slice(),
            serde_yaml::from_str::<serde_yaml::Value>(&text),
        ) else {
            continue;
        };
        // The second reader leaves merge keys as they are written until it is asked.
        other.apply_merge().unwrap();
        assert!(same_shape(&plain(own), &other), "{path}");
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// Values that a person could write down in YAML.
fn values() -> impl Strategy<Value = serde_yaml::Value> {
    let text = prop::sample::select(vec![
        "a",
        "",
        " a ",
        "é 漢 😀",
        "yes",
        "no",
        "~",
        "null",
        "12",
        "1.10",
        "0x1f",
        "1e3",
        "- a",
        "a: b",
        "#a",
        "a #b",
        "'",
        "\"",
        "\\",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "[a",
        "{a",
        "a\nb",
        "a\n",
        "\ta",
        "2022-05-05",
        "<<",
        "---",
        "...",
        "?",
        "-",
    ]);
    let leaf = prop_oneof![
        text.prop_map(serde_yaml::Value::from),
        any::<bool>().prop_map(serde_yaml::Value::from),
        any::<i32>().prop_map(serde_yaml::Value::from),
        Just(serde_yaml::Value::Null),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop::sample::select(vec!["a", "b c", "é", "yes", "1", "x: y", "#", "'q'"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_yaml::Value::from),
            prop::collection::btree_map(key, inner, 0..5).prop_map(|map| {
                serde_yaml::Value::Mapping(
                    map.into_iter()
                        .map(|(key, value)| (key.into(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_the_second_yaml_library_writes_is_read_as_it_was(value in values()) {
        let text = serde_yaml::to_string(&value).unwrap();
        let (documents, problems) = yaml::read(FileId(0), &text);
        prop_assert!(problems.is_empty(), "{text}: {problems:?}");
        match documents.as_slice() {
            [own] => prop_assert!(same_shape(&plain(own), &value), "{text}: {:?}", plain(own)),
            other => prop_assert!(other.is_empty() && value.is_null(), "{text}: {} documents", other.len()),
        }
    }
}

fn facts(path: &str, text: &str) -> FileFacts {
    languages::scan(
        languages::language_of(path).unwrap(),
        Input {
            file: FileId(0),
            path,
            text,
        },
    )
}

/// Where the name of each call stands, and the name.
type Names = BTreeSet<(usize, String)>;

/// Calls by the Rust grammar, and where macros stand, whose content it does not read. Tests are passed over.
fn calls_by_grammar(text: &str) -> (Names, Vec<Range<usize>>) {
    let parsed = parser::parse(&tree_sitter_rust::LANGUAGE.into(), text, &[]).unwrap();
    let (mut names, mut macros) = (Names::new(), Vec::new());
    parser::walk(parsed.root_node(), |node| {
        if is_test(node, text) {
            return false;
        }
        match node.kind() {
            "macro_invocation" | "macro_definition" => macros.push(node.byte_range()),
            // A length in a type is not run.
            "attribute_item" | "inner_attribute_item" | "array_type" => return false,
            "call_expression" => names.extend(
                node.child_by_field_name("function")
                    .and_then(|function| called(function, text)),
            ),
            _ => {}
        }
        true
    });
    (names, macros)
}

/// The name of what is called: of a function by its path, of a method by the last dot.
fn called(function: Syntax<'_>, text: &str) -> Option<(usize, String)> {
    let path = parser::text(text, function);
    match function.kind() {
        "generic_function" => called(function.child_by_field_name("function")?, text),
        "parenthesized_expression" => called(
            function
                .named_child(0)
                .filter(|inner| inner.kind() == "field_expression")?,
            text,
        ),
        // Constructors that only wrap a value are no calls.
        "identifier" | "scoped_identifier"
            if matches!(path, "Some" | "Ok" | "Err" | "Box::new") =>
        {
            None
        }
        "identifier" => Some((function.start_byte(), path.to_owned())),
        "scoped_identifier" | "field_expression" => {
            let field = if function.kind() == "field_expression" {
                "field"
            } else {
                "name"
            };
            let name = function.child_by_field_name(field)?;
            Some((name.start_byte(), parser::text(text, name).to_owned()))
        }
        _ => None,
    }
}

/// Whether an attribute in front of an item says that it is only built for tests.
fn is_test(node: Syntax<'_>, text: &str) -> bool {
    let mut before = node.prev_sibling();
    while let Some(attribute) = before.filter(|before| {
        matches!(
            before.kind(),
            "attribute_item" | "line_comment" | "block_comment"
        )
    }) {
        if attribute.kind() == "attribute_item"
            && matches!(parser::text(text, attribute), "#[test]" | "#[cfg(test)]")
        {
            return true;
        }
        before = attribute.prev_sibling();
    }
    false
}

#[test]
fn the_rust_reader_finds_the_calls_that_the_grammar_finds() {
    let (mut compared, mut wrong) = (0, String::new());
    for (path, text) in fixtures("rs") {
        let own = facts("a.rs", &text);
        if !own.problems.is_empty() {
            continue;
        }
        let (other, macros) = calls_by_grammar(&text);
        let outside = |at: &usize| !macros.iter().any(|range| range.contains(at));
        let own = own
            .calls
            .iter()
            .filter(|call| call.kind == SiteKind::Call && !call.name.is_empty());
        let own: Names = own
            .map(|call| (call.name_span.start as usize, call.name.to_string()))
            .filter(|(at, _)| outside(at))
            .collect();
        let other: Names = other.into_iter().filter(|(at, _)| outside(at)).collect();
        let differing: Vec<_> = own
            .symmetric_difference(&other)
            .map(|(at, name)| (text[..*at].matches('\n').count() + 1, name))
            .collect();
        if !differing.is_empty() {
            wrong.push_str(&format!("{path}: {differing:?}\n"));
        }
        compared += other.len();
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(compared > 10_000, "{compared}");
}

/// Ranges of the scripts of a component by the grammar of HTML; none where that cannot read the component.
fn scripts_by_html(text: &str) -> Option<Vec<Range<usize>>> {
    let parsed = parser::parse(&tree_sitter_html::LANGUAGE.into(), text, &[])?;
    let root = parsed.root_node();
    if root.has_error() {
        return None;
    }
    let scripts = root
        .named_children(&mut root.walk())
        .filter(|node| node.kind() == "script_element")
        .collect::<Vec<_>>();
    let body = |script: &Syntax<'_>| {
        let mut cursor = script.walk();
        let text = script
            .named_children(&mut cursor)
            .find(|node| node.kind() == "raw_text");
        text.map(|text| text.byte_range())
    };
    Some(scripts.iter().filter_map(body).collect())
}

/// Sections of components: each with calls of names of its own.
fn components() -> impl Strategy<Value = String> {
    let sections = vec![
        "<script>\none('é');\n</script>\n",
        "<script setup>\ntwo(a < b, '<p>');\n</script>\n",
        "<script lang=\"js\">three(`</p>`)</script>\n",
        "<script></script>\n",
        "<template>\n  <a :href=\"four()\" @click=\"five()\">text</a>\n</template>\n",
        "<template><p>a</p><br></template>\n",
        "<style>\na > b { color: red; }\n</style>\n",
        "<!-- <script>never()</script> -->\n",
        "<i18n>{\"a\": 1}</i18n>\n",
        "\n",
    ];
    prop::collection::vec(prop::sample::select(sections), 1..8)
        .prop_map(|sections| sections.concat())
}

/// Calls of the scripts: of the whole component by the Vue front end, and of each script alone, cut out by the second grammar.
fn calls_of_scripts(text: &str) -> Option<(Names, Names)> {
    let ranges = scripts_by_html(text)?;
    let inside = |at: usize| ranges.iter().any(|range| range.contains(&at));
    let in_template = |at: usize| {
        // The rest of a component holds calls too, which stand in its template.
        let before = &text[..at];
        before
            .rfind("<template")
            .is_some_and(|open| before.rfind("</template>").is_none_or(|close| close < open))
    };
    let name =
        |call: &tracklint::facts::CallSite| (call.name_span.start as usize, call.name.to_string());
    let calls = |facts: &FileFacts| {
        facts
            .calls
            .iter()
            .filter(|call| call.kind == SiteKind::Call)
            .map(name)
            .collect::<Names>()
    };
    let own: Names = calls(&facts("a.vue", text))
        .into_iter()
        .filter(|(at, _)| inside(*at) || !in_template(*at))
        .collect();
    let mut other = Names::new();
    for range in &ranges {
        let before = &text[..range.start];
        let tag = &before[before.rfind("<script").unwrap_or_default()..];
        let path = if tag.contains("lang=\"ts") {
            "a.ts"
        } else {
            "a.js"
        };
        let found = calls(&facts(path, &text[range.clone()])).into_iter();
        other.extend(found.map(|(at, name)| (at + range.start, name)));
    }
    Some((own, other))
}

proptest! {
    #[test]
    fn scripts_of_components_are_where_the_grammar_of_html_finds_them(text in components()) {
        let Some((own, other)) = calls_of_scripts(&text) else { return Ok(()) };
        prop_assert_eq!(own, other, "{}", text);
    }
}

#[test]
fn scripts_of_real_components_are_where_the_grammar_of_html_finds_them() {
    let mut compared = 0;
    for (path, text) in fixtures("vue") {
        let Some((own, other)) = calls_of_scripts(&text) else {
            continue;
        };
        compared += other.len();
        assert_eq!(own, other, "{path}");
    }
    assert!(compared > 10, "{compared}");
}
