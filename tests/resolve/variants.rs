//! Variants of Rust enums, whose texts methods choose.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: capture, languages: rust, on: {type: Usage}, method: capture, event: {argument: 0}}
"};

/// Returns the rows of the lines of a file from one on.
fn rows_from(line: usize, code: &str) -> Vec<String> {
    let number = |row: &String| row.split([':', ' ']).nth(1)?.parse::<usize>().ok();
    let rows = rows_of(RULES, &[("src/lib.rs", code)]).into_iter();
    rows.filter(|row| number(row).is_some_and(|own| own >= line))
        .map(|row| row.replace("src/lib.rs:", ""))
        .collect()
}

#[test]
fn a_trait_or_a_wrapper_asks_a_variant_for_one_of_its_texts() {
    let code = indoc! {r#"
        trait Event { fn name(&self) -> &'static str; fn title(&self) -> &'static str; }
        #[derive(EnumDiscriminants)]
        pub enum Oven { Lit, Opened { door: u8 }, Closed(String), Left }
        impl Event for Oven {
            fn name(&self) -> &'static str { OvenDiscriminants::from(self).name() }
            fn title(&self) -> &'static str { let kind: OvenDiscriminants = self.into(); kind.title() }
        }
        impl OvenDiscriminants {
            fn name(&self) -> &'static str {
                match self { Self::Lit => "Oven Lit", Self::Opened => "Oven Opened", Self::Closed => { "Oven Closed" } _ => "Oven" }
            }
            fn title(&self) -> &'static str {
                match self { Self::Lit => "Somebody lit it", Self::Opened => "Open", Self::Closed => "Shut", Self::Left => "-" }
            }
        }
        macro_rules! tell { ($event:expr) => { let event = $event; Usage::capture(event.name().into()); } }
        fn send(event: impl Event) { Usage::capture(event.title()) }
        fn run(kind: Oven) {
            tell!(Oven::Lit);
            tell!(Oven::Opened { door: 1 });
            tell!(Oven::Closed("x".into()));
            tell!(Oven::Left);
            send(Oven::Opened { door: 2 });
            Usage::capture(Oven::Lit.name());
            Usage::capture(Oven::Lit);
            let closed = Oven::Closed(String::new());
            tell!(closed);
            tell!(if kind == 1 { Oven::Lit } else { Oven::Left });
        }
    "#};
    assert_eq!(
        rows_from(18, code),
        [
            "19 Oven Lit",
            "20 Oven Opened",
            "21 Oven Closed",
            "22 Oven",
            "23 Open",
            "24 Oven Lit",
            "25 ?",
            "27 Oven Closed",
            "28 Oven,Oven Lit",
        ]
    );
}

