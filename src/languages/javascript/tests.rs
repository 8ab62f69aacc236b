//! Facts of scripts: what each construct of the fixtures says, and what hostile text must not do.

use crate::facts::*;
use crate::languages::javascript::{JAVASCRIPT, TYPESCRIPT};
use crate::languages::testing::{binding, called, facts_of, function, name, text};

pub(super) const SCRIPT: &str = include_str!("../../../fixtures/languages/javascript/shop.js");
pub(super) const TYPED: &str = include_str!("../../../fixtures/languages/typescript/shop.ts");
pub(super) const MARKUP: &str = include_str!("../../../fixtures/languages/jsx/cart.jsx");

pub(super) fn script(text: &str) -> FileFacts {
    facts_of(&JAVASCRIPT, "app/shop.js", text)
}

fn imported(facts: &FileFacts, local: &str) -> (String, Imported, bool) {
    let import = facts
        .imports
        .iter()
        .find(|import| import.local == local)
        .unwrap_or_else(|| panic!("`{local}` is not imported"));
    (
        import.module.to_string(),
        import.imported.clone(),
        import.reexport,
    )
}

#[test]
fn imports_of_every_form() {
    let facts = script(SCRIPT);
    let named = |name: &str| Imported::Named(name.into());
    assert_eq!(facts.problems, []);
    assert_eq!(
        imported(&facts, "Tracker"),
        ("~/tracker".into(), Imported::Default, false)
    );
    assert_eq!(
        imported(&facts, "LABEL"),
        ("./constants".into(), named("LABEL"), false)
    );
    assert_eq!(
        imported(&facts, "renamed"),
        ("./constants".into(), named("ACTION"), false)
    );
    assert_eq!(
        imported(&facts, "all"),
        ("./constants".into(), Imported::All, false)
    );
    assert_eq!(
        imported(&facts, "passedOn"),
        ("./other".into(), named("passedOn"), true)
    );
    assert_eq!(
        imported(&facts, "*"),
        ("./everything".into(), Imported::All, true)
    );
    assert_eq!(
        imported(&facts, "required"),
        ("./old".into(), named("required"), false)
    );
    assert_eq!(
        imported(&facts, "lazily"),
        ("./lazy".into(), named("lazily"), false)
    );
    assert_eq!(
        imported(&facts, "later"),
        ("./later".into(), named("later"), false)
    );
}

#[test]
fn constants_lists_and_assignments() {
    let facts = script(SCRIPT);
    let frozen = Value::Map(vec![
        (text("PLACE"), text("place_order")),
        (text("CANCEL"), text("cancel_order")),
    ]);
    assert_eq!(binding(&facts, "ACTIONS").value, frozen);
    assert_eq!(
        binding(&facts, "joined").value,
        Value::Template(vec![text("order_"), name("LABEL"), text("_placed")])
    );
    assert_eq!(
        binding(&facts, "chosen").value,
        Value::Choice(vec![text("first_choice"), text("second_choice")])
    );
    let appended: Vec<_> = facts
        .bindings
        .iter()
        .filter(|binding| binding.kind == BindingKind::Append)
        .collect();
    assert_eq!(
        appended
            .iter()
            .map(|binding| &binding.value)
            .collect::<Vec<_>>(),
        [&text("one"), &text("two")]
    );
    let grown = facts
        .bindings
        .iter()
        .filter(|binding| binding.name == "grown")
        .nth(1)
        .expect("it is assigned twice");
    assert_eq!(
        grown.value,
        Value::Template(vec![name("grown"), text("_again")])
    );
    assert_eq!(
        binding(&facts, "taken").value,
        Value::Member(Box::new(name("ACTIONS")), "PLACE".into())
    );
}

#[test]
fn functions_their_parameters_and_what_they_return() {
    let facts = script(SCRIPT);
    let send = function(&facts, "send");
    assert_eq!(send.kind, FunctionKind::Free);
    assert_eq!(send.parameters[1].default, Some(text("default_action")));
    let factory = function(&facts, "factory");
    assert_eq!(
        factory.returns,
        [Value::Map(vec![
            (text("category"), text("shop")),
            (
                text("action"),
                Value::Template(vec![text("update_"), name("status")])
            )
        ])]
    );
    let inner = function(&facts, "inner");
    assert_eq!(
        inner
            .outer
            .map(|outer| facts.functions[outer as usize].name.as_str()),
        Some("outer")
    );
    assert_eq!(function(&facts, "wrapped").parameters[0].name, "query");
    let options = facts
        .bindings
        .iter()
        .filter(|binding| binding.name == "action" && binding.function.is_some());
    let values: Vec<_> = options.map(|binding| &binding.value).collect();
    assert_eq!(
        values,
        [&Value::Member(Box::new(name("arg0")), "action".into())]
    );
}

