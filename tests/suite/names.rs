//! What a call is found to send, on small projects written out in the test.

use std::sync::Arc;
use tracklint::calls::{Call, Grade};
use tracklint::resolve::rounds;
use tracklint::rules;
use tracklint::scan;
use tracklint::source::{FileId, SourceFile, SourceMap};

/// A call in one line: `path:line names | patterns`, with `?` where something is open.
fn row(sources: &SourceMap, call: &Call) -> String {
    let names = call.event.names.iter().chain(&call.event.patterns).map(ToString::to_string);
    let names: Vec<String> = names.collect();
    format!("{}:{} {}", sources.path(call.span), sources.lines(call.span).0, names.join(" "))
}

/// All calls of a project, each in one line.
pub fn calls_of(files: &[(&str, &str)]) -> Vec<String> {
    let (sources, calls) = resolved(files);
    calls.iter().map(|call| row(&sources, call)).collect()
}

fn resolved(files: &[(&str, &str)]) -> (SourceMap, Vec<Call>) {
    let mut sources = SourceMap::default();
    let mut code: Vec<FileId> = Vec::new();
    for (path, text) in files {
        let file = sources.add(SourceFile::new(Arc::from(*path), Arc::from(*text)));
        code.extend(scan::language_of(path).is_some().then_some(file));
    }
    let packs = rules::embedded().expect("every pack can be read");
    let calls = rounds::resolve(&sources, &code, &packs, &[]).expect("the packs compile").calls;
    (sources, calls)
}

#[test]
fn a_name_in_a_spread_list_that_is_not_known_is_open_and_says_why() {
    let ruby = "class A\n  include Gitlab::InternalEventsTracking\n  def go(job)\n    c = job.payload\n    Gitlab::InternalEvents.track_event(*c)\n  end\nend\n";
    let script = "import Tracking from '~/tracking';\nexport const go = (bus) => {\n  const list = bus.take();\n  Tracking.event(...list);\n};\n";
    let (sources, calls) = resolved(&[("app/a.rb", ruby), ("app/b.js", script)]);
    let rows: Vec<String> = calls.iter().map(|call| row(&sources, call)).collect();
    assert_eq!(rows, ["app/a.rb:5 *", "app/b.js:4 *"]);
    for call in &calls {
        assert_eq!(call.event.grade(), Grade::Open);
        let (why, _) = call.event.unknown.as_ref().expect("a reason");
        assert!(why.contains("spread"), "{why}");
    }
}

#[test]
fn a_name_in_a_spread_list_that_is_known_is_resolved() {
    let ruby = "class A\n  ARGS = ['place_order', 1].freeze\n  def go\n    Gitlab::InternalEvents.track_event(*ARGS)\n    [['view_cart', 1], ['empty_cart', 2]].each { |c| Gitlab::InternalEvents.track_event(*c) }\n    tail = ['pay_order', 2]\n    Gitlab::Tracking.event('orders', *tail)\n  end\nend\n";
    let script = "import Tracking from '~/tracking';\nconst LIST = ['orders', wide ? 'open_wide' : 'open_small', {}];\nexport const go = () => {\n  Tracking.event(...LIST);\n  Tracking.event(...['orders'], 'close');\n};\n";
    let found = calls_of(&[("app/a.rb", ruby), ("app/b.js", script)]);
    assert_eq!(
        found,
        [
            "app/a.rb:4 place_order",
            "app/a.rb:5 empty_cart view_cart",
            "app/a.rb:7 pay_order",
            "app/b.js:4 open_small open_wide",
            "app/b.js:5 close",
        ]
    );
}

#[test]
fn a_wrapper_that_passes_all_its_arguments_on_is_followed() {
    let ruby = "class A\n  def track_it(*args, **opts)\n    Gitlab::InternalEvents.track_event(*args, **opts)\n  end\n  def go\n    track_it('place_order', user: 1)\n    track_it(*names)\n  end\nend\n";
    let forwarded = "class B\n  def track_that(...)\n    Gitlab::InternalEvents.track_event(...)\n  end\n  def go\n    track_that('view_cart')\n  end\nend\n";
    let script = "import Tracking from '~/tracking';\nexport function trackIt(...args) {\n  Tracking.event(...args);\n}\nexport const go = () => trackIt('orders', 'open_order');\n";
    let found = calls_of(&[("app/a.rb", ruby), ("app/b.rb", forwarded), ("app/c.js", script)]);
    assert!(found.contains(&"app/a.rb:6 place_order".to_owned()), "{found:#?}");
    assert!(found.contains(&"app/a.rb:7 *".to_owned()), "{found:#?}");
    assert!(found.contains(&"app/b.rb:6 view_cart".to_owned()), "{found:#?}");
    assert!(found.contains(&"app/c.js:5 open_order".to_owned()), "{found:#?}");
}

#[test]
fn a_name_in_a_spread_map_is_resolved_or_open() {
    let ruby = "class OrdersController\n  OPTIONS = { name: 'view_orders' }.freeze\n  track_internal_event :index, **OPTIONS\n  track_internal_event :show, **settings_of(:show)\nend\n";
    let script = "import { InternalEvents } from '~/tracking';\nconst trackIt = (options) => {\n  const sent = { ...options };\n  InternalEvents.trackEvent(sent.name);\n};\nexport const go = () => trackIt({ name: 'open_order' });\n";
    let found = calls_of(&[("app/a.rb", ruby), ("app/b.js", script)]);
    assert!(found.contains(&"app/a.rb:3 view_orders".to_owned()), "{found:#?}");
    assert!(found.contains(&"app/a.rb:4 *".to_owned()), "{found:#?}");
    assert!(found.contains(&"app/b.js:6 open_order".to_owned()), "{found:#?}");
}
