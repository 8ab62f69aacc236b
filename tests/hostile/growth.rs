//! Inputs whose parts multiply: functions, calls, definitions, computed names and sections.

use super::limits::{grades, project, softened};
use crate::support::project::Project;
use serde_json::Value;

/// 77: a chain through more files than rounds is cut with a message.
#[test]
fn a_chain_through_very_many_files_is_cut_with_a_message() {
    let project = project(
        &[(
            "app/models/c0.rb",
            "class C0\n  def self.track_w(n)\n    Gitlab::InternalEvents.track_event(n, user: u)\n  end\nend\n",
        )],
        150,
        |n| {
            let (own, inner) = (n + 1, n);
            let text = format!(
                "class C{own} < X{own}\n  def self.tr{own}(n)\n    C{inner}.{}(n)\n  end\nend\n",
                if n == 0 {
                    "track_w".to_owned()
                } else {
                    format!("tr{n}")
                }
            );
            (format!("app/models/c{own}.rb"), text)
        },
    );
    let ran = project.run_limited(&["check", "--format", "json"]);
    let (severity, help) = softened(&ran);
    assert_eq!(severity, "info");
    assert!(
        help.contains("too many files one after the other"),
        "{help}"
    );
}

/// 80: names are suggested only while there are few enough to compare.
#[test]
fn very_many_names_that_are_alike_are_not_compared() {
    let text: String = (0..1_500)
        .map(|n| format!("Gitlab::InternalEvents.track_event('click_button_number_{n:06}_y')\n"))
        .collect();
    let project = project(&[("app/models/a.rb", &text)], 1_500, |n| {
        let text = format!(
            "---\ndescription: d\ninternal_events: true\naction: click_button_number_{n:06}_x\nidentifiers: [user]\n"
        );
        (format!("config/events/e{n}.yml"), text)
    });
    let ran = project.run_limited(&["check", "--only", "undefined-event", "--format", "json"]);
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1_500);
    assert_eq!(findings[0]["help"], "Add a definition, or remove the call.");
}

/// 121: of the definitions of one method in a class body the last one counts; definitions that may each hold are limited.
#[test]
fn a_method_that_is_defined_very_often_ends_with_the_limit() {
    let definition = |n: usize| {
        format!(
            "  def track_x(n)\n    Gitlab::InternalEvents.track_event(\"{n}_#{{n}}\", user: u)\n  end\n"
        )
    };
    let definitions: String = (0..600).map(definition).collect();
    let callers = "  def a\n    track_x('a')\n  end\n  def b\n    track_x('b')\n  end\n";
    let text = format!("class A\n{definitions}{callers}end\n");
    let replaced = project(&[("app/models/a.rb", &text)], 0, |_| unreachable!());
    let events_of_callers = |project: &Project, from: u64| -> Vec<Value> {
        let calls = project.list("calls");
        let calls = calls["calls"].as_array().unwrap().iter();
        let callers = calls.filter(|call| call["line"].as_u64() > Some(from));
        callers.map(|call| call["event"].clone()).collect()
    };
    let events = events_of_callers(&replaced, 1_801);
    let names: Vec<&Value> = events.iter().map(|event| &event["names"]).collect();
    assert_eq!(
        names,
        [&serde_json::json!(["599_a"]), &serde_json::json!(["599_b"])]
    );
    let conditional = (0..65).map(|n| format!("  if FLAGS[{n}]\n{}  end\n", definition(n)));
    let text = format!("class A\n{}{callers}end\n", conditional.collect::<String>());
    let project = project(&[("app/models/a.rb", &text)], 0, |_| unreachable!());
    let ran = project.run_limited(&["check", "--format", "json"]);
    let (severity, help) = softened(&ran);
    assert_eq!(severity, "info");
    assert!(
        help.contains("the limit of 64 definitions of one method is reached"),
        "{help}"
    );
    assert!(
        ran.err.contains("the limit of 64 definitions"),
        "{}",
        ran.err
    );
}

