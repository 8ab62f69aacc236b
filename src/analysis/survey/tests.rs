//! The survey groups calls as a rule would match them.

use super::{Candidate, Shape, grouped, in_file, on_line};
use crate::analysis::survey::candidate::Context;
use std::sync::Arc;

fn found(path: &str, text: &str, paths: &[&str]) -> Vec<Candidate> {
    let paths = paths.iter().map(|path| Arc::from(*path)).collect();
    let context = Context {
        path,
        text,
        paths: &paths,
    };
    grouped(in_file(&context).into_iter())
}

#[test]
fn calls_are_grouped_by_module_class_and_spelling() {
    let script = "import { track } from './lib/analytics';\nimport posthog from 'posthog-js';\ntrack('a');\ntrack('b');\nposthog.capture({ event: 'c' });\nconsole.track('d');\n";
    let groups = found(
        "src/a.ts",
        script,
        &["src/a.ts", "src/lib/analytics/index.ts"],
    );
    let shapes: Vec<_> = groups
        .iter()
        .map(|one| (&one.on, one.event(), one.calls))
        .collect();
    assert_eq!(
        shapes,
        [
            (
                &Shape::Import("src/lib/analytics".into()),
                "{argument: 0}".to_owned(),
                2
            ),
            (
                &Shape::Import("posthog-js".into()),
                "{argument: 0, key: \"event\"}".to_owned(),
                1
            ),
        ]
    );
    let ruby = "class A\n  def go\n    Analytics.track(event: 'a')\n    ahoy.track 'b'\n    validate!\n  end\nend\n";
    let groups = found("a.rb", ruby, &[]);
    let shapes: Vec<_> = groups.iter().map(|one| (&one.on, one.event())).collect();
    assert_eq!(
        shapes,
        [
            (
                &Shape::Type("Analytics".into()),
                "{keyword: event}".to_owned()
            ),
            (&Shape::Written("ahoy".into()), "{argument: 0}".to_owned()),
        ]
    );
}

#[test]
fn a_rule_for_a_line_is_yaml_with_its_evidence() {
    let all = on_line("a.rb", "Signal.publish(name: 'x')\n", 1);
    let rule = all[0].rule("publish");
    assert!(
        rule.contains(
            "    on: {type: \"Signal\"}\n    method: \"publish\"\n    event: {keyword: name}\n"
        ),
        "{rule}"
    );
    assert!(
        rule.contains("# 1 call of `publish` on `Signal`, such as a.rb:1 (x)"),
        "{rule}"
    );
}

#[test]
fn one_rule_reads_all_places_of_the_name() {
    let script = "import { track } from './own';\nimport { CART } from './events';\ntrack({ action: 'a', total: 3 });\ntrack(CART.OPENED);\ntrack('b', { type: 'c' });\ntrack(other);\n";
    let groups = found(
        "src/a.ts",
        script,
        &["src/a.ts", "src/own.ts", "src/events.ts"],
    );
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert_eq!(
        (groups[0].event().as_str(), groups[0].calls, groups[0].named),
        (
            "{any: [{argument: 0, key: \"action\"}, {argument: 0}]}",
            4,
            3
        )
    );
    let tables: Vec<_> = groups[0].tables.iter().collect();
    assert_eq!(tables, [&("src/events".to_owned(), "CART".to_owned())]);
}

#[test]
fn senders_of_hooks_and_names_in_lists_are_found() {
    let script = "const { logEvent } = useAmplitude();\nexport const a = () => logEvent(['opened', { total: 3 }]);\nexport const b = () => { const own = useTracker(); own.track('closed'); };\n";
    let groups = found("src/a.ts", script, &[]);
    let rules: Vec<_> = groups.iter().map(|one| (&one.on, one.event())).collect();
    assert_eq!(
        rules,
        [
            (
                &Shape::ResultOf("useAmplitude".into()),
                "{argument: 0, key: \"0\"}".to_owned()
            ),
            (
                &Shape::ResultOf("useTracker".into()),
                "{argument: 0}".to_owned()
            ),
        ]
    );
}
