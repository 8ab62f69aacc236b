//! The backlog of the page: the surfaces to instrument next, each entry with a surface that users meet and a call to add.

use crate::report::backlog::BacklogRow;
use crate::report::site::keys::Keys;
use crate::report::site::model::{Site, group_of};
use crate::report::site::parts::{class_of, glyph, name, source};
use maud::{Markup, html};

/// Returns the section.
pub(crate) fn backlog(site: &Site, keys: &Keys) -> Markup {
    html! {
        section #backlog {
            h2 { "What to instrument next" }
            p.lede {
                "Classes with surfaces that users meet and nothing tracks, and the features that fit them. "
                "Ranked by tier, number of surfaces, what is visible already, and a neighbour to imitate. "
                "The event and the call are proposals."
            }
            div.filters.js #backlog-filters {}
            @if site.backlog.is_empty() { p { "No untracked surface was found." } } @else {
                table.backlog {
                    caption { "Backlog" }
                    thead {
                        tr {
                            th.n scope="col" { "Rank" } th scope="col" { "Feature" } th scope="col" { "Surface" }
                            th scope="col" { "Measured nearby" } th scope="col" { "Call to add" }
                        }
                    }
                    tbody { @for row in &site.backlog { (entry(site, row, keys)) } }
                }
            }
        }
    }
}

fn entry(site: &Site, row: &BacklogRow, keys: &Keys) -> Markup {
    let near = row.near.as_ref().map(|near| keys.event(&near.event));
    let relation = row.near.as_ref().map(|near| near.relation.as_str());
    html! {
        tr id={ "b" (row.rank) } data-group=(group_of(&row.group)) {
            td.n { (row.rank) }
            td {
                @for feature in &row.features { a href={ "#f-" (feature.id) } { (feature.title) } br; }
                @if row.features.is_empty() { (row.category.as_deref().unwrap_or("no category")) br; }
                span.soft { (group_of(&row.group)) " · " (row.size()) }
            }
            td {
                code { (name(&row.surface)) } " " span.soft { (row.kind) } br;
                (source(site.source.as_deref(), &row.path, row.line))
            }
            td {
                @if let Some((Some(key), text, verdict)) = near {
                    (glyph(class_of(&verdict))) a.entry href={ "#dictionary?entry=" (key) } data-entry=(key) { (name(&text)) }
                    br; span.soft { "same " (relation.unwrap_or_default()) }
                } @else { "–" }
            }
            td {
                @match (&row.call, &row.event) {
                    (Some(call), _) => code { (name(call)) },
                    (None, Some(event)) => code { (name(event)) },
                    (None, None) => "–",
                }
            }
        }
    }
}
