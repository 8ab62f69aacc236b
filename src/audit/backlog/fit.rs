//! Entries of the feature list whose title fits a class.

use crate::audit::Context;
use crate::audit::backlog::places::{Place, is_standard, weight as order};
use crate::audit::feature_links::words::{is_function_word, split};
use crate::audit::features::{FeatureKind, FeatureRow, LinkState};
use crate::audit::verdicts::FeatureVerdict;
use std::collections::{BTreeMap, BTreeSet};

/// Share of a title that the words of a surface must cover, by weight.
const OF_CATEGORY: f64 = 0.6;

/// Share of a title that the words of a surface of another category must cover.
const OF_OTHERS: f64 = 0.8;

/// An untracked surface with its words.
struct Candidate {
    place: usize,
    surface: usize,
    words: BTreeSet<String>,
}

/// For each place: the surfaces that fit entries which nothing measures, with these entries.
pub(crate) fn fitting_features(
    cx: &Context<'_>,
    places: &[Place],
) -> Vec<BTreeMap<usize, Vec<usize>>> {
    let mut found = vec![BTreeMap::new(); places.len()];
    let candidates = places.iter().enumerate().flat_map(|(number, place)| {
        let surfaces = place.all_untracked.iter();
        surfaces.map(move |surface| Candidate {
            place: number,
            surface: *surface,
            words: words_of(&cx.surfaces.surfaces[*surface].name),
        })
    });
    let candidates: Vec<Candidate> = candidates.collect();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for word in candidates.iter().flat_map(|one| &one.words) {
        *known.entry(word).or_default() += 1;
    }
    let weight = |word: &String| {
        let with = known.get(word.as_str()).copied().unwrap_or_default() as f64;
        ((candidates.len() as f64 + 1.0) / (with + 1.0)).ln() + 0.3
    };
    for (number, row) in cx.features.iter().enumerate() {
        if !is_blind(row) {
            continue;
        }
        let title = title_words(cx, row);
        let all: f64 = title.iter().map(weight).sum();
        let fits = |one: &Candidate| {
            let share = title.intersection(&one.words).map(weight).sum::<f64>() / all;
            let own = is_of_category(cx, row, one.surface);
            let limit = if own { OF_CATEGORY } else { OF_OTHERS };
            // In thousandths, so that equal shares are equal.
            let order = order(&cx.surfaces.surfaces[one.surface]);
            let rank = (
                (share * 1000.0) as usize,
                own,
                u8::MAX - order,
                usize::MAX - one.words.len(),
            );
            (all > 0.0 && share >= limit).then_some(rank)
        };
        let ranked = candidates.iter().rev();
        let ranked = ranked.filter_map(|one| Some((fits(one)?, one)));
        if let Some((_, best)) = ranked.max_by_key(|(rank, _)| *rank) {
            let best = first_of_object(cx, &candidates, best);
            let of_place: &mut BTreeMap<usize, Vec<usize>> = &mut found[best.place];
            of_place.entry(best.surface).or_default().push(number);
        }
    }
    found
}

/// Returns the surface to begin with among those of a class that handle the same object: one that creates it before one that removes it.
fn first_of_object<'c>(
    cx: &Context<'_>,
    candidates: &'c [Candidate],
    best: &'c Candidate,
) -> &'c Candidate {
    let surface = |one: &Candidate| &cx.surfaces.surfaces[one.surface];
    let object = |one: &Candidate| {
        let method = surface(one).method.to_lowercase();
        match method.split_once(' ') {
            Some((_, route)) => Some(last_name(route).to_owned()),
            // A method that does more than the standard ones is its own object.
            None => is_standard(&method).then(String::new),
        }
    };
    let Some(own) = object(best) else { return best };
    let siblings = candidates.iter().filter(|one| one.place == best.place);
    let siblings = siblings.filter(|one| object(one).as_ref() == Some(&own));
    let first = siblings.min_by_key(|one| (order(surface(one)), one.surface));
    first
        .filter(|one| order(surface(one)) < order(surface(best)))
        .unwrap_or(best)
}

/// Returns the last part of a route that is a name.
fn last_name(route: &str) -> &str {
    let parts = route.rsplit('/');
    let mut names = parts.filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()));
    names.next().unwrap_or_default()
}

/// Returns true for an entry of the list that has code and that nothing measures.
fn is_blind(row: &FeatureRow) -> bool {
    let is_unmeasured = row.link.as_ref().is_some_and(|link| {
        !link.unclear && matches!(link.state, LinkState::Adjacent | LinkState::Unmeasured)
    });
    row.kind == FeatureKind::Feature
        && row.verdict == FeatureVerdict::Uninstrumented
        && is_unmeasured
}

fn is_of_category(cx: &Context<'_>, row: &FeatureRow, surface: usize) -> bool {
    let category = cx.surfaces.surfaces[surface].category.as_ref();
    category.is_some_and(|own| row.categories.contains(&cx.inputs.category_key(own)))
}

fn title_words(cx: &Context<'_>, row: &FeatureRow) -> BTreeSet<String> {
    let links = &cx.inputs.rules.links;
    let mut words = split(&row.title);
    words.retain(|word| {
        !is_function_word(word) && !links.product.iter().any(|name| name.as_str() == word)
    });
    words.into_iter().map(|word| stem(&word)).collect()
}

/// Returns the words of a surface.
fn words_of(name: &str) -> BTreeSet<String> {
    split(name).iter().map(|word| stem(word)).collect()
}

/// Returns a word without the ending of its plural.
fn stem(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies").filter(|_| word.len() > 4) {
        return format!("{start}y");
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let start = word.strip_suffix('s').filter(|_| word.len() > 3 && !kept);
    start.unwrap_or(word).to_owned()
}
