//! The five shares of an entry and a unit: how far each explains the other.

use crate::audit::feature_links::index::{Index, Name, pair};
use crate::audit::feature_links::query::Query;

/// The shares, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Shares {
    /// Share of the title that the unit knows.
    pub(crate) title: f64,
    /// Share of the last part of the link in the name.
    pub(crate) tail: f64,
    /// Share of the name that the entry explains.
    pub(crate) name: f64,
    /// 1 if the last part of the link is whole in the name, 0.5 if only its stems are.
    pub(crate) link: f64,
    /// Share of the pairs of words of the title that are near each other in the unit.
    pub(crate) phrase: f64,
}

impl Shares {
    /// Returns the sum, from 0 to 5.
    pub(crate) fn sum(&self) -> f64 {
        self.title + self.tail + self.name + self.link + self.phrase
    }
}

/// Returns the shares of an entry and a unit.
pub(crate) fn shares(index: &Index, query: &Query, unit: usize) -> Shares {
    let unit = &index.units[unit];
    let by_acronym = !query.acronym.is_empty() && query.acronym.is_within(&unit.name);
    let title = match by_acronym {
        true => 1.0,
        false => index.share(&query.title, &unit.known),
    };
    let pairs = query.sequence.windows(2).map(|two| pair(two[0], two[1]));
    let pairs: Vec<_> = pairs.filter(|(a, b)| a != b).collect();
    let phrase = if by_acronym {
        1.0
    } else if pairs.is_empty() {
        let first = query.sequence.first();
        f64::from(u8::from(
            first.is_some_and(|word| unit.name.contains(*word)),
        ))
    } else {
        let near = pairs.iter().filter(|pair| unit.near.contains(pair)).count();
        near as f64 / pairs.len() as f64
    };
    let (tail, link, name) = best_name(index, query, &unit.names);
    Shares {
        title,
        tail,
        name,
        link,
        phrase,
    }
}

/// Returns the shares of the name that fits best: tail, link, name.
fn best_name(index: &Index, query: &Query, names: &[Name]) -> (f64, f64, f64) {
    let sum = |(tail, link, name): (f64, f64, f64)| tail + link + name;
    let mut best = (0.0, 0.0, 0.0);
    for name in names.iter().filter(|name| !name.stems.is_empty()) {
        let whole = !query.plain_tail.is_empty() && query.tail.is_within(&name.stems);
        let link = match (whole, query.plain_tail.is_within(&name.plain)) {
            (true, true) => 1.0,
            (true, false) => 0.5,
            (false, _) => 0.0,
        };
        let found = (
            index.share(&query.tail, &name.stems),
            link,
            index.share(&name.stems, &query.context),
        );
        if sum(found) > sum(best) {
            best = found;
        }
    }
    best
}
