//! Verdicts of events.

use super::verdict;
use crate::audit::testing::{World, field, listed, setting, structured};
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Family, Step, StepKind};
use crate::catalog::Status;

fn all_verdicts(world: &World) -> Vec<EventVerdict> {
    world.run(|cx| cx.links.events.iter().map(|event| event.verdict).collect())
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
    is("of_a_system_without_definitions", EventVerdict::Undefined);
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
    // A function whose callers are unknown may still send it.
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
    let verdicts = all_verdicts(&world);
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
    let verdicts = all_verdicts(&world);
    assert_eq!(verdicts, [EventVerdict::Live; 3]);
}
