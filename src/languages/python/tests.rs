//! Facts of Python files: each construct of the fixture, and constructs of the newest versions.

use crate::facts::*;
use crate::languages::python::LANGUAGE;
use crate::languages::testing::{self, binding, called, function, name, text};
use indoc::indoc;

pub(super) fn facts_of(text: &str) -> FileFacts {
    testing::facts_of(&LANGUAGE, "app/shop/cart/items.py", text)
}

const SHOP: &str = include_str!("../../../fixtures/languages/python/shop.py");

fn value_of(code: &str) -> Value {
    binding(&facts_of(&format!("x = {code}\n")), "x")
        .value
        .clone()
}

#[test]
fn imports_of_every_form() {
    let facts = facts_of(SHOP);
    assert_eq!(facts.problems, []);
    let found: Vec<(&str, &str, &Imported)> = facts
        .imports
        .iter()
        .map(|one| (one.local.as_str(), one.module.as_str(), &one.imported))
        .collect();
    let named = |name: &str| Imported::Named(name.into());
    for expected in [
        ("os.path", "os/path", &Imported::All),
        ("os", "os", &Imported::All),
        ("sys_alias", "sys", &Imported::All),
        ("send", "shop/tracking", &named("send")),
        ("send", "shop/tracking/send", &Imported::All),
        ("other", "./events", &named("CART")),
        ("menu", "../../../app", &named("menu")),
        ("*", "../names", &Imported::All),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:#?}");
    }
}

#[test]
fn functions_have_kinds_and_parameters() {
    let facts = facts_of(SHOP);
    let kinds = [
        ("__init__", FunctionKind::Constructor),
        ("add", FunctionKind::Method),
        ("title", FunctionKind::Accessor),
        ("made", FunctionKind::Static),
        ("plain", FunctionKind::Static),
        ("outside", FunctionKind::Free),
        ("short", FunctionKind::Free),
    ];
    for (name, kind) in kinds {
        assert_eq!(function(&facts, name).kind, kind, "{name}");
    }
    let parameters = &function(&facts, "add").parameters;
    let parameters: Vec<_> = parameters
        .iter()
        .map(|one| (one.name.as_str(), one.kind, one.default.clone()))
        .collect();
    assert_eq!(
        parameters,
        [
            ("first", ParameterKind::Positional, None),
            ("second", ParameterKind::Either, Some(text("two"))),
            ("rest", ParameterKind::Rest, None),
            ("third", ParameterKind::Keyword, Some(Value::Null)),
            ("others", ParameterKind::KeywordRest, None),
        ]
    );
    let made = &function(&facts, "made").parameters;
    assert_eq!((made.len(), &made[0].class), (1, &Some(name("Cart"))));
}

#[test]
fn classes_have_bases_and_fields() {
    let facts = facts_of(SHOP);
    let cart = facts.scopes.iter().find(|scope| scope.path == "Cart");
    let cart = cart.expect("a class");
    let bases: Vec<&Value> = cart.supers.iter().map(|one| &one.value).collect();
    assert_eq!(bases, [&name("Mixin"), &name("Base")]);
    assert!(facts.scopes.iter().any(|scope| scope.path == "Cart.Inner"));
    assert_eq!(binding(&facts, ".client").value, name("client"));
    assert!(binding(&facts, ".client").function.is_some());
    assert_eq!(binding(&facts, "KIND").value, text("cart"));
}

#[test]
fn members_of_enumerations_are_values_and_a_list() {
    let facts = facts_of(SHOP);
    assert_eq!(binding(&facts, "OPENED").value, text("opened"));
    assert_eq!(binding(&facts, "CLOSED").value, text("closed"));
    let members = &binding(&facts, "__members__").value;
    let member = |one: &str| Value::member(name("Step"), one);
    assert_eq!(
        *members,
        Value::List(vec![member("OPENED"), member("CLOSED")])
    );
}

#[test]
fn texts_are_put_together() {
    let parts = |parts: Vec<Value>| Value::Template(parts);
    let cases = [
        ("'a' 'b'", text("ab")),
        ("f'{a}_b'", parts(vec![name("a"), text("_b")])),
        ("f'{{a}}'", text("{a}")),
        ("'%s_%s' % ('a', b)", parts(vec![text("a_"), name("b")])),
        ("'%(k)s!' % {'k': 'a'}", text("a!")),
        ("'{}_{k}'.format('a', k='b')", text("a_b")),
        ("'a' + '_' + b", parts(vec![text("a_"), name("b")])),
        ("r'\\d'", text("\\d")),
        ("'a\\nb'", text("a\nb")),
        ("rf'\\{a}'", parts(vec![text("\\"), name("a")])),
    ];
    for (code, expected) in cases {
        assert_eq!(value_of(code), expected, "{code}");
    }
    for code in ["b'a'", "t'{a}'", "a[1:2]", "not a"] {
        assert_eq!(value_of(code), Value::Opaque, "{code}");
    }
    for code in ["'\\N{DASH}'", "f'{a!r}'", "f'{a:>3}'", "f'{a=}'"] {
        assert_eq!(value_of(code), parts(vec![Value::Opaque]), "{code}");
    }
}

