//! The text of YAML: numbers, dates, marks, line ends and control bytes.

use super::good_files::each_says;
use super::yaml::{PATH, REST, rest};

/// 12: what readers of YAML take for a number or a date is shown as it is written, with the remedy.
#[test]
fn milestones_without_quotes() {
    let text = |milestone: &str| {
        format!(
            "{}action: lost\nmilestone: {milestone}\n",
            rest(&["milestone"])
        )
    };
    each_says(
        PATH,
        &[
            (
                "number",
                text("13.10"),
                &[
                    "7:9 unused-event: nothing sends event `lost`",
                    "8:12 invalid-definition: YAML reads `milestone` as a number, so `13.10` loses its trailing zeros",
                ],
            ),
            (
                "date",
                text("2022-05-05"),
                &[
                    "7:9 unused-event: nothing sends event `lost`",
                    "8:12 invalid-definition: invalid value `2022-05-05` for `milestone`",
                ],
            ),
            (
                "text",
                text("'13.10'"),
                &["7:9 unused-event: nothing sends event `lost`"],
            ),
        ],
    );
}

/// 13: lines are counted to the end of a long file.
#[test]
fn a_long_file() {
    let text = format!(
        "{REST}action: lost\n{}action: lost\n",
        "# x\n".repeat(39_990)
    );
    each_says(
        PATH,
        &[(
            "the fault stands on line 39,999",
            text,
            &[
                "partly: line 39999: duplicate key `action`; only the last one counts",
                "39999:1 invalid-input: duplicate key `action`; only the last one counts",
                "39999:9 unused-event: nothing sends event `lost`",
            ],
        )],
    );
}

/// 14: a byte order mark, CRLF and accents move no place.
#[test]
fn marks_line_ends_and_accents() {
    let text = &format!("{REST}'é漢😀': {{action: 1, action: 2}}\naction: lost\n");
    let rows = [
        (
            "plain",
            text.to_owned(),
            [
                "partly: line 8: duplicate key `action`; only the last one counts",
                "8:1 invalid-definition: unknown key `é漢😀`",
                "8:20 invalid-input: duplicate key `action`; only the last one counts",
                "9:9 unused-event: nothing sends event `lost`",
            ]
            .as_slice(),
        ),
        (
            "mark",
            format!("\u{feff}{text}"),
            &[
                "partly: line 8: duplicate key `action`; only the last one counts",
                "8:1 invalid-definition: unknown key `é漢😀`",
                "8:20 invalid-input: duplicate key `action`; only the last one counts",
                "9:9 unused-event: nothing sends event `lost`",
            ],
        ),
        (
            "line ends",
            text.replace('\n', "\r\n"),
            &[
                "partly: line 8: duplicate key `action`; only the last one counts",
                "8:1 invalid-definition: unknown key `é漢😀`",
                "8:20 invalid-input: duplicate key `action`; only the last one counts",
                "9:9 unused-event: nothing sends event `lost`",
            ],
        ),
        (
            "both",
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
            &[
                "partly: line 8: duplicate key `action`; only the last one counts",
                "8:1 invalid-definition: unknown key `é漢😀`",
                "8:20 invalid-input: duplicate key `action`; only the last one counts",
                "9:9 unused-event: nothing sends event `lost`",
            ],
        ),
    ];
    each_says(PATH, &rows);
}

/// 15: control bytes are told, and shown as escapes.
#[test]
fn control_bytes() {
    each_says(
        PATH,
        &[
            (
                "escape",
                format!("{REST}action: \"\u{1b}[31m\"\n"),
                &[
                    "skipped: unexpected character: `\\u{1b}'",
                    "8:10 invalid-input: unexpected character: `\\u{1b}'",
                ],
            ),
            (
                "delete",
                format!("{REST}action: lo\u{7f}st\n"),
                &[
                    "skipped: unexpected character: `\\u{7f}'",
                    "8:9 invalid-input: unexpected character: `\\u{7f}'",
                ],
            ),
            (
                "in a key",
                format!("{REST}action: lost\n\u{7}key: 1\n"),
                &[
                    "skipped: unexpected character: `\\u{7}'",
                    "9:1 invalid-input: unexpected character: `\\u{7}'",
                ],
            ),
            (
                "nul",
                format!("{REST}action: lost\u{0}\n"),
                &["skipped: it is binary"],
            ),
        ],
    );
}
