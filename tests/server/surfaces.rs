//! Lenses of surfaces, and the search for what tracks them.

use super::client::{Client, capabilities};
use crate::support::project::Project;
use serde_json::{Value, json};
use std::time::Duration;

/// Returns the lenses of a file: `line title`.
fn lenses(client: &mut Client, path: &str) -> Vec<String> {
    let params = json!({"textDocument": {"uri": client.uri(path)}});
    let found = client.ask("textDocument/codeLens", &params);
    let row = |lens: &Value| {
        let title = lens["command"]["title"].as_str().unwrap();
        format!("{} {title}", lens["range"]["start"]["line"])
    };
    found.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn lenses_say_of_each_surface_what_the_list_says() {
    let project = Project::shop();
    let list = project.run(&["list", "surfaces", "--format", "json", "-q"]);
    let list = list.json();
    let surfaces = list["surfaces"].as_array().unwrap();
    let mut client = Client::of(&project);
    client.settle();
    let mut states = Vec::new();
    for surface in surfaces {
        let text = |key: &str| surface[key].as_str().unwrap();
        let shown = lenses(&mut client, text("path"));
        let line = surface["line"].as_u64().unwrap() - 1;
        let says = match text("state") {
            "tracked" => ": tracked",
            "untracked" => ": not tracked",
            _ => ": not known",
        };
        let expected = format!("{line} {}{says}", text("id"));
        let mut lenses = shown.iter();
        assert!(
            lenses.any(|lens| lens.starts_with(&expected)),
            "{expected}\n{shown:?}"
        );
        states.push(says);
    }
    assert!(states.contains(&": tracked") && states.contains(&": not tracked"));
    assert_eq!(client.end(), 0);
}

#[test]
fn a_client_is_told_when_the_ways_are_known() {
    let project = Project::shop();
    let mut wanted = capabilities();
    wanted["workspace"]["codeLens"] = json!({"refreshSupport": true});
    let mut client = Client::with(&project, &wanted);
    client.settle();
    let path = "app/controllers/returns_controller.rb";
    let text = project.read(path);
    client.open(path, &text);
    client.settle();
    let is_untracked = |lens: &String| lens.ends_with(": not tracked");
    let refreshes = |client: &Client| {
        let mut others = client.others.iter();
        let refresh = |one: &&Value| one["method"] == "workspace/codeLens/refresh";
        others.by_ref().filter(refresh).count()
    };
    let before = refreshes(&client);
    let mut shown = lenses(&mut client, path);
    for _ in 0..100 {
        if shown.iter().any(is_untracked) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
        shown = lenses(&mut client, path);
    }
    assert!(shown.iter().any(is_untracked), "{shown:?}");
    assert!(refreshes(&client) > before);
    // The lenses stay while somebody types.
    client.change(path, 2, &format!("{text}# a note\n"));
    client.settle();
    assert_eq!(lenses(&mut client, path), shown);
    assert_eq!(client.end(), 0);
}
