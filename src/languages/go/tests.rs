//! Facts of Go files: each construct of the fixture.

use crate::facts::*;
use crate::languages::go::LANGUAGE;
use crate::languages::testing::{self, function, name, text};

const SHOP: &str = include_str!("../../../fixtures/languages/go/shop.go");

pub(super) fn facts_of(text: &str) -> FileFacts {
    testing::facts_of(&LANGUAGE, "shop/cart.go", text)
}

fn bound(facts: &FileFacts, name: &str) -> Vec<Value> {
    let bindings = facts.bindings.iter();
    let found = bindings.filter(|binding| binding.name == name);
    found.map(|binding| binding.value.clone()).collect()
}

fn value_of(code: &str) -> Value {
    let file = format!("package a\n\nimport (\n\"fmt\"\n\"strings\"\n)\n\nvar x = {code}\n");
    bound(&facts_of(&file), "x").remove(0)
}

fn calls<'f>(facts: &'f FileFacts, name: &str) -> Vec<&'f CallSite> {
    let sites = facts.calls.iter();
    sites.filter(|site| site.name == name).collect()
}

#[test]
fn imports_of_every_form() {
    let facts = facts_of(SHOP);
    assert_eq!(facts.problems, []);
    let found = facts.imports.iter();
    let found: Vec<(&str, &str)> = found
        .map(|one| (one.local.as_str(), one.module.as_str()))
        .collect();
    for expected in [
        ("fmt", "fmt"),
        ("analytics", "example.com/analytics-go/v3"),
        ("menu", "example.com/shop/menu"),
        ("*", "example.com/shop/names"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn constants_have_their_values_and_their_texts() {
    let facts = facts_of(SHOP);
    let number = |value: &str| Value::Number(value.into());
    for (constant, value) in [
        ("Opened", text("opened")),
        ("Plain", text("plain")),
        ("Second", text("two")),
        ("Draft", text("draft")),
        ("Sent", text("sent")),
        ("Paid", text("paid")),
        ("A", number("1")),
        ("B", number("2")),
    ] {
        assert_eq!(bound(&facts, constant), [value], "{constant}");
    }
}

#[test]
fn structs_have_fields_methods_and_bases() {
    let facts = facts_of(SHOP);
    let cart = facts.scopes.iter().position(|scope| scope.path == "Cart");
    let cart = cart.expect("a class");
    let supers = facts.scopes[cart].supers.iter();
    let bases: Vec<&Value> = supers.map(|one| &one.value).collect();
    assert_eq!(bases, [&name("menu.Item"), &name("Base")]);
    let fields = facts
        .functions
        .iter()
        .find(|one| one.kind == FunctionKind::Constructor && one.scope as usize == cart);
    let fields = &fields.expect("a constructor").parameters;
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["Base", "Item", "client", "Name", "count", "send"]);
    let client = Value::member(name("analytics"), "Client");
    assert_eq!(fields[2].class, Some(client));
    let methods: Vec<&Function> = facts
        .functions
        .iter()
        .filter(|one| one.name == "Send")
        .collect();
    assert_eq!(methods.len(), 2);
    let sender = &facts.scopes[methods[0].scope as usize];
    assert_eq!(
        (sender.kind, sender.path.as_str()),
        (ScopeKind::Module, "Sender")
    );
    assert_eq!(methods[1].scope as usize, cart);
    let kinds: Vec<ParameterKind> = methods[1].parameters.iter().map(|one| one.kind).collect();
    let positional = ParameterKind::Positional;
    assert_eq!(kinds, [positional, positional, ParameterKind::Rest]);
    let failed = Value::List(vec![Value::Null, name("err")]);
    assert_eq!(methods[1].returns[0], failed);
}

#[test]
fn fields_that_are_set_later_change_the_literal() {
    let facts = facts_of(SHOP);
    let literals = bound(&facts, "c");
    let Some(Value::Call(last)) = literals.last() else {
        panic!("{literals:?}");
    };
    assert_eq!(last.arguments.len(), 1);
    assert_eq!(last.arguments[0].value, text("second"));
    assert!(bound(&facts, ".Name").contains(&name("name")));
}

#[test]
fn calls_have_receivers_and_functions() {
    let facts = facts_of(SHOP);
    let tracked = calls(&facts, "Track");
    assert_eq!(tracked.len(), 4);
    assert!(tracked.iter().all(|site| site.statement));
    let flushed = calls(&facts, "Flush")[0];
    let around = flushed.function.expect("a function");
    assert_eq!(facts.functions[around as usize].name, "Send");
    assert_eq!(flushed.arguments[1].key, Key::Spread);
    assert_eq!(
        function(&facts, "track")
            .outer
            .map(|at| facts.functions[at as usize].name.clone()),
        Some("set".into())
    );
}

#[test]
fn values_of_expressions() {
    for (code, value) in [
        ("\"a\" + \"_b\"", text("a_b")),
        ("`a\\b`", text("a\\b")),
        (
            "fmt.Sprintf(\"%s_%d\", \"a\", 3)",
            Value::Template(vec![text("a_"), Value::Number("3".into())]),
        ),
        ("fmt.Sprintf(f, \"a\")", Value::Opaque),
        ("1 + 2", Value::Opaque),
        ("string(name)", name("name")),
        ("string(65)", Value::Opaque),
        (
            "[]string{\"a\", \"b\"}",
            Value::List(vec![text("a"), text("b")]),
        ),
        (
            "map[string]string{\"a\": \"b\"}",
            Value::Map(vec![(text("a"), text("b"))]),
        ),
        ("len(a)", Value::Opaque),
        ("a.(T)", name("a")),
        ("&a", name("a")),
        ("a < b", Value::Opaque),
    ] {
        assert_eq!(value_of(code), value, "{code}");
    }
}

#[test]
fn tests_and_generated_files_have_no_calls() {
    let code = "package a\n\nfunc b() { send(\"c\") }\n";
    assert_eq!(facts_of(code).calls.len(), 1);
    assert_eq!(
        testing::facts_of(&LANGUAGE, "a_test.go", code).calls.len(),
        0
    );
    let generated = format!("// Code generated by x. DO NOT EDIT.\n\n{code}");
    assert_eq!(facts_of(&generated).calls.len(), 0);
}

#[test]
fn comments_hold_directives() {
    let code = "package a\n\n// tracklint: ignore[undefined-event] -- a reason\nvar b = 1\n";
    assert_eq!(facts_of(code).directives.len(), 1);
}

#[test]
fn a_local_that_a_block_declares_again_is_not_known() {
    let facts = facts_of(
        "package p\n\nfunc f(x bool) {\n\tname := \"a\"\n\tif x {\n\t\tname := \"b\"\n\t\tuse(name)\n\t}\n\tonce := \"c\"\n}\n",
    );
    assert!(bound(&facts, "name").contains(&Value::Opaque));
    assert_eq!(bound(&facts, "once"), [text("c")]);
}

#[test]
fn new_with_a_value_is_read() {
    let facts = facts_of(
        "package a\n\nfunc f() {\n\tp := T{A: new(x.Format(\"y\")), B: new(1), C: new([]int)}\n\tq := new(func() int)\n\tsend(p, q)\n}\n",
    );
    assert_eq!(facts.problems, []);
    assert_eq!(calls(&facts, "send").len(), 1);
}
