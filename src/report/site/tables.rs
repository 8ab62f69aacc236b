//! The dictionary, what is dead, and what could not be read.

use crate::report::html::code::code;
use crate::report::site::data::group_of_surface;
use crate::report::site::keys::Keys;
use crate::report::site::model::{NO_GROUP, Site, group_of, group_words};
use crate::report::site::parts::{class_of, entry_link, glyph, name, percent, source};
use crate::report::text::{counted, grouped};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Names listed in one fold.
const MOST: usize = 40;

/// Returns the section with all events, metrics and calls. The script fills the table; without it, a plain one is shown.
pub(crate) fn dictionary(site: &Site) -> Markup {
    let head = html! {
        thead {
            tr {
                th scope="col" { "Type" } th scope="col" { "Name" } th scope="col" { "Verdict" }
                th scope="col" { "Group" } th.n scope="col" { "Used by" }
            }
        }
    };
    html! {
        section #dictionary {
            h2 { "Dictionary" }
            p.lede {
                "Events, metrics, calls and surfaces with what the code says of them. Words search names and descriptions; "
                code { "type:" } " " code { "group:" } " " code { "verdict:" } " " code { "name:" } " narrow."
            }
            div.filters.js #dictionary-filters {}
            table.dictionary.js #dictionary-table {
                caption { "Events, metrics, calls and surfaces" } (head) tbody {}
            }
            noscript {
                table.dictionary.plain {
                    caption { "All events, metrics, calls and surfaces" }
                    (head)
                    tbody {
                        @for row in &site.events { (plain("event", &row.notation, &row.verdict, group_of(&row.group), row.calls.len())) }
                        @for row in &site.metrics { (plain("metric", &row.key_path, &row.verdict, group_of(&row.group), row.events.len())) }
                        @for row in &site.calls { (plain("call", &format!("{}:{}", row.path, row.line), &row.event.grade, "–", 0)) }
                        @for row in &site.surfaces { (plain("surface", &row.id, &row.state, group_of_surface(site, row), row.events.len())) }
                    }
                }
            }
        }
    }
}

fn plain(kind: &str, text: &str, verdict: &str, group: &str, used: usize) -> Markup {
    html! {
        tr { td { (kind) } td { (text) } td { (verdict) } td { (group_words(group)) } td.n { @if used > 0 { (used) } } }
    }
}

/// The dead metrics and events of one owner, each with a note.
#[derive(Default)]
struct Owner {
    metrics: Vec<(String, String, String)>,
    events: Vec<(String, String, String)>,
    alone: usize,
    milestones: Vec<String>,
}

impl Owner {
    fn add_age(&mut self, milestone: Option<&String>) {
        self.milestones.extend(milestone.cloned());
    }

    /// Returns the oldest milestone.
    fn oldest(&self) -> Option<&str> {
        let numbers = |text: &str| -> Vec<u32> {
            let parts = text.split('.').map(|part| part.parse().unwrap_or(u32::MAX));
            parts.collect()
        };
        let milestones = self.milestones.iter().map(String::as_str);
        // `<13.9` is older than `13.9`.
        milestones.min_by_key(|text| {
            (
                numbers(text.trim_start_matches('<')),
                !text.starts_with('<'),
            )
        })
    }
}

/// Returns a number, or a dash for zero.
fn number(number: usize) -> String {
    match number {
        0 => "–".to_owned(),
        number => grouped(number),
    }
}

/// Returns the number of dead metrics and events.
pub(crate) fn dead_count(site: &Site) -> usize {
    let metrics = site.metrics.iter().filter(|row| row.verdict == "orphaned");
    let events = site.events.iter().filter(|row| row.verdict == "unused");
    metrics.count() + events.count()
}

/// Returns the section about orphaned metrics and unused events.
pub(crate) fn dead(site: &Site, keys: &Keys) -> Markup {
    let mut owners: BTreeMap<&str, Owner> = BTreeMap::new();
    for (row, key) in site.metrics.iter().zip(&keys.metrics) {
        if row.verdict == "orphaned" {
            let owner = owners.entry(group_of(&row.group)).or_default();
            owner.add_age(row.milestone.as_ref());
            owner
                .metrics
                .push((key.clone(), row.key_path.clone(), row.reasons.join("; ")));
        }
    }
    for (row, key) in site.events.iter().zip(&keys.events) {
        if row.verdict == "unused" {
            let owner = owners.entry(group_of(&row.group)).or_default();
            let note = counted(row.metrics.len(), "metric", "metrics");
            owner.add_age(row.milestone.as_ref());
            owner.alone += usize::from(row.metrics.is_empty());
            owner
                .events
                .push((key.clone(), row.notation.clone(), format!("feeds {note}")));
        }
    }
    let metrics: usize = owners.values().map(|one| one.metrics.len()).sum();
    let events: usize = owners.values().map(|one| one.events.len()).sum();
    let alone: usize = owners.values().map(|one| one.alone).sum();
    let mut rows: Vec<(&str, Owner)> = owners.into_iter().collect();
    let size = |one: &Owner| usize::MAX - one.metrics.len() - one.events.len();
    rows.sort_by_key(|(group, one)| (*group == NO_GROUP, size(one), *group));
    html! {
        section #dead {
            h2 { "Measures nothing" }
            p.lede {
                (counted(metrics, "metric", "metrics")) " that nothing feeds, "
                (counted(events, "event", "events")) " that no call sends; " (grouped(alone)) " of these feed no metric. "
                @if site.edition_missing {
                    "None is called safe to remove, because a part of the product is not in this tree and may use them."
                } @else {
                    "An unused event that feeds no metric is safe to remove, unless another repository sends it."
                }
            }
            @if !rows.is_empty() {
                table.owners {
                    caption { "Orphaned metrics and unused events by owner" }
                    thead {
                        tr {
                            th scope="col" { "Owner" } th.n scope="col" { "Orphaned metrics" }
                            th.n scope="col" { "Unused events" } th.n scope="col" { "Feed no metric" }
                            th.n scope="col" { "Oldest since" }
                        }
                    }
                    tbody { @for (group, owner) in &rows { (owner_row(group, owner)) } }
                }
            }
        }
    }
}

