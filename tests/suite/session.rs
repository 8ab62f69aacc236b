//! A session that saw every edit answers as a fresh run does: calls, constants, wrappers, definitions, files that come and go.

use crate::edits::{Random, edited};
use crate::project::Project;
use tracklint::analysis::ENGINE;
use tracklint::analysis::outcome::Outcome;
use tracklint::analysis::session::Session;
use tracklint::config::Settings;
use tracklint::report::{format, list};

/// Everything an outcome can tell, as text.
fn told(mut outcome: Box<dyn Outcome>) -> String {
    let mut out = Vec::new();
    (format("json").unwrap().write)(&outcome.report(), &mut out).unwrap();
    let json = list::ListFormat::Json;
    list::write(&outcome.calls(), json, None, &mut out).unwrap();
    list::write(&outcome.events(), json, None, &mut out).unwrap();
    list::write(&outcome.metrics(), json, None, &mut out).unwrap();
    list::write(&outcome.features(), json, None, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// One edit: a file and its text from then on, or none.
type Edit<'a> = (&'a str, Option<&'a str>);

/// Makes the edits in the folder and in a session one after the other and holds the answers against each other. Returns how many
/// answers differed from the one before: edits that change nothing would show nothing.
fn follow(project: &Project, edits: &[Edit<'_>]) -> usize {
    let settings = Settings {
        today: Some("2026-01-01".to_owned()),
        ..Settings::new(project.root())
    };
    let mut session = Session::open(&settings).unwrap();
    let mut before = told(session.outcome().unwrap());
    assert_eq!(before, told((ENGINE.run)(&settings).unwrap()));
    let mut changes = 0;
    for (number, (path, text)) in edits.iter().enumerate() {
        match text {
            Some(text) => project.write(path, text),
            None => std::fs::remove_file(project.path(path)).unwrap(),
        }
        session.set(path, *text).unwrap();
        let answer = told(session.outcome().unwrap());
        assert_eq!(
            answer,
            told((ENGINE.run)(&settings).unwrap()),
            "edit {number}: {path}"
        );
        // Once more without an edit: what was kept must not wear off.
        assert_eq!(
            answer,
            told(session.outcome().unwrap()),
            "edit {number}: {path}, again"
        );
        changes += usize::from(answer != before);
        before = answer;
    }
    changes
}

const WRAPPER: &str = "module Places\n  def self.track_place(name)\n    Gitlab::InternalEvents.track_event(\"#{Names::PREFIX}_#{name}\")\n  end\nend\n";

#[test]
fn every_edit_is_answered_as_by_a_fresh_run() {
    let project = Project::new();
    project.write("app/names.rb", "module Names\n  PREFIX = 'place'\nend\n");
    project.write("app/idle.rb", "class Idle\n  def rest\n    1\n  end\nend\n");
    let edits: &[Edit<'_>] = &[
        // A call: another name, then a wrapper, a caller of it in a file that was of no interest before.
        (
            "app/services/place_service.rb",
            Some("\n\nGitlab::InternalEvents.track_event('place_oredr')\n"),
        ),
        ("lib/places.rb", Some(WRAPPER)),
        (
            "app/idle.rb",
            Some("class Idle\n  def rest\n    Places.track_place('order')\n  end\nend\n"),
        ),
        // A constant further away; a text nobody asks for.
        (
            "app/names.rb",
            Some("module Names\n  PREFIX = 'move'\nend\n"),
        ),
        (
            "app/names.rb",
            Some("# Nothing new.\nmodule Names\n  PREFIX = 'place'\nend\n"),
        ),
        // Definitions: changed, broken, added, taken away.
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
        // The wrapper stops tracking, then goes; the file of its caller breaks, then is binary.
        (
            "lib/places.rb",
            Some("module Places\n  def self.track_place(name)\n  end\nend\n"),
        ),
        ("lib/places.rb", None),
        (
            "app/idle.rb",
            Some("class Idle\n  def rest(\n    Gitlab::InternalEvents.track_event('move_order'\n"),
        ),
        ("app/idle.rb", Some("\0")),
        (
            "app/idle.rb",
            Some(
                "Gitlab::InternalEvents.track_event('move_order') # tracklint:ignore[undefined-event]\n",
            ),
        ),
        (
            "app/script.js",
            Some(
                "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('move_order');\n",
            ),
        ),
        ("app/services/place_service.rb", None),
    ];
    let changes = follow(&project, edits);
    assert!(
        changes >= edits.len() - 1,
        "{changes} of {} edits changed anything",
        edits.len()
    );
}

#[test]
fn a_schema_that_changes_is_held_against_all_definitions_again() {
    let project = Project::new();
    project.write("config/metrics/schema.json", r#"{"required": ["tier"]}"#);
    project.write(
        "config/metrics/counts_all/orders.yml",
        "key_path: orders\nstatus: active\n",
    );
    let edits: &[Edit<'_>] = &[
        (
            "config/metrics/schema.json",
            Some(r#"{"required": ["milestone"]}"#),
        ),
        (
            "config/metrics/counts_all/orders.yml",
            Some("key_path: orders\nstatus: active\nmilestone: '1.0'\n"),
        ),
        (
            "config/metrics/schema.json",
            Some(r#"{"properties": {"milestone": {"type": "integer"}}}"#),
        ),
        ("config/metrics/schema.json", Some("{")),
        ("config/metrics/schema.json", None),
    ];
    assert_eq!(follow(&project, edits), edits.len());
}

#[test]
fn edits_by_chance_are_answered_as_by_a_fresh_run() {
    let names = ["place_order", "move_order", "drop_order"];
    let texts = |number: u64| -> String {
        let name = names[(number % 3) as usize];
        match number / 3 {
            0 => format!("Gitlab::InternalEvents.track_event('{name}')\n"),
            1 => format!("module Names\n  NAME = '{name}'\nend\n"),
            2 => "Gitlab::InternalEvents.track_event(Names::NAME)\n".to_owned(),
            3 => "class A\n  def self.track_it(x)\n    Gitlab::InternalEvents.track_event(x)\n  end\nend\n".to_owned(),
            4 => format!("class B < A\n  def go\n    A.track_it('{name}')\n    self.class.track_it(Names::NAME)\n  end\nend\n"),
            _ => "class C\nend\n".to_owned(),
        }
    };
    for seed in 1..=4u64 {
        let project = Project::new();
        let mut state = seed;
        let mut random = |end: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % end
        };
        let edits: Vec<(String, String)> = (0..16)
            .map(|_| (format!("app/file_{}.rb", random(5)), texts(random(18))))
            .collect();
        let edits: Vec<Edit<'_>> = edits
            .iter()
            .map(|(path, text)| (path.as_str(), Some(text.as_str())))
            .collect();
        assert!(
            follow(&project, &edits) > 4,
            "seed {seed}: too little changed: {edits:?}"
        );
    }
}

/// Edits that stand on each other before the project begins anew: half of them leave no code that anybody would write.
const EDITS_IN_A_ROW: usize = 25;

#[test]
fn edits_at_random_are_answered_as_by_a_fresh_run() {
    let mut random = Random::new(5);
    let mut changes = 0;
    for _ in 0..6 {
        let project = Project::new();
        project.write("lib/places.rb", WRAPPER);
        project.write("app/names.rb", "module Names\n  PREFIX = 'place'\nend\n");
        project.write(
            "app/idle.rb",
            "class Idle\n  def rest\n    Places.track_place('order')\n  end\nend\n",
        );
        let code = [
            "lib/places.rb",
            "app/names.rb",
            "app/idle.rb",
            "app/services/place_service.rb",
        ];
        let mut texts = code.map(|path| std::fs::read_to_string(project.path(path)).unwrap());
        let mut edits: Vec<(&str, String)> = Vec::new();
        for _ in 0..EDITS_IN_A_ROW {
            let number = random.below(code.len());
            texts[number] = edited(&texts[number], &mut random).1;
            edits.push((code[number], texts[number].clone()));
        }
        let edits: Vec<Edit<'_>> = edits
            .iter()
            .map(|(path, text)| (*path, Some(text.as_str())))
            .collect();
        changes += follow(&project, &edits);
    }
    assert!(changes > EDITS_IN_A_ROW, "{changes}");
}
