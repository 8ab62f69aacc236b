//! What evaluation asks for: names whose definition, mentions or subclasses may lie in files that are not parsed yet.

pub(crate) mod search;
mod text_hints;
pub(crate) mod word_index;

use crate::facts::Text;
use crate::languages::{self, Language};
use crate::resolve::project::class_path::last_name;
use crate::source::SourceFile;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How the wanted name stands in a file that is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Occurrence {
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
    Subclass,
    /// The same, unless there are many of them.
    FewSubclasses,
    /// Where it is defined.
    Definition,
    /// It is the path of the file.
    File,
}

/// Files in which languages are of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LanguageGroup {
    /// All.
    All,
    /// Those whose names belong to files, which import each other.
    Modules,
    /// Those whose names are known all over the project, and templates.
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

/// Something that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileRequest {
    /// How it must stand there.
    pub(crate) how: Occurrence,
    /// Where.
    pub(crate) among: LanguageGroup,
    /// The name as it is written, with the classes in front of it (`A::B`), or a path.
    pub(crate) name: Text,
    /// The class the name is written in, for a definition that may lie in it or further out; the path of a file that is imported.
    pub(crate) within: Text,
}

/// Everything that is asked for, in order.
pub(crate) type FileRequests = BTreeSet<FileRequest>;

impl FileRequest {
    /// A want without a surrounding class.
    pub(crate) fn new(how: Occurrence, among: LanguageGroup, name: impl Into<Text>) -> Self {
        Self {
            how,
            among,
            name: name.into(),
            within: Text::default(),
        }
    }

    /// A word of a rule.
    pub(crate) fn word(word: impl Into<Text>) -> Self {
        Self::new(Occurrence::Rule, LanguageGroup::All, word)
    }

    /// The file with this path.
    pub(crate) fn file(path: impl Into<Text>) -> Self {
        Self::new(Occurrence::File, LanguageGroup::All, path)
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
            Occurrence::RuleImport => text[..offset].ends_with(['/', '\'', '"', '`']),
            Occurrence::Call => (language.calls)(text, offset, self.tail()),
            Occurrence::Class => self.may_be_meant(text, offset, language),
            Occurrence::Import => text_hints::quoted(text, offset).is_some_and(|(_, module)| {
                resolve_import(&source.path, module).as_deref() == Some(&*self.within)
            }),
            Occurrence::Part => text_hints::in_path(text, offset, self.tail()),
            Occurrence::Provided => text_hints::in_provided(text, offset),
            Occurrence::Subclass | Occurrence::FewSubclasses => {
                // In front of another name it is the module that the other one lies in.
                !text[offset + self.tail().len()..].starts_with("::")
                    && (language.takes_over)(text, offset)
                    && self.may_be_meant(text, offset, language)
            }
            Occurrence::Definition => {
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
        crate::resolve::project::class_path::lexical_prefixes(&around).any(|prefix| {
            match (prefix, written) {
                ("", written) => written == owner,
                (prefix, "") => prefix == owner,
                (prefix, written) => {
                    owner
                        .strip_prefix(prefix)
                        .and_then(|rest| rest.strip_prefix("::"))
                        == Some(written)
                }
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
        crate::resolve::project::class_path::lexical_prefixes(&self.within).any(|prefix| {
            match (prefix, owner) {
                ("", owner) => around == owner,
                (prefix, "") => around == prefix,
                (prefix, owner) => {
                    around
                        .strip_prefix(prefix)
                        .and_then(|rest| rest.strip_prefix("::"))
                        == Some(owner)
                }
            }
        })
    }
}

/// Where the path of an import leads, from the path of a file and what is written there.
pub(crate) type ResolveImport<'l> = &'l (dyn Fn(&str, &str) -> Option<Arc<str>> + Sync);
