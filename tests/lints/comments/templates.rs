//! Comments of HAML, ERB and Vue.

use crate::lints::suppressions::Case;
use indoc::indoc;

const LINK: &str = "link_to 'x', '#', data: { event_tracking: 'x_y' }";
const VUE: &str = indoc! {r"
    <script>
    import { InternalEvents } from '~/tracking';
    export default {
      methods: {
        go() {
"};

/// Comments of HAML.
pub fn of_haml() -> [Case<'static>; 6] {
    [
        (
            "haml",
            "app/views/a.html.haml",
            format!("%p\n  = {LINK}\n"),
            &["2 undefined-event"],
        ),
        (
            "haml own line",
            "app/views/a.html.haml",
            format!("%p\n  = {LINK} # tracklint: ignore[undefined-event] -- r\n"),
            &[],
        ),
        (
            "haml alone",
            "app/views/a.html.haml",
            format!("%p\n  -# tracklint: ignore[undefined-event] -- r\n     more\n  = {LINK}\n"),
            &[],
        ),
        (
            "haml dash",
            "app/views/a.html.haml",
            format!("%p\n  - # tracklint: ignore[undefined-event] -- r\n  = {LINK}\n"),
            &[],
        ),
        (
            "haml file",
            "app/views/a.html.haml",
            format!("-# tracklint: ignore-file[undefined-event] -- r\n%p\n  = {LINK}\n"),
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
    ]
}

/// Comments of ERB.
pub fn of_erb() -> [Case<'static>; 4] {
    [
        (
            "erb",
            "app/views/a.html.erb",
            format!("<p>\n<%= {LINK} %>\n"),
            &["2 undefined-event"],
        ),
        (
            "erb own line",
            "app/views/a.html.erb",
            format!("<p>\n<%= {LINK} %> <%# tracklint: ignore[undefined-event] -- r %>\n"),
            &[],
        ),
        (
            "erb alone",
            "app/views/a.html.erb",
            format!("<%# tracklint: ignore[undefined-event] -- r -%>\n\n<%= {LINK} %>\n"),
            &[],
        ),
        (
            "erb file",
            "app/views/a.html.erb",
            format!("<%# tracklint: ignore-file[undefined-event] -- r %>\n<p>\n<%= {LINK} %>\n"),
            &[],
        ),
    ]
}

/// Comments of Vue.
pub fn of_components() -> [Case<'static>; 5] {
    [
        (
            "vue script",
            "a.vue",
            format!(
                "{VUE}      // tracklint: ignore[undefined-event] -- r\n      InternalEvents.trackEvent('x_y');\n    }},\n  }},\n}};\n</script>\n"
            ),
            &[],
        ),
        (
            "vue bare",
            "a.vue",
            format!(
                "{VUE}      InternalEvents.trackEvent('x_y');\n    }},\n  }},\n}};\n</script>\n"
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
    ]
}
