//! The answer in one sentence, and a scorecard for each group.

use crate::report::site::model::{
    Group, NO_GROUP, Seen, Site, Sums, group_words, groups, is_unclear,
};
use crate::report::site::parts::{bar, glyph, name, percent};
use crate::report::site::trend::since;
use crate::report::text::{counted, grouped};
use maud::{Markup, html};

/// Scorecards outside of the fold, and gaps on each.
const OPEN: usize = 9;
const GAPS: usize = 3;
/// Groups named in the answer, and their smallest size.
const WORST: usize = 3;
const FEWEST: usize = 3;

/// Returns the answer as a sentence.
pub(crate) fn sentence(sums: &Sums) -> String {
    let all = counted(sums.all(), "feature", "features");
    let (seen, likely) = (sums.count(Seen::Confirmed), sums.count(Seen::Likely));
    if sums.all() == 0 {
        return "No feature with code was found.".to_owned();
    }
    let be = |number: usize| if number == 1 { "is" } else { "are" };
    let blind = format!("{} {} blind", grouped(sums.blind()), be(sums.blind()));
    let likely = match (seen, likely) {
        (_, 0) => String::new(),
        (0, likely) => format!(", {} {} likely seen", grouped(likely), be(likely)),
        (_, likely) => format!(", {} more {} likely seen", grouped(likely), be(likely)),
    };
    match seen {
        0 => format!("None of {all} is confirmed as seen in use{likely}; {blind}."),
        seen => format!(
            "{} of {all} {} seen in use{likely}; {blind}.",
            grouped(seen),
            be(seen)
        ),
    }
}

/// Returns the first section of the page.
pub(crate) fn answer(site: &Site) -> Markup {
    let sums = Sums::of(&site.features);
    let (seen, likely) = (sums.share(Seen::Confirmed), sums.share(Seen::Likely));
    let groups = groups(site);
    let worst = groups
        .iter()
        .filter(|(name, _, sums)| *name != NO_GROUP && sums.all() >= FEWEST && sums.blind() > 0);
    let worst: Vec<&str> = worst.map(|(name, _, _)| *name).take(WORST).collect();
    let named = groups.len() > 1 && !worst.is_empty();
    html! {
        section #answer {
            p.meta {
                span { "Project " b { (site.project) } }
                @if let Some(revision) = &site.revision { span { "Revision " b { (revision) } } }
                @if let Some(date) = &site.date { span { "Read " b { time datetime=(date) { (date) } } } }
            }
            h1 { (sentence(&sums)) }
            p.sub {
                @if sums.all() > 0 {
                    "That is " (percent(seen)) " proved"
                    @if likely > 0.0 { " and " (percent(likely)) " proposed, at most " (percent(seen + likely)) }
                    ". "
                }
                @if named {
                    "Of the groups with " (FEWEST) " features or more, "
                    @for (place, group) in worst.iter().enumerate() {
                        @if place > 0 { @if place + 1 == worst.len() { " and " } @else { ", " } }
                        a href={ "#features?group=" (group) } { (group) }
                    }
                    @if worst.len() == 1 { " sees the least." } @else { " see the least." }
                }
                (since(site))
            }
            (bar(&sums, 22))
            ul.legend {
                @for seen in Seen::COUNTED {
                    li {
                        a href={ "#features?seen=" (seen.class()) } {
                            span { (glyph(seen.class())) (seen.words()) }
                            b { (grouped(sums.count(seen))) } i { (percent(sums.share(seen))) }
                        }
                    }
                }
                li.rest { (left_out(site)) }
            }
        }
    }
}

/// Returns the features that are not counted, by their verdicts.
fn left_out(site: &Site) -> Markup {
    let count = |verdict: &str| {
        let rows = site.features.iter();
        rows.filter(|row| row.verdict == verdict).count()
    };
    let parts = [
        (count("no-code"), "without code here"),
        (count("exempt"), "exempt or not a feature"),
        (count("unknown"), "unknown"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, words)| format!("{} {words}", grouped(*number)))
        .collect();
    html! {
        @if !parts.is_empty() {
            a href="#features?seen=out" { span { (glyph("out")) "left out: " (parts.join(", ")) } }
        }
    }
}

/// Returns the scorecards, the worst first.
pub(crate) fn scorecards(site: &Site) -> Markup {
    let groups = groups(site);
    let (open, folded) = groups.split_at(groups.len().min(OPEN));
    html! {
        section #groups {
            h2 { "Groups, worst first" }
            p.lede {
                "Bold is the proved share of the features with code; likely links are apart. Groups of one or two features come last. "
                "The name of a group filters the page."
            }
            div.cards { @for group in open { (card(group)) } }
            @if !folded.is_empty() {
                details.more {
                    summary { (counted(folded.len(), "more group", "more groups")) }
                    div.cards { @for group in folded { (card(group)) } }
                }
            }
        }
    }
}

fn card((group, rows, sums): &Group<'_>) -> Markup {
    let blind = rows
        .iter()
        .filter(|row| matches!(Seen::of(row), Seen::Adjacent | Seen::Unmeasured));
    let mut gaps: Vec<_> = blind.collect();
    gaps.sort_by_key(|row| {
        (
            is_unclear(row),
            row.tiers.is_empty(),
            row.index,
            row.title.clone(),
        )
    });
    let whole = (sums.share(Seen::Confirmed) * 100.0).floor();
    html! {
        article.card data-group=(group) {
            header {
                h3 { a href={ "#features?group=" (group) } { (name(group_words(group))) } }
                p.share {
                    b { (whole) " %" }
                    span {
                        (sums.count(Seen::Confirmed)) " of " (sums.all())
                        @if sums.count(Seen::Likely) > 0 { ", +" (sums.count(Seen::Likely)) " likely" }
                    }
                }
            }
            (bar(sums, 6))
            ol {
                @for row in gaps.iter().take(GAPS) {
                    li { (glyph(Seen::of(row).class())) span { (row.title) } }
                }
                @if gaps.is_empty() { li.soft { "no gap" } }
                @if gaps.len() > GAPS { li.soft { "and " (gaps.len() - GAPS) " more" } }
            }
            p.next {
                span { "Next" }
                @if sums.unclear > 0 {
                    "decide " (counted(sums.unclear, "unclear link", "unclear links")) ": "
                    code { "tracklint map" @if *group != NO_GROUP { " --group " (group) } }
                } @else if gaps.is_empty() {
                    "nothing to do"
                } @else {
                    a href={ "#backlog?group=" (group) } { "its backlog" }
                }
            }
        }
    }
}
