//! Names in the idioms of a current GitLab: tables with lambdas, computed constants, objects that carry a name, and guards.

use crate::support::current::Current;
use crate::support::project::calls_of;
use indoc::indoc;

const ACTIONS: &str = indoc! {r##"
    module Actions
      RENAME = 'cart_rename'
      LOCK = 'cart_lock'
      UNLOCK = 'cart_unlock'
      LINK_ADD = 'cart_link_add'
      LINK_REMOVE = 'cart_link_remove'
      MOVE = 'cart_move'
      def self.link(action) = const_get("LINK_#{action.to_s.upcase}", false)
    end
"##};

#[test]
fn the_branches_of_a_lambda_in_a_table_are_names_of_its_call() {
    let table = indoc! {r"
        class Table
          TABLE = [{ event: Actions::RENAME, key: 'title' },
                   { event: ->(c) { c.last ? Actions::LOCK : Actions::UNLOCK }, key: 'locked' }].freeze
          def self.events
            events = []
            TABLE.each { |m| e = m[:event]; events << (e.respond_to?(:call) ? e.call(change) : e) }
            events
          end
        end
        class Tracker
          include Gitlab::InternalEventsTracking
          def execute
            Table.events.each { |name| track_internal_event(name, user: user) }
          end
          def linked(action)
            track_internal_event(Actions.link(action), user: user)
          end
        end
    "};
    let project = Current::new(&[("lib/actions.rb", ACTIONS), ("lib/table.rb", table)]).events(&[
        "cart_link_add",
        "cart_link_remove",
        "cart_lock",
        "cart_move",
        "cart_rename",
        "cart_unlock",
    ]);
    let expected = [
        "cart_link_add maybe",
        "cart_link_remove maybe",
        "cart_lock live",
        "cart_move unused",
        "cart_rename live",
        "cart_unlock live",
    ];
    assert_eq!(project.verdicts(), expected);
}

#[test]
fn the_caller_of_an_object_that_carries_a_name_is_a_call() {
    let tracker = indoc! {r"
        module Carts
          class Tracker
            include Gitlab::InternalEventsTracking
            def initialize(cart:, event: nil)
              @cart = cart
              @event = event
            end
            def execute
              return if @cart.test?
              count
            end
            private
            def count
              log(@cart)
              track_internal_event(@event, user: @cart.user)
            end
          end
          class MergeService
            def execute
              Carts::Tracker.new(cart: cart, event: 'cart_merge').execute
              tracker = Carts::Tracker.new(cart: cart, event: kind ? 'cart_add' : 'cart_drop')
              tracker.execute
              Carts::Tracker.new(cart: cart).execute
              Carts::Tracker.new(cart: cart, event: 'cart_log').print
            end
          end
        end
    "};
    let expected = [
        "lib/carts.rb:15 cart_add cart_drop cart_log cart_merge",
        "lib/carts.rb:20 cart_merge",
        "lib/carts.rb:22 cart_add cart_drop",
    ];
    assert_eq!(calls_of(&[("lib/carts.rb", tracker)]), expected);
}

#[test]
fn a_guard_leaves_only_the_names_of_its_list() {
    let ruby = indoc! {r##"
        module Q
          NEW = %w[cart_add cart_drop].freeze
          class << self
            def track_q(name)
              name = prepare(name)
              if NEW.include?(name)
                Gitlab::InternalEvents.track_event(name)
              end
            end
            def prepare(name)
              case name
              when 'plus' then 'cart_old_plus'
              when 'a' then 'cart_add'
              else
                name
              end
            end
          end
        end
    "##};
    assert_eq!(
        calls_of(&[("lib/q.rb", ruby)]),
        ["lib/q.rb:7 cart_add cart_drop"]
    );
}

#[test]
fn a_name_behind_a_guard_is_not_null() {
    let ruby = indoc! {r##"
        class Settings
          KEYS = { create: { name: 'create' }, send: { name: 'send' } }.freeze
          def track_keys(params)
            params.each do |k, v|
              prefix = v ? 'on' : 'off'
              key = KEYS.dig(k, :name)
              next if key.blank?
              Gitlab::InternalEvents.track_event("#{prefix}_#{key}")
            end
          end
          def track_kind(kind)
            if kind
              name = "kind_#{kind == 1 ? 'a' : 'b'}"
              name = "#{name}_more" if params[:more]
              Gitlab::InternalEvents.track_event(name)
            end
          end
          def track_later
            name = nil
            list.each { name = 'late' }
            Gitlab::InternalEvents.track_event("x_#{name}")
          end
        end
    "##};
    let expected = [
        "lib/s.rb:8 off_create off_send on_create on_send",
        "lib/s.rb:15 kind_a kind_a_more kind_b kind_b_more",
        "lib/s.rb:21 x_ x_late",
    ];
    assert_eq!(calls_of(&[("lib/s.rb", ruby)]), expected);
}

#[test]
fn the_record_that_a_callback_gets_is_the_object_itself() {
    let ruby = indoc! {r"
        class Cart < ApplicationRecord
          include Gitlab::InternalEventsTracking
          after_destroy { |cart| cart.track_internal_event('cart_drop', user: cart.user) }
          scope :of, ->(other) { other.track_internal_event('cart_other') }
        end
    "};
    assert_eq!(
        calls_of(&[("app/models/cart.rb", ruby)]),
        ["app/models/cart.rb:3 cart_drop"]
    );
}

#[test]
fn a_counter_that_computes_its_names_defines_none_by_its_constant() {
    let counters = indoc! {r"
        module Gitlab::UsageDataCounters
          class PlainCounter < Gitlab::UsageDataCounters::BaseCounter
            KNOWN_EVENTS = %w[opened].freeze
            PREFIX = 'plain'
          end
          class WidgetCounter < Gitlab::UsageDataCounters::BaseCounter
            KNOWN_EVENTS = %w[opened closed].freeze
            PREFIX = 'widget'
            class << self
              def known_events
                WIDGETS.product(KNOWN_EVENTS).map { |widget, event| [widget, event].join('_') }
              end
            end
          end
        end
    "};
    let project = Current::new(&[("lib/gitlab/usage_data_counters/widget.rb", counters)]);
    assert_eq!(project.verdicts(), ["redis plain_opened unused"]);
}

#[test]
fn a_look_up_under_an_unknown_key_is_not_exact() {
    let ruby = indoc! {r"
        class Kinds
          KINDS = { a: 'kind_a', b: 'kind_b' }.freeze
          def go
            Gitlab::InternalEvents.track_event(KINDS[params[:kind]])
          end
          def known
            Gitlab::InternalEvents.track_event(KINDS[:a])
          end
        end
    "};
    let script = indoc! {"
        import { InternalEvents } from '~/tracking';
        const TABS = { one: 'tab_one', two: 'tab_two' };
        export const go = () => InternalEvents.trackEvent(TABS[window.location.hash]);
    "};
    let project = Current::new(&[
        ("app/kinds.rb", ruby),
        ("app/assets/javascripts/tabs.js", script),
    ])
    .events(&["kind_a", "kind_b", "kind_c", "tab_one", "tab_two"]);
    let calls = project.project.list("calls");
    let rows: Vec<String> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            format!(
                "{} {}",
                call["event"]["grade"].as_str().unwrap(),
                call["event"]["names"]
            )
        })
        .collect();
    let expected = [
        r#"pattern ["tab_one","tab_two"]"#,
        r#"pattern ["kind_a","kind_b"]"#,
        r#"exact ["kind_a"]"#,
    ];
    assert_eq!(rows, expected);
    let expected = [
        "kind_a live",
        "kind_b maybe",
        "kind_c unused",
        "tab_one maybe",
        "tab_two maybe",
    ];
    assert_eq!(project.verdicts(), expected);
    let findings = project.findings();
    assert_eq!(
        findings,
        ["config/events/kind_c.yml:2 warning unused-event"]
    );
}
