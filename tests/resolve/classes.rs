//! Names that come from subclasses and constructions.

use crate::support::project::{Project, calls_of};
use indoc::indoc;

#[test]
fn each_class_of_a_list_uses_its_own_constants() {
    let counters = indoc! {r"
        module Gitlab
          module UsageDataCounters
            COUNTERS = [CartCounter, WishCounter].freeze
            class << self
              def counters
                self::COUNTERS
              end
              def count(name)
                counters.each do |counter|
                  event = counter.supported(name)
                  return counter.count(event) if event
                end
              end
            end
            class BaseCounter
              class << self
                def supported(name)
                  known.find { |event| event == name }
                end
                def known
                  self::KNOWN_EVENTS
                end
              end
            end
            class CartCounter < BaseCounter
              PREFIX = 'cart'
              KNOWN_EVENTS = %w[add drop].freeze
            end
            class WishCounter < BaseCounter
              PREFIX = 'wish'
              KNOWN_EVENTS = %w[list].freeze
            end
          end
        end
    "};
    assert_eq!(
        calls_of(&[("lib/counters.rb", counters)]),
        ["lib/counters.rb:11 cart_add cart_drop wish_list"]
    );
}

#[test]
fn constants_of_subclasses_are_combined_subclass_by_subclass() {
    let base = indoc! {r##"
        class BaseService
          def execute
            Gitlab::InternalEvents.track_event("#{self.class::SUBJECT}_#{self.class::VERB}")
          end
        end
    "##};
    let heirs = indoc! {r"
        class OrderService < BaseService
          SUBJECT = 'order'
          VERB = 'placed'
        end
        class CartService < BaseService
          SUBJECT = 'cart'
          VERB = 'emptied'
        end
    "};
    assert_eq!(
        calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]),
        ["app/base.rb:3 cart_emptied order_placed"]
    );
}

#[test]
fn an_inherited_call_has_the_category_of_each_subclass() {
    let base = indoc! {r"
        module Noted
          def note(action)
            Gitlab::Tracking.event(self.class.name, action)
          end
        end
    "};
    let heirs = indoc! {r"
        class OrderService
          include Noted
        end
        class CartService
          include Noted
          def go
            note('emptied')
          end
        end
    "};
    let project = Project::with_all_packs(&[("app/noted.rb", base), ("app/heirs.rb", heirs)]);
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let inner = calls.iter().find(|call| call["path"] == "app/noted.rb");
    assert_eq!(inner.unwrap()["category"], "CartService|OrderService");
}

#[test]
fn an_argument_built_from_an_abstract_method_has_the_value_of_each_subclass() {
    let base = indoc! {r"
        class BaseService
          def execute
            track_it(attributes)
          end
          private
          def attributes
            { actions: [action] }
          end
          def track_it(given)
            one = given[:actions].first
            Gitlab::InternalEvents.track_event(one[:name])
          end
        end
    "};
    let heirs = indoc! {r"
        class OrderService < BaseService
          def action
            { name: 'place_order' }
          end
        end
        class CartService < BaseService
          def action
            { name: 'empty_cart' }
          end
        end
    "};
    let found = calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]);
    assert!(
        found.contains(&"app/base.rb:3 empty_cart place_order".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_subclass_in_a_module_without_indentation_is_found() {
    let base = indoc! {r"
        module Orders
          class Base
            def go
              Gitlab::InternalEvents.track_event(event_name)
            end
          end
        end
    "};
    let heir = indoc! {r"
            module Orders
            class Pay < Base
              def event_name
                'pay_order'
              end
            end
            end
        "};
    assert_eq!(
        calls_of(&[("app/base.rb", base), ("app/pay.rb", heir)]),
        ["app/base.rb:4 pay_order"]
    );
}

/// Returns a service whose subclass inherits its constructor, with the files that construct it.
fn subclass_constructed_in(
    makers: &[(&'static str, &'static str)],
) -> Vec<(&'static str, &'static str)> {
    let mut files = vec![
        (
            "app/services/base_service.rb",
            indoc! {r"
                class BaseService
                  attr_reader :params
                  def initialize(params)
                    @params = params
                  end
                end
            "},
        ),
        (
            "app/services/orders/base.rb",
            indoc! {r"
                module Orders
                  class Base < ::BaseService
                    def execute
                      Gitlab::UsageDataCounters::HLLRedisCounter.track_event(params[:event], values: 1)
                    end
                  end
                end
            "},
        ),
        (
            "app/services/orders/list.rb",
            indoc! {r"
                module Orders
                  class List < Base
                  end
                end
            "},
        ),
    ];
    files.extend(makers);
    files
}

#[test]
fn constructions_of_a_subclass_reach_an_inherited_constructor() {
    let maker = indoc! {r"
        class OrdersController
          def index
            Orders::List.new(event: 'list_orders').execute
          end
        end
    "};
    let found = calls_of(&subclass_constructed_in(&[(
        "app/controllers/orders_controller.rb",
        maker,
    )]));
    assert_eq!(found, ["app/services/orders/base.rb:4 list_orders"]);
}

#[test]
fn a_name_that_no_construction_passes_is_open() {
    let without = indoc! {r"
            class OrdersController
              def index
                Orders::List.new({}).execute
              end
            end
        "};
    for makers in [
        &[][..],
        &[("app/controllers/orders_controller.rb", without)],
    ] {
        let project = Project::with_all_packs(&subclass_constructed_in(makers));
        let calls = project.calls();
        let open = [
            "app/services/orders/base.rb:4",
            "app/services/orders/base.rb:4 *",
        ];
        assert!(
            calls.len() == 1 && open.contains(&calls[0].as_str()),
            "{calls:?}"
        );
        assert_eq!(project.reasons().len(), 1, "{makers:?}");
    }
}

#[test]
fn a_hook_that_one_subclass_fills_in_does_not_count_for_its_siblings() {
    let services = indoc! {r##"
        class BaseService
          def track_done
            Gitlab::InternalEvents.track_event("#{event_name}_done")
          end
          def event_name; end
        end
        class FirstService < BaseService
          def event_name
            'first'
          end
        end
        class SecondService < BaseService
          def event_name
            'second'
          end
        end
        class ThirdService < BaseService
          def event_name
            "third_#{params[:kind]}"
          end
        end
    "##};
    let uses = indoc! {r"
        class Uses
          def go
            FirstService.new.track_done
            SecondService.new.track_done
            ThirdService.new.track_done
          end
        end
    "};
    assert_eq!(
        calls_of(&[("app/services.rb", services), ("app/uses.rb", uses)]),
        [
            "app/services.rb:3 first_done second_done third_*_done",
            "app/uses.rb:3 first_done",
            "app/uses.rb:4 second_done",
            "app/uses.rb:5 third_*_done",
        ]
    );
}

#[test]
fn a_constant_that_a_subclass_overrides_has_its_value_there() {
    let counters = indoc! {r##"
        class Counter
          PREFIX = 'x'
          def self.track_it
            Gitlab::InternalEvents.track_event("#{self::PREFIX}_counted")
          end
        end
        class OtherCounter < Counter
          PREFIX = 'y'
        end
        class Uses
          def go
            Counter.track_it
            OtherCounter.track_it
          end
        end
    "##};
    assert_eq!(
        calls_of(&[("app/counters.rb", counters)]),
        [
            "app/counters.rb:4 x_counted y_counted",
            "app/counters.rb:12 x_counted",
            "app/counters.rb:13 y_counted",
        ]
    );
}

#[test]
fn methods_and_fields_that_subclasses_of_a_module_override_are_names_too() {
    let base = indoc! {r"
        import { InternalEvents } from '~/tracking';
        export class Base {
          topic = 'base_topic';
          name() { return 'base_name'; }
          run() { InternalEvents.trackEvent(this.name()); }
          tell() { InternalEvents.trackEvent(`x_${this.topic}`); }
        }
    "};
    let other = indoc! {r"
        import { Base } from './a';
        export class Other extends Base {
          topic = 'other_topic';
          name() { return 'other_name'; }
        }
    "};
    assert_eq!(
        calls_of(&[("app/a.js", base), ("app/b.js", other)]),
        [
            "app/a.js:5 base_name other_name",
            "app/a.js:6 x_base_topic x_other_topic",
        ]
    );
}
