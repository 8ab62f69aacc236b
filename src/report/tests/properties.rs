//! Properties of all formats over generated texts.

use crate::finding::{Finding, Lint, Severity};
use crate::report::{FORMATS, Report, format};
use crate::source::{SourceFile, SourceMap, Span};
use proptest::prelude::*;
use serde_json::Value;

static LINT: Lint = Lint {
    name: "a-lint",
    summary: "s",
    docs: "d",
    severity: Severity::Error,
    since: "0.1.0",
};

/// Texts of what makes columns differ: wide and combining characters, tabs, other line breaks, a mark at the start.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "a", "é", "e\u{301}", "漢", "😀", "\t", "\r\n", "\n", "\r", "\u{2028}", "\u{c}",
        "\u{feff}", " ", "'x'",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..40)
        .prop_map(|parts| parts.concat())
}

fn written(name: &str, report: &Report) -> String {
    let mut out = Vec::new();
    (format(name).unwrap().write)(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #[test]
    fn every_format_names_the_same_place(text in texts(), at in any::<prop::sample::Index>()) {
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let start = starts[at.index(starts.len())];
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a.rb", text.as_str()));
        let report = Report::new(sources, vec![Finding::new(&LINT, Span::new(file, start, text.len()), "s", "m")]);
        // Counted here in the plainest way.
        let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..start].matches('\n').count() as u64 + 1;
        let before = &text[line_start..start];
        // A byte order mark is not shown by an editor, and so no column.
        let before = if line == 1 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        let json: Value = serde_json::from_str(&written("json", &report)).unwrap();
        let own = &json["findings"][0];
        prop_assert_eq!((own["line"].as_u64(), own["column"].as_u64()), (Some(line), Some(before.chars().count() as u64 + 1)));
        let sarif: Value = serde_json::from_str(&written("sarif", &report)).unwrap();
        let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        let units = before.encode_utf16().count() as u64 + 1;
        prop_assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(line), Some(units)));
        let rdjson: Value = serde_json::from_str(&written("rdjson", &report)).unwrap();
        let begin = &rdjson["diagnostics"][0]["location"]["range"]["start"];
        prop_assert_eq!((begin["line"].as_u64(), begin["column"].as_u64()), (Some(line), Some(before.len() as u64 + 1)));
        // Vim counts the bytes of a column.
        let place = std::format!("a.rb:{line}:{}: ", before.len() + 1);
        prop_assert!(written("concise", &report).starts_with(&place));
    }

    #[test]
    fn the_order_of_findings_changes_no_byte(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let report = |order: &[usize]| {
            let mut sources = SourceMap::default();
            let file = sources.add(SourceFile::new("a.rb", "x\n".repeat(6)));
            let finding = |n: &usize| Finding::new(&LINT, Span::new(file, n / 2 * 2, n / 2 * 2 + 1), n.to_string(), "m");
            Report::new(sources, order.iter().map(finding).collect())
        };
        let sorted: Vec<usize> = (0..12).collect();
        prop_assert_eq!(written("json", &report(&order)), written("json", &report(&sorted)));
    }
}

/// Pieces of messages and paths that some format gives a meaning of its own.
fn loaded() -> impl Strategy<Value = String> {
    let pieces = [
        "a", " ", "é", "😀", "<b>", "</a>", "&amp;", "]]>", "\"", "'", "`", "|", "%0A", ":", "::",
        ",", "\\", "{{", "*", "_", "#", "=1",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..12)
        .prop_map(|parts| format!("x{}x", parts.concat()))
}

/// Returns the message of the first case of a JUnit report.
fn junit_message(text: &str) -> Option<String> {
    let junit = quick_junit::Report::deserialize_from_str(text).unwrap();
    let case = &junit.test_suites[0].test_cases[0];
    match &case.status {
        quick_junit::TestCaseStatus::NonSuccess { message, .. } => {
            message.as_ref().map(|text| text.to_string())
        }
        other => panic!("the case has not failed: {other:?}"),
    }
}

/// Returns the words of a text in Markdown.
fn markdown_text(text: &str) -> String {
    let words = |event| match event {
        pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
            Some(text.to_string())
        }
        _ => None,
    };
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    pulldown_cmark::Parser::new_ext(text, options)
        .filter_map(words)
        .collect()
}

/// Returns the text of a page.
fn page_text(text: &str) -> Option<String> {
    let page = text.split_once("<body").map(|(_, body)| body)?;
    let plain: String = page
        .split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text)
        .collect();
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    Some(
        named
            .iter()
            .fold(plain, |text, (name, letter)| text.replace(name, letter)),
    )
}

/// The message of the only finding as an independent reader of the format gives it back; none for formats without messages.
fn read_back(name: &str, text: &str) -> Option<String> {
    let json = || serde_json::from_str::<Value>(text).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    match name {
        "json" => Some(word(&json()["findings"][0]["message"])),
        "json-lines" => Some(word(&json()["message"])),
        "code-quality" => word(&json()[0]["description"])
            .strip_prefix("a-lint: ")
            .map(str::to_owned),
        "sarif" => Some(word(&json()["runs"][0]["results"][0]["message"]["text"])),
        "rdjson" => Some(word(&json()["diagnostics"][0]["message"])),
        "junit" => junit_message(text),
        "checkstyle" => {
            let xml = roxmltree::Document::parse(text).unwrap();
            xml.descendants()
                .find(|node| node.has_tag_name("error"))?
                .attribute("message")
                .map(str::to_owned)
        }
        "github" => {
            let message = text
                .trim_end_matches('\n')
                .split_once("title=tracklint a-lint::")?
                .1;
            Some(
                message
                    .replace("%0A", "\n")
                    .replace("%0D", "\r")
                    .replace("%25", "%"),
            )
        }
        "concise" => text
            .lines()
            .next()?
            .split_once(": error[a-lint] ")
            .map(|(_, message)| message.to_owned()),
        "markdown" => Some(markdown_text(text)),
        "html" => page_text(text),
        "terminal" | "cobertura" | "openmetrics" | "dotenv" => None,
        other => panic!("nobody reads `{other}` back"),
    }
}

proptest! {
    #[test]
    fn every_report_is_read_back(message in loaded()) {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("app/a.rb", "text\n"));
        let report = Report::new(sources, vec![Finding::new(&LINT, Span::new(file, 0, 4), "s", &*message)]);
        for format in FORMATS {
            let text = written(format.name, &report);
            let Some(read) = read_back(format.name, &text) else { continue };
            match format.name {
                // A page holds more than the one message, and marks what stands between backticks.
                "markdown" | "html" => {
                    let plain = |text: &str| text.replace('`', "");
                    prop_assert!(plain(&read).contains(&plain(&message)), "{}: {message:?} in {read:?}", format.name);
                }
                _ => prop_assert_eq!(&read, &message, "{}", format.name),
            }
        }
    }
}
