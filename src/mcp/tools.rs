//! The tools, one file for each kind of question.

mod check;
mod coverage;
mod scaffold;
mod search;
mod suggest;
mod things;

use crate::mcp::project::Project;
use serde_json::{Map, Value, json};

/// The function of a tool: from the project and the arguments to the fields of an answer.
type Call = fn(&mut Project, &Value) -> Result<Map<String, Value>, String>;

/// A tool.
pub(crate) struct Tool {
    /// Name.
    pub(crate) name: &'static str,
    /// Sentences for the model.
    pub(crate) description: &'static str,
    /// The arguments: name, type, description, and whether one must be there.
    pub(crate) arguments: &'static [(&'static str, &'static str, &'static str, bool)],
    /// The fields of an answer: name and type. All but the first may be absent.
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// True if it can write files.
    pub(crate) writes: bool,
    /// The function.
    pub(crate) call: Call,
}

const NAME: (&str, &str, &str, bool) = (
    "name",
    "string",
    "Exact name; use `search` to find it",
    true,
);
const LIMIT: (&str, &str, &str, bool) = (
    "limit",
    "integer",
    "Most rows of one answer [default: 20]",
    false,
);
const CURSOR: (&str, &str, &str, bool) = (
    "cursor",
    "string",
    "`next_cursor` of the last answer",
    false,
);

/// All tools.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "search",
        description: "Finds events, metrics and features by words in their names and descriptions, with their verdicts. Search before you invent a new event name.",
        arguments: &[
            (
                "query",
                "string",
                "Words; an empty query lists everything",
                false,
            ),
            (
                "kind",
                "string",
                "`event`, `metric` or `feature` [default: all]",
                false,
            ),
            (
                "verdict",
                "string",
                "Only this verdict, such as `unused`, `undefined`, `orphaned` or `uninstrumented`",
                false,
            ),
            ("group", "string", "Only what this group owns", false),
            LIMIT,
            CURSOR,
        ],
        fields: &[
            ("rows", "array"),
            ("total", "integer"),
            ("next_cursor", "string"),
        ],
        writes: false,
        call: search::search,
    },
    Tool {
        name: "get_event",
        description: "Returns an event with its verdict, definitions, calls, metrics and features.",
        arguments: &[
            NAME,
            (
                "system",
                "string",
                "Tracking system, if several have the name",
                false,
            ),
        ],
        fields: &[("events", "array")],
        writes: false,
        call: things::event,
    },
    Tool {
        name: "get_metric",
        description: "Returns a metric by its key path, with its verdict, the reasons, and the events that it counts.",
        arguments: &[(
            "key_path",
            "string",
            "Exact key path; use `search` to find it",
            true,
        )],
        fields: &[("metrics", "array"), ("events", "array")],
        writes: false,
        call: things::metric,
    },
    Tool {
        name: "get_feature",
        description: "Returns a feature or category with its verdict, events, metrics, and the number of its surfaces.",
        arguments: &[(
            "id",
            "string",
            "Exact identifier; use `search` to find it",
            true,
        )],
        fields: &[("features", "array")],
        writes: false,
        call: things::feature,
    },
    Tool {
        name: "trace",
        description: "Explains why an event, metric or feature has its verdict: the calls, and the steps from each call to the name.",
        arguments: &[
            NAME,
            (
                "path",
                "string",
                "Only calls below this path of the project",
                false,
            ),
        ],
        fields: &[
            ("name", "string"),
            ("events", "array"),
            ("metrics", "array"),
            ("features", "array"),
            ("readers", "array"),
        ],
        writes: false,
        call: things::trace,
    },
    Tool {
        name: "check",
        description: "Reports findings about the instrumentation. With `base`, only what got worse since that git revision.",
        arguments: &[
            (
                "base",
                "string",
                "A git revision, or `auto` for the commit where the branch began",
                false,
            ),
            (
                "files",
                "array",
                "Only findings in these files or folders of the project",
                false,
            ),
            ("lint", "string", "Only this lint", false),
            (
                "severity",
                "string",
                "`error`, `warning` or `info`: only findings at or above it",
                false,
            ),
            LIMIT,
            CURSOR,
        ],
        fields: &[
            ("findings", "array"),
            ("total", "integer"),
            ("next_cursor", "string"),
            ("errors", "integer"),
            ("warnings", "integer"),
            ("infos", "integer"),
            ("notes", "array"),
        ],
        writes: false,
        call: check::check,
    },
    Tool {
        name: "coverage",
        description: "Returns how many features are instrumented, by group, stage, section, tier or category, and which ones are not.",
        arguments: &[
            (
                "by",
                "string",
                "`category`, `feature`, `group`, `stage`, `section` or `tier` [default: group]",
                false,
            ),
            (
                "group",
                "string",
                "Only uninstrumented features of this group",
                false,
            ),
            LIMIT,
            CURSOR,
        ],
        fields: &[
            ("rows", "array"),
            ("total", "integer"),
            ("next_cursor", "string"),
            ("blind_spots", "array"),
            ("blind_spots_total", "integer"),
        ],
        writes: false,
        call: coverage::coverage,
    },
    Tool {
        name: "suggest",
        description: "Suggests what to instrument: the surface, an event name in the convention of the project, and the call to add.",
        arguments: &[
            ("feature", "string", "Feature, category or group", false),
            (
                "path",
                "string",
                "A file or folder of the project, with `:LINE` for one place",
                false,
            ),
            LIMIT,
            CURSOR,
        ],
        fields: &[
            ("suggestions", "array"),
            ("total", "integer"),
            ("next_cursor", "string"),
        ],
        writes: false,
        call: suggest::suggest,
    },
    Tool {
        name: "explain",
        description: "Returns the manual page of a lint, or lists all lints.",
        arguments: &[(
            "lint",
            "string",
            "Name of the lint [default: list all]",
            false,
        )],
        fields: &[("lints", "array"), ("page", "string")],
        writes: false,
        call: check::explain,
    },
    Tool {
        name: "scaffold",
        description: "Returns the missing definition of an event or metric as files. Writes them only with `write: true`, and never overwrites a file.",
        arguments: &[
            ("event", "string", "Name of the event", false),
            (
                "from",
                "string",
                "A call as `PATH:LINE`, in place of `event`",
                false,
            ),
            (
                "metric",
                "boolean",
                "Also define a metric that counts the event",
                false,
            ),
            (
                "unique",
                "string",
                "Count this value distinctly in the metric, such as `user.id`",
                false,
            ),
            (
                "write",
                "boolean",
                "Write the files [default: false]",
                false,
            ),
        ],
        fields: &[("files", "array"), ("written", "boolean")],
        writes: true,
        call: scaffold::scaffold,
    },
];

