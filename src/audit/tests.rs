//! Verdicts and lints on worlds made by hand: each lint fires once and keeps quiet once.

use crate::audit::registry;
use crate::audit::testing::{World, field, listed, property, setting, strict, structured};
use crate::audit::verdicts::{EventVerdict, FeatureVerdict, MetricVerdict};
use crate::calls::{Family, Step, StepKind};
use crate::catalog::Status;
use crate::finding::Severity;

fn verdict(world: &World, name: &str) -> Option<EventVerdict> {
    world.run(|cx| {
        cx.links
            .events
            .iter()
            .find(|event| event.name == name)
            .map(|event| event.verdict)
    })
}

fn metric(world: &World, path: &str) -> MetricVerdict {
    world.run(|cx| {
        cx.metrics
            .iter()
            .find(|row| cx.metric(row).key_path.value == path)
            .expect("it is defined")
            .verdict
    })
}

/// Returns a world in which nothing is wrong.
fn quiet() -> World {
    let mut world = World::default();
    world
        .event(strict(), "place_order")
        .ownership
        .categories
        .push(field("cart"));
    world.metric("counts.place_order", "named", &["place_order"]);
    world.code(
        "app/controllers/cart_controller.rb",
        "class CartController\n  feature_category :cart\n  def show\n    track('place_order')\n  end\nend\n",
    );
    world.call_in(
        "app/controllers/cart_controller.rb",
        "track('place_order')",
        "place_order",
    );
    world.category("cart");
    world
}

