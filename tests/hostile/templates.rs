//! HAML, ERB and Vue that are cut off, wrongly indented, or of another shape than usual.

use super::good_files::each_says;
use crate::support::project::Project;
use indoc::indoc;

/// 62: the tag before and the tag behind what is odd are found, or it is said that the rest is not read.
#[test]
fn haml_that_is_odd() {
    let (first, last) = (
        "%a{ data: { track_action: 'first' } } a\n",
        "%a{ data: { track_action: 'last' } } b\n",
    );
    let around = |odd: &str| format!("{first}{odd}{last}");
    each_says(
        "app/views/a.html.haml",
        &[
            (
                "sound",
                around("%p text\n"),
                ["1 sends first", "3 sends last"].as_slice(),
            ),
            (
                "tabs",
                around("%p\n\t%b\n\t\ttext\n"),
                &["1 sends first", "5 sends last"],
            ),
            (
                "tabs and blanks",
                around("%p\n\t%b\n  %i\n"),
                &["1 sends first", "5 sends last"],
            ),
            (
                "odd dedent",
                around(indoc! {r"
                    %p
                        %b
                      text
                "}),
                &["1 sends first", "5 sends last"],
            ),
            (
                "a brace that is never closed",
                around("%p{ a: 1\n"),
                &[
                    "partly: line 2: attributes that are not closed here; what they hold may be missed",
                    "2:3 invalid-input: attributes that are not closed here; what they hold may be missed",
                    "1 sends first",
                    "3 sends last",
                ],
            ),
            (
                "1,000 nested tags",
                around(
                    &(0..1_000)
                        .map(|depth| format!("{}%p\n", " ".repeat(depth)))
                        .collect::<String>(),
                ),
                &["1 sends first", "1002 sends last"],
            ),
            (
                "interpolation in a script",
                around(indoc! {r"
                    :javascript
                      var a = #{b};
                "}),
                &["1 sends first", "4 sends last"],
            ),
            (
                "a comment that holds a tag",
                around(indoc! {r"
                    -#
                      %a{ data: { track_action: 'never' } }
                "}),
                &["1 sends first", "4 sends last"],
            ),
            (
                "cut off",
                format!("{first}%a{{ data: {{ track_ac"),
                &[
                    "partly: line 2: attributes that are not closed here; what they hold may be missed",
                    "2:3 invalid-input: attributes that are not closed here; what they hold may be missed",
                    "1 sends first",
                ],
            ),
        ],
    );
}

/// 64: cut off, doubled and dashed tags; a comment sends nothing.
#[test]
fn erb_that_is_odd() {
    let (first, last) = (
        "<a data-track-action=\"first\">a</a>\n",
        "<a data-track-action=\"last\">b</a>\n",
    );
    let around = |odd: &str| format!("{first}{odd}{last}");
    let call = "= link_to 'x', '#', data: { event_tracking: 'ruby' }";
    each_says(
        "app/views/a.html.erb",
        &[
            (
                "sound",
                around(&format!("<%{call} %>\n")),
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
                around(&format!("<%{call}\n")),
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
                around(&format!("<%%{call} %>\n")),
                &["1 sends first", "3 sends last"],
            ),
            (
                "dashed",
                around(&format!("<%{call} -%>\n")),
                &[
                    "2:31 undefined-event: event `ruby` is sent but not defined",
                    "1 sends first",
                    "2 sends ruby",
                    "3 sends last",
                ],
            ),
            (
                "a comment",
                around(&format!("<%#{call} %>\n")),
                &["1 sends first", "3 sends last"],
            ),
            (
                "a comment of HTML",
                around("<!-- <a data-track-action=\"never\"></a> -->\n"),
                &["1 sends first", "3 sends last"],
            ),
            (
                "cut off",
                format!("{first}<a data-track-act"),
                &["1 sends first"],
            ),
        ],
    );
}

/// 63: components of every shape: read, or said why not.
#[test]
fn components_of_every_shape() {
    let template = "<template><a data-track-action=\"tag\" /></template>\n";
    let script = |name: &str| {
        format!(
            "<script>\nimport {{ InternalEvents }} from '~/tracking';\nInternalEvents.trackEvent('{name}');\n</script>\n"
        )
    };
    each_says(
        "app/assets/javascripts/a.vue",
        &[
            (
                "sound",
                format!("{}{template}", script("lost")),
                [
                    "3:27 undefined-event: event `lost` is sent but not defined",
                    "3 sends lost",
                    "5 sends tag",
                ]
                .as_slice(),
            ),
            ("no script", template.to_owned(), &["1 sends tag"]),
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
                format!("<script src=\"./x.js\"></script>\n{template}"),
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
            (
                "a comment",
                format!("<!-- {template} -->\n{}", script("lost")),
                &[
                    "5:27 undefined-event: event `lost` is sent but not defined",
                    "5 sends lost",
                ],
            ),
        ],
    );
}

const LOST: &str = "%a{ data: { track_action: 'lost' } }\n";

/// 62, closer: each text, whether the call behind it is found, and how many places are said to be unread.
#[test]
fn odd_haml_costs_no_call_behind_it() {
    let path = "app/views/a.html.haml";
    // As many as a file may have that is not skipped for its size.
    let deep: String = (0..1_300)
        .map(|depth| format!("{}%div\n", " ".repeat(depth)))
        .collect();
    let blocks: String = (0..1_300)
        .map(|depth| format!("{}- if x\n", " ".repeat(depth)))
        .collect();
    for (name, text, found, unread) in [
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
        ("braces for ever", "%a{\n".repeat(50_000), true, 1),
    ] {
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
