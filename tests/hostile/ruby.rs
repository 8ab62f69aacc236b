//! Ruby: what aborts the grammar, what is deep, what takes long.

use crate::harness::Project;

const CALL: &str = "Gitlab::InternalEvents.track_event('lost')\n";

fn lost(line: u64) -> [(u64, String); 1] {
    [(line, "lost".to_owned())]
}

/// 1: words of heredocs that are longer than the grammar's scanner can keep.
#[test]
fn long_heredoc_words() {
    for length in [256, 1100] {
        let word = "A".repeat(length);
        let project = Project::with("app/a.rb", format!("x = <<~{word}\n  text\n{word}\n{CALL}"));
        project.check();
        assert_eq!(project.calls("app/a.rb"), lost(4), "{length}");
    }
}

/// 2: a quoted word that is never closed.
#[test]
fn an_unclosed_heredoc_word() {
    let project = Project::with("app/a.rb", format!("{CALL}x = <<~\"BASH{}\n", "b".repeat(400)));
    project.check();
    assert_eq!(project.calls("app/a.rb"), lost(1));
}

/// 3: many heredocs at once, alone and inside nested interpolation.
#[test]
fn many_heredocs_on_one_line() {
    let words: Vec<String> = (0..6).map(|number| "W".repeat(160 + number * 7)).collect();
    let begins = words.iter().map(|word| format!("<<~{word}")).collect::<Vec<_>>().join(", ");
    let ends: String = words.iter().map(|word| format!("  t\n{word}\n")).collect();
    let project = Project::with("app/a.rb", format!("f({begins})\n{ends}{CALL}"));
    project.check();
    let nested = format!("{CALL}{}{}", "\"#{".repeat(100), (0..8).map(|n| format!("<<~A{n} + ")).collect::<String>());
    let project = Project::with("app/a.rb", nested);
    project.check();
}

/// 25: what makes the parser try everything is stopped by counting, so each run stops at the same place.
#[test]
fn a_parse_that_explodes_is_stopped_by_its_budget() {
    let text = format!("{CALL}{}", "<%".repeat(100_000));
    let project = Project::with("app/a.rb", text);
    let report = project.check();
    assert_eq!(report.unread("app/a.rb").len(), 1, "{:?}", report.findings("app/a.rb"));
    assert_eq!(project.check().json, report.json, "the same every time");
}

/// 26: many such files.
#[test]
fn many_exploding_files_end() {
    let project = Project::good();
    for number in 0..40 {
        project.write(&format!("app/gen/{number}.rb"), format!("{CALL}{}", "<%".repeat(20_000)));
    }
    let report = project.check();
    let unread = (0..40).filter(|number| !report.unread(&format!("app/gen/{number}.rb")).is_empty());
    assert_eq!(unread.count(), 40);
}

/// Deep and long expressions: nothing recurses on them.
#[test]
fn deep_expressions_do_not_overflow_the_stack() {
    for (name, text) in [
        ("parentheses", format!("x = {}1{}\n", "(".repeat(20_000), ")".repeat(20_000))),
        ("open parentheses", "(".repeat(20_000)),
        ("sum", format!("x = {}1\n", "1+".repeat(100_000))),
        ("chain", format!("x = a{}\n", ".b()".repeat(100_000))),
        ("calls", "a.b()".repeat(100_000)),
        ("lists", format!("x = {}\n", "[".repeat(20_000))),
        ("modules", format!("{}{}", "module A\n".repeat(10_000), "end\n".repeat(10_000))),
        ("conditions", format!("{}{}", "if a\n".repeat(10_000), "end\n".repeat(10_000))),
        ("ternaries", format!("x = {}1\n", "a ? 1 : ".repeat(20_000))),
        ("interpolation", format!("x = {}", "\"#{".repeat(10_000))),
        ("not", format!("x = {}a\n", "!".repeat(50_000))),
        ("index", format!("x = a{}\n", "[0]".repeat(50_000))),
    ] {
        let project = Project::with("app/a.rb", format!("{CALL}{text}"));
        project.check();
        let found = project.calls("app/a.rb");
        assert!(found == lost(1) || !project.check().unread("app/a.rb").is_empty(), "{name}: found, or said to be unread");
    }
}

/// 65: names that are computed are listed as patterns, those of constants are known.
#[test]
fn computed_names_are_listed_with_their_pattern() {
    let text = "class A\n  NAME = 'from_constant'\n  def a(b)\n    Gitlab::InternalEvents.track_event(\"start_#{b}_end\")\n    \
                Gitlab::InternalEvents.track_event(NAME)\n    Gitlab::InternalEvents.track_event(b.c)\n  end\nend\n";
    let project = Project::with("app/a.rb", text);
    let expected = [(4, "start_*_end".to_owned()), (5, "from_constant".to_owned()), (6, "*".to_owned())];
    assert_eq!(project.calls("app/a.rb"), expected);
    let report = project.check();
    let dynamic = report.findings("app/a.rb").into_iter().filter(|(lint, ..)| *lint == "dynamic-event-name");
    assert!(dynamic.map(|(_, line, ..)| line).any(|line| line == 6));
}
