//! What evaluation asks for: names whose definition, mentions or heirs may lie in files that are not parsed yet.

mod places;

use super::classes::last_name;
use super::modules::has_modules;
use super::words::WordIndex;
use crate::facts::Text;
use crate::scan::{self, Language};
use crate::source::{FileId, SourceFile, SourceMap};
use memchr::memmem::Finder;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A word that stands in more files than this says nothing: it is too common to follow.
const MOST_FILES_A_WORD: usize = 600;

/// The same where there is another way: whoever calls a function that is everywhere is found by its class or file, and whether the
/// class of a caller takes over from one from which many do, by what it takes over itself.
const MOST_FILES_IF_NEED_BE: usize = 150;

/// Places that are looked at in one file in one round; a file with more of them is parsed. A look may go through all that is before
/// it, to see what is around.
const MOST_LOOKS: usize = 1_000;

/// How the wanted name stands in a file that is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Anywhere; a word of a rule, followed however common it is.
    Rule,
    /// At the end of the path of an import; of a rule too.
    RuleImport,
    /// In front of a map that is written out; of a rule too.
    RuleMap,
    /// Anywhere.
    Mention,
    /// Where it is called, or named for somebody else to call.
    Call,
    /// As the class that is meant, or what may be short for it.
    Class,
    /// As a file that is imported.
    Import,
    /// As a part of a path.
    Part,
    /// As something that is provided to whoever asks for it.
    Provided,
    /// Where something takes over its members: as superclass or mixin.
    Heir,
    /// The same, unless there are many of them.
    FewHeirs,
    /// Where it is defined.
    Definition,
    /// It is the path of the file.
    File,
}

/// Files in which languages are of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Among {
    /// All.
    All,
    /// Those whose names belong to files, which import each other.
    Modules,
    /// Those whose names are known all over the project, and templates.
    Project,
}

impl Among {
    /// Those among which a language of this name is.
    pub fn like(language: &str) -> Self {
        if has_modules(language) {
            Among::Modules
        } else {
            Among::Project
        }
    }

    /// Those among which all languages of these names are.
    pub fn all_of<L: AsRef<str>>(languages: &[L]) -> Self {
        let mut kinds = languages
            .iter()
            .map(|language| Among::like(language.as_ref()));
        let Some(first) = kinds.next() else {
            return Among::All;
        };
        if kinds.all(|kind| kind == first) {
            first
        } else {
            Among::All
        }
    }
}

/// Something that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Want {
    /// How it must stand there.
    pub how: How,
    /// Where.
    pub among: Among,
    /// The name as it is written, with the classes in front of it (`A::B`), or a path.
    pub name: Text,
    /// The class the name is written in, for a definition that may lie in it or further out; the path of a file that is imported.
    pub within: Text,
}

/// Everything that is asked for, in order.
pub type Wants = BTreeSet<Want>;

impl Want {
    /// A want without a surrounding class.
    pub fn new(how: How, among: Among, name: impl Into<Text>) -> Self {
        Self {
            how,
            among,
            name: name.into(),
            within: Text::default(),
        }
    }

    /// A word of a rule.
    pub fn word(word: impl Into<Text>) -> Self {
        Self::new(How::Rule, Among::All, word)
    }

    /// The file with this path.
    pub fn file(path: impl Into<Text>) -> Self {
        Self::new(How::File, Among::All, path)
    }

    /// The last part of the name, which must stand as a word in the text.
    fn tail(&self) -> &str {
        last_name(&self.name)
    }

