//! Vue components that are cut off or of another shape than usual.

use super::good_files::{Row, each_says};
use indoc::indoc;

const TEMPLATE: &str = "<template><a data-track-action=\"tag\" /></template>\n";

/// Returns a script that sends an event.
fn script(name: &str) -> String {
    format!(
        "<script>\nimport {{ InternalEvents }} from '~/tracking';\nInternalEvents.trackEvent('{name}');\n</script>\n"
    )
}

/// Components that are read in part.
fn odd_components() -> [Row<'static, String>; 4] {
    [
        (
            "a template in another language",
            format!(
                "{}<template lang=\"pug\">\na(data-track-action='tag')\n</template>\n",
                script("lost")
            ),
            &[
                "partly: line 5: a template in `pug` is not read",
                "3:27 undefined-event: event `lost` is sent but not defined",
                "5:1 invalid-input: a template in `pug` is not read",
                "3 sends lost",
            ],
        ),
        (
            "a script elsewhere",
            format!("<script src=\"./x.js\"></script>\n{TEMPLATE}"),
            &[
                "partly: line 1: the script stands in another file and is not joined with this template",
                "1:1 invalid-input: the script stands in another file and is not joined with this template",
                "2 sends tag",
            ],
        ),
        (
            "a tag that is never closed",
            format!(
                "{}<template><a data-track-action=\"tag\"></template\n",
                script("lost")
            ),
            &[
                "partly: line 5: not valid component here; calls inside may be missed",
                "3:27 undefined-event: event `lost` is sent but not defined",
                "5:48 invalid-input: not valid component here; calls inside may be missed",
                "3 sends lost",
                "5 sends tag",
            ],
        ),
        (
            "the end of a script in a string",
            indoc! {r"
                <script>
                import { InternalEvents } from '~/tracking';
                const a = '</script>';
                InternalEvents.trackEvent('lost');
                </script>
            "}
            .to_owned(),
            &[
                "partly: line 3: not valid script here; calls inside may be missed",
                "partly: line 5: not valid component here (and 1 more place); calls inside may be missed",
                "3:1 invalid-input: not valid script here; calls inside may be missed",
                "5:1 invalid-input: not valid component here (and 1 more place); calls inside may be missed",
            ],
        ),
    ]
}

/// Components that are read.
fn sound_components() -> [Row<'static, String>; 4] {
    [
        (
            "sound",
            format!("{}{TEMPLATE}", script("lost")),
            [
                "3:27 undefined-event: event `lost` is sent but not defined",
                "3 sends lost",
                "5 sends tag",
            ]
            .as_slice(),
        ),
        ("no script", TEMPLATE.to_owned(), &["1 sends tag"]),
        (
            "two scripts",
            format!(
                "{}{}",
                script("one"),
                script("two").replace("<script>", "<script setup>")
            ),
            &[
                "3:27 undefined-event: event `one` is sent but not defined",
                "7:27 undefined-event: event `two` is sent but not defined",
                "3 sends one",
                "7 sends two",
            ],
        ),
        (
            "a comment",
            format!("<!-- {TEMPLATE} -->\n{}", script("lost")),
            &[
                "5:27 undefined-event: event `lost` is sent but not defined",
                "5 sends lost",
            ],
        ),
    ]
}

/// 63: components of every shape: read, or said why not.
#[test]
fn components_of_every_shape() {
    each_says("app/assets/javascripts/a.vue", &odd_components());
    each_says("app/assets/javascripts/a.vue", &sound_components());
}
