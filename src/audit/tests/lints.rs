//! Each lint fires on one change of a project without findings.

use super::{quiet, verdict};
use crate::audit::registry;
use crate::audit::testing::{World, field, property, strict, structured};
use crate::audit::verdicts::EventVerdict;
use crate::catalog::Status;
use crate::finding::Severity;

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

/// Checks that a lint has no finding in the quiet project and one after the change.
fn fires(lint: &str, change: impl FnOnce(&mut World)) {
    let mut world = quiet();
    assert_eq!(world.findings(lint).len(), 0, "{lint} keeps quiet");
    change(&mut world);
    assert_eq!(world.findings(lint).len(), 1, "{lint} fires once");
}

#[test]
fn lints_of_events_fire_once() {
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
        // A project without any metrics has no such findings.
        world.catalog.metrics.clear();
        world.metric("counts.other", "database", &[]);
    });
    fires("duplicate-event", |world| {
        drop(world.event(strict(), "place_order").category.take())
    });
}

#[test]
fn lints_of_metrics_fire_once() {
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
}

#[test]
fn lints_of_definitions_and_features_fire_once() {
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
}

#[test]
fn lints_of_calls_fire_once() {
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
