//! The words of an entry of the feature list: its title, the end of its link, its description and categories.

use crate::audit::feature_links::words::{Vocabulary, Word, WordSet, is_function_word};
use crate::audit::inputs::Inputs;
use crate::catalog::{Feature, Field};
use crate::facts::Text;
use crate::rules::features::LinkRules;
use std::collections::{BTreeMap, BTreeSet};

/// Weights of the parts of an entry in the search.
const TITLE: f64 = 2.0;
const OTHER_PARTS: f64 = 1.0;
/// Times that a word counts within one part.
const MOST_REPEATS: usize = 2;

/// The words of one entry.
pub(crate) struct Query {
    /// Stems of the title in their order, without brackets.
    pub(crate) sequence: Vec<Word>,
    /// Stems of the title.
    pub(crate) title: WordSet,
    /// Stems of the last part of the link.
    pub(crate) tail: WordSet,
    /// The last part of the link as it is written.
    pub(crate) tail_text: String,
    /// Words of the last part of the link in the singular.
    pub(crate) plain_tail: WordSet,
    /// The acronym of the title.
    pub(crate) acronym: WordSet,
    /// All words that can explain a name.
    pub(crate) context: WordSet,
    /// Stems of the categories.
    pub(crate) categories: WordSet,
    /// Categories as compared.
    pub(crate) tags: BTreeSet<String>,
    /// Stems of the title and the description, for the frequency of words.
    pub(crate) said: WordSet,
    /// The weight of each word in the search.
    pub(crate) weights: Vec<(Word, f64)>,
    /// True for a feature that the free product does not have.
    pub(crate) paid: bool,
    /// True if the link leads to the documentation.
    pub(crate) documented: bool,
}

/// Reads entries of the feature list.
pub(crate) struct QueryReader<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) rules: &'a LinkRules,
}

impl QueryReader<'_> {
    /// Returns the words of an entry.
    pub(crate) fn read(&self, feature: &Feature, vocabulary: &mut Vocabulary) -> Query {
        let text = |field: &Option<Field<Text>>| {
            field
                .as_ref()
                .map(|field| field.value.clone())
                .unwrap_or_default()
        };
        let full = feature.title.value.as_str();
        let bare = without_brackets(full);
        let mut sequence = vocabulary.stems(&bare);
        if sequence.is_empty() {
            sequence = vocabulary.stems(full);
        }
        let title: WordSet = sequence.iter().copied().collect();
        let (address, description) = (text(&feature.link), text(&feature.description));
        let link = Link::read(&address, self.rules);
        let tail = Tail::read(&link, &title, vocabulary);
        let named: Vec<&str> = feature
            .categories
            .iter()
            .map(|one| one.value.as_str())
            .filter(|one| self.rules.no_category.iter().all(|none| none != one))
            .collect();
        let category_text = named.join(" ");
        let categories = vocabulary.stem_set(&category_text);
        let acronym: WordSet = acronym(&bare)
            .map(|initials| vocabulary.stem(&initials))
            .into_iter()
            .collect();
        let described = vocabulary.stem_set(&description);
        let context = title
            .with(&acronym)
            .with(&tail.stems)
            .with(&tail.page)
            .with(&described)
            .with(&categories);
        let parts = [
            (TITLE, vocabulary.stems(full)),
            (OTHER_PARTS, vocabulary.stems(&link.words)),
            (OTHER_PARTS, vocabulary.stems(&description)),
            (OTHER_PARTS, vocabulary.stems(&category_text)),
        ];
        let said = parts[0].1.iter().chain(&parts[2].1).copied().collect();
        let keys = named.iter().map(|one| self.inputs.category_key(one));
        Query {
            sequence,
            title,
            tail_text: link.tail().to_owned(),
            tail: tail.stems,
            plain_tail: tail.plain,
            acronym,
            context,
            categories,
            tags: keys.collect(),
            said,
            weights: weights(&parts),
            paid: self.is_paid(feature),
            documented: link.documented,
        }
    }

    /// Returns true if the entry is offered in tiers, and none of them is free.
    fn is_paid(&self, feature: &Feature) -> bool {
        let free = |tier: &Text| self.rules.free_tiers.contains(tier);
        !self.rules.free_tiers.is_empty()
            && !feature.tiers.is_empty()
            && !feature.tiers.iter().any(free)
    }
}

/// The words of a link.
#[derive(Default)]
struct Tail {
    stems: WordSet,
    plain: WordSet,
    page: WordSet,
}

impl Tail {
    /// Returns the words of a link, or none if it leads out of the documentation to something with other words than the title.
    fn read(link: &Link, title: &WordSet, vocabulary: &mut Vocabulary) -> Self {
        let stems = vocabulary.stem_set(link.tail());
        if !link.documented && stems.shared(title).is_empty() {
            return Self::default();
        }
        let plain = match stems.is_empty() {
            true => WordSet::default(),
            false => vocabulary.singulars(link.tail()),
        };
        Self {
            stems,
            plain,
            page: vocabulary.stem_set(&link.page),
        }
    }
}

