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