    /// Whether an occurrence of the name's last part is what is asked for.
    fn is_met(
        &self,
        source: &SourceFile,
        offset: usize,
        language: &Language,
        leads: Leads<'_>,
    ) -> bool {
        let text = &*source.text;
        match self.how {
            How::Rule | How::Mention | How::File => true,
            How::RuleMap => {
                let behind = text[offset + self.tail().len()..]
                    .trim_start_matches(|c: char| c.is_whitespace() || "'\":=>".contains(c));
                behind.starts_with('{')
            }
            How::RuleImport => text[..offset].ends_with(['/', '\'', '"', '`']),
            How::Call => (language.calls)(text, offset, self.tail()),
            How::Class => self.may_be_meant(text, offset, language),
            How::Import => places::quoted(text, offset).is_some_and(|(_, module)| {
                leads(&source.path, module).as_deref() == Some(&*self.within)
            }),
            How::Part => places::in_path(text, offset, self.tail()),
            How::Provided => places::in_provided(text, offset),
            How::Heir | How::FewHeirs => {
                // In front of another name it is the module that the other one lies in.
                !text[offset + self.tail().len()..].starts_with("::")
                    && (language.takes_over)(text, offset)
                    && self.may_be_meant(text, offset, language)
            }
            How::Definition => {
                (language.defines)(text, offset, self.tail())
                    && self.may_be_here(text, offset, language)
            }
        }
    }

    /// Whether a class that is written here, with the classes in front of it, can be short for the one that is meant, as far as
    /// the layout of the text tells.
    fn may_be_meant(&self, text: &str, offset: usize, language: &Language) -> bool {
        let Some((owner, _)) = self.name.rsplit_once("::") else {
            return true;
        };
        let path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
        let written = &text[text[..offset].trim_end_matches(path).len()..offset];
        if let Some(absolute) = written.strip_prefix("::") {
            return absolute.trim_end_matches(':') == owner;
        }
        let written = written.trim_end_matches(':');
        let Some(around) = (language.enclosing)(text, offset) else {
            return owner.ends_with(written);
        };
        super::classes::lexical_prefixes(&around).any(|prefix| match (prefix, written) {
            ("", written) => written == owner,
            (prefix, "") => prefix == owner,
            (prefix, written) => {
                owner
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_prefix("::"))
                    == Some(written)
            }
        })
    }

    /// Whether the class around a definition can be the one that is meant, as far as the layout of the text tells.
    fn may_be_here(&self, text: &str, offset: usize, language: &Language) -> bool {
        let Some(around) = (language.enclosing)(text, offset) else {
            return true;
        };
        let owner = self.name.rsplit_once("::").map_or("", |(owner, _)| owner);
        if let Some(owner) = owner.strip_prefix("::") {
            return around == owner;
        }
        super::classes::lexical_prefixes(&self.within).any(|prefix| match (prefix, owner) {
            ("", owner) => around == owner,
            (prefix, "") => around == prefix,
            (prefix, owner) => {
                around
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_prefix("::"))
                    == Some(owner)
            }
        })
    }
}

/// A file, and what it holds of what is wanted: places among the wants that are not paths, or [`ITSELF`].
pub type Hit = (FileId, Vec<usize>);

/// The file is asked for by its path.
const ITSELF: usize = usize::MAX;

/// What is found of what is wanted.
pub struct Found<'w> {
    /// The files that hold something of it, in their order.
    pub files: Vec<FileId>,
    /// What stands in too many files to be followed.
    pub common: Vec<&'w Want>,
}

/// The wants that are not paths.
fn named(wants: &Wants) -> Vec<&Want> {
    wants.iter().filter(|want| want.how != How::File).collect()
}

/// The wants that ask for one word, and what finds it in a text: a text is gone through once for all of them.
struct Sought<'w> {
    word: &'w str,
    finder: Finder<'w>,
    wants: Vec<usize>,
}

/// Named wants by the word that must stand in the text.
fn sought<'w>(named: &[&'w Want]) -> Vec<Sought<'w>> {
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, want) in named.iter().enumerate() {
        by_word.entry(want.tail()).or_default().push(number);
    }
    by_word
        .into_iter()
        .map(|(word, wants)| Sought {
            word,
            finder: Finder::new(word),
            wants,
        })
        .collect()
}

