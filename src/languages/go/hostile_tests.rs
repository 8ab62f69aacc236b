//! Go that nests without end, or grows faster than its text.

use crate::languages::go::tests::facts_of;
use crate::languages::testing::on_a_worker;

#[test]
fn nesting_without_end_neither_overflows_nor_hides_a_call() {
    on_a_worker(|| {
        let after = "\n\nfunc b() { send(\"found\") }\n";
        let deep = [
            format!("var x = {}1{after}", "1+".repeat(50_000)),
            format!("var x = {}1{after}", "!".repeat(20_000)),
            format!("var x = a{}{after}", ".b()".repeat(20_000)),
            format!("var x = {}1{}{after}", "(".repeat(400), ")".repeat(400)),
            format!("var x = {}1{}{after}", "f(".repeat(400), ")".repeat(400)),
            format!(
                "var x = {}1{}{after}",
                "[]any{".repeat(400),
                "}".repeat(400)
            ),
            format!("var x {}int{after}", "*".repeat(5_000)),
            format!(
                "func a() {{ {}{} }}{after}",
                "if c {".repeat(300),
                "}".repeat(300)
            ),
        ];
        for source in deep {
            let facts = facts_of(&format!("package a\n\n{source}"));
            let calls = facts.calls.iter().filter(|site| site.name == "send");
            let is_refused = facts.problems.iter().any(|problem| !problem.partial);
            assert!(calls.count() > 0 || is_refused, "{}", &source[..20]);
        }
    });
}

#[test]
fn any_text_is_read() {
    for text in [
        "",
        "\u{feff}package a",
        "func",
        "type",
        "const (",
        "func (",
        "package a\nvar x = `",
        "import",
        "type T struct {",
        "switch {",
        "func (t *T",
        "package a\nconst ( a = iota",
        "x := \"\\",
        "é",
    ] {
        facts_of(text);
        facts_of(&format!("package a\nfunc f() {{\n{text}\n"));
    }
}
