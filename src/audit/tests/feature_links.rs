//! Links of entries of the feature list to what measures them.

use super::quiet;
use crate::audit::features::{Basis, FeatureKind, FeatureRow, LinkState};
use crate::audit::testing::{World, field};
use crate::audit::verdicts::{FeatureVerdict, Measured};
use crate::config::{Globs, Overlay, Spanned};
use crate::source::{FileId, Span};

/// Returns the rows of the feature list.
fn entries(world: &World) -> Vec<FeatureRow> {
    world.run(|cx| {
        let rows = cx.features.iter();
        rows.filter(|row| row.kind == FeatureKind::Feature)
            .cloned()
            .collect()
    })
}

/// Returns a world with metrics about gift cards, wish lists and refunds.
fn shop() -> World {
    let mut world = quiet();
    world.settings.link_features = true;
    for (key, description) in [
        ("counts.gift_cards", "Number of gift cards that were bought"),
        ("counts.wish_lists", "Number of wish lists"),
        (
            "counts.wish_lists_shared",
            "Number of wish lists shared by mail",
        ),
    ] {
        let metric = world.metric(key, "database", &[]);
        metric.instrumentation_class = Some(field("CountRows"));
        metric.description = Some(field(description));
    }
    let dead = world.metric("counts.refund_requests", "named", &["request_refund"]);
    dead.description = Some(field("Number of refund requests"));
    world.code("lib/count_rows.rb", "class CountRows\nend\n");
    world
}

fn listed(world: &mut World, title: &str, link: &str) {
    world.listed(title, Vec::new());
    let entry = world.catalog.features.last_mut().expect("one was added");
    entry.link = (!link.is_empty()).then(|| field(link));
}

fn overlay(world: &mut World, id: &str, change: impl FnOnce(&mut Overlay)) {
    let mut entry = Overlay {
        events: Vec::new(),
        metrics: Vec::new(),
        paths: Globs::default(),
        exempt: None,
        unmeasured: None,
        span: Span::new(FileId(0), 0, 1),
    };
    change(&mut entry);
    world.settings.overlay.insert(id.into(), entry);
}

fn probability(row: &FeatureRow) -> f64 {
    let link = row.link.as_ref().expect("links were asked for");
    link.p.expect("nobody decided")
}

#[test]
fn an_entry_whose_words_all_fit_is_likely_with_high_confidence() {
    let mut world = shop();
    let link = "https://docs.acme.dev/shop/gift_cards.html";
    listed(&mut world, "Gift Cards", link);
    let rows = entries(&world);
    let link = rows[0].link.as_ref().expect("links were asked for");
    assert_eq!((link.state, link.high), (LinkState::Likely, true));
    // All five shares are 1, and the entry is not paid: 1.554 · 5 - 4.057.
    assert!((probability(&rows[0]) - 0.976).abs() < 0.001, "{link:?}");
    assert_eq!(link.proposals[0].title, "counts.gift_cards");
    assert_eq!(
        link.proposals[0].reason,
        "title 2 of 2 words, link `gift_cards` whole, title and link explain the whole name"
    );
    assert_eq!(
        (rows[0].verdict, rows[0].how, rows[0].basis),
        (
            FeatureVerdict::Instrumented,
            Some(Measured::State),
            Basis::Proposed
        )
    );
}

#[test]
fn a_list_of_titles_is_enough() {
    let mut world = shop();
    for title in ["Wish lists", "Parcel tracking", "Sharing of wish lists"] {
        listed(&mut world, title, "");
    }
    let rows = entries(&world);
    let states: Vec<LinkState> = rows
        .iter()
        .map(|row| row.link.as_ref().expect("links were asked for").state)
        .collect();
    // Without documentation links, an entry without category is a feature all the same.
    assert_eq!(
        states,
        [LinkState::Likely, LinkState::Unmeasured, LinkState::Likely]
    );
    let adjacent = &rows[1];
    assert_eq!(
        (adjacent.verdict, adjacent.basis),
        (FeatureVerdict::Uninstrumented, Basis::Proposed)
    );
    assert_eq!(rows[2].index, Some(2));
}

#[test]
fn a_dead_definition_measures_nothing() {
    let mut world = shop();
    listed(
        &mut world,
        "Refund requests",
        "https://docs.acme.dev/refund_requests/",
    );
    let rows = entries(&world);
    let link = rows[0].link.as_ref().expect("links were asked for");
    assert_ne!(link.state, LinkState::Likely);
    let last = link.proposals.last().expect("the twin is proposed");
    assert!(!last.live && last.reason.contains("nothing feeds it"));
    assert_eq!(rows[0].verdict, FeatureVerdict::Uninstrumented);
}

#[test]
fn decisions_come_before_evidence() {
    let mut world = shop();
    for title in ["Gift cards", "Wish lists", "Parcel tracking", "About us"] {
        listed(&mut world, title, "");
    }
    overlay(&mut world, "gift-cards", |entry| {
        entry.unmeasured = Some("only sales are counted".into());
    });
    overlay(&mut world, "wish-lists", |entry| {
        entry.metrics = vec![Spanned {
            value: "counts.wish_lists".into(),
            span: Span::new(FileId(0), 0, 1),
        }];
    });
    world.exempt("about-us", "a page of text");
    let rows = entries(&world);
    let told = |row: &FeatureRow| {
        let link = row.link.as_ref().expect("links were asked for");
        (link.state, row.verdict, row.basis, link.p.is_some())
    };
    assert_eq!(
        told(&rows[0]),
        (
            LinkState::Unmeasured,
            FeatureVerdict::Uninstrumented,
            Basis::Own,
            false
        )
    );
    assert_eq!(
        told(&rows[1]),
        (
            LinkState::Confirmed,
            FeatureVerdict::Instrumented,
            Basis::Own,
            false
        )
    );
    assert_eq!(rows[2].basis, Basis::Proposed);
    assert_eq!(told(&rows[3]).1, FeatureVerdict::Exempt);
}

#[test]
fn links_are_read_only_where_they_are_asked_for() {
    let mut world = shop();
    world.settings.link_features = false;
    listed(&mut world, "Gift cards", "");
    let rows = entries(&world);
    assert!(rows[0].link.is_none());
    assert_eq!(
        (rows[0].verdict, rows[0].basis),
        (FeatureVerdict::Unknown, Basis::Category)
    );
}
