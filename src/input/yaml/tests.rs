//! Tests of the YAML reader: ordinary files, and text made to break readers.

use super::*;
use crate::facts::{Problem, Text};
use crate::source::{FileId, Span};
use std::time::{Duration, Instant};

fn nodes(text: &str) -> Vec<Node> {
    let (nodes, problems) = read(FileId(0), text);
    assert_eq!(problems, [], "{text}");
    nodes
}

fn refused(text: &str) -> Problem {
    let begin = Instant::now();
    let (nodes, mut problems) = read(FileId(0), text);
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "took {:?}",
        begin.elapsed()
    );
    assert!(nodes.is_empty());
    assert_eq!(problems.len(), 1);
    problems.remove(0)
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn scalars_stay_as_written_and_spans_are_bytes() {
    let text = "\u{feff}# ä\r\nmilestone: 15.10\r\nday: 2022-05-05\r\nquoted: \"é b\"\r\nnone:\r\nyes: no\r\nlist: [a, 'b']\r\n";
    let root = nodes(text).remove(0);
    let milestone = root.get("milestone").expect("it is there");
    assert_eq!(
        milestone.value,
        NodeValue::Scalar("15.10".into(), ScalarKind::Number)
    );
    assert_eq!(slice(text, milestone.span), "15.10");
    assert_eq!(
        root.get("day").and_then(Node::as_str).map(Text::as_str),
        Some("2022-05-05")
    );
    let quoted = root.get("quoted").expect("it is there");
    assert_eq!(
        (quoted.as_str().map(Text::as_str), slice(text, quoted.span)),
        (Some("é b"), "\"é b\"")
    );
    assert!(root.get("none").is_some_and(Node::is_blank));
    assert_eq!(
        slice(text, root.entry("yes").expect("it is there").key_span),
        "yes"
    );
    let list: Vec<_> = root
        .path("list[]")
        .into_iter()
        .map(|node| slice(text, node.span))
        .collect();
    assert_eq!(list, ["a", "'b'"]);
}

#[test]
fn paths_descend() {
    let root = nodes(
        "options: {events: [a, b]}\nevents:\n- name: c\n- name: d\nmap: {x: {y: 1}, z: {y: 2}}\n",
    )
    .remove(0);
    let texts = |path: &str| {
        root.path(path)
            .iter()
            .flat_map(|node| node.strings())
            .map(|(t, _)| t)
            .collect::<Vec<_>>()
    };
    assert_eq!(texts("options.events"), ["a", "b"]);
    assert_eq!(texts("events[].name"), ["c", "d"]);
    assert_eq!(texts("map.*.y"), ["1", "2"]);
    assert_eq!(root.path("."), [&root]);
    assert!(texts("options.nothing[].x").is_empty());
}

#[test]
fn every_duplicate_key_is_reported_and_the_last_counts() {
    let text = "a: 1\na: 2\nb:\n  c: 1\n  c: 2\na: 3\n";
    let (nodes, problems) = read(FileId(0), text);
    assert_eq!(
        nodes[0].get("a").and_then(Node::as_str).map(Text::as_str),
        Some("3")
    );
    let mut starts: Vec<_> = problems.iter().map(|problem| problem.span.start).collect();
    starts.sort_unstable();
    assert_eq!(starts, [5, 22, 27]);
}

#[test]
fn merge_keys_and_aliases_are_followed() {
    let root =
        nodes("x: &x {a: 1}\ny: &y {b: 2}\nz:\n  <<: *x\n  <<: *y\n  c: 3\nw: *x\n").remove(0);
    let merged = root.get("z").expect("it is there");
    assert!(merged.get("a").is_some() && merged.get("b").is_some() && merged.get("c").is_some());
    assert!(root.path("w.a").len() == 1);
}

#[test]
fn empty_texts_have_no_document_and_two_documents_are_two() {
    assert!(nodes("").is_empty());
    assert!(nodes("# only a comment\n").is_empty());
    assert!(nodes("---\n").iter().all(Node::is_blank));
    assert_eq!(nodes("---\na: 1\n---\nb: 2\n").len(), 2);
    let many_comments = format!("{}a: 1\n", "# x\n".repeat(200));
    assert_eq!(nodes(&many_comments).len(), 1);
}

#[test]
fn hostile_texts_end_soon_with_a_problem() {
    refused(&"- ".repeat(400));
    refused(&"- ".repeat(20_000));
    refused(&"[".repeat(20_000));
    refused(&"{? ".repeat(350_000));
    refused("a: &a [*a]\n");
    refused("a: *nowhere\n");
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    refused(&bomb);
    refused("a: \u{0}\n");
    refused("a: \u{1b}\n");
}

#[test]
fn templates_are_named_as_the_likely_cause() {
    assert!(
        refused("a: {{ .Values.x }}\nb: [\n")
            .message
            .contains("template")
    );
    assert!(
        refused("<% if x %>\na: 1\n  b: 2\n<% end %>\n")
            .message
            .contains("template")
    );
}

#[test]
fn a_late_error_has_its_place() {
    let text = format!("k: 1\n{}b: [1, 2\nc: }}\n", "# line\n".repeat(39_000));
    let problem = refused(&text);
    assert!(
        text[..problem.span.start as usize].matches('\n').count() >= 39_000,
        "{problem:?}"
    );
}

#[test]
fn odd_roots_and_tags_are_read() {
    assert_eq!(nodes("- a\n- b\n")[0].items().len(), 2);
    assert_eq!(nodes("12\n")[0].as_str().map(Text::as_str), Some("12"));
    let root = nodes("a: !reference [x, y]\n1: one\n~: none\n").remove(0);
    assert_eq!(root.path("a[]").len(), 2);
    assert!(root.get("1").is_some());
}
