//! Coverage of features.

use crate::mcp::arguments::Arguments;
use crate::mcp::fit::page;
use crate::mcp::project::Project;
use crate::report::coverage::CoverageRow;
use serde_json::{Map, Value, json};

/// Blind spots of one answer.
const MOST_BLIND: usize = 15;

pub(crate) fn coverage(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let by = arguments.text("by").unwrap_or("group");
    let kinds = ["category", "feature", "group", "stage", "section", "tier"];
    if !kinds.contains(&by) {
        return Err(format!(
            "unknown unit `{by}`; there are {}",
            kinds.join(", ")
        ));
    }
    let outcome = project.outcome()?;
    let coverage = &outcome.report.coverage;
    let kind = |row: &CoverageRow| json!(row.kind).as_str().unwrap_or_default().to_lowercase();
    let rows: Vec<&CoverageRow> = coverage
        .coverage
        .iter()
        .filter(|row| kind(row) == by)
        .collect();
    let mut answer = page("rows", &rows, arguments.cursor()?, arguments.limit(20))?;
    let group = arguments.text("group");
    let blind = coverage.uninstrumented.iter();
    let blind = blind.filter(|one| group.is_none_or(|group| one.group.as_deref() == Some(group)));
    let spots: Vec<Value> = blind
        .map(|one| json!({"id": one.id, "kind": one.kind, "group": one.group}))
        .collect();
    answer.insert("blind_spots_total".to_owned(), json!(spots.len()));
    let shown: Vec<Value> = spots.into_iter().take(MOST_BLIND).collect();
    answer.insert("blind_spots".to_owned(), Value::Array(shown));
    Ok(answer)
}
