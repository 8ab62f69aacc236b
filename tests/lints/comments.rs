//! Suppressions in the comments of every language: for a line, for the next call and for a file.

use super::suppressions::table;
use indoc::indoc;

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