/// Looks for what is wanted in files. What a file holds is decided by its text and path and by what paths there are.
pub fn hits(
    sources: &SourceMap,
    words: &WordIndex,
    files: &[FileId],
    wants: &Wants,
    leads: Leads<'_>,
) -> Vec<Hit> {
    if wants.is_empty() {
        return Vec::new();
    }
    let paths: FxHashSet<&str> = wants
        .iter()
        .filter(|want| want.how == How::File)
        .map(|want| want.name.as_str())
        .collect();
    let named = named(wants);
    let sought = sought(&named);
    let query = words.query(sought.iter().map(|sought| sought.word));
    let look = |file: &FileId| {
        let source = sources.file(*file);
        let mut found = Vec::new();
        if paths.contains(&*source.path) {
            found.push(ITSELF);
        }
        let mut candidates = query.candidates(words, *file).peekable();
        if candidates.peek().is_some() {
            let language = scan::language_of(&source.path)?;
            let own = Among::like(language.name);
            let mut looks = 0;
            for candidate in candidates {
                let Sought { finder, wants, .. } = &sought[candidate];
                let of_use = |number: &usize| {
                    named[*number].among == Among::All || named[*number].among == own
                };
                let mut open: Vec<usize> = wants.iter().copied().filter(of_use).collect();
                let mut occurrences = places::occurrences(&source.text, finder);
                while !open.is_empty()
                    && let Some(offset) = occurrences.next()
                {
                    open.retain(|number| {
                        looks += 1;
                        let is_met = looks > MOST_LOOKS
                            || named[*number].is_met(source, offset, language, leads);
                        if is_met {
                            found.push(*number);
                        }
                        !is_met
                    });
                }
            }
        }
        (!found.is_empty()).then_some((*file, found))
    };
    files.par_iter().with_max_len(64).filter_map(look).collect()
}

/// What hits of these wants come to.
pub fn found<'w>(wants: &'w Wants, hits: &[Hit]) -> Found<'w> {
    let named = named(wants);
    let mut counts = vec![0usize; named.len()];
    for want in hits
        .iter()
        .flat_map(|(_, found)| found)
        .filter(|want| **want != ITSELF)
    {
        counts[*want] += 1;
    }
    let of_rule =
        |want: usize| matches!(named[want].how, How::Rule | How::RuleImport | How::RuleMap);
    let most = |how: How| match how {
        How::Call | How::FewHeirs => MOST_FILES_IF_NEED_BE,
        _ => MOST_FILES_A_WORD,
    };
    let is_common = |want: usize| !of_rule(want) && counts[want] > most(named[want].how);
    let worth = |want: &usize| *want == ITSELF || !is_common(*want);
    Found {
        files: hits
            .iter()
            .filter(|(_, found)| found.iter().any(worth))
            .map(|(file, _)| *file)
            .collect(),
        common: (0..named.len())
            .filter(|want| is_common(*want))
            .map(|want| named[want])
            .collect(),
    }
}

/// Where the path of an import leads, from the path of a file and what is written there.
pub type Leads<'l> = &'l (dyn Fn(&str, &str) -> Option<Arc<str>> + Sync);

#[cfg(test)]
mod tests {
    use super::*;

    fn want(how: How, name: &str) -> Want {
        Want::new(how, Among::All, name)
    }

    fn found(wants: &[Want], files: &[(&str, &str)]) -> Vec<String> {
        let mut sources = SourceMap::default();
        let ids: Vec<FileId> = files
            .iter()
            .map(|(path, text)| sources.add(SourceFile::new(*path, *text)))
            .collect();
        let words = WordIndex::new(&sources, &ids, &|_| None);
        let wants = wants.iter().cloned().collect();
        let leads = |from: &str, module: &str| {
            let paths = files.iter().map(|(path, _)| Arc::from(*path)).collect();
            crate::resolve::modules::resolve(
                from,
                module,
                &crate::rules::ProjectRules::default(),
                &paths,
            )
        };
        let hits = hits(&sources, &words, &ids, &wants, &leads);
        super::found(&wants, &hits)
            .files
            .iter()
            .map(|id| sources.file(*id).path.to_string())
            .collect()
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
        let inside = Want {
            within: "Orders::Create".into(),
            ..want(How::Definition, "Base")
        };
        assert_eq!(found(&[inside], &files), ["a.rb", "c.rb", "d.rb"]);
        assert_eq!(
            found(&[want(How::Definition, "Carts::Base")], &files),
            ["b.rb"]
        );
        assert_eq!(found(&[want(How::Definition, "::Base")], &files), ["c.rb"]);
    }