#[test]
fn a_variant_has_the_text_of_its_conversion_and_that_of_each_method() {
    let code = indoc! {r#"
        enum Kiln { Fired, Cooled }
        impl Display for Kiln {
            fn fmt(&self, f: &mut Formatter) -> Result { match self { Kiln::Fired => write!(f, "fired"), Kiln::Cooled => write!(f, "cooled") } }
        }
        impl Kiln {
            fn label(&self) -> &str { match self { Kiln::Fired => "Kiln fired", Kiln::Cooled => "Kiln cooled" } }
            fn topic(&self) -> String { format!("kiln_{}", self) }
        }
        fn say(kiln: &Kiln) { Usage::capture(kiln.label()) }
        fn run() {
            Usage::capture(Kiln::Fired.to_string());
            say(&Kiln::Cooled);
            Usage::capture(&format!("x_{}", Kiln::Cooled));
            Usage::capture(Kiln::Fired.topic());
        }
    "#};
    assert_eq!(
        rows_from(11, code),
        ["11 fired", "12 Kiln cooled", "13 x_cooled", "14 kiln_fired"]
    );
}

#[test]
fn a_condition_of_an_arm_leaves_the_other_arms_possible() {
    let code = indoc! {r#"
        enum Bell { Rung(u8), Muted }
        impl Bell {
            fn name(&self) -> &str {
                match self { Bell::Rung(n) if *n > 1 => "rung often", Bell::Rung(_) => "rung", Bell::Muted if late() => "muted", _ => "quiet" }
            }
        }
        fn run() {
            Usage::capture(Bell::Rung(1).name());
            Usage::capture(Bell::Muted.name());
        }
        fn colour(bell: &Bell) -> &str { match bell { Bell::Muted => "red", Bell::Rung(_) => "blue" } }
        enum Door { Shut }
        fn paint(door: &Door) -> &str { match door { Door::Shut => "green" } }
        fn other() {
            Usage::capture(Door::Shut);
        }
    "#};
    assert_eq!(
        rows_from(8, code),
        ["8 rung,rung often", "9 muted,quiet", "15 ?"]
    );
}

#[test]
fn a_rule_names_the_method_of_the_value() {
    let rules = indoc! {r"
        pack: own
        system: usage
        calls:
          - {id: capture, languages: rust, on: {type: Usage}, method: capture, event: {argument: 0, method: name}}
    "};
    let code = indoc! {r#"
        #[derive(EnumDiscriminants)]
        #[strum_discriminants(name(PumpKind))]
        enum Pump { Started { at: u8 }, Stopped }
        impl Pump {
            fn name(&self) -> &str { PumpKind::from(self).name() }
        }
        impl PumpKind {
            fn name(&self) -> &str { match self { Self::Started => "pump_started", Self::Stopped => "pump_stopped" } }
            fn hint(&self) -> &str { match self { Self::Started => "on", Self::Stopped => "off" } }
        }
        fn send(pump: Pump) { Usage::capture(pump); }
        fn run() {
            Usage::capture(Pump::Started { at: 1 });
            send(Pump::Stopped);
        }
    "#};
    assert_eq!(
        rows_of(rules, &[("src/lib.rs", code)]),
        [
            "src/lib.rs:11 pump_stopped",
            "src/lib.rs:13 pump_started",
            "src/lib.rs:14 pump_stopped",
        ]
    );
}

const EVENT: &str = indoc! {r#"
    pub enum Event { Started, Stopped, Failed { code: u8 }, Left(String) }
    impl Event {
        pub fn name(&self) -> &'static str {
            match self { Event::Started => "started", Event::Stopped => "stopped", Event::Failed { .. } => "failed", Event::Left(_) => "left" }
        }
    }
"#};

const SEND: &str = indoc! {r#"
    use crate::event::Event;
    pub fn send(event: Event) { Usage::capture(event.name()) }
"#};

#[test]
fn variants_are_known_under_the_names_of_imports() {
    let code = indoc! {r#"
        use crate::event::Event::{self as Kind, *};
        use crate::event::Event::Failed as Bad;
        use crate::send::send;
        fn run() {
            send(Started);
            send(Kind::Stopped);
            send(Bad { code: 1 });
            send(Left("x".into()));
            send(Unheard);
        }
    "#};
    let files = [
        ("src/event.rs", EVENT),
        ("src/run.rs", code),
        ("src/send.rs", SEND),
    ];
    let rows = rows_of(RULES, &files).into_iter();
    let rows: Vec<String> = rows.filter(|row| row.starts_with("src/run.rs")).collect();
    assert_eq!(
        rows,
        [
            "src/run.rs:5 started",
            "src/run.rs:6 stopped",
            "src/run.rs:7 failed",
            "src/run.rs:8 left",
            "src/run.rs:9 ?",
        ]
    );
}

#[test]
fn enums_of_one_name_are_told_apart_by_their_files() {
    let own = |name: &str, code: &str| {
        let event = EVENT.replace("\"s", &format!("\"{name}_s"));
        format!("{event}fn own() {{ Usage::capture(Event::Started.name()) }}\n{code}")
    };
    let here = own(
        "a",
        "fn other() { Usage::capture(crate::b::Event::Stopped.name()) }",
    );
    let there = own(
        "b",
        "fn made() { let event = Event::Stopped; Usage::capture(event.name()) }",
    );
    let imported = indoc! {r#"
        use crate::a;
        use crate::b::Event as Kind;
        fn run() {
            Usage::capture(Kind::Started.name());
            Usage::capture(a::Event::Started.name());
            Usage::capture(if now() { Kind::Stopped.name() } else { a::Event::Stopped.name() });
        }
    "#};
    let unclear = "fn run() { Usage::capture(Event::Started.name()) }\n";
    let files = [
        ("src/a.rs", &*here),
        ("src/b.rs", &*there),
        ("src/c.rs", imported),
        ("src/d.rs", unclear),
    ];
    assert_eq!(
        rows_of(RULES, &files),
        [
            "src/a.rs:7 a_started",
            "src/a.rs:8 b_stopped",
            "src/b.rs:7 b_started",
            "src/b.rs:8 b_stopped",
            "src/c.rs:4 b_started",
            "src/c.rs:5 a_started",
            "src/c.rs:6 a_stopped,b_stopped",
            "src/d.rs:1 ?",
        ]
    );
}

#[test]
fn members_of_types_of_one_name_are_told_apart_by_their_files() {
    let own = |name: &str| {
        format!(
            "pub struct Names;\nimpl Names {{ pub const SENT: &'static str = \"{name}_sent\"; pub fn name() -> &'static str {{ \"{name}_name\" }} }}\n"
        )
    };
    let here = format!("{}fn run() {{ Usage::capture(Names::SENT) }}\n", own("a"));
    let imported = indoc! {r#"
        use crate::b::Names;
        fn run() {
            Usage::capture(Names::SENT);
            Usage::capture(crate::a::Names::SENT);
            Usage::capture(Names::name());
            Usage::capture(crate::a::Names::name());
            Usage::capture(Derived::name());
        }
    "#};
    let unclear = "fn run() { Usage::capture(Names::SENT) }\n";
    let imported = format!("{imported}#[derive(Named)]\nstruct Derived;\n");
    let files = [
        ("src/a.rs", &*here),
        ("src/b.rs", &*own("b")),
        ("src/c.rs", &*imported),
        ("src/d.rs", unclear),
    ];
    assert_eq!(
        rows_of(RULES, &files),
        [
            "src/a.rs:3 a_sent",
            "src/c.rs:3 b_sent",
            "src/c.rs:4 a_sent",
            "src/c.rs:5 b_name",
            "src/c.rs:6 a_name",
            "src/c.rs:7 ?",
            "src/d.rs:1 ?",
        ]
    );
}
