//! Hover, definitions, references, symbols, lenses, hints and the call hierarchy, once for each language and for YAML.

use super::client::{Client, lines};
use crate::support::project::Project;
use serde_json::{Value, json};

/// A call in each language: path, text before the name, the name, and text behind it.
const CALLS: &[(&str, &str, &str)] = &[
    (
        "app/a.rb",
        "x = 'é😀'; Gitlab::InternalEvents.track_event('from_ruby')\n",
        "from_ruby",
    ),
    (
        "app/views/a.html.haml",
        "%button{ data: { event_tracking: 'from_haml' } }\n",
        "from_haml",
    ),
    (
        "app/views/b.html.erb",
        "<p>é😀</p><button data-event-tracking=\"from_erb\">x</button>\n",
        "from_erb",
    ),
    (
        "app/assets/javascripts/a.js",
        "import { InternalEvents } from '~/tracking';\nconst x = 'é😀'; InternalEvents.trackEvent('from_script');\n",
        "from_script",
    ),
    (
        "app/assets/javascripts/b.ts",
        "import { InternalEvents } from '~/tracking';\nconst x: string = 'é😀'; InternalEvents.trackEvent('from_typed');\n",
        "from_typed",
    ),
    (
        "app/assets/javascripts/c.vue",
        "<script>\nimport { InternalEvents } from '~/tracking';\nexport default {\n  mixins: [InternalEvents.mixin()],\n  methods: {\n    go() { this.trackEvent('from_vue'); },\n  },\n};\n</script>\n<template><button /></template>\n",
        "from_vue",
    ),
    (
        "src/lib.rs",
        "pub fn go(analytics: &Analytics) {\n    let _x = \"é😀\"; analytics.track(\"from_rust\");\n}\n",
        "from_rust",
    ),
];

/// Calls of Rust have no rule in the packs, so the project has its own.
const RUST_PACK: &str = "\
pack: own
calls:
  - id: track
    system: internal_events
    languages: rust
    on: {written: analytics}
    method: track
    event: {argument: 0}
";

fn project() -> Project {
    let project = Project::new();
    project.write("rules.yml", RUST_PACK);
    project.write("tracklint.yml", "packs: [gitlab]\nrules: [rules.yml]\n");
    for (path, text, name) in CALLS {
        project.write(path, text);
        project.event(name);
    }
    project
}

