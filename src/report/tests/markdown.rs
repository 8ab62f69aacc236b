//! Markdown for notes: whatever a project is called, it is text.

use super::canned::{UNDEFINED, written};
use super::html::hostile;
use crate::finding::Finding;
use crate::report::Report;
use crate::report::coverage::CoverageView;
use crate::report::coverage_format::{CoverageFormat, write};
use crate::report::site::model::Site;
use crate::source::{SourceFile, SourceMap, Span};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// The HTML in a page, as an independent reader sees it; links and pictures are refused.
fn markup(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => found.push(html.trim().to_owned()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                panic!("{dest_url}")
            }
            _ => {}
        }
    }
    found
}

fn is_own(html: &str) -> bool {
    html == "<br>"
        || html == "</details>"
        || html.starts_with("<details><summary>error: undefined-event (1 finding)</summary>")
}

#[test]
fn nothing_in_a_project_becomes_markup() {
    let mut pages = vec![written("markdown", &hostile())];
    let view = CoverageView {
        by: None,
        show: 9,
        color: false,
        width: 80,
    };
    let mut out = Vec::new();
    write(
        &Site {
            coverage: hostile().coverage,
            ..Site::default()
        },
        CoverageFormat::Markdown,
        view,
        &mut out,
    )
    .unwrap();
    pages.push(String::from_utf8(out).unwrap());
    for attack in [
        "`` ` <script>alert(1)</script>",
        "``<img src=x onerror=alert(1)>``",
        "[click](javascript:alert(1))",
        "![](https://example.org/seen)",
        "<https://example.org/>",
        "`a|b` | <b>c</b>",
        "\\`<b>\\`",
        "a `b\\` <i>",
    ] {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new(attack, "x\n"));
        let finding =
            Finding::new(&UNDEFINED, Span::new(file, 0, 1), attack, attack).owner(Some(attack));
        pages.push(written(
            "markdown",
            &Report {
                notes: vec![attack.into()],
                ..Report::new(sources, vec![finding])
            },
        ));
    }
    for page in pages {
        let foreign: Vec<String> = markup(&page)
            .into_iter()
            .filter(|html| !is_own(html))
            .collect();
        assert_eq!(foreign, Vec::<String>::new(), "{page}");
    }
}

#[test]
fn text_in_a_table_adds_no_cell() {
    let rows = |page: &str| {
        let events = Parser::new_ext(page, Options::ENABLE_TABLES);
        events
            .filter(|event| matches!(event, Event::Start(Tag::TableCell)))
            .count()
    };
    let plain = written("markdown", &super::canned::report());
    let barred = written("markdown", &hostile());
    // Three columns in each table: the summary has a head and a row for each lint, each lint a head and a row for each finding.
    assert_eq!((rows(&plain) % 3, rows(&barred)), (0, 12));
}
