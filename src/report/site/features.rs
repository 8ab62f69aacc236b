//! The table of features, with the evidence for each.

use crate::report::html::code::code;
use crate::report::list::{FeatureRow, ProposalCell};
use crate::report::site::keys::Keys;
use crate::report::site::long_list::{Folds, long_list};
use crate::report::site::model::{Seen, Site, group_of, group_words, is_unclear, state_word};
use crate::report::site::parts::{class_of, entry_link, glyph, name, source};
use crate::report::text::grouped;
use maud::{Markup, html};

/// Things listed in the evidence of one feature.
const MOST_PROPOSALS: usize = 3;
const MOST_NAMES: usize = 4;
const MOST_PLACES: usize = 4;

/// Returns the section about features.
pub(crate) fn features(site: &Site, keys: &Keys) -> Markup {
    let unclear = site.features.iter().filter(|row| is_unclear(row)).count();
    let listed = site.features.iter().any(|row| row.index.is_some());
    html! {
        section #features {
            h2 { "Features" }
            p.lede {
                @if listed {
                    "Probability: that something measures the feature. Surfaces: tracked of all, of its categories. "
                    (grouped(unclear)) " links are unclear; " code { "tracklint map" } " asks a person."
                } @else {
                    "The project has no feature list, so its categories are the features. Surfaces: tracked of all."
                }
            }
            div.filters.js #feature-filters {}
            (long_list(("features", "feature-table", "Features with state and evidence"), &head(), &site.features, |row, folds| feature(site, row, keys, folds)))
        }
    }
}

fn head() -> Markup {
    html! {
        thead {
            tr {
                th scope="col" { "Feature" } th scope="col" { "State" } th scope="col" { "Seen by" }
                th.n scope="col" { "Probability" } th.n scope="col" { "Surfaces" }
                th scope="col" { "Group" } th scope="col" { "Tier" }
            }
        }
    }
}

fn feature(site: &Site, row: &FeatureRow, keys: &Keys, folds: Folds) -> Markup {
    let (seen, state) = (Seen::of(row), state_word(row));
    let surfaces = match row.surfaces {
        0 => "–".to_owned(),
        all => format!("{} of {all}", row.surfaces_tracked),
    };
    html! {
        tr id={ "f-" (row.id) } data-group=(group_of(&row.group)) data-seen=(seen.class()) data-state=(state)
            data-unclear[is_unclear(row)] {
            td {
                details {
                    summary { (if row.title.is_empty() { "(no title)" } else { row.title.as_str() }) }
                    (folds.of(html! { div.evidence { (evidence(site, row, keys)) } }))
                }
            }
            td { (glyph(class_of(state))) (state) }
            td { (row.how.as_deref().unwrap_or("–")) }
            td.n { @match row.p { Some(p) => { (format!("{:.0} %", p * 100.0)) } None => { "–" } } }
            td.n { (surfaces) }
            td { (name(group_words(group_of(&row.group)))) }
            td { (tiers(row)) }
        }
    }
}

/// Returns the lowest tier, which the higher ones include.
fn tiers(row: &FeatureRow) -> &str {
    row.tiers.first().map_or("–", String::as_str)
}

fn evidence(site: &Site, row: &FeatureRow, keys: &Keys) -> Markup {
    let measured = matches!(Seen::of(row), Seen::Confirmed | Seen::Likely);
    let names = row.events.iter().map(|one| keys.event(one));
    let names = names.chain(row.metrics.iter().map(|one| keys.metric(one)));
    let names: Vec<_> = names.collect();
    let measured_by = row.measured_by();
    let proposals = row.proposals.iter().flatten();
    let proposals = proposals.filter(|one| Some(*one) != measured_by);
    let decided = row.index.is_some() && row.p.is_none();
    let proposals: Vec<&ProposalCell> = proposals.filter(|_| !decided).collect();
    html! {
        @if let Some(text) = &row.description { p { (text) } }
        @if measured && !names.is_empty() {
            p.label { "Measured by" @if let Some(one) = measured_by { ": " (code(&one.reason)) } }
            ul {
                @for (key, text, verdict) in names.iter().take(MOST_NAMES) { (entry(key.as_deref(), text, verdict)) }
                @if names.len() > MOST_NAMES { li.soft { "and " (names.len() - MOST_NAMES) " more" } }
            }
        }
        @if !proposals.is_empty() {
            p.label { (if measured { "Other candidates" } else { "Nearest, probably of another feature" }) }
            ul { @for one in chosen(&proposals) { (proposal(one, keys)) } }
        }
        @if !row.evidence.is_empty() {
            p.label { "Code" }
            ul {
                @for place in row.evidence.iter().take(MOST_PLACES) {
                    li { (source(site.source.as_deref(), &place.path, place.line)) }
                }
            }
        }
        @if let Some(link) = row.link.as_deref().filter(|link| is_web(link)) {
            p.label { a href=(link) rel="noreferrer" { "Documentation" } }
        }
    }
}

/// Returns the first proposals, and those that nothing feeds.
fn chosen<'p>(proposals: &[&'p ProposalCell]) -> Vec<&'p ProposalCell> {
    let places = proposals.iter().enumerate();
    let chosen = places.filter(|(place, one)| *place < MOST_PROPOSALS || !one.live);
    chosen.map(|(_, one)| *one).collect()
}

fn proposal(one: &ProposalCell, keys: &Keys) -> Markup {
    let event = one.events.first().map(|event| keys.event(&event.notation));
    let first = event.or_else(|| one.metrics.first().map(|key| keys.metric(key)));
    html! {
        @if let Some((key, text, verdict)) = first {
            li {
                (glyph(class_of(&verdict))) (linked(key.as_deref(), &text)) " " span.soft { (code(&one.reason)) }
            }
        }
    }
}

fn entry(key: Option<&str>, text: &str, verdict: &str) -> Markup {
    html! { li { (glyph(class_of(verdict))) (linked(key, text)) " " span.soft { (verdict) } } }
}

fn linked(key: Option<&str>, text: &str) -> Markup {
    html! {
        @match key {
            Some(key) => { (entry_link(key, text)) }
            None => { span.entry { (name(text)) } }
        }
    }
}

/// Returns true if a link leads to a page and cannot run anything.
pub(crate) fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}
