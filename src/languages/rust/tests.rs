use crate::facts::*;
use crate::languages::language::Input;
use crate::languages::rust::{LANGUAGE, scan};
use crate::source::{FileId, Span};

const SHOP: &str = include_str!("../../../fixtures/languages/rust/shop.rs");

fn facts(text: &str) -> FileFacts {
    scan(Input {
        file: FileId(0),
        path: "a.rs",
        text,
    })
}

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

fn binding<'f>(facts: &'f FileFacts, name: &str) -> &'f Binding {
    facts
        .bindings
        .iter()
        .find(|binding| binding.name == name)
        .unwrap_or_else(|| panic!("no binding {name}"))
}

fn text(content: &str) -> Value {
    Value::Text(content.into())
}

fn name(content: &str) -> Value {
    Value::Name(content.into())
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

#[test]
fn no_prefix_of_a_file_panics() {
    for end in (0..SHOP.len()).filter(|end| SHOP.is_char_boundary(*end)) {
        let facts = facts(&SHOP[..end]);
        assert!(
            facts
                .calls
                .iter()
                .all(|call| (call.span.end as usize) <= end)
        );
    }
}

#[test]
fn deep_or_endless_input_does_not_overflow() {
    let chain = |part: &str, count: usize| format!("fn a() {{ x{}; }}", part.repeat(count));
    let inputs = [
        format!(
            "fn a(x: {}u8{}) {{}}",
            "Vec<".repeat(1_000),
            ">".repeat(1_000)
        ),
        format!("fn a() {{ {} }}", "Vec<".repeat(1_000)),
        format!("fn a() {{ {}{}; }}", "(".repeat(5_000), ")".repeat(5_000)),
        "(".repeat(5_000),
        format!("fn a() {}{}", "{".repeat(3_000), "}".repeat(3_000)),
        format!("fn a() {{ {}x; }}", "!".repeat(20_000)),
        format!("fn a() {{ {}x; }}", "&mut ".repeat(20_000)),
        format!("fn a() {{ {}x; }}", "|a| ".repeat(20_000)),
        format!("fn a() {{ {} {{}} }}", "if a {} else ".repeat(20_000)),
        format!("fn a() {{ {}x; }}", "return ".repeat(20_000)),
        format!("fn a() {{ {}x; }}", "a = ".repeat(20_000)),
        format!("fn a() {{ {}1 => 2 }}", "a @ ".repeat(20_000)),
        format!("fn a() {{ {}.. }}", ".. ".repeat(20_000)),
        format!("type A = {}u8;", "fn() -> ".repeat(20_000)),
        format!("fn a() {{ m!{}{} }}", "(".repeat(120), ")".repeat(120)),
        chain(".b()", 100_000),
        chain(" + y", 100_000),
        chain("?", 100_000),
        chain("[0]", 100_000),
        chain("(1)", 100_000),
        chain(" as u8", 100_000),
        chain(".b()", 2_400),
        chain(" + \"y\"", 4_900),
    ];
    for input in inputs {
        let facts = facts(&input);
        assert!(
            facts.scopes.len() == 1 || facts.problems.is_empty(),
            "{}",
            &input[..60.min(input.len())]
        );
    }
}

#[test]
fn a_definition_is_told_from_a_use() {
    let may_define = |source: &str, path: &str| {
        let (owner, word) = path.rsplit_once("::").unwrap_or(("", path));
        let place = source.find(&format!("<{word}>")).map(|at| at + 1);
        let text = source.replace(&format!("<{word}>"), &format!(" {word} "));
        place.map(|at| (LANGUAGE.may_define)(&text, at, word, owner))
    };
    for (source, word) in [
        ("pub const <SENT>: &str = \"a\";", "SENT"),
        ("enum A {\n  /// Paid for\n  <Placed>,\n}", "A::Placed"),
        ("enum A { Paid, <Placed>(u32) }", "A::Placed"),
        ("enum A { #[name = \"a\"] <Placed> }", "A::Placed"),
        (
            "impl A { fn a(self) { match self { Self::<Placed> => \"a\" } } }",
            "a::A::Placed",
        ),
        ("impl A {\n  pub const <SENT>: u8 = 1;\n}", "A::SENT"),
        ("impl a::<Order> {}", "Order"),
        ("impl <Order> {}", "Order"),
        ("impl fmt::Display for <Order> {}", "Order"),
        ("impl<T> <Order><T> {}", "Order"),
        ("trait <Order> {}", "Order"),
        ("pub use a::<Order>;", "Order"),
        ("use a::b;\npub use a::{\n    b,\n    <Order>,\n};", "Order"),
        ("pub(crate) use a::{b::{c}, <Order>};", "Order"),
        ("pub static mut <SENT>: u8 = 1;", "SENT"),
        ("pub(crate) async fn <send>() {}", "send"),
        ("#[macro_export] macro_rules! <tell> { () => {} }", "tell"),
    ] {
        assert_eq!(may_define(source, word), Some(true), "{source}");
    }
    for (source, word) in [
        ("fn f() { track(SENT); <sent>::go(); }", "sent"),
        ("#[derive(Debug, <Clone>)]\nstruct A;", "Clone"),
        ("#[derive(<Clone>, Debug)]\nstruct A;", "Clone"),
        ("impl <Clone> for A {}", "Clone"),
        ("impl std::fmt::<Debug> for A {}", "Debug"),
        ("impl<T> <From><T> for A {}", "From"),
        ("use a::<Order>;", "Order"),
        ("use a::{\n    b,\n    <Order>,\n};", "Order"),
        ("fn f<T: <Clone>>() {}", "Clone"),
        ("fn f(a: &dyn <Clone>) {}", "Clone"),
        ("fn f(a: impl Debug + <Clone>) {}", "Clone"),
        ("use a::{\n    b::{c, d},\n    <Order>,\n};", "Order"),
        ("pub fn f(a: &mut <Order>) {}", "Order"),
        ("pub fn f() -> <Vec><u8> {}", "Vec"),
        ("    order: <Order>,", "Order"),
        ("pub mod <shop>;", "shop"),
        ("enum A { Paid, <Placed> }", "B::Placed"),
        ("enum A { Paid, <Placed> }", "Placed"),
        ("fn f() { track(A::<Placed>(1)); }", "Placed"),
    ] {
        assert_eq!(may_define(source, word), Some(false), "{source}");
    }
}

#[test]
fn calls_and_implemented_traits_are_told_from_other_words() {
    for (source, is_call) in [
        ("send(a)", true),
        ("list.map(send)", true),
        ("a::send!(b)", true),
        ("self.send()", true),
        ("(self.send)(a)", true),
        ("let other = send;", true),
        ("A { run: send }", true),
        ("fn send() {}", false),
        ("    // they send, and wait", false),
        ("log(\"will send now\")", false),
        ("let other = self.send;", false),
        ("struct A { send: u8 }", false),
    ] {
        let at = source.find("send").expect("it is there");
        assert_eq!((LANGUAGE.may_call)(source, at, "send"), is_call, "{source}");
    }
    for (source, is_super) in [
        ("impl Event for A {}", true),
        ("unsafe impl<T> a::Event<T, fn(T) -> u8> for A {}", true),
        ("impl a::Event\n    for A {}", true),
        ("pub trait Named: Sized + Event {}", true),
        ("fn f(a: &mut Event) {}", false),
        ("impl Event {}", false),
        ("impl From<Event> for A {}", false),
        ("struct A { event: Event }", false),
    ] {
        let at = source.find("Event").expect("it is there");
        assert_eq!((LANGUAGE.may_inherit)(source, at), is_super, "{source}");
    }
}

#[test]
fn long_documentation_and_long_files_are_not_deep() {
    let documented = format!(
        "{}{}fn a() {{}}",
        "//! line\n".repeat(3_000),
        "/// line\n".repeat(3_000)
    );
    assert!(facts(&documented).problems.is_empty());
    let many = "fn a(x: &str) -> bool { if x < y && !z { b(*x)? } else { c }.d() }\n".repeat(3_000);
    assert!(facts(&many).problems.is_empty());
}
