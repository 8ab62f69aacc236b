//! Suppressions in the comments of every language: for a line, for the next call and for a file.

mod templates;

use super::suppressions::{Case, table};
use indoc::indoc;
use templates::{of_components, of_erb, of_haml};

const RUBY: &str = "Gitlab::InternalEvents.track_event('x_y')";
const JS: &str = "import { InternalEvents } from '~/tracking';\n";

/// Comments of Ruby.
fn of_ruby() -> [Case<'static>; 6] {
    [
        (
            "ruby",
            "a.rb",
            format!("{RUBY}\n"),
            &["1 undefined-event"][..],
        ),
        (
            "own line",
            "a.rb",
            format!("{RUBY} # tracklint: ignore[undefined-event] -- r\n"),
            &[],
        ),
        (
            "alone",
            "a.rb",
            format!("# tracklint: ignore[undefined-event] -- r\n{RUBY}\n{RUBY}\n"),
            &["3 undefined-event"],
        ),
        (
            "file",
            "a.rb",
            format!("{RUBY}\n{RUBY}\n# tracklint: ignore-file[undefined-event] -- r\n"),
            &[],
        ),
        (
            "other lint",
            "a.rb",
            format!("{RUBY} # tracklint: ignore[unused-event] -- r\n"),
            &["1 undefined-event", "1 unused-suppression"],
        ),
        (
            "several",
            "a.rb",
            format!("{RUBY} # tracklint: ignore[unused-event, undefined-event] -- r\n"),
            &["1 unused-suppression"],
        ),
    ]
}

/// Comments of JavaScript.
fn of_javascript() -> [Case<'static>; 6] {
    [
        (
            "js",
            "a.js",
            format!("{JS}InternalEvents.trackEvent('x_y');\n"),
            &["2 undefined-event"],
        ),
        (
            "js own line",
            "a.js",
            format!(
                "{JS}InternalEvents.trackEvent('x_y'); // tracklint: ignore[undefined-event] -- r\n"
            ),
            &[],
        ),
        (
            "js block",
            "a.js",
            format!(
                "{JS}InternalEvents.trackEvent(/* tracklint: ignore[undefined-event] -- r */ 'x_y');\n"
            ),
            &[],
        ),
        (
            "js alone",
            "a.js",
            format!(
                "{JS}// tracklint: ignore[undefined-event] -- r\n// more\n\nInternalEvents.trackEvent(\n  'x_y',\n);\n"
            ),
            &[],
        ),
        (
            "js block alone",
            "a.js",
            format!(
                "{JS}/*\n * tracklint: ignore[undefined-event] -- r\n */\nInternalEvents.trackEvent('x_y');\n"
            ),
            &[],
        ),
        (
            "js file",
            "a.js",
            format!(
                "// tracklint: ignore-file[undefined-event] -- r\n{JS}const a = () => {{\n  InternalEvents.trackEvent('x_y');\n}};\n"
            ),
            &[],
        ),
    ]
}

/// Comments of TypeScript and JSX.
fn of_typescript() -> [Case<'static>; 2] {
    [
        (
            "ts",
            "a.ts",
            format!(
                "{JS}const go = (n: number): void => {{\n  // tracklint: ignore[undefined-event] -- r\n  InternalEvents.trackEvent('x_y');\n}};\n"
            ),
            &[],
        ),
        (
            "jsx",
            "a.jsx",
            format!(
                "{JS}const a = () => (\n  <p>\n    {{/* tracklint: ignore[undefined-event] -- r */}}\n    <b onClick={{() => InternalEvents.trackEvent('x_y')}} />\n  </p>\n);\n"
            ),
            &[],
        ),
    ]
}

/// Comments of Rust for a line.
fn of_rust_lines() -> [Case<'static>; 2] {
    [
        (
            "rust bare",
            "a.rs",
            indoc! {r#"
            fn a() {
                send_event("x_y");
            }
        "#}
            .into(),
            &["2 undefined-event"],
        ),
        (
            "rust own line",
            "a.rs",
            indoc! {r#"
            fn a() {
                send_event("x_y"); // tracklint: ignore[undefined-event] -- r
            }
        "#}
            .into(),
            &[],
        ),
    ]
}

/// Comments of Rust for the next call and a file.
fn of_rust() -> [Case<'static>; 3] {
    [
        (
            "rust alone",
            "a.rs",
            indoc! {r#"
            fn a() {
                /* tracklint: ignore[undefined-event] -- r */
                send_event(
                    "x_y",
                );
            }
        "#}
            .into(),
            &[],
        ),
        (
            "rust attribute",
            "a.rs",
            indoc! {r#"
            fn a() {
                // tracklint: ignore[undefined-event] -- r
                #[cfg(x)]
                send_event("x_y");
            }
        "#}
            .into(),
            &[],
        ),
        (
            "rust file",
            "a.rs",
            indoc! {r#"
            // tracklint: ignore-file[undefined-event] -- r
            fn a() {
                send_event("x_y");
            }
        "#}
            .into(),
            &[],
        ),
    ]
}

/// Comments of YAML.
fn of_definitions() -> [Case<'static>; 4] {
    [
        (
            "yaml bare",
            "config/events/z.yml",
            indoc! {r"
            ---
            internal_events: true
            action: never
            milestone: '17.0'
        "}
            .into(),
            &["3 unused-event"],
        ),
        (
            "yaml own line",
            "config/events/z.yml",
            indoc! {r"
            ---
            internal_events: true
            action: never # tracklint: ignore[unused-event] -- r
        "}
            .into(),
            &[],
        ),
        (
            "yaml alone",
            "config/events/z.yml",
            indoc! {r"
            ---
            # tracklint: ignore[unused-event] -- r
            # more
            action: never
            internal_events: true
        "}
            .into(),
            &[],
        ),
        (
            "yaml file",
            "config/events/z.yml",
            indoc! {r"
            # tracklint: ignore-file[unused-event] -- r
            ---
            internal_events: true
            action: never
        "}
            .into(),
            &[],
        ),
    ]
}

// The first row of each language has no comment and a finding, so each silence behind it comes from a comment.
#[test]
fn each_language_has_comments_for_a_line_the_next_call_and_a_file() {
    table(&of_ruby());
    table(&of_haml());
    table(&of_erb());
    table(&of_javascript());
    table(&of_typescript());
    table(&of_components());
    table(&of_rust_lines());
    table(&of_rust());
    table(&of_definitions());
}
