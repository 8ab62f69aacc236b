//! Completion in code and in definitions.

use super::client::Client;
use crate::support::project::Project;
use serde_json::{Value, json};

/// Types a text into a file and returns the labels that are offered at its mark `|`.
fn offered(client: &mut Client, path: &str, text: &str) -> Vec<String> {
    let plain = text.replace('|', "");
    client.open(path, &plain);
    client.settle();
    let at = client.position(path, text, "|");
    let list = client.ask("textDocument/completion", &at);
    client.close(path);
    client.settle();
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|one: &Value| one["label"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn names_are_offered_where_calls_have_them() {
    let project = Project::application();
    project.write("app/b.js", "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('view_product');\n");
    project.write(
        "app/undefined.rb",
        "Gitlab::InternalEvents.track_event('place_undefined')\n",
    );
    let mut client = Client::of(&project);
    client.settle();
    let path = "app/controllers/orders_controller.rb";
    let orders = project.read(path);
    let typed =
        |line: &str| orders.replace("    redirect_to", &format!("    {line}\n    redirect_to"));
    // Undefined names come last.
    assert_eq!(
        offered(&mut client, path, &typed("track_internal_event('place|")),
        ["place_order", "place_undefined"]
    );
    assert_eq!(
        offered(&mut client, path, &typed("track_internal_event('|')"))[..2],
        ["place_order", "view_product"]
    );
    assert_eq!(
        offered(&mut client, path, &typed("other_call('place|')")),
        [""; 0]
    );
    assert_eq!(offered(&mut client, path, &typed("place|")), [""; 0]);
    let script = "import { InternalEvents } from '~/tracking';\nconst x = 'é😀'; InternalEvents.trackEvent('view|');\n";
    assert_eq!(offered(&mut client, "app/b.js", script), ["view_product"]);
    assert_eq!(client.end(), 0);
}

#[test]
fn names_are_offered_in_attributes_and_further_arguments() {
    let project = Project::application();
    project.write(
        "app/views/a.html.haml",
        "%a{ data: { track_action: 'open_page', track_label: 'x' } }\n",
    );
    project.write(
        "app/views/b.html.erb",
        "<a data-track-action=\"open_page\" data-track-label=\"x\">x</a>\n",
    );
    project.write(
        "app/assets/javascripts/a.vue",
        "<template><a data-track-action=\"open_page\" /></template>\n",
    );
    let script = "import Tracking from '~/tracking';\nTracking.event(undefined, 'open_page', { label: 'x' });\n";
    project.write("app/assets/javascripts/b.js", script);
    let mut client = Client::of(&project);
    client.settle();
    let typed = [
        (
            "app/views/a.html.haml",
            "%a{ data: { track_action: 'op|' } }\n",
        ),
        (
            "app/views/b.html.erb",
            "<a data-track-action=\"op|\">x</a>\n",
        ),
        (
            "app/assets/javascripts/a.vue",
            "<template><b data-track-action=\"op|\" /></template>\n",
        ),
        (
            "app/assets/javascripts/b.js",
            "Tracking.event(document.body.dataset['page'], 'op|', { label: 'x' });\n",
        ),
    ];
    for (path, text) in typed {
        assert_eq!(offered(&mut client, path, text), ["open_page"], "{path}");
    }
    // Another argument is no name.
    let label = "Tracking.event('op|', 'open_page');\n";
    let offers = offered(&mut client, "app/assets/javascripts/b.js", label);
    assert!(!offers.contains(&"open_page".to_owned()), "{offers:?}");
    assert_eq!(client.end(), 0);
}

#[test]
fn values_of_definitions_are_offered() {
    let project = Project::application();
    project.write(
        "app/undefined.rb",
        "Gitlab::InternalEvents.track_event('place_undefined')\n",
    );
    let mut client = Client::of(&project);
    client.settle();
    let metric = "config/metrics/counts_28d/new.yml";
    assert_eq!(
        offered(&mut client, metric, "events:\n  - name: view|\n"),
        ["view_product"]
    );
    assert_eq!(
        offered(&mut client, metric, "product_group: |\n"),
        ["purchase"]
    );
    assert_eq!(
        offered(&mut client, metric, "product_categories: [checkout, re|]\n"),
        ["returns"]
    );
    assert_eq!(
        offered(&mut client, metric, "product_categories:\n  - cat|\n"),
        ["catalog"]
    );
    assert_eq!(offered(&mut client, metric, "no_such_key: |\n"), [""; 0]);
    let event = "config/events/place_undefined.yml";
    assert_eq!(
        offered(&mut client, event, "internal_events: true\naction: |\n"),
        ["place_undefined"]
    );
    assert_eq!(
        offered(&mut client, event, "tiers: [free, ult|]\n"),
        ["ultimate"]
    );
    assert_eq!(
        offered(&mut client, "config/other.yml", "action: |\n"),
        [""; 0]
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn properties_of_the_event_are_offered_in_its_call() {
    let project = Project::application();
    let mut client = Client::of(&project);
    client.settle();
    let path = "app/controllers/orders_controller.rb";
    let text = project.read(path).replace("user: current_user", "|");
    assert_eq!(offered(&mut client, path, &text), ["user"]);
    let answer = json!({"textDocument": {"uri": client.uri("none.rb")}, "position": {"line": 0, "character": 0}});
    assert_eq!(
        client.ask("textDocument/completion", &answer)["items"],
        json!([])
    );
    assert_eq!(client.end(), 0);
}
