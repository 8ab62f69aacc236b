//! Quick fixes and renaming: each is applied as an editor does, and checked again.

use super::client::{Client, capabilities};
use crate::support::project::Project;
use serde_json::{Value, json};

/// Returns the actions at a text of a file.
fn actions(client: &mut Client, path: &str, text: &str, at: &str) -> Vec<Value> {
    let position = client.position(path, text, at);
    let range = json!({"start": position["position"], "end": position["position"]});
    let uri = client.uri(path);
    let diagnostics = client.published.get(&uri).cloned().unwrap_or_default();
    let params = json!({
        "textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": diagnostics, "only": ["quickfix"]},
    });
    client
        .ask("textDocument/codeAction", &params)
        .as_array()
        .unwrap()
        .clone()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions
        .iter()
        .find(|one| one["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("{title}: {actions:?}"))
}

/// Applies a workspace edit to the files of a project.
fn apply(project: &Project, client: &mut Client, edit: &Value) {
    let mut changed = Vec::new();
    let root = client.uri("");
    let path = |uri: &Value| {
        uri.as_str()
            .unwrap()
            .strip_prefix(&root)
            .unwrap()
            .to_owned()
    };
    if let Some(changes) = edit["changes"].as_object() {
        for (uri, edits) in changes {
            let path = path(&json!(uri));
            replace(project, &path, edits.as_array().unwrap());
            changed.push(path);
        }
    }
    for change in edit["documentChanges"].as_array().into_iter().flatten() {
        if change["kind"] == "create" {
            project.write(&path(&change["uri"]), "");
        } else if change["kind"] == "rename" {
            let (old, new) = (path(&change["oldUri"]), path(&change["newUri"]));
            project.rename(&old, &new);
            changed.extend([old, new]);
        } else {
            let path = path(&change["textDocument"]["uri"]);
            replace(project, &path, change["edits"].as_array().unwrap());
            changed.push(path);
        }
    }
    let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
    client.touch(&changed);
    client.settle();
}

fn replace(project: &Project, path: &str, edits: &[Value]) {
    let mut text = project.read(path);
    let offset = |text: &str, at: &Value| {
        let lines = text
            .split_inclusive('\n')
            .take(at["line"].as_u64().unwrap() as usize);
        lines.map(str::len).sum::<usize>() + at["character"].as_u64().unwrap() as usize
    };
    let mut edits: Vec<&Value> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&text, &edit["range"]["start"])));
    for edit in edits {
        let range = offset(&text, &edit["range"]["start"])..offset(&text, &edit["range"]["end"]);
        let snippet = edit["snippet"]["value"]
            .as_str()
            .map(|one| one.replace("${1:reason}", "reason"));
        let new =
            snippet.unwrap_or_else(|| edit["newText"].as_str().unwrap_or_default().to_owned());
        text.replace_range(range, &new);
    }
    project.write(path, text);
}

#[test]
fn a_misspelt_name_is_corrected() {
    let project = Project::new();
    let (path, text) = (
        "app/a.rb",
        "Gitlab::InternalEvents.track_event('place_oredr')\n",
    );
    project.write(path, text);
    let mut client = Client::of(&project);
    client.settle();
    let found = actions(&mut client, path, text, "place_oredr");
    let action = titled(&found, "Replace with `place_order`");
    assert_eq!(action["isPreferred"], true);
    assert_eq!(action["diagnostics"][0]["code"], "undefined-event");
    apply(&project, &mut client, &action["edit"]);
    assert_eq!(project.read(path), text.replace("oredr", "order"));
    assert_eq!(client.all_shown(), [""; 0]);
    assert_eq!(client.end(), 0);
}

