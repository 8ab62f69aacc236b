//! Lints that compare with a base: each fires on its change and on no other.

use crate::support::project::Project;
use indoc::indoc;

const ORDERS: &str = "app/controllers/orders_controller.rb";
const PRODUCTS: &str = "app/controllers/products_controller.rb";
const ORDER_METRIC: &str = "config/metrics/counts_28d/place_order_monthly.yml";

/// Returns the exit code and the report on an uncommitted change.
fn worse(change: impl FnOnce(&Project)) -> (i32, String) {
    let project = Project::application();
    change(&project);
    let run = project.since("HEAD");
    assert_eq!(run.err, "");
    (run.code, run.out)
}

#[test]
fn an_unchanged_project_has_no_change_findings() {
    let project = Project::application();
    let plain = project.run(&["check", "--fail-on", "warning"]);
    assert_eq!(
        plain.code, 1,
        "the application is not free of findings: {}",
        plain.out
    );
    let run = project.run(&["check", "--fail-on", "info", "--base", "HEAD"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("before it, there were"), "{}", run.out);
}

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
fn a_removed_definition_is_reported_at_each_call() {
    let (code, out) = worse(|project| project.remove("config/events/place_order.yml"));
    assert_eq!(code, 1);
    let line = "app/controllers/orders_controller.rb:5:26: error[definition-removed] event `place_order` is sent here, and its \
                definition was removed";
    assert!(out.contains(line), "{out}");
    assert!(
        !out.contains("undefined-event") && !out.contains("metric-of-unknown-event"),
        "it is said once: {out}"
    );
}

#[test]
fn the_only_definition_of_a_system_is_reported_too() {
    let project = Project::application();
    project.remove("config/events/view_product.yml");
    project.remove("config/metrics/counts_28d/view_product_monthly.yml");
    project.write(PRODUCTS, "");
    project.commit("One event is left");
    project.remove("config/events/place_order.yml");
    assert!(
        project
            .since("HEAD")
            .lints()
            .contains(&"definition-removed")
    );
}

#[test]
fn a_definition_that_moves_to_another_file_is_not_removed() {
    let (code, out) = worse(|project| {
        project.rename(
            "config/events/place_order.yml",
            "ee/config/events/place_order.yml",
        )
    });
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn a_deleted_metric_leaves_its_event_uncounted() {
    let (code, out) = worse(|project| project.remove(ORDER_METRIC));
    assert_eq!(code, 0, "it is a warning");
    let line = "config/events/place_order.yml:4:9: warning[definition-removed] event `place_order` is still sent, and metric \
                `counts.place_order_monthly` that counted it was deleted";
    assert!(out.contains(line), "{out}");
}

#[test]
fn a_new_event_without_a_metric_is_reported() {
    let event = |project: &Project| {
        let text = project
            .read("config/events/place_order.yml")
            .replace("place_order", "cancel_order");
        project.write("config/events/cancel_order.yml", &text);
        project.edit(
            ORDERS,
            "  def create\n",
            "  def destroy\n    track_internal_event('cancel_order', user: current_user)\n  end\n\n  def create\n",
        );
    };
    let (code, out) = worse(event);
    let line = "config/events/cancel_order.yml:4:9: warning[uncounted-new-event] event `cancel_order` is new, and no metric \
                counts it. Add a metric for it in the same change.\n";
    assert_eq!((code, out.as_str()), (0, line));
    let (code, out) = worse(|project| {
        event(project);
        let text = project
            .read(ORDER_METRIC)
            .replace("place_order", "cancel_order");
        project.write("config/metrics/counts_28d/cancel_order_monthly.yml", &text);
    });
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn changes_of_released_metrics_are_reported() {
    for (old, new, finding) in [
        (
            "time_frame: 28d",
            "time_frame: 7d",
            "error[metric-changed] the time frame of metric `counts.place_order_monthly` was changed from `28d` to `7d`",
        ),
        (
            "value_type: number",
            "value_type: string",
            "error[metric-changed] the type of metric `counts.place_order_monthly` was changed from `number` to `string`",
        ),
        (
            "data_source: internal_events",
            "data_source: system",
            "warning[metric-changed] the data source of metric `counts.place_order_monthly` was changed from `internal_events` to `system`",
        ),
        (
            "key_path: counts.place_order_monthly",
            "key_path: counts.orders_monthly",
            "error[metric-changed] the key path of metric `counts.place_order_monthly` was changed to `counts.orders_monthly`",
        ),
    ] {
        let (code, out) = worse(|project| project.edit(ORDER_METRIC, old, new));
        assert!(out.contains(finding), "{old}: {out}");
        assert_eq!(
            code,
            i32::from(finding.starts_with("error")),
            "{old}: {out}"
        );
    }
    let (_, out) = worse(|project| {
        project.edit(
            ORDER_METRIC,
            "counts.place_order_monthly",
            "counts.orders_monthly",
        );
        project.rename(ORDER_METRIC, "config/metrics/counts_28d/orders_monthly.yml");
    });
    assert!(
        out.contains("the key path of metric `counts.place_order_monthly` was changed to"),
        "{out}"
    );
}

#[test]
fn a_metric_that_gains_a_time_frame_keeps_its_key_paths() {
    let (code, out) = worse(|project| {
        project.edit(ORDER_METRIC, "time_frame: 28d", "time_frame: [7d, 28d]");
        project.edit(
            ORDER_METRIC,
            "counts.place_order_monthly",
            "counts.place_order",
        );
    });
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn a_new_untracked_surface_is_an_error_if_its_feature_has_no_instrumentation() {
    let action = |path: &'static str| {
        move |project: &Project| {
            project.edit(path, "Controller\n", "Controller\n  def fresh\n  end\n\n")
        }
    };
    let (code, out) = worse(action("app/controllers/returns_controller.rb"));
    let expected = "app/controllers/returns_controller.rb:2:7: error[untracked-new-surface] `ReturnsController#fresh` is new and \
                    not tracked; feature `returns` has no instrumentation. Send an event from it, or exempt the feature in \
                    the overlay.\n";
    assert_eq!((code, out.as_str()), (1, expected));
    let (code, out) = worse(action(ORDERS));
    assert!(
        code == 0 && out.contains("info[untracked-new-surface] `OrdersController#fresh`"),
        "{out}"
    );
}

#[test]
fn a_new_worker_route_and_mutation_are_surfaces_too() {
    let (code, out) = worse(|project| {
        project.write(
            "app/workers/return_worker.rb",
            indoc! {r"
                class ReturnWorker
                  feature_category :returns

                  def perform
                  end
                end
            "},
        );
        project.write(
            "app/graphql/mutations/returns/create.rb",
            indoc! {r"
            module Mutations
              class ReturnCreate < BaseMutation
                feature_category :returns

                def resolve
                end
              end
            end
        "},
        );
        project.write(
            "lib/api/returns.rb",
            indoc! {r"
            module API
              class Returns
                feature_category :returns

                get ':id/returns' do
                  present []
                end
              end
            end
        "},
        );
    });
    assert_eq!(code, 1);
    for surface in [
        "`ReturnWorker`",
        "`Mutations::ReturnCreate`",
        "`API::Returns GET :id/returns`",
    ] {
        assert!(
            out.contains(&format!("error[untracked-new-surface] {surface} is new")),
            "{surface}: {out}"
        );
    }
}

#[test]
fn a_tracked_new_surface_and_a_renamed_class_are_no_findings() {
    let (code, out) = worse(|project| {
        project.edit(
            PRODUCTS,
            "  def show\n",
            "  def zoom\n    track_internal_event('view_product', user: current_user)\n  end\n\n  def show\n",
        );
        project.edit(
            "app/controllers/returns_controller.rb",
            "ReturnsController",
            "SendingBackController",
        );
        project.rename(
            "app/controllers/returns_controller.rb",
            "app/controllers/sending_back_controller.rb",
        );
    });
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn a_feature_that_loses_its_definitions_has_a_coverage_finding() {
    let (code, out) = worse(|project| {
        project.edit(
            "config/events/view_product.yml",
            "product_categories: [catalog]",
            "product_categories: [checkout]",
        );
        project.edit(
            "config/metrics/counts_28d/view_product_monthly.yml",
            "product_categories: [catalog]",
            "product_categories: [checkout]",
        );
    });
    assert_eq!(code, 0);
    assert!(
        out.contains(
            "warning[coverage-dropped] feature `catalog` was instrumented and is calls-only now"
        ),
        "{out}"
    );
    assert!(
        !out.contains("uninstrumented-feature"),
        "it is said once: {out}"
    );
}

#[test]
fn new_findings_of_other_lints_are_reported() {
    let (code, out) = worse(|project| {
        project.edit(
            ORDERS,
            "    redirect_to",
            "    track_internal_event('plaec_order', user: current_user)\n    redirect_to",
        )
    });
    let line = "app/controllers/orders_controller.rb:6:26: error[undefined-event] event `plaec_order` is sent but not defined. Did you \
                mean `place_order`?\n";
    assert_eq!((code, out.as_str()), (1, line));
}

#[test]
fn change_lints_are_configured_suppressed_and_explained_like_others() {
    let project = Project::application();
    project.edit(
        ORDERS,
        "    track_internal_event('place_order', user: current_user)\n",
        "",
    );
    let codes = |config: &str| {
        project.write("tracklint.yml", config);
        project.since("HEAD").code
    };
    assert_eq!(codes("lints: {last-call-removed: warning}\n"), 0);
    assert_eq!(codes("lints: {last-call-removed: off}\n"), 0);
    assert_eq!(
        codes("ignore: [{lint: last-call-removed, path: config, reason: the shop closes}]\n"),
        0
    );
    assert_eq!(codes("fail_on: never\n"), 0);
    assert_eq!(codes(""), 1);
    assert_eq!(
        project
            .run(&["check", "--base", "HEAD", "--only", "metric-changed"])
            .code,
        0
    );
    let page = project.run(&["explain", "last-call-removed"]);
    assert!(
        page.code == 0 && page.out.contains("\nGood\n"),
        "{}",
        page.out
    );
}

#[test]
fn a_renamed_definition_is_one_finding_that_names_both() {
    let project = Project::application();
    let text = project.read("config/events/view_product.yml");
    project.remove("config/events/view_product.yml");
    project.write(
        "config/events/view_products.yml",
        text.replace("view_product", "view_products"),
    );
    let run = project.since("HEAD");
    assert_eq!(run.lints(), ["definition-removed"], "{}", run.out);
    assert!(
        run.out
            .contains("event `view_product` was renamed to `view_products`"),
        "{}",
        run.out
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
