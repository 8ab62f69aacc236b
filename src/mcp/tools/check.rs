//! Findings, and the manual of the lints.

use crate::audit::registry;
use crate::config::did_you_mean;
use crate::finding::{Lint, Numbered, Severity};
use crate::mcp::arguments::{Arguments, inside};
use crate::mcp::fit::page;
use crate::mcp::project::Project;
use crate::report::{Report, json_finding};
use crate::source::Encoding;
use serde_json::{Map, Value, json};
use std::str::FromStr;

pub(crate) fn check(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let lint = arguments.text("lint").map(find).transpose()?;
    let least = arguments
        .text("severity")
        .map(Severity::from_str)
        .transpose()?;
    let files: Vec<&str> = arguments
        .texts("files")
        .into_iter()
        .map(inside)
        .collect::<Result<_, _>>()?;
    let compared = arguments
        .text("base")
        .map(|base| project.compare(base))
        .transpose()?;
    let outcome = project.outcome()?;
    let report = compared.as_ref().unwrap_or(&outcome.report);
    let is_below = |path: &str, folder: &str| {
        let folder = folder.trim_end_matches('/');
        folder.is_empty()
            || path == folder
            || path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let selected = |numbered: &&Numbered| {
        let finding = &numbered.finding;
        let path = report.sources.path(finding.primary.span);
        lint.is_none_or(|lint| finding.lint.name == lint.name)
            && least.is_none_or(|least| finding.severity <= least)
            && (files.is_empty() || files.iter().any(|folder| is_below(path, folder)))
    };
    let mut found: Vec<&Numbered> = report.findings.iter().filter(selected).collect();
    found.sort_by_key(|numbered| numbered.finding.severity);
    let count = |severity: Severity| {
        found
            .iter()
            .filter(|one| one.finding.severity == severity)
            .count()
    };
    let counts = Severity::ALL.map(count);
    let rows: Vec<Value> = found.iter().map(|numbered| row(report, numbered)).collect();
    let mut answer = page("findings", &rows, arguments.cursor()?, arguments.limit(20))?;
    for (name, count) in ["errors", "warnings", "infos"].iter().zip(counts) {
        answer.insert((*name).to_owned(), json!(count));
    }
    let notes: Vec<&String> = report.notes.iter().take(5).collect();
    answer.insert("notes".to_owned(), json!(notes));
    Ok(answer)
}

/// Returns a finding with its edits.
fn row(report: &Report, numbered: &Numbered) -> Value {
    let mut row = json!(json_finding(report, numbered));
    let edits = numbered.finding.edits.iter().map(|edit| {
        let place = report.location(edit.span, Encoding::Chars);
        json!({
            "path": place.path, "line": place.line, "column": place.column, "end_line": place.end_line,
            "end_column": place.end_column, "replacement": edit.replacement,
        })
    });
    let edits: Vec<Value> = edits.collect();
    if let Some(row) = row.as_object_mut() {
        row.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!(""));
        if !edits.is_empty() {
            row.insert("edits".to_owned(), Value::Array(edits));
        }
    }
    row
}

fn find(name: &str) -> Result<&'static Lint, String> {
    let lints = registry::lints();
    let found = lints.iter().find(|lint| lint.name == name).copied();
    found.ok_or_else(|| {
        let hint = did_you_mean(name, lints.iter().map(|lint| lint.name));
        format!(
            "unknown lint `{name}`; {}",
            hint.unwrap_or_else(|| "`explain` lists them".to_owned())
        )
    })
}

pub(crate) fn explain(_: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let lint = Arguments(given).text("lint").map(find).transpose()?;
    let about = |lint: &&Lint| json!({"name": lint.name, "severity": lint.severity.word(), "since": lint.since, "summary": lint.summary});
    let mut answer = Map::new();
    let lints: Vec<Value> = match &lint {
        Some(lint) => vec![about(lint)],
        None => registry::lints().iter().map(about).collect(),
    };
    answer.insert("lints".to_owned(), Value::Array(lints));
    answer.extend(lint.map(|lint| ("page".to_owned(), json!(lint.docs.trim()))));
    Ok(answer)
}