#[test]
fn a_missing_definition_is_created() {
    let project = Project::application();
    let path = "app/controllers/returns_controller.rb";
    project.edit(
        path,
        "def index\n",
        "def index\n    track_internal_event('view_returns', user: current_user)\n",
    );
    let text = project.read(path);
    let mut client = Client::of(&project);
    client.settle();
    assert!(
        client
            .all_shown()
            .iter()
            .any(|one| one.ends_with("undefined-event"))
    );
    let found = actions(&mut client, path, &text, "view_returns");
    let action = titled(
        &found,
        "Create the definition of `view_returns` and a metric",
    )
    .clone();
    apply(&project, &mut client, &action["edit"]);
    assert!(
        project
            .read("config/events/view_returns.yml")
            .contains("product_categories: [returns]")
    );
    let shown = client.all_shown();
    assert!(
        !shown.iter().any(|one| one.ends_with("undefined-event")),
        "{shown:?}"
    );
    let found = actions(&mut client, path, &text, "view_returns");
    assert!(
        !found
            .iter()
            .any(|one| one["title"].as_str().unwrap().starts_with("Create")),
        "{found:?}"
    );
    assert_eq!(client.end(), 0);
    // A client that cannot create files is not offered it.
    std::fs::remove_file(project.path("config/events/view_returns.yml")).unwrap();
    let mut wanted = capabilities();
    wanted["workspace"] = json!({});
    let mut client = Client::with(&project, &wanted);
    client.settle();
    let found = actions(&mut client, path, &text, "view_returns");
    assert!(
        !found
            .iter()
            .any(|one| one["title"].as_str().unwrap().starts_with("Create")),
        "{found:?}"
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn properties_are_declared_in_the_definition() {
    let project = Project::application();
    let path = "app/controllers/orders_controller.rb";
    project.edit(
        path,
        "user: current_user",
        "user: current_user, project: project, additional_properties: { total: 'x' }",
    );
    let text = project.read(path);
    let mut client = Client::of(&project);
    client.settle();
    let found = actions(&mut client, path, &text, "place_order'");
    let identifier = titled(&found, "Declare the identifier `project`").clone();
    apply(&project, &mut client, &identifier["edit"]);
    assert!(
        project
            .read("config/events/place_order.yml")
            .contains("identifiers: [user, project]\n")
    );
    let property = titled(
        &actions(&mut client, path, &text, "place_order'"),
        "Declare the property `total`",
    )
    .clone();
    apply(&project, &mut client, &property["edit"]);
    let definition = project.read("config/events/place_order.yml");
    assert!(
        definition.contains("additional_properties:\n  total:\n    description: TODO\n"),
        "{definition}"
    );
    let shown = client.all_shown();
    assert!(
        !shown.iter().any(|one| one.ends_with("undeclared-property")),
        "{shown:?}"
    );
    let found = actions(&mut client, path, &text, "place_order'");
    assert!(
        !found
            .iter()
            .any(|one| one["title"].as_str().unwrap().starts_with("Declare")),
        "{found:?}"
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn a_finding_is_ignored_with_a_reason_in_every_language() {
    let calls = [
        (
            "app/a.rb",
            "def go\n  Gitlab::InternalEvents.track_event('undefined_here')\nend\n",
        ),
        (
            "app/views/a.html.haml",
            "%p\n  %button{ data: { event_tracking: 'undefined_here' } }\n",
        ),
        (
            "app/views/b.html.erb",
            "<p>\n  <button data-event-tracking=\"undefined_here\">x</button>\n</p>\n",
        ),
        (
            "app/b.js",
            "import { InternalEvents } from '~/tracking';\nexport function go() {\n  InternalEvents.trackEvent(\n    'undefined_here',\n  );\n}\n",
        ),
        (
            "app/c.vue",
            "<script>\nimport { InternalEvents } from '~/tracking';\nexport default {\n  mixins: [InternalEvents.mixin()],\n  methods: {\n    go() {\n      this.trackEvent('undefined_here');\n    },\n  },\n};\n</script>\n<template><button /></template>\n",
        ),
    ];
    for (path, text) in calls {
        for title in [
            "Ignore undefined-event here",
            "Ignore undefined-event in this file",
        ] {
            let project = Project::new();
            project.write(path, text);
            let mut client = Client::of(&project);
            client.settle();
            assert_eq!(
                client.all_shown().len(),
                1,
                "{path}: {:?}",
                client.all_shown()
            );
            let found = actions(&mut client, path, text, "undefined_here");
            let action = titled(&found, title).clone();
            apply(&project, &mut client, &action["edit"]);
            assert_eq!(
                client.all_shown(),
                [""; 0],
                "{path}, {title}:\n{}",
                project.read(path)
            );
            assert_eq!(client.end(), 0);
        }
    }
}

#[test]
fn an_event_is_renamed_everywhere_or_not_at_all() {
    let project = Project::application();
    let mut client = Client::of(&project);
    client.settle();
    let path = "config/events/view_product.yml";
    let text = project.read(path);
    let mut at = client.position(path, &text, "view_product\n");
    let prepared = client.ask("textDocument/prepareRename", &at);
    assert_eq!(prepared["placeholder"], "view_product");
    at["newName"] = json!("see_product");
    let edit = client.ask("textDocument/rename", &at);
    apply(&project, &mut client, &edit);
    let controller = project.read("app/controllers/products_controller.rb");
    assert_eq!(controller.matches("'see_product'").count(), 2);
    assert!(
        project
            .read("config/metrics/counts_28d/view_product_monthly.yml")
            .contains("name: see_product")
    );
    at["newName"] = json!("place_order");
    let refused = client.answer("textDocument/rename", &at);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("exists already"),
        "{refused}"
    );
    // A computed name cannot be renamed.
    project.write(
        "app/a.rb",
        "Gitlab::InternalEvents.track_event(\"see_#{kind}\")\n",
    );
    client.touch(&["app/a.rb"]);
    client.settle();
    let refused = client.answer("textDocument/prepareRename", &at);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("app/a.rb:1 computes the name"),
        "{refused}"
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn the_definition_file_is_renamed_with_its_event() {
    let project = Project::application();
    let mut wanted = capabilities();
    let operations = json!(["create", "rename"]);
    wanted["workspace"]["workspaceEdit"]["resourceOperations"] = operations;
    let mut client = Client::with(&project, &wanted);
    client.settle();
    let before = client.all_shown();
    let path = "config/events/view_product.yml";
    let mut at = client.position(path, &project.read(path), "view_product\n");
    at["newName"] = json!("see_product");
    let edit = client.ask("textDocument/rename", &at);
    apply(&project, &mut client, &edit);
    let moved = project.read("config/events/see_product.yml");
    assert!(moved.contains("action: see_product"), "{moved}");
    assert!(!project.path(path).exists());
    let names = |found: Vec<String>| -> Vec<String> {
        found
            .iter()
            .map(|one| one.replace("see_product", "view_product"))
            .collect()
    };
    assert_eq!(names(client.all_shown()), names(before));
    // A file that exists stays as it is.
    project.write("config/events/show_product.yml", "---\n");
    let path = "config/events/see_product.yml";
    let mut at = client.position(path, &moved, "see_product\n");
    at["newName"] = json!("show_product");
    let edit = client.ask("textDocument/rename", &at);
    assert!(edit.get("documentChanges").is_none(), "{edit}");
    assert_eq!(client.end(), 0);
}
