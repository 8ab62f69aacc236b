//! Requests of evaluation for files that are not parsed yet.

pub(crate) mod search;
pub(crate) mod searches;
mod text_hints;
pub(crate) mod word_index;

use crate::facts::Text;
use crate::languages::{self, Language};
use crate::resolve::project::class_path::{last_name, lexical_prefixes};
use crate::resolve::project::path_text::folder_of;
use crate::source::{FileId, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The occurrence of a requested name in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Occurrence {
    /// Anywhere, as a word of a rule. It is followed however common it is.
    Rule,
    /// At the end of an import path, for a rule.
    RuleImport,
    /// Before a literal map, for a rule.
    RuleMap,
    /// Anywhere.
    Mention,
    /// At a call, or as a callback, unless the name is common.
    Call,
    /// At a call, or as a callback, however common the name is.
    EveryCall,
    /// At a call without a receiver, or behind a path, however common the name is.
    FreeCall,
    /// As the class, in any of its spellings.
    Class,
    /// As the class, in a file that also calls the function in `within`.
    ClassOfCall,
    /// As a file that is imported.
    Import,
    /// As a part of a path.
    Part,
    /// As a partial that is rendered; `within` is its path.
    Rendered,
    /// As the key under which something is sent.
    Sent,
    /// As a provided name.
    Provided,
    /// As a superclass or mixin.
    Subclass,
    /// As a superclass or mixin, unless there are many subclasses.
    FewSubclasses,
    /// At its definition.
    Definition,
    /// At its definition, in a folder that is a module.
    Beside,
    /// As the path of the file.
    File,
}

/// A group of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LanguageGroup {
    /// All languages.
    All,
    /// Languages whose names belong to files.
    Modules,
    /// Languages whose names are known in the whole project, and templates.
    Project,
}

impl LanguageGroup {
    /// Returns the group of a language.
    pub(crate) fn of(language: &Language) -> Self {
        match language.traits.is_per_file() {
            true => LanguageGroup::Modules,
            false => LanguageGroup::Project,
        }
    }

    /// Returns the group that contains all languages of these names.
    pub(crate) fn of_all<L: AsRef<str>>(names: &[L]) -> Self {
        let language = |name: &L| languages::named(name.as_ref());
        let mut groups = names.iter().filter_map(language).map(LanguageGroup::of);
        let Some(first) = groups.next() else {
            return LanguageGroup::All;
        };
        match groups.all(|group| group == first) {
            true => first,
            false => LanguageGroup::All,
        }
    }
}

/// A request for files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileRequest {
    /// The occurrence of the name.
    pub(crate) how: Occurrence,
    /// The languages of the files.
    pub(crate) among: LanguageGroup,
    /// The name, with its enclosing classes (`A::B`), or a path.
    pub(crate) name: Text,
    /// The class around the name, for a definition in it or further out; the path of the file, for an import; the function that
    /// the file calls, for a class.
    pub(crate) within: Text,
}

/// Requests in order.
pub(crate) type FileRequests = BTreeSet<FileRequest>;

/// Requests that too many files fulfil, each with its files that are not parsed and call the function on some value.
pub(crate) type NotFollowed = BTreeMap<FileRequest, Vec<FileId>>;

impl FileRequest {
    /// Returns a request without an enclosing class.
    pub(crate) fn new(how: Occurrence, among: LanguageGroup, name: impl Into<Text>) -> Self {
        Self {
            how,
            among,
            name: name.into(),
            within: Text::default(),
        }
    }

    /// Returns a request for a word of a rule.
    pub(crate) fn word(word: impl Into<Text>) -> Self {
        Self::new(Occurrence::Rule, LanguageGroup::All, word)
    }

    /// Returns a request for the file with this path.
    pub(crate) fn file(path: impl Into<Text>) -> Self {
        Self::new(Occurrence::File, LanguageGroup::All, path)
    }

    /// Returns the part of the name in front of the last one; empty if there is none.
    fn owner(&self) -> &str {
        self.name.rsplit_once("::").map_or("", |(owner, _)| owner)
    }

    /// Returns the last part of the name, which must occur in the text.
    fn tail(&self) -> &str {
        last_name(&self.name)
    }

