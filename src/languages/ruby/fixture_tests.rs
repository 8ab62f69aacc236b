//! Facts of each construct of the fixture, and of its prefixes.

use crate::facts::*;
use crate::languages::ruby::LANGUAGE;
use crate::languages::testing::{assert_prefixes_are_read, called, facts_of, function, name, text};
use crate::source::Span;

fn facts(text: &str) -> FileFacts {
    facts_of(&LANGUAGE, PATH, text)
}

const PATH: &str = "app/shop.rb";
const SHOP: &str = include_str!("../../../fixtures/languages/ruby/shop.rb");

fn list(values: &[&str]) -> Value {
    Value::List(values.iter().map(|value| text(value)).collect())
}

fn choice(values: &[Value]) -> Value {
    Value::Choice(values.to_vec())
}

fn template(parts: &[Value]) -> Value {
    Value::Template(parts.to_vec())
}

fn index(base: Value, key: Value) -> Value {
    Value::Index(Box::new(base), Box::new(key))
}

fn said(span: Span) -> &'static str {
    &SHOP[span.start as usize..span.end as usize]
}

/// All bindings of a name: value and kind.
fn bound<'f>(facts: &'f FileFacts, name: &str) -> Vec<(&'f Value, BindingKind)> {
    let all = facts.bindings.iter().filter(|binding| binding.name == name);
    all.map(|binding| (&binding.value, binding.kind)).collect()
}

fn once<'f>(facts: &'f FileFacts, name: &str) -> &'f Value {
    let all = bound(facts, name);
    assert_eq!(all.len(), 1, "`{name}`: {all:?}");
    all[0].0
}

#[test]
fn constants_are_words_maps_and_what_is_put_together() {
    let facts = facts(SHOP);
    assert_eq!(facts.problems, []);
    assert_eq!(once(&facts, "PREFIX"), &text("shop"));
    assert_eq!(once(&facts, "NAMES"), &list(&["open", "close"]));
    assert_eq!(once(&facts, "KINDS"), &list(&["gift", "plain"]));
    let paid = |value: &str| Value::Map(vec![(text("paid"), text(value))]);
    let table = vec![
        (text("card"), paid("pay_by_card")),
        (text("cash"), paid("pay_in_cash")),
    ];
    assert_eq!(once(&facts, "TABLE"), &Value::Map(table));
    assert_eq!(
        once(&facts, "JOINED"),
        &template(&[name("PREFIX"), text("_joined")])
    );
    assert_eq!(once(&facts, "ADDED"), &text("shop_added"));
    assert_eq!(
        once(&facts, "FORMATTED"),
        &template(&[name("PREFIX"), text("_shown")])
    );
    let spread = |value: Value| Value::Spread(Box::new(value));
    assert_eq!(
        once(&facts, "LISTS"),
        &Value::List(vec![spread(name("NAMES")), spread(list(&["sell"]))])
    );
    assert!(matches!(once(&facts, "TEXT"), Value::Template(parts) if parts.len() == 3));
}

#[test]
fn classes_have_their_superclass_and_mixins() {
    let facts = facts(SHOP);
    let paths: Vec<_> = facts
        .scopes
        .iter()
        .map(|scope| (scope.path.as_str(), scope.kind))
        .collect();
    assert_eq!(
        paths,
        [
            ("", ScopeKind::File),
            ("Shop", ScopeKind::Module),
            ("Shop::Order", ScopeKind::Class)
        ]
    );
    let supers: Vec<_> = facts.scopes[2]
        .supers
        .iter()
        .map(|one| (one.kind, one.word.as_str(), one.value.clone()))
        .collect();
    let expected = [
        (SuperKind::Inherit, "<", name("Base::Record")),
        (SuperKind::Include, "include", name("Tracked")),
        (SuperKind::Extend, "extend", name("Shop::Counted")),
        (SuperKind::Include, "prepend", name("Late")),
    ];
    assert_eq!(supers, expected);
}

