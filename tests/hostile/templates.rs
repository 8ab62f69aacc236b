//! HAML and ERB that are cut off, wrongly indented, or of another shape than usual.

use super::good_files::{Row, each_says};
use crate::support::project::Project;
use indoc::indoc;

/// Returns HAML with a tag before and behind a text.
fn between_haml(odd: &str) -> String {
    format!("{FIRST_HAML}{odd}%a{{ data: {{ track_action: 'last' }} }} b\n")
}

const FIRST_HAML: &str = "%a{ data: { track_action: 'first' } } a\n";

/// HAML with a brace that is never closed.
fn unclosed_haml() -> [Row<'static, String>; 2] {
    [
        (
            "a brace that is never closed",
            between_haml("%p{ a: 1\n"),
            &[
                "partly: line 2: attributes that are not closed here; what they hold may be missed",
                "2:3 invalid-input: attributes that are not closed here; what they hold may be missed",
                "1 sends first",
                "3 sends last",
            ],
        ),
        (
            "cut off",
            format!("{FIRST_HAML}%a{{ data: {{ track_ac"),
            &[
                "partly: line 2: attributes that are not closed here; what they hold may be missed",
                "2:3 invalid-input: attributes that are not closed here; what they hold may be missed",
                "1 sends first",
            ],
        ),
    ]
}

