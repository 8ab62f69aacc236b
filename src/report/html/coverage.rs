//! The coverage on the page: the total, the backlog, and a table for each kind of unit.

use crate::report::coverage::model::{CoverageKind, CoverageRow, Uninstrumented};
use crate::report::coverage::view::percent;
use crate::report::list::rows::EvidenceCell;
use crate::report::text::{counted, grouped};
use maud::{Markup, html};

/// Places listed with one uninstrumented feature.
const PLACES: usize = 5;

/// A verdict on the page: class of its colour, short words, and the number of features of a row with it.
type Verdict = (&'static str, &'static str, fn(&CoverageRow) -> usize);

/// The verdicts of features with code, the best first.
const VERDICTS: [Verdict; 6] = [
    ("yes", "instrumented", |row| row.instrumented),
    ("likely", "likely", |row| row.likely),
    ("calls", "calls only", |row| row.calls_only),
    ("defs", "definitions only", |row| row.definitions_only),
    ("category", "unknown", |row| row.category_only),
    ("none", "uninstrumented", |row| row.uninstrumented),
];

/// Returns the ratio of all features as one figure, with its legend.
pub(crate) fn hero(total: &CoverageRow) -> Markup {
    let ratio = total
        .ratio
        .map_or_else(|| "-".to_owned(), |ratio| format!("{:.1}%", ratio * 100.0));
    let verdicts = VERDICTS.map(|(class, words, count)| (class, words, count(total)));
    let others = [
        ("empty", "without code", total.no_code),
        ("empty", "exempt", total.exempt),
    ];
    html! {
        section.hero {
            div {
                div.figure { (ratio) }
                div {
                    (grouped(total.instrumented)) " of "
                    (counted(total.countable(), "feature", "features")) " with code"
                }
            }
            div {
                (bar(total))
                ul.legend {
                    @for (class, words, number) in verdicts.into_iter().chain(others) {
                        li {
                            svg viewBox="0 0 1 1" aria-hidden="true" {
                                rect class=(class) width="1" height="1" {}
                            }
                            b { (grouped(number)) } " " (words)
                        }
                    }
                }
            }
        }
    }
}

/// Returns one bar of all features with code, in the colours of their verdicts.
fn bar(row: &CoverageRow) -> Markup {
    let words = VERDICTS
        .map(|(_, words, count)| format!("{} {words}", count(row)))
        .join(", ");
    let mut end = 0;
    let parts = VERDICTS.map(|(class, _, count)| {
        let (start, width) = (end, count(row));
        end += width;
        (class, start, width)
    });
    html! {
        svg viewBox={ "0 0 " (end.max(1)) " 1" } preserveAspectRatio="none" role="img" aria-label=(words) {
            @for (class, start, width) in parts.into_iter().filter(|(_, _, width)| *width > 0) {
                rect class=(class) x=(start) width=(width) height="1" {}
            }
        }
    }
}

/// Returns the identifier of the section about a kind of unit.
pub(crate) fn anchor(kind: CoverageKind) -> String {
    format!("by-{}", kind.title().to_lowercase())
}

/// Returns the table of uninstrumented features.
pub(crate) fn backlog(features: &[Uninstrumented]) -> Markup {
    if features.is_empty() {
        return Markup::default();
    }
    let is_category = |feature: &&Uninstrumented| feature.kind == "category";
    let categories = features.iter().filter(is_category).count();
    let entries = features.len() - categories;
    html! {
        h2 #backlog { "Uninstrumented features (" (grouped(features.len())) ")" }
        p.soft {
            (counted(categories, "category", "categories")) " and "
            (counted(entries, "entry of the feature list", "entries of the feature list"))
            " have code, and neither tracking calls nor definitions."
        }
        div.scroll {
            table {
                thead { tr { th { "Feature" } th { "Group" } th { "Surfaces" } } }
                tbody {
                    @for feature in features {
                        tr {
                            td.name { (feature.title) }
                            td { (feature.group.as_deref().unwrap_or("")) }
                            td { (places(&feature.places)) }
                        }
                    }
                }
            }
        }
    }
}

fn places(all: &[EvidenceCell]) -> Markup {
    let (shown, folded) = all.split_at(all.len().min(PLACES));
    let list = |places: &[EvidenceCell]| {
        html! {
            @for (index, place) in places.iter().enumerate() {
                @if index > 0 { br; }
                code { (place.path) ":" (place.line) }
            }
        }
    };
    html! {
        (list(shown))
        @if !folded.is_empty() {
            details { summary { "and " (folded.len()) " more" } (list(folded)) }
        }
    }
}

/// Returns the table of one kind of unit. The table of single features is long, so it is folded.
pub(crate) fn unit(kind: CoverageKind, mut rows: Vec<&CoverageRow>) -> Markup {
    let title = kind.title();
    rows.sort_by_key(|row| row.ratio.is_none());
    let numbers = VERDICTS.map(|(_, words, _)| words);
    let others = ["no code", "exempt", "surfaces tracked"];
    let table = html! {
        div.scroll {
            table {
                thead {
                    tr {
                        th { (title) } th {} th.number { "covered" }
                        @for words in numbers.into_iter().chain(others) { th.number { (words) } }
                    }
                }
                tbody { @for row in &rows { (unit_row(kind, row)) } }
            }
        }
    };
    html! {
        h2 id=(anchor(kind)) { "By " (title.to_lowercase()) }
        @if kind == CoverageKind::Feature {
            details { summary { (counted(rows.len(), "feature", "features")) } (table) }
        } @else {
            (table)
        }
    }
}

fn unit_row(kind: CoverageKind, row: &CoverageRow) -> Markup {
    let numbers = VERDICTS.map(|(_, _, count)| count(row));
    // Features of the list share the places of their categories, so their sums would count places twice.
    let has_places = row.surfaces > 0 && kind != CoverageKind::Tier;
    let tracked = row.surfaces_tracked.filter(|_| has_places);
    html! {
        tr {
            td.name { (row.title) }
            td.bar { @if row.ratio.is_some() { (bar(row)) } }
            td.number { (percent(row.ratio)) }
            @for number in numbers.into_iter().chain([row.no_code, row.exempt]) {
                td.number.zero[number == 0] { (grouped(number)) }
            }
            td.number { @if let Some(tracked) = tracked { (tracked) " of " (row.surfaces) } }
        }
    }
}
