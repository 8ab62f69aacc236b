//! JUnit, Checkstyle and Cobertura, read by an independent parser.

use super::canned::{odd, report, shop, written};
use crate::finding::Severity;
use crate::report::{Report, Surface};
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

#[test]
fn junit_keeps_to_the_elements_that_gitlab_reads() {
    for report in [report(), odd(), shop()] {
        let text = written("junit", &report);
        let document = Document::parse(&text).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "testsuites");
        let mut failed = BTreeSet::new();
        let mut names = BTreeSet::new();
        for suite in elements(document.root_element()) {
            assert!(suite.has_tag_name("testsuite") && suite.attribute("name").is_some());
            for case in elements(suite) {
                assert!(case.has_tag_name("testcase") && case.attribute("name").is_some());
                assert!(case.attribute("classname").is_some());
                let name = (case.attribute("classname"), case.attribute("name"));
                assert!(names.insert(name), "{name:?}");
                let result = elements(case).next();
                let result = result.map(|element| (element.tag_name().name(), element.text()));
                match result {
                    Some(("failure", Some(text))) => {
                        assert!(text.contains("[") && !text.contains(": info["), "{text}");
                        failed.insert(case.attribute("file").unwrap().to_owned());
                    }
                    Some((name, _)) => assert!(["skipped", "system-out"].contains(&name)),
                    None => {}
                }
            }
        }
        let errors = report.findings.iter();
        let errors = errors.filter(|one| one.finding.severity == Severity::Error);
        let expected: BTreeSet<String> = errors
            .map(|one| report.sources.path(one.finding.primary.span).to_owned())
            .collect();
        assert_eq!(failed, expected);
        let cases = |lint: &str| names.iter().any(|(class, _)| *class == Some(lint));
        assert!(report.lints.iter().all(|lint| cases(lint.name)));
    }
}

#[test]
fn checkstyle_names_files_and_places() {
    for report in [report(), odd(), shop()] {
        let text = written("checkstyle", &report);
        let document = Document::parse(&text).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "checkstyle");
        let mut errors = 0;
        let mut names = BTreeSet::new();
        for file in elements(document.root_element()) {
            assert!(
                file.has_tag_name("file")
                    && names.insert(file.attribute("name").unwrap().to_owned()),
                "one element a file"
            );
            for error in elements(file) {
                assert!(error.attribute("line").unwrap().parse::<u32>().unwrap() > 0);
                assert!(error.attribute("column").unwrap().parse::<u32>().unwrap() > 0);
                assert!(
                    ["error", "warning", "info"].contains(&error.attribute("severity").unwrap())
                );
                assert!(error.attribute("source").unwrap().starts_with("tracklint."));
                errors += 1;
            }
        }
        assert_eq!(errors, report.findings.len());
        assert!(
            names
                .iter()
                .all(|name| report.sources.iter().any(|(_, file)| *file.path == **name)),
            "{names:?}"
        );
    }
}

/// Elements of Cobertura's document type: name, required attributes, children.
const COBERTURA: &[(&str, &[&str], &[&str])] = &[
    (
        "coverage",
        &[
            "line-rate",
            "branch-rate",
            "lines-covered",
            "lines-valid",
            "branches-covered",
            "branches-valid",
            "complexity",
            "version",
            "timestamp",
        ],
        &["sources", "packages"],
    ),
    ("sources", &[], &["source"]),
    ("source", &[], &[]),
    ("packages", &[], &["package"]),
    (
        "package",
        &["name", "line-rate", "branch-rate", "complexity"],
        &["classes"],
    ),
    ("classes", &[], &["class"]),
    (
        "class",
        &["name", "filename", "line-rate", "branch-rate", "complexity"],
        &["methods", "lines"],
    ),
    ("methods", &[], &[]),
    ("lines", &[], &["line"]),
    ("line", &["number", "hits"], &[]),
];

/// Checks that each element has the attributes of the document type, and its children in order.
fn assert_document_type(document: &Document<'_>) {
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let (_, attributes, children) =
            COBERTURA.iter().find(|(known, ..)| *known == name).unwrap();
        let got: BTreeSet<&str> = node
            .attributes()
            .map(|attribute| attribute.name())
            .collect();
        assert_eq!(got, attributes.iter().copied().collect(), "{name}");
        let order: Vec<usize> = elements(node)
            .map(|child| {
                children
                    .iter()
                    .position(|known| child.has_tag_name(*known))
                    .unwrap()
            })
            .collect();
        assert!(order.is_sorted(), "{name}");
    }
}

#[test]
fn cobertura_is_valid_and_marks_each_surface() {
    for report in [odd(), shop(), Report::default()] {
        let text = written("cobertura", &report);
        let document = Document::parse(&text).unwrap();
        assert_document_type(&document);
        let mut seen = BTreeSet::new();
        for class in document
            .descendants()
            .filter(|node| node.has_tag_name("class"))
        {
            let path = class.attribute("filename").unwrap();
            for line in class.descendants().filter(|node| node.has_tag_name("line")) {
                let number = |name: &str| line.attribute(name).unwrap().parse::<u32>().unwrap();
                assert!(
                    seen.insert((path.to_owned(), number("number"), number("hits") > 0)),
                    "one class a file"
                );
            }
        }
        let of = |surface: &Surface, hit: bool| {
            (
                report.sources.path(surface.span).to_owned(),
                report.sources.lines(surface.span).0,
                hit,
            )
        };
        for surface in &report.surfaces {
            assert!(
                seen.contains(&of(surface, true)) || !surface.tracked,
                "{surface:?}"
            );
            assert!(
                seen.contains(&of(surface, true)) || seen.contains(&of(surface, false)),
                "{surface:?}"
            );
        }
        assert!(seen.len() <= report.surfaces.len());
    }
    let shop = shop();
    assert!(
        shop.surfaces.iter().any(|surface| surface.tracked)
            && shop.surfaces.iter().any(|surface| !surface.tracked)
    );
}
