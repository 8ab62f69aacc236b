//! Features to instrument next, each with a surface that users meet.

use crate::report::list::FeatureRow;
use crate::report::site::keys::Keys;
use crate::report::site::model::{Seen, Site, SurfaceRow, group_of, is_unclear};
use crate::report::site::parts::{class_of, glyph, name, source};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Letters of a word that counts.
const SHORTEST: usize = 4;

/// A feature with the surface that fits best.
type Entry<'s> = (&'s FeatureRow, &'s SurfaceRow, usize);

/// Returns the entries, the best first: free tiers, more words in common with the surface, a neighbour to imitate.
pub(crate) fn entries(site: &Site) -> Vec<Entry<'_>> {
    let rows = site.features.iter();
    let rows = rows.filter(|row| matches!(Seen::of(row), Seen::Adjacent | Seen::Unmeasured));
    let rows = rows.filter(|row| !is_unclear(row));
    let mut found: Vec<Entry<'_>> = rows.filter_map(|row| surface(site, row)).collect();
    found.sort_by_key(|(row, surface, shared)| {
        let near = Seen::of(row) != Seen::Adjacent;
        (usize::MAX - shared, near, row.index, surface.path.as_str())
    });
    found
}

/// Returns the untracked surface of a feature's categories that has most words of its title, and at least one that is its own.
fn surface<'s>(site: &'s Site, row: &'s FeatureRow) -> Option<Entry<'s>> {
    let wanted = words(&row.title);
    let own = site
        .surfaces
        .iter()
        .filter(|one| !one.tracked && !one.background);
    let own = own.filter(|one| {
        one.category
            .as_ref()
            .is_some_and(|own| row.categories.contains(own))
    });
    let shared = own.map(|one| {
        let words = words(&format!("{} {}", one.name, one.path));
        (row, one, words.intersection(&wanted).count())
    });
    let fewest = if wanted.len() > 2 { 2 } else { 1 };
    let shared = shared.filter(|(_, _, number)| *number >= fewest);
    shared.min_by_key(|(_, one, number)| (usize::MAX - number, one.path.len(), one.line))
}

fn words(text: &str) -> BTreeSet<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    let words = spaced.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.len() >= SHORTEST);
    words
        .map(|word| word.to_lowercase().trim_end_matches('s').to_owned())
        .collect()
}

/// Returns the section.
pub(crate) fn backlog(site: &Site, keys: &Keys) -> Markup {
    let entries = entries(site);
    html! {
        section #backlog {
            h2 { "What to instrument next" }
            p.lede {
                "Features that nothing measures, where an untracked surface has words of their title. "
                "Surfaces are actions, routes and mutations, never workers. Ranked by words in common, then by a neighbour to imitate."
            }
            div.filters.js #backlog-filters {}
            @if entries.is_empty() { p { "No feature has such a surface." } } @else {
                table.backlog {
                    caption { "Backlog" }
                    thead {
                        tr {
                            th.n scope="col" { "Rank" } th scope="col" { "Feature" } th scope="col" { "Surface" }
                            th scope="col" { "Measured nearby" }
                        }
                    }
                    tbody { @for (place, (row, surface, _)) in entries.iter().enumerate() { (entry(site, place, row, surface, keys)) } }
                }
            }
        }
    }
}

fn entry(site: &Site, place: usize, row: &FeatureRow, surface: &SurfaceRow, keys: &Keys) -> Markup {
    let near = row.proposals.iter().flatten().find(|one| one.live);
    let near = near.and_then(|one| {
        let event = one.events.first().map(|event| keys.event(&event.notation));
        event.or_else(|| one.metrics.first().map(|key| keys.metric(key)))
    });
    html! {
        tr id={ "b" (place + 1) } data-group=(group_of(&row.group)) {
            td.n { (place + 1) }
            td {
                a href={ "#f-" (row.id) } { (row.title) } br;
                span.soft { (group_of(&row.group)) " · " (Seen::of(row).words()) }
            }
            td {
                code { (name(&surface.name)) } " " span.soft { (surface.kind) } br;
                (source(site.source.as_deref(), &surface.path, surface.line))
            }
            td {
                @if let Some((Some(key), text, verdict)) = near {
                    (glyph(class_of(&verdict))) a.entry href={ "#dictionary?entry=" (key) } data-entry=(key) { (name(&text)) }
                } @else { "–" }
            }
        }
    }
}