#[test]
fn functions_have_their_kind_and_visibility() {
    let facts = facts(SHOP);
    let kinds: Vec<_> = facts
        .functions
        .iter()
        .map(|one| (one.name.as_str(), one.kind, one.public))
        .collect();
    let expected = [
        ("number", FunctionKind::Accessor, true),
        ("title", FunctionKind::Accessor, true),
        ("initialize", FunctionKind::Constructor, true),
        ("sweep", FunctionKind::Static, true),
        ("made", FunctionKind::Static, true),
        ("hidden", FunctionKind::Static, false),
        ("place", FunctionKind::Method, true),
        ("action_name", FunctionKind::Method, true),
        ("endless", FunctionKind::Method, true),
        ("secret", FunctionKind::Method, false),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn parameters_have_their_kind_and_default() {
    let facts = facts(SHOP);
    let parameters: Vec<_> = function(&facts, "initialize")
        .parameters
        .iter()
        .map(|one| (one.name.as_str(), one.kind))
        .collect();
    let expected = [
        ("number", ParameterKind::Positional),
        ("kind", ParameterKind::Keyword),
        ("options", ParameterKind::KeywordRest),
        ("block", ParameterKind::Block),
    ];
    assert_eq!(parameters, expected);
    assert_eq!(
        function(&facts, "initialize").parameters[1].default,
        Some(text("plain"))
    );
    assert_eq!(
        function(&facts, "made").parameters[0].kind,
        ParameterKind::Rest
    );
    assert!(
        matches!(&function(&facts, "action_name").returns[..], [Value::Call(call)] if call.name == "raise")
    );
    assert_eq!(
        bound(&facts, "@kind")[0],
        (&name("kind"), BindingKind::Assign)
    );
}

#[test]
fn calls_have_their_arguments() {
    let facts = facts(SHOP);
    let class_body = called(&facts, "track_order");
    assert_eq!((class_body.function, class_body.scope), (None, 2));
    assert_eq!(
        class_body.named("name").map(|argument| &argument.value),
        Some(&text("order_macro"))
    );
    let place = called(&facts, "place_it");
    assert_eq!(
        place
            .function
            .map(|id| facts.functions[id as usize].name.as_str()),
        Some("place")
    );
    assert!(place.statement);
    let positions: Vec<&Value> = (0..5)
        .map(|at| &place.position(at).expect("a position").value)
        .collect();
    assert_eq!(
        positions,
        [
            &name("action"),
            &name("label"),
            &name("found"),
            &name("other"),
            &name("text")
        ]
    );
    assert_eq!(
        place.named("key").map(|argument| &argument.value),
        Some(&template(&[
            name("state"),
            text("_"),
            name("action"),
            text("_now")
        ]))
    );
    assert_eq!(
        place
            .arguments
            .last()
            .map(|argument| (&argument.key, &argument.value)),
        Some((&Key::Spread, &name("options")))
    );
}

#[test]
fn calls_have_their_receiver_and_span() {
    let facts = facts(SHOP);
    let send = called(&facts, "public_send");
    assert_eq!(send.receiver, Some(name("counter")));
    assert_eq!(
        send.position(0).map(|argument| &argument.value),
        Some(&template(&[text("track_"), name("state"), text("_action")]))
    );
    let count = called(&facts, "count");
    assert_eq!(
        (&count.receiver, said(count.span)),
        (&Some(name("Shop::Counter")), "Shop::Counter.count(:order)")
    );
    assert!(!count.statement);
    let block = called(&facts, "call_with_block");
    assert_eq!(
        (said(block.span), said(block.name_span)),
        ("call_with_block(:x)", "call_with_block")
    );
}

#[test]
fn names_of_classes_and_forwarded_arguments_are_passed() {
    let facts = facts(SHOP);
    // In a class method `name` is the class's own.
    let own = Value::Member(Box::new(name("self")), "name".into());
    assert_eq!(
        called(&facts, "report")
            .position(0)
            .map(|argument| &argument.value),
        Some(&own)
    );
    let passed: Vec<_> = called(&facts, "passed")
        .arguments
        .iter()
        .map(|argument| argument.key.clone())
        .collect();
    assert_eq!(passed, [Key::Spread, Key::Spread]);
    assert_eq!(
        called(&facts, "short")
            .position(0)
            .map(|argument| &argument.value),
        Some(&name("x"))
    );
    let names: Vec<&str> = facts.calls.iter().map(|site| site.name.as_str()).collect();
    assert!(
        names.contains(&"called_in_text") && !names.contains(&"swallowed"),
        "{names:?}"
    );
}

#[test]
fn locals_are_what_was_assigned_and_what_conditions_leave() {
    let facts = facts(SHOP);
    let action = [choice(&[text("wrap"), text("send")]), text("hold")];
    let found = bound(&facts, "action");
    let values: Vec<&Value> = found.iter().map(|(value, _)| *value).collect();
    assert_eq!(values, [&action[0], &action[1]]);
    let kinds: Vec<BindingKind> = found.iter().map(|(_, kind)| *kind).collect();
    let is_expected = matches!(kinds[..], [BindingKind::Assign, BindingKind::InBlock(_)]);
    assert!(is_expected, "{kinds:?}");
    let label = [
        choice(&[name("note"), text("none")]),
        template(&[name("label"), text("_more")]),
    ];
    assert_eq!(
        bound(&facts, "label"),
        [
            (&label[0], BindingKind::Assign),
            (&label[1], BindingKind::Assign)
        ]
    );
    assert_eq!(
        once(&facts, "found"),
        &index(index(name("TABLE"), text("card")), text("paid"))
    );
    assert_eq!(
        once(&facts, "other"),
        &index(index(name("TABLE"), name("state")), text("paid"))
    );
    assert_eq!(once(&facts, "text"), &text("thawed"));
    assert_eq!(
        once(&facts, "result"),
        &choice(&[text("case_open"), text("case_other")])
    );
    assert_eq!(
        bound(&facts, "state"),
        [
            (&name("NAMES"), BindingKind::ExceptInside),
            (&name("NAMES"), BindingKind::Narrow)
        ]
    );
    let kind = facts
        .bindings
        .iter()
        .find(|binding| binding.kind == BindingKind::NarrowInside)
        .expect("a condition");
    assert_eq!(
        (kind.name.as_str(), &kind.value, said(kind.span)),
        ("@kind", &name("KINDS"), "known(@kind)")
    );
    let each = facts
        .bindings
        .iter()
        .find(|binding| matches!(binding.value, Value::Each(_)))
        .expect("a loop");
    assert_eq!(
        (each.name.as_str(), said(each.span)),
        ("name", "{ |name| sweep_one(name) }")
    );
}

#[test]
fn no_prefix_of_the_fixture_panics_or_reaches_beyond_its_end() {
    assert_prefixes_are_read(&LANGUAGE, PATH, SHOP, 1);
}
