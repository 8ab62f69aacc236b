//! Methods as events, and calls by the names of methods.

use super::{events, project};
use crate::support::project::Project;
use indoc::indoc;

const METHODS: &str = indoc! {"
    module Shop
      class AnalyticsEvents
        # Sent when an order was paid.
        # @param [Integer] total
        # @former_name order_payed
        def order_paid(total:, coupon: nil, **extra)
          track_event('Order paid', total:, coupon:, **extra)
        end

        def cart_opened
          track_event(:cart_opened)
        end

        def visited(page)
          track_event(page)
        end

        def seen(page)
          track_event(\"seen #{page}\")
        end

        def helper
          'nothing'
        end

        private

        def secret
          track_event('secret')
        end
      end
    end
"};

#[test]
fn methods_are_events_with_the_name_that_they_send() {
    let rules = indoc! {"
        \x20 - id: methods
            system: shop
            files: app/services/analytics_events.rb
            each: {method-of: AnalyticsEvents}
            fields:
              name: {call: track_event, argument: 0}
              properties: {parameters: true}
              former-names: {tag: former_name}
    "};
    let files = [
        ("app/services/analytics_events.rb", METHODS),
        (
            "app/a.rb",
            "class A\n  def go\n    track_event('order_payed')\n  end\nend\n",
        ),
    ];
    let project = project(rules, &files);
    let expected = [
        "Order paid (order_paid) unused app/services/analytics_events.rb:6",
        "cart_opened (-) unused app/services/analytics_events.rb:10",
    ];
    assert_eq!(events(&project), expected);
    let calls = [
        "app/a.rb:3 order_payed",
        "app/services/analytics_events.rb:15 *",
        "app/services/analytics_events.rb:19 seen *",
        "app/services/analytics_events.rb:29 secret",
    ];
    assert_eq!(project.calls(), calls);
    let problems = project.findings(&["invalid-input"]);
    assert_eq!(
        problems,
        ["app/services/analytics_events.rb:18 invalid-input"]
    );
}

#[test]
fn the_name_of_a_method_is_its_event_without_a_slot() {
    let rules = indoc! {"
        \x20 - id: methods
            system: shop
            files: app/events.rb
            each: {method-of: Events}
            fields: {name: {join: [{text: shop}, {function-name: true, case: camel}], separator: .}}
    "};
    let ruby = "module Events\n  def self.order_paid; end\n  def cart_opened(id); end\nend\n";
    let project = project(rules, &[("app/events.rb", ruby)]);
    let expected = [
        "shop.cartOpened (cart_opened) unused app/events.rb:3",
        "shop.orderPaid (order_paid) unused app/events.rb:2",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn methods_of_scripts_are_events() {
    let rules = indoc! {"
        \x20 - id: methods
            files: src/*.ts
            each: {method-of: [Analytics, reporter]}
            fields:
              name: {call: capture, argument: 0}
              properties: {parameters: true}
              former-names: {tag: was}
    "};
    let script = indoc! {"
        import client from '@shop/client';
        export class Analytics {
          /** @was old_paid */
          orderPaid({ total, items = [] }: Props) { client.capture('order_paid', { total, items }); }
          async opened(id: string) { await client.capture('opened', { id }); }
          private hidden() { client.capture('hidden'); }
        }
        export const reporter = {
          sent: (x) => client.capture('sent', { x }),
        };
    "};
    let project = project(rules, &[("src/analytics.ts", script)]);
    let expected = [
        "opened (-) unused src/analytics.ts:5",
        "order_paid (orderPaid) unused src/analytics.ts:4",
        "sent (-) unused src/analytics.ts:9",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn a_call_by_the_handle_sends_the_event() {
    let rules = indoc! {"
        \x20 - id: methods
            files: app/events.rb
            each: {method-of: Events}
            fields: {name: {text: 'Order paid'}}
    "};
    let files = [
        (
            "app/events.rb",
            "module Events\n  def order_paid; end\nend\n",
        ),
        (
            "app/a.rb",
            "class A\n  def go\n    track_event(:order_paid)\n  end\nend\n",
        ),
    ];
    let project = project(rules, &files);
    assert_eq!(
        events(&project),
        ["Order paid (order_paid) live app/events.rb:2"]
    );
}

#[test]
fn a_call_of_a_method_that_a_definition_names_sends_its_event() {
    let rules = indoc! {r"
        pack: shop
        system: shop
        calls:
          - {id: event, languages: ruby, on: {type: ShopEvents}, method: {defined-by: methods}, event: {method-name: true}}
        definitions:
          - id: methods
            files: app/shop_events.rb
            each: {method-of: ShopEvents}
            fields: {handle: {function-name: true}, name: {call: track_event, argument: 0}}
    "};
    let events = "module ShopEvents\n  def self.cart_opened\n    track_event('Cart opened')\n  end\n  def self.cart_closed\n    track_event('Cart closed')\n  end\nend\n";
    let cart =
        "class Cart\n  def go\n    ShopEvents.cart_opened\n    Other.cart_closed\n  end\nend\n";
    let files = [("app/shop_events.rb", events), ("app/cart.rb", cart)];
    let project = Project::with_rules(rules, &files);
    let calls = project.list("calls");
    let lines: Vec<_> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| &call["line"])
        .collect();
    assert_eq!(lines, [3]);
    let document = project.list("events");
    let verdicts: Vec<_> = document["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            (
                event["name"].as_str().unwrap(),
                event["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [("Cart closed", "unused"), ("Cart opened", "live")]
    );
    project.write(
        "rules.yml",
        rules.replace("defined-by: methods", "defined-by: method"),
    );
    let run = project.run(&["check"]);
    assert!(
        run.code == 2
            && run
                .err
                .contains("`defined-by: method` names no definition rule"),
        "{}",
        run.err
    );
}
