//! Rust that is cut off, nests without end, or is long.

use crate::languages::rust::LANGUAGE;
use crate::languages::rust::tests::{PATH, SHOP, facts};
use crate::languages::testing::assert_prefixes_are_read;

#[test]
fn no_prefix_of_a_file_panics() {
    assert_prefixes_are_read(&LANGUAGE, PATH, SHOP, 1);
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
