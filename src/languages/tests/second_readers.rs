//! The Rust and Vue front ends against grammars of tree-sitter.

#![allow(clippy::unwrap_used)]

use crate::facts::{CallSite, FileFacts, SiteKind};
use crate::languages::{self, Input, parser};
use crate::source::FileId;
use indoc::indoc;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use tree_sitter::Node as Syntax;

/// Returns the texts of all files of the repository with this ending, by path.
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

/// The names of calls with their positions.
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

/// Returns true if an attribute in front of an item limits it to tests.
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
fn the_rust_front_end_agrees_with_the_grammar() {
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
        // The front end says which class `Self` is.
        let own_class = |name: &str| name == "Self";
        let of_class: BTreeSet<usize> = other
            .iter()
            .filter(|(_, name)| own_class(name))
            .map(|(at, _)| *at)
            .collect();
        let own: Names = own
            .into_iter()
            .filter(|(at, _)| !of_class.contains(at))
            .collect();
        let other: Names = other
            .into_iter()
            .filter(|(at, name)| outside(at) && !own_class(name))
            .collect();
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
        indoc! {r"
            <script>
            one('é');
            </script>
        "},
        indoc! {r"
            <script setup>
            two(a < b, '<p>');
            </script>
        "},
        "<script lang=\"js\">three(`</p>`)</script>\n",
        "<script></script>\n",
        indoc! {r#"
            <template>
              <a :href="four()" @click="five()">text</a>
            </template>
        "#},
        "<template><p>a</p><br></template>\n",
        indoc! {r"
            <style>
            a > b { color: red; }
            </style>
        "},
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
    let name = |call: &CallSite| (call.name_span.start as usize, call.name.to_string());
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
    fn generated_components_have_the_scripts_of_the_html_grammar(text in components()) {
        let Some((own, other)) = calls_of_scripts(&text) else { return Ok(()) };
        prop_assert_eq!(own, other, "{}", text);
    }
}

#[test]
fn fixture_components_have_the_scripts_of_the_html_grammar() {
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
