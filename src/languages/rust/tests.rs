//! Facts of Rust files.

use crate::facts::*;
use crate::languages::rust::LANGUAGE;
use crate::languages::testing::{binding, facts_of, name, text};
use crate::source::Span;

pub(super) fn facts(text: &str) -> FileFacts {
    facts_of(&LANGUAGE, PATH, text)
}

pub(super) const PATH: &str = "a.rs";
pub(super) const SHOP: &str = include_str!("../../../fixtures/languages/rust/shop.rs");

fn call<'f>(facts: &'f FileFacts, name: &str) -> &'f CallSite {
    facts
        .calls
        .iter()
        .find(|call| call.name == name)
        .unwrap_or_else(|| panic!("no call of {name}"))
}

fn value(site: &CallSite, index: u16) -> &Value {
    &site.position(index).expect("it has this argument").value
}

fn slice(source: &str, span: Span) -> &str {
    &source[span.start as usize..span.end as usize]
}

#[test]
fn a_builder_chain_is_one_site_per_call_with_its_place() {
    let facts = facts(SHOP);
    let builder = call(&facts, "builder");
    assert_eq!(builder.receiver, Some(name("StructuredEvent")));
    assert_eq!(
        (value(builder, 0), value(builder, 1)),
        (&name("CATEGORY"), &text("order_placed"))
    );
    assert_eq!(slice(SHOP, builder.name_span), "builder");
    assert!(
        slice(SHOP, builder.span).starts_with("StructuredEvent::builder(") && !builder.statement
    );
    let label = call(&facts, "label");
    let chain = slice(SHOP, label.span);
    assert!(
        chain.starts_with("StructuredEvent::builder(") && chain.ends_with(".label(\"card\")"),
        "{chain}"
    );
    assert!(matches!(&label.receiver, Some(Value::Call(inner)) if inner.name == "context"));
    let function = &facts.functions[builder.function.expect("it stands in a function") as usize];
    assert_eq!(
        (function.name.as_str(), function.kind),
        ("order_placed", FunctionKind::Method)
    );
    assert_eq!(
        facts.scopes[builder.scope as usize].path,
        "tracking::Tracker"
    );
}

#[test]
fn a_wrapper_hands_its_parameter_on() {
    let facts = facts(SHOP);
    let function = facts
        .functions
        .iter()
        .find(|function| function.name == "record")
        .expect("it is there");
    assert_eq!(
        function
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect::<Vec<_>>(),
        ["action", "user"]
    );
    assert_eq!(function.kind, FunctionKind::Method);
    let sent = facts
        .calls
        .iter()
        .find(|call| call.name == "send")
        .expect("it is there");
    assert_eq!(
        value(sent, 0),
        &Value::Template(vec![text("order_"), name("action"), text("_done")])
    );
    assert!(sent.statement);
    let record = call(&facts, "record");
    assert_eq!(
        (record.receiver.as_ref(), value(record, 0)),
        (Some(&name("self")), &name("actions::SHIPPED"))
    );
}

#[test]
fn constants_and_variants_have_their_strings() {
    let facts = facts(SHOP);
    assert_eq!(binding(&facts, "CATEGORY").value, text("orders"));
    assert_eq!(binding(&facts, "SHIPPED").value, text("ship"));
    assert_eq!(
        facts.scopes[binding(&facts, "SHIPPED").scope as usize].path,
        "actions"
    );
    assert_eq!(
        binding(&facts, "ALL").value,
        Value::List(vec![text("cart_opened"), text("cart_closed")])
    );
    for (variant, content) in [
        ("CartOpened", "cart_opened"),
        ("CartLeft", "cart_left"),
        ("CouponUsed", "coupon-used"),
    ] {
        let found = binding(&facts, variant);
        assert_eq!(
            (&found.value, found.kind),
            (&text(content), BindingKind::Assign),
            "{variant}"
        );
    }
    assert_eq!(
        facts.scopes[binding(&facts, "CartOpened").scope as usize].path,
        "CartEvent"
    );
    let as_str = facts
        .functions
        .iter()
        .find(|function| function.name == "as_str")
        .expect("it is there");
    assert_eq!(as_str.returns, [text("cart_opened"), text("cart_left")]);
    assert_eq!(
        value(call(&facts, "track_cart"), 0),
        &name("CartEvent::CartOpened")
    );
}

