//! Surfaces of Ruby, and the ways from them to tracking calls.

use crate::support::project::Project;
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

#[test]
fn a_class_that_inherits_from_its_namesake_outside_has_its_feature() {
    let base = indoc! {"
        class CallbacksController < ApplicationController
          feature_category :sign_in

          def create
          end
        end
    "};
    let inner = indoc! {"
        module Ldap
          class CallbacksController < CallbacksController
            def update
            end
          end
        end
    "};
    let project = Project::with_all_packs(&[
        ("app/controllers/callbacks_controller.rb", base),
        ("app/controllers/ldap/callbacks_controller.rb", inner),
    ]);
    let document = project.list("surfaces");
    let rows = document["surfaces"].as_array().unwrap().iter();
    let rows: Vec<String> = rows
        .map(|row| format!("{} {}", row["id"].as_str().unwrap(), row["feature"]))
        .collect();
    assert_eq!(
        rows,
        [
            "CallbacksController#create \"sign_in\"",
            "Ldap::CallbacksController#update \"sign_in\"",
        ]
    );
}
