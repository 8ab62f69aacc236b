//! Diagnostics: the same as those of `check`, after every change.

use super::client::{Client, capabilities, place};
use crate::support::project::Project;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Returns the findings of `check` in the form of [`Client::all_shown`], with columns left out.
fn checked(project: &Project) -> Vec<String> {
    let document = project.run(&["check", "--format", "json"]).json();
    let line = |one: &Value| {
        let lint = one["lint"].as_str().or(one["rule"].as_str()).unwrap();
        format!(
            "{}:{} {lint}",
            one["path"].as_str().unwrap(),
            one["line"].as_u64().unwrap() - 1
        )
    };
    let mut lines: Vec<String> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    lines.sort();
    lines
}

fn without_columns(shown: &[String]) -> Vec<String> {
    let line = |one: &String| {
        let (place, lint) = one.rsplit_once(' ').unwrap();
        let (place, _) = place.rsplit_once(':').unwrap();
        format!("{place} {lint}")
    };
    let mut lines: Vec<String> = shown.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn all_findings_of_the_project_are_pushed() {
    let project = Project::shop();
    let mut client = Client::of(&project);
    client.settle();
    let shown = without_columns(&client.all_shown());
    assert!(shown.len() > 20, "{shown:?}");
    assert_eq!(shown, checked(&project));
    let all = client.published.values().flatten();
    let first = all
        .clone()
        .find(|one| one["relatedInformation"].is_array())
        .expect("one has related places");
    assert!(
        first["relatedInformation"][0]["location"]["uri"]
            .as_str()
            .unwrap()
            .starts_with("file:///")
    );
    for one in all {
        let page = one["codeDescription"]["href"].as_str().unwrap();
        let page = std::fs::read_to_string(page.strip_prefix("file://").unwrap()).unwrap();
        assert!(page.contains(one["code"].as_str().unwrap()), "{page}");
        assert_eq!(one["source"], "tracklint");
    }
    let shows_progress = |kind: &str| {
        client
            .others
            .iter()
            .any(|one| one["params"]["value"]["kind"] == kind)
    };
    assert!(shows_progress("begin") && shows_progress("end"));
    assert_eq!(client.end(), 0);
}

#[test]
fn edits_that_are_not_saved_count_in_all_files() {
    let project = Project::new();
    let mut client = Client::of(&project);
    let path = "app/services/place_service.rb";
    client.settle();
    assert_eq!(client.all_shown(), [""; 0]);
    client.open(path, &project.read(path));
    client.change(
        path,
        2,
        "\nGitlab::InternalEvents.track_event('place_oredr')\n",
    );
    client.settle();
    let event = "config/events/place_order.yml";
    assert!(
        client.shown(path)[0].ends_with("undefined-event"),
        "{:?}",
        client.all_shown()
    );
    assert!(
        client.shown(event)[0].ends_with("unused-event"),
        "{:?}",
        client.all_shown()
    );
    client.change(
        path,
        3,
        "\nGitlab::InternalEvents.track_event('place_order')\n",
    );
    client.settle();
    assert_eq!(client.all_shown(), [""; 0]);
    client.change(path, 4, "\n");
    client.settle();
    assert!(!client.shown(event).is_empty());
    // The file on disk counts again.
    client.close(path);
    client.settle();
    assert_eq!(client.all_shown(), [""; 0]);
    assert_eq!(client.end(), 0);
}

#[test]
fn files_on_disk_and_the_configuration_are_followed() {
    let project = Project::new();
    let mut client = Client::of(&project);
    client.settle();
    project.write(
        "app/more.rb",
        "Gitlab::InternalEvents.track_event('one_more')\n",
    );
    project.write(
        "app/ignored.rb",
        "Gitlab::InternalEvents.track_event('ignored')\n",
    );
    project.write(".gitignore", "ignored.rb\n");
    client.touch(&["app/more.rb", "app/ignored.rb", ".gitignore"]);
    client.settle();
    assert_eq!(client.all_shown(), ["app/more.rb:0:35 undefined-event"]);
    project.write("tracklint.yml", "lints:\n  undefined-event: off\n");
    client.touch(&["tracklint.yml"]);
    client.settle();
    assert_eq!(client.all_shown(), [""; 0]);
    project.write("tracklint.yml", "lints: [\n");
    client.touch(&["tracklint.yml"]);
    client.settle();
    let shows = |one: &&Value| one["method"] == "window/showMessage";
    assert_eq!(
        client.others.iter().filter(shows).count(),
        1,
        "an invalid configuration is shown once"
    );
    project.write("tracklint.yml", "lints:\n  undefined-event: warning\n");
    client.touch(&["tracklint.yml"]);
    client.settle();
    assert_eq!(client.all_shown().len(), 1);
    std::fs::remove_dir_all(project.path("app")).unwrap();
    client.touch(&["app"]);
    client.settle();
    assert!(client.shown("app/more.rb").is_empty());
    assert_eq!(client.end(), 0);
}

#[test]
fn a_client_that_asks_gets_nothing_twice() {
    let project = Project::shop();
    let mut wanted = capabilities();
    wanted["textDocument"] = json!({"diagnostic": {}});
    wanted["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    let mut client = Client::with(&project, &wanted);
    client.settle();
    let path = "app/controllers/carts_controller.rb";
    let with_findings = client.all_shown();
    let path = with_findings
        .first()
        .map_or(path, |line| line.split(':').next().unwrap())
        .to_owned();
    let pushed = client.shown(&path);
    client.open(&path, &project.read(&path));
    client.settle();
    assert_eq!(client.shown(&path), [""; 0], "what is open is asked for");
    let params = json!({"textDocument": {"uri": client.uri(&path)}});
    let report = client.ask("textDocument/diagnostic", &params);
    let pulled: Vec<String> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(place)
        .collect();
    assert_eq!(pulled, pushed);
    client.close(&path);
    client.settle();
    assert_eq!(client.shown(&path), pushed);
    assert_eq!(client.end(), 0);
}

#[test]
fn several_folders_are_several_projects() {
    let (one, two) = (Project::new(), Project::new());
    two.write(
        "app/a.rb",
        "Gitlab::InternalEvents.track_event('only_here')\n",
    );
    let mut client = Client::of(&one);
    client.settle();
    assert_eq!(client.published.len(), 0);
    let folder = json!({"uri": format!("file://{}", two.root().display()), "name": "two"});
    let event = json!({"added": [folder], "removed": []});
    client.tell(
        "workspace/didChangeWorkspaceFolders",
        &json!({"event": event}),
    );
    client.settle();
    let uri = format!("file://{}/app/a.rb", two.root().display());
    assert_eq!(client.published[&uri].len(), 1);
    let symbols = client.ask("workspace/symbol", &json!({"query": "place_order"}));
    assert!(symbols.as_array().unwrap().len() >= 4, "{symbols}");
    let event = json!({"added": [], "removed": [folder]});
    client.tell(
        "workspace/didChangeWorkspaceFolders",
        &json!({"event": event}),
    );
    client.settle();
    assert_eq!(client.published[&uri].len(), 0);
    assert_eq!(client.end(), 0);
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Appends a call to the text of a Ruby file, and a comment to that of another file.
fn append(text: &mut String, path: &str, step: usize, random: &mut Random) {
    let line = match path.ends_with(".rb") {
        true => format!(
            "Gitlab::InternalEvents.track_event('step_{}')",
            random.below(9)
        ),
        false => format!("# step {step}"),
    };
    let lines: Vec<&str> = text.lines().chain([line.as_str()]).collect();
    *text = lines.join("\n") + "\n";
}

#[test]
fn any_sequence_of_changes_ends_with_the_findings_of_a_fresh_run() {
    let project = Project::shop();
    let mut client = Client::of(&project);
    let mut random = Random(7);
    let all = crate::support::project::files_below(project.root());
    let mut files: Vec<String> = all
        .into_iter()
        .filter(|path| path.ends_with(".rb") || path.ends_with(".yml"))
        .collect();
    files.retain(|path| path != "tracklint.yml");
    let mut open: BTreeMap<String, (i32, String)> = BTreeMap::new();
    for step in 0..200 {
        let at = random.below(files.len());
        let path = files[at].clone();
        match random.below(5) {
            0 if !open.contains_key(&path) => {
                let text = project.read(&path);
                client.open(&path, &text);
                open.insert(path, (1, text));
            }
            1 | 2 => {
                let names: Vec<String> = open.keys().cloned().collect();
                if names.is_empty() {
                    continue;
                }
                let path = &names[random.below(names.len())];
                let (version, text) = open.get_mut(path).unwrap();
                append(text, path, step, &mut random);
                *version += 1;
                client.change(path, *version, text);
            }
            3 => {
                if let Some((_, text)) = open.remove(&path) {
                    // Half of the documents are saved before they are closed.
                    if random.below(2) == 0 {
                        project.write(&path, text);
                    }
                    client.close(&path);
                }
            }
            4 if !open.contains_key(&path) && path.ends_with(".yml") => {
                let moved = path.replace(".yml", "_moved.yml");
                project.rename(&path, &moved);
                client.touch(&[&path, &moved]);
                files[at] = moved;
            }
            _ => {}
        }
        if step % 40 == 39 {
            client.settle();
        }
    }
    for (path, (_, text)) in &open {
        project.write(path, text);
    }
    client.settle();
    assert_eq!(without_columns(&client.all_shown()), checked(&project));
    assert_eq!(client.end(), 0);
}
