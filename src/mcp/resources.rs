//! Resources: the same answers as the tools give, by address.

use crate::mcp::fit::fit;
use crate::mcp::project::Project;
use crate::mcp::tools::TOOLS;
use serde_json::{Map, Value, json};

/// Beginning of all addresses.
const SCHEME: &str = "tracklint://";

/// Templates of addresses: the address, the name, the tool, and the argument that the address ends with.
const TEMPLATES: &[(&str, &str, &str, &str)] = &[
    ("events/{name}", "event", "get_event", "name"),
    ("metrics/{key_path}", "metric", "get_metric", "key_path"),
    ("features/{id}", "feature", "get_feature", "id"),
    ("lints/{name}", "lint", "explain", "lint"),
];

/// Returns the fixed resources.
pub(crate) fn list() -> Value {
    json!([
        {"uri": format!("{SCHEME}summary"), "name": "summary", "mimeType": "application/json",
         "description": "Numbers of the project: calls, events, metrics, features and findings"},
        {"uri": format!("{SCHEME}schema"), "name": "schema", "mimeType": "application/json",
         "description": "The tools with the fields of their answers"},
    ])
}

/// Returns the templates of the other resources.
pub(crate) fn templates() -> Value {
    let template = |(address, name, ..): &(&str, &str, &str, &str)| json!({"uriTemplate": format!("{SCHEME}{address}"), "name": name, "mimeType": "application/json"});
    TEMPLATES.iter().map(template).collect()
}

/// Reads a resource.
///
/// # Errors
/// The reason why there is none.
pub(crate) fn read(project: &mut Project, uri: &str) -> Result<Value, String> {
    let unknown = || format!("unknown resource `{uri}`");
    let path = uri.strip_prefix(SCHEME).ok_or_else(unknown)?;
    match path {
        "summary" => return summary(project),
        "schema" => return Ok(schema()),
        _ => {}
    }
    let (kind, name) = path.split_once('/').ok_or_else(unknown)?;
    let template = TEMPLATES
        .iter()
        .find(|(address, ..)| address.split('/').next() == Some(kind));
    let (.., tool, argument) = template.ok_or_else(unknown)?;
    let tool = TOOLS
        .iter()
        .find(|one| one.name == *tool)
        .ok_or_else(unknown)?;
    let mut arguments = Map::new();
    arguments.insert((*argument).to_owned(), json!(decoded(name)));
    Ok(fit((tool.call)(project, &Value::Object(arguments))?))
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => {
                bytes.push(b'%');
                bytes.extend(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn summary(project: &mut Project) -> Result<Value, String> {
    let outcome = project.outcome()?;
    let (tally, report) = (&outcome.report.tally, &outcome.report);
    Ok(json!({
        "calls": tally.calls, "events": tally.events, "metrics": tally.metrics,
        "metrics_orphaned": tally.metrics_orphaned, "features": tally.features,
        "features_instrumented": tally.features_instrumented, "findings": report.counts_in_words(),
        "notes": report.notes.iter().take(5).collect::<Vec<_>>(),
    }))
}

fn schema() -> Value {
    let tools = TOOLS.iter().map(|tool| {
        let fields: Vec<&str> = tool.fields.iter().map(|(name, _)| *name).collect();
        json!({"name": tool.name, "description": tool.description, "fields": fields})
    });
    json!({"tools": tools.collect::<Vec<_>>()})
}
