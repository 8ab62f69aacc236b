//! Verdicts of features.

use super::quiet;
use crate::audit::testing::field;
use crate::audit::verdicts::FeatureVerdict;

#[test]
fn features_get_each_verdict() {
    let mut world = quiet();
    for id in ["calls", "definitions", "code", "nothing", "staff"] {
        world.category(id);
    }
    world.code(
        "app/controllers/calls_controller.rb",
        "class CallsController\n  feature_category :calls\n  track\nend\n",
    );
    world.call_in(
        "app/controllers/calls_controller.rb",
        "track",
        "place_order",
    );
    world.code(
        "app/controllers/code_controller.rb",
        "class CodeController\n  feature_category :code\nend\n",
    );
    world
        .metric("m.d", "named", &["never_sent"])
        .ownership
        .categories
        .push(field("Definitions"));
    world.exempt("staff", "staff only");
    let verdicts = world.run(|cx| {
        cx.features
            .iter()
            .map(|row| (row.id.to_string(), row.verdict))
            .collect::<Vec<_>>()
    });
    let wanted = [
        ("calls", FeatureVerdict::CallsOnly),
        ("cart", FeatureVerdict::Instrumented),
        ("code", FeatureVerdict::Uninstrumented),
        ("definitions", FeatureVerdict::DefinitionsOnly),
        ("nothing", FeatureVerdict::NoCode),
        ("staff", FeatureVerdict::Exempt),
    ];
    assert_eq!(
        verdicts,
        wanted.map(|(id, verdict)| (id.to_owned(), verdict))
    );
}

#[test]
fn an_instrumented_feature_is_measured_by_usage_or_by_state() {
    use crate::audit::verdicts::Measured;
    let mut world = quiet();
    world.category("stored");
    let metric = world.metric("m.s", "database", &[]);
    metric.instrumentation_class = Some(field("CountCarts"));
    metric.ownership.categories.push(field("stored"));
    world.category("counted");
    let metric = world.metric("m.c", "named", &["place_order"]);
    metric.ownership.categories.push(field("counted"));
    world.code("lib/count_carts.rb", "class CountCarts\nend\n");
    let how = world.run(|cx| {
        let rows = cx.features.iter();
        rows.map(|row| (row.id.to_string(), row.verdict, row.how))
            .collect::<Vec<_>>()
    });
    let of = |id: &str| how.iter().find(|row| row.0 == id).map(|row| (row.1, row.2));
    let instrumented = |how| Some((FeatureVerdict::Instrumented, Some(how)));
    assert_eq!(of("stored"), instrumented(Measured::State));
    assert_eq!(of("counted"), instrumented(Measured::Usage));
}
