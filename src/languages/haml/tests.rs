//! Facts of HAML: attributes, comments, blocks, filters.

use crate::facts::*;
use crate::languages::haml::LANGUAGE;
use crate::languages::testing::{assert_prefixes_are_read, called, facts_of, text};

fn facts(text: &str) -> FileFacts {
    facts_of(&LANGUAGE, PATH, text)
}

const PATH: &str = "a.html.haml";
const ORDER: &str = include_str!("../../../fixtures/languages/haml/order.html.haml");

fn keys(text: &str) -> Vec<String> {
    let facts = facts(text);
    let maps = facts.calls.iter().filter(|site| site.kind == SiteKind::Map);
    maps.flat_map(|site| {
        site.arguments
            .iter()
            .map(|argument| format!("{:?}={:?}", argument.key, argument.value))
    })
    .collect()
}

#[test]
fn attributes_are_found_in_every_spelling_over_several_lines() {
    let found = keys(
        r"%a.btn{ href: x,
  data: { track_action: 'click',
    track: { label: 'top' } } }= t('x')
",
    );
    assert!(
        found.contains(&"Name(\"data-track_action\")=Text(\"click\")".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"Name(\"data-track-label\")=Text(\"top\")".to_owned()),
        "{found:?}"
    );
    let found = keys(
        r#"= link_to 'x', y,
  data: { 'track-action' => "a_#{b}" } do |z|
  %p
"#,
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(keys("- data['track-action'] = 'x'\n").len(), 1);
}

#[test]
fn comments_swallow_what_is_indented_below_them() {
    let text = r"-# old
  %a{ data: { track_action: 'no' } }
    = go(1)
/ html
  = go(2)
:css
  go(3)
%p= go(4)
";
    let facts = facts(text);
    let calls: Vec<_> = facts
        .calls
        .iter()
        .filter(|site| site.name == "go")
        .map(|site| site.arguments[0].value.clone())
        .collect();
    assert_eq!(calls, [Value::Number("4".into())]);
    assert!(keys(text).is_empty());
}

#[test]
fn blocks_and_interpolations_parse_and_spans_are_those_of_the_file() {
    let text = r"- if show?(x)
  %p Hello #{name(1)}
- else
  = render 'y' do
    z
- items.each do |item|
  = track_it(item)
";
    let facts = facts(text);
    assert_eq!(facts.problems, []);
    let site = facts
        .calls
        .iter()
        .find(|site| site.name == "track_it")
        .expect("it is there");
    assert_eq!(
        &text[site.name_span.start as usize..site.name_span.end as usize],
        "track_it"
    );
    assert!(facts.calls.iter().any(|site| site.name == "name"));
}

/// The attribute of a name that has this value: the site, and the text it stands on.
fn attribute<'f>(facts: &'f FileFacts, name: &str, value: &Value) -> (&'f CallSite, &'static str) {
    let of = |site: &&CallSite| {
        site.named(name)
            .is_some_and(|argument| argument.value == *value)
    };
    let site = facts
        .calls
        .iter()
        .find(of)
        .unwrap_or_else(|| panic!("no `{name}` is {value:?}"));
    (
        site,
        &ORDER[site.span.start as usize..site.span.end as usize],
    )
}

#[test]
fn the_fixture_is_read_without_a_problem() {
    assert_eq!(facts(ORDER).problems, []);
}

#[test]
fn comments_swallow_and_filters_do_not() {
    let facts = facts(ORDER);
    let names: Vec<&str> = facts.calls.iter().map(|site| site.name.as_str()).collect();
    assert!(
        !names.contains(&"swallowed") && !names.contains(&"not_called"),
        "{names:?}"
    );
    let values = |site: &CallSite| {
        site.arguments
            .first()
            .map(|argument| argument.value.clone())
    };
    for (name, number) in [
        ("called_in_text", "6"),
        ("page", "9"),
        ("ruby_filter", "10"),
        ("styled", "11"),
        ("last", "12"),
    ] {
        assert_eq!(
            values(called(&facts, name)),
            Some(Value::Number(number.into())),
            "{name}"
        );
    }
    for (name, number) in [
        ("raw_call", "3"),
        ("escaped_call", "4"),
        ("kept_call", "5"),
        ("joined", "1"),
    ] {
        assert_eq!(
            values(called(&facts, name)),
            Some(Value::Number(number.into())),
            "{name}"
        );
    }
}

