//! The page: safe to open whatever a project is called, and complete.

use super::canned::{UNDEFINED, written};
use crate::finding::Finding;
use crate::report::coverage::{Coverage, CoverageKind, CoverageRow, Uninstrumented};
use crate::report::input_summary::InputSummary;
use crate::report::list::EvidenceCell;
use crate::report::{Report, UnreadFile};
use crate::source::{SourceFile, SourceMap, Span};
use roxmltree::{Document, Node};

pub(crate) const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</style><script>alert(1)</script>",
    "\u{1b}[31m\u{202e}&amp;`<b>`",
];

/// A report whose every text is an attack on a page.
pub(crate) fn hostile() -> Report {
    let text = HOSTILE.join(" ");
    let mut sources = SourceMap::default();
    let file = sources.add(SourceFile::new(text.as_str(), "x\n"));
    let finding = Finding::new(&UNDEFINED, Span::new(file, 0, 1), "x", &*text)
        .help(&*text)
        .owner(Some(&*text));
    let rows = CoverageKind::ALL.map(|kind| {
        CoverageRow {
            instrumented: 1,
            uninstrumented: 2,
            exempt: 1,
            ..CoverageRow::new(kind, &*text, &*text)
        }
        .summed()
    });
    let place = EvidenceCell {
        path: text.clone(),
        line: 1,
        text: text.clone(),
    };
    let lost = Uninstrumented {
        kind: "category".into(),
        id: text.clone(),
        title: text.clone(),
        group: Some(text.clone()),
        places: vec![place; 9],
    };
    let gap = || {
        vec![UnreadFile {
            path: text.clone(),
            reason: text.clone(),
        }]
    };
    let input_summary = InputSummary {
        files: 3,
        skipped: gap(),
        partial: gap(),
    };
    Report {
        coverage: Coverage {
            coverage: rows.to_vec(),
            uninstrumented: vec![lost],
            ..Coverage::default()
        },
        input_summary,
        notes: vec![text.clone()],
        docs: Some("javascript:alert(1)//".into()),
        ..Report::new(sources, vec![finding])
    }
}

/// The page as XML; its void elements are closed first, which is all that HTML has ahead of XML here.
fn parsed(page: &str) -> String {
    let page = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    let void = regex::Regex::new("<(meta|br)([^>]*)>").unwrap();
    void.replace_all(page, "<$1$2/>").into_owned()
}

#[test]
fn nothing_in_a_project_becomes_markup() {
    let page = written("html", &hostile());
    let text = parsed(&page);
    let document = Document::parse(&text).unwrap();
    let known = [
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section",
        "nav", "a", "h1", "h2", "p", "b", "br", "div", "span", "ul", "li", "dl", "dt", "dd",
        "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "svg", "rect",
    ];
    for node in document.descendants().filter(Node::is_element) {
        assert!(
            known.contains(&node.tag_name().name()),
            "{}",
            node.tag_name().name()
        );
        for attribute in node.attributes() {
            assert!(
                !attribute.name().starts_with("on") && attribute.name() != "style",
                "{attribute:?}"
            );
            let is_link = matches!(attribute.name(), "href" | "src");
            assert!(
                !is_link || attribute.value().starts_with(['#']),
                "{attribute:?}"
            );
        }
    }
    assert!(
        !page
            .chars()
            .any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
    );
    for hostile in &HOSTILE[..5] {
        assert!(
            document
                .descendants()
                .any(|node| node.text().is_some_and(|text| text.contains(hostile))),
            "{hostile} is shown"
        );
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = written("html", &hostile());
    let text = parsed(&page);
    let document = Document::parse(&text).unwrap();
    let policy = document
        .descendants()
        .find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"))
        .unwrap();
    let policy = policy.attribute("content").unwrap();
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("script"),
        "{policy}"
    );
    assert!(!page.contains("url(") && !page.contains("@import") && !page.contains("://"));
}

#[test]
fn the_page_has_a_section_for_each_question() {
    let text = parsed(&written("html", &hostile()));
    let document = Document::parse(&text).unwrap();
    let headings: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("h2"))
        .filter_map(|node| node.text())
        .collect();
    for heading in [
        "Uninstrumented features (1)",
        "By section",
        "By tier",
        "By feature",
        "Findings",
        "Input files",
    ] {
        assert!(headings.contains(&heading), "{headings:?}");
    }
    let figure = document
        .descendants()
        .find(|node| node.attribute("class") == Some("figure"))
        .unwrap();
    assert_eq!(figure.text(), Some("33.3%"));
    for link in document
        .descendants()
        .filter_map(|node| node.attribute("href"))
    {
        let id = link.strip_prefix('#').unwrap();
        assert!(
            document
                .descendants()
                .any(|node| node.attribute("id") == Some(id)),
            "{link} leads somewhere"
        );
    }
}

#[test]
fn links_to_the_manual_need_a_docs_url() {
    let with = Report {
        docs: Some("https://example.org/lints".into()),
        ..super::canned::report()
    };
    assert!(
        written("html", &with).contains("<a href=\"https://example.org/lints#undefined-event\"")
    );
    assert!(!written("html", &super::canned::report()).contains("://"));
}
