//! Words that may define, call or implement something, told from other words.

use crate::languages::rust::LANGUAGE;

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