    /// Returns true if files in a language can fulfil the request.
    fn is_of(&self, language: &Language) -> bool {
        let traits = &language.traits;
        let root = self.name.split("::").next().unwrap_or_default();
        let is_foreign = traits.library_roots.contains(&root);
        let is_name = !traits.place_words.contains(&&*self.name);
        (self.among == LanguageGroup::All || self.among == LanguageGroup::of(language))
            && (self.how != Occurrence::Definition || (is_name && !is_foreign))
    }

    /// Returns true if an occurrence of the name's last part fulfils the request. For a definition,
    /// `may_be_defined` has to hold too.
    fn is_met(
        &self,
        source: &SourceFile,
        offset: usize,
        language: &Language,
        resolve_import: ResolveImport<'_>,
    ) -> bool {
        let text = &*source.text;
        match self.how {
            Occurrence::Rule | Occurrence::Mention | Occurrence::File => true,
            Occurrence::RuleMap => {
                let behind = text[offset + self.tail().len()..]
                    .trim_start_matches(|c: char| c.is_whitespace() || "'\":=>".contains(c));
                behind.starts_with('{')
            }
            Occurrence::RuleImport => {
                let words = language.traits.import_words;
                text[..offset].ends_with(['/', '\'', '"', '`'])
                    || text_hints::in_import(text, offset, words)
            }
            Occurrence::Call | Occurrence::EveryCall => {
                (language.may_call)(text, offset, self.tail())
            }
            Occurrence::FreeCall => {
                let before = text[..offset].trim_end();
                let is_of_value = before.ends_with('.') && !before.ends_with("..");
                !is_of_value && (language.may_call)(text, offset, self.tail())
            }
            Occurrence::Class => self.may_be_meant(text, offset, language),
            Occurrence::ClassOfCall => {
                self.may_be_meant(text, offset, language)
                    && text_hints::calls(text, &self.within, language)
                        .next()
                        .is_some()
            }
            Occurrence::Import => {
                let words = language.traits.import_words;
                text_hints::in_import(text, offset, words)
                    || text_hints::quoted(text, offset).is_some_and(|(_, module)| {
                        resolve_import(&source.path, module).as_deref() == Some(&*self.within)
                    })
            }
            Occurrence::Sent => text_hints::is_sent(text, offset, language),
            Occurrence::Rendered => text_hints::is_rendered(text, offset, &self.within),
            Occurrence::Part => text_hints::in_path(text, offset, self.tail()),
            Occurrence::Provided => text_hints::in_provided(text, offset),
            Occurrence::Subclass | Occurrence::FewSubclasses => {
                // Before another name it is an enclosing module.
                !text[offset + self.tail().len()..].starts_with("::")
                    && (language.may_inherit)(text, offset)
                    && self.may_be_meant(text, offset, language)
            }
            Occurrence::Beside => {
                language.traits.folder_module.is_some()
                    && folder_of(&source.path) == self.within
                    && (language.may_define)(text, offset, self.tail(), "")
            }
            Occurrence::Definition => self.may_be_here(text, offset, language),
        }
    }

    /// Returns true if the name may be defined at this offset, whatever is around it. All definitions of one name have one answer.
    fn may_be_defined(&self, text: &str, offset: usize, language: &Language) -> bool {
        (language.may_define)(text, offset, self.tail(), self.owner())
    }

    /// Returns true if the requested definition only encloses other definitions at this offset.
    fn encloses(&self, source: &SourceFile, offset: usize, language: &Language) -> bool {
        self.how == Occurrence::Definition
            && (language.only_encloses)(&source.text, offset, self.tail())
    }

    /// Returns true if a written class may mean the requested one, as far as the layout of the text shows.
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
        lexical_prefixes(&around).any(|prefix| match (prefix, written) {
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

    /// Returns true if the class around a definition may be the requested one, as far as the layout of the text shows.
    fn may_be_here(&self, text: &str, offset: usize, language: &Language) -> bool {
        let Some(around) = (language.enclosing)(text, offset) else {
            return true;
        };
        let owner = self.owner();
        if let Some(owner) = owner.strip_prefix("::") {
            return around == owner;
        }
        lexical_prefixes(&self.within).any(|prefix| match (prefix, owner) {
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

/// Resolves an import path, from the path of the importing file.
pub(crate) type ResolveImport<'l> = &'l (dyn Fn(&str, &str) -> Option<Arc<str>> + Sync);
