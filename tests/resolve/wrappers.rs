//! Names that pass through wrappers, stores, requests and imports.

use crate::support::project::{Project, calls_of};

#[test]
fn a_wrapper_that_forwards_all_arguments_is_followed() {
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
fn a_function_that_only_tracks_is_a_tracking_call_at_each_caller() {
    let counter = "module NoteCounter\n  class << self\n    def note_created(note)\n      return unless note.wanted?\n      if note.merge?\n        track('note_in_merge', note)\n      else\n        track('note_in_commit', note)\n      end\n      track('note_anywhere', note)\n    end\n    private\n    def track(action, note)\n      Gitlab::UsageDataCounters::HLLRedisCounter.track_usage_event(action, note.id)\n    end\n  end\nend\n";
    let service = "class CreateService\n  def execute(note)\n    count_it(note)\n  end\n  private\n  def count_it(note)\n    return unless note\n    NoteCounter.note_created(note)\n  end\nend\n";
    let found = calls_of(&[("lib/counter.rb", counter), ("app/service.rb", service)]);
    assert!(
        found.contains(&"app/service.rb:8 note_anywhere note_in_commit note_in_merge".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_label_parameter_next_to_a_constant_name_comes_from_the_caller() {
    let ruby = "module Clicks\n  def self.track_click(where)\n    Gitlab::Tracking.event('menu', 'click_menu', label: where)\n  end\nend\nclass A\n  def go\n    Clicks.track_click('top')\n  end\nend\n";
    let calls = Project::with_all_packs(&[("app/a.rb", ruby)]).list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let caller = calls.iter().find(|call| call["line"] == 8).unwrap();
    assert_eq!(caller["label"], "top");
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
fn a_request_to_an_own_endpoint_sends_the_events_of_its_action() {
    let found = calls_of(STORE);
    assert!(
        found.contains(&"app/assets/javascripts/shop/service.js:2 open_cart".to_owned()),
        "{found:#?}"
    );
    let others = found.iter().filter(|row| row.contains("service.js"));
    assert_eq!(others.count(), 1, "{found:#?}");
}

#[test]
fn a_store_action_is_called_through_the_component_that_maps_it() {
    let found = calls_of(STORE);
    assert!(
        found.contains(&"app/assets/javascripts/shop/page.vue:8 preview_cart".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_dispatch_finds_its_action_unless_two_stores_share_the_name() {
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
fn a_request_with_its_path_in_another_file_is_found() {
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
            "app/assets/javascripts/shop/tell.js:3 open_cart",
            "app/controllers/shop_ping_controller.rb:3 open_cart"
        ]
    );
}

#[test]
fn an_import_through_an_alias_of_a_rule_pack_is_found() {
    let pack = "pack: own\nsystem: own\nproject:\n  aliases: [{prefix: own_tracking, path: app/own_tracking.js}]\n";
    let own = "import Tracking from '~/tracking';\nexport default (name) => Tracking.event('cart', name);\n";
    let user = "import tell from 'own_tracking';\ntell('open_cart');\n";
    let files = [("app/own_tracking.js", own), ("app/user.js", user)];
    let project = Project::with_all_packs(&files);
    project.write("own.yml", pack);
    project.write("tracklint.yml", "packs: [gitlab]\nrules: [own.yml]\n");
    assert_eq!(
        project.calls(),
        ["app/own_tracking.js:2 open_cart", "app/user.js:2 open_cart"]
    );
}
