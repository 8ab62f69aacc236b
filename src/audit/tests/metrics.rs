//! Verdicts of metrics.

use crate::audit::testing::{World, field, listed};
use crate::audit::verdicts::MetricVerdict;
use crate::catalog::Status;

fn metric(world: &World, path: &str) -> MetricVerdict {
    world.run(|cx| {
        cx.metrics
            .iter()
            .find(|row| cx.metric(row).key_path.value == path)
            .expect("it is defined")
            .verdict
    })
}

/// Returns a project with events, counters and files that can feed metrics.
fn sources() -> World {
    let mut world = World::default();
    world.event(listed(), "a");
    world.event(listed(), "b");
    world.event(listed(), "may_be");
    world.call("named", "a");
    world.call("named", "may_*");
    world.counter("CartCounter", "cart", "add");
    world.counter("CartCounter", "cart", "drop");
    world.call("counters", "cart_add");
    world.file("lib/count_orders_metric.rb", "");
    world.file(
        "lib/gitlab/usage_data.rb",
        "{ products: 1 } # coupons:\n# coupons: 2\n{\n  counts: {\n    lists: 1\n  }\n}\n",
    );
    world
}

#[test]
fn metrics_get_each_verdict_by_what_feeds_them() {
    let mut world = sources();
    add_metrics(&mut world);
    let is = |path: &str, wanted: MetricVerdict| assert_eq!(metric(&world, path), wanted, "{path}");
    for path in [
        "m.ok",
        "counts.cart_add",
        "m.class",
        "counts.products",
        "counts.lists",
        "hll.a_monthly",
    ] {
        is(path, MetricVerdict::Ok);
    }
    for path in [
        "m.orphaned",
        "counts.cart_drop",
        "counts.cart_gone",
        "m.counter",
        "m.no_class",
        "counts.nothing",
        "by_stage.plan.lists",
    ] {
        is(path, MetricVerdict::Orphaned);
    }
    is("m.partial", MetricVerdict::Partial);
    is("m.removed", MetricVerdict::Removed);
    is(
        "hll.orders_total_unique_counts_weekly",
        MetricVerdict::Unverifiable,
    );
}

fn add_metrics(world: &mut World) {
    world.metric("m.ok", "named", &["a", "may_be"]);
    world.metric("m.partial", "named", &["a", "b"]);
    world.metric("m.orphaned", "named", &["b", "c"]);
    world.metric("m.removed", "named", &["b"]).status = Status::Removed;
    world.metric("counts.cart_add", "counters", &[]);
    world.metric("counts.cart_drop", "counters", &[]);
    world.metric("counts.cart_gone", "counters", &[]);
    let by_class = world.metric("m.counter", "counters", &[]);
    (by_class.counter_class, by_class.counter_event) =
        (Some(field("CartCounter")), Some(field("drop")));
    world
        .metric("m.class", "database", &[])
        .instrumentation_class = Some(field("CountOrdersMetric"));
    world
        .metric("m.no_class", "database", &[])
        .instrumentation_class = Some(field("CountNothingMetric"));
    world.metric("counts.products", "database", &[]);
    world.metric("counts.nothing", "database", &[]);
    world.metric("counts.lists", "database", &[]);
    world.metric("by_stage.plan.lists", "database", &[]);
    world.metric("hll.a_monthly", "named", &[]);
    world.metric("hll.orders_total_unique_counts_weekly", "named", &[]);
}