/// HAML with odd indents and contents.
fn odd_haml() -> [Row<'static, String>; 7] {
    [
        (
            "sound",
            between_haml("%p text\n"),
            ["1 sends first", "3 sends last"].as_slice(),
        ),
        (
            "tabs",
            between_haml("%p\n\t%b\n\t\ttext\n"),
            &["1 sends first", "5 sends last"],
        ),
        (
            "tabs and blanks",
            between_haml("%p\n\t%b\n  %i\n"),
            &["1 sends first", "5 sends last"],
        ),
        (
            "odd dedent",
            between_haml(indoc! {r"
                %p
                    %b
                  text
            "}),
            &["1 sends first", "5 sends last"],
        ),
        (
            "1,000 nested tags",
            between_haml(
                &(0..1_000)
                    .map(|depth| format!("{}%p\n", " ".repeat(depth)))
                    .collect::<String>(),
            ),
            &["1 sends first", "1002 sends last"],
        ),
        (
            "interpolation in a script",
            between_haml(indoc! {r"
                :javascript
                  var a = #{b};
            "}),
            &["1 sends first", "4 sends last"],
        ),
        (
            "a comment that holds a tag",
            between_haml(indoc! {r"
                -#
                  %a{ data: { track_action: 'never' } }
            "}),
            &["1 sends first", "4 sends last"],
        ),
    ]
}

/// 62: the tag before and the tag behind what is odd are found, or it is said that the rest is not read.
#[test]
fn haml_that_is_odd() {
    each_says("app/views/a.html.haml", &unclosed_haml());
    each_says("app/views/a.html.haml", &odd_haml());
}

const FIRST_ERB: &str = "<a data-track-action=\"first\">a</a>\n";
const LAST_ERB: &str = "<a data-track-action=\"last\">b</a>\n";
const ERB_CALL: &str = "= link_to 'x', '#', data: { event_tracking: 'ruby' }";

/// ERB between two tags.
fn odd_erb() -> [Row<'static, String>; 7] {
    let around = |odd: &str| format!("{FIRST_ERB}{odd}{LAST_ERB}");
    [
        (
            "sound",
            around(&format!("<%{ERB_CALL} %>\n")),
            [
                "2:31 undefined-event: event `ruby` is sent but not defined",
                "1 sends first",
                "2 sends ruby",
                "3 sends last",
            ]
            .as_slice(),
        ),
        (
            "never closed",
            around(&format!("<%{ERB_CALL}\n")),
            &[
                "partly: line 3: not valid Ruby here (and 1 more place); calls inside may be missed",
                "2:31 undefined-event: event `ruby` is sent but not defined",
                "3:1 invalid-input: not valid Ruby here (and 1 more place); calls inside may be missed",
                "1 sends first",
                "2 sends ruby",
            ],
        ),
        (
            "doubled",
            around(&format!("<%%{ERB_CALL} %>\n")),
            &["1 sends first", "3 sends last"],
        ),
        (
            "dashed",
            around(&format!("<%{ERB_CALL} -%>\n")),
            &[
                "2:31 undefined-event: event `ruby` is sent but not defined",
                "1 sends first",
                "2 sends ruby",
                "3 sends last",
            ],
        ),
        (
            "a comment",
            around(&format!("<%#{ERB_CALL} %>\n")),
            &["1 sends first", "3 sends last"],
        ),
        (
            "a comment of HTML",
            around("<!-- <a data-track-action=\"never\"></a> -->\n"),
            &["1 sends first", "3 sends last"],
        ),
        (
            "cut off",
            format!("{FIRST_ERB}<a data-track-act"),
            &["1 sends first"],
        ),
    ]
}

/// 64: cut off, doubled and dashed tags; a comment sends nothing.
#[test]
fn erb_that_is_odd() {
    each_says("app/views/a.html.erb", &odd_erb());
}

const LOST: &str = "%a{ data: { track_action: 'lost' } }\n";

/// HAML that is never closed, as [`odd_haml_before_a_call`] has it.
fn unclosed_haml_before_a_call() -> [(&'static str, String, bool, usize); 5] {
    [
        (
            "a brace never closed",
            "%a{ data: { track_action: 'x'\n".to_owned(),
            true,
            1,
        ),
        ("a bracket never closed", "%a(b=\"c\"\n".to_owned(), true, 1),
        ("a string never closed", "%a{ b: 'c }\n".to_owned(), true, 1),
        (
            "an interpolation never closed",
            "%p some #{text\n".to_owned(),
            true,
            0,
        ),
        ("braces for ever", "%a{\n".repeat(50_000), true, 1),
    ]
}

/// Odd HAML, whether the call behind it is found, and the number of places that are unread.
fn odd_haml_before_a_call() -> [(&'static str, String, bool, usize); 7] {
    // As many as a file may have that is not skipped for its size.
    let deep: String = (0..1_300)
        .map(|depth| format!("{}%div\n", " ".repeat(depth)))
        .collect();
    let blocks: String = (0..1_300)
        .map(|depth| format!("{}- if x\n", " ".repeat(depth)))
        .collect();
    [
        ("tabs", "%p\n\t%b\n\t\t= x\n".to_owned(), true, 0),
        (
            "odd dedent",
            indoc! {r"
                %p
                    %b
                  %i
                      = x
                   %u
            "}
            .to_owned(),
            true,
            0,
        ),
        ("indents", deep, true, 0),
        ("blocks", blocks, true, 1),
        (
            "a script",
            indoc! {r##"
                :javascript
                  a("#{b('}')}");
            "##}
            .to_owned(),
            true,
            0,
        ),
        (
            "a script that is none",
            indoc! {r"
                :javascript
                  a(((
            "}
            .to_owned(),
            true,
            1,
        ),
        (
            "an end too many",
            indoc! {r"
                - else
                  = x
                - end
            "}
            .to_owned(),
            true,
            1,
        ),
    ]
}

/// 62, closer: each text, whether the call behind it is found, and how many places are said to be unread.
#[test]
fn odd_haml_costs_no_call_behind_it() {
    let path = "app/views/a.html.haml";
    let unclosed = unclosed_haml_before_a_call().into_iter();
    for (name, text, found, unread) in odd_haml_before_a_call().into_iter().chain(unclosed) {
        let project = Project::with(path, format!("{text}{LOST}"));
        let report = project.check();
        let calls = project.calls_of(path);
        assert_eq!(
            calls.iter().any(|(_, name)| name == "lost"),
            found,
            "{name}: {calls:?}"
        );
        assert_eq!(
            report.unread(path).len(),
            unread,
            "{name}: {:?}",
            report.unread(path).iter().take(3).collect::<Vec<_>>()
        );
    }
}

/// 64, closer: what runs counts, what does not run does not.
#[test]
fn odd_erb_is_read_as_it_runs() {
    let path = "app/views/a.html.erb";
    let call = "link_to 'x', y, data: { track_action: 'lost' }";
    for (name, text, found) in [
        ("output", format!("<%= {call} %>"), true),
        ("trimmed", format!("<%- {call} -%>\n"), true),
        ("never closed", format!("<%= {call}"), true),
        ("escaped", format!("<%% {call} %>"), false),
        ("a comment", format!("<%# {call} %>"), false),
        ("a comment of Ruby", format!("<% # {call} %>"), false),
        (
            "a comment of HTML",
            "<!-- <a data-track-action=\"lost\"> -->".to_owned(),
            false,
        ),
        ("behind a comment", format!("<%# x %><%= {call} %>"), true),
        (
            "behind one that is not valid",
            format!("<%= x( %>\n<%= {call} %>\n"),
            true,
        ),
        (
            "behind a tag never closed",
            format!("<a b=\"\n<%= {call} %>\n"),
            true,
        ),
        (
            "a tag",
            "<a href=\"<%= x > y %>\" data-track-action=\"lost\">".to_owned(),
            true,
        ),
    ] {
        let project = Project::with(path, text);
        project.check();
        let calls = project
            .calls_of(path)
            .iter()
            .any(|(_, name)| name == "lost");
        assert_eq!(calls, found, "{name}");
    }
}
