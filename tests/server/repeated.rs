//! Repeated analysis: after files come and go, the findings are those of `check`.

use super::client::Client;
use crate::support::project::Project;
use serde_json::Value;

/// Asserts that the client shows what `check` finds on disk, and returns it as `path:line lint`.
fn same_as_check(project: &Project, client: &mut Client, changed: &str) -> Vec<String> {
    client.touch(&[changed]);
    client.settle();
    let document = project.run(&["check", "--format", "json"]).json();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let found = document["findings"].as_array().unwrap().iter();
    let mut found: Vec<String> = found
        .map(|one| {
            let line = one["line"].as_u64().unwrap();
            format!("{}:{line} {}", text(one, "path"), text(one, "lint"))
        })
        .collect();
    found.sort();
    let shown = client.all_shown().into_iter().map(|one| {
        let (place, lint) = one.rsplit_once(' ').unwrap();
        let mut place = place.split(':');
        let (path, line) = (place.next().unwrap(), place.next().unwrap());
        format!("{path}:{} {lint}", line.parse::<u64>().unwrap() + 1)
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    assert_eq!(shown, found, "after {changed}");
    found
}

/// Writes a file and compares.
fn written(project: &Project, client: &mut Client, path: &str, text: &str) -> Vec<String> {
    project.write(path, text);
    same_as_check(project, client, path)
}

/// Removes a file and compares.
fn removed(project: &Project, client: &mut Client, path: &str) -> Vec<String> {
    project.remove(path);
    same_as_check(project, client, path)
}

#[test]
fn definitions_come_change_and_go() {
    let project = Project::new();
    let order = "config/events/place_order.yml";
    let definition = project.read(order);
    let renamed = definition.replace("place_order", "pack_order");
    let mut client = Client::of(&project);
    client.settle();
    let first = "config/events/a_first.yml";
    let found = written(&project, &mut client, first, &renamed);
    assert!(found.iter().any(|one| one.ends_with("unused-event")));
    assert_eq!(removed(&project, &mut client, first), [""; 0]);
    let found = written(&project, &mut client, order, &renamed);
    let is_unknown = |found: &[String]| {
        let mut lints = found.iter();
        lints.any(|one| one.ends_with("metric-of-unknown-event"))
    };
    assert!(is_unknown(&found), "{found:?}");
    let found = removed(&project, &mut client, order);
    assert!(is_unknown(&found), "{found:?}");
    assert_eq!(written(&project, &mut client, order, &definition), [""; 0]);
    assert_eq!(client.end(), 0);
}

#[test]
fn files_of_code_come_and_go() {
    let project = Project::new();
    let mut client = Client::of(&project);
    client.settle();
    let call = "class Pack\n  def call\n    Gitlab::InternalEvents.track_event(NAME)\n  end\nend\n";
    written(&project, &mut client, "app/a/pack.rb", call);
    let constant = "class Pack\n  NAME = 'pack_order'\nend\n";
    let found = written(&project, &mut client, "app/z/pack.rb", constant);
    assert_eq!(found, ["app/a/pack.rb:3 undefined-event"]);
    let found = removed(&project, &mut client, "app/z/pack.rb");
    assert!(!found.iter().any(|one| one.ends_with("undefined-event")));
    assert_eq!(removed(&project, &mut client, "app/a/pack.rb"), [""; 0]);
    assert_eq!(client.end(), 0);
}

#[test]
fn a_new_file_takes_the_place_of_one_that_imports_led_to() {
    let project = Project::new();
    project.write("web/names/index.js", "export const NAME = 'pack_order';\n");
    let page = "import { NAME } from './names';\nimport { InternalEvents } from '~/tracking';\n\
                InternalEvents.trackEvent(NAME);\n";
    let mut client = Client::of(&project);
    client.settle();
    let undefined = ["web/page.js:3 undefined-event"];
    assert_eq!(
        written(&project, &mut client, "web/page.js", page),
        undefined
    );
    let nearer = "web/names.js";
    let text = "export const NAME = 'place_order';\n";
    assert_eq!(written(&project, &mut client, nearer, text), [""; 0]);
    assert_eq!(removed(&project, &mut client, nearer), undefined);
    assert_eq!(client.end(), 0);
}
