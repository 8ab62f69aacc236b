//! Bytes of source files: long lines, encodings, and what is no text.

use super::files::CALL;
use crate::support::project::Project;

/// A script with one call.
fn script(call: &str) -> String {
    format!("import {{ InternalEvents }} from '~/tracking';\n{call}\n")
}

/// 27: one long line, a call far to the right.
#[test]
fn a_long_line_is_read_to_its_end() {
    let text = format!(
        "import {{ InternalEvents }} from '~/tracking';{}InternalEvents.trackEvent('lost');",
        "f(1);".repeat(180_000)
    );
    let column = text.find("'lost'").unwrap() as u64 + 1;
    let project = Project::with("app/assets/javascripts/long.js", text);
    let report = project.check();
    let found = report.findings("app/assets/javascripts/long.js");
    assert!(
        found.contains(&("undefined-event", 1, column, found[0].3)),
        "{found:?}"
    );
    let terminal = project.run_limited(&["check", "--show", "all"]);
    assert!(
        terminal.out.contains(&format!("long.js:1:{column}")),
        "{}",
        terminal.out
    );
    assert!(
        terminal.out.lines().all(|line| line.chars().count() <= 130),
        "excerpts are cropped"
    );
    let five_mib = script(&"track(1);\n".repeat(520_000));
    project.write("app/assets/javascripts/long.js", five_mib);
    assert_eq!(
        project.check().skipped("app/assets/javascripts/long.js"),
        Some("it is larger than 4096 KiB")
    );
}

/// 30: a NUL byte near the start makes a file binary; one far behind does not hide the calls before it.
#[test]
fn binary_files_are_skipped_and_counted() {
    let project = Project::with("app/a.rb", b"x = 1\0\n");
    project.write(
        "app/b.rb",
        [CALL.as_bytes(), &b"# text\n".repeat(2_000), b"\0"].concat(),
    );
    let report = project.check();
    assert_eq!(report.skipped("app/a.rb"), Some("it is binary"));
    assert_eq!(report.skipped("app/b.rb"), None);
    assert_eq!(report.json["summary"]["files_skipped"], 1);
    assert_eq!(project.calls_of("app/b.rb"), [(1, "lost".to_owned())]);
    assert_eq!(
        project
            .run_limited(&["check", "--strict", "--fail-on", "never"])
            .code,
        1,
        "--strict fails on what was skipped"
    );
    assert_eq!(
        Project::good()
            .run_limited(&["check", "--strict", "--fail-on", "never"])
            .code,
        0
    );
}

/// 31: bytes that are not UTF-8 stand for one character each, so everything behind them keeps its place.
#[test]
fn invalid_utf8_moves_nothing() {
    let text = [b"y = 1\nx = '\xff\xfe\xc3'; ".as_slice(), CALL.as_bytes()].concat();
    let project = Project::with("app/a.rb", text);
    let column = "x = '???'; Gitlab::InternalEvents.track_event(".len() as u64 + 1;
    let expected = [
        "partly: line 2: bytes that are not UTF-8 were read as `?`".to_owned(),
        format!("2:{column} undefined-event: event `lost` is sent but not defined"),
        "2 sends lost".to_owned(),
    ];
    assert_eq!(project.said(), expected);
}

/// 32: UTF-16 is said to be that.
#[test]
fn utf16_is_skipped_with_this_reason() {
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
        let units = CALL.encode_utf16().flat_map(|unit| {
            if mark[0] == 0xff {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        });
        let bytes: Vec<u8> = mark.into_iter().chain(units).collect();
        let report = Project::with("app/a.rb", bytes).check();
        assert_eq!(
            report.skipped("app/a.rb"),
            Some("it is UTF-16; save it as UTF-8")
        );
    }
}

/// Returns the first row about `app/a.rb`; `path` leads to the path of a row.
fn of_file(list: &serde_json::Value, path: &str) -> serde_json::Value {
    let mut rows = list.as_array().unwrap().iter();
    let row = rows.find(|row| row.pointer(path).is_some_and(|path| path == "app/a.rb"));
    row.unwrap_or_else(|| panic!("{list}")).clone()
}

/// 33, 34: a byte order mark, CRLF, tabs, a lone CR, odd line breaks and wide characters: an editor's column in every format.
#[test]
fn columns_are_those_of_an_editor() {
    for (before, line, column, units, bytes) in [
        ("\u{feff}", 1, 1, 1, 1),
        ("\u{feff}x = 1\r\n", 2, 1, 1, 1),
        ("\t\t", 1, 3, 3, 3),
        ("x = 'a\rb'; ", 1, 12, 12, 12),
        ("x = '\u{2028}\u{c}'; ", 1, 11, 11, 13),
        ("x = '漢é😀'; ", 1, 12, 13, 18),
    ] {
        let project = Project::with("app/a.rb", format!("{before}{CALL}"));
        let name = "Gitlab::InternalEvents.track_event(".len();
        let place = |column: usize| (Some(line), Some((column + name) as u64));
        let pair = |place: &serde_json::Value, line: &str, column: &str| {
            (place[line].as_u64(), place[column].as_u64())
        };
        let json = |format: &str| -> serde_json::Value {
            serde_json::from_str(
                &project
                    .run_limited(&["check", "--format", format, "--only", "undefined-event"])
                    .out,
            )
            .unwrap()
        };
        let own = of_file(&json("json")["findings"], "/path");
        assert_eq!(
            pair(&own, "line", "column"),
            place(column),
            "{before:?} in JSON"
        );
        let sarif = of_file(
            &json("sarif")["runs"][0]["results"],
            "/locations/0/physicalLocation/artifactLocation/uri",
        );
        let region = &sarif["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            pair(region, "startLine", "startColumn"),
            place(units),
            "{before:?} in SARIF"
        );
        let rdjson = of_file(&json("rdjson")["diagnostics"], "/location/path");
        assert_eq!(
            pair(&rdjson["location"]["range"]["start"], "line", "column"),
            place(bytes),
            "{before:?} in rdjson"
        );
        let text = project
            .run_limited(&["check", "--format", "terminal", "--show", "all"])
            .out;
        assert!(
            text.contains(&format!("app/a.rb:{line}:{}", column + name)),
            "{before:?}: {text}"
        );
    }
}
