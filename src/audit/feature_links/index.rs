//! The words of all units: their weights, and the search for units by words.

use crate::audit::feature_links::query::Query;
use crate::audit::feature_links::units::{Member, Unit};
use crate::audit::feature_links::words::{Vocabulary, Word, WordSet};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Share of the units above which a word of their names says nothing.
const BOILERPLATE: f64 = 0.1;
/// Number of units below which a word of their names always says something.
const FEWEST_FOR_BOILERPLATE: f64 = 10.0;
/// Share of the units of a small product above which a word says nothing. There, a word of three names says a lot.
const BOILERPLATE_OF_FEW: f64 = 0.5;
const FEWEST_OF_FEW: f64 = 2.0;
/// Units below which a product is small.
pub(crate) const FEW_UNITS: usize = 200;
/// The parameters of BM25.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;
/// Weights of the fields: name, description, categories.
const FIELDS: [f64; 3] = [2.0, 1.0, 0.5];

/// The name of one member.
pub(crate) struct Name {
    /// Stems of the name, without those that most names have.
    pub(crate) stems: WordSet,
    /// Words of the name in the singular.
    pub(crate) plain: WordSet,
}

/// The words of one unit.
pub(crate) struct IndexedUnit {
    /// True if something feeds it.
    pub(crate) is_live: bool,
    /// The names of its members.
    pub(crate) names: Vec<Name>,
    /// Stems of all names.
    pub(crate) name: WordSet,
    /// Stems of names, descriptions, labels, categories and groups.
    pub(crate) known: WordSet,
    /// Pairs of stems that are next to each other, or have one between them.
    pub(crate) near: FxHashSet<(Word, Word)>,
    /// Categories as compared.
    pub(crate) tags: BTreeSet<String>,
}

/// The words of all units.
pub(crate) struct Index {
    /// The units.
    pub(crate) units: Vec<IndexedUnit>,
    weights: Vec<f64>,
    postings: FxHashMap<Word, Vec<(usize, f64)>>,
    inverse: FxHashMap<Word, f64>,
}

/// The texts of one unit, before the words that most names have are known.
struct Texts {
    names: Vec<(Vec<Word>, WordSet)>,
    description: Vec<Word>,
    categories: Vec<Word>,
}

/// Returns a pair in a fixed order.
pub(crate) fn pair(a: Word, b: Word) -> (Word, Word) {
    (a.min(b), a.max(b))
}

/// Returns the inverse frequency of a word that `found` of `all` texts have.
fn inverse_frequency(all: usize, found: usize) -> f64 {
    let (all, found) = (all as f64, found as f64);
    (1.0 + (all - found + 0.5) / (found + 0.5)).ln()
}

impl Index {
    /// Reads all units. The entries of the feature list count for the frequency of words.
    pub(crate) fn new(units: &[Unit], queries: &[Query], vocabulary: &mut Vocabulary) -> Self {
        let texts: Vec<Texts> = units.iter().map(|unit| read(unit, vocabulary)).collect();
        let boilerplate = boilerplate(&texts, queries, vocabulary);
        let mut said_by = vec![0_usize; vocabulary.len()];
        let mut indexed = Vec::new();
        let mut fields = Vec::new();
        for (unit, text) in units.iter().zip(texts) {
            fields.push(searched(&text, &boilerplate));
            let (entry, said) = of_unit(unit, text, &boilerplate);
            said.iter().for_each(|word| said_by[word as usize] += 1);
            indexed.push(entry);
        }
        for query in queries {
            query
                .said
                .iter()
                .for_each(|word| said_by[word as usize] += 1);
        }
        let all = units.len() + queries.len();
        let weights = said_by
            .into_iter()
            .map(|found| inverse_frequency(all, found));
        let mut postings = postings(&fields);
        // The words that most names have find too much, in descriptions too.
        postings.retain(|word, _| !boilerplate.contains(*word));
        let number = units.len();
        let inverse = postings
            .iter()
            .map(|(word, found)| (*word, inverse_frequency(number, found.len())));
        Self {
            units: indexed,
            weights: weights.collect(),
            inverse: inverse.collect(),
            postings,
        }
    }

    /// Returns the weight of all words of a set.
    pub(crate) fn weight(&self, words: &WordSet) -> f64 {
        words.iter().map(|word| self.weights[word as usize]).sum()
    }

    /// Returns the weight of the words that are within another set, as a share of the weight of all.
    pub(crate) fn share(&self, of: &WordSet, within: &WordSet) -> f64 {
        let whole = self.weight(of);
        match whole > 0.0 {
            true => self.weight(&of.shared(within)) / whole,
            false => 0.0,
        }
    }

    /// Returns the units that have words of an entry with their scores, best first.
    pub(crate) fn search(&self, query: &Query) -> Vec<(usize, f64)> {
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for (word, weight) in &query.weights {
            let Some(found) = self.postings.get(word) else {
                continue;
            };
            for (unit, count) in found {
                let saturated = count * (SATURATION + 1.0) / (count + SATURATION);
                *scores.entry(*unit).or_default() += weight * self.inverse[word] * saturated;
            }
        }
        let mut found: Vec<(usize, f64)> = scores.into_iter().collect();
        // Sums in another order differ in their last digits, and ties are by unit.
        found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        found
    }
}

