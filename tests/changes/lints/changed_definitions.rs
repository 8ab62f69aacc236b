//! Events and metrics that a change removes, renames, adds or changes.

use super::{PRODUCTS, worse};
use crate::support::application::ORDERS;
use crate::support::project::Project;

const ORDER_METRIC: &str = "config/metrics/counts_28d/place_order_monthly.yml";

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