impl Tool {
    /// Returns the JSON Schema of the arguments.
    pub(crate) fn input_schema(&self) -> Value {
        let property = |kind: &str, text: &str| match kind {
            "array" => json!({"type": "array", "items": {"type": "string"}, "description": text}),
            kind => json!({"type": kind, "description": text}),
        };
        let properties = self
            .arguments
            .iter()
            .map(|(name, kind, text, _)| ((*name).to_owned(), property(kind, text)));
        let required: Vec<&str> = self
            .arguments
            .iter()
            .filter(|(.., required)| *required)
            .map(|(name, ..)| *name)
            .collect();
        json!({
            "type": "object",
            "properties": properties.collect::<Map<String, Value>>(),
            "required": required,
            "additionalProperties": false,
        })
    }

    /// Returns the JSON Schema of an answer.
    pub(crate) fn output_schema(&self) -> Value {
        let fields = self.fields.iter().map(|(name, kind)| {
            let schema = match *kind {
                "array" => json!({"type": "array"}),
                kind => json!({"type": kind}),
            };
            ((*name).to_owned(), schema)
        });
        let mut properties: Map<String, Value> = fields.collect();
        properties.insert(
            "truncated".to_owned(),
            json!({"type": "boolean", "description": "True if rows are missing"}),
        );
        properties.insert(
            "totals".to_owned(),
            json!({"type": "object", "description": "Lengths of the lists that were shortened"}),
        );
        json!({
            "type": "object",
            "properties": properties,
            "required": [self.fields[0].0, "truncated"],
            "additionalProperties": false,
        })
    }

    /// Refuses arguments that the tool does not have.
    ///
    /// # Errors
    /// A sentence that names the argument.
    pub(crate) fn check(&self, given: &Value) -> Result<(), String> {
        let Some(given) = given.as_object() else {
            return Ok(());
        };
        for (name, value) in given {
            let known = self.arguments.iter().find(|(known, ..)| known == name);
            let Some((_, kind, ..)) = known else {
                let names: Vec<&str> = self.arguments.iter().map(|(name, ..)| *name).collect();
                return Err(format!(
                    "`{}` has no argument `{name}`; there are {}",
                    self.name,
                    names.join(", ")
                ));
            };
            let fits = match *kind {
                "string" => value.is_string(),
                "integer" => value.is_u64(),
                "boolean" => value.is_boolean(),
                _ => value.is_array() || value.is_string(),
            };
            if !fits && !value.is_null() {
                return Err(format!("the argument `{name}` is no {kind}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::TOOLS;

    #[test]
    fn every_tool_has_valid_schemas() {
        for tool in TOOLS {
            for schema in [tool.input_schema(), tool.output_schema()] {
                assert!(jsonschema::validator_for(&schema).is_ok(), "{}", tool.name);
            }
            assert!(!tool.description.is_empty() && !tool.fields.is_empty());
        }
    }
}
