//! Surfaces of small programs in Python and Go that send events.

use super::project::Project;

/// Returns the surfaces of a project: the name, the state, and the steps of the way or the reason.
pub fn surfaces(files: &[(&str, &str)]) -> Vec<String> {
    let project = Project::of(files);
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap();
    let row = |row: &serde_json::Value| {
        let steps = row["way"].as_array().unwrap().iter();
        let kinds: Vec<&str> = steps.map(|step| step["kind"].as_str().unwrap()).collect();
        let reason = row["reason"].as_str().unwrap_or_default();
        let end = format!("{} {reason}", kinds.join(" "));
        let (id, state) = (row["id"].as_str().unwrap(), row["state"].as_str().unwrap());
        format!("{id}: {state} {}", end.trim())
            .trim_end()
            .to_owned()
    };
    rows.iter().map(row).collect()
}

pub const PYTHON_TRACKER: (&str, &str) = (
    "shop/tracking.py",
    "import posthog\n\ndef send(event):\n    posthog.capture('u', event)\n",
);

pub const GO_TRACKER: (&str, &str) = (
    "tracking/tracking.go",
    "package tracking\n\nimport \"github.com/posthog/posthog-go\"\n\ntype Tracker struct {\n\tclient posthog.Client\n}\n\nfunc (t *Tracker) Send(event string) {\n\tt.client.Enqueue(posthog.Capture{Event: event})\n}\n",
);

pub fn go_mod(requires: &str) -> String {
    format!(
        "module example.com/shop\n\nrequire (\n\tgithub.com/posthog/posthog-go v1.2.3\n\t{requires} v1.0.0\n)\n"
    )
}
