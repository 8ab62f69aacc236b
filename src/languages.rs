//! From the text of one file to its facts. One front end per language; adding one is a file and a row of [`LANGUAGES`].

mod code_flow;
pub(crate) mod directive;
pub(crate) mod directive_yaml;
pub(crate) mod erb;
mod flat_tree;
pub(crate) mod go;
pub(crate) mod haml;
pub(crate) mod javascript;
mod language;
mod markup;
pub(crate) mod parser;
pub(crate) mod partials;
pub(crate) mod python;
pub(crate) mod ruby;
pub(crate) mod rust;
mod template;
#[cfg(test)]
mod testing;
pub(crate) mod text_methods;
#[cfg(test)]
mod toy;
pub(crate) mod traits;
mod value_budget;
pub(crate) mod vue;

pub(crate) use crate::languages::language::{Input, Language};

use crate::facts::{FileFacts, Problem};
use crate::panic;
use crate::source::Span;

impl Language {
    /// The facts of a file, with its directives settled.
    pub(crate) fn facts(&self, input: Input<'_>) -> FileFacts {
        let mut facts = (self.scan)(input);
        directive::settle(&mut facts, input);
        facts.shrink();
        facts
    }
}

/// All languages.
pub(crate) const LANGUAGES: &[Language] = &[
    ruby::LANGUAGE,
    haml::LANGUAGE,
    erb::LANGUAGE,
    javascript::JAVASCRIPT,
    javascript::TYPESCRIPT,
    vue::LANGUAGE,
    rust::LANGUAGE,
    python::LANGUAGE,
    go::LANGUAGE,
    #[cfg(test)]
    toy::LANGUAGE,
];

/// The facts of one file. A front end that panics costs this file and no other, and the facts say so.
pub(crate) fn scan(language: &Language, input: Input<'_>) -> FileFacts {
    panic::caught(|| language.facts(input)).unwrap_or_else(|fault| {
        let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
        let message =
            format!("a fault of tracklint, please report it; the file was not read: {fault}");
        facts.problems.push(Problem {
            message,
            span: Span::new(input.file, 0, 0),
            partial: false,
        });
        facts
    })
}

/// The language of a path, by its ending.
pub(crate) fn language_of(path: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| {
        language.extensions.iter().any(|extension| {
            path.strip_suffix(extension)
                .is_some_and(|stem| stem.ends_with('.'))
        })
    })
}

/// Returns the language with this name.
pub(crate) fn named(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}

/// Checks the name of a language.
///
/// # Errors
/// A message with a similar name, or with all names.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    if named(name).is_some() {
        return Ok(());
    }
    let names = || LANGUAGES.iter().map(|language| language.name);
    let near = names().find(|known| strsim::damerau_levenshtein(known, name) <= 2);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", Vec::from_iter(names()).join(", ")),
    };
    Err(format!("unknown language `{name}`: {help}"))
}

/// Returns `PascalCase` as `snake_case`, as the conventions of web frameworks spell the names of classes in paths.
pub(crate) fn snake_case(name: &str) -> Option<String> {
    ruby::inflections::underscored(name)
}

/// `PascalCase` and `kebab-case` alike as `kebab-case`.
pub(crate) fn kebab(name: &str) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 && !result.ends_with('-') {
            result.push('-');
        }
        result.push(letter.to_ascii_lowercase());
    }
    result
}

#[cfg(test)]
mod tests {
    mod directives;
    mod second_readers;
    mod text_hints;

    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_front_end_that_panics_costs_one_file() {
        let language = Language {
            scan: |_| panic!("out of words"),
            ..erb::LANGUAGE
        };
        let facts = scan(
            &language,
            Input {
                file: FileId(0),
                path: "a.erb",
                text: "text",
            },
        );
        assert_eq!((facts.scopes.len(), facts.problems.len()), (1, 1));
        assert!(facts.problems[0].message.contains("out of words") && !facts.problems[0].partial);
    }
}