#[test]
fn a_sound_world_has_no_findings() {
    let findings = quiet().run(|cx| {
        registry::check_state(cx)
            .into_iter()
            .map(|finding| finding.message)
            .collect::<Vec<_>>()
    });
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn events_get_each_verdict() {
    let mut world = World::default();
    for name in [
        "live",
        "order_maybe",
        "unused",
        "gone",
        "vouched_x",
        "outside",
    ] {
        world.event(listed(), name);
    }
    world.catalog.events[3].status = Status::Removed;
    world.settings.external_events.sent.push(setting("out*"));
    world.call("named", "live");
    world.call("named", "order_*");
    world.call("named", "gone");
    world.call("named", "nowhere");
    world.call("named", "vou*");
    world.call("other", "of_a_system_without_definitions");
    let is = |name: &str, wanted: EventVerdict| {
        assert_eq!(verdict(&world, name), Some(wanted), "{name}")
    };
    is("live", EventVerdict::Live);
    is("order_maybe", EventVerdict::Maybe);
    is("unused", EventVerdict::Unused);
    is("gone", EventVerdict::Removed);
    is("nowhere", EventVerdict::Undefined);
    is("outside", EventVerdict::Live);
    is("vouched_x", EventVerdict::Unused);
    assert_eq!(verdict(&world, "of_a_system_without_definitions"), None);
}

#[test]
fn a_family_makes_its_members_live_and_narrows_the_pattern() {
    let mut world = World::default();
    for name in ["quick_label", "quick_assign_self", "quick_other"] {
        world.event(listed(), name);
    }
    let span = world.call("named", "quick_*").span;
    let names = vec![("quick_label".into(), span), ("quick_assign".into(), span)];
    world.families.push(Family {
        rule: "test#family".into(),
        system: "named".into(),
        names,
    });
    assert_eq!(verdict(&world, "quick_label"), Some(EventVerdict::Live));
    assert_eq!(
        verdict(&world, "quick_assign_self"),
        Some(EventVerdict::Maybe)
    );
    assert_eq!(verdict(&world, "quick_other"), Some(EventVerdict::Unused));
}

#[test]
fn the_inside_of_a_wrapper_is_no_evidence_for_a_pattern_or_an_undefined_name() {
    let mut world = World::default();
    world.event(listed(), "order_a");
    let inside = world.call("named", "order_*");
    inside.inside_wrapper = true;
    let span = inside.span;
    world.call("named", "never").inside_wrapper = true;
    // Whose callers are not known may still send it.
    assert_eq!(verdict(&world, "order_a"), Some(EventVerdict::Maybe));
    world.call("named", "order_b").via.push(Step {
        kind: StepKind::Wrapper,
        name: "track".into(),
        span,
    });
    assert_eq!(verdict(&world, "order_a"), Some(EventVerdict::Unused));
    assert_eq!(verdict(&world, "never"), None);
}

#[test]
fn products_of_parts_are_not_undefined_unless_spelt_out() {
    let mut world = World::default();
    world.event(listed(), "a_b");
    let call = world.call("named", "a_b");
    call.event.names.insert("a_c".into());
    assert_eq!(verdict(&world, "a_c"), None);
}

#[test]
fn labels_tell_twins_apart_and_prose_categories_match_any_page() {
    let mut world = World::default();
    for label in ["`buy`", "`sell`"] {
        let event = world.event(structured(), "click");
        event.category = Some(field("default"));
        event.labels.push(field(label));
    }
    world.event(structured(), "render").category = Some(field("Orders::Show"));
    world.call("structured", "click").label = Some("buy".into());
    world.call("structured", "render").category = Some("Other".into());
    let verdicts = world.run(|cx| {
        cx.links
            .events
            .iter()
            .map(|event| event.verdict)
            .collect::<Vec<_>>()
    });
    assert_eq!(
        verdicts,
        [
            EventVerdict::Live,
            EventVerdict::Unused,
            EventVerdict::Unused
        ]
    );
    world.calls[0].label = None;
    world.calls[1].category = Some("*::Show".into());
    let verdicts = world.run(|cx| {
        cx.links
            .events
            .iter()
            .map(|event| event.verdict)
            .collect::<Vec<_>>()
    });
    assert_eq!(verdicts, [EventVerdict::Live; 3]);
}

#[test]
fn metrics_get_each_verdict_by_what_feeds_them() {
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
        .metric("m.d", "named", &["place_order"])
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
fn a_feature_without_links_is_judged_by_what_is_named_like_it() {
    use crate::audit::features::Basis;
    let mut world = quiet();
    let categories = |id: &str| vec![field(id)];
    world.catalog.metrics[0]
        .ownership
        .categories
        .push(field("cart"));
    world.listed("Order placement", categories("cart"));
    world.listed("Placing orders (beta)", categories("cart"));
    world.listed("Place orders (beta)", categories("cart"));
    world.listed("Place order", categories("other"));
    world.metric("m.x", "database", &[]).description =
        Some(field("Gift cards that were placed in a cart"));
    world.listed("Gift cards", categories("cart"));
    let rows = world.run(|cx| {
        let rows = cx
            .features
            .iter()
            .filter(|row| row.kind == crate::audit::features::FeatureKind::Feature);
        rows.map(|row| {
            (
                row.title.to_string(),
                row.basis,
                row.verdict,
                row.events.len(),
            )
        })
        .collect::<Vec<_>>()
    });
    let judged = |title: &str| {
        rows.iter()
            .find(|row| row.0 == title)
            .map(|row| (row.1, row.2, row.3))
            .expect("listed")
    };
    assert_eq!(
        judged("Place orders (beta)"),
        (Basis::Name, FeatureVerdict::Instrumented, 1)
    );
    assert_eq!(
        judged("Placing orders (beta)").0,
        Basis::Category,
        "another word is another thing"
    );
    assert_eq!(judged("Order placement").0, Basis::Category);
    assert_eq!(
        judged("Place order"),
        (Basis::Category, FeatureVerdict::NoCode, 0),
        "the event belongs to another category"
    );
    assert_eq!(
        judged("Gift cards").0,
        Basis::Category,
        "a metric that nothing feeds measures nothing"
    );
}

/// Runs one lint on the sound world after one change.
fn fires(lint: &str, change: impl FnOnce(&mut World)) {
    let mut world = quiet();
    assert_eq!(world.findings(lint).len(), 0, "{lint} keeps quiet");
    change(&mut world);
    assert_eq!(world.findings(lint).len(), 1, "{lint} fires once");
}

#[test]
fn each_lint_fires_once_and_keeps_quiet_once() {
    fires("undefined-event", |world| {
        drop(world.call("named", "plaec_order").label.take())
    });
    fires("unused-event", |world| {
        drop(world.event(strict(), "view_cart").category.take())
    });
    fires("removed-event-called", |world| {
        world.catalog.events[0].status = Status::Removed
    });
    fires("event-without-metric", |world| {
        world.catalog.metrics.clear()
    });
    fires("duplicate-event", |world| {
        drop(world.event(strict(), "place_order").category.take())
    });
    fires("orphaned-metric", |world| world.calls.clear());
    fires("metric-of-unknown-event", |world| {
        drop(world.metric("m.x", "named", &["other"]).value_type.take())
    });
    fires("metric-of-removed-event", |world| {
        world.catalog.events[0].status = Status::Removed
    });
    fires("duplicate-key-path", |world| {
        drop(
            world
                .metric("counts.place_order", "named", &["place_order"])
                .value_type
                .take(),
        )
    });
    fires("missing-instrumentation-class", |world| {
        world.metric("m.x", "database", &[]).instrumentation_class = Some(field("NoSuchMetric"));
    });
    fires("unused-instrumentation-class", |world| {
        world.file(
            "lib/gitlab/usage/metrics/instrumentations/count_carriers_metric.rb",
            "class CountCarriersMetric\nend\n",
        );
        world.file(
            "lib/gitlab/usage/metrics/instrumentations/database_metric.rb",
            "",
        );
    });
    fires("invalid-definition", World::broken);
    fires("invalid-input", World::broken);
    fires("incomplete-removal", |world| {
        world.catalog.metrics[0].status = Status::Removed
    });
    fires("unknown-category", |world| {
        world.catalog.events[0]
            .ownership
            .categories
            .push(field("crat"))
    });
    fires("uninstrumented-feature", |world| {
        world.category("gifts");
        world.code(
            "app/controllers/gifts_controller.rb",
            "class GiftsController\n  feature_category :gifts\nend\n",
        );
    });
    fires("dynamic-event-name", |world| {
        drop(world.call("named", "nothing_like_it_*").label.take())
    });
    fires("nothing-found", |world| {
        world.calls.clear();
    });
    fires("legacy-tracking-api", |world| {
        world.calls[0].deprecated = Some("track_internal_event".into());
        world.file("config/events/old.yml", "action: track_internal_event\n");
        assert_eq!(
            world.findings("legacy-tracking-api").len(),
            0,
            "the project's code does not have the better way"
        );
        world.file("lib/tracking.rb", "def track_internal_event(name); end\n");
    });
    fires("undeclared-property", |world| {
        world.catalog.events[0].properties_declared = true;
        world.calls[0].properties.push(property("colour", &["red"]));
    });
    fires("property-type", |world| {
        world.calls[0].properties.push(property("label", &["a"]));
        world.calls[0].properties[0].kind = Some("list");
    });
    fires("sensitive-property", |world| {
        let (span, mut sent) = (
            world.file("a.rb", "label: page.full_path"),
            property("label", &[]),
        );
        (sent.span, sent.values) = (span, None);
        world.calls[0].properties.push(sent);
    });
    fires("missing-identifier", |world| {
        world.catalog.metrics[0].events[0].unique = Some(field("user.id"))
    });
    fires("unsatisfiable-filter", |world| {
        world.catalog.metrics[0].events[0]
            .filter
            .push((field("label"), field("crypto")));
        world.calls[0].properties.push(property("label", &["card"]));
    });
}

#[test]
fn the_absent_half_lowers_findings_and_leaves_verdicts() {
    let mut world = quiet();
    world.event(strict(), "view_cart");
    world.edition_missing = true;
    let finding = &world.findings("unused-event")[0];
    assert_eq!(finding.severity, Severity::Info);
    assert!(
        finding
            .help
            .as_ref()
            .is_some_and(|help| help.contains("an edition"))
    );
    assert_eq!(verdict(&world, "view_cart"), Some(EventVerdict::Unused));
}

#[test]
fn without_any_call_nothing_is_proved_unused() {
    let weight = |world: &World| {
        world
            .findings("unused-event")
            .into_iter()
            .map(|finding| (finding.severity, finding.help))
            .next()
    };
    let mut world = quiet();
    world.event(strict(), "view_cart");
    assert_eq!(weight(&world).expect("unused").0, Severity::Warning);
    world.calls.clear();
    let (severity, help) = weight(&world).expect("still said");
    assert_eq!(severity, Severity::Info);
    assert!(help.is_some_and(|help| help.contains("No tracking call was found")));
}

#[test]
fn what_is_documentation_only_is_never_an_error() {
    let mut world = quiet();
    world.event(structured(), "click");
    world.call("structured", "other");
    assert_eq!(
        world.findings("undefined-event")[0].severity,
        Severity::Info
    );
}

#[test]
fn near_misses_are_suggested() {
    let mut world = quiet();
    world.call("named", "plaec_order");
    assert_eq!(
        world.findings("undefined-event")[0].help.as_deref(),
        Some("Did you mean `place_order`?")
    );
    world.catalog.events[0]
        .ownership
        .categories
        .push(field("carts"));
    assert_eq!(
        world.findings("unknown-category")[0].help.as_deref(),
        Some("Did you mean `cart`?")
    );
}

#[test]
fn lints_have_distinct_names_and_full_manual_pages() {
    let lints = registry::lints();
    let names: std::collections::BTreeSet<_> = lints.iter().map(|lint| lint.name).collect();
    assert_eq!(names.len(), lints.len());
    let sections = ["## Why", "## What to do", "## Bad", "## Good"];
    for lint in lints {
        assert!(
            sections.iter().all(|section| lint.docs.contains(section)),
            "{}",
            lint.name
        );
        assert!(
            lint.name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-')
                && !lint.summary.ends_with('.'),
            "{}",
            lint.name
        );
    }
}
