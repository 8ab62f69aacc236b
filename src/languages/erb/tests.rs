//! Facts of ERB: Ruby, tags, scripts, and what is none of them.

use crate::facts::*;
use crate::languages::erb::LANGUAGE;
use crate::languages::testing::{assert_prefixes_are_read, facts_of, text};

fn facts(text: &str) -> FileFacts {
    facts_of(&LANGUAGE, PATH, text)
}

const PATH: &str = "a.html.erb";
const ORDER: &str = include_str!("../../../fixtures/languages/erb/order.html.erb");

/// First arguments of all calls of a name.
fn given(facts: &FileFacts, name: &str) -> Vec<Value> {
    let sites = facts
        .calls
        .iter()
        .filter(|site| site.kind == SiteKind::Call && site.name == name);
    sites
        .filter_map(|site| site.arguments.first())
        .map(|argument| argument.value.clone())
        .collect()
}

fn tag<'f>(facts: &'f FileFacts, action: &Value) -> &'f CallSite {
    let is_it = |site: &&CallSite| {
        site.named("data-track-action")
            .is_some_and(|argument| argument.value == *action)
    };
    facts
        .calls
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("no tag has {action:?}"))
}

fn value<'f>(site: &'f CallSite, name: &str) -> &'f Value {
    &site
        .named(name)
        .unwrap_or_else(|| panic!("no `{name}`"))
        .value
}

#[test]
fn ruby_counts_where_it_runs() {
    let facts = facts(ORDER);
    assert_eq!(facts.problems, []);
    let names: Vec<&str> = facts.calls.iter().map(|site| site.name.as_str()).collect();
    assert!(
        !names.contains(&"swallowed") && !names.contains(&"not_called"),
        "{names:?}"
    );
    for (name, number) in [
        ("called_in_comment", "4"),
        ("raw_call", "5"),
        ("many_lines", "6"),
        ("number", "7"),
        ("last", "8"),
    ] {
        assert_eq!(
            given(&facts, name),
            [Value::Number(number.into())],
            "{name}"
        );
    }
    let data = facts
        .calls
        .iter()
        .find(|site| site.kind == SiteKind::Map && site.named("data-track-label").is_some());
    assert_eq!(
        data.map(|site| value(site, "data-track-label")),
        Some(&text("nested_label"))
    );
}

#[test]
fn tags_have_what_their_attributes_hold() {
    let facts = facts(ORDER);
    let tone = || Value::Name("tone".into());
    let fixed = tag(&facts, &text("static_action"));
    assert_eq!((fixed.kind, fixed.name.as_str()), (SiteKind::Element, "a"));
    assert_eq!(value(fixed, "data-track-label"), &text("said \"twice\""));
    let said = |span: crate::source::Span| &ORDER[span.start as usize..span.end as usize];
    assert!(
        said(fixed.span).starts_with("<a class=") && said(fixed.span).ends_with('>'),
        "{}",
        said(fixed.span)
    );
    assert_eq!(said(fixed.name_span), "a");
    let open = tag(
        &facts,
        &Value::Template(vec![text("erb_"), tone(), text("_action")]),
    );
    assert_eq!(value(open, "checked"), &Value::Bool(true));
    assert_eq!(value(open, "data-wide"), &text("yes"));
    assert_eq!(given(&facts, "order_path").len(), 1);
    let bare = tag(&facts, &Value::Template(vec![tone()]));
    assert_eq!(
        (
            value(bare, "data-track-label"),
            value(bare, "data-track-property")
        ),
        (&text("bare"), &text("lines"))
    );
    let way = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "way")
        .expect("a name of the loop");
    assert_eq!(
        way.value,
        Value::Each(Box::new(Value::List(vec![text("card"), text("cash")])))
    );
    let pay = tag(
        &facts,
        &Value::Template(vec![text("pay_"), Value::Name("way".into())]),
    );
    assert!(way.span.contains(pay.span));
    let named = |name: &str| {
        facts
            .calls
            .iter()
            .any(|site| site.kind == SiteKind::Element && site.name == name)
    };
    assert!(!named("b"), "a comparison is no tag");
}

#[test]
fn scripts_are_read_and_open_where_ruby_stands() {
    let facts = facts(ORDER);
    let open = Value::Template(vec![text("script_"), Value::Opaque, text("_event")]);
    assert_eq!(given(&facts, "push"), [text("script_event"), open]);
}

/// Tags that are not closed, or escaped, cut or commented.
#[test]
fn odd_tags_of_ruby() {
    assert_eq!(given(&facts("<%= go(1)"), "go").len(), 1, "never closed");
    assert_eq!(
        given(&facts("<%% go(1) %><%= go(2) -%>\n"), "go"),
        [Value::Number("2".into())]
    );
    assert_eq!(
        given(
            &facts("<%# go(1) %><%-# go(2) -%><% # go(3) %><%= go(4) %>"),
            "go"
        ),
        [Value::Number("4".into())]
    );
    assert_eq!(
        given(&facts("<a b=\"c <%= go(1) %>\n<%= go(2) %>"), "go").len(),
        2,
        "a tag that is never closed"
    );
    assert_eq!(
        given(&facts("<%= go(1 %><%= go(2) %>"), "go").len(),
        2,
        "one that is not valid"
    );
}

#[test]
fn no_prefix_of_the_fixture_panics_or_reaches_beyond_its_end() {
    assert_prefixes_are_read(&LANGUAGE, PATH, ORDER, 1);
}
