//! Names in lists, maps and branches.

use crate::support::project::{Project, calls_of};

#[test]
fn an_unknown_name_in_a_spread_list_is_open_with_a_reason() {
    let ruby = "class A\n  include Gitlab::InternalEventsTracking\n  def go\n    c = Bus.payload\n    Gitlab::InternalEvents.track_event(*c)\n  end\nend\n";
    let script = "import Tracking from '~/tracking';\nexport const go = () => {\n  const list = takeAll();\n  Tracking.event(...list);\n};\n";
    let project = Project::with_all_packs(&[("app/a.rb", ruby), ("app/b.js", script)]);
    assert_eq!(project.calls(), ["app/a.rb:5 *", "app/b.js:4 *"]);
    let reasons = project.reasons();
    assert_eq!(reasons.len(), 2);
    assert!(
        reasons.iter().all(|reason| reason.contains("spread")),
        "{reasons:?}"
    );
}

#[test]
fn a_known_name_in_a_spread_list_is_resolved() {
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
fn a_name_in_a_spread_map_is_resolved_if_the_map_is_known() {
    let ruby = "class OrdersController\n  OPTIONS = { name: 'view_orders' }.freeze\n  track_internal_event :index, **OPTIONS\n  track_internal_event :show, **settings_of(:show)\nend\n";
    let script = "import { InternalEvents } from '~/tracking';\nconst trackIt = (options) => {\n  const sent = { ...options };\n  InternalEvents.trackEvent(sent.name);\n};\nexport const go = () => trackIt({ name: 'open_order' });\n";
    let found = calls_of(&[("app/a.rb", ruby), ("app/b.js", script)]);
    assert!(
        found.contains(&"app/a.rb:3 view_orders".to_owned()),
        "{found:#?}"
    );
    assert!(found.contains(&"app/a.rb:4 *".to_owned()), "{found:#?}");
    assert!(
        found.contains(&"app/b.js:6 open_order".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_branch_that_calls_a_method_of_an_object_is_excluded_if_the_caller_passes_a_string() {
    let service = "class Recorder\n  def self.track_kind(scope)\n    kind = scope.is_a?(Parcel) ? scope.parcel_type : scope\n    Gitlab::InternalEvents.track_event(\"send_#{kind}\")\n  end\nend\nclass A\n  def go(parcel)\n    Recorder.track_kind(:letter)\n    Recorder.track_kind('PARCEL'.downcase)\n    Recorder.track_kind(parcel)\n  end\nend\n";
    let found = calls_of(&[("app/a.rb", service)]);
    assert!(
        found.contains(&"app/a.rb:9 send_letter".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"app/a.rb:10 send_parcel".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"app/a.rb:11 send_*".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn an_unknown_argument_leaves_all_values_of_a_map_possible() {
    let ruby = "class Pusher\n  KINDS = { 'a' => 'push_page', 'b' => 'drop_page' }.freeze\n  def execute\n    record(changes.first)\n  end\n  private\n  def record(change)\n    Gitlab::InternalEvents.track_event(KINDS[change.kind])\n  end\nend\n";
    assert_eq!(
        calls_of(&[("app/a.rb", ruby)]),
        ["app/a.rb:8 drop_page push_page"]
    );
}

#[test]
fn a_method_defined_in_several_files_returns_the_default_of_each() {
    let one = "class Names\n  def self.pick(name = 'place_order')\n    name\n  end\nend\n";
    let other = "class Names\n  def self.pick(name = 'drop_order')\n    name\n  end\nend\n";
    let call =
        "class A\n  def go\n    Gitlab::InternalEvents.track_event(Names.pick)\n  end\nend\n";
    assert_eq!(
        calls_of(&[("lib/a.rb", one), ("lib/b.rb", other), ("app/a.rb", call)]),
        ["app/a.rb:3 drop_order place_order"]
    );
}

#[test]
fn two_copies_of_a_folder_send_the_same_events() {
    let service = "class PayService\n  def initialize(kind)\n    @kind = kind\n  end\n  def execute\n    Gitlab::InternalEvents.track_event(name)\n  end\n  def name\n    @kind\n  end\nend\n";
    let user = "class Desk\n  def go\n    PayService.new('pay_cash').execute\n  end\nend\n";
    let one = calls_of(&[("a/service.rb", service), ("a/user.rb", user)]);
    let both = calls_of(&[
        ("a/service.rb", service),
        ("a/user.rb", user),
        ("b/service.rb", service),
        ("b/user.rb", user),
    ]);
    let copied = one.iter().map(|call| call.replacen("a/", "b/", 1));
    assert_eq!(both, one.iter().cloned().chain(copied).collect::<Vec<_>>());
    assert!(one.iter().any(|call| call.contains("pay_cash")), "{one:?}");
}