fn owner_row(group: &str, owner: &Owner) -> Markup {
    let all = owner.metrics.iter().chain(&owner.events);
    let more = (owner.metrics.len() + owner.events.len()).saturating_sub(MOST);
    html! {
        tr data-group=(group) {
            td {
                details {
                    summary { (if group == NO_GROUP { "no owner" } else { group }) }
                    noscript { ul.evidence {
                        @for (key, text, note) in all.take(MOST) {
                            li {
                                (glyph("dead"))
                                (entry_link(key, text))
                                " " span.soft { (code(note)) }
                            }
                        }
                        @if more > 0 { li.soft { "and " (more) " more in the dictionary" } }
                    } }
                }
            }
            td.n { (number(owner.metrics.len())) } td.n { (number(owner.events.len())) } td.n { (number(owner.alone)) }
            td.n { (owner.oldest().unwrap_or("–")) }
        }
    }
}

/// The number of calls of a system, and the places of those with unknown names.
type Calls<'s> = (usize, Vec<(&'s str, u32)>);

/// Returns the section about the limits of the audit.
pub(crate) fn unread(site: &Site) -> Markup {
    let mut systems: BTreeMap<&str, Calls<'_>> = BTreeMap::new();
    for call in &site.calls {
        let system = systems.entry(&call.system).or_default();
        system.0 += 1;
        if call.event.grade == "open" {
            system.1.push((&call.path, call.line));
        }
    }
    let unused = |system: &str| {
        let events = site.events.iter();
        events
            .filter(|row| row.system == system && row.verdict == "unused")
            .count()
    };
    let template = site.source.as_deref();
    html! {
        section #unread {
            h2 { "What could not be read" }
            p.lede { "Each row is a share of a figure above, and what it could change." }
            table.unread {
                caption { "Limits of the audit" }
                thead {
                    tr {
                        th scope="col" { "Reason" } th.n scope="col" { "Count" } th.n scope="col" { "Share" }
                        th scope="col" { "Could change" }
                    }
                }
                tbody {
                    @for (system, (all, open)) in systems.iter().filter(|(_, (_, open))| !open.is_empty()) {
                        tr {
                            td {
                                details {
                                    summary { "Names known only at run time, " (system) }
                                    ul.evidence { @for (path, line) in open.iter().take(MOST) { li { (source(template, path, *line)) } } }
                                }
                            }
                            td.n { (open.len()) " of " (all) }
                            td.n { (percent(open.len() as f64 / (*all).max(1) as f64)) }
                            td { (could_change(unused(system))) }
                        }
                    }
                    (files_row(site))
                }
            }
            @for note in &site.coverage.notes { p.lede { (glyph(class_of("unknown"))) (note) } }
        }
    }
}

/// Returns the words for events that a call with an unknown name may send.
fn could_change(unused: usize) -> String {
    match unused {
        0 => "nothing: no event of this system is unused".to_owned(),
        unused => format!(
            "{} may be live",
            counted(unused, "unused event", "unused events")
        ),
    }
}

/// Returns the row about files.
fn files_row(site: &Site) -> Markup {
    let input = &site.coverage.input_summary;
    let files = input
        .skipped
        .iter()
        .map(|one| (one, "not read"))
        .chain(input.partial.iter().map(|one| (one, "read in part")));
    html! {
                    tr {
                        td {
                            details {
                                summary { "Files not read, or read in part" }
                                ul.evidence {
                                    @for (file, how) in files.take(MOST) { li { code { (name(&file.path)) } " " span.soft { (how) ": " (file.reason) } } }
                                }
                            }
                        }
                        td.n { (input.skipped.len() + input.partial.len()) " of " (grouped(input.files)) }
                        td.n { (percent((input.skipped.len() + input.partial.len()) as f64 / input.files.max(1) as f64)) }
                        td { "calls or definitions inside may be missing" }
                    }
    }
}
