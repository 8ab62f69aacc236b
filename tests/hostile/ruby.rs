//! Ruby: what aborts the grammar, what is deep, what takes long.

use super::good_files::{Row, each_says};
use crate::support::project::Project;
use indoc::indoc;

const PATH: &str = "app/a.rb";
const CALL: &str = "Gitlab::InternalEvents.track_event('lost')\n";

/// 1: words of heredocs that are longer than the grammar's scanner can keep.
#[test]
fn long_heredoc_words() {
    let text = |length| format!("x = <<~{0}\n  text\n{0}\n{CALL}", "A".repeat(length));
    each_says(
        PATH,
        &[
            (
                "256",
                text(256),
                &[
                    "4:36 undefined-event: event `lost` is sent but not defined",
                    "4 sends lost",
                ],
            ),
            (
                "1,100",
                text(1100),
                &[
                    "4:36 undefined-event: event `lost` is sent but not defined",
                    "4 sends lost",
                ],
            ),
        ],
    );
}

/// 2: a quoted word that is never closed: the calls before it are found, and what the rest is taken for is said.
#[test]
fn an_unclosed_heredoc_word() {
    let text = format!("{CALL}x = <<~\"BASH{}\n{CALL}", "b".repeat(400));
    each_says(
        PATH,
        &[(
            "never closed",
            text,
            &[
                "partly: line 2: not valid Ruby here (and 1 more place); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:9 invalid-input: not valid Ruby here (and 1 more place); calls inside may be missed",
                "1 sends lost",
            ],
        )],
    );
}

/// 3: many heredocs at once, alone and inside nested interpolation.
#[test]
fn many_heredocs_on_one_line() {
    let words: Vec<String> = (0..6).map(|number| "W".repeat(160 + number * 7)).collect();
    let begins = words
        .iter()
        .map(|word| format!("<<~{word}"))
        .collect::<Vec<_>>()
        .join(", ");
    let ends: String = words.iter().map(|word| format!("  t\n{word}\n")).collect();
    let nested = format!(
        "{CALL}{}{}",
        "\"#{".repeat(100),
        (0..8).map(|n| format!("<<~A{n} + ")).collect::<String>()
    );
    each_says(
        PATH,
        &[
            (
                "six",
                format!("f({begins})\n{ends}{CALL}"),
                &[
                    "14:36 undefined-event: event `lost` is sent but not defined",
                    "14 sends lost",
                ],
            ),
            (
                "inside interpolation",
                nested,
                &[
                    "partly: line 2: code nested too deep to follow; calls inside may be missed",
                    "partly: line 2: not valid Ruby here (and 210 more places); calls inside may be missed",
                    "1:36 undefined-event: event `lost` is sent but not defined",
                    "2:250 invalid-input: code nested too deep to follow; calls inside may be missed",
                    "2:304 invalid-input: not valid Ruby here (and 210 more places); calls inside may be missed",
                    "1 sends lost",
                ],
            ),
        ],
    );
}

/// 25: what makes a parser try everything is stopped by counting, so each run stops at the same place.
#[test]
fn a_parse_that_explodes_is_stopped_by_its_budget() {
    each_says(
        PATH,
        &[(
            "tags",
            format!("{CALL}{}", "<%".repeat(100_000)),
            &[
                "partly: line 2: not valid Ruby here (and 1 more place); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:1 invalid-input: not valid Ruby here (and 1 more place); calls inside may be missed",
                "1 sends lost",
            ],
        )],
    );
    let path = "app/views/a.html.haml";
    each_says(
        path,
        &[(
            "attributes",
            format!(
                "%a{{ data: {{ track_action: 'first' }} }}\n{}",
                "%a{\n".repeat(50_000)
            ),
            &[
                "partly: line 2: attributes that are not closed here (and 49999 more places); what they hold may be missed",
                "2:3 invalid-input: attributes that are not closed here (and 49999 more places); what they hold may be missed",
                "1 sends first",
            ],
        )],
    );
    let project = Project::with(PATH, format!("{CALL}{}", "<%".repeat(100_000)));
    assert_eq!(
        project.check().json,
        project.check().json,
        "the same every time"
    );
}

/// 26: many such files: each is told, and the run ends.
#[test]
fn many_exploding_files_end() {
    let project = Project::good();
    for number in 0..40 {
        project.write(
            &format!("app/gen/{number}.rb"),
            format!("{CALL}{}", "<%".repeat(20_000)),
        );
    }
    let report = project.check();
    let one = report.unread("app/gen/0.rb");
    assert_eq!(one.len(), 1, "{one:?}");
    assert!((0..40).all(|number| report.unread(&format!("app/gen/{number}.rb")) == one));
    assert_eq!(report.json["summary"]["files_partial"], 40);
    assert_eq!(
        project.list("calls")["calls"].as_array().unwrap().len(),
        40 + 3,
        "the call before it is found in each"
    );
}

/// Brackets inside one another.
fn deep_brackets() -> [Row<'static, String>; 4] {
    let text = |text: String| format!("{CALL}{text}");
    [
        (
            "parentheses",
            text(format!(
                "x = {}1{}\n",
                "(".repeat(20_000),
                ")".repeat(20_000)
            )),
            &[
                "skipped: Ruby that is nested too deep to parse; the file was not read",
                "1:1 invalid-input: Ruby that is nested too deep to parse; the file was not read",
            ],
        ),
        (
            "open parentheses",
            text("(".repeat(20_000)),
            &[
                "skipped: Ruby that is nested too deep to parse; the file was not read",
                "1:1 invalid-input: Ruby that is nested too deep to parse; the file was not read",
            ],
        ),
        (
            "lists",
            text(format!("x = {}\n", "[".repeat(20_000))),
            &[
                "skipped: Ruby that is nested too deep to parse; the file was not read",
                "1:1 invalid-input: Ruby that is nested too deep to parse; the file was not read",
            ],
        ),
        (
            "interpolation",
            text(format!("x = {}", "\"#{".repeat(10_000))),
            &[
                "skipped: Ruby that is nested too deep to parse; the file was not read",
                "1:1 invalid-input: Ruby that is nested too deep to parse; the file was not read",
            ],
        ),
    ]
}

