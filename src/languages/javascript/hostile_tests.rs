//! Scripts that nest without end, or grow faster than their text.

use crate::facts::*;
use crate::languages::javascript::tests::{MARKUP, SCRIPT, TYPED, script};
use crate::languages::javascript::{JAVASCRIPT, TYPESCRIPT};
use crate::languages::testing::{assert_prefixes_are_read, called, facts_of, on_a_worker, text};

#[test]
fn nesting_without_end_neither_overflows_nor_hides_a_call() {
    on_a_worker(|| {
        let after = "\n;track('found');";
        let deep = [
            format!("x = {}1;{after}", "1+".repeat(100_000)),
            format!("a{};{after}", ".b()".repeat(100_000)),
            format!(
                "{}track('inside'){};{after}",
                "(".repeat(20_000),
                ")".repeat(20_000)
            ),
            format!("x = {}1{};{after}", "[".repeat(20_000), "]".repeat(20_000)),
            format!(
                "x = {}1{};{after}",
                "{a:".repeat(20_000),
                "}".repeat(20_000)
            ),
            format!(
                "{}track('inside'){};{after}",
                "f(".repeat(20_000),
                ")".repeat(20_000)
            ),
            format!("x = {}1;{after}", "a => ".repeat(20_000)),
            format!(
                "{}track('inside');{}{after}",
                "if (x) {".repeat(20_000),
                "}".repeat(20_000)
            ),
            format!(
                "const {}x{} = y;{after}",
                "{a:".repeat(5_000),
                "}".repeat(5_000)
            ),
        ];
        for source in deep {
            let facts = script(&source);
            let calls: Vec<_> = facts
                .calls
                .iter()
                .filter(|site| site.name == "track")
                .collect();
            let wanted = source.matches("track(").count();
            let refused = facts.problems.iter().any(|problem| !problem.partial);
            assert!(
                calls.len() == wanted || refused,
                "{} of {wanted} in {}…",
                calls.len(),
                &source[..20]
            );
            assert!(
                calls
                    .iter()
                    .all(|site| matches!(site.arguments[0].value, Value::Text(_)))
            );
        }
    });
}

#[test]
fn values_that_would_grow_faster_than_the_text_are_cut_and_it_is_said() {
    let nested = format!("{}1{};\n", "f(".repeat(400), ")".repeat(400));
    let source = format!("{}track('found');", nested.repeat(20));
    let facts = script(&source);
    assert!(
        facts
            .problems
            .iter()
            .any(|problem| problem.partial && problem.message.contains("more nested data"))
    );
    assert_eq!(called(&facts, "track").arguments[0].value, text("found"));
}

#[test]
fn no_prefix_of_a_file_panics() {
    for (language, path, source) in [
        (&JAVASCRIPT, "a.js", SCRIPT),
        (&TYPESCRIPT, "a.ts", TYPED),
        (&TYPESCRIPT, "a.tsx", TYPED),
        (&JAVASCRIPT, "a.jsx", MARKUP),
    ] {
        assert_prefixes_are_read(language, path, source, 7);
    }
}

#[test]
fn a_name_is_called_with_arguments_or_named_for_others_and_is_no_part_of_another() {
    let calls =
        |line: &str| (JAVASCRIPT.may_call)(line, line.find("event").unwrap_or_default(), "event");
    let called = [
        "event (x)",
        "event?.(x)",
        "dispatch('shop/event')",
        "on('event', x)",
        "@a=\"event\"",
        "@a=\"event($x)\"",
        "@a=event",
        "@a=\"event; b()\"",
        "import { event as b }",
    ];
    let others = [
        "@a=\"b = $event\"",
        "v-model=\"event.value\"",
        "find('.js-event')",
        "'event-list'",
        "v-for=\"event in all\"",
        "event.x",
    ];
    assert_eq!(called.map(calls), [true; 9]);
    assert_eq!(others.map(calls), [false; 6]);
}

#[test]
fn an_ampersand_of_markup_is_no_error() {
    for source in [
        "const a = <a href='x?a=1&utm_medium=2&b=3' onClick={() => track('found')}>T</a>;",
        "const a = <>A & B <a href='/' onClick={() => track('found')}>T</a></>;",
        "const a = <p>Terms & Conditions <a onClick={() => track('found')}>T</a></p>;",
        "const a = <p title=\"a & c\">AT&T &quot;x&quot; &amp; & <a onClick={() => track('found')}>T&</a></p>;",
    ] {
        for (language, path) in [(&JAVASCRIPT, "app/a.jsx"), (&TYPESCRIPT, "app/a.tsx")] {
            let facts = facts_of(language, path, source);
            assert_eq!(called(&facts, "track").arguments.len(), 1, "{source}");
            assert_eq!(facts.problems, [], "{source}");
        }
    }
}
