//! Python that nests without end, or grows faster than its text.

use crate::languages::python::tests::facts_of;
use crate::languages::testing::on_a_worker;

#[test]
fn nesting_without_end_neither_overflows_nor_hides_a_call() {
    on_a_worker(|| {
        let after = "\nsend('found')\n";
        let many = 20_000;
        let deep = [
            format!("x = {}1{after}", "1+".repeat(100_000)),
            format!("x = {}1{after}", "not ".repeat(many)),
            format!("x = a{}{after}", ".b()".repeat(many)),
            format!("x = {}1{}{after}", "(".repeat(many), ")".repeat(many)),
            format!("x = {}1{}{after}", "[".repeat(400), "]".repeat(400)),
            format!("x = {}1{}{after}", "f(".repeat(400), ")".repeat(400)),
            format!("x = {}1{after}", "lambda: ".repeat(many)),
            format!("x = {}1{after}", "a if b else ".repeat(many)),
            format!("x = {}''{}{after}", "f'{".repeat(200), "}'".repeat(200)),
        ];
        for source in deep {
            let facts = facts_of(&source);
            let calls = facts.calls.iter().filter(|site| site.name == "send");
            let is_refused = facts.problems.iter().any(|problem| !problem.partial);
            assert!(calls.count() > 0 || is_refused, "{}", &source[..20]);
        }
    });
}

#[test]
fn values_grow_with_the_text_and_no_faster() {
    on_a_worker(|| {
        let nested = format!("{}x{}\n", "f(1, g(2, [".repeat(150), "]))".repeat(150));
        let facts = facts_of(&nested.repeat(20));
        let size = format!("{:?}", facts.calls).len();
        assert!(size < 400 * nested.len() * 20, "{size}");
    });
}

#[test]
fn any_text_is_read() {
    for text in [
        "",
        "\u{feff}x = 1",
        "def",
        "class",
        "@",
        "f'{",
        "x = \"\"\"",
        "\t\n  \n x",
        "import",
        "from . import",
    ] {
        facts_of(text);
    }
}

#[test]
fn a_guard_that_ends_in_a_wide_character_has_a_span_between_characters() {
    let source = "def f(a):\n    if a != 'b':\n        return \u{e9}\n    send(a)\n";
    let facts = facts_of(source);
    let mut spans = facts.bindings.iter().map(|binding| binding.span);
    assert!(
        facts.bindings.len() == 1 && spans.all(|span| source.is_char_boundary(span.start as usize))
    );
}
