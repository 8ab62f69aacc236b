//! Names that come from subclasses and constructions.

use crate::support::project::{Project, calls_of};

#[test]
fn each_class_of_a_list_uses_its_own_constants() {
    let counters = "module Gitlab\n  module UsageDataCounters\n    COUNTERS = [CartCounter, WishCounter].freeze\n    class << self\n      def counters\n        self::COUNTERS\n      end\n      def count(name)\n        counters.each do |counter|\n          event = counter.supported(name)\n          return counter.count(event) if event\n        end\n      end\n    end\n    class BaseCounter\n      class << self\n        def supported(name)\n          known.find { |event| event == name }\n        end\n        def known\n          self::KNOWN_EVENTS\n        end\n      end\n    end\n    class CartCounter < BaseCounter\n      PREFIX = 'cart'\n      KNOWN_EVENTS = %w[add drop].freeze\n    end\n    class WishCounter < BaseCounter\n      PREFIX = 'wish'\n      KNOWN_EVENTS = %w[list].freeze\n    end\n  end\nend\n";
    assert_eq!(
        calls_of(&[("lib/counters.rb", counters)]),
        ["lib/counters.rb:11 cart_add cart_drop wish_list"]
    );
}

#[test]
fn constants_of_subclasses_are_combined_subclass_by_subclass() {
    let base = "class BaseService\n  def execute\n    Gitlab::InternalEvents.track_event(\"#{self.class::SUBJECT}_#{self.class::VERB}\")\n  end\nend\n";
    let heirs = "class OrderService < BaseService\n  SUBJECT = 'order'\n  VERB = 'placed'\nend\nclass CartService < BaseService\n  SUBJECT = 'cart'\n  VERB = 'emptied'\nend\n";
    assert_eq!(
        calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]),
        ["app/base.rb:3 cart_emptied order_placed"]
    );
}

#[test]
fn an_inherited_call_has_the_category_of_each_subclass() {
    let base = "module Noted\n  def note(action)\n    Gitlab::Tracking.event(self.class.name, action)\n  end\nend\n";
    let heirs = "class OrderService\n  include Noted\nend\nclass CartService\n  include Noted\n  def go\n    note('emptied')\n  end\nend\n";
    let project = Project::with_all_packs(&[("app/noted.rb", base), ("app/heirs.rb", heirs)]);
    let calls = project.list("calls");
    let calls = calls["calls"].as_array().unwrap();
    let inner = calls.iter().find(|call| call["path"] == "app/noted.rb");
    assert_eq!(inner.unwrap()["category"], "CartService|OrderService");
}

#[test]
fn an_argument_built_from_an_abstract_method_has_the_value_of_each_subclass() {
    let base = "class BaseService\n  def execute\n    track_it(attributes)\n  end\n  private\n  def attributes\n    { actions: [action] }\n  end\n  def track_it(given)\n    one = given[:actions].first\n    Gitlab::InternalEvents.track_event(one[:name])\n  end\nend\n";
    let heirs = "class OrderService < BaseService\n  def action\n    { name: 'place_order' }\n  end\nend\nclass CartService < BaseService\n  def action\n    { name: 'empty_cart' }\n  end\nend\n";
    let found = calls_of(&[("app/base.rb", base), ("app/heirs.rb", heirs)]);
    assert!(
        found.contains(&"app/base.rb:3 empty_cart place_order".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_subclass_in_a_module_without_indentation_is_found() {
    let base = "module Orders\n  class Base\n    def go\n      Gitlab::InternalEvents.track_event(event_name)\n    end\n  end\nend\n";
    let heir =
        "module Orders\nclass Pay < Base\n  def event_name\n    'pay_order'\n  end\nend\nend\n";
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
fn constructions_of_a_subclass_reach_an_inherited_constructor() {
    let maker = "class OrdersController\n  def index\n    Orders::List.new(event: 'list_orders').execute\n  end\nend\n";
    let found = calls_of(&subclass_constructed_in(&[(
        "app/controllers/orders_controller.rb",
        maker,
    )]));
    assert_eq!(found, ["app/services/orders/base.rb:4 list_orders"]);
}

#[test]
fn a_name_that_no_construction_passes_is_open_with_a_reason() {
    let without =
        "class OrdersController\n  def index\n    Orders::List.new({}).execute\n  end\nend\n";
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
        let reasons = project.reasons();
        assert_eq!(reasons.len(), 1, "{makers:?}");
        assert!(!reasons[0].ends_with(' '), "{makers:?}: {reasons:?}");
    }
}
