//! Prompts for common tasks.

use serde_json::{Value, json};

/// Returns the prompts with their arguments.
pub(crate) fn list() -> Value {
    json!([
        {"name": "instrument-feature", "title": "Instrument this feature",
         "description": "Add the missing tracking of a feature",
         "arguments": [{"name": "feature", "description": "Feature, category or path", "required": true}]},
        {"name": "review-tracking", "title": "Review this merge request's tracking",
         "description": "Review what a change does to the instrumentation",
         "arguments": [{"name": "base", "description": "The revision to compare with [default: auto]", "required": false}]},
    ])
}

/// Returns the text of a prompt.
///
/// # Errors
/// The reason why there is none.
pub(crate) fn text(name: &str, arguments: &Value) -> Result<String, String> {
    match name {
        "instrument-feature" => {
            let feature = arguments["feature"]
                .as_str()
                .ok_or("the argument `feature` is missing")?;
            Ok(format!(
                "Instrument the feature `{feature}` of this project.\n\
                 1. Call `get_feature` and `search` to see which events and metrics exist already. Use an existing event if one fits.\n\
                 2. Call `suggest` with the feature to find the surfaces without tracking, and an event name in the project's convention.\n\
                 3. Add the call at the surface.\n\
                 4. Call `scaffold` with `from` at the new call and `metric: true`. Show the files, and write them with `write: true` once they are agreed on.\n\
                 5. Call `check` with the changed files. Fix what it reports."
            ))
        }
        "review-tracking" => {
            let base = arguments["base"].as_str().unwrap_or("auto");
            Ok(format!(
                "Review what this change does to the product instrumentation.\n\
                 1. Call `check` with `base: {base}`. Each finding is something that the change made worse.\n\
                 2. Call `trace` for each event or metric that a finding names, and `explain` for each lint.\n\
                 3. Report the findings, worst first, each with its place, its reason and its correction. Say so if there is none."
            ))
        }
        _ => Err(format!(
            "unknown prompt `{name}`; there are instrument-feature and review-tracking"
        )),
    }
}