/// Returns the weight of each word in the search.
fn weights(parts: &[(f64, Vec<Word>)]) -> Vec<(Word, f64)> {
    let mut weights: BTreeMap<Word, f64> = BTreeMap::new();
    for (weight, words) in parts {
        let mut counts: BTreeMap<Word, usize> = BTreeMap::new();
        for word in words {
            *counts.entry(*word).or_default() += 1;
        }
        for (word, count) in counts {
            *weights.entry(word).or_default() += weight * count.min(MOST_REPEATS) as f64;
        }
    }
    weights.into_iter().collect()
}

/// Returns a title without its parts in brackets. A bracket without a partner stays.
fn without_brackets(title: &str) -> String {
    let mut rest = title;
    let mut bare = String::new();
    while let Some(open) = rest.find('(') {
        let Some(close) = rest[open..].find(')') else {
            break;
        };
        bare.push_str(&rest[..open]);
        bare.push(' ');
        rest = &rest[open + close + 1..];
    }
    bare + rest
}

/// Returns the initials of a title of three words or more.
fn acronym(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let words = words.filter(|word| !is_function_word(&word.to_ascii_lowercase()));
    let initials: String = words.filter_map(|word| word.chars().next()).collect();
    (initials.len() >= 3).then(|| initials.to_ascii_lowercase())
}

/// The parts of a link that say what it is about.
struct Link {
    page: String,
    anchor: String,
    words: String,
    documented: bool,
}

impl Link {
    fn read(address: &str, rules: &LinkRules) -> Self {
        let address = address.trim();
        let (host, path) = match address.split_once("://") {
            Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
            None => ("", address.trim_start_matches('/')),
        };
        let (before, anchor) = path.split_once('#').unwrap_or((path, ""));
        let page = before.split('?').next().unwrap_or_default();
        let page = page.strip_suffix("index.html").unwrap_or(page);
        let page = page.trim_end_matches('/');
        let page = page.strip_suffix(".html").unwrap_or(page);
        let page = page.trim_end_matches('/').rsplit('/').next();
        let mut prefixes = rules.path_prefixes.iter();
        let inner = prefixes
            .find_map(|prefix| path.strip_prefix(prefix.as_str()))
            .filter(|_| !host.is_empty())
            .unwrap_or(path);
        Self {
            page: page.unwrap_or_default().to_owned(),
            anchor: without_tier(anchor, rules).to_owned(),
            words: inner.replace(".html", "").replace("index", ""),
            documented: host.starts_with("docs.") || rules.docs_hosts.iter().any(|own| own == host),
        }
    }

    /// Returns the anchor, or else the name of the page.
    fn tail(&self) -> &str {
        match self.anchor.is_empty() {
            true => &self.page,
            false => &self.anchor,
        }
    }
}

/// Returns an anchor without the name of a tier at its end, such as `-premium` or `-free-only`.
fn without_tier<'t>(anchor: &'t str, rules: &LinkRules) -> &'t str {
    let cut = |text: &'t str, words: &[Text]| {
        let ends = words.iter().filter_map(|word| {
            let rest = text.strip_suffix(word.as_str())?;
            rest.strip_suffix(['-', '_'])
        });
        ends.min_by_key(|rest| rest.len())
    };
    let inner = cut(anchor, &rules.tier_notes).unwrap_or(anchor);
    cut(inner, &rules.tier_words)
        .or_else(|| cut(anchor, &rules.tier_words))
        .unwrap_or(anchor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> LinkRules {
        LinkRules {
            tier_words: vec!["free".into(), "premium".into()],
            tier_notes: vec!["only".into()],
            path_prefixes: vec!["ee/".into()],
            ..LinkRules::default()
        }
    }

    #[test]
    fn a_link_says_its_page_and_its_anchor() {
        let read = |address: &str| {
            let link = Link::read(address, &rules());
            (link.tail().to_owned(), link.documented)
        };
        let page = "https://docs.acme.dev/ee/user/order_list/index.html";
        assert_eq!(read(page), ("order_list".to_owned(), true));
        let anchor = "https://docs.acme.dev/a.html?x=1#gift-cards-premium-only";
        assert_eq!(read(anchor), ("gift-cards".to_owned(), true));
        assert_eq!(read("/pricing/#plans"), ("plans".to_owned(), false));
        assert_eq!(read("https://acme.dev"), (String::new(), false));
        assert_eq!(read(""), (String::new(), false));
        let words = Link::read(page, &rules()).words;
        assert_eq!(words, "user/order_list/");
    }

    #[test]
    fn titles_have_acronyms_and_brackets() {
        assert_eq!(acronym("Single Sign-On for groups"), Some("ssg".to_owned()));
        assert_eq!(acronym("Order list"), None);
        assert_eq!(without_brackets("npm (node) list (beta)"), "npm   list  ");
        assert_eq!(without_brackets("a :( b"), "a :( b");
    }
}
