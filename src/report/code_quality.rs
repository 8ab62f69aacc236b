//! GitLab Code Quality, for the merge request widget that compares branches.
//!
//! The server stops reading at the first object that breaks its schema and merges objects with one fingerprint, so every
//! object has exactly the required fields. The description names the lint because older servers hide `check_name`. All findings of the
//! project are written, also for a change, because the server compares branches itself.

use crate::finding::{Numbered, Severity};
use crate::report::json::write_json;
use crate::report::model::Report;
use crate::report::text::message_in_line;
use crate::source::Encoding;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let all = match &report.whole {
        Some(whole) => whole.iter().collect(),
        None => report.unfolded(),
    };
    let issues = all.into_iter().map(|numbered| issue(report, numbered));
    let issues: Vec<Issue<'_>> = issues.collect();
    write_json(&issues, out)
}

fn issue<'a>(report: &'a Report, numbered: &'a Numbered) -> Issue<'a> {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Chars);
    let message = message_in_line(&finding.message, finding.help.as_deref());
    let (begin, end) = report.sources.lines(finding.primary.span);
    Issue {
        description: format!("{}: {}", finding.lint.name, message),
        check_name: finding.lint.name,
        fingerprint: &numbered.fingerprint,
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Location {
            path: location.path.trim_start_matches("./"),
            lines: Lines { begin, end },
        },
    }
}
