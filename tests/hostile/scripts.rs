//! JavaScript and Rust that is deep, long or broken.

use super::good_files::{GOOD_RUST, Row, each_project_says, each_says};
use crate::support::project::Project;
use indoc::indoc;

const CALL: &str = indoc! {r"
        import { InternalEvents } from '~/tracking';
        InternalEvents.trackEvent('lost');
    "};

/// Scripts that take too long to parse.
fn unread_scripts() -> [Row<'static, String>; 3] {
    let text = |text: String| format!("{CALL}{text}");
    [
        (
            "parentheses",
            text("(".repeat(20_000)),
            [
                "skipped: script that takes too long to parse; it was not read",
                "1:1 invalid-input: script that takes too long to parse; it was not read",
            ]
            .as_slice(),
        ),
        (
            "arrows behind words",
            text("new ->".repeat(16_000)),
            &[
                "skipped: script that takes too long to parse; it was not read",
                "1:1 invalid-input: script that takes too long to parse; it was not read",
            ],
        ),
        (
            "templates",
            text(format!("x = {}", "`${".repeat(10_000))),
            &[
                "skipped: script that takes too long to parse; it was not read",
                "1:1 invalid-input: script that takes too long to parse; it was not read",
            ],
        ),
    ]
}

/// Scripts that are read in spite of their depth.
fn deep_scripts() -> [Row<'static, String>; 4] {
    let text = |text: String| format!("{CALL}{text}");
    [
        (
            "closed parentheses",
            text(format!("x = {}1{};\n", "(".repeat(400), ")".repeat(400))),
            &[
                "partly: line 3: more nested data than is kept; names inside may be missed",
                "2:27 undefined-event: event `lost` is sent but not defined",
                "3:38 invalid-input: more nested data than is kept; names inside may be missed",
                "2 sends lost",
            ],
        ),
        (
            "arrows",
            text("a => ".repeat(20_000)),
            &[
                "partly: line 1: not valid script here; calls inside may be missed",
                "1:1 invalid-input: not valid script here; calls inside may be missed",
                "2:27 undefined-event: event `lost` is sent but not defined",
                "2 sends lost",
            ],
        ),
        (
            "ternaries",
            text(format!("x = {}1;\n", "a ? 1 : ".repeat(20_000))),
            &[
                "partly: line 3: more nested data than is kept; names inside may be missed",
                "2:27 undefined-event: event `lost` is sent but not defined",
                "3:265 invalid-input: more nested data than is kept; names inside may be missed",
                "2 sends lost",
            ],
        ),
        (
            "not",
            text(format!("x = {}a;\n", "!".repeat(50_000))),
            &[
                "2:27 undefined-event: event `lost` is sent but not defined",
                "2 sends lost",
            ],
        ),
    ]
}

/// 21, 22: nothing recurses: the calls are found, also the last of them, or the file is said to be unread.
#[test]
fn deep_scripts_do_not_overflow_the_stack() {
    for path in [
        "app/assets/javascripts/deep.js",
        "app/assets/javascripts/deep.ts",
    ] {
        each_says(path, &unread_scripts());
        each_says(path, &deep_scripts());
    }
}

/// 22: what is long, but sound, is read to its end.
#[test]
fn long_scripts_are_read_to_their_end() {
    let end = "\nInternalEvents.trackEvent('last');\n";
    let rows = [
        (
            "sum",
            format!("{CALL}x = {}1;{end}", "1+".repeat(100_000)),
            [
                "2:27 undefined-event: event `lost` is sent but not defined",
                "4:27 undefined-event: event `last` is sent but not defined",
                "2 sends lost",
                "4 sends last",
            ]
            .as_slice(),
        ),
        (
            "chain",
            format!("{CALL}x = a{};{end}", ".b()".repeat(100_000)),
            &[
                "partly: line 3: more nested data than is kept; names inside may be missed",
                "2:27 undefined-event: event `lost` is sent but not defined",
                "3:5 invalid-input: more nested data than is kept; names inside may be missed",
                "4:27 undefined-event: event `last` is sent but not defined",
                "2 sends lost",
                "4 sends last",
            ],
        ),
        (
            "calls",
            format!("{CALL}{}{end}", "a.b();".repeat(100_000)),
            &[
                "2:27 undefined-event: event `lost` is sent but not defined",
                "4:27 undefined-event: event `last` is sent but not defined",
                "2 sends lost",
                "4 sends last",
            ],
        ),
    ];
    each_says("app/assets/javascripts/long.js", &rows);
    each_says("app/assets/javascripts/long.ts", &rows);
}

/// Rust with a call on line 9, so that something can be lost.
fn rust(before: &String) -> Project {
    let project = Project::with(
        "src/a.rs",
        format!(
            "{before}\n{}fn b() {{ analytics::track(\"lost\"); }}\n",
            "//\n".repeat(7)
        ),
    );
    project.write(
        "rules.yml",
        indoc! {r"
            pack: own/rust
            system: internal_events
            calls:
              - id: track
                languages: [rust]
                on: anything
                method: track
                event: {argument: 0}
                examples: {match: [], ignore: []}
        "},
    );
    project.write("tracklint.yml", "rules: [rules.yml]\n");
    // A rule that matches nothing would withhold findings of the other files.
    project.write(GOOD_RUST, "fn c() { analytics::track(\"view_page\"); }\n");
    project
}

/// Rust that neither reader takes.
fn unread_rust() -> [Row<'static, String>; 3] {
    [
        (
            "parentheses",
            format!("fn a() {{ {}1{}; }}", "(".repeat(5_000), ")".repeat(5_000)),
            &[
                "skipped: nested too deeply to be parsed, and the simple reader gave up too; nothing of this file was read",
                "1:1 invalid-input: nested too deeply to be parsed, and the simple reader gave up too; nothing of this file was read",
            ],
        ),
        (
            "open parentheses",
            format!("fn a() {{ {}", "(".repeat(5_000)),
            &[
                "skipped: not valid Rust here, and the simple reader gave up too; nothing of this file was read",
                "1:5009 invalid-input: not valid Rust here, and the simple reader gave up too; nothing of this file was read",
            ],
        ),
        (
            "arrows behind words",
            "return ->".repeat(11_000),
            &[
                "skipped: nested too deeply to be parsed, and the simple reader gave up too; nothing of this file was read",
                "1:1 invalid-input: nested too deeply to be parsed, and the simple reader gave up too; nothing of this file was read",
            ],
        ),
    ]
}

/// Rust whose call is found.
fn simply_read_rust() -> [Row<'static, String>; 4] {
    [
        (
            "sound",
            "fn a() {}".to_owned(),
            &[
                "9:27 undefined-event: event `lost` is sent but not defined",
                "9 sends lost",
            ],
        ),
        (
            "generics",
            format!("type A = {}u8{};", "Vec<".repeat(1_000), ">".repeat(1_000)),
            &[
                "partly: line 1: nested too deeply to be parsed; only calls with plain arguments were read",
                "1:1 invalid-input: nested too deeply to be parsed; only calls with plain arguments were read",
                "9:27 undefined-event: event `lost` is sent but not defined",
                "9 sends lost",
            ],
        ),
        (
            "chain",
            format!("fn a() {{ b{}; }}", ".c()".repeat(100_000)),
            &[
                "partly: line 1: nested too deeply to be parsed; only calls with plain arguments were read",
                "1:1 invalid-input: nested too deeply to be parsed; only calls with plain arguments were read",
                "9:27 undefined-event: event `lost` is sent but not defined",
                "9 sends lost",
            ],
        ),
        (
            "a fault on line 1",
            "fn a( {".to_owned(),
            &[
                "partly: line 1: not valid Rust here; only calls with plain arguments were read",
                "1:7 invalid-input: not valid Rust here; only calls with plain arguments were read",
                "9:27 undefined-event: event `lost` is sent but not defined",
                "9 sends lost",
            ],
        ),
    ]
}

/// 23, 24: Rust that its own parser cannot take is read by the other, the call on line 9 is found, and it is said.
#[test]
fn rust_beyond_its_parser() {
    each_project_says(rust, &unread_rust());
    each_project_says(rust, &simply_read_rust());
}
