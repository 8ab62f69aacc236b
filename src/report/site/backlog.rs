//! The backlog of the page: the surfaces to instrument next, each entry with a surface that users meet and a call to add.

use crate::report::backlog::BacklogRow;
use crate::report::site::keys::Keys;
use crate::report::site::long_list::{Folds, long_list};
use crate::report::site::model::{Site, group_of, group_words};
use crate::report::site::parts::{class_of, entry_link, glyph, name, source};
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
            @if site.backlog.is_empty() { p { (nothing(site)) } } @else {
                (long_list(("backlog", "backlog-table", "Backlog"), &head(), &site.backlog, |row, folds| entry(site, row, keys, folds)))
            }
        }
    }
}

fn head() -> Markup {
    html! {
        thead {
            tr {
                th.n scope="col" { "Rank" } th scope="col" { "Feature" } th scope="col" { "Surface" }
                th scope="col" { "Measured nearby" } th scope="col" { "Event to add" }
            }
        }
    }
}

/// Returns the reason for an empty backlog.
fn nothing(site: &Site) -> &'static str {
    match site.surfaces.is_empty() {
        true => "No rule pack in use describes the surfaces of this project.",
        false => "No untracked surface was found.",
    }
}

fn entry(site: &Site, row: &BacklogRow, keys: &Keys, folds: Folds) -> Markup {
    let definitions = site.definitions.get(row.rank - 1);
    let definitions = definitions.map_or(&[][..], Vec::as_slice);
    let near = row.near.as_ref().map(|near| keys.event(&near.event));
    let relation = row.near.as_ref().map(|near| near.relation.as_str());
    let group = group_of(&row.group);
    html! {
        tr id={ "b" (row.rank) } data-group=(group) {
            td.n { (row.rank) }
            td {
                @for feature in &row.features { a href={ "#f-" (feature.id) } { (feature.title) } br; }
                @if row.features.is_empty() { (row.category.as_deref().unwrap_or("no category")) br; }
                span.soft { (group_words(group)) " · " (row.size()) }
            }
            td {
                code { (name(&row.surface)) } " " span.soft { (row.kind) } br;
                (source(site.source.as_deref(), &row.path, row.line))
            }
            td {
                @if let Some((Some(key), text, verdict)) = near {
                    (glyph(class_of(&verdict))) (entry_link(&key, &text))
                    br; span.soft { (relation_words(relation.unwrap_or_default())) }
                } @else { "–" }
            }
            td {
                @match &row.event {
                    Some(event) => details {
                        summary { code { (name(event)) } }
                        (folds.of(html! { div.evidence { (addition(site, row, definitions)) } }))
                    },
                    None => "–",
                }
            }
        }
    }
}

/// Returns the words for a relation to an event.
fn relation_words(relation: &str) -> String {
    match relation {
        "name" => "similar name".to_owned(),
        relation => format!("same {relation}"),
    }
}

/// Returns the call and the definitions of an entry.
fn addition(site: &Site, row: &BacklogRow, definitions: &[(String, String)]) -> Markup {
    html! {
        @match &row.call {
            Some(call) => {
                p.label { "Call" }
                pre { (call) }
            }
            None => p.soft { "The project has no call to imitate in this language." }
        }
        @if !row.properties.is_empty() { p.label { "Properties: " (row.properties.join(", ")) } }
        @if let Some(model) = &row.model {
            p.label { "Imitates " (source(site.source.as_deref(), &model.path, model.line)) }
        }
        @for (path, text) in definitions {
            p.label { (name(path)) }
            pre { (text) }
        }
    }
}
