//! Definitions that are deep, endless, double, or no definitions.

use super::good_files::{Row, each_says};
use crate::support::project::Project;
use indoc::indoc;

pub(super) const PATH: &str = "config/events/lost.yml";
/// The keys that a definition needs besides its name, on seven lines.
pub(super) const REST: &str = indoc! {r"
    description: a
    internal_events: true
    identifiers: [user]
    product_group: a
    milestone: '18.0'
    introduced_by_url: https://example.org/1
    tiers: [free]
"};

/// [`REST`] without these keys.
pub(super) fn rest(without: &[&str]) -> String {
    let kept = REST.lines().filter(|line| {
        !without
            .iter()
            .any(|key| line.starts_with(&format!("{key}:")))
    });
    kept.map(|line| format!("{line}\n")).collect()
}

/// Nesting that the indents of lines make.
fn nested_lines() -> [Row<'static, String>; 3] {
    [
        (
            "items on lines",
            (0..400)
                .map(|depth| format!("{}-\n", " ".repeat(depth)))
                .collect(),
            &[
                "skipped: the nesting is too deep for a definition; the rest of the file is not read",
                "33:33 invalid-input: the nesting is too deep for a definition; the rest of the file is not read",
            ],
        ),
        (
            "mappings on lines",
            (0..400)
                .map(|depth| format!("{}a:\n", " ".repeat(depth)))
                .collect(),
            &[
                "skipped: the nesting is too deep for a definition; the rest of the file is not read",
                "33:33 invalid-input: the nesting is too deep for a definition; the rest of the file is not read",
            ],
        ),
        (
            "items under a key",
            format!("a: {}b\n", "- ".repeat(400)),
            &[
                "skipped: block sequence entries are not allowed in this context",
                "1:4 invalid-input: block sequence entries are not allowed in this context",
            ],
        ),
    ]
}

/// Nesting that signs on one line make.
fn nested_signs() -> [Row<'static, String>; 4] {
    [
        (
            "items on one line",
            "- ".repeat(400),
            &[
                "skipped: the nesting is too deep for a definition; the rest of the file is not read",
                "1:65 invalid-input: the nesting is too deep for a definition; the rest of the file is not read",
            ],
        ),
        (
            "lists",
            "[".repeat(20_000),
            &[
                "skipped: the nesting is too deep for a definition; the rest of the file is not read",
                "1:33 invalid-input: the nesting is too deep for a definition; the rest of the file is not read",
            ],
        ),
        (
            "keys",
            "{? ".repeat(300_000),
            &[
                "skipped: the nesting is too deep for a definition; the rest of the file is not read",
                "1:97 invalid-input: the nesting is too deep for a definition; the rest of the file is not read",
            ],
        ),
        (
            "tags",
            "!t ".repeat(20_000),
            &[
                "skipped: did not find expected <document start>",
                "1:4 invalid-input: did not find expected <document start>",
            ],
        ),
    ]
}

/// 4, 5, 6: nesting is told where it goes too deep, without descending.
#[test]
fn nesting_without_end() {
    each_says(PATH, &nested_lines());
    each_says(PATH, &nested_signs());
}

/// 7, 8, 9: what anchors and aliases can do.
#[test]
fn anchors_and_aliases() {
    let laughs: String = (1..12)
        .map(|n| {
            format!(
                "a{n}: &a{n} [{}]\n",
                vec![format!("*a{}", n - 1); 9].join(",")
            )
        })
        .collect();
    each_says(
        PATH,
        &[
            (
                "billion laughs",
                format!("a0: &a0 x\n{laughs}"),
                &[
                    "skipped: aliases expand to too much text; write out their values",
                    "7:10 invalid-input: aliases expand to too much text; write out their values",
                ],
            ),
            (
                "an anchor in itself",
                "a: &a [*a]\n".to_owned(),
                &[
                    "skipped: the alias refers to a node that contains it",
                    "1:8 invalid-input: the alias refers to a node that contains it",
                ],
            ),
            (
                "an alias of nothing",
                format!("{REST}action: *nothing\n"),
                &[
                    "skipped: unknown anchor",
                    "8:9 invalid-input: unknown anchor",
                ],
            ),
        ],
    );
}

/// 10: every key that is given again is told at its place.
#[test]
fn keys_given_more_than_once() {
    let text = format!(
        "{REST}action: lost\naction: lost\naction: lost\nadditional_properties:\n  label:\n    description: a\n    description: b\n"
    );
    each_says(
        PATH,
        &[(
            "thrice, and once more below",
            text,
            &[
                "partly: line 10: duplicate key `action`; only the last one counts",
                "partly: line 14: duplicate key `description`; only the last one counts",
                "partly: line 9: duplicate key `action`; only the last one counts",
                "9:1 invalid-input: duplicate key `action`; only the last one counts",
                "10:1 invalid-input: duplicate key `action`; only the last one counts",
                "10:9 unused-event: nothing sends event `lost`",
                "14:5 invalid-input: duplicate key `description`; only the last one counts",
            ],
        )],
    );
}

/// 11, 18: odd, but YAML: read, without running anything.
#[test]
fn merge_keys_and_unknown_tags() {
    each_says(
        PATH,
        &[
            (
                "two merge keys",
                format!(
                    "x: &x {{internal_events: true}}\ny: &y {{milestone: '18.0'}}\n<<: *x\n<<: *y\naction: lost\n{}",
                    rest(&["internal_events", "milestone"])
                ),
                &[
                    "1:1 invalid-definition: unknown key `x`",
                    "2:1 invalid-definition: unknown key `y`",
                    "5:9 unused-event: nothing sends event `lost`",
                ],
            ),
            (
                "a class of Ruby",
                format!("{REST}action: lost\ny: !ruby/object:Object {{}}\n"),
                &[
                    "8:9 unused-event: nothing sends event `lost`",
                    "9:1 invalid-definition: unknown key `y`",
                ],
            ),
            (
                "a reference",
                format!("{REST}action: lost\ny: !reference [a, b]\n"),
                &[
                    "8:9 unused-event: nothing sends event `lost`",
                    "9:1 invalid-definition: unknown key `y`",
                ],
            ),
        ],
    );
}

/// Files without a mapping.
fn empty_files() -> [Row<'static, String>; 6] {
    [
        (
            "nothing",
            String::new(),
            &[
                "partly: line 1: the file holds no definition",
                "1:1 invalid-input: the file holds no definition",
            ],
        ),
        (
            "a comment",
            "# nothing\n".to_owned(),
            &[
                "partly: line 1: the file holds no definition",
                "1:1 invalid-input: the file holds no definition",
            ],
        ),
        (
            "a mark",
            "---\n".to_owned(),
            &[
                "partly: line 1: the file holds no definition",
                "1:1 invalid-input: the file holds no definition",
            ],
        ),
        (
            "a list",
            "- a\n".to_owned(),
            &[
                "partly: line 1: expected a mapping",
                "1:1 invalid-input: expected a mapping",
            ],
        ),
        (
            "a number",
            "12\n".to_owned(),
            &[
                "partly: line 1: expected a mapping",
                "1:1 invalid-input: expected a mapping",
            ],
        ),
        (
            "a text",
            "action\n".to_owned(),
            &[
                "partly: line 1: expected a mapping",
                "1:1 invalid-input: expected a mapping",
            ],
        ),
    ]
}

/// Files of several documents, and templates.
fn odd_files() -> [Row<'static, String>; 4] {
    [
        (
            "two documents",
            format!("{REST}action: lost\n---\naction: b\n"),
            &[
                "partly: line 10: a definition file holds one document; the others are not read",
                "8:9 unused-event: nothing sends event `lost`",
                "10:1 invalid-input: a definition file holds one document; the others are not read",
            ],
        ),
        (
            "ERB",
            format!("{REST}<% if a %>\naction: b\n<% end %>\n"),
            &[
                "skipped: simple key expected ':'; it looks like a template that is rendered to YAML, exclude it if so",
                "8:1 invalid-input: simple key expected ':'; it looks like a template that is rendered to YAML, exclude it if so",
            ],
        ),
        (
            "braces",
            indoc! {r"
                {{ range . }}
                action: a
            "}
            .to_owned(),
            &[
                "skipped: did not find expected <document start>; it looks like a template that is rendered to YAML, exclude it if so",
                "2:1 invalid-input: did not find expected <document start>; it looks like a template that is rendered to YAML, exclude it if so",
            ],
        ),
        (
            "a value of ERB",
            format!("{REST}action: <%= a %>\n"),
            &[
                "8:9 invalid-definition: invalid value `<%= a %>` for `action`",
                "8:9 invalid-definition: the file name does not match `<%= a %>`",
                "8:9 unused-event: nothing sends event `<%= a %>`",
            ],
        ),
    ]
}

/// 16, 17, 19: files that hold no definition, or more than one.
#[test]
fn no_definition() {
    each_says(PATH, &empty_files());
    each_says(PATH, &odd_files());
}

/// The project survives the worst of them in a metric and in a feature list too.
#[test]
fn other_definitions_are_as_safe() {
    for path in [
        "config/metrics/counts_all/bad.yml",
        "config/feature_categories.yml",
        "lib/gitlab/usage_data_counters/known_events/bad.yml",
    ] {
        for text in [
            "[".repeat(20_000),
            "- ".repeat(400),
            "a: &a [*a]\n".to_owned(),
            "12\n".to_owned(),
            "\u{0}".to_owned(),
        ] {
            Project::with(path, text).check();
        }
    }
}