fn read(unit: &Unit, vocabulary: &mut Vocabulary) -> Texts {
    let names = unit.members.iter().map(|member| {
        let stems = vocabulary.stems(&member.spoken);
        (stems, vocabulary.singulars(&member.spoken))
    });
    let names = names.collect();
    let once = |text: fn(&Member) -> &str, between: &str| {
        let mut seen = BTreeSet::new();
        let texts = unit.members.iter().map(text);
        let texts = texts.filter(|text| !text.is_empty() && seen.insert(*text));
        texts.collect::<Vec<_>>().join(between)
    };
    let described = once(|member| &member.description, " . ");
    let label = once(|member| &member.label, " ");
    let categories = unit.members.iter().flat_map(|one| &one.categories);
    let groups = unit.members.iter().filter_map(|one| one.group.as_ref());
    let owners: BTreeSet<&String> = categories.chain(groups).collect();
    let owners: Vec<&str> = owners.into_iter().map(String::as_str).collect();
    Texts {
        names,
        description: vocabulary.stems(&format!("{described} {label}")),
        categories: vocabulary.stems(&owners.join(" ")),
    }
}

/// Returns the words that say nothing in a name: single characters, and those that many names have. In a small product, a word of a
/// title always says something.
fn boilerplate(texts: &[Texts], queries: &[Query], vocabulary: &Vocabulary) -> WordSet {
    let mut found: BTreeMap<Word, usize> = BTreeMap::new();
    for text in texts {
        let words: WordSet = text
            .names
            .iter()
            .flat_map(|(name, _)| name)
            .copied()
            .collect();
        for word in words.iter() {
            *found.entry(word).or_default() += 1;
        }
    }
    let all = texts.len() as f64;
    let of_few = (BOILERPLATE_OF_FEW * all).max(FEWEST_OF_FEW);
    let fewest = FEWEST_FOR_BOILERPLATE.min(of_few);
    let most = fewest.max(BOILERPLATE * all);
    let titles = queries.iter().flat_map(|query| query.title.iter());
    let titles: WordSet = match texts.len() < FEW_UNITS {
        true => titles.collect(),
        false => WordSet::default(),
    };
    let is_common = |(word, count): &(Word, usize)| {
        *count as f64 > most && !titles.contains(*word) || vocabulary.text(*word).len() == 1
    };
    let common = found.into_iter().filter(is_common);
    common.map(|(word, _)| word).collect()
}

/// Returns the fields of a unit for the search.
fn searched(text: &Texts, boilerplate: &WordSet) -> [Vec<Word>; 3] {
    let mut seen = BTreeSet::new();
    let names = text.names.iter().flat_map(|(name, _)| name).copied();
    let names = names.filter(|word| !boilerplate.contains(*word) && seen.insert(*word));
    let names = names.collect();
    [names, text.description.clone(), text.categories.clone()]
}

/// Returns the words of a unit, and those of its name and description.
fn of_unit(unit: &Unit, text: Texts, boilerplate: &WordSet) -> (IndexedUnit, WordSet) {
    let mut near = FxHashSet::default();
    let sequences = text.names.iter().map(|(name, _)| name);
    for sequence in sequences.chain([&text.description]) {
        for (at, word) in sequence.iter().enumerate() {
            let next = sequence[at + 1..].iter().take(2);
            near.extend(next.map(|other| pair(*word, *other)));
        }
    }
    let names: Vec<Name> = text
        .names
        .into_iter()
        .map(|(stems, plain)| Name {
            stems: stems
                .into_iter()
                .filter(|word| !boilerplate.contains(*word))
                .collect(),
            plain,
        })
        .collect();
    let name: WordSet = names.iter().flat_map(|one| one.stems.iter()).collect();
    let said = name.with(&text.description.into_iter().collect());
    let known = said.with(&text.categories.into_iter().collect());
    let tags = unit.members.iter().flat_map(|one| one.categories.clone());
    let entry = IndexedUnit {
        is_live: unit.is_live(),
        names,
        name,
        known,
        near,
        tags: tags.collect(),
    };
    (entry, said)
}

/// Returns the units of each word, with the weighted count of the word.
fn postings(fields: &[[Vec<Word>; 3]]) -> FxHashMap<Word, Vec<(usize, f64)>> {
    let mut means = [1.0; 3];
    for (field, mean) in means.iter_mut().enumerate() {
        let total: usize = fields.iter().map(|texts| texts[field].len()).sum();
        let found = total as f64 / fields.len().max(1) as f64;
        *mean = if found > 0.0 { found } else { 1.0 };
    }
    let mut postings: FxHashMap<Word, Vec<(usize, f64)>> = FxHashMap::default();
    for (unit, texts) in fields.iter().enumerate() {
        let mut counts: BTreeMap<Word, f64> = BTreeMap::new();
        for (field, text) in texts.iter().enumerate() {
            let norm = 1.0 - LENGTH + LENGTH * text.len() as f64 / means[field];
            for word in text {
                *counts.entry(*word).or_default() += FIELDS[field] / norm;
            }
        }
        for (word, count) in counts {
            postings.entry(word).or_default().push((unit, count));
        }
    }
    postings
}
