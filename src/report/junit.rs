//! JUnit XML: a suite for each lint, in it a case for each file with findings.

use super::{Report, concise};
use crate::finding::Numbered;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, BTreeMap<&str, Vec<&Numbered>>> = BTreeMap::new();
    for numbered in &report.findings {
        let path = report.sources.path(numbered.finding.primary.span);
        suites.entry(numbered.finding.lint.name).or_default().entry(path).or_default().push(numbered);
    }
    let mut junit = quick_junit::Report::new("tracklint");
    if suites.is_empty() {
        // Without any case, viewers take the file for a run that did not happen.
        let mut suite = TestSuite::new("tracklint");
        suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        junit.add_test_suite(suite);
    }
    for (lint, files) in suites {
        let mut suite = TestSuite::new(lint);
        for (path, findings) in files {
            suite.add_test_case(case(report, lint, path, &findings));
        }
        junit.add_test_suite(suite);
    }
    let text = junit.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn case(report: &Report, lint: &str, path: &str, findings: &[&Numbered]) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    if let Some(first) = findings.first() {
        status.set_message(first.finding.message.as_str());
    }
    let worst = findings.iter().map(|numbered| numbered.finding.severity).min();
    status.set_type(worst.map_or("error", crate::finding::Severity::word));
    let lines: Vec<String> = findings.iter().map(|numbered| concise::line(report, numbered)).collect();
    status.set_description(lines.join("\n"));
    let mut case = TestCase::new(path, status);
    case.set_classname(lint);
    case.extra.insert("file".into(), path.into());
    case
}
