//! The words of source files, for many questions about the same files.

use crate::audit::name_match::{is_part_of_word, is_word_of};
use crate::source::{FileId, SourceMap};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words of files, and answers about names of several words.
#[derive(Default)]
pub(crate) struct Words<'a> {
    files: FxHashMap<FileId, FxHashSet<&'a str>>,
    answers: FxHashMap<(FileId, String), bool>,
}

impl<'a> Words<'a> {
    /// Returns true if a name occurs in a file with nothing of a longer name around it.
    pub(crate) fn contains(&mut self, sources: &'a SourceMap, file: FileId, name: &str) -> bool {
        let text = &*sources.file(file).text;
        let words = self.files.entry(file);
        let words = words.or_insert_with(|| words_of(text).collect());
        let are_there = words_of(name).all(|word| words.contains(word));
        if !are_there || name.chars().all(is_part_of_word) {
            return are_there && !name.is_empty();
        }
        let answer = self.answers.entry((file, name.to_owned()));
        *answer.or_insert_with(|| is_word_of(text, name))
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c| !is_part_of_word(c));
    words.filter(|word| !word.is_empty())
}
