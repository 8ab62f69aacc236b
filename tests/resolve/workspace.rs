//! A project in memory gives the report of a fresh run after every kind of change.

use crate::support::project::Project;
use indoc::indoc;
use tracklint::harness::MemoryProject;

/// One change: a file and its new text, or none if the file is removed.
type Change<'a> = (&'a str, Option<&'a str>);

/// Makes each change in the folder and in memory, and compares the reports. Returns the number of changes of the report.
fn follow(project: &Project, changes: &[Change<'_>]) -> usize {
    let fresh = || {
        project
            .run(&["check", "--no-baseline", "--format", "json"])
            .out
    };
    let mut memory = MemoryProject::open(project.root()).unwrap();
    let mut before = memory.report().unwrap();
    assert_eq!(before, fresh());
    let mut changed = 0;
    for (number, (path, text)) in changes.iter().enumerate() {
        match text {
            Some(text) => project.write(path, text),
            None => std::fs::remove_file(project.path(path)).unwrap(),
        }
        memory.set(path, *text);
        let report = memory.report().unwrap();
        assert_eq!(report, fresh(), "change {number}: {path}");
        // Nothing is lost from the cache without a change.
        assert_eq!(report, memory.report().unwrap(), "change {number} again");
        changed += usize::from(report != before);
        before = report;
    }
    changed
}

const WRAPPER: &str = indoc! {r##"
    module Places
      def self.track_place(name)
        Gitlab::InternalEvents.track_event("#{Names::PREFIX}_#{name}")
      end
    end
"##};

const CALLER: &str = "class Idle\n  def rest\n    Places.track_place('order')\n  end\nend\n";

const SCRIPT: &str = indoc! {"
    import { InternalEvents } from '~/tracking';
    InternalEvents.trackEvent('move_order');
"};

const IGNORED: &str =
    "Gitlab::InternalEvents.track_event('move_order') # tracklint:ignore[undefined-event]\n";

#[test]
fn every_change_gives_the_report_of_a_fresh_run() {
    let project = Project::new();
    project.write("app/names.rb", "module Names\n  PREFIX = 'place'\nend\n");
    project.write("app/idle.rb", "class Idle\nend\n");
    let changes: &[Change<'_>] = &[
        // A call with another name, then a wrapper, then a caller of it in a file that did not matter before.
        (
            "app/services/place_service.rb",
            Some("\n\nGitlab::InternalEvents.track_event('place_oredr')\n"),
        ),
        ("lib/places.rb", Some(WRAPPER)),
        ("app/idle.rb", Some(CALLER)),
        // A constant in another file.
        (
            "app/names.rb",
            Some("module Names\n  PREFIX = 'move'\nend\n"),
        ),
        (
            "app/names.rb",
            Some("module Names\n  PREFIX = 'place'\nend\n"),
        ),
        // Files in front of all others: the numbers of the files behind them change.
        (
            "app/a.rb",
            Some("Gitlab::InternalEvents.track_event('first')\n"),
        ),
        ("app/a.rb", None),
        // Definitions: changed, broken, added, removed.
        (
            "config/events/place_order.yml",
            Some("---\naction: place_order\nstatus: removed\n"),
        ),
        ("config/events/place_order.yml", Some("---\naction: [\n")),
        (
            "config/events/move_order.yml",
            Some("---\naction: move_order\ninternal_events: true\n"),
        ),
        ("config/events/place_order.yml", None),
        // A schema that appears, cannot be read, and disappears.
        (
            "config/events/schema.json",
            Some(r#"{"required": ["milestone"]}"#),
        ),
        ("config/events/schema.json", Some("{")),
        ("config/events/schema.json", None),
        // The wrapper disappears; the file of its caller is broken, binary, and whole again.
        ("lib/places.rb", None),
        ("app/idle.rb", Some("class Idle\n  def rest(\n")),
        ("app/idle.rb", Some("\0")),
        ("app/idle.rb", Some(IGNORED)),
        ("app/script.js", Some(SCRIPT)),
        ("app/services/place_service.rb", None),
    ];
    let changed = follow(&project, changes);
    assert!(
        changed >= changes.len() - 2,
        "{changed} of {}",
        changes.len()
    );
}

#[test]
fn a_new_text_of_the_feature_list_counts() {
    let project = Project::new();
    project.write("tracklint.yml", "features: features.yml\n");
    let list = |title: &str| format!("features:\n  - title: {title}\n    category: [orders]\n");
    project.write("features.yml", list("Orders"));
    project.write("app/idle.rb", "class Idle\nend\n");
    let carts = list("Carts");
    let two = format!("{carts}  - title: Orders\n    category: [orders]\n");
    let changes: &[Change<'_>] = &[
        ("app/idle.rb", Some("class Idle # still\nend\n")),
        ("features.yml", Some(&carts)),
        ("features.yml", Some(&two)),
        ("app/idle.rb", Some("track(\n")),
        ("features.yml", Some(&carts)),
    ];
    assert!(follow(&project, changes) >= 2);
}

#[test]
fn imports_lead_where_the_edited_module_settings_say() {
    let project = Project::new();
    let settings = |file: &str| {
        format!(r#"{{"compilerOptions": {{"paths": {{"names": ["./app/{file}"]}}}}}}"#)
    };
    let (one, two) = (settings("one.ts"), settings("two.ts"));
    project.write("tsconfig.json", &one);
    project.write("app/one.ts", "export const NAME = 'first';\n");
    project.write("app/two.ts", "export const NAME = 'second';\n");
    let script = indoc! {"
        import { InternalEvents } from '~/tracking';
        import { NAME } from 'names';
        InternalEvents.trackEvent(NAME);
    "};
    project.write("app/main.ts", script);
    let changes: &[Change<'_>] = &[
        ("tsconfig.json", Some(&two)),
        ("app/two.ts", Some("export const NAME = 'third';\n")),
        ("tsconfig.json", Some(&one)),
    ];
    assert_eq!(follow(&project, changes), 3);
}

#[test]
fn a_configuration_is_read_again() {
    let project = Project::new();
    project.write("old/a.rb", "Gitlab::InternalEvents.track_event('lost')\n");
    let fresh = || {
        project
            .run(&["check", "--no-baseline", "--format", "json"])
            .out
    };
    let mut memory = MemoryProject::open(project.root()).unwrap();
    let before = memory.report().unwrap();
    assert!(before.contains("`lost`"), "{before}");
    project.write("tracklint.yml", "exclude: ['old/**']\n");
    memory.configure(project.root()).unwrap();
    let report = memory.report().unwrap();
    assert!(!report.contains("`lost`"), "{report}");
    assert_eq!(report, fresh());
    // A pattern that still matches files is no unused setting, although none of them is in memory.
    memory.set("app/b.rb", Some("1\n"));
    assert!(!memory.report().unwrap().contains("unused-setting"));
}

#[test]
fn random_changes_give_the_report_of_a_fresh_run() {
    let names = ["place_order", "move_order", "drop_order"];
    let text = |number: u64| -> String {
        let name = names[(number % 3) as usize];
        match number / 3 {
            0 => format!("Gitlab::InternalEvents.track_event('{name}')\n"),
            1 => format!("module Names\n  NAME = '{name}'\nend\n"),
            2 => "Gitlab::InternalEvents.track_event(Names::NAME)\n".to_owned(),
            3 => "class A\n  def self.track_it(x)\n    Gitlab::InternalEvents.track_event(x)\n  end\nend\n".to_owned(),
            4 => format!("class B < A\n  def go\n    A.track_it('{name}')\n  end\nend\n"),
            _ => "class C\nend\n".to_owned(),
        }
    };
    for seed in 1..=3_u64 {
        let project = Project::new();
        let mut state = seed;
        let mut random = |end: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % end
        };
        let files = (0..12).map(|_| (format!("app/file_{}.rb", random(5)), text(random(18))));
        let files: Vec<(String, String)> = files.collect();
        let changes = files
            .iter()
            .map(|(path, text)| (path.as_str(), Some(text.as_str())));
        let changed = follow(&project, &changes.collect::<Vec<_>>());
        assert!(changed > 3, "seed {seed}: {files:?}");
    }
}