#[test]
fn attributes_in_every_spelling() {
    let facts = facts(ORDER);
    for (key, value) in [
        ("data-track_action", "inline_action"),
        ("data-track-action", "lines_action"),
        ("data-track-action", "nested_action"),
        ("data-track_action", "rocket_action"),
        ("data-track_action", "submit_action"),
        ("track-action", "assigned_action"),
    ] {
        assert_eq!(
            attribute(&facts, key, &text(value)).0.kind,
            SiteKind::Map,
            "{value}"
        );
    }
    let (html, said) = attribute(&facts, "data-track-action", &text("html_action"));
    assert_eq!((html.kind, html.name.as_str()), (SiteKind::Element, "a"));
    assert_eq!(
        said,
        "%a(href=\"#\" data-track-action=\"html_action\" title=tone checked)"
    );
    assert_eq!(
        html.named("title").map(|argument| &argument.value),
        Some(&Value::Name("tone".into()))
    );
    assert_eq!(
        html.named("checked").map(|argument| &argument.value),
        Some(&Value::Bool(true))
    );
    let named = html.named("data-track-action").expect("it is there").span;
    assert_eq!(
        &ORDER[named.start as usize..named.end as usize],
        "data-track-action=\"html_action"
    );
    let open = |before: &str, behind: &str| {
        Value::Template(vec![text(before), Value::Name("tone".into()), text(behind)])
    };
    let (lines, _) = attribute(&facts, "data-track-action", &open("html_", "_action"));
    assert_eq!(
        lines
            .named("data-track-label")
            .map(|argument| &argument.value),
        Some(&text("said \"twice\""))
    );
    let (plain, said) = attribute(&facts, "data-track-action", &text("plain_action"));
    assert_eq!(plain.kind, SiteKind::Element);
    assert_eq!(
        said,
        "<a data-track-action=\"plain_action\" data-track-label=\"l_#{tone}\">"
    );
    let splat = &called(&facts, "link_to").arguments[2];
    assert!(
        matches!((&splat.key, &splat.value), (Key::Spread, Value::Call(call)) if call.name == "attributes_for")
    );
}

#[test]
fn indentation_closes_blocks() {
    let facts = facts(ORDER);
    let kinds: Vec<(&Value, BindingKind)> = facts
        .bindings
        .iter()
        .filter(|binding| binding.name == "kind")
        .map(|binding| (&binding.value, binding.kind))
        .collect();
    let values = ["shown", "hidden", "gone"].map(text);
    assert!(kinds.iter().map(|(value, _)| *value).eq(&values));
    let is_in_block = |kind: &BindingKind| matches!(kind, BindingKind::InBlock(_));
    assert!(kinds.iter().all(|(_, kind)| is_in_block(kind)), "{kinds:?}");
    let way = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "way")
        .expect("a name of the loop");
    assert_eq!(
        way.value,
        Value::Each(Box::new(Value::List(vec![text("card"), text("cash")])))
    );
    let inside = &ORDER[way.span.start as usize..way.span.end as usize];
    assert!(
        inside.starts_with("do |way|") && inside.ends_with("= way"),
        "{inside}"
    );
    let states = facts
        .calls
        .iter()
        .filter(|site| site.name == "state" && !site.arguments.is_empty());
    assert_eq!(
        states
            .map(|site| &site.arguments[0].value)
            .collect::<Vec<_>>(),
        [&text("new"), &text("old")]
    );
}

#[test]
fn scripts_are_read_and_open_where_ruby_stands() {
    let facts = facts(ORDER);
    let pushes: Vec<&Value> = facts
        .calls
        .iter()
        .filter(|site| site.name == "push")
        .map(|site| &site.arguments[0].value)
        .collect();
    let Value::Map(entries) = pushes[0] else {
        panic!("{pushes:?}")
    };
    assert_eq!(entries[0], (text("event"), text("script_event")));
    assert_eq!(
        entries[1],
        (text("page"), Value::Template(vec![Value::Opaque]))
    );
    assert_eq!(
        pushes[1],
        &Value::Template(vec![text("script_"), Value::Opaque, text("_event")])
    );
    assert_eq!(pushes.len(), 2);
}

#[test]
fn what_is_not_closed_costs_its_own_line() {
    let facts = facts(
        r#"%a{ data: { track_action: 'x'
%p= go(1)
%a(b="c
= go(2)
%b[c
= go(3)
"#,
    );
    let calls = facts.calls.iter().filter(|site| site.name == "go").count();
    assert_eq!(
        (calls, facts.problems.len()),
        (3, 1),
        "{:?}",
        facts.problems
    );
    assert!(facts.problems[0].message.contains("(and 2 more places)"));
}

#[test]
fn no_prefix_of_the_fixture_panics_or_reaches_beyond_its_end() {
    assert_prefixes_are_read(&LANGUAGE, PATH, ORDER, 1);
}

#[test]
fn every_truncation_is_read_without_panic() {
    let text = r##"%a{ b: "#{c('}')}", d: [1,
  2] }(e=f)= g |
  h |
-# é
  %p
= é('ü',
"##;
    for (end, _) in text.char_indices() {
        facts(&text[..end]);
    }
}
