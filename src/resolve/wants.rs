//! What evaluation asks for: names whose definition, mentions or heirs may lie in files that are not parsed yet.

use super::words::WordIndex;
use crate::facts::Text;
use crate::scan::{self, Language};
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A word that stands in more files than this says nothing: it is too common to follow.
const MOST_FILES_A_WORD: usize = 600;

/// How the wanted name stands in a file that is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Anywhere; a word of a rule, followed however common it is.
    Rule,
    /// Anywhere: a call of it.
    Mention,
    /// Where something takes over its members: as superclass or mixin.
    Heir,
    /// Where it is defined.
    Definition,
    /// It is the path of the file.
    File,
}

/// Something that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Want {
    /// How it must stand there.
    pub how: How,
    /// The name as it is written, with the classes in front of it (`A::B`), or a path.
    pub name: Text,
    /// The class the name is written in, for a definition that may lie in it or further out.
    pub within: Text,
}

/// Everything that is asked for, in order.
pub type Wants = BTreeSet<Want>;

impl Want {
    /// A want without a surrounding class.
    pub fn new(how: How, name: impl Into<Text>) -> Self {
        Self { how, name: name.into(), within: Text::default() }
    }

    /// The last part of the name, which must stand as a word in the text.
    fn tail(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or(&self.name)
    }

    /// Whether an occurrence of the name's last part is what is asked for.
    fn is_met(&self, text: &str, offset: usize, language: &Language) -> bool {
        match self.how {
            How::Rule | How::Mention | How::File => true,
            How::Heir => (language.takes_over)(text, offset),
            How::Definition => (language.defines)(text, offset, self.tail()) && self.may_be_here(text, offset, language),
        }
    }

    /// Whether the class around a definition can be the one that is meant, as far as the layout of the text tells.
    fn may_be_here(&self, text: &str, offset: usize, language: &Language) -> bool {
        let Some(around) = (language.enclosing)(text, offset) else { return true };
        let owner = self.name.rsplit_once("::").map_or("", |(owner, _)| owner);
        if let Some(owner) = owner.strip_prefix("::") {
            return around == owner;
        }
        super::classes::lexical_prefixes(&self.within).any(|prefix| match (prefix, owner) {
            ("", owner) => around == owner,
            (prefix, "") => around == prefix,
            (prefix, owner) => around.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("::")) == Some(owner),
        })
    }
}

/// The files among `unparsed` that hold something that is wanted, in their order.
pub fn search(sources: &SourceMap, words: &WordIndex, unparsed: &[FileId], wants: &Wants) -> Vec<FileId> {
    let paths: FxHashMap<&str, ()> =
        wants.iter().filter(|want| want.how == How::File).map(|want| (want.name.as_str(), ())).collect();
    let named: Vec<&Want> = wants.iter().filter(|want| want.how != How::File).collect();
    let query = words.query(named.iter().map(|want| want.tail()));
    let hits: Vec<(FileId, Vec<usize>)> = unparsed
        .par_iter()
        .filter_map(|file| {
            let source = sources.file(*file);
            let mut found = Vec::new();
            if paths.contains_key(&*source.path) {
                found.push(usize::MAX);
            }
            let language = scan::language_of(&source.path)?;
            for candidate in query.candidates(words, *file) {
                let want = named[candidate];
                if occurrences(&source.text, want.tail()).any(|offset| want.is_met(&source.text, offset, language)) {
                    found.push(candidate);
                }
            }
            (!found.is_empty()).then_some((*file, found))
        })
        .collect();
    let mut counts = vec![0usize; named.len()];
    for want in hits.iter().flat_map(|(_, found)| found).filter(|want| **want != usize::MAX) {
        counts[*want] += 1;
    }
    let worth = |want: &usize| *want == usize::MAX || named[*want].how == How::Rule || counts[*want] <= MOST_FILES_A_WORD;
    hits.into_iter().filter(|(_, found)| found.iter().any(worth)).map(|(file, _)| file).collect()
}

/// Byte offsets at which `word` stands as a whole word.
fn occurrences<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| super::words::is_word_byte(*byte));
    memchr::memmem::find_iter(bytes, word.as_bytes()).filter(move |start| {
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        !part(before) && !part(bytes.get(start + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn found(wants: &[Want], files: &[(&str, &str)]) -> Vec<String> {
        let mut sources = SourceMap::default();
        let ids: Vec<FileId> = files.iter().map(|(path, text)| sources.add(SourceFile::new(*path, *text))).collect();
        let words = WordIndex::new(&sources, &ids, &|_| None);
        let hits = search(&sources, &words, &ids, &wants.iter().cloned().collect());
        hits.iter().map(|id| sources.file(*id).path.to_string()).collect()
    }

    #[test]
    fn a_definition_is_looked_for_where_the_name_can_lead() {
        let files = [
            ("a.rb", "module Orders\n  class Base\n  end\nend\n"),
            ("b.rb", "module Carts\n  class Base\n  end\nend\n"),
            ("c.rb", "class Base\nend\n"),
            ("d.rb", "class Orders::Base\nend\n"),
            ("e.rb", "Base.new\n"),
        ];
        let inside = Want { within: "Orders::Create".into(), ..Want::new(How::Definition, "Base") };
        assert_eq!(found(&[inside], &files), ["a.rb", "c.rb", "d.rb"]);
        assert_eq!(found(&[Want::new(How::Definition, "Carts::Base")], &files), ["b.rb"]);
        assert_eq!(found(&[Want::new(How::Definition, "::Base")], &files), ["c.rb"]);
    }

    #[test]
    fn heirs_mentions_and_files_are_told_apart() {
        let files = [("a.rb", "class A < Base\nend\n"), ("b.rb", "x = Base\n"), ("c.rb", "class C\n  include Base\nend\n")];
        assert_eq!(found(&[Want::new(How::Heir, "Base")], &files), ["a.rb", "c.rb"]);
        assert_eq!(found(&[Want::new(How::Mention, "Base")], &files), ["a.rb", "b.rb", "c.rb"]);
        assert_eq!(found(&[Want::new(How::File, "b.rb")], &files), ["b.rb"]);
        assert_eq!(found(&[Want::new(How::Mention, "Bas")], &files), Vec::<String>::new());
    }

    #[test]
    fn a_word_with_dashes_is_found_whole() {
        let files = [("a.vue", "<a data-track-action=\"x\">"), ("b.vue", "track_action")];
        assert_eq!(found(&[Want::new(How::Rule, "track-action")], &files), ["a.vue"]);
    }
}
