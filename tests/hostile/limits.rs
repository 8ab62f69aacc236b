//! Limits: where one is reached, the report says so, and no verdict about missing calls is sure of itself.

use crate::support::program::Run;
use crate::support::project::Project;
use serde_json::Value;

/// Returns the path and text of one of many files.
type Growing<'a> = &'a dyn Fn(usize) -> (String, String);

const HELPER: &str = "class Analytics\n  def self.NAME(n)\n    Gitlab::InternalEvents.track_event(n, user: u)\n  end\nend\n";

/// Returns a project with one definition, these files, and `many` files that `file` returns.
pub(super) fn project(
    fixed: &[(&str, &str)],
    many: usize,
    file: impl Fn(usize) -> (String, String),
) -> Project {
    let project = Project::of(fixed);
    project.event("used");
    project.write("tracklint.yml", "packs: [gitlab]\n");
    for number in 0..many {
        let (path, text) = file(number);
        project.write(&path, text);
    }
    project
}

/// Returns the number of calls with an exact name, and of all others.
pub(super) fn grades(project: &Project) -> (usize, usize) {
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let is_exact = |call: &&Value| call["event"]["grade"] == "exact";
    let exact = calls.iter().filter(is_exact).count();
    (exact, calls.len() - exact)
}

fn class(number: usize, body: &str) -> (String, String) {
    let text = format!("class F{number}\n{body}end\n");
    (format!("app/models/f{number}.rb"), text)
}

