//! Words of titles, names and descriptions: split, reduced to their stems, and interned.

use crate::facts::Text;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// An interned word.
pub(crate) type Word = u32;

/// Function words, which every kind of text shares.
const FUNCTION_WORDS: &[&str] = &[
    "a", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "could", "do", "does", "each", "for", "from", "had", "has", "have", "how", "if", "in", "into",
    "is", "it", "its", "may", "might", "more", "most", "no", "not", "of", "on", "only", "or",
    "other", "our", "per", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "through", "to", "up", "use", "used", "uses", "using", "via",
    "was", "we", "were", "what", "when", "where", "which", "while", "who", "will", "with",
    "within", "without", "would", "you", "your",
];

/// Returns true for a word that says nothing about the subject of a text.
pub(crate) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// A sorted set of interned words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WordSet(Vec<Word>);

impl FromIterator<Word> for WordSet {
    fn from_iter<I: IntoIterator<Item = Word>>(words: I) -> Self {
        let mut words: Vec<Word> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        WordSet(words)
    }
}

impl WordSet {
    /// Returns true if the set has no word.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of words.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if the word is in the set.
    pub(crate) fn contains(&self, word: Word) -> bool {
        self.0.binary_search(&word).is_ok()
    }

    /// Iterates over the words in a fixed order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Word> + '_ {
        self.0.iter().copied()
    }

    /// Returns true if the other set has every word.
    pub(crate) fn is_within(&self, other: &WordSet) -> bool {
        self.0.len() <= other.0.len() && self.iter().all(|word| other.contains(word))
    }

    /// Returns the words of both sets.
    pub(crate) fn shared(&self, other: &WordSet) -> WordSet {
        WordSet(self.iter().filter(|word| other.contains(*word)).collect())
    }

    /// Returns the words of either set.
    pub(crate) fn with(&self, other: &WordSet) -> WordSet {
        self.iter().chain(other.iter()).collect()
    }
}

/// All words that occur, with their stems.
pub(crate) struct Vocabulary {
    stemmer: Stemmer,
    product: BTreeSet<String>,
    texts: Vec<String>,
    ids: FxHashMap<String, Word>,
    stems: FxHashMap<String, Word>,
    /// The first word with each stem.
    words: FxHashMap<Word, String>,
}

impl Vocabulary {
    /// Creates an empty vocabulary. The words of the product's own name say nothing and are left out.
    pub(crate) fn new(product: &[Text]) -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            product: product.iter().map(|word| word.to_lowercase()).collect(),
            texts: Vec::new(),
            ids: FxHashMap::default(),
            stems: FxHashMap::default(),
            words: FxHashMap::default(),
        }
    }

    /// Returns the number of words.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns the text of a word.
    pub(crate) fn text(&self, word: Word) -> &str {
        &self.texts[word as usize]
    }

    /// Returns a word with this stem, for people.
    pub(crate) fn word_of(&self, stem: Word) -> &str {
        self.words
            .get(&stem)
            .map_or_else(|| self.text(stem), String::as_str)
    }

    fn intern(&mut self, text: &str) -> Word {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = Word::try_from(self.texts.len()).unwrap_or(Word::MAX);
        self.texts.push(text.to_owned());
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// Returns the stem of a word in lower case.
    pub(crate) fn stem(&mut self, word: &str) -> Word {
        if let Some(stem) = self.stems.get(word) {
            return *stem;
        }
        let stem = self.stemmer.stem(word).into_owned();
        let id = self.intern(&stem);
        self.stems.insert(word.to_owned(), id);
        self.words.entry(id).or_insert_with(|| word.to_owned());
        id
    }

    /// Returns the stems of a text in their order.
    pub(crate) fn stems(&mut self, text: &str) -> Vec<Word> {
        let words = self.content_words(text);
        words.iter().map(|word| self.stem(word)).collect()
    }

    /// Returns the stems of a text.
    pub(crate) fn stem_set(&mut self, text: &str) -> WordSet {
        self.stems(text).into_iter().collect()
    }

    /// Returns the words of a text in the singular.
    pub(crate) fn singulars(&mut self, text: &str) -> WordSet {
        let words = self.content_words(text);
        let words = words.iter().map(|word| self.intern(&singular(word)));
        words.collect()
    }

    fn content_words(&self, text: &str) -> Vec<String> {
        let mut words = split(text);
        words.retain(|word| !is_function_word(word) && !self.product.contains(word));
        words
    }
}

/// Splits a text into words of ASCII letters and digits in lower case: `aB` and `ABc` are two words each.
pub(crate) fn split(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        if at > 0 && begins_word(bytes[at - 1], *byte, bytes.get(at + 1)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(char::from(byte.to_ascii_lowercase()));
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn begins_word(before: u8, byte: u8, after: Option<&u8>) -> bool {
    byte.is_ascii_uppercase()
        && (before.is_ascii_lowercase()
            || before.is_ascii_digit()
            || before.is_ascii_uppercase() && after.is_some_and(u8::is_ascii_lowercase))
}

/// Returns the singular of a plain English plural: `policies`, `labels`.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|_| word.len() > 4) {
        return format!("{stem}y");
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 3 && !kept => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_split_at_case_and_punctuation() {
        assert_eq!(
            split("HTTPServer parseURL2Go user_id"),
            ["http", "server", "parse", "url2", "go", "user", "id"]
        );
        assert_eq!(split("URLs, v2.0 – Übung"), ["ur", "ls", "v2", "0", "bung"]);
    }

    #[test]
    fn function_words_are_sorted_for_the_search() {
        assert!(FUNCTION_WORDS.is_sorted());
    }

    #[test]
    fn stems_and_singulars_leave_out_function_words_and_the_product() {
        let mut vocabulary = Vocabulary::new(&["acme".into()]);
        let stems = vocabulary.stems("Policies of the Acme orders");
        let texts: Vec<&str> = stems.iter().map(|word| vocabulary.text(*word)).collect();
        assert_eq!(texts, ["polici", "order"]);
        let plain = vocabulary.singulars("policies status boss settings");
        let texts: BTreeSet<&str> = plain.iter().map(|word| vocabulary.text(word)).collect();
        assert_eq!(
            texts,
            BTreeSet::from(["boss", "policy", "setting", "status"])
        );
    }
}