/// Blocks and branches inside one another.
fn deep_blocks() -> [Row<'static, String>; 3] {
    let text = |text: String| format!("{CALL}{text}");
    [
        (
            "modules",
            text(format!(
                "{}{}",
                "module A\n".repeat(10_000),
                "end\n".repeat(10_000)
            )),
            &[
                "partly: line 126: code nested too deep to follow; calls inside may be missed",
                "partly: line 5001: not valid Ruby here (and 15002 more places); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "126:1 invalid-input: code nested too deep to follow; calls inside may be missed",
                "5001:8 invalid-input: not valid Ruby here (and 15002 more places); calls inside may be missed",
                "1 sends lost",
            ],
        ),
        (
            "conditions",
            text(format!(
                "{}{}",
                "if a\n".repeat(10_000),
                "end\n".repeat(10_000)
            )),
            &[
                "partly: line 126: code nested too deep to follow; calls inside may be missed",
                "partly: line 3334: not valid Ruby here (and 20003 more places); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "126:1 invalid-input: code nested too deep to follow; calls inside may be missed",
                "3334:4 invalid-input: not valid Ruby here (and 20003 more places); calls inside may be missed",
                "1 sends lost",
            ],
        ),
        (
            "ternaries",
            text(format!("x = {}1\n", "a ? 1 : ".repeat(20_000))),
            &[
                "partly: line 2: code nested too deep to follow; calls inside may be missed",
                "partly: line 2: not valid Ruby here (and 23 more places); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:989 invalid-input: code nested too deep to follow; calls inside may be missed",
                "2:39985 invalid-input: not valid Ruby here (and 23 more places); calls inside may be missed",
                "1 sends lost",
            ],
        ),
    ]
}

/// Operators and calls one behind the other.
fn long_chains() -> [Row<'static, String>; 5] {
    let text = |text: String| format!("{CALL}{text}");
    [
        (
            "sum",
            text(format!("x = {}1\n", "1+".repeat(100_000))),
            &[
                "partly: line 2: code nested too deep to follow; calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:5 invalid-input: code nested too deep to follow; calls inside may be missed",
                "1 sends lost",
            ],
        ),
        (
            "chain",
            text(format!("x = a{}\n", ".b()".repeat(100_000))),
            &[
                "partly: line 2: code nested too deep to follow; calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:5 invalid-input: code nested too deep to follow; calls inside may be missed",
                "1 sends lost",
            ],
        ),
        (
            "calls",
            text("a.b()".repeat(100_000)),
            &[
                "partly: line 2: not valid Ruby here (and 99998 more places); calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:6 invalid-input: not valid Ruby here (and 99998 more places); calls inside may be missed",
                "1 sends lost",
            ],
        ),
        (
            "not",
            text(format!("x = {}a\n", "!".repeat(50_000))),
            &[
                "partly: line 1: code nested too deep to follow; only calls with plain arguments were read",
                "1:1 invalid-input: code nested too deep to follow; only calls with plain arguments were read",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "1 sends lost",
            ],
        ),
        (
            "index",
            text(format!("x = a{}\n", "[0]".repeat(50_000))),
            &[
                "partly: line 2: code nested too deep to follow; calls inside may be missed",
                "1:36 undefined-event: event `lost` is sent but not defined",
                "2:5 invalid-input: code nested too deep to follow; calls inside may be missed",
                "1 sends lost",
            ],
        ),
    ]
}

/// Deep and long expressions: nothing recurses on them. The call before is found, or the file is said to be unread.
#[test]
fn deep_expressions_do_not_overflow_the_stack() {
    each_says(PATH, &deep_brackets());
    each_says(PATH, &deep_blocks());
    each_says(PATH, &long_chains());
}

/// Thousands of classes, each the heir of the one before: what changes for all of them is gone through once.
#[test]
fn a_long_line_of_heirs_is_followed_to_its_end() {
    let classes: String = (1..6_000)
        .map(|number| format!("class C{number} < C{}\nend\n", number - 1))
        .collect();
    let said = [
        "1:36 undefined-event: event `lost` is sent but not defined",
        "1 sends lost",
    ];
    each_says(
        PATH,
        &[("heirs", format!("{CALL}class C0\nend\n{classes}"), &said)],
    );
}

/// 65: names that are computed are listed as patterns, those of constants are known.
#[test]
fn computed_names_are_listed_with_their_pattern() {
    let text = indoc! {r#"
        class A
          NAME = 'from_constant'
          def a(b)
            Gitlab::InternalEvents.track_event("start_#{b}_end")
            Gitlab::InternalEvents.track_event(NAME)
            Gitlab::InternalEvents.track_event(b.c)
            Gitlab::InternalEvents.track_event(*b)
          end
        end
    "#};
    each_says(
        PATH,
        &[(
            "computed",
            text,
            &[
                "3:7 dynamic-event-name: event name cannot be read from source",
                "4:40 dynamic-event-name: no defined event fits the computed name `start_*_end`",
                "5:40 undefined-event: event `from_constant` is sent but not defined",
                "4 sends start_*_end",
                "5 sends from_constant",
                "6 sends *",
                "7 sends *",
            ],
        )],
    );
}