/// 71: a helper is followed however many files call it: by its class, a mixin, a superclass or an import.
#[test]
fn helpers_that_are_called_in_many_files_are_followed() {
    let many = 640;
    let helper = HELPER.replace("NAME", "track_it");
    let mixin = helper
        .replace("class Analytics", "module Trackable")
        .replace("self.", "");
    let base = helper.replace("self.", "");
    let script = "import Tracking from '~/tracking';\nexport const trackIt = (n) => Tracking.event('cat', n);\n";
    let component = "import Tracking from '~/tracking';\nexport default { methods: { trackIt(n) { Tracking.event('cat', n); } } };\n";
    let cases: [(&str, &str, Growing<'_>); 6] = [
        ("app/assets/javascripts/mixin.js", component, &|n| {
            let text = "<script>\nimport mixin from '~/mixin';\nexport default { mixins: [mixin], methods: { go() { this.trackIt('used'); } } };\n</script>\n";
            (format!("app/assets/javascripts/f{n}.vue"), text.to_owned())
        }),
        ("lib/analytics.rb", &helper, &|n| {
            class(n, "  def go\n    Analytics.track_it('used')\n  end\n")
        }),
        ("app/models/trackable.rb", &mixin, &|n| {
            class(
                n,
                "  include Trackable\n  def go\n    track_it('used')\n  end\n",
            )
        }),
        ("app/models/analytics.rb", &base, &|n| {
            let (path, text) = class(n, "  def go\n    track_it('used')\n  end\n");
            (path, text.replacen('\n', " < Analytics\n", 1))
        }),
        ("app/assets/javascripts/helper.js", script, &|n| {
            let text =
                "import { trackIt } from '~/helper';\nexport const go = () => trackIt('used');\n";
            (format!("app/assets/javascripts/f{n}.js"), text.to_owned())
        }),
        ("app/assets/javascripts/helper.js", script, &|n| {
            let text =
                "import { trackIt as t } from './helper';\nexport const go = () => t('used');\n";
            (format!("app/assets/javascripts/f{n}.js"), text.to_owned())
        }),
    ];
    for (path, text, file) in cases {
        let project = project(&[(path, text)], many, file);
        assert_eq!(grades(&project), (many + 1, 0), "{path}");
    }
}

/// 72: a helper with a common name is found by its class, through re-exports too.
#[test]
fn helpers_with_a_common_name_are_found_by_their_class_or_import() {
    let many = 200;
    let helper = HELPER.replace("NAME", "log");
    let others = |n: usize| {
        let class = if n < many {
            "Analytics"
        } else {
            "Rails.logger"
        };
        let body = format!("  def go\n    {class}.log('used')\n  end\n");
        self::class(n, &body)
    };
    let ruby = project(&[("lib/analytics.rb", &helper)], 2 * many, others);
    assert_eq!(grades(&ruby), (many + 1, 0));
    let script = project(
        &[
            (
                "app/assets/javascripts/helper.js",
                "import Tracking from '~/tracking';\nexport const log = (n) => Tracking.event('cat', n);\n",
            ),
            (
                "app/assets/javascripts/barrel.js",
                "export { log } from './helper';\n",
            ),
        ],
        2 * many,
        |n| {
            let import = if n < many {
                "import { log } from '~/barrel';\n"
            } else {
                ""
            };
            let text = format!("{import}export const go = () => log('used');\n");
            (format!("app/assets/javascripts/f{n}.js"), text)
        },
    );
    assert_eq!(grades(&script), (many + 1, 0));
}

/// 73: one more call of a helper that 640 files call removes nothing.
#[test]
fn one_more_caller_of_a_common_helper_is_no_lost_call() {
    let helper = HELPER.replace("NAME", "track_it");
    let file = |n| class(n, "  def go\n    Analytics.track_it('used')\n  end\n");
    let project = project(&[("lib/analytics.rb", &helper)], 640, file);
    project.git(&["init", "-q"]);
    project.commit("all");
    let (path, text) = file(640);
    project.write(&path, text);
    let ran = project.since("HEAD");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

/// 74: subclasses in files of their own supply names however many there are.
#[test]
fn many_subclasses_in_files_of_their_own_supply_names() {
    let base = "class Base\n  def go\n    Gitlab::InternalEvents.track_event(self.class::NAME, user: u)\n  end\nend\n";
    for many in [48, 49, 640] {
        let project = project(&[("app/models/base.rb", base)], many, |n| {
            let text = format!("class S{n} < Base\n  NAME = 'e{n}'\nend\n");
            (format!("app/models/s{n}.rb"), text)
        });
        let calls = project.list("calls");
        let event = &calls["calls"][0]["event"];
        assert_eq!(event["grade"], "exact", "{many}: {event}");
        assert_eq!(event["names"].as_array().unwrap().len(), many);
    }
}

/// Layers of wrappers, each of which doubles the names.
fn layers(class: usize, layers: usize) -> String {
    let mut text = format!(
        "class A{class}\n  def w0(n)\n    Gitlab::InternalEvents.track_event(n, user: u)\n  end\n"
    );
    for layer in 1..layers {
        let inner = layer - 1;
        text.push_str(&format!(
            "  def w{layer}(n)\n    w{inner}(n + 'a')\n    w{inner}(n + 'b')\n  end\n"
        ));
    }
    let last = layers - 1;
    text + &format!("  def go\n    w{last}('x')\n  end\nend\n")
}

pub(super) fn softened(ran: &Run) -> (String, String) {
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap();
    let unused = findings.iter().find(|one| one["lint"] == "unused-event");
    let unused = unused.expect("the event is reported");
    let word = |key: &str| unused[key].as_str().unwrap().to_owned();
    (word("severity"), word("help"))
}

/// 75: wrappers that multiply the names end; the limit is named, and nothing is surely unused.
#[test]
fn layered_wrappers_end_with_the_limit_that_they_reach() {
    let project = project(
        &[("app/models/a.rb", &layers(0, 20))],
        0,
        |_| unreachable!(),
    );
    let ran = project.run_limited(&["check", "--format", "json"]);
    let (severity, help) = softened(&ran);
    assert_eq!(severity, "info");
    assert!(
        help.contains("the limit of 512 names for one call is reached"),
        "{help}"
    );
    assert!(ran.err.contains("the limit of 512 names"), "{}", ran.err);
    assert_eq!(
        project.run_limited(&["check", "--strict", "--quiet"]).code,
        1
    );
}

/// 76: a cluster of files that uses up its share costs no call of another file.
#[test]
fn a_cluster_of_odd_files_starves_no_other() {
    let good = "class Zgood\n  def track_good(n)\n    Gitlab::InternalEvents.track_event(n, user: u)\n  end\n  def a\n    track_good('used')\n  end\nend\n";
    let project = project(&[("app/models/zgood.rb", good)], 80, |n| {
        (format!("app/models/a{n}.rb"), layers(n, 11))
    });
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap().iter();
    let good = calls.filter(|call| call["path"] == "app/models/zgood.rb");
    let names: Vec<&Value> = good.map(|call| &call["event"]["names"][0]).collect();
    assert_eq!(names, ["used", "used"]);
}

/// 78: names that are exact in a list, a `case` or a local are undefined events too, products of parts are not.
#[test]
fn names_of_lists_cases_and_locals_are_undefined_events() {
    let text = "class A\n  def go(x, y)\n    %w[zz_a zz_b].each { |n| Gitlab::InternalEvents.track_event(n, user: u) }\n    n = case x when 0 then 'zz_c' else 'zz_d' end\n    Gitlab::InternalEvents.track_event(n, user: u)\n    a = y ? 'ab' : 'cd'\n    b = y ? 'ef' : 'gh'\n    Gitlab::InternalEvents.track_event(\"#{a}_#{b}\", user: u)\n  end\nend\n";
    let project = project(&[("app/models/a.rb", text)], 0, |_| unreachable!());
    assert_eq!(
        project.findings(&["undefined-event"]),
        [
            "app/models/a.rb:3 undefined-event",
            "app/models/a.rb:3 undefined-event",
            "app/models/a.rb:5 undefined-event",
            "app/models/a.rb:5 undefined-event",
        ]
    );
}

/// 79: escapes of a script are decoded.
#[test]
fn escapes_in_scripts_are_decoded() {
    let text = r#"import Tracking from '~/tracking';
Tracking.event('c', 'it\'s_open');
Tracking.event('c', 'view\u005fcart');
Tracking.event('c', "say_\x22x\x22");
Tracking.event('c', `tpl\`x`);
Tracking.event('c', 'half\ud83d');
"#;
    let project = project(
        &[("app/assets/javascripts/a.js", text)],
        0,
        |_| unreachable!(),
    );
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap().iter();
    let names: Vec<Value> = calls.map(|call| call["event"]["names"].clone()).collect();
    let one = |name: &str| serde_json::json!([name]);
    assert_eq!(
        names,
        [
            one("it's_open"),
            one("view_cart"),
            one("say_\"x\""),
            one("tpl`x"),
            serde_json::json!([])
        ]
    );
}

/// 81: elements beside each other are read; an inlined illustration costs no call.
#[test]
fn a_component_with_many_siblings_is_read() {
    let path = "<path d=\"M1 1 L2 3 C4 5 6 7 8 9 Z\" fill=\"#fff\" />\n".repeat(1_000);
    let items = "<li>lorem ipsum</li>\n".repeat(1_000);
    let text = format!(
        "<template><div><svg>{path}</svg><ul>{items}</ul><a data-track-action=\"click_x\">x</a></div></template>\n<script>export default {{}};</script>\n"
    );
    let project = project(
        &[("app/assets/javascripts/a.vue", &text)],
        0,
        |_| unreachable!(),
    );
    assert_eq!(grades(&project), (1, 0));
}
