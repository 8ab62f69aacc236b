//! Calls that a change removes or moves.

use super::{PRODUCTS, worse};
use crate::support::application::ORDERS;
use crate::support::project::Project;
use indoc::indoc;

#[test]
fn the_last_call_of_an_event_names_its_metric_and_feature() {
    let (code, out) = worse(|project| {
        project.edit(
            ORDERS,
            "    track_internal_event('place_order', user: current_user)\n",
            "",
        )
    });
    assert_eq!(code, 1);
    let expected = "app/controllers/orders_controller.rb:5:5: error[last-call-removed] nothing sends event `place_order` any more; \
                    metric `counts.place_order_monthly` and feature `checkout` go dark. It was sent from app/controllers/orders_controller.rb:5. \
                    Move the call along with the code, or mark the event and its metrics as removed too.\n";
    assert_eq!(out, expected);
}

#[test]
fn a_remaining_call_with_a_computed_name_makes_the_finding_an_info() {
    let (code, out) = worse(|project| project.edit(ORDERS, "'place_order'", "\"place_#{kind}\""));
    let line = "info[last-call-removed] only calls with a computed name may still send event `place_order`";
    assert!(code == 0 && out.contains(line), "{out}");
}

#[test]
fn a_call_that_moves_to_another_file_is_not_removed() {
    let (code, out) = worse(|project| {
        project.edit(
            ORDERS,
            "track_internal_event('place_order', user: current_user)",
            "Orders::Create.new.execute",
        );
        let service = indoc! {r"
            module Orders
              class Create
                def execute
                  track_internal_event('place_order', user: user)
                end
              end
            end
        "};
        project.write("app/services/orders/create.rb", service);
    });
    assert!(
        !out.contains("last-call-removed") && !out.contains("surface-went-dark"),
        "{code}: {out}"
    );
}

#[test]
fn a_removed_call_leaves_its_surface_dark_while_the_event_is_live() {
    let (code, out) = worse(|project| {
        project.edit(
            PRODUCTS,
            "  def preview\n    track_internal_event('view_product', user: current_user)\n",
            "  def preview\n",
        );
    });
    let expected = "app/controllers/products_controller.rb:8:7: error[surface-went-dark] `ProductsController#preview` does not \
                    send `view_product` any more, and nothing tracks it now. It was tracked at \
                    app/controllers/products_controller.rb:8.\n";
    assert_eq!((code, out.as_str()), (1, expected));
}

#[test]
fn an_event_removed_with_its_calls_and_metrics_is_no_finding() {
    let (code, out) = worse(|project| {
        project.edit(
            PRODUCTS,
            "    track_internal_event('view_product', user: current_user)\n",
            "",
        );
        let removed = indoc! {r"
                status: removed
                milestone_removed: '18.3'
                removed_by_url: https://example.org/2
            "};
        project.edit(
            "config/events/view_product.yml",
            "tiers:",
            &format!("{removed}tiers:"),
        );
        project.edit(
            "config/metrics/counts_28d/view_product_monthly.yml",
            "status: active\n",
            removed,
        );
        project.edit("config/feature_categories.yml", "- catalog\n", "");
        project.edit(
            PRODUCTS,
            "feature_category :catalog",
            "feature_category :checkout",
        );
    });
    assert!(
        !out.contains("last-call-removed") && !out.contains("definition-removed"),
        "{code}: {out}"
    );
}

#[test]
fn the_removed_call_is_named_and_not_the_wrapper_that_is_still_there() {
    let project = Project::application();
    project.event("ship_order");
    let wrapper = indoc! {r"
        module OrderTracking
          def self.track_order(name)
            Gitlab::InternalEvents.track_event(name)
          end
        end
    "};
    let sender = indoc! {r"
        class Ship
          def execute
            OrderTracking.track_order('ship_order')
          end
        end
    "};
    project.write("app/services/order_tracking.rb", wrapper);
    project.write("app/services/ship.rb", sender);
    project.commit("Ship orders");
    project.edit(
        "app/services/ship.rb",
        "    OrderTracking.track_order('ship_order')\n",
        "",
    );
    let out = project.since("HEAD").out;
    let line = "It was sent from app/services/ship.rb:3. Move";
    assert!(
        out.contains("error[last-call-removed]") && out.contains(line),
        "{out}"
    );
}
