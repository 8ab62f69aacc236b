//! Definitions in code: classes, names that are unknown or defined elsewhere, and the recipes of the documentation.

mod members;
mod methods;

use crate::support::program::repository;
use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

/// A project with a pack that has these definition rules and calls of `track` that take a name.
fn project(definitions: &str, files: &[(&str, &str)]) -> Project {
    Project::with_rules(&format!("{CALLS}definitions:\n{definitions}"), files)
}

const CALLS: &str = indoc! {"
    pack: shop
    system: shop
    calls:
      - {id: script, languages: [javascript, typescript], on: {import: '@shop/tracker'}, method: track, event: {argument: 0}}
      - {id: ruby, languages: ruby, on: nothing, method: track_event, event: {argument: 0}}
"};

/// Returns the events as `name (handle) verdict path:line`.
fn events(project: &Project) -> Vec<String> {
    let document = project.list("events");
    let events = document["events"].as_array().unwrap().iter();
    events.map(row).collect()
}

fn row(event: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let place = event["defined_in"][0].as_object();
    let place = place.map_or("nowhere".to_owned(), |place| {
        format!("{}:{}", text(&place["path"]), place["line"])
    });
    format!(
        "{} ({}) {} {place}",
        text(&event["name"]),
        text(&event["handle"]),
        text(&event["verdict"])
    )
}

#[test]
fn subclasses_are_found_by_the_name_of_the_class() {
    let rules = indoc! {"
        \x20 - id: counters
            kind: counter
            each: {subclass-of: BaseCounter}
            fields: {name: {receiver-constant: NAMES}, counter-prefix: {receiver-constant: PREFIX}}
          - {id: jobs, each: {subclass-of: BaseJob}, fields: {name: {class-name: true, case: snake}}}
    "};
    let ruby = indoc! {"
        class BaseCounter; end
        class CartCounter < BaseCounter
          NAMES = %w[add drop].freeze
          PREFIX = 'cart'
        end
        class SmallCartCounter < CartCounter; end
        class BaseJob; end
        class SendJob < BaseJob; end
    "};
    let project = project(rules, &[("app/all.rb", ruby)]);
    let expected = [
        "cart_add (-) unused app/all.rb:3",
        "cart_drop (-) unused app/all.rb:3",
        "send_job (SendJob) unused app/all.rb:8",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn two_handles_with_one_name_are_a_duplicate() {
    let rules = "  - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}}\n";
    let text = "export const EVENTS = {\n  A: 'same',\n  B: 'same',\n};\n";
    let project = project(rules, &[("src/events.js", text)]);
    assert_eq!(
        project.findings(&["duplicate-event"]),
        ["src/events.js:3 duplicate-event"]
    );
}

#[test]
fn an_unknown_name_is_said_and_holds_back_undefined_events() {
    let rules = "  - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}}\n";
    let text = "export const EVENTS = {\n  A: 'known',\n  B: window.name,\n};\n";
    let menu = "import { track } from '@shop/tracker';\nexport const a = () => track('other');\n";
    let project = project(rules, &[("src/events.js", text), ("src/menu.js", menu)]);
    let problems = project.findings(&["invalid-input", "undefined-event"]);
    assert_eq!(problems, ["src/events.js:3 invalid-input"]);
}

#[test]
fn a_list_that_is_not_complete_and_external_names_hold_back_findings() {
    let rules = indoc! {"
        \x20 - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}, complete: false}
    "};
    let text = "export const EVENTS = { A: 'known' };\n";
    let menu = "import { track } from '@shop/tracker';\nexport const a = () => track('other');\n";
    let files = [
        ("src/events.js", text),
        ("src/menu.js", menu),
        ("names.txt", "far\nother\n"),
    ];
    let some = project(rules, &files);
    assert_eq!(some.findings(&["undefined-event"]), [""; 0]);
    let external = "  - {id: b, system: shop, external: {file: names.txt}}\n";
    let all = project(&rules.replace(", complete: false", ""), &files);
    assert_eq!(
        all.findings(&["undefined-event"]),
        ["src/menu.js:2 undefined-event"]
    );
    let both = project(&(rules.replace(", complete: false", "") + external), &files);
    assert_eq!(
        both.findings(&["undefined-event", "event-without-metric"]),
        [""; 0]
    );
    let far = events(&both);
    assert!(
        far.contains(&"far (-) live names.txt:1".to_owned()),
        "{far:?}"
    );
}

#[test]
fn code_and_documents_are_not_mixed_up() {
    let refused = |rule: &str| {
        let run = project(rule, &[("a.ts", "")]).run(&["check"]);
        assert_eq!(run.code, 2, "{}", run.out);
        run.err
    };
    let code = refused("  - {id: a, files: 'src/*.ts', at: '[]'}\n");
    assert!(code.contains("shop#a: `src/*.ts` is typescript"), "{code}");
    let document = refused("  - {id: a, files: a.yml, each: {member-of: X}}\n");
    assert!(document.contains("`a.yml` is no code"), "{document}");
}

/// Returns the blocks of code in a part of a page.
fn blocks(text: &str) -> Vec<String> {
    let parts = text.split("```").skip(1).step_by(2);
    let code = parts.map(|part| part.split_once('\n').unwrap().1.to_owned());
    code.collect()
}

/// Returns the texts in backticks of the line that begins with a word.
fn marked<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.starts_with(word)).unwrap();
    line.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_recipe_of_the_documentation_gives_its_events() {
    let page = std::fs::read_to_string(repository().join("docs/definitions.md")).unwrap();
    let recipes: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert_eq!(recipes.len(), 15);
    for recipe in recipes {
        let blocks = blocks(recipe);
        let (rules, file) = (&blocks[0], &blocks[1]);
        let rules = format!("pack: shop\nsystem: shop\ndefinitions:\n{rules}");
        let project = Project::with_rules(&rules, &[(marked(recipe, "File ")[0], file)]);
        let document = project.list("events");
        let events = document["events"].as_array().unwrap().iter();
        let names: Vec<&str> = events
            .map(|event| event["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, marked(recipe, "Events: "), "{recipe}");
    }
}

/// A user describes a list that a pack of the program describes too, and adds fields.
#[test]
fn a_record_that_two_rules_read_is_one_definition() {
    let rules = concat!(
        "  - {id: names, system: shop, files: config/events.yml, at: 'events[]', fields: {name: name}}\n",
        "  - {id: whole, system: shop, files: config/events.yml, at: 'events[]', fields: {name: name, description: text}}\n",
        "  - {id: other, system: other, files: config/events.yml, at: 'events[]', fields: {name: name}}\n",
    );
    let list = "events:\n  - {name: cart_opened, text: the cart}\n  - {name: cart_left}\n";
    let project = project(rules, &[("config/events.yml", list)]);
    assert_eq!(project.findings(&["duplicate-event"]), [""; 0]);
    let events = project.list("events");
    let events = events["events"].as_array().unwrap().iter();
    let rows: Vec<String> = events
        .map(|event| {
            let places = event["defined_in"].as_array().unwrap().len();
            let text = event["description"].as_str().unwrap_or("-");
            format!(
                "{} {} {places} {text}",
                event["system"].as_str().unwrap(),
                event["name"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "other cart_left 1 -",
            "shop cart_left 1 -",
            "other cart_opened 1 -",
            "shop cart_opened 1 the cart",
        ]
    );
    project.write(
        "config/events.yml",
        list.replace("cart_left", "cart_opened"),
    );
    assert_eq!(
        project.findings(&["duplicate-event"]),
        [
            "config/events.yml:3 duplicate-event",
            "config/events.yml:3 duplicate-event"
        ]
    );
}