    #[test]
    fn heirs_mentions_and_files_are_told_apart() {
        let files = [
            ("a.rb", "class A < Base\nend\n"),
            ("b.rb", "x = Base\n"),
            ("c.rb", "class C\n  include Base\nend\n"),
        ];
        assert_eq!(found(&[want(How::Heir, "Base")], &files), ["a.rb", "c.rb"]);
        assert_eq!(
            found(&[want(How::Mention, "Base")], &files),
            ["a.rb", "b.rb", "c.rb"]
        );
        assert_eq!(found(&[want(How::File, "b.rb")], &files), ["b.rb"]);
        assert_eq!(
            found(&[want(How::Mention, "Bas")], &files),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_word_with_dashes_is_found_whole() {
        let files = [
            ("a.vue", "<a data-track-action=\"x\">"),
            ("b.vue", "track_action"),
        ];
        assert_eq!(found(&[want(How::Rule, "track-action")], &files), ["a.vue"]);
    }

    #[test]
    fn a_class_is_meant_by_its_name_and_by_what_is_short_for_it_there() {
        let files = [
            ("a.rb", "module Orders\n  class Card < Base\n  end\nend\n"),
            ("b.rb", "class Late < Orders::Base\nend\n"),
            ("c.rb", "class Late < ::Orders::Base\nend\n"),
            ("d.rb", "module Carts\n  class Cart < Base\n  end\nend\n"),
            ("e.rb", "class Cart < Carts::Base\nend\n"),
            ("f.rb", "class Orders::Cart < Base\n  Base.new\nend\n"),
            ("g.rb", "module M; class Cart < Base; end; end\n"),
            ("h.rb", "module Orders\n  class Last < ::Base\n  end\nend\n"),
            (
                "i.rb",
                "module Orders\n  class Last < Base::First\n  end\nend\n",
            ),
        ];
        assert_eq!(
            found(&[want(How::Heir, "Orders::Base")], &files),
            ["a.rb", "b.rb", "c.rb", "f.rb", "g.rb"]
        );
        assert_eq!(
            found(&[want(How::Class, "Carts::Base")], &files),
            ["d.rb", "e.rb", "g.rb"]
        );
    }

    #[test]
    fn what_is_imported_stands_in_a_path_that_leads_there_and_what_is_provided_beside_the_word() {
        let files = [
            ("web/a.js", "import { cart } from './cart';"),
            ("web/cart.vue", ""),
            ("shop/cart/index.js", ""),
            ("web/b.js", "cart = 1"),
            ("web/d.js", "get(`cart/${name}`);"),
            ("web/e.js", "import it from 'cart';"),
            (
                "web/f.vue",
                "<script>const cart = () => import(\n\"../shop/cart/index.js\"\n)</script>",
            ),
            ("shop/g.js", "export * from './cart'"),
            (
                "c.vue",
                "<script>export default { provide: { cart: 1 } }</script>",
            ),
        ];
        let importing = |path: &str| {
            found(
                &[Want {
                    within: path.into(),
                    ..want(How::Import, "cart")
                }],
                &files,
            )
        };
        assert_eq!(importing("web/cart.vue"), ["web/a.js"]);
        assert_eq!(importing("shop/cart/index.js"), ["web/f.vue", "shop/g.js"]);
        assert_eq!(
            found(&[want(How::RuleImport, "cart")], &files),
            ["web/a.js", "web/d.js", "web/e.js", "web/f.vue", "shop/g.js"]
        );
        assert_eq!(found(&[want(How::Part, "cart")], &files), ["web/d.js"]);
        assert_eq!(found(&[want(How::Provided, "cart")], &files), ["c.vue"]);
    }

    #[test]
    fn names_of_the_project_and_names_of_files_are_looked_for_in_their_own_languages() {
        let files = [
            ("a.rb", "cart"),
            ("b.js", "cart"),
            ("c.haml", "= cart"),
            ("d.vue", "cart"),
        ];
        let among = |among: Among| found(&[Want::new(How::Mention, among, "cart")], &files);
        assert_eq!(among(Among::Project), ["a.rb", "c.haml"]);
        assert_eq!(among(Among::Modules), ["b.js", "d.vue"]);
        assert_eq!(among(Among::All), ["a.rb", "b.js", "c.haml", "d.vue"]);
    }
}
