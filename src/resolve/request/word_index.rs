//! An index of the words of all files. Each text is split once, so that every round's search is a look-up.

use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::sync::Arc;

/// The distinct words of each file, as hashes. Two words may share one, so a hit is looked at in the text.
#[derive(Default)]
pub(crate) struct WordIndex {
    files: Vec<Words>,
}

/// The distinct words of one file, as hashes.
pub(crate) type Words = Arc<[u32]>;

/// Words that are looked for, ready to be held against files.
pub(crate) struct Query {
    /// One bit for each value of a hash's low bits: most words of a file are dismissed by it.
    filter: Vec<u64>,
    expected: FxHashMap<u32, Vec<usize>>,
}

/// Bits of a hash that the filter looks at: it fits the nearest cache beside the hashes.
const FILTER_BITS: u32 = 16;

impl WordIndex {
    /// Cuts the texts of `files` into words; what is `known` of a file is not cut again.
    pub(crate) fn new(
        sources: &SourceMap,
        files: &[FileId],
        known: &(dyn Fn(FileId) -> Option<Words> + Sync),
    ) -> Self {
        let cut = |file: &FileId| {
            known(*file).unwrap_or_else(|| words(sources.file(*file).text.as_bytes()))
        };
        let cut: Vec<(FileId, Words)> = files
            .par_iter()
            .with_max_len(64)
            .map(|file| (*file, cut(file)))
            .collect();
        let mut all = vec![Words::default(); sources.len()];
        for (file, words) in cut {
            all[file.0 as usize] = words;
        }
        Self { files: all }
    }

    /// The words of a file.
    pub(crate) fn of(&self, file: FileId) -> &Words {
        &self.files[file.0 as usize]
    }

    /// The files in which one of `names` may stand, and which one, by its number. A name stands in none of the files that were not
    /// cut.
    pub(crate) fn places(&self, names: &[&str]) -> Vec<(FileId, usize)> {
        let query = self.query(names.iter().copied());
        let files = (0..self.files.len() as u32)
            .into_par_iter()
            .with_min_len(256)
            .map(FileId);
        files
            .flat_map_iter(|file| query.candidates(self, file).map(move |name| (file, name)))
            .collect()
    }

    /// Prepares a search for `names`; candidates are told by their number.
    pub(crate) fn query<'n>(&self, names: impl Iterator<Item = &'n str>) -> Query {
        let mut query = Query {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            expected: FxHashMap::default(),
        };
        for (number, name) in names.enumerate() {
            // A name with other characters is several words of the text; the longest is searched.
            let parts = name.as_bytes().split(|byte| !is_word_byte(*byte));
            let Some(longest) = parts
                .max_by_key(|part| part.len())
                .filter(|part| !part.is_empty())
            else {
                continue;
            };
            let hash = hash(longest);
            let bit = hash & ((1 << FILTER_BITS) - 1);
            query.filter[bit as usize / 64] |= 1 << (bit % 64);
            query.expected.entry(hash).or_default().push(number);
        }
        query
    }
}

impl Query {
    /// The names that may stand in a file.
    pub(crate) fn candidates<'q>(
        &'q self,
        index: &'q WordIndex,
        file: FileId,
    ) -> impl Iterator<Item = usize> + 'q {
        let words = index
            .files
            .get(file.0 as usize)
            .map_or(&[][..], |words| &**words);
        words
            .iter()
            .filter(|hash| {
                let bit = **hash & ((1 << FILTER_BITS) - 1);
                self.filter[bit as usize / 64] & (1 << (bit % 64)) != 0
            })
            .filter_map(|hash| self.expected.get(hash))
            .flatten()
            .copied()
    }
}

/// Returns true for a byte of a word. Letters outside ASCII count, so that names stay whole.
pub(crate) const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The distinct words of a text. Numbers are left out: no name begins with a digit.
fn words(text: &[u8]) -> Words {
    let mut seen = Distinct::new(text.len() / 24);
    let mut add = |word: &[u8]| {
        if !word[0].is_ascii_digit() {
            seen.insert(hash(word));
        }
    };
    let (mut start, mut inside) = (0, 0);
    // One bit for each byte, and a look only where they change: to ask byte by byte costs a wrong guess at the end of most words.
    for (number, bytes) in text.chunks(64).enumerate() {
        let bit = |(at, byte): (usize, &u8)| u64::from(IS_WORD[usize::from(*byte)]) << at;
        let bits = bytes
            .iter()
            .enumerate()
            .map(bit)
            .fold(0, |bits, bit| bits | bit);
        let mut edges = bits ^ (bits << 1 | inside);
        while edges != 0 {
            let at = number * 64 + edges.trailing_zeros() as usize;
            if bits & edges & edges.wrapping_neg() != 0 {
                start = at;
            } else {
                add(&text[start..at]);
            }
            edges &= edges - 1;
        }
        inside = bits >> 63;
    }
    if inside != 0 {
        add(&text[start..]);
    }
    seen.found.into()
}

/// [`is_word_byte`] of all bytes: a look-up for each byte of every text, instead of comparisons.
const IS_WORD: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = is_word_byte(byte as u8);
        byte += 1;
    }
    all
};

/// Eight bytes at a time. Never zero, which marks a free place among [`Distinct`].
fn hash(word: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    (hasher.finish() as u32).max(1)
}

/// A set of hashes in the order they were found: open addressing, grown at half full.
struct Distinct {
    table: Vec<u32>,
    found: Vec<u32>,
}

impl Distinct {
    fn new(expected: usize) -> Self {
        Self {
            table: vec![0; (expected * 2).next_power_of_two().max(64)],
            found: Vec::with_capacity(expected),
        }
    }

    fn insert(&mut self, hash: u32) {
        if self.found.len() * 2 >= self.table.len() {
            self.grow();
        }
        if Self::place(&mut self.table, hash) {
            self.found.push(hash);
        }
    }

    /// Puts a hash into its place; says whether it is new.
    fn place(table: &mut [u32], hash: u32) -> bool {
        let mask = table.len() - 1;
        let mut at = hash as usize & mask;
        while table[at] != 0 {
            if table[at] == hash {
                return false;
            }
            at = (at + 1) & mask;
        }
        table[at] = hash;
        true
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 2];
        for hash in &self.found {
            Self::place(&mut self.table, *hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_every_place_of_a_text() {
        for before in 0..130 {
            for length in [1, 7, 8, 9, 63, 64, 65, 128, 129] {
                let word = format!("a{}", "9_é"[..].repeat(length)).as_bytes()[..length].to_vec();
                for behind in ["", " ", "-12 b"] {
                    let text = [&vec![b' '; before][..], &word, behind.as_bytes()].concat();
                    let mut expected = vec![hash(&word)];
                    expected.extend(behind.ends_with('b').then(|| hash(b"b")));
                    assert_eq!(&*words(&text), expected, "{before} {length} {behind:?}");
                }
            }
        }
        assert_eq!(words(b"x 12 3a x_1").len(), 2);
    }
}