#[test]
fn classes_getters_and_fields() {
    let facts = script(SCRIPT);
    assert_eq!(function(&facts, "title").kind, FunctionKind::Accessor);
    assert_eq!(function(&facts, "make").kind, FunctionKind::Static);
    assert_eq!(
        function(&facts, "constructor").kind,
        FunctionKind::Constructor
    );
    assert_eq!(function(&facts, "onClick").kind, FunctionKind::Method);
    let field = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "action" && binding.function.is_none());
    assert_eq!(
        field.map(|binding| &binding.value),
        Some(&text("field_action"))
    );
    let class = facts
        .scopes
        .iter()
        .find(|scope| scope.kind == ScopeKind::Class)
        .expect("a class");
    assert_eq!(class.supers[0].value, name("Base"));
}

#[test]
fn calls_and_what_becomes_of_their_result() {
    let facts = script(SCRIPT);
    let optional = called(&facts, "maybe");
    assert_eq!(optional.receiver, Some(name("tracker")));
    assert!(optional.statement);
    assert!(called(&facts, "awaited").statement);
    assert!(!called(&facts, "asCondition").statement);
    assert!(called(&facts, "behindAnd").statement);
    let attribute = facts
        .calls
        .iter()
        .find(|site| site.kind == SiteKind::Map && site.named("data-track-action").is_some());
    assert_eq!(
        attribute
            .and_then(|site| site.named("data-track-action"))
            .map(|argument| &argument.value),
        Some(&text("from_key"))
    );
    let dataset = facts
        .calls
        .iter()
        .filter_map(|site| site.named("data-track-label"))
        .next()
        .expect("set through the dataset");
    assert_eq!(dataset.value, text("from_dataset"));
    let provided = facts
        .calls
        .iter()
        .filter(|site| site.name == "provide")
        .filter_map(|site| site.named("trackOptions"));
    assert_eq!(provided.count(), 2);
}

#[test]
fn types_say_nothing_and_enums_do() {
    let facts = facts_of(&TYPESCRIPT, "app/shop.ts", TYPED);
    assert_eq!(facts.problems, []);
    let members = Value::Map(vec![
        (text("Place"), text("place_order")),
        (text("Cancel"), text("cancel_order")),
    ]);
    assert_eq!(binding(&facts, "OrderEvent").value, members);
    let constant = Value::Map(vec![(text("view"), text("view_cart"))]);
    assert_eq!(binding(&facts, "CART").value, constant);
    assert_eq!(binding(&facts, "CHECKED").value, constant);
    assert_eq!(binding(&facts, "asserted").value, text("certain"));
    let send = called(&facts, "send");
    assert_eq!(
        send.arguments[0].value,
        Value::Member(Box::new(name("OrderEvent")), "Place".into())
    );
    let track = function(&facts, "track");
    assert_eq!(
        track
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect::<Vec<_>>(),
        ["event", "label"]
    );
    assert_eq!(track.parameters[1].default, Some(text("none")));
    assert_eq!(function(&facts, "place").kind, FunctionKind::Method);
    assert_eq!(facts_of(&TYPESCRIPT, "app/shop.d.ts", TYPED).calls, []);
}

#[test]
fn markup_in_scripts_has_attributes_and_spreads() {
    let facts = facts_of(&JAVASCRIPT, "app/cart.jsx", MARKUP);
    assert_eq!(facts.problems, []);
    let button = facts
        .calls
        .iter()
        .find(|site| site.kind == SiteKind::Element && site.name == "button")
        .expect("a button");
    assert_eq!(
        button
            .named("data-track-action")
            .map(|argument| &argument.value),
        Some(&text("click_cart"))
    );
    assert_eq!(
        button
            .named("data-track-label")
            .map(|argument| &argument.value),
        Some(&name("label"))
    );
    assert!(
        button
            .arguments
            .iter()
            .any(|argument| argument.key == Key::Spread && argument.value == name("rest"))
    );
    assert_eq!(
        called(&facts, "onPlace").arguments[0].value,
        text("place_order")
    );
}
