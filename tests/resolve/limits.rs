//! Programs that would take too long to follow.

use crate::support::project::{Project, calls_of};
use indoc::indoc;

#[test]
fn nested_calls_of_a_method_in_many_files_stay_cheap() {
    // Looked at once for each definition, the innermost text would be looked at three to the power of twenty times.
    let copy = indoc! {r"
        class Names
          def self.same(name)
            name
          end
        end
    "};
    let nested = format!(
        "{}'place_order'{}",
        "Names.same(".repeat(20),
        ")".repeat(20)
    );
    let call = format!(
        "class A\n  def go\n    Gitlab::InternalEvents.track_event({nested})\n  end\nend\n"
    );
    let files = [
        ("lib/names.rb", copy),
        ("lib/b/names.rb", copy),
        ("lib/c/names.rb", copy),
        ("app/a.rb", call.as_str()),
    ];
    assert_eq!(calls_of(&files), ["app/a.rb:3 place_order"]);
}

/// Found by `xtask mutate`: a class whose helpers all call each other was visited in every order.
#[test]
fn helpers_that_all_call_each_other_are_visited_once() {
    let mut ruby = "class Till\n".to_owned();
    for number in 0..40 {
        let others: String = (0..40)
            .map(|other| format!("    track_{other}\n"))
            .collect();
        ruby += &format!(
            "  def track_{number}\n    Gitlab::InternalEvents.track_event('pay_{number}')\n{others}  end\n"
        );
    }
    let user = indoc! {r"
        class Desk
          def go
            Till.new.track_3
          end
        end
    "};
    let calls = calls_of(&[("app/till.rb", &(ruby + "end\n")), ("app/desk.rb", user)]);
    let desk = calls
        .iter()
        .find(|call| call.starts_with("app/desk.rb:3 "))
        .expect("it sends what the helpers send");
    assert_eq!(
        desk.split(' ')
            .filter(|word| word.starts_with("pay_"))
            .count(),
        40,
        "{desk}"
    );
}

/// Returns functions that each call the next, defined twice. Each step doubles the work of the next one.
fn long_ways() -> [(&'static str, String); 2] {
    ["a.rb", "b.rb"].map(|path| {
        let step = |number: u32| {
            format!(
                "  def self.step_{number}(x)\n    step_{}(x) # {path}\n  end\n",
                number + 1
            )
        };
        (
            path,
            format!(
                "class Chain\n{}  def self.step_20(x)\n    x\n  end\nend\n",
                (0..20).map(step).collect::<String>()
            ),
        )
    })
}

/// Returns the names that calls send, and the reasons for open calls. Each file holds its values, separated by commas.
fn sends(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let text = |values: &str| {
        let send = |value: &str| format!("    Gitlab::InternalEvents.track_event({value})\n");
        format!(
            "class Desk\n  def go\n{}  end\nend\n",
            values.split(", ").map(send).collect::<String>()
        )
    };
    let texts: Vec<(&str, String)> = files
        .iter()
        .map(|(path, values)| (*path, text(values)))
        .chain(long_ways())
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let project = Project::with_all_packs(&files);
    let names = |row: String| row.split_once(' ').map(|(_, names)| names.to_owned());
    let calls = project.calls().into_iter().filter_map(names).collect();
    (calls, project.reasons())
}

#[test]
fn a_value_beyond_the_budget_is_open_with_a_reason() {
    let (calls, reasons) = sends(&[("c.rb", "Chain.step_0('a')")]);
    assert_eq!(calls, ["a *"]);
    assert!(reasons[0].ends_with(" too much to follow"), "{reasons:?}");
}

#[test]
fn a_file_with_values_beyond_the_budget_keeps_its_cheap_values() {
    let full = ["Chain.step_0('a')"; 6].join(", ") + ", Chain.step_12('late'), 'plain'";
    let (calls, reasons) = sends(&[("c.rb", &full), ("d.rb", "Chain.step_12('other')")]);
    assert_eq!(calls[..6], ["a *"; 6]);
    assert_eq!(calls[6..], ["late *", "plain", "other"]);
    // One finding is about the six equal calls.
    assert_eq!(reasons.len(), 2, "{reasons:?}");
}

#[test]
fn too_many_alternatives_make_a_call_open() {
    let list = |letter: char| {
        (0..30)
            .map(|number| format!("'{letter}{number}'"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let ruby = format!(
        "class A\n  def go\n    [{}].each do |a|\n      [{}].each do |b|\n        Gitlab::InternalEvents.track_event(\"#{{a}}_#{{b}}\")\n      end\n    end\n  end\nend\n",
        list('a'),
        list('b')
    );
    let project = Project::with_all_packs(&[("a.rb", &ruby)]);
    let reasons = project.reasons();
    assert_eq!(reasons.len(), 1);
    assert!(
        reasons[0].ends_with("too many alternatives to tell apart"),
        "{reasons:?}"
    );
}

/// A table whose keys are members of an enum is not evaluated once more for each key.
#[test]
fn a_large_table_with_computed_keys_is_followed() {
    let members: String = (0..300).map(|n| format!("  e{n} = 'e{n}',\n")).collect();
    let rows: String = (0..300)
        .map(|n| format!("  [Types.e{n}]: ['shop', 'opened {n}', 'shop_opened_{n}'],\n"))
        .collect();
    let table =
        format!("export const enum Types {{\n{members}}}\nexport const EVENTS = {{\n{rows}}};\n");
    let sender = "import { track } from 'lib';\nimport { EVENTS, Types } from './table';\nexport const send = (type: Types) => track(...EVENTS[type]);\nexport const open = () => track(...EVENTS.e7);\n";
    let caller =
        "import { send } from './send';\nimport { Types } from './table';\nsend(Types.e299);\n";
    let pack = "pack: a\nsystem: a\ncalls:\n  - {id: t, on: {import: lib}, method: track, event: {argument: 2}}\n";
    let project = Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("src/table.ts", &table),
        ("src/send.ts", sender),
        ("src/caller.ts", caller),
    ]);
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let names = |path: &str, line: u64| {
        let call = calls
            .iter()
            .find(|call| call["path"] == path && call["line"] == line);
        call.unwrap()["event"]["names"].clone()
    };
    assert_eq!(
        names("src/send.ts", 4),
        serde_json::json!(["shop_opened_7"])
    );
    assert_eq!(
        names("src/caller.ts", 3),
        serde_json::json!(["shop_opened_299"])
    );
}

/// Constants that double the one before them end with the limit, although each is evaluated once.
#[test]
fn constants_that_double_forty_times_end() {
    let text: String = (1..40)
        .map(|n| format!("  C{n} = \"#{{C{}}}#{{C{}}}\"\n", n - 1, n - 1))
        .collect();
    let list: String = (1..40)
        .map(|n| format!("  L{n} = L{} + L{}\n", n - 1, n - 1))
        .collect();
    let ruby = format!(
        "class A\n  C0 = 'base'\n  L0 = %w[a b]\n{text}{list}  def go\n    Gitlab::InternalEvents.track_event(C39)\n    Gitlab::InternalEvents.track_event(L39.first)\n  end\nend\n"
    );
    assert_eq!(calls_of(&[("app/a.rb", &ruby)]).len(), 2);
}
