//! Missing definitions as files.

use crate::mcp::arguments::{Arguments, inside};
use crate::mcp::project::Project;
use crate::scaffold::{self, EventSelector, Request};
use serde_json::{Map, Value, json};

pub(crate) fn scaffold(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let event = match (arguments.text("event"), arguments.text("from")) {
        (Some(name), _) => EventSelector::Named(name.to_owned()),
        (None, Some(place)) => {
            let (path, line) = place
                .rsplit_once(':')
                .ok_or_else(|| format!("write `{place}` as PATH:LINE"))?;
            let line = line.parse().map_err(|_| format!("`{line}` is no line"))?;
            EventSelector::SentAt(inside(path)?.to_owned(), line)
        }
        (None, None) => return Err("name the event, or a call with `from`".to_owned()),
    };
    let outcome = project.outcome()?;
    let unique = arguments.text("unique").map(str::to_owned);
    let metric = arguments.flag("metric") || unique.is_some();
    let is_defined = match &event {
        EventSelector::Named(name) => outcome.with(|cx| {
            cx.links
                .events
                .iter()
                .any(|event| event.is_defined() && event.name == *name)
        }),
        EventSelector::SentAt(..) => false,
    };
    let request = Request {
        event,
        definition: !(is_defined && metric),
        metric,
        unique,
    };
    let inputs = outcome.analysis.scaffold_inputs();
    let files = outcome.with(|cx| scaffold::files(cx, inputs, &request))?;
    for file in &files {
        inside(&file.path)?;
    }
    let written = arguments.flag("write");
    if written {
        project.write(&files)?;
    }
    let rows = files
        .iter()
        .map(|file| json!({"path": file.path, "text": file.text}));
    let mut answer = Map::new();
    answer.insert("files".to_owned(), rows.collect());
    answer.insert("written".to_owned(), json!(written));
    Ok(answer)
}
