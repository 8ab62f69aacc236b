//! Comments addressed to tracklint, through the real program: an exact table of what each does in each language.

use crate::support::project::Project;
use indoc::indoc;

/// The lints the tables are about.
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

/// Runs the project with one more file, and gives `line lint` of what is found in it.
fn found(path: &str, text: &str) -> Vec<String> {
    let project = Project::new();
    project.write(path, text);
    project.write("rules.yml", RUST);
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

/// Runs every row of a table: what it is about, the file, its text, what must be found in it.
fn table(rows: &[(&str, &str, String, &[&str])]) {
    let wrong = rows.iter().filter_map(|(what, path, text, expected)| {
        let found = found(path, text);
        (found != *expected)
            .then(|| format!("{what}: found {found:?}, expected {expected:?} in\n{text}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How the Rust of the table sends events.
const RUST: &str = indoc! {r"
    pack: own/rust
    system: internal_events
    calls:
      - id: send
        languages: [rust]
        method: [send_event]
        any-receiver: true
        event: {argument: 0}
        examples: {match: [], ignore: []}
"};

#[test]
fn each_language_has_comments_for_a_line_the_next_call_and_a_file() {
    let ruby = "Gitlab::InternalEvents.track_event('x_y')";
    let link = "link_to 'x', '#', data: { event_tracking: 'x_y' }";
    let js = "import { InternalEvents } from '~/tracking';\n";
    let vue = indoc! {r"
        <script>
        import { InternalEvents } from '~/tracking';
        export default {
          methods: {
            go() {
    "};
    table(&[
        // Without a comment, the finding is there: so each silence below is the comment's doing.
        (
            "ruby",
            "a.rb",
            format!("{ruby}\n"),
            &["1 undefined-event"][..],
        ),
        (
            "own line",
            "a.rb",
            format!("{ruby} # tracklint: ignore[undefined-event] -- r\n"),
            &[],
        ),
        (
            "alone",
            "a.rb",
            format!("# tracklint: ignore[undefined-event] -- r\n{ruby}\n{ruby}\n"),
            &["3 undefined-event"],
        ),
        (
            "file",
            "a.rb",
            format!("{ruby}\n{ruby}\n# tracklint: ignore-file[undefined-event] -- r\n"),
            &[],
        ),
        (
            "other lint",
            "a.rb",
            format!("{ruby} # tracklint: ignore[unused-event] -- r\n"),
            &["1 undefined-event", "1 unused-suppression"],
        ),
        (
            "several",
            "a.rb",
            format!("{ruby} # tracklint: ignore[unused-event, undefined-event] -- r\n"),
            &["1 unused-suppression"],
        ),
        (
            "haml",
            "app/views/a.html.haml",
            format!("%p\n  = {link}\n"),
            &["2 undefined-event"],
        ),
        (
            "haml own line",
            "app/views/a.html.haml",
            format!("%p\n  = {link} # tracklint: ignore[undefined-event] -- r\n"),
            &[],
        ),
        (
            "haml alone",
            "app/views/a.html.haml",
            format!("%p\n  -# tracklint: ignore[undefined-event] -- r\n     more\n  = {link}\n"),
            &[],
        ),
        (
            "haml dash",
            "app/views/a.html.haml",
            format!("%p\n  - # tracklint: ignore[undefined-event] -- r\n  = {link}\n"),
            &[],
        ),
        (
            "haml file",
            "app/views/a.html.haml",
            format!("-# tracklint: ignore-file[undefined-event] -- r\n%p\n  = {link}\n"),
            &[],
        ),
        (
            "haml tag",
            "app/views/a.html.haml",
            indoc! {r"
            -# tracklint: ignore[undefined-event] -- r
            %a{ href: '#',
              data: { event_tracking: 'x_y' } }
        "}
            .into(),
            &[],
        ),
        (
            "erb",
            "app/views/a.html.erb",
            format!("<p>\n<%= {link} %>\n"),
            &["2 undefined-event"],
        ),
        (
            "erb own line",
            "app/views/a.html.erb",
            format!("<p>\n<%= {link} %> <%# tracklint: ignore[undefined-event] -- r %>\n"),
            &[],
        ),
        (
            "erb alone",
            "app/views/a.html.erb",
            format!("<%# tracklint: ignore[undefined-event] -- r -%>\n\n<%= {link} %>\n"),
            &[],
        ),
        (
            "erb file",
            "app/views/a.html.erb",
            format!("<%# tracklint: ignore-file[undefined-event] -- r %>\n<p>\n<%= {link} %>\n"),
            &[],
        ),
        (
            "js",
            "a.js",
            format!("{js}InternalEvents.trackEvent('x_y');\n"),
            &["2 undefined-event"],
        ),
        (
            "js own line",
            "a.js",
            format!(
                "{js}InternalEvents.trackEvent('x_y'); // tracklint: ignore[undefined-event] -- r\n"
            ),
            &[],
        ),
        (
            "js block",
            "a.js",
            format!(
                "{js}InternalEvents.trackEvent(/* tracklint: ignore[undefined-event] -- r */ 'x_y');\n"
            ),
            &[],
        ),
        (
            "js alone",
            "a.js",
            format!(
                "{js}// tracklint: ignore[undefined-event] -- r\n// more\n\nInternalEvents.trackEvent(\n  'x_y',\n);\n"
            ),
            &[],
        ),
        (
            "js block alone",
            "a.js",
            format!(
                "{js}/*\n * tracklint: ignore[undefined-event] -- r\n */\nInternalEvents.trackEvent('x_y');\n"
            ),
            &[],
        ),
        (
            "js file",
            "a.js",
            format!(
                "// tracklint: ignore-file[undefined-event] -- r\n{js}const a = () => {{\n  InternalEvents.trackEvent('x_y');\n}};\n"
            ),
            &[],
        ),
        (
            "ts",
            "a.ts",
            format!(
                "{js}const go = (n: number): void => {{\n  // tracklint: ignore[undefined-event] -- r\n  InternalEvents.trackEvent('x_y');\n}};\n"
            ),
            &[],
        ),
        (
            "jsx",
            "a.jsx",
            format!(
                "{js}const a = () => (\n  <p>\n    {{/* tracklint: ignore[undefined-event] -- r */}}\n    <b onClick={{() => InternalEvents.trackEvent('x_y')}} />\n  </p>\n);\n"
            ),
            &[],
        ),
        (
            "vue script",
            "a.vue",
            format!(
                "{vue}      // tracklint: ignore[undefined-event] -- r\n      InternalEvents.trackEvent('x_y');\n    }},\n  }},\n}};\n</script>\n"
            ),
            &[],
        ),
        (
            "vue bare",
            "a.vue",
            format!(
                "{vue}      InternalEvents.trackEvent('x_y');\n    }},\n  }},\n}};\n</script>\n"
            ),
            &["6 undefined-event"],
        ),
        (
            "vue tag bare",
            "a.vue",
            indoc! {r#"
            <template>
              <b data-event-tracking="x_y" />
            </template>
        "#}
            .into(),
            &["2 undefined-event"],
        ),
        (
            "vue template",
            "a.vue",
            indoc! {r#"
            <template>
              <div>
                <!-- tracklint: ignore[undefined-event] -- r -->
                <b
                  class="c"
                  data-event-tracking="x_y"
                />
              </div>
            </template>
        "#}
            .into(),
            &[],
        ),
        (
            "vue file",
            "a.vue",
            indoc! {r#"
            <!-- tracklint: ignore-file[undefined-event] -- r -->
            <template>
              <b data-event-tracking="x_y" />
            </template>
        "#}
            .into(),
            &[],
        ),
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
    ]);
}

#[test]
fn what_is_wrong_with_a_suppression_is_a_finding() {
    let call = "Gitlab::InternalEvents.track_event('x_y')";
    table(&[
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
    ]);
}

#[test]
fn hints_name_the_events_of_a_place_and_are_held_against_the_definitions() {
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
fn near_misses_are_suggested() {
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