#[test]
fn macros_and_struct_literals_carry_their_arguments() {
    let facts = facts(SHOP);
    let sent = call(&facts, "track_event");
    assert_eq!(
        (sent.kind, value(sent, 0)),
        (SiteKind::Macro, &text("cart_emptied"))
    );
    assert_eq!(
        sent.named("user").map(|argument| &argument.value),
        Some(&name("user"))
    );
    let map = facts
        .calls
        .iter()
        .find(|call| call.kind == SiteKind::Map)
        .expect("there is one");
    assert_eq!(map.receiver, Some(name("EventOptions")));
    assert_eq!(
        map.named("event").map(|argument| &argument.value),
        Some(&text("return_requested"))
    );
    assert_eq!(
        map.named("label")
            .map(|argument| slice(SHOP, argument.span)),
        Some("label: Some(\"parcel\")")
    );
    // A call inside a macro is a call.
    assert_eq!(value(call(&facts, "ask"), 0), &text("inside_macro"));
    assert_eq!(
        value(call(&facts, "asked_in_select"), 0),
        &text("inside_select")
    );
}

#[test]
fn locals_loops_and_branches_are_values() {
    let facts = facts(SHOP);
    let event = binding(&facts, "picked");
    assert_eq!(
        event.value,
        Value::Choice(vec![text("gift_order"), text("own_order")])
    );
    assert_eq!(
        binding(&facts, "each").value,
        Value::Each(Box::new(name("ALL")))
    );
    let closure_parameter = binding(&facts, "listed");
    assert_eq!(closure_parameter.value, Value::Each(Box::new(name("ALL"))));
}

#[test]
fn test_code_is_no_emission() {
    let facts = facts(SHOP);
    let sent = facts
        .calls
        .iter()
        .flat_map(|call| &call.arguments)
        .filter(|argument| argument.value == text("only_in_tests"));
    assert_eq!(sent.count(), 0);
    assert!(
        !facts
            .functions
            .iter()
            .any(|function| function.name.starts_with("checks_"))
    );
    assert!(facts.problems.is_empty(), "{:?}", facts.problems);
}

#[test]
fn imports_name_module_and_item() {
    let facts = facts("use a::b::{self, C as D, e::*};\npub use f;\n");
    let found: Vec<_> = facts
        .imports
        .iter()
        .map(|import| (&*import.local, &*import.module, &import.imported))
        .collect();
    let named = |name: &str| Imported::Named(name.into());
    let expected = [
        ("b", "a", &named("b")),
        ("D", "a::b", &named("C")),
        ("*", "a::b::e", &Imported::All),
        ("f", "", &named("f")),
    ];
    assert_eq!(found, expected);
    assert_eq!(
        facts
            .imports
            .iter()
            .map(|import| import.reexport)
            .collect::<Vec<_>>(),
        [false, false, false, true]
    );
}

#[test]
fn offsets_hold_behind_a_mark_a_script_line_and_wide_characters() {
    let source =
        "\u{feff}#!/usr/bin/env run\nfn a() { let x = \"é😀\"; tracker.send(\"näme\"); }\n";
    let facts = facts(source);
    let sent = call(&facts, "send");
    assert_eq!(slice(source, sent.name_span), "send");
    assert_eq!(slice(source, sent.span), "tracker.send(\"näme\")");
    assert_eq!(slice(source, sent.arguments[0].span), "\"näme\"");
}

#[test]
fn a_syntax_error_is_a_problem_and_the_rest_is_read() {
    let source = r#"const NAME: &str = "a";
fn a() { tracker.send(NAME, "b", r"c"); event!("d", x + 1); B::<C>::d("e") }
fn b( {
#[cfg(test)]
mod tests { fn t() { tracker.send("t"); } }
"#;
    let facts = facts(source);
    assert!(
        matches!(&facts.problems[..], [problem] if problem.partial && problem.message.contains("not valid Rust")),
        "{:?}",
        facts.problems
    );
    let arguments = |site: &CallSite| {
        site.arguments
            .iter()
            .map(|argument| argument.value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        arguments(call(&facts, "send")),
        [name("NAME"), text("b"), text("c")]
    );
    assert_eq!(arguments(call(&facts, "event")), [text("d"), Value::Opaque]);
    assert_eq!(arguments(call(&facts, "d")), [text("e")]);
    assert_eq!(binding(&facts, "NAME").value, text("a"));
    assert_eq!(
        facts
            .calls
            .iter()
            .filter(|call| call.name == "send")
            .count(),
        1,
        "test code is left out here too"
    );
}

#[test]
fn keys_of_macro_arguments_are_names() {
    let facts = facts("fn a() { emit!(name: \"a\", \"b\" => c, d = \"e\", ..f, x == y); }");
    let keys: Vec<_> = call(&facts, "emit")
        .arguments
        .iter()
        .map(|Argument { key, .. }| key.clone())
        .collect();
    let named = |name: &str| Key::Name(name.into());
    assert_eq!(
        keys,
        [
            named("name"),
            named("b"),
            named("d"),
            Key::Position(3),
            Key::Position(4)
        ]
    );
}