/// 123: very many computed names; those beyond the limit are unknown.
#[test]
fn very_many_computed_names_end_with_the_limit() {
    let call = |n: usize| {
        format!("Gitlab::InternalEvents.track_event(\"view_#{{x}}_page_{n}\", user: u)\n")
    };
    let text: String = (0..2_001).map(call).collect();
    let project = project(&[("app/models/a.rb", &text)], 0, |_| unreachable!());
    let ran = project.run_limited(&["check", "--format", "json"]);
    let (severity, help) = softened(&ran);
    assert_eq!(severity, "info");
    assert!(
        help.contains("the limit of 2000 computed names is reached"),
        "{help}"
    );
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let grades = |grade: &str| {
        calls
            .iter()
            .filter(|call| call["event"]["grade"] == grade)
            .count()
    };
    assert_eq!((grades("pattern"), grades("open")), (2_000, 1));
}

/// 122: a function with very many tracking calls, and a call with very many properties.
#[test]
fn a_function_with_thousands_of_calls_is_read() {
    let cases: String = (0..3_000)
        .map(|n| {
            format!(
                "case {n}: Tracking.event('c', 'e{n}', {{ label: 'l', property: p }}); break;\n"
            )
        })
        .collect();
    let properties: String = (0..3_000).map(|n| format!("k{n}: {n}, ")).collect();
    let import = "import Tracking from '~/tracking';\n";
    let calls = format!("{import}export const go = (k) => {{ switch (k) {{\n{cases}}} }};\n");
    let call = format!("{import}Tracking.event('c', 'used', {{ {properties} }});\n");
    let project = project(
        &[
            ("app/assets/javascripts/a.js", &calls),
            ("app/assets/javascripts/b.js", &call),
        ],
        0,
        |_| unreachable!(),
    );
    assert_eq!(grades(&project), (3_001, 0));
    let calls = project.list("calls");
    let last = calls["calls"].as_array().unwrap().last().unwrap();
    assert_eq!(last["properties"].as_array().unwrap().len(), 3_000);
}

/// 125: a component has one template and two scripts; a thousand sections are read.
#[test]
fn a_component_with_very_many_sections_is_partly_read() {
    let project = Project::good();
    let section =
        |n: usize| format!("<template><a data-track-action=\"click_{n}\">x</a></template>\n");
    let text: String = (0..1_001).map(section).collect();
    project.write("app/assets/javascripts/many.vue", text);
    let ran = project.run_limited(&["check", "--format", "concise"]);
    let message = "component with more than 1000 sections; the others were not read";
    assert!(ran.out.contains(message), "{}{}", ran.out, ran.err);
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap().iter();
    let here = calls.filter(|call| call["path"] == "app/assets/javascripts/many.vue");
    assert_eq!(here.count(), 1_000);
}

/// 129: a function sends more names than one call may have; each caller keeps the first ones, and the limit is named.
#[test]
fn a_function_with_very_many_events_and_several_callers_ends_with_the_limit() {
    let sends = |n: usize| format!("    Gitlab::InternalEvents.track_event('e{n}', user: u)\n");
    let sends: String = (0..600).map(sends).collect();
    let text = format!("class A\n  def self.track_all\n{sends}  end\nend\n");
    let caller = |n| {
        let text = format!("class F{n}\n  def go\n    A.track_all\n  end\nend\n");
        (format!("app/models/f{n}.rb"), text)
    };
    let project = project(&[("app/models/a.rb", &text)], 3, caller);
    let ran = project.run_limited(&["check", "--format", "json"]);
    let (severity, help) = softened(&ran);
    assert_eq!(severity, "info");
    assert!(help.contains("the limit of 512 names"), "{help}");
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap().iter();
    let callers = calls.filter(|call| call["path"] != "app/models/a.rb");
    let names = callers.map(|call| call["event"]["names"].as_array().unwrap().len());
    assert_eq!(names.collect::<Vec<usize>>(), [512, 512, 512]);
}
