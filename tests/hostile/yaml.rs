//! Definitions that are deep, endless, double, or no definitions.

use crate::harness::Project;

const PATH: &str = "config/events/bad.yml";

/// 4 to 9, 13 to 19: every text ends in findings at a place, and the other files are untouched.
#[test]
fn bad_definitions_become_findings() {
    let laughs: String = (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))).collect();
    for (name, text) in [
        ("4 nested items", format!("a: {}b\n", "- ".repeat(400))),
        ("4 nested items alone", "- ".repeat(400)),
        ("5 nested lists", "[".repeat(20_000)),
        ("6 nested keys", "{? ".repeat(300_000)),
        ("7 billion laughs", format!("a0: &a0 x\n{laughs}")),
        ("8 an anchor in itself", "a: &a [*a]\n".to_owned()),
        ("9 an alias of nothing", "action: *nothing\n".to_owned()),
        ("10 a key thrice", "action: a\naction: b\naction: c\nx: {y: 1, y: 2}\n".to_owned()),
        ("15 an escape byte", "action: \"\u{1b}[31m\u{7f}\"\n".to_owned()),
        ("16 nothing", String::new()),
        ("16 a comment", "# nothing\n".to_owned()),
        ("16 a mark", "---\n".to_owned()),
        ("16 two documents", "action: a\n---\naction: b\n".to_owned()),
        ("17 a template", "action: <%= a %>\n{{ range . }}\n".to_owned()),
        ("19 a list", "- a\n".to_owned()),
        ("19 a number", "12\n".to_owned()),
        ("19 a text", "action\n".to_owned()),
    ] {
        let report = Project::with(PATH, text).check();
        assert!(!report.findings(PATH).is_empty(), "{name}: something is said about it");
        let shown = report.findings(PATH).iter().flat_map(|finding| finding.3.chars()).any(char::is_control);
        assert!(!shown, "{name}: without control characters");
    }
}

/// 11, 18: odd, but YAML: read, without running anything.
#[test]
fn odd_definitions_are_read() {
    for text in [
        "x: &x {internal_events: true}\n<<: *x\naction: lost\n",
        "action: lost\ninternal_events: true\ny: !ruby/object:Object {}\nz: !reference [a, b]\n",
    ] {
        let project = Project::with(PATH, text);
        let report = project.check();
        assert!(report.findings(PATH).iter().any(|(lint, ..)| *lint == "unused-event"), "{text}: {:?}", report.findings(PATH));
    }
}

/// 13: lines are counted to the end of a long file.
#[test]
fn the_line_of_a_fault_far_below_is_right() {
    let text = format!("action: lost\ninternal_events: true\n{}action: again\n", "# x\n".repeat(39_996));
    let report = Project::with(PATH, text).check();
    assert!(report.findings(PATH).iter().any(|(_, line, ..)| *line == 39_999), "{:?}", report.findings(PATH));
}
