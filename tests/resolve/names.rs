//! Names in lists, maps and branches.

use crate::support::project::{Project, calls_of};
use indoc::indoc;

#[test]
fn an_unknown_name_in_a_spread_list_is_open_with_a_reason() {
    let ruby = indoc! {r"
        class A
          include Gitlab::InternalEventsTracking
          def go
            c = Bus.payload
            Gitlab::InternalEvents.track_event(*c)
          end
        end
    "};
    let script = indoc! {r"
        import Tracking from '~/tracking';
        export const go = () => {
          const list = takeAll();
          Tracking.event(...list);
        };
    "};
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
    let ruby = indoc! {r"
        class A
          ARGS = ['place_order', 1].freeze
          def go
            Gitlab::InternalEvents.track_event(*ARGS)
            [['view_cart', 1], ['empty_cart', 2]].each { |c| Gitlab::InternalEvents.track_event(*c) }
            tail = ['pay_order', 2]
            Gitlab::Tracking.event('orders', *tail)
          end
        end
    "};
    let script = indoc! {r"
        import Tracking from '~/tracking';
        const LIST = ['orders', wide ? 'open_wide' : 'open_small', {}];
        export const go = () => {
          Tracking.event(...LIST);
          Tracking.event(...['orders'], 'close');
        };
    "};
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
    let ruby = indoc! {r"
        class OrdersController
          OPTIONS = { name: 'view_orders' }.freeze
          track_internal_event :index, **OPTIONS
          track_internal_event :show, **settings_of(:show)
        end
    "};
    let script = indoc! {r"
        import { InternalEvents } from '~/tracking';
        const trackIt = (options) => {
          const sent = { ...options };
          InternalEvents.trackEvent(sent.name);
        };
        export const go = () => trackIt({ name: 'open_order' });
    "};
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
    let service = indoc! {r#"
        class Recorder
          def self.track_kind(scope)
            kind = scope.is_a?(Parcel) ? scope.parcel_type : scope
            Gitlab::InternalEvents.track_event("send_#{kind}")
          end
        end
        class A
          def go(parcel)
            Recorder.track_kind(:letter)
            Recorder.track_kind('PARCEL'.downcase)
            Recorder.track_kind(parcel)
          end
        end
    "#};
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
    let ruby = indoc! {r"
        class Pusher
          KINDS = { 'a' => 'push_page', 'b' => 'drop_page' }.freeze
          def execute
            record(changes.first)
          end
          private
          def record(change)
            Gitlab::InternalEvents.track_event(KINDS[change.kind])
          end
        end
    "};
    assert_eq!(
        calls_of(&[("app/a.rb", ruby)]),
        ["app/a.rb:8 drop_page push_page"]
    );
}

#[test]
fn a_method_defined_in_several_files_returns_the_default_of_each() {
    let one = indoc! {r"
        class Names
          def self.pick(name = 'place_order')
            name
          end
        end
    "};
    let other = indoc! {r"
        class Names
          def self.pick(name = 'drop_order')
            name
          end
        end
    "};
    let call = indoc! {r"
            class A
              def go
                Gitlab::InternalEvents.track_event(Names.pick)
              end
            end
        "};
    assert_eq!(
        calls_of(&[("lib/a.rb", one), ("lib/b.rb", other), ("app/a.rb", call)]),
        ["app/a.rb:3 drop_order place_order"]
    );
}

#[test]
fn two_copies_of_a_folder_send_the_same_events() {
    let service = indoc! {r"
        class PayService
          def initialize(kind)
            @kind = kind
          end
          def execute
            Gitlab::InternalEvents.track_event(name)
          end
          def name
            @kind
          end
        end
    "};
    let user = indoc! {r"
        class Desk
          def go
            PayService.new('pay_cash').execute
          end
        end
    "};
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

#[test]
fn a_keyword_without_value_is_the_local_or_method_of_its_name() {
    let ruby = indoc! {r"
        class A
          def go
            run(name: 'place_order')
            pay(tool: Gitlab::InternalEvents)
          end
          def run(name:)
            send_event(name:, user: 3)
          end
          def send_event(name:, user:)
            Gitlab::InternalEvents.track_event(name, user:)
          end
          def pay(tool:)
            log(action:)
          end
          def log(action:)
            Gitlab::InternalEvents.track_event(action)
          end
          def action
            'pay_order'
          end
        end
    "};
    let found = calls_of(&[("app/a.rb", ruby)]);
    let names: Vec<&str> = found
        .iter()
        .filter_map(|call| call.rsplit(' ').next())
        .collect();
    assert!(names.contains(&"place_order"), "{found:?}");
    assert!(names.contains(&"pay_order"), "{found:?}");
    assert!(found.iter().all(|call| !call.contains('*')), "{found:?}");
}

#[test]
fn a_key_that_a_constant_does_not_have_is_reported() {
    let ruby = "class A\n  EVENTS = { day: 'open_day' }.freeze\n  def go\n    Gitlab::InternalEvents.track_event(EVENTS[:dya])\n    Gitlab::InternalEvents.track_event(EVENTS.fetch(:day))\n  end\nend\n";
    let script = "import { InternalEvents } from '~/tracking';\nconst EVENTS = { day: 'open_day' };\nexport const go = () => {\n  InternalEvents.trackEvent(EVENTS['dya']);\n};\n";
    let project = Project::with_all_packs(&[("app/a.rb", ruby), ("app/b.js", script)]);
    assert_eq!(
        project.findings(&["undefined-option"]),
        ["app/a.rb:4 undefined-option", "app/b.js:4 undefined-option"]
    );
}

/// The objects are known, so each of these calls is listed at its place, as a call that sends nothing.
#[test]
fn a_call_whose_name_does_not_exist_is_reported_at_its_place() {
    let pack = "pack: a\nsystem: a\ncalls:\n  - id: t\n    on: {import: lib}\n    method: [send, emit]\n    event: {any: [{argument: 0, key: event}, {argument: 1, key: event}]}\n  - id: u\n    on: {import: lib}\n    method: capture\n    event: {argument: 0}\n";
    let script = "import lib from 'lib';\nconst NAMES = Object.freeze({ PAID: 'Cart paid', OPENED: 'Cart opened' });\nconst record = (type) => {\n  const event = NAMES[type.toUpperCase()];\n  if (event) {\n    lib.capture(event, { type });\n  }\n};\nconst KEY = 'CLOSED';\nexport function go(rest) {\n  record('paid');\n  record(NAMES.OPENED);\n  record(rest);\n  lib.capture(NAMES[KEY]);\n  lib.send({ label: 'x' });\n  lib.send({ event: 'Cart left' });\n  lib.send({ label: 'x', ...rest });\n  lib.emit('page');\n}\n";
    let project = crate::support::project::Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("app/a.js", script),
    ]);
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap().iter();
    let listed = calls.map(|call| {
        let event = &call["event"];
        format!("{} {}", call["line"], event["grade"].as_str().unwrap())
    });
    let listed: Vec<String> = listed.collect();
    assert_eq!(
        listed,
        [
            "6 pattern",
            "11 exact",
            "12 open",
            "13 pattern",
            "14 open",
            "15 open",
            "16 exact",
            "17 open"
        ]
    );
    assert_eq!(
        project.findings(&["undefined-option"]),
        [
            "app/a.js:12 undefined-option",
            "app/a.js:14 undefined-option",
            "app/a.js:15 undefined-option"
        ]
    );
    // The name is not computed: it does not exist.
    assert_eq!(
        project.findings(&["dynamic-event-name"]),
        ["app/a.js:17 dynamic-event-name"]
    );
}

/// The object is a variable of another package, which the importing file uses by its path.
#[test]
fn an_object_of_another_file_carries_the_name() {
    let pack = "pack: a\nsystem: a\ncalls:\n  - id: t\n    languages: go\n    on: [{import: example.com/shop/metrics}, {result-of: NewCounter}]\n    method: With\n    event: {receiver-argument: 0}\n";
    let defs = "package metrics\n\nvar Orders = NewCounter(\"orders_placed\")\n\nfunc own() {\n\tOrders.With(1).Record(1)\n}\n";
    let used = "package cart\n\nimport \"example.com/shop/metrics\"\n\nfunc place() {\n\tmetrics.Orders.With(1).Record(1)\n\tmetrics.Tag(\"x\").With(1)\n}\n";
    let project = crate::support::project::Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("go.mod", "module example.com/shop\n"),
        ("metrics/defs.go", defs),
        ("cart/cart.go", used),
    ]);
    assert_eq!(
        project.calls(),
        [
            "cart/cart.go:6 orders_placed",
            "metrics/defs.go:6 orders_placed"
        ]
    );
}

/// The generated object has the names of the file in another letter case.
#[test]
fn a_handle_of_a_document_is_the_name_of_its_event() {
    let file = "$schema: moz://mozilla.org/schemas/glean/metrics/2-0-0\nshop.cart:\n  order_placed: {type: event, description: d}\n  order_lost: {type: event, description: d}\n";
    let project = crate::support::project::Project::of(&[
        ("tracklint.yml", "packs: [glean]\n"),
        ("metrics.yaml", file),
        (
            "src/a.js",
            "export const go = () => Glean.shopCart.orderPlaced.record();\n",
        ),
    ]);
    let events = project.list("events");
    let events = events["events"].as_array().unwrap().iter();
    let events = events.map(|event| format!("{} {}", event["name"], event["verdict"]));
    assert_eq!(
        events.collect::<Vec<_>>(),
        [
            "\"shop.cart.order_lost\" \"unused\"",
            "\"shop.cart.order_placed\" \"live\""
        ]
    );
    assert_eq!(project.findings(&["undefined-event"]), Vec::<String>::new());
}

/// The base class returns the name of the class of the object.
#[test]
fn an_event_object_has_the_name_of_its_class() {
    let pack = "pack: a\nsystem: a\ncalls:\n  - id: t\n    languages: python\n    on: {written: client}\n    method: capture\n    event: {argument: 0, key: name}\ndefinitions:\n  - id: d\n    files: shop/events.py\n    each: {subclass-of: Event}\n    fields: {name: {class-name: true}}\n";
    let base = "class Event:\n    def __init__(self, total=1):\n        self.total = total\n\n    @property\n    def name(self):\n        return self.__class__.__name__\n";
    let events = "from shop.base import Event\n\n\nclass CartOpened(Event):\n    def __init__(self, total):\n        super().__init__(total)\n\n\nclass CartLeft(CartOpened):\n    pass\n";
    let cart = "from shop.events import CartOpened\n\n\ndef go(client):\n    client.capture(CartOpened(3))\n";
    let project = crate::support::project::Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("shop/__init__.py", ""),
        ("shop/base.py", base),
        ("shop/events.py", events),
        ("shop/cart.py", cart),
    ]);
    let events = project.list("events");
    let events = events["events"].as_array().unwrap().iter();
    let events = events.map(|event| format!("{} {}", event["name"], event["verdict"]));
    assert_eq!(
        events.collect::<Vec<_>>(),
        ["\"CartLeft\" \"unused\"", "\"CartOpened\" \"live\""]
    );
}

/// A reference names the method that it refers to, not the method that makes the reference.
#[test]
fn a_reference_is_named_like_the_method_that_it_refers_to() {
    let pack = "pack: a\nsystem: a\ncalls:\n  - id: t\n    on: {written: analytics}\n    method: [cart_opened, cart_left]\n    as: [call, reference]\n    event: {method-name: true}\n";
    let ruby = "class A\n  def go\n    analytics.cart_left\n    run(analytics.method(:cart_opened))\n  end\nend\n";
    let project = crate::support::project::Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("app/a.rb", ruby),
    ]);
    let calls = project.list("calls");
    let names = |line: u64| {
        let mut calls = calls["calls"].as_array().unwrap().iter();
        let call = calls.find(|call| call["line"] == line).unwrap();
        call["event"]["names"].clone()
    };
    assert_eq!(names(3), serde_json::json!(["cart_left"]));
    assert_eq!(names(4), serde_json::json!(["cart_opened"]));
}
