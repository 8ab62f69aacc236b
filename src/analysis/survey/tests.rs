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
        .map(|one| (&one.on, one.event.as_str(), one.calls))
        .collect();
    assert_eq!(
        shapes,
        [
            (
                &Shape::Import("src/lib/analytics".into()),
                "{argument: 0}",
                2
            ),
            (
                &Shape::Import("posthog-js".into()),
                "{argument: 0, key: event}",
                1
            ),
        ]
    );
    let ruby = "class A\n  def go\n    Analytics.track(event: 'a')\n    ahoy.track 'b'\n    validate!\n  end\nend\n";
    let groups = found("a.rb", ruby, &[]);
    let shapes: Vec<_> = groups
        .iter()
        .map(|one| (&one.on, one.event.as_str()))
        .collect();
    assert_eq!(
        shapes,
        [
            (&Shape::Type("Analytics".into()), "{keyword: event}"),
            (&Shape::Written("ahoy".into()), "{argument: 0}"),
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
