//! One event, metric or feature, and the reasons for a verdict.

use crate::audit::name_match::nearest;
use crate::mcp::arguments::{Arguments, inside};
use crate::mcp::project::Project;
use serde::Serialize;
use serde_json::{Map, Value, json};

fn unknown<'n>(kind: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use `search` to find it".to_owned(),
    };
    format!("unknown {kind} `{name}`; {hint}")
}

fn object(fields: &[(&str, Value)]) -> Map<String, Value> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn json_of(value: impl Serialize) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

pub(crate) fn event(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let name = arguments.required("name")?;
    let system = arguments.text("system");
    let outcome = project.outcome()?;
    let all = outcome.events();
    let is_it = |own: &str, handle: Option<&str>| own == name || handle == Some(name);
    let found = all.iter().filter(|event| {
        is_it(&event.name, event.handle.as_deref())
            && system.is_none_or(|system| event.system == system)
    });
    let features = outcome.features();
    let mut events = Vec::new();
    for event in found {
        let mut row = json_of(event)?;
        let of = features
            .iter()
            .filter(|feature| feature.events.contains(&event.name));
        row["features"] = of
            .map(|one| json!({"id": one.id, "verdict": one.verdict}))
            .collect();
        row["calls_total"] = json!(event.calls.len());
        events.push(row);
    }
    if events.is_empty() {
        return Err(unknown(
            "event",
            name,
            all.iter().map(|event| event.name.as_str()),
        ));
    }
    Ok(object(&[("events", Value::Array(events))]))
}

pub(crate) fn metric(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let key_path = Arguments(given).required("key_path")?;
    let outcome = project.outcome()?;
    let all = outcome.metrics();
    let found: Vec<_> = all
        .iter()
        .filter(|metric| metric.key_path == key_path)
        .collect();
    if found.is_empty() {
        return Err(unknown(
            "metric",
            key_path,
            all.iter().map(|metric| metric.key_path.as_str()),
        ));
    }
    let events = outcome.events();
    let counted = events.iter().filter(|event| {
        found
            .iter()
            .any(|metric| metric.events.contains(&event.name))
    });
    let counted = counted.map(|event| {
        json!({"name": event.name, "system": event.system, "verdict": event.verdict, "calls": event.calls.len()})
    });
    Ok(object(&[
        ("events", counted.collect()),
        ("metrics", json_of(&found)?),
    ]))
}

pub(crate) fn feature(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let id = Arguments(given).required("id")?;
    let outcome = project.outcome()?;
    let all = outcome.features();
    let found: Vec<_> = all
        .iter()
        .filter(|feature| feature.id == id || feature.title == id)
        .collect();
    if found.is_empty() {
        return Err(unknown(
            "feature",
            id,
            all.iter().map(|feature| feature.id.as_str()),
        ));
    }
    Ok(object(&[("features", json_of(&found)?)]))
}

pub(crate) fn trace(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let name = arguments.required("name")?;
    let path = arguments.text("path").map(inside).transpose()?;
    let outcome = project.outcome()?;
    let Some(trace) = outcome.trace(name, path) else {
        let names = outcome.analysis.names();
        return Err(unknown("name", name, names.iter().map(String::as_str)));
    };
    match json_of(trace)? {
        Value::Object(fields) => Ok(fields),
        other => Ok(object(&[("name", json!(name)), ("events", other)])),
    }
}
