//! The trend: a line for each group over the snapshots, and the features that became visible or dark.

use crate::report::site::model::{NO_GROUP, Site};
use crate::report::site::parts::{glyph, name};
use crate::report::snapshot::{Change, Series, Snapshot, changes, series};
use crate::report::text::counted;
use maud::{Markup, html};

/// Size of a line chart.
const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 28.0;

/// Space for the width of the line.
const MARGIN: f64 = 3.0;

/// Changes that are listed.
const LISTED: usize = 50;

/// Returns the section; nothing without two snapshots.
pub(crate) fn trend(site: &Site) -> Markup {
    let snapshots = &site.snapshots;
    let [first, .., last] = snapshots.as_slice() else {
        return html! {};
    };
    let mut series = series(snapshots);
    series.sort_by_key(|one| (!has_changed(one), one.group.clone()));
    let whole = whole(&series, snapshots.len());
    let changes = changes(snapshots);
    html! {
        section #trend {
            h2 { "Trend" }
            p.lede {
                (counted(snapshots.len(), "revision", "revisions")) ", from " (named(first)) " to " (named(last)) ". "
                "A line shows the share of features that are seen, confirmed or likely, from 0 to 100 %."
            }
            table.trend {
                caption { "Trend by group" }
                thead { tr { th scope="col" { "Group" } th scope="col" { "Share" } th scope="col" { "First" } th scope="col" { "Last" } } }
                tbody { (group(&whole)) @for one in &series { (group(one)) } }
            }
            h3 { "What became visible or dark" }
            @if changes.is_empty() { p { "No feature did." } } @else {
                ol.changes {
                    @for change in changes.iter().take(LISTED) { (entry(site, change)) }
                }
                @if changes.len() > LISTED { p.soft { "and " (changes.len() - LISTED) " earlier" } }
            }
        }
    }
}

/// Returns a sentence about the features that became visible or dark since the snapshot before.
pub(crate) fn since(site: &Site) -> Markup {
    let [.., before, _] = site.snapshots.as_slice() else {
        return html! {};
    };
    let last = site.snapshots.len() - 1;
    let changes = changes(&site.snapshots);
    let changes = changes.iter().filter(|change| change.at == last);
    let (visible, dark): (Vec<_>, Vec<_>) = changes.partition(|change| change.visible);
    html! {
        " Since " (named(before)) ", " a href="#trend" { (visible.len()) " became visible and " (dark.len()) " dark" } "."
    }
}

/// Returns the name of a revision: as it was given, or its commit.
fn named(snapshot: &Snapshot) -> String {
    let commit = snapshot.commit_sha.as_deref();
    let short = commit.map(|commit| commit.chars().take(12).collect::<String>());
    let name = snapshot.reference.clone().or(short);
    let day = snapshot.committed_at.as_deref().and_then(|at| at.get(..10));
    match (name, day) {
        (Some(name), Some(day)) => format!("{name} ({day})"),
        (Some(name), None) => name,
        (None, _) => "an unnamed revision".to_owned(),
    }
}

/// Name of the sum of all groups.
const ALL: &str = "all groups";

/// Returns the sum of all groups.
fn whole(series: &[Series], snapshots: usize) -> Series {
    let sum = |at: usize| {
        let points = series.iter().filter_map(|one| one.points[at]);
        points.reduce(|(seen, all), (more, others)| (seen + more, all + others))
    };
    Series {
        group: ALL.to_owned(),
        points: (0..snapshots).map(sum).collect(),
    }
}

/// Returns true if the figures of a group differ between snapshots.
fn has_changed(series: &Series) -> bool {
    series.points.windows(2).any(|pair| pair[0] != pair[1])
}

fn group(series: &Series) -> Markup {
    let known: Vec<(usize, usize)> = series.points.iter().flatten().copied().collect();
    let words = |point: Option<&(usize, usize)>| {
        let of = |(seen, all): &(usize, usize)| format!("{seen} of {all}");
        point.map(of).unwrap_or_default()
    };
    let (first, last) = (words(known.first()), words(known.last()));
    html! {
        tr data-group=(series.group) {
            td.strong[series.group == ALL] { (if series.group == NO_GROUP { "no group" } else { &series.group }) }
            td { (chart(series, &format!("from {first} to {last}"))) }
            td { (first) }
            td { (last) }
        }
    }
}

/// Draws the share of each snapshot. A snapshot without features of the group has no point.
fn chart(series: &Series, label: &str) -> Markup {
    let steps = series.points.len().saturating_sub(1).max(1) as f64;
    let place = |(at, point): (usize, &Option<(usize, usize)>)| {
        let (seen, all) = (*point)?;
        let x = MARGIN + (WIDTH - 2.0 * MARGIN) * at as f64 / steps;
        let share = seen as f64 / all.max(1) as f64;
        let y = HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * share;
        Some((x, y))
    };
    let points: Vec<(f64, f64)> = series.points.iter().enumerate().filter_map(place).collect();
    let line: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    html! {
        svg.line viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) role="img" aria-label=(label) {
            polyline points=(line.join(" ")) fill="none" stroke="currentColor" stroke-width="2" {}
            @if let Some((x, y)) = points.last() {
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="2.5" fill="currentColor" {}
            }
        }
    }
}

fn entry(site: &Site, change: &Change) -> Markup {
    let snapshot = &site.snapshots[change.at];
    let (class, word) = match change.visible {
        true => ("yes", "visible"),
        false => ("no", "dark"),
    };
    let feature = &change.feature;
    let is_listed = site.features.iter().any(|row| row.id == feature.id);
    html! {
        li data-group=(feature.group.as_deref().unwrap_or(NO_GROUP)) {
            (glyph(class))
            @if is_listed { a href={ "#f-" (feature.id) } { (feature.title) } } @else { (feature.title) }
            " became " (word) " with " code { (name(&named(snapshot))) }
            @if let Some(subject) = &snapshot.subject { ": " (subject) }
        }
    }
}
