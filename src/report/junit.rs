//! JUnit XML: a suite for each lint, in it a case for each file with findings.

use crate::finding::{Numbered, Severity};
use crate::report::concise;
use crate::report::model::Report;
use crate::report::text::xml;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, BTreeMap<&str, Vec<&Numbered>>> = BTreeMap::new();
    for numbered in &report.findings {
        let path = report.sources.path(numbered.finding.primary.span);
        suites
            .entry(numbered.finding.lint.name)
            .or_default()
            .entry(path)
            .or_default()
            .push(numbered);
    }
    let failures: usize = suites.values().map(BTreeMap::len).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    // Viewers read a file without any case as a run that did not happen.
    let tests = failures.max(1);
    writeln!(
        out,
        r#"<testsuites name="tracklint" tests="{tests}" failures="{failures}" errors="0">"#
    )?;
    if suites.is_empty() {
        writeln!(
            out,
            r#"  <testsuite name="tracklint" tests="1" failures="0" errors="0" disabled="0">"#
        )?;
        writeln!(
            out,
            "    <testcase name=\"no findings\" classname=\"tracklint\"/>\n  </testsuite>"
        )?;
    }
    for (lint, files) in suites {
        let (name, number) = (xml(lint), files.len());
        writeln!(
            out,
            r#"  <testsuite name="{name}" tests="{number}" failures="{number}" errors="0" disabled="0">"#
        )?;
        for (path, findings) in files {
            case(report, &name, path, &findings, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(
    report: &Report,
    lint: &str,
    path: &str,
    findings: &[&Numbered],
    out: &mut dyn Write,
) -> io::Result<()> {
    let (path, message) = (xml(path), xml(&findings[0].finding.message));
    let severities = findings.iter().map(|numbered| numbered.finding.severity);
    let worst = severities.min().map_or("error", Severity::word);
    writeln!(
        out,
        r#"    <testcase name="{path}" classname="{lint}" file="{path}">"#
    )?;
    write!(out, r#"      <failure message="{message}" type="{worst}">"#)?;
    let line = |numbered: &&Numbered| xml(&concise::line(report, numbered));
    let lines: Vec<String> = findings.iter().map(line).collect();
    writeln!(out, "{}</failure>\n    </testcase>", lines.join("\n"))
}
