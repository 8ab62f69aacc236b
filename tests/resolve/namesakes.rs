//! Types of Rust that share their name: the methods of their values.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: shop
    system: shop
    calls:
      - {id: capture, languages: rust, on: {type: Usage}, method: capture, event: {argument: 0}}
"};

/// Returns a file with a type `Card`, whose method `send` runs a statement with its parameter `kind`.
fn card(name: &str, send: &str) -> String {
    let code = indoc! {r#"
        pub struct Card { pub code: u8, pub title: &'static str }
        impl Card {
            pub fn new() -> Self { Self { code: 1, title: "NAME_title" } }
            pub fn name(&self) -> &'static str { "NAME_name" }
            pub fn own(&self) -> &'static str { self.name() }
            pub fn title(&self) -> &'static str { self.title }
            pub fn send(&self, kind: &str) { SEND }
        }
    "#};
    code.replace("NAME", name).replace("SEND", send)
}

fn rows(code: &str) -> Vec<String> {
    let files = [
        ("src/a.rs", &*card("a", "Usage::capture(kind)")),
        ("src/b.rs", &*card("b", "drop(kind)")),
        ("src/run.rs", code),
    ];
    let rows = rows_of(RULES, &files).into_iter();
    rows.filter(|row| row.starts_with("src/run.rs")).collect()
}

#[test]
fn the_value_that_a_path_made_has_the_methods_of_its_type() {
    let code = indoc! {r#"
        use crate::a;
        use crate::b::Card;
        fn new() { let card = Card::new(); Usage::capture(card.name()) }
        fn literal() { let card = a::Card { code: 2, title: "x" }; Usage::capture(card.name()) }
        fn direct() { Usage::capture(Card::new().own()) }
        fn made() -> a::Card { a::Card::new() }
        fn result() { let card = made(); Usage::capture(card.name()) }
        fn field() { Usage::capture(a::Card::new().title()) }
        fn other() { Usage::capture(Card::new().title()) }
        fn either() { let card = if now() { Card::new() } else { a::Card::new() }; Usage::capture(card.name()) }
    "#};
    assert_eq!(
        rows(code),
        [
            "src/run.rs:3 b_name",
            "src/run.rs:4 a_name",
            "src/run.rs:5 b_name",
            "src/run.rs:7 a_name",
            "src/run.rs:8 a_title",
            "src/run.rs:9 b_title",
            "src/run.rs:10 a_name,b_name",
        ]
    );
}

#[test]
fn the_value_that_a_caller_passes_has_the_methods_of_its_type() {
    let code = indoc! {r"
        use crate::a;
        use crate::b::Card as Paper;
        struct Desk { card: Paper }
        impl Desk { fn show(&self) { Usage::capture(self.card.name()) } }
        fn send(card: &a::Card) { Usage::capture(card.name()) }
        fn run() { send(&a::Card::new()); let desk = Desk { card: Paper::new() }; desk.show() }
    "};
    assert_eq!(
        rows(code),
        [
            "src/run.rs:4 b_name",
            "src/run.rs:5 a_name",
            "src/run.rs:6 a_name",
        ]
    );
}

#[test]
fn a_value_whose_type_is_not_clear_is_open() {
    let code = indoc! {r"
        fn unclear() { let card = Card::new(); Usage::capture(card.name()) }
    "};
    assert_eq!(rows(code), ["src/run.rs:1 a_name,b_name,?"]);
}

#[test]
fn a_wrapper_is_called_on_values_of_its_own_type() {
    let code = indoc! {r#"
        use crate::a;
        use crate::b::Card;
        fn parameter(card: &a::Card) { card.send("sent") }
        fn other(card: &Card) { card.send("not_sent") }
        fn local() { let card = a::Card::new(); card.send("sent_too") }
        fn other_local() { let card = Card::new(); card.send("not_sent") }
        struct Desk { card: a::Card, paper: Card }
        impl Desk {
            fn field(&self) { self.card.send("sent_by_field") }
            fn other_field(&self) { self.paper.send("not_sent") }
        }
        fn path(card: &Card) { Card::send(card, "not_sent"); }
    "#};
    assert_eq!(
        rows(code),
        [
            "src/run.rs:3 sent",
            "src/run.rs:5 sent_too",
            "src/run.rs:9 sent_by_field",
        ]
    );
}

#[test]
fn methods_of_a_trait_are_those_of_the_type_of_the_value() {
    let card = |name: &str| {
        format!(
            "pub struct Card {{ pub code: u8 }}\nimpl crate::named::Named for Card {{ fn name(&self) -> &'static str {{ \"{name}_name\" }} }}\n"
        )
    };
    let run = indoc! {r"
        use crate::a::Card;
        use crate::named::{Named, send};
        fn run() { send(&Card { code: 1 }); send(&crate::b::Card { code: 2 }) }
    "};
    let named = indoc! {r"
        pub trait Named { fn name(&self) -> &'static str; }
        pub fn send(named: &dyn Named) { Usage::capture(named.name()) }
    "};
    let files = [
        ("src/a.rs", &*card("a")),
        ("src/b.rs", &*card("b")),
        ("src/named.rs", named),
        ("src/run.rs", run),
    ];
    let rows = rows_of(RULES, &files).into_iter();
    let rows: Vec<String> = rows.filter(|row| row.starts_with("src/run.rs")).collect();
    assert_eq!(rows, ["src/run.rs:3 a_name", "src/run.rs:3 b_name"]);
}

#[test]
fn a_method_reads_the_field_of_its_own_name() {
    let code = indoc! {r#"
        pub struct Ticket { title: &'static str }
        impl Ticket {
            pub fn new(title: &'static str) -> Self { Self { title } }
            pub fn title(&self) -> &'static str { self.title }
        }
        fn run() { Usage::capture(Ticket::new("ticket_sold").title()) }
    "#};
    assert_eq!(rows(code), ["src/run.rs:6 ticket_sold"]);
}
