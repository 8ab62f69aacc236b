//! What a call is found to send, on small projects written out in the test.

use std::sync::Arc;
use tracklint::calls::{Call, Grade};
use tracklint::languages;
use tracklint::resolve::request::FileRequests;
use tracklint::resolve::rounds;
use tracklint::rules;
use tracklint::source::{FileId, SourceFile, SourceMap};

/// A call in one line: `path:line names | patterns`, with `?` where something is open.
pub fn row(sources: &SourceMap, call: &Call) -> String {
    let names = call
        .event
        .names
        .iter()
        .chain(&call.event.patterns)
        .map(ToString::to_string);
    let names: Vec<String> = names.collect();
    format!(
        "{}:{} {}",
        sources.path(call.span),
        sources.lines(call.span).0,
        names.join(" ")
    )
}

/// All calls of a project, each in one line.
pub fn calls_of(files: &[(&str, &str)]) -> Vec<String> {
    let (sources, calls) = resolved(files);
    calls.iter().map(|call| row(&sources, call)).collect()
}

fn resolved(files: &[(&str, &str)]) -> (SourceMap, Vec<Call>) {
    let (sources, found) = resolution(files);
    (sources, found.calls.to_vec())
}

/// Everything that is resolved of a project.
pub fn resolution(files: &[(&str, &str)]) -> (SourceMap, rounds::Resolution) {
    let mut sources = SourceMap::default();
    let mut code: Vec<FileId> = Vec::new();
    for (path, text) in files {
        let file = sources.add(SourceFile::new(Arc::from(*path), Arc::from(*text)));
        code.extend(languages::language_of(path).is_some().then_some(file));
    }
    let packs = rules::embedded().expect("every pack can be read");
    let found = rounds::resolve(&sources, &code, &packs, &FileRequests::default())
        .expect("the packs compile");
    (sources, found)
}

