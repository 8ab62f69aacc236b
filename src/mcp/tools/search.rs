//! Search in names and descriptions.

use crate::analysis::Outcome;
use crate::mcp::arguments::Arguments;
use crate::mcp::fit::page;
use crate::mcp::project::Project;
use serde::Serialize;
use serde_json::{Map, Value};

/// A row of the result.
#[derive(Debug, Serialize)]
struct Row {
    kind: &'static str,
    name: String,
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip)]
    rank: usize,
}

pub(crate) fn search(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let outcome = project.outcome()?;
    let kind = arguments.text("kind");
    if let Some(kind) = kind.filter(|kind| !["event", "metric", "feature"].contains(kind)) {
        return Err(format!(
            "unknown kind `{kind}`; there are event, metric and feature"
        ));
    }
    let mut rows = rows(&outcome, &|wanted| kind.is_none_or(|kind| kind == wanted));
    let query = arguments.text("query").unwrap_or_default().to_lowercase();
    let words: Vec<&str> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let same =
        |wanted: Option<&str>, own: Option<&str>| wanted.is_none_or(|wanted| own == Some(wanted));
    rows.retain(|row| {
        same(arguments.text("verdict"), Some(&row.verdict))
            && same(arguments.text("group"), row.group.as_deref())
    });
    for row in &mut rows {
        row.rank = rank(row, &query, &words);
    }
    rows.retain(|row| row.rank < usize::MAX);
    rows.sort_by(|a, b| (a.rank, &a.name, a.kind).cmp(&(b.rank, &b.name, b.kind)));
    page("rows", &rows, arguments.cursor()?, arguments.limit(20))
}

/// Returns everything of the kinds that are wanted.
fn rows(outcome: &Outcome, wants: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    if wants("event") {
        rows.extend(outcome.events().into_iter().map(|event| Row {
            kind: "event",
            name: event.name,
            verdict: event.verdict,
            system: Some(event.system),
            group: event.group,
            description: event.description,
            rank: 0,
        }));
    }
    if wants("metric") {
        rows.extend(outcome.metrics().into_iter().map(|metric| Row {
            kind: "metric",
            name: metric.key_path,
            verdict: metric.verdict,
            system: None,
            group: metric.group,
            description: metric.description,
            rank: 0,
        }));
    }
    if wants("feature") {
        rows.extend(outcome.features().into_iter().map(|feature| Row {
            kind: "feature",
            name: feature.id,
            verdict: feature.verdict,
            system: None,
            group: feature.group,
            description: feature.description.or(Some(feature.title)),
            rank: 0,
        }));
    }
    rows
}

/// Returns the rank of a row, the best first; the largest number if a word is missing.
fn rank(row: &Row, query: &str, words: &[&str]) -> usize {
    let name = row.name.to_lowercase();
    let text = row
        .description
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let in_name = words.iter().filter(|word| name.contains(**word)).count();
    let is_complete = words
        .iter()
        .all(|word| name.contains(word) || text.contains(word));
    match () {
        () if name == query => 0,
        () if !is_complete => usize::MAX,
        () => 1 + words.len() - in_name,
    }
}