fn hover(client: &mut Client, at: &Value) -> String {
    let hover = client.ask("textDocument/hover", at);
    hover["contents"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_call_of_each_language_leads_to_its_definition_and_back() {
    let project = project();
    let mut client = Client::of(&project);
    client.settle();
    for (path, text, name) in CALLS {
        let at = client.position(path, text, name);
        let shown = hover(&mut client, &at);
        assert!(
            shown.contains(&format!("**{}**", name.replace('_', "\\_")))
                && shown.contains("**live**"),
            "{path}: {shown}"
        );
        assert!(shown.contains("sent from 1 place"), "{path}: {shown}");
        let found = client.ask("textDocument/definition", &at);
        let yaml = format!("config/events/{name}.yml");
        let definition = project.read(&yaml);
        let line = definition
            .lines()
            .position(|line| line.contains("action:"))
            .unwrap();
        assert_eq!(lines(&found), [format!("{name}.yml:{line}")], "{path}");
        // From the definition back to the call.
        let back = client.position(&yaml, &definition, name);
        let calls = client.ask("textDocument/definition", &back);
        assert_eq!(calls[0]["uri"], client.uri(path), "{path}: {calls}");
        assert_eq!(
            calls[0]["range"]["start"]["line"], at["position"]["line"],
            "{path}"
        );
        assert!(
            hover(&mut client, &back).contains("sent from 1 place"),
            "{path}"
        );
        let mut both = at.clone();
        both["context"] = json!({"includeDeclaration": true});
        assert_eq!(
            client
                .ask("textDocument/references", &both)
                .as_array()
                .unwrap()
                .len(),
            2,
            "{path}"
        );
        // The beginning of the file is no call, unless the call begins there.
        if !text.starts_with(['%', '<']) || text.starts_with("<script") {
            let first = client.position(path, text, &text[..1]);
            assert_eq!(hover(&mut client, &first), "", "{path}");
        }
    }
    assert_eq!(client.end(), 0);
}

#[test]
fn metrics_lead_to_events_and_categories_to_their_list() {
    let project = Project::application();
    let mut client = Client::of(&project);
    client.settle();
    let path = "config/metrics/counts_28d/place_order_monthly.yml";
    let text = project.read(path);
    let at = client.position(path, &text, "place_order\n");
    assert_eq!(
        lines(&client.ask("textDocument/definition", &at)),
        ["place_order.yml:3"]
    );
    let key = client.position(path, &text, "counts.place_order_monthly");
    let shown = hover(&mut client, &key);
    assert!(
        shown.contains("(metric): **ok**") && shown.contains("`place_order`: live"),
        "{shown}"
    );
    let category = client.position(path, &text, "checkout");
    assert_eq!(
        lines(&client.ask("textDocument/definition", &category)),
        ["feature_categories.yml:2"]
    );
    assert!(hover(&mut client, &category).contains("instrumented"));
    let status = client.position(path, &text, "status:");
    let allowed = hover(&mut client, &status);
    assert!(
        allowed.contains("takes one of") && allowed.contains("- removed"),
        "{allowed}"
    );
    let mut uses = category.clone();
    uses["context"] = json!({"includeDeclaration": false});
    let uses = lines(&client.ask("textDocument/references", &uses));
    assert!(
        uses.iter().any(|one| one.starts_with("place_order.yml")),
        "{uses:?}"
    );
    assert!(
        uses.iter()
            .any(|one| one.starts_with("orders_controller.rb")),
        "{uses:?}"
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn wrappers_and_constants_show_what_they_send() {
    let project = Project::new();
    let wrapper = "module Places\n  ORDER = 'place_order'\n  def self.note(name)\n    Gitlab::InternalEvents.track_event(name)\n  end\nend\n";
    let caller = "class A\n  def go\n    Places.note(Places::ORDER)\n  end\nend\n";
    project.write("lib/places.rb", wrapper);
    project.write("app/a.rb", caller);
    let mut client = Client::of(&project);
    client.settle();
    let at = client.position("app/a.rb", caller, "Places::ORDER");
    let shown = hover(&mut client, &at);
    assert!(
        shown.contains("through `") && shown.contains("lib/places.rb:"),
        "{shown}"
    );
    assert_eq!(lines(&client.ask("textDocument/definition", &at)).len(), 1);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let params = json!({"textDocument": {"uri": client.uri("app/a.rb")}, "range": range});
    let hints = client.ask("textDocument/inlayHint", &params);
    assert_eq!(hints[0]["label"], "→ place_order", "{hints}");
    assert_eq!(hints[0]["position"]["line"], 2);
    let literal = json!({"textDocument": {"uri": client.uri("app/services/place_service.rb")}, "range": range});
    assert_eq!(client.ask("textDocument/inlayHint", &literal), json!([]));
    let items = client.ask("textDocument/prepareCallHierarchy", &at);
    assert_eq!(items[0]["name"], "place_order");
    let callers = client.ask("callHierarchy/incomingCalls", &json!({"item": items[0]}));
    let named = |list: &Value| -> Vec<String> {
        let all = list.as_array().unwrap().iter();
        all.map(|one| one["from"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let names = named(&callers);
    assert_eq!(names.len(), 2, "{callers}");
    let wrapper = callers
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["from"]["kind"] == 12)
        .expect("a wrapper");
    let outer = client.ask(
        "callHierarchy/incomingCalls",
        &json!({"item": wrapper["from"]}),
    );
    assert_eq!(named(&outer), ["A#go"], "{outer}");
    let back = client.ask(
        "callHierarchy/outgoingCalls",
        &json!({"item": outer[0]["from"]}),
    );
    assert_eq!(back[0]["to"]["name"], "place_order");
    assert_eq!(client.end(), 0);
}

#[test]
fn definitions_have_lenses_and_symbols() {
    let project = Project::application();
    let mut client = Client::of(&project);
    client.settle();
    let path = "config/events/view_product.yml";
    let params = json!({"textDocument": {"uri": client.uri(path)}});
    let lenses = client.ask("textDocument/codeLens", &params);
    assert_eq!(
        lenses[0]["command"]["title"],
        "sent from 2 places · counted by 1 metric"
    );
    let symbols = client.ask("textDocument/documentSymbol", &params);
    assert_eq!(
        (&symbols[0]["name"], &symbols[0]["detail"]),
        (&json!("view_product"), &json!("live"))
    );
    let controller =
        json!({"textDocument": {"uri": client.uri("app/controllers/orders_controller.rb")}});
    let lenses = client.ask("textDocument/codeLens", &controller);
    assert!(
        lenses[0]["command"]["title"]
            .as_str()
            .unwrap()
            .ends_with("tracked by 1 call"),
        "{lenses}"
    );
    let found = client.ask("workspace/symbol", &json!({"query": "#view_prod"}));
    assert_eq!(found[0]["name"], "view_product");
    assert!(
        client
            .ask("workspace/symbol", &json!({"query": "no such thing"}))
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(client.end(), 0);
}
