//! Surfaces of Ruby, and the ways from them to tracking calls.

use crate::support::surfaces::surfaces;
use indoc::indoc;

/// A mailer hands the calls of its class to an object; a rule says that each public method sends an event.
#[test]
fn a_call_of_the_class_of_a_mailer_leads_to_its_method() {
    let pack = indoc! {r#"
        pack: shop
        system: mail
        calls:
          - id: mail
            languages: ruby
            sites: {methods-of: ApplicationMailer}
            event: {join: [{text: order}, {function-name: true}], separator: "_"}
        features:
          surfaces:
            - {id: action, paths: ["app/controllers/**"], methods-of: Controller}
    "#};
    let mailer = indoc! {r"
        class OrderMailer < ApplicationMailer
          def placed(order)
            mail(to: order.user)
          end

          def self.preview(order)
            order
          end
        end
    "};
    let controller = indoc! {r"
        class OrdersController < ApplicationController
          def create
            OrderMailer.placed(order).deliver_later
          end

          def preview
            OrderMailer.preview(order)
          end

          def show
            Order.placed(order)
          end
        end
    "};
    let files = [
        ("tracklint.yml", "packs: []\nrules: [shop.yml]\n"),
        ("shop.yml", pack),
        ("app/mailers/order_mailer.rb", mailer),
        (
            "app/models/order.rb",
            "class Order\n  def placed(order)\n  end\nend\n",
        ),
        ("app/controllers/orders_controller.rb", controller),
    ];
    assert_eq!(
        surfaces(&files),
        [
            "OrdersController#create: tracked call",
            "OrdersController#preview: untracked",
            "OrdersController#show: untracked",
        ]
    );
}