#[test]
fn comprehensions_over_literals_are_written_out() {
    let list = value_of("[f'a_{i}' for i in ('x', 'y')]");
    let one = |value: &str| Value::Template(vec![text("a_"), text(value)]);
    assert_eq!(list, Value::List(vec![one("x"), one("y")]));
    let Value::List(open) = value_of("[f(i) for i in items]") else {
        panic!("a list");
    };
    assert!(matches!(open[..], [Value::Spread(_)]));
}

#[test]
fn newest_syntax_costs_no_call() {
    let code = indoc! {r#"
        type Names[T] = list[T]

        class Box[T: str](Base[T]):
            def put[U](self, one: T, /, other: U | None = None) -> T:
                send("generic")

        async def go(items: list[str]) -> None:
            async with open_all() as opened, other():
                send("with")
            try:
                send("try")
            except* (ValueError, TypeError) as group:
                send("group")
            except OSError, KeyError:
                send("two")
            match items:
                case {"kind": "a", **rest} if rest:
                    send("map")
                case [first, *_] | (first,):
                    send("list")
                case Point(x=0) as point:
                    send("class")
            if (found := next(iter(items))) is not None:
                send(t"template {found}")
            print(f"{'nested' + f"{found}"}", send("inner"))
            lambda: (yield)
            await send("awaited")
    "#};
    let facts = facts_of(code);
    let calls = facts.calls.iter().filter(|site| site.name == "send");
    assert_eq!(calls.count(), 11, "{:?}", facts.problems);
}

#[test]
fn a_file_with_errors_keeps_its_calls() {
    let code = "def go(:\n    send('a')\n\nclass X(\n\nsend('b')\nprint 'x'\nsend('c')\n";
    let facts = facts_of(code);
    let calls = facts.calls.iter().filter(|site| site.name == "send");
    assert_eq!(calls.count(), 3);
    assert!(facts.problems.iter().all(|problem| problem.partial));
    assert!(!facts.problems.is_empty());
}

#[test]
fn comments_are_directives() {
    let facts = facts_of("# tracklint: uses cart_opened -- sent by a job\nx = 1\n");
    assert_eq!(facts.directives.len(), 1);
    assert_eq!(facts.directives[0].kind, DirectiveKind::Uses);
}

#[test]
fn a_partial_function_is_a_function() {
    let facts = facts_of("track = partial(client.send, 'a', kind='b')\n");
    assert_eq!(function(&facts, "track").parameters.len(), 2);
    let site = called(&facts, "send");
    assert_eq!(site.function, Some(0));
    assert_eq!(site.arguments[0].value, text("a"));
}

#[test]
fn a_decorator_is_called_with_its_function() {
    let facts = facts_of("@track('a')\n@plain\ndef go(): ...\n");
    let track = called(&facts, "track");
    assert_eq!(track.arguments[0].value, text("a"));
    assert_eq!(track.arguments[1].key, Key::Block);
    let plain = called(&facts, "plain");
    assert_eq!(plain.arguments[0].value, Value::Function(0));
}

#[test]
fn a_class_is_constructed_by_its_name() {
    let facts = facts_of("x = tools.Client('a')\ny = Event[str](name='b')\nz = cls()\n");
    let sites = facts.calls.iter().filter(|site| site.name == "new");
    let receivers: Vec<Value> = sites.filter_map(|site| site.receiver.clone()).collect();
    let member = Value::member(name("tools"), "Client");
    assert_eq!(receivers, [member, name("Event"), name("cls")]);
}

#[test]
fn all_branches_together_assign_a_name() {
    let facts = facts_of("if a:\n    x = 'b'\nelif c:\n    raise E\nelse:\n    x = 'd'\n");
    let last = facts.bindings.iter().rfind(|binding| binding.name == "x");
    let last = last.expect("a binding");
    assert_eq!(last.kind, BindingKind::Assign);
    assert_eq!(last.value, Value::Choice(vec![text("b"), text("d")]));
}
