//! Names that pass through wrappers, stores, requests and imports.

use crate::support::project::{Project, calls_of};
use indoc::indoc;

#[test]
fn a_wrapper_that_forwards_all_arguments_is_followed() {
    let ruby = indoc! {r"
        class A
          def track_it(*args, **opts)
            Gitlab::InternalEvents.track_event(*args, **opts)
          end
          def go
            track_it('place_order', user: 1)
            track_it(*names)
          end
        end
    "};
    let forwarded = indoc! {r"
        class B
          def track_that(...)
            Gitlab::InternalEvents.track_event(...)
          end
          def go
            track_that('view_cart')
          end
        end
    "};
    let script = indoc! {r"
        import Tracking from '~/tracking';
        export function trackIt(...args) {
          Tracking.event(...args);
        }
        export const go = () => trackIt('orders', 'open_order');
    "};
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
    let counter = indoc! {r"
        module NoteCounter
          class << self
            def note_created(note)
              return unless note.wanted?
              if note.merge?
                track('note_in_merge', note)
              else
                track('note_in_commit', note)
              end
              track('note_anywhere', note)
            end
            private
            def track(action, note)
              Gitlab::UsageDataCounters::HLLRedisCounter.track_usage_event(action, note.id)
            end
          end
        end
    "};
    let service = indoc! {r"
        class CreateService
          def execute(note)
            count_it(note)
          end
          private
          def count_it(note)
            return unless note
            NoteCounter.note_created(note)
          end
        end
    "};
    let found = calls_of(&[("lib/counter.rb", counter), ("app/service.rb", service)]);
    assert!(
        found.contains(&"app/service.rb:8 note_anywhere note_in_commit note_in_merge".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_label_parameter_next_to_a_constant_name_comes_from_the_caller() {
    let ruby = indoc! {r"
        module Clicks
          def self.track_click(where)
            Gitlab::Tracking.event('menu', 'click_menu', label: where)
          end
        end
        class A
          def go
            Clicks.track_click('top')
          end
        end
    "};
    let calls = Project::with_all_packs(&[("app/a.rb", ruby)]).list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let caller = calls.iter().find(|call| call["line"] == 8).unwrap();
    assert_eq!(caller["label"], "top");
}

const STORE: &[(&str, &str)] = &[
    (
        "app/controllers/shop_ping_controller.rb",
        indoc! {r"
            class ShopPingController < ApplicationController
              def cart_preview
                Gitlab::InternalEvents.track_event('preview_cart')
                head(200)
              end
              def cart_opened
                Gitlab::InternalEvents.track_event('open_cart')
              end
              def show
                Gitlab::InternalEvents.track_event('show_shop')
              end
            end
        "},
    ),
    (
        "app/assets/javascripts/shop/store/modules/pings/actions.js",
        indoc! {r"
            import axios from '~/lib/utils/axios_utils';
            export const pingShop = ({ rootGetters }, name) => {
              const { url: projectUrl } = rootGetters.project;
              const url = `${projectUrl}/shop_ping/${name}`;
              return axios.post(url);
            };
        "},
    ),
    (
        "app/assets/javascripts/shop/constants.js",
        "export const PING_KEY = 'cart_preview';\n",
    ),
    (
        "app/assets/javascripts/shop/page.vue",
        indoc! {r"
            <script>
            import { mapActions } from 'vuex';
            import { PING_KEY } from './constants';
            export default {
              methods: {
                ...mapActions('pings', ['pingShop']),
                open() {
                  this.pingShop(PING_KEY);
                },
              },
            };
            </script>
        "},
    ),
    (
        "app/assets/javascripts/shop/service.js",
        indoc! {r"
            import axios from '~/lib/utils/axios_utils';
            export const opened = (path) => axios.post(`${gon.root}/${path}/shop_ping/cart_opened`);
            export const shown = (path) => axios.post(`${gon.root}/${path}/shop/show`);
            export const other = (path) => axios.post(`${gon.root}/${path}/depot_ping/cart_opened`);
        "},
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
    let action = indoc! {r"
        import Tracking from '~/tracking';
        export const trackStep = (store, name) => Tracking.event('shop', name);
    "};
    let page = indoc! {r"
        export const go = (store) => store.dispatch('trackStep', 'step_one');
        export const far = (store) => store.dispatch('cart/trackStep', 'step_two');
    "};
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
    let controller = indoc! {r"
        class ShopPingController < ApplicationController
          def cart_opened
            Gitlab::InternalEvents.track_event('open_cart')
          end
        end
    "};
    let paths = "export const SHOP_PATH = '/shop_ping';\n";
    let request = indoc! {r"
        import axios from '~/lib/utils/axios_utils';
        import { SHOP_PATH } from './paths';
        export const tell = () => axios.post(`${SHOP_PATH}/cart_opened`);
    "};
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
    let pack = indoc! {r"
        pack: own
        system: own
        project:
          aliases: [{prefix: own_tracking, path: app/own_tracking.js}]
    "};
    let own = indoc! {r"
        import Tracking from '~/tracking';
        export default (name) => Tracking.event('cart', name);
    "};
    let user = indoc! {r"
        import tell from 'own_tracking';
        tell('open_cart');
    "};
    let files = [("app/own_tracking.js", own), ("app/user.js", user)];
    let project = Project::with_all_packs(&files);
    project.write("own.yml", pack);
    project.write(
        "tracklint.yml",
        indoc! {r"
        packs: [gitlab]
        rules: [own.yml]
    "},
    );
    assert_eq!(
        project.calls(),
        ["app/own_tracking.js:2 open_cart", "app/user.js:2 open_cart"]
    );
}

#[test]
fn a_caller_sends_what_its_own_arguments_look_up() {
    let tracker = indoc! {r"
        module Tracker
          TARGETS = { cart: Cart, wish: WishList }.freeze
          EVENTS = {
            cart: { opened: :cart_action, closed: :cart_action },
            wish: { opened: :wish_action }
          }.freeze
          WRITES = %w[wish_action].freeze
          def self.track_change(target:, action:)
            name = EVENTS.dig(TARGETS.key(target), action) || action
            Gitlab::InternalEvents.track_event(name)
            track_write(name)
          end
          def self.track_write(name)
            return unless WRITES.include?(name)
            Gitlab::InternalEvents.track_event('write_action')
          end
        end
        class Cart; end
        class WishList; end
    "};
    let uses = indoc! {r"
        class Uses
          def go(other)
            Tracker.track_change(target: Cart, action: :opened)
            Tracker.track_change(target: WishList, action: :opened)
            Tracker.track_change(target: WishList, action: :dropped)
            Tracker.track_change(target: other.class, action: :opened)
          end
        end
    "};
    let found = calls_of(&[("app/tracker.rb", tracker), ("app/uses.rb", uses)]);
    let found: Vec<&String> = found.iter().filter(|row| row.contains("uses")).collect();
    assert_eq!(
        found,
        [
            "app/uses.rb:3 cart_action",
            "app/uses.rb:4 wish_action write_action",
            "app/uses.rb:5 dropped",
            "app/uses.rb:6 cart_action opened wish_action write_action",
        ]
    );
}
