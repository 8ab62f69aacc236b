//! SARIF 2.1.0. Columns count UTF-16 code units, and the file says so.

use crate::finding::{Lint, Numbered, Severity};
use crate::report::input_summary::UnreadFile;
use crate::report::json::write_json;
use crate::report::model::{Report, message_with_help};
use crate::report::tool::HOME;
use crate::source::{Encoding, Span};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Limits of the strictest reader. The worst findings are kept.
const RESULTS: usize = 25_000;
const LOCATIONS: usize = 1_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Vec<Result<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: String,
    short_description: Message<'static>,
    full_description: Message<'static>,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Message<'a> {
    fn from(text: T) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    suppressions: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints<'a> {
    primary_location_line_hash: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lints: BTreeMap<&str, &'static Lint> =
        report.lints.iter().map(|lint| (lint.name, *lint)).collect();
    for numbered in &report.findings {
        lints.insert(numbered.finding.lint.name, numbered.finding.lint);
    }
    let index: BTreeMap<&str, usize> = lints.keys().copied().zip(0..).collect();
    let mut kept: Vec<&Numbered> = report.findings.iter().collect();
    let mut notifications = notifications(report);
    if let Some(text) = left_out(report) {
        kept.sort_by_key(|numbered| numbered.finding.severity);
        kept.truncate(RESULTS);
        notifications.push(Notification {
            level: "warning",
            message: text.into(),
            locations: Vec::new(),
        });
    }
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: HOME,
        rules: lints.values().map(|lint| rule(report, lint)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications,
        }],
        column_kind: "utf16CodeUnits",
        results: kept
            .into_iter()
            .map(|numbered| result(report, numbered, index[numbered.finding.lint.name]))
            .collect(),
    };
    write_json(
        &Log {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        },
        out,
    )
}

/// Returns a sentence about the part that exceeds the limits.
pub(crate) fn left_out(report: &Report) -> Option<String> {
    let more = report.findings.len().saturating_sub(RESULTS);
    (more > 0).then(|| format!(
        "{more} findings of the lowest severities are omitted, because readers accept at most {RESULTS}"
    ))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(report: &Report, lint: &'static Lint) -> Rule {
    Rule {
        id: lint.name,
        name: lint.name.split('-').map(capital).collect(),
        short_description: lint.summary.into(),
        full_description: lint.summary.into(),
        help: Help {
            text: lint.docs,
            markdown: lint.docs,
        },
        help_uri: report.link(lint),
        default_configuration: Configuration {
            level: level(lint.severity),
        },
        properties: Properties {
            tags: ["instrumentation"],
        },
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

fn notifications(report: &Report) -> Vec<Notification<'_>> {
    let notes = report.notes.iter().map(|note| Notification {
        level: "note",
        message: note.as_str().into(),
        locations: Vec::new(),
    });
    let unread = |level, what: &str, file: &UnreadFile| Notification {
        level,
        message: format!("{what}: {}", file.reason).into(),
        locations: vec![Location {
            physical_location: PhysicalLocation {
                artifact_location: artifact(&file.path),
                region: None,
            },
            message: None,
        }],
    };
    let files = &report.input_summary;
    let skipped = files
        .skipped
        .iter()
        .map(|file| unread("warning", "not read", file));
    let partial = files
        .partial
        .iter()
        .map(|file| unread("note", "read only in part", file));
    notes.chain(skipped).chain(partial).collect()
}

fn result<'a>(report: &'a Report, numbered: &'a Numbered, rule_index: usize) -> Result<'a> {
    let finding = &numbered.finding;
    let related =
        |label: &'a crate::finding::Label| location(report, label.span, Some(&label.text));
    Result {
        rule_id: finding.lint.name,
        rule_index,
        level: level(finding.severity),
        message: message_with_help(finding).into(),
        locations: [location(report, finding.primary.span, None)],
        related_locations: finding
            .related
            .iter()
            .take(LOCATIONS - 1)
            .map(related)
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: &numbered.fingerprint,
        },
        suppressions: [],
    }
}

fn location<'a>(report: &Report, span: Span, message: Option<&'a str>) -> Location<'a> {
    let location = report.location(span, Encoding::Utf16);
    let region = Region {
        start_line: location.line,
        start_column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    };
    Location {
        physical_location: PhysicalLocation {
            artifact_location: artifact(location.path),
            region: Some(region),
        },
        message: message.map(Message::from),
    }
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation {
        uri: encoded(path),
        uri_base_id: "%SRCROOT%",
    }
}

/// Encodes a relative path as a URI reference.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
