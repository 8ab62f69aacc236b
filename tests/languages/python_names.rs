//! Names that Python objects have by themselves: `__name__`.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: send, languages: python, on: {import: beacon}, method: send, event: {argument: 0}}
"};

/// Returns the calls of the client in a file, with their events.
fn sent(code: &str) -> Vec<String> {
    let mut rows = rows_of(RULES, &[("a.py", code)]);
    rows.retain(|row| {
        let line = row.split([':', ' ']).nth(1);
        let line: usize = line.and_then(|line| line.parse().ok()).unwrap_or_default();
        code.lines()
            .nth(line - 1)
            .is_some_and(|line| line.contains("beacon.send("))
    });
    rows
}

#[test]
fn the_name_of_the_class_that_a_method_is_called_on_is_open() {
    let code = indoc! {r#"
        import beacon

        class Stone:
            @classmethod
            def keep(cls):
                beacon.send(cls.__name__)

            @classmethod
            def put(cls):
                kind = cls
                beacon.send(kind.__name__)

            def drop(self):
                beacon.send(self.__class__.__name__)

            def lift(self):
                beacon.send(f"{type(self).__name__}_lifted")

            def name(self):
                beacon.send(Stone.__name__)

        class Pebble(Stone):
            pass

        Pebble.keep()

        def other(stone: Stone):
            kept: Stone = stone.other()
            beacon.send(type(kept).__name__)
    "#};
    assert_eq!(
        sent(code),
        [
            "a.py:6 ?",
            "a.py:11 ?",
            "a.py:14 ?",
            "a.py:17 *_lifted",
            "a.py:20 Stone",
            "a.py:29 ?",
        ]
    );
}

#[test]
fn the_name_of_a_function_is_known_only_if_nothing_replaces_the_function() {
    let code = indoc! {r#"
        import beacon
        from elsewhere import replaced

        def plain():
            pass

        @replaced
        def changed():
            pass

        class Box:
            def inner(self):
                pass

        beacon.send(plain.__name__)
        beacon.send(changed.__name__)
        beacon.send(Box.inner.__qualname__)
        beacon.send((lambda: 1).__name__)
    "#};
    assert_eq!(
        sent(code),
        ["a.py:15 plain", "a.py:16 ?", "a.py:17 ?", "a.py:18 ?"]
    );
}

#[test]
fn a_given_name_replaces_the_name_of_a_function() {
    let code = indoc! {r#"
        import beacon
        from elsewhere import replaced

        def tracked(name=None):
            def decorate(function):
                def inner(*args):
                    beacon.send(name or function.__name__)
                    return function(*args)
                return inner
            return decorate

        @tracked("given")
        def first():
            pass

        @tracked()
        def second():
            pass
    "#};
    assert_eq!(sent(code), ["a.py:7 given,second"]);
    let replaced = code.replace("@tracked()\n", "@tracked()\n@replaced\n");
    assert_eq!(sent(&replaced), ["a.py:7 given,?"]);
    let called = code.to_owned() + "\nthird = tracked()(first)\n";
    assert_eq!(sent(&called), ["a.py:7 given,second,?"]);
}

#[test]
fn a_default_counts_if_a_look_up_may_find_nothing() {
    let code = indoc! {r#"
        import beacon
        from elsewhere import key

        TABLE = {"a": "table_a", "b": "table_b"}

        def send(own):
            beacon.send(TABLE.get(own, "other"))

        def send_unknown():
            beacon.send(TABLE.get(key(), "other"))

        send("a")
        send("c")
    "#};
    assert_eq!(
        sent(code),
        ["a.py:7 other,table_a", "a.py:10 other,table_a,table_b"]
    );
    let open = code.to_owned() + "\nsend(key())\n";
    assert_eq!(sent(&open)[0], "a.py:7 other,table_a,table_b");
}

#[test]
fn a_spread_map_cannot_hold_a_parameter_that_a_position_fills() {
    let rules = RULES.replace(
        "event: {argument: 0}",
        "event: {any: [{keyword: name}, {argument: 0}]}",
    );
    let code = indoc! {r#"
        import beacon

        def go(unit, data):
            beacon.send("plain", **data)
            beacon.send(f"used_{unit}", **data, rest=1)
            beacon.send(**data)
            beacon.send(name="named", **data)
    "#};
    assert_eq!(
        rows_of(&rules, &[("a.py", code)]),
        ["a.py:4 plain", "a.py:5 used_*", "a.py:6 ?", "a.py:7 named",]
    );
}

#[test]
fn a_member_that_an_unknown_look_up_may_have_meets_a_condition() {
    let code = indoc! {r#"
        import beacon

        class Tools:
            pass

        def done(tool_name):
            if tool_name != "merge":
                return
            beacon.send("merge_done")

        class Node:
            def __init__(self, tools: Tools):
                self.tools = tools

            def execute(self, tool):
                done(tool_name=tool.name)

            def run(self, name):
                self.execute(tool=self.tools.get(name))

            def take(self, name):
                self.execute(tool=self.tools[name])

        class Other:
            tools: Tools

            def build(self):
                return Node(tools=self.tools)
    "#};
    assert_eq!(sent(code), ["a.py:9 merge_done"]);
}