#[test]
fn a_name_in_a_spread_list_that_is_not_known_is_open_and_says_why() {
    let ruby = "class A\n  include Gitlab::InternalEventsTracking\n  def go\n    c = Bus.payload\n    Gitlab::InternalEvents.track_event(*c)\n  end\nend\n";
    let script = "import Tracking from '~/tracking';\nexport const go = () => {\n  const list = takeAll();\n  Tracking.event(...list);\n};\n";
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
    let found = calls_of(&[
        ("app/a.rb", ruby),
        ("app/b.rb", forwarded),
        ("app/c.js", script),
    ]);
    assert!(
        found.contains(&"app/a.rb:6 place_order".to_owned()),
        "{found:#?}"
    );
    assert!(found.contains(&"app/a.rb:7 *".to_owned()), "{found:#?}");
    assert!(
        found.contains(&"app/b.rb:6 view_cart".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"app/c.js:5 open_order".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_name_in_a_spread_map_is_resolved_or_open() {
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
fn each_class_of_a_list_goes_with_its_own_constants() {
    let counters = "module Gitlab\n  module UsageDataCounters\n    COUNTERS = [CartCounter, WishCounter].freeze\n    class << self\n      def counters\n        self::COUNTERS\n      end\n      def count(name)\n        counters.each do |counter|\n          event = counter.supported(name)\n          return counter.count(event) if event\n        end\n      end\n    end\n    class BaseCounter\n      class << self\n        def supported(name)\n          known.find { |event| event == name }\n        end\n        def known\n          self::KNOWN_EVENTS\n        end\n      end\n    end\n    class CartCounter < BaseCounter\n      PREFIX = 'cart'\n      KNOWN_EVENTS = %w[add drop].freeze\n    end\n    class WishCounter < BaseCounter\n      PREFIX = 'wish'\n      KNOWN_EVENTS = %w[list].freeze\n    end\n  end\nend\n";
    assert_eq!(
        calls_of(&[("lib/counters.rb", counters)]),
        ["lib/counters.rb:11 cart_add cart_drop wish_list"]
    );
}

#[test]
fn a_constant_that_a_class_leaves_to_its_heirs_goes_heir_by_heir() {
    let base = "class BaseService\n  def execute\n    Gitlab::InternalEvents.track_event(\"#{self.class::SUBJECT}_#{self.class::VERB}\")\n  end\nend\n";
    let heirs = "class OrderService < BaseService\n  SUBJECT = 'order'\n  VERB = 'placed'\nend\nclass CartService < BaseService\n  SUBJECT = 'cart'\n  VERB = 'emptied'\nend\n";
    assert_eq!(
        calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]),
        ["app/base.rb:3 cart_emptied order_placed"]
    );
}

#[test]
fn the_category_of_an_inherited_call_is_that_of_each_heir() {
    let base = "module Noted\n  def note(action)\n    Gitlab::Tracking.event(self.class.name, action)\n  end\nend\n";
    let heirs = "class OrderService\n  include Noted\nend\nclass CartService\n  include Noted\n  def go\n    note('emptied')\n  end\nend\n";
    let (_, calls) = resolved(&[("app/noted.rb", base), ("app/heirs.rb", heirs)]);
    let root = calls
        .iter()
        .find(|call| call.inside_wrapper)
        .expect("the call proper");
    assert_eq!(root.category.as_deref(), Some("CartService|OrderService"));
}

#[test]
fn a_function_whose_every_statement_tracks_is_a_call_wherever_it_is_called() {
    let counter = "module NoteCounter\n  class << self\n    def note_created(note)\n      return unless note.wanted?\n      if note.merge?\n        track('note_in_merge', note)\n      else\n        track('note_in_commit', note)\n      end\n      track('note_anywhere', note)\n    end\n    private\n    def track(action, note)\n      Gitlab::UsageDataCounters::HLLRedisCounter.track_usage_event(action, note.id)\n    end\n  end\nend\n";
    let service = "class CreateService\n  def execute(note)\n    count_it(note)\n  end\n  private\n  def count_it(note)\n    return unless note\n    NoteCounter.note_created(note)\n  end\nend\n";
    let found = calls_of(&[("lib/counter.rb", counter), ("app/service.rb", service)]);
    assert!(
        found.contains(&"app/service.rb:8 note_anywhere note_in_commit note_in_merge".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_label_that_a_wrapper_takes_beside_a_constant_name_is_the_callers() {
    let ruby = "module Clicks\n  def self.track_click(where)\n    Gitlab::Tracking.event('menu', 'click_menu', label: where)\n  end\nend\nclass A\n  def go\n    Clicks.track_click('top')\n  end\nend\n";
    let (sources, calls) = resolved(&[("app/a.rb", ruby)]);
    let call = calls
        .iter()
        .find(|call| sources.lines(call.span).0 == 8)
        .expect("the caller is a call");
    assert_eq!(call.label.as_deref(), Some("top"));
}

const STORE: &[(&str, &str)] = &[
    (
        "app/controllers/shop_ping_controller.rb",
        "class ShopPingController < ApplicationController\n  def cart_preview\n    Gitlab::InternalEvents.track_event('preview_cart')\n    head(200)\n  end\n  def cart_opened\n    Gitlab::InternalEvents.track_event('open_cart')\n  end\n  def show\n    Gitlab::InternalEvents.track_event('show_shop')\n  end\nend\n",
    ),
    (
        "app/assets/javascripts/shop/store/modules/pings/actions.js",
        "import axios from '~/lib/utils/axios_utils';\nexport const pingShop = ({ rootGetters }, name) => {\n  const { url: projectUrl } = rootGetters.project;\n  const url = `${projectUrl}/shop_ping/${name}`;\n  return axios.post(url);\n};\n",
    ),
    (
        "app/assets/javascripts/shop/constants.js",
        "export const PING_KEY = 'cart_preview';\n",
    ),
    (
        "app/assets/javascripts/shop/page.vue",
        "<script>\nimport { mapActions } from 'vuex';\nimport { PING_KEY } from './constants';\nexport default {\n  methods: {\n    ...mapActions('pings', ['pingShop']),\n    open() {\n      this.pingShop(PING_KEY);\n    },\n  },\n};\n</script>\n",
    ),
    (
        "app/assets/javascripts/shop/service.js",
        "import axios from '~/lib/utils/axios_utils';\nexport const opened = (path) => axios.post(`${gon.root}/${path}/shop_ping/cart_opened`);\nexport const shown = (path) => axios.post(`${gon.root}/${path}/shop/show`);\nexport const other = (path) => axios.post(`${gon.root}/${path}/depot_ping/cart_opened`);\n",
    ),
];

#[test]
fn a_request_to_an_own_endpoint_sends_what_its_method_sends() {
    let found = calls_of(STORE);
    assert!(
        found.contains(&"app/assets/javascripts/shop/service.js:2 open_cart".to_owned()),
        "{found:#?}"
    );
    let others = found.iter().filter(|row| row.contains("service.js"));
    assert_eq!(others.count(), 1, "{found:#?}");
}

#[test]
fn an_action_of_a_store_is_called_through_the_component_that_maps_it() {
    let found = calls_of(STORE);
    assert!(
        found.contains(&"app/assets/javascripts/shop/page.vue:8 preview_cart".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_dispatch_names_the_action_that_is_meant_and_a_name_of_two_stores_means_neither() {
    let action = "import Tracking from '~/tracking';\nexport const trackStep = (store, name) => Tracking.event('shop', name);\n";
    let page = "export const go = (store) => store.dispatch('trackStep', 'step_one');\nexport const far = (store) => store.dispatch('cart/trackStep', 'step_two');\n";
    let one = [("app/cart/actions.js", action), ("app/page.js", page)];
    let found = calls_of(&one);
    assert!(
        found.contains(&"app/page.js:1 step_one".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"app/page.js:2 step_two".to_owned()),
        "{found:#?}"
    );
    let two = [
        ("app/cart/actions.js", action),
        ("app/wish/actions.js", action),
        ("app/page.js", page),
    ];
    let found = calls_of(&two);
    assert!(
        !found.iter().any(|row| row.contains("step_one")),
        "{found:#?}"
    );
    assert!(
        found.contains(&"app/page.js:2 step_two".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_method_of_what_is_passed_is_ruled_out_where_a_text_is_passed() {
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
fn what_a_class_passes_on_and_leaves_to_its_heirs_is_theirs_to_say() {
    let base = "class BaseService\n  def execute\n    track_it(attributes)\n  end\n  private\n  def attributes\n    { actions: [action] }\n  end\n  def track_it(given)\n    one = given[:actions].first\n    Gitlab::InternalEvents.track_event(one[:name])\n  end\nend\n";
    let heirs = "class OrderService < BaseService\n  def action\n    { name: 'place_order' }\n  end\nend\nclass CartService < BaseService\n  def action\n    { name: 'empty_cart' }\n  end\nend\n";
    let found = calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]);
    assert!(
        found.contains(&"app/base.rb:3 empty_cart place_order".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn where_an_object_is_made_that_brings_the_name_along_is_told() {
    let service = "class ListService\n  def initialize(params)\n    @params = params\n  end\n  def execute\n    Gitlab::InternalEvents.track_event(@params[:tracking_event])\n  end\nend\n";
    let controller = "class ListController\n  def index\n    ListService.new({ tracking_event: 'view_list' }).execute\n  end\nend\n";
    let (sources, calls) = resolved(&[
        ("app/service.rb", service),
        ("app/controller.rb", controller),
    ]);
    let root = calls
        .iter()
        .find(|call| sources.path(call.span) == "app/service.rb")
        .expect("the call proper");
    assert!(root.event.names.contains("view_list"));
    let places: Vec<String> = root
        .said_at
        .iter()
        .map(|span| format!("{}:{}", sources.path(*span), sources.lines(*span).0))
        .collect();
    assert_eq!(places, ["app/controller.rb:3"]);
}

#[test]
fn who_passes_an_unknown_thing_on_says_nothing_of_what_its_methods_give() {
    let ruby = "class Pusher\n  KINDS = { 'a' => 'push_page', 'b' => 'drop_page' }.freeze\n  def execute\n    record(changes.first)\n  end\n  private\n  def record(change)\n    Gitlab::InternalEvents.track_event(KINDS[change.kind])\n  end\nend\n";
    assert_eq!(
        calls_of(&[("app/a.rb", ruby)]),
        ["app/a.rb:8 drop_page push_page"]
    );
}

#[test]
fn a_method_that_many_files_define_costs_no_more_the_deeper_it_is_nested() {
    // Looked at once for each definition, the innermost text would be looked at three to the power of twenty times.
    let copy = "class Names\n  def self.same(name)\n    name\n  end\nend\n";
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

#[test]
fn a_method_that_many_files_define_gives_what_each_says_when_nothing_is_passed() {
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
fn an_heir_in_a_module_that_is_not_indented_is_found() {
    let base = "module Orders\n  class Base\n    def go\n      Gitlab::InternalEvents.track_event(event_name)\n    end\n  end\nend\n";
    let heir =
        "module Orders\nclass Pay < Base\n  def event_name\n    'pay_order'\n  end\nend\nend\n";
    assert_eq!(
        calls_of(&[("app/base.rb", base), ("app/pay.rb", heir)]),
        ["app/base.rb:4 pay_order"]
    );
}

#[test]
fn a_request_whose_class_is_named_in_another_file_is_found() {
    let controller = "class ShopPingController < ApplicationController\n  def cart_opened\n    Gitlab::InternalEvents.track_event('open_cart')\n  end\nend\n";
    let paths = "export const SHOP_PATH = '/shop_ping';\n";
    let request = "import axios from '~/lib/utils/axios_utils';\nimport { SHOP_PATH } from './paths';\nexport const tell = () => axios.post(`${SHOP_PATH}/cart_opened`);\n";
    let files = [
        ("app/controllers/shop_ping_controller.rb", controller),
        ("app/assets/javascripts/shop/paths.js", paths),
        ("app/assets/javascripts/shop/tell.js", request),
    ];
    assert_eq!(
        calls_of(&files),
        [
            "app/controllers/shop_ping_controller.rb:3 open_cart",
            "app/assets/javascripts/shop/tell.js:3 open_cart"
        ]
    );
}

#[test]
fn a_file_that_is_imported_by_an_alias_of_its_own_is_found() {
    let mut packs = rules::embedded().expect("every pack can be read");
    packs.push(
        rules::read("pack: own\nsystem: own\nproject:\n  aliases: [{prefix: own_tracking, path: app/own_tracking.js}]\n")
            .expect("it is a pack"),
    );
    let own = "import Tracking from '~/tracking';\nexport default (name) => Tracking.event('cart', name);\n";
    let user = "import tell from 'own_tracking';\ntell('open_cart');\n";
    let mut sources = SourceMap::default();
    let files = [("app/own_tracking.js", own), ("app/user.js", user)];
    let code: Vec<FileId> = files
        .iter()
        .map(|(path, text)| sources.add(SourceFile::new(Arc::from(*path), Arc::from(*text))))
        .collect();
    let calls = rounds::resolve(&sources, &code, &packs, &FileRequests::default())
        .expect("the packs compile")
        .calls;
    let rows: Vec<String> = calls.iter().map(|call| row(&sources, call)).collect();
    assert_eq!(
        rows,
        ["app/own_tracking.js:2 open_cart", "app/user.js:2 open_cart"]
    );
}

/// The mutation harness found it: a class whose helpers all call each other was gone through in every order.
#[test]
fn helpers_that_all_call_each_other_are_gone_through_once() {
    let mut ruby = "class Till\n".to_owned();
    for number in 0..40 {
        let others: String = (0..40)
            .map(|other| format!("    track_{other}\n"))
            .collect();
        ruby += &format!(
            "  def track_{number}\n    Gitlab::InternalEvents.track_event('pay_{number}')\n{others}  end\n"
        );
    }
    let user = "class Desk\n  def go\n    Till.new.track_3\n  end\nend\n";
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

#[test]
fn copies_of_a_folder_send_what_one_sends() {
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

/// Functions that each call the next, all of them written twice: following step `n` takes twice what the one behind it takes.
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

/// What calls in these files send, or why that is not known; the files hold the values, parted by commas.
fn sends(files: &[(&str, &str)]) -> Vec<String> {
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
    let (_, calls) = resolved(
        &texts
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect::<Vec<_>>(),
    );
    let said = |call: Call| match call.event.unknown {
        Some((why, _)) => why,
        None => call
            .event
            .names
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
    };
    calls.into_iter().map(said).collect()
}

#[test]
fn a_value_that_takes_too_much_to_follow_is_unknown_and_says_so() {
    assert_eq!(
        sends(&[("c.rb", "Chain.step_0('a')")]),
        ["too much to follow"]
    );
}

#[test]
fn a_file_full_of_long_ways_keeps_its_short_ones() {
    let full = ["Chain.step_0('a')"; 6].join(", ") + ", Chain.step_12('late'), 'plain'";
    let said = sends(&[("c.rb", &full), ("d.rb", "Chain.step_12('other')")]);
    assert_eq!(said[..6], ["too much to follow"; 6]);
    assert_eq!(said[6..], ["too much to follow", "plain", "other"]);
}

#[test]
fn more_names_than_are_told_apart_are_an_open_call() {
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
    let (_, calls) = resolved(&[("a.rb", &ruby)]);
    let why = calls[0].event.unknown.as_ref().map(|(why, _)| why.as_str());
    assert_eq!(
        (calls[0].event.grade(), why),
        (Grade::Open, Some("too many alternatives to tell apart"))
    );
}

/// A service whose heirs are made elsewhere, with what makes them.
fn heirs_made_in(makers: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut files = vec![
        (
            "app/services/base_service.rb",
            "class BaseService\n  attr_reader :params\n  def initialize(params)\n    @params = params\n  end\nend\n",
        ),
        (
            "app/services/orders/base.rb",
            "module Orders\n  class Base < ::BaseService\n    def execute\n      Gitlab::UsageDataCounters::HLLRedisCounter.track_event(params[:event], values: 1)\n    end\n  end\nend\n",
        ),
        (
            "app/services/orders/list.rb",
            "module Orders\n  class List < Base\n  end\nend\n",
        ),
    ];
    files.extend(makers);
    files
}

#[test]
fn an_heir_that_takes_over_its_constructor_is_looked_for_where_it_is_made() {
    let maker = "class OrdersController\n  def index\n    Orders::List.new(event: 'list_orders').execute\n  end\nend\n";
    let found = calls_of(&heirs_made_in(&[(
        "app/controllers/orders_controller.rb",
        maker,
    )]));
    assert_eq!(found, ["app/services/orders/base.rb:4 list_orders"]);
}

#[test]
fn a_name_that_nobody_says_is_open_and_says_why() {
    let without =
        "class OrdersController\n  def index\n    Orders::List.new({}).execute\n  end\nend\n";
    for makers in [
        &[][..],
        &[("app/controllers/orders_controller.rb", without)],
    ] {
        let (_, calls) = resolved(&heirs_made_in(makers));
        let grades: Vec<(Grade, bool)> = calls
            .iter()
            .map(|call| (call.event.grade(), call.event.unknown.is_some()))
            .collect();
        assert_eq!(grades, [(Grade::Open, true)], "{makers:?}");
    }
}
