//! JUnit XML: a suite of lints and a suite of features.
//!
//! GitLab compares the cases of two branches by their names: a test is new if it fails, and resolved if it failed and passes.
//! A lint without failures is a case that passes. The failure with the least fingerprint has the name of its lint, and the others
//! have names of their own. In a report about a change, each finding that the change removed is a case that passes.

use crate::finding::{Finding, Numbered, Severity};
use crate::report::concise;
use crate::report::coverage::CoverageRow;
use crate::report::coverage::view::verdict;
use crate::report::model::Report;
use crate::report::text::{counted, one_line, xml};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Name of the suite of lints.
const LINTS: &str = "tracklint";
/// Name of the suite of features.
const FEATURES: &str = "tracklint features";

/// The result of a case.
enum Outcome {
    Passed,
    Failed { message: String, severity: Severity },
    Skipped(String),
}

/// A test case.
struct Case {
    name: String,
    class: String,
    file: Option<String>,
    outcome: Outcome,
    /// Text that viewers show with the case.
    text: String,
}

/// The findings of one lint.
#[derive(Default)]
struct OfLint<'r> {
    failures: Vec<&'r Numbered>,
    /// Findings that fail nothing.
    others: Vec<&'r Numbered>,
    /// Fingerprints and subjects of failures that a change removed.
    fixed: Vec<&'r Numbered>,
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lints = lint_cases(report);
    let features = feature_cases(report);
    let all = || lints.iter().chain(&features);
    let (tests, failures) = (all().count(), all().filter(|case| is_failed(case)).count());
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="tracklint" tests="{tests}" failures="{failures}" errors="0">"#
    )?;
    suite(LINTS, &lints, out)?;
    if !features.is_empty() {
        suite(FEATURES, &features, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn is_failed(case: &Case) -> bool {
    matches!(case.outcome, Outcome::Failed { .. })
}

/// Returns true if a finding of this severity is a failure: one that fails the run, but never an info.
fn fails(report: &Report, severity: Severity) -> bool {
    let level = report.fail_on.unwrap_or(Severity::Error);
    severity <= level.min(Severity::Warning)
}

fn lint_cases(report: &Report) -> Vec<Case> {
    let mut lints: BTreeMap<&str, OfLint<'_>> = BTreeMap::new();
    for lint in report.lints {
        lints.entry(lint.name).or_default();
    }
    for numbered in report.all() {
        let lint = lints.entry(numbered.finding.lint.name).or_default();
        match fails(report, numbered.finding.severity) {
            true => lint.failures.push(numbered),
            false => lint.others.push(numbered),
        }
    }
    for fixed in &report.fixed {
        let finding = &fixed.numbered.finding;
        if fails(report, finding.severity) {
            let lint = lints.entry(finding.lint.name).or_default();
            lint.fixed.push(&fixed.numbered);
        }
    }
    if report.lints.is_empty() && lints.is_empty() {
        // Viewers read a file without any case as a run that did not happen.
        return vec![passed("no findings".to_owned(), LINTS, String::new())];
    }
    let cases = lints.into_iter();
    cases
        .flat_map(|(lint, found)| cases_of(report, lint, &found))
        .collect()
}

fn passed(name: String, class: &str, text: String) -> Case {
    Case {
        name,
        class: class.to_owned(),
        file: None,
        outcome: Outcome::Passed,
        text,
    }
}

/// Returns the cases of one lint.
fn cases_of(report: &Report, lint: &str, found: &OfLint<'_>) -> Vec<Case> {
    let is_change = report.whole.is_some();
    let new = report.findings.iter().filter(|_| is_change);
    let new: BTreeSet<&str> = new.map(|numbered| numbered.fingerprint.as_str()).collect();
    let failures = found.failures.iter().copied();
    let known = failures.filter(|numbered| !new.contains(numbered.fingerprint.as_str()));
    let known = known.chain(found.fixed.iter().copied());
    // The same finding has the name of the lint before and after a change.
    let first = known.map(|numbered| &numbered.fingerprint).min();
    let first = first.or_else(|| {
        let failures = found.failures.iter();
        failures.map(|numbered| &numbered.fingerprint).min()
    });
    let name = |numbered: &Numbered| match Some(&numbered.fingerprint) == first {
        true => lint.to_owned(),
        false => {
            let subject = one_line(&numbered.finding.subject);
            format!("{lint}: {subject} ({})", &numbered.fingerprint[..8])
        }
    };
    let mut cases: Vec<Case> = Vec::new();
    for numbered in &found.failures {
        let finding = &numbered.finding;
        let path = report.sources.path(finding.primary.span);
        cases.push(Case {
            name: name(numbered),
            class: lint.to_owned(),
            file: Some(path.to_owned()),
            outcome: Outcome::Failed {
                message: finding.message.clone(),
                severity: finding.severity,
            },
            text: text(report, numbered),
        });
    }
    for numbered in &found.fixed {
        cases.push(passed(
            name(numbered),
            lint,
            "The finding is gone.".to_owned(),
        ));
    }
    let others: Vec<String> = found.others.iter().map(|one| text(report, one)).collect();
    if cases.is_empty() {
        cases.push(passed(lint.to_owned(), lint, others.join("\n")));
    } else if !others.is_empty() {
        let name = format!("{lint}: below the level of failures");
        cases.push(passed(name, lint, others.join("\n")));
    }
    cases
}

/// Returns a finding as text: its line, its help and its other positions.
fn text(report: &Report, numbered: &Numbered) -> String {
    let Finding { related, .. } = &numbered.finding;
    let mut text = concise::line(report, numbered);
    for label in related {
        let (path, line) = (
            report.sources.path(label.span),
            report.sources.lines(label.span).0,
        );
        text.push_str(&format!("\n  see {path}:{line}: {}", one_line(&label.text)));
    }
    text
}

/// Returns a case for each feature. One that is not instrumented is skipped, since its finding decides about failures.
fn feature_cases(report: &Report) -> Vec<Case> {
    let case = |row: &CoverageRow| {
        let word = verdict(row);
        let surfaces = counted(row.surfaces, "surface", "surfaces");
        let text = match row.surfaces_tracked {
            Some(tracked) => format!("{word}; {tracked} of {surfaces} tracked"),
            None => format!("{word}; {surfaces}"),
        };
        let outcome = match row.instrumented > 0 {
            true => Outcome::Passed,
            false => Outcome::Skipped(text.clone()),
        };
        Case {
            name: one_line(&row.title),
            class: one_line(&row.id),
            file: None,
            outcome,
            text,
        }
    };
    report.coverage.units().map(case).collect()
}

fn suite(name: &str, cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    let (name, tests) = (xml(name), cases.len());
    let failures = cases.iter().filter(|case| is_failed(case)).count();
    let is_skipped = |case: &&Case| matches!(case.outcome, Outcome::Skipped(_));
    let skipped = cases.iter().filter(is_skipped).count();
    writeln!(
        out,
        r#"  <testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}">"#
    )?;
    for one in cases {
        case(one, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    let (name, class) = (xml(&case.name), xml(&case.class));
    let file = case.file.as_ref();
    let file = file.map(|file| format!(r#" file="{}""#, xml(file)));
    let file = file.unwrap_or_default();
    let lines: Vec<String> = case.text.lines().map(xml).collect();
    let text = lines.join("\n");
    write!(
        out,
        r#"    <testcase name="{name}" classname="{class}"{file} time="0""#
    )?;
    match &case.outcome {
        Outcome::Passed if text.is_empty() => return writeln!(out, "/>"),
        Outcome::Passed => write!(out, ">\n      <system-out>{text}</system-out>")?,
        Outcome::Skipped(why) => write!(out, ">\n      <skipped message=\"{}\"/>", xml(why))?,
        Outcome::Failed { message, severity } => write!(
            out,
            ">\n      <failure message=\"{}\" type=\"{severity}\">{text}</failure>",
            xml(message)
        )?,
    }
    writeln!(out, "\n    </testcase>")
}
