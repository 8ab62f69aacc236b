//! Limits of the programs that read reports: the least severe findings are left out, with a note.

use super::canned::{UNDEFINED, UNUSED, written};
use crate::finding::{Finding, Severity};
use crate::report::{Report, Surface, format};
use crate::source::{SourceFile, SourceMap, Span};
use roxmltree::Document;
use serde_json::Value;

#[test]
fn sarif_keeps_the_worst_of_thirty_thousand_findings() {
    let mut sources = SourceMap::default();
    let text = "x\n".repeat(30_000);
    let file = sources.add(SourceFile::new("a.rb", text.as_str()));
    let at = |index: usize| Span::new(file, index * 2, index * 2 + 1);
    let finding = |index: usize| match index % 6 {
        // Errors stand last of each six, so that cutting by place would lose some.
        5 => Finding::new(&UNDEFINED, at(index), "x", "error"),
        4 => Finding::new(&UNUSED, at(index), "x", "warning"),
        _ => Finding::new(&UNUSED, at(index), "x", "info").severity(Severity::Info),
    };
    let report = Report::new(sources, (0..30_000).map(finding).collect());
    let left_out = (format("sarif").unwrap().left_out)(&report).unwrap();
    assert!(
        left_out.starts_with("5000 findings of the lowest severities are omitted"),
        "{left_out}"
    );
    let sarif: Value = serde_json::from_str(&written("sarif", &report)).unwrap();
    let run = &sarif["runs"][0];
    let level = |level: &str| {
        run["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|result| result["level"] == level)
            .count()
    };
    assert_eq!(
        (level("error"), level("warning"), level("note")),
        (5_000, 5_000, 15_000)
    );
    let said = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    assert!(
        said.iter()
            .any(|note| note["message"]["text"] == left_out.as_str())
    );
}

#[test]
fn cobertura_stays_below_ten_mebibytes() {
    let mut sources = SourceMap::default();
    let mut surfaces = Vec::new();
    for number in 0..3_000 {
        let path = format!("app/{}/{number:05}.rb", "folder".repeat(250));
        let file = sources.add(SourceFile::new(path, "x\n".repeat(40)));
        let lines = (0..40).map(|line| Surface {
            span: Span::new(file, line * 2, line * 2 + 1),
            name: "x".into(),
            tracked: line > 20,
        });
        surfaces.extend(lines);
    }
    let report = Report {
        surfaces,
        ..Report::new(sources, Vec::new())
    };
    let text = written("cobertura", &report);
    assert!(
        text.len() <= 10 << 20 && text.len() > 9 << 20,
        "{}",
        text.len()
    );
    let document = Document::parse(&text).unwrap();
    let kept = document
        .descendants()
        .filter(|node| node.has_tag_name("class"))
        .count();
    let left_out = (format("cobertura").unwrap().left_out)(&report).unwrap();
    assert!(
        left_out.contains(&format!(" {} files ", 3_000 - kept)) && text.contains(&left_out),
        "{left_out}"
    );
}

#[test]
fn small_reports_are_complete() {
    for format in crate::report::FORMATS {
        assert_eq!(
            (format.left_out)(&super::canned::report()),
            None,
            "{}",
            format.name
        );
    }
}
