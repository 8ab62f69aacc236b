//! SARIF 2.1.0. Columns count UTF-16 code units, and the file says so.

mod model;

use crate::finding::{Finding, Lint, Numbered, Severity};
use crate::fix::Edit;
use crate::report::input_summary::UnreadFile;
use crate::report::json::write_json;
use crate::report::model::{Report, encoded, message_with_help};
use crate::report::plain::{first_paragraph, plain};
use crate::report::sarif::model::{
    ArtifactChange, ArtifactLocation, AutomationDetails, Configuration, Driver, Fingerprints, Fix,
    Help, Invocation, Location, Log, MappedTo, Message, Notification, PhysicalLocation, Properties,
    Region, Replacement, Repository, Result, Rule, Run, Tool, UriBase,
};
use crate::report::tool::HOME;
use crate::source::{Encoding, Span};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Limits of the strictest reader. The worst findings are kept.
const RESULTS: usize = 25_000;
const LOCATIONS: usize = 1_000;

/// Name of the folder that all paths are relative to.
const BASE: &str = "%SRCROOT%";

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lints: BTreeMap<&str, &'static Lint> =
        report.lints.iter().map(|lint| (lint.name, *lint)).collect();
    for numbered in &report.findings {
        lints.insert(numbered.finding.lint.name, numbered.finding.lint);
    }
    let index: BTreeMap<&str, usize> = lints.keys().copied().zip(0..).collect();
    let mut kept: Vec<&Numbered> = report.unfolded();
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
        full_name: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: HOME.map(str::to_owned).or_else(|| report.docs.clone()),
        rules: lints.values().map(|lint| rule(report, lint)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        automation_details: automation_details(report),
        original_uri_base_ids: BTreeMap::from([(
            BASE,
            UriBase {
                description: "The root of the repository, or of the project outside of one".into(),
            },
        )]),
        version_control_provenance: report.repository.iter().map(repository).collect(),
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
    let more = (report.findings.len() + report.folded.len()).saturating_sub(RESULTS);
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
        full_description: first_paragraph(lint.docs).into(),
        help: Help {
            text: plain(lint.docs),
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
        fixes: fix(report, finding).into_iter().collect(),
        suppressions: [],
    }
}

/// Returns the category of the run. The last part of an identifier names the single run, so it ends with a slash.
fn automation_details(report: &Report) -> AutomationDetails {
    let folder = encoded(&report.path_prefix);
    match &report.build {
        Some(build) => AutomationDetails {
            id: format!("{}/tracklint/{folder}", build.id),
            properties: build.properties.iter().cloned().collect(),
        },
        None => AutomationDetails {
            id: format!("tracklint/{folder}"),
            properties: BTreeMap::new(),
        },
    }
}

/// Returns the fix of a finding.
fn fix(report: &Report, finding: &Finding) -> Option<Fix> {
    let mut edits: Vec<&Edit> = finding.edits.iter().collect();
    edits.sort();
    let fits = |edit: &&Edit| report.sources.file(edit.span.file).fits(edit.span);
    if edits.is_empty() || !edits.iter().all(fits) {
        return None;
    }
    let replacement = |edit: &&Edit| Replacement {
        deleted_region: region(report, edit.span),
        inserted_content: edit.replacement.clone().into(),
    };
    let changes = edits.chunk_by(|a, b| a.span.file == b.span.file);
    let change = |edits: &[&Edit]| ArtifactChange {
        artifact_location: artifact(report.sources.path(edits[0].span)),
        replacements: edits.iter().map(replacement).collect(),
    };
    let help = finding.help.clone();
    Some(Fix {
        description: help.unwrap_or_else(|| finding.message.clone()).into(),
        artifact_changes: changes.map(change).collect(),
    })
}

fn repository((address, revision): &(String, String)) -> Repository<'_> {
    Repository {
        repository_uri: address,
        revision_id: revision,
        mapped_to: MappedTo { uri_base_id: BASE },
    }
}

fn location<'a>(report: &Report, span: Span, message: Option<&'a str>) -> Location<'a> {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: artifact(report.sources.path(span)),
            region: Some(region(report, span)),
        },
        message: message.map(Message::from),
    }
}

fn region(report: &Report, span: Span) -> Region {
    let location = report.location(span, Encoding::Utf16);
    Region {
        start_line: location.line,
        start_column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    }
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation {
        uri: encoded(path),
        uri_base_id: BASE,
    }
}
