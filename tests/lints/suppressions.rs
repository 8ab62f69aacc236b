//! Comments that suppress findings or name events, in every language.

use crate::support::project::Project;
use indoc::indoc;

/// The lints of the tables.
const LINTS: &[&str] = &[
    "undefined-event",
    "dynamic-event-name",
    "unused-event",
    "unknown-lint",
    "unexplained-suppression",
    "unused-suppression",
    "unused-hint",
    "invalid-input",
];

/// Runs a project with one more file. Returns the findings in it as `line lint`.
fn found(path: &str, text: &str) -> Vec<String> {
    let project = Project::new();
    project.write(path, text);
    project.write("rules.yml", RUST);
    // A rule that matches nothing would hold back findings about unused events.
    project.write("src/own.rs", "fn own() { send_event(\"own_event\"); }\n");
    project.write("tracklint.yml", "rules: [rules.yml]\n");
    let all = project.findings(LINTS);
    let mut own: Vec<String> = all
        .iter()
        .filter_map(|finding| finding.strip_prefix(&format!("{path}:")))
        .map(str::to_owned)
        .collect();
    own.sort();
    own
}

/// One row of a table: subject, path, text and expected findings.
pub type Case<'a> = (&'a str, &'a str, String, &'a [&'a str]);

/// Runs every row of a table.
pub fn table(rows: &[Case<'_>]) {
    let wrong = rows.iter().filter_map(|(what, path, text, expected)| {
        let found = found(path, text);
        (found != *expected)
            .then(|| format!("{what}: found {found:?}, expected {expected:?} in\n{text}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules for the Rust files of the table.
const RUST: &str = indoc! {r"
    pack: own/rust
    system: internal_events
    calls:
      - id: send
        languages: [rust]
        on: anything
        method: send_event
        event: {argument: 0}
        examples: {match: [], ignore: []}
"};

/// Comments with a fault.
fn faulty_comments() -> [Case<'static>; 9] {
    let call = "Gitlab::InternalEvents.track_event('x_y')";
    [
        (
            "unknown lint",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-evnt] -- r\n"),
            &["1 undefined-event", "1 unknown-lint"][..],
        ),
        (
            "no reason",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-event]\n"),
            &["1 unexplained-suppression"],
        ),
        (
            "empty reason",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-event] -- \n"),
            &["1 unexplained-suppression"],
        ),
        (
            "reason without its mark",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-event] because\n"),
            &["1 unexplained-suppression"],
        ),
        (
            "no lint",
            "a.rb",
            format!("{call} # tracklint: ignore -- r\n"),
            &["1 invalid-input", "1 undefined-event"],
        ),
        (
            "empty list",
            "a.rb",
            format!("{call} # tracklint: ignore[] -- r\n"),
            &["1 invalid-input", "1 undefined-event"],
        ),
        (
            "no end",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-event -- r\n"),
            &["1 invalid-input", "1 undefined-event"],
        ),
        (
            "misspelt",
            "a.rb",
            format!("{call} # tracklint: ignroe[undefined-event] -- r\n"),
            &["1 invalid-input", "1 undefined-event"],
        ),
        (
            "capitals",
            "a.rb",
            format!("{call} # Tracklint: ignore[undefined-event] -- r\n"),
            &["1 undefined-event"],
        ),
    ]
}

/// Comments in texts, blocks and other comments.
fn places_of_comments() -> [Case<'static>; 7] {
    let call = "Gitlab::InternalEvents.track_event('x_y')";
    [
        (
            "prose",
            "a.rb",
            format!("# write `tracklint: ignore[undefined-event] -- r` for it\n{call}\n"),
            &["2 undefined-event"],
        ),
        (
            "in a string",
            "a.rb",
            format!("a = '# tracklint: ignore[undefined-event] -- r'; {call}\n"),
            &["1 undefined-event"],
        ),
        (
            "in a here document",
            "a.rb",
            format!("a = <<~T\n  # tracklint: ignore-file[undefined-event] -- r\nT\n{call}\n"),
            &["4 undefined-event"],
        ),
        (
            "behind another comment",
            "a.rb",
            format!("{call} # rubocop:disable X # tracklint: ignore[undefined-event] -- r\n"),
            &[],
        ),
        (
            "in a block comment",
            "a.rb",
            format!("=begin\ntracklint: ignore[undefined-event] -- r\n=end\n{call}\n"),
            &[],
        ),
        (
            "CRLF",
            "a.rb",
            format!("# tracklint: ignore[undefined-event] -- r\r\n{call}\r\n{call}\r\n"),
            &["3 undefined-event"],
        ),
        (
            "CRLF behind",
            "a.rb",
            format!("{call} # tracklint: ignore[undefined-event] -- r\r\n{call}\r\n"),
            &["2 undefined-event"],
        ),
    ]
}

/// Comments that keep nothing back.
fn unused_comments() -> [Case<'static>; 6] {
    let call = "Gitlab::InternalEvents.track_event('x_y')";
    [
        (
            "used up",
            "a.rb",
            format!("# tracklint: ignore[undefined-event] -- r\n\nputs 1\n{call}\n"),
            &["1 unused-suppression", "4 undefined-event"],
        ),
        (
            "at the end",
            "a.rb",
            format!("{call}\n# tracklint: ignore[undefined-event] -- r\n"),
            &["1 undefined-event", "2 unused-suppression"],
        ),
        (
            "nothing in the file",
            "a.rb",
            indoc! {r"
            # tracklint: ignore-file[undefined-event] -- r
            puts 1
        "}
            .into(),
            &["1 unused-suppression"],
        ),
        (
            "two of one kind",
            "a.rb",
            format!(
                "# tracklint: ignore[undefined-event] -- r\n{call} # tracklint: ignore[undefined-event] -- r\n"
            ),
            &[],
        ),
        (
            "before a block: its head, not its body",
            "a.rb",
            format!(
                "# tracklint: ignore[undefined-event] -- r\nlist.each do |one|\n  {call}\nend\n"
            ),
            &["1 unused-suppression", "3 undefined-event"],
        ),
        (
            "behind the end of a block: not its body",
            "a.rb",
            format!(
                "list.each do |one|\n  {call}\nend # tracklint: ignore[undefined-event] -- r\n"
            ),
            &["2 undefined-event", "3 unused-suppression"],
        ),
    ]
}

/// Comments at calls of several lines.
fn comments_at_long_calls() -> [Case<'static>; 4] {
    [
        (
            "before a call of many lines",
            "a.rb",
            indoc! {r"
                # tracklint: ignore[undefined-event] -- r
                result = Gitlab::InternalEvents.track_event(
                  'x_y',
                  user: user
                )
            "}
            .into(),
            &[],
        ),
        (
            "inside a call of many lines",
            "a.rb",
            indoc! {r"
                Gitlab::InternalEvents.track_event(
                  'x_y', # tracklint: ignore[undefined-event] -- r
                  user: user
                )
            "}
            .into(),
            &[],
        ),
        (
            "on the last line of a call",
            "a.rb",
            indoc! {r"
                Gitlab::InternalEvents.track_event(
                  'x_y',
                  user: user
                ) # tracklint: ignore[undefined-event] -- r
            "}
            .into(),
            &[],
        ),
        (
            "before a chain",
            "a.rb",
            indoc! {r"
                # tracklint: ignore[undefined-event] -- r
                Gitlab::InternalEvents
                  .track_event('x_y')
            "}
            .into(),
            &[],
        ),
    ]
}

#[test]
fn what_is_wrong_with_a_suppression_is_a_finding() {
    table(&faulty_comments());
    table(&places_of_comments());
    table(&unused_comments());
    table(&comments_at_long_calls());
}

#[test]
fn hints_name_events_and_are_compared_with_the_definitions() {
    let dynamic = "Gitlab::InternalEvents.track_event(queue.pop)";
    table(&[
        ("without", "a.rb", format!("{dynamic}\n"), &["1 dynamic-event-name"][..]),
        ("own line", "a.rb", format!("{dynamic} # tracklint: uses place_order -- r\n"), &[]),
        ("alone", "a.rb", format!("# tracklint: uses place_order -- r\n{dynamic}\n"), &[]),
        ("no call is seen", "a.rb", "send_all(names) # tracklint: uses place_order -- r\n".into(), &[]),
        ("no reason", "a.rb", format!("{dynamic} # tracklint: uses place_order\n"), &["1 unexplained-suppression"]),
        ("no event", "a.rb", format!("{dynamic} # tracklint: uses -- r\n"), &["1 dynamic-event-name", "1 invalid-input"]),
        ("unknown event", "a.rb", format!("{dynamic} # tracklint: uses place_order, plaec_order -- r\n"), &["1 unused-hint"]),
        (
            "known anyway",
            "a.rb",
            "Gitlab::InternalEvents.track_event('place_order') # tracklint: uses place_order -- r\n".into(),
            &["1 unused-hint"],
        ),
    ]);
    let project = Project::new();
    project.event("cancel_order");
    let unused = |project: &Project| project.findings(&["unused-event"]);
    assert_eq!(
        unused(&project),
        ["config/events/cancel_order.yml:3 unused-event"]
    );
    project.write(
        "app/queue.rb",
        "send_all(names) # tracklint: uses cancel_order -- the names come from the queue\n",
    );
    assert!(
        unused(&project).is_empty(),
        "a hint in a file that no rule would look at is evidence"
    );
}

#[test]
fn similar_names_are_suggested() {
    let project = Project::new();
    project.write(
        "a.rb",
        indoc! {r"
            a(b) # tracklint: ignore[unused-evnt] -- r
            c(d) # tracklint: uses plaec_order -- r
        "},
    );
    let out = project.run(&["check", "--format", "json"]).out;
    assert!(
        out.contains("Did you mean `unused-event`?") && out.contains("Did you mean `place_order`?"),
        "{out}"
    );
}

#[test]
fn a_suppression_of_a_lint_that_is_turned_off_is_not_unused() {
    let project = Project::new();
    project.write(
        "a.rb",
        "Gitlab::InternalEvents.track_event('x_y') # tracklint: ignore[undefined-event] -- r\n",
    );
    project.write("tracklint.yml", "lints: {undefined-event: off}\n");
    assert_eq!(project.findings(LINTS), Vec::<String>::new());
    project.write(
        "tracklint.yml",
        "ignore: [{lint: undefined-event, path: a.rb, reason: r}]\n",
    );
    assert_eq!(
        project.findings(&["unused-ignore", "unused-suppression"]),
        Vec::<String>::new(),
        "both count as used"
    );
}
